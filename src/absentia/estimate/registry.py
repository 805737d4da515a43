"""The methods by name, and how one is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from absentia.errors import UsageProblem
from absentia.estimate.method import Answer, Context, Method, only_one
from absentia.estimate.options import courts, deaths, series
from absentia.figures import Catalogue
from absentia.model.estimate import Estimate, Refusal
from absentia.model.texts import N_, nearest, said
from absentia.observatory import Observatory


def _of(module: str) -> Callable[[Context, Any], Answer]:
    """``run`` of a module of this room; it is loaded when its method is asked, because most load a lot."""

    def run(context: Context, options: Any) -> Answer:
        found: Answer = import_module(f"absentia.estimate.{module}").run(context, options)
        return found

    return run


ALL: tuple[Method[Any], ...] = (
    Method(
        deaths.EXCESS,
        N_("Excess male deaths by sex ratio"),
        N_("Registered deaths of men above what women's deaths and the pre-war ratio would give."),
        N_("registered deaths of men of these ages and years, less those there would have been without the war."),
        deaths.EXCESS_REFERENCE,
        deaths.ExcessOptions,
        _of("excess_report"),
    ),
    Method(
        deaths.REGION,
        N_("Excess male deaths by region"),
        N_("By region, each beside its partially pooled number (2022)."),
        N_("the same for each region where a death was registered."),
        deaths.EXCESS_REFERENCE,
        deaths.RegionOptions,
        _of("regions.method"),
        asked_by=("regions", "region"),
    ),
    Method(
        deaths.UNTIL,
        N_("Excess male deaths up to a day"),
        N_("From the invasion to this day, cut by the weeks of named deaths."),
        N_("the same of deaths from the invasion to this day."),
        deaths.EXCESS_REFERENCE,
        deaths.UntilOptions,
        _of("until"),
        asked_by=("until",),
    ),
    Method(
        deaths.EXTERNAL_CAUSES,
        N_("Excess of external causes"),
        N_("From deaths by external causes instead: a cross-check."),
        N_("deaths of men by external causes, less those there would have been without the war."),
        deaths.EXCESS_REFERENCE,
        deaths.ExternalOptions,
        _of("external"),
        asked_by=("external_causes",),
    ),
    Method(
        deaths.LEADING,
        N_("Leading cause of death"),
        N_("The war's share of men's deaths by age, and the probability that it was the first cause."),
        N_(
            "the war's part of all deaths of men of these ages in this year, and whether it is the largest of all "
            "causes."
        ),
        deaths.LEADING_REFERENCE,
        deaths.LeadingOptions,
        _of("leading_report"),
    ),
    Method(
        series.DELAY,
        N_("Nowcast for reporting delay"),
        N_("What recent weeks or months will show when everything about them has been reported."),
        N_(
            "events of each recent period that are reported already or ever will be, not those that happened and are "
            "never reported."
        ),
        series.DELAY_REFERENCE,
        series.DelayOptions,
        _of("delay.method"),
        N_(
            "FILE is a CSV table: a line list (columns event and report), counts (event, delay, count), or one row per "
            "period with columns 0, 1, 2 … of counts by delay. With --measure, the delays are the observatory's own: "
            "receipt to first seen, or decision to posted."
        ),
    ),
    Method(
        deaths.PROBATE,
        N_("Deaths from inheritance cases"),
        N_("Men's inheritance cases above what women's would give, over the share of the dead who have one."),
        N_("men who died in the war up to the last day covered, whether or not an inheritance case was opened."),
        deaths.PROBATE_REFERENCE,
        deaths.ProbateOptions,
        _of("probate.method"),
        N_(
            "Two CSV tables in any order. Registry cases: week, age, sex, cases (every week, age and sex, also with "
            "0). Matches of a named list: age, listed, found and, if known, the period of death."
        ),
    ),
    Method(
        series.CHANGE_POINT,
        N_("Change point"),
        N_("When the rate of a series changed, by how much, and whether it changed at all."),
        N_("the last period before a lasting step of the rate at which these events are counted, if there was one."),
        series.CHANGE_POINT_REFERENCE,
        series.ChangePointOptions,
        _of("change_point.method"),
        N_(
            "FILE is a CSV table with columns date (a day or a period), count and, if wanted, exposure. A period that "
            "was not looked at has no date of a change around it: gaps are refused, never read as zero."
        ),
    ),
    Method(
        series.REQUESTS,
        N_("Requests to a help organisation"),
        N_("Requests for help: two periods compared, a change dated, and whether they run ahead of cases in court."),
        N_(
            "how many times as often this one organisation was asked (or advised, helped, saw abroad) in the later "
            "period as in the earlier, by its own count; not how many wanted to leave, and not how many left."
        ),
        series.REQUESTS_REFERENCE,
        series.RequestsOptions,
        _of("requests.method"),
        N_(
            "FILE is a CSV table of one measure: period (2023-05), count, and perhaps measure. Without it, or with the "
            "word figures, what was published is taken. Of your own table counts under 5 are withheld, others rounded "
            "to 5. Whether requests run ahead of cases takes 18 months in a row of both."
        ),
    ),
    Method(
        series.LISTS,
        N_("Multiple systems estimation"),
        N_("How many units are on none of several overlapping lists: a panel of methods, and whether they agree."),
        N_("all units of the population that the lists are drawn from, those on no list included."),
        series.LISTS_REFERENCE,
        series.OverlapOptions,
        _of("lists.method"),
        N_(
            "FILE is a table of overlap counts (a 0/1 column for each list and a count), or linked records: a row for "
            "each unit with a 0/1 column for each list, or a row for each unit and list."
        ),
    ),
    Method(
        courts.SERIAL_GAPS,
        N_("Undercount from serial numbers"),
        N_("Filings no page shows, from the gaps in the numbers of court registers."),
        N_("filings with this article that the courts received in these registers and years, shown or not."),
        courts.SERIAL_GAPS_REFERENCE,
        courts.SerialGapsOptions,
        _of("serial_gaps.method"),
        N_(
            "Acts on the observatory. Courts number their registers from 1 each year; ordinals nobody shows are "
            "filings that exist. Each court, register and year is checked first, and refused with the reason where its "
            "numbers do not allow it."
        ),
    ),
    Method(
        courts.REFILED,
        N_("Cases filed again"),
        N_("The number of cases without those that are later filings of others, which no exact key tells."),
        N_("criminal cases of first instance among the filings seen, each once however often it was filed."),
        courts.REFILED_REFERENCE,
        courts.RefiledOptions,
        _of("refiled"),
        N_(
            "Acts on the observatory. Cases that were returned or transferred and filed again are one where both "
            "filings show an УИД; how often that happens says how many of the others are counted twice. Refused where "
            "too few show one. The tally stays as it is."
        ),
    ),
    Method(
        deaths.COMPARE,
        N_("Published estimates of deaths"),
        N_("Every published estimate of deaths, by vintage, beside ours for the same period; nothing is averaged."),
        N_("what each publisher says it estimated, for its own period and population."),
        deaths.EXCESS_REFERENCE,
        deaths.CompareOptions,
        _of("published"),
    ),
    Method(
        courts.ASYLUM,
        N_("Excess men among asylum applicants"),
        N_("Men who asked for asylum for the first time, above what women and the ratio before the war would give."),
        N_(
            "first-time applicants of Russian citizenship in these countries who are men, less those there would have "
            "been had men per woman stayed on its line."
        ),
        courts.ASYLUM_REFERENCE,
        courts.AsylumOptions,
        _of("asylum.method"),
        N_(
            "Eurostat's table by sex; every number is rounded to 5, and the interval holds whatever rounds to it. A "
            "country without a number in some year, or with few women, is refused with the reason. Applicants are not "
            "deserters: the number says how many more men asked, not why."
        ),
    ),
    Method(
        courts.RECOGNITION,
        N_("Recognition rates of asylum decisions"),
        N_("The share of decisions on the merits that gave protection, by country, year and instance."),
        N_(
            "of the decisions on the merits that this instance took on citizens of Russia in this country and period, "
            "the share that gave protection; with sampling, the chance of another such case."
        ),
        courts.UNHCR_REFERENCE,
        courts.RecognitionOptions,
        _of("asylum.recognition"),
        asked_by=("recognition",),
    ),
    Method(
        courts.PENDING,
        N_("Persons who wait for a decision"),
        N_("Asylum-seekers of Russian citizenship whose application was pending at the end of a period, by country."),
        N_("persons of Russian citizenship who wait in these countries for a decision at the end of the period."),
        courts.UNHCR_REFERENCE,
        courts.PendingOptions,
        _of("asylum.pending"),
        asked_by=("pending",),
    ),
    Method(
        series.SIGNALS,
        N_("Signals on one time axis"),
        N_("Court filings, requests for help, leaked lists, asylum and nowcast, one below the other."),
        N_(
            "nothing: what each source counts, in its own unit, with what it covers; no number of one tells of another."
        ),
        "each panel names its own",
        series.SignalsOptions,
        _of("signals"),
        N_(
            "Published figures suffice; with an observatory around here (or -C DIR) its own filings and their nowcast "
            "are panels, too. What was not counted is a gap."
        ),
    ),
    Method(
        courts.UNDERCOUNT,
        N_("Undercount: what courts do not show"),
        N_("Court filings against leaked lists, serial gaps, nowcast and overlapping lists, side by side."),
        N_("four different gaps, each with its own unit and population; there is no common number."),
        courts.UNDERCOUNT_REFERENCE,
        courts.UndercountOptions,
        _of("undercount"),
        N_(
            "Every row has its own unit, period and population and says what it covers; rows are never added. "
            "Published figures suffice for the first; the others take the observatory around here (or -C DIR) or your "
            "files, and are refused with the reason where they have none."
        ),
    ),
)
METHODS: dict[str, Method[Any]] = {one.name: one for one in ALL}


def method(name: str) -> Method[Any]:
    """The method of that name.

    Raises:
        UsageProblem: there is none.
    """
    if name not in METHODS:
        raise UsageProblem(
            said("there is no estimate named {name}", name=name),
            next_step=nearest(name, METHODS) or said("`absentia estimate --list` names them"),
        )
    return METHODS[name]


def family(name: str) -> list[Method[Any]]:
    """The method of that name and those that its options may ask for instead."""
    return [method(name), *(one for one in ALL if one.asked_by and one.name.partition(":")[0] == name)]


def asked(name: str, given: Mapping[str, Any]) -> Method[Any]:
    """The method that these options ask for under that name.

    Raises:
        UsageProblem: there is no such method, or two are asked for at once.
    """
    wanted = {one.name: [key for key in one.asked_by if given.get(key)] for one in family(name)[1:]}
    chosen = {other: keys for other, keys in wanted.items() if keys}
    only_one([keys[0] for keys in chosen.values()])
    return METHODS[next(iter(chosen), name)]


def answer(name: str, context: Context, given: Mapping[str, Any]) -> Answer:
    """Ask a method by name.

    Raises:
        UsageProblem: an unknown method or option, or a value it cannot have.
        DataProblem: a table or an observatory that cannot be used.
    """
    return asked(name, given).ask(context, given)


def estimate(
    name: str, catalogue: Catalogue, options: Mapping[str, Any] | None = None, observatory: Observatory | None = None
) -> list[Estimate | Refusal]:
    """Run a method: one estimate, or refusal, for each number it was asked for.

    Raises:
        UsageProblem: an unknown method or option, or a value it cannot have.
        DataProblem: a table or an observatory that cannot be used.
    """
    return list(answer(name, Context(catalogue, observatory), options or {}).numbers)
