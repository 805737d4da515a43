"""What courts do not show, by every way that can say something of it: one answer of several rows, never one number.

Four ways look at four different gaps, in different units: servicemen on leaked lists against cases in court (people who
left and were never tried); serial numbers no page shows (filings courts do not publish); the reporting delay (filings
not shown yet); overlapping lists (units on none of them). Each row says what it covers; rows are never added.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path

from absentia.errors import DataProblem
from absentia.estimate.charts import bar, drawn
from absentia.estimate.delay import report as delay_report
from absentia.estimate.lists import report as lists_report
from absentia.estimate.lists.panel import Role
from absentia.figures import Catalogue
from absentia.model.checked import ChartData
from absentia.model.estimate import Assumption, Estimate, Interval, Refusal
from absentia.model.numbers import Quantity
from absentia.model.texts import N_, Said, Words, joined, said
from absentia.observatory import Observatory

NAME = "undercount"
LEAKED, GAPS, NOWCAST, LISTS = f"{NAME}:leaked-lists", f"{NAME}:serial-gaps", f"{NAME}:nowcast", f"{NAME}:lists"
SERIAL_GAPS = "serial-gaps"
OPTIONS = ("observatory", "lists", "triangle", "measure", "article", "seed")
REFERENCE = "each row names its own"
LISTED = "hidden_desertion-001"
CASES = ("court_cases-054", "court_cases-056", "court_cases-057")
"""Art. 337, 332 and 338 in court, as counted by one publisher on one day."""
MEASURE, ARTICLE = "filings_received", "337"
COVERS: Mapping[str, str] = {
    LEAKED: N_("servicemen who left and are on a list, against cases that reached a court; all of Russia"),
    GAPS: N_("filings a court numbered and no page shows; the registers and years this observatory has seen"),
    NOWCAST: N_("filings of recent periods not reported yet; what is never reported is not in it"),
    LISTS: N_("units on none of the given lists, of the population and period the lists are drawn from"),
}


def run(catalogue: Catalogue, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """One row or several for each of the four ways, in this order; a way without its data is refused with the reason.

    Raises:
        UsageProblem: an option that cannot be used.
        DataProblem: a file the user named (``lists``, ``triangle``) that cannot be read.
    """
    return [
        leaked(catalogue),
        *_named(GAPS, _gaps(catalogue, options)),
        *_named(NOWCAST, _nowcast(options)),
        *_named(LISTS, _lists(options)),
    ]


def _named(name: str, answers: list[Estimate | Refusal]) -> list[Estimate | Refusal]:
    """Under this answer's name, with what the way covers first among its caveats."""
    found: list[Estimate | Refusal] = []
    for answer in answers:
        if isinstance(answer, Refusal):
            found.append(dataclasses.replace(answer, name=name))
        else:
            found.append(dataclasses.replace(answer, name=name, caveats=(said(COVERS[name]), *answer.caveats)))
    return found


def leaked(catalogue: Catalogue) -> Estimate:
    """Listed servicemen for each refusal case in court, from published figures: a lower end."""
    listed = catalogue.figure(LISTED)
    cases = [catalogue.figure(one) for one in CASES]
    total = sum(one.value or 0.0 for one in cases)
    others: dict[Words, float] = {
        said(
            "{value} listed or said to have left by {day} ({id})", value=one.value or 0, day=one.period_end, id=one.id
        ): (one.value or 0.0) / total
        for one in catalogue.figures(listed.table)
        if one.id != LISTED and one.unit == listed.unit and one.geography == listed.geography
    }
    return Estimate(
        name=LEAKED,
        value=(listed.value or 0.0) / total,
        interval=None,
        unit=said("listed servicemen for each case in court, at least"),
        method=said(
            "{listed} servicemen on leaked lists by {day} against {cases} cases in court by {then}",
            listed=listed.value or 0,
            day=listed.period_end,
            cases=total,
            then=cases[0].period_end,
        ),
        period=listed.period,
        inputs={one.id: one.source_title for one in (listed, *cases)},
        assumptions=[
            Assumption(
                said("a listed man is one who left, and one man makes one case"),
                None,
                said("cannot be tested: persons are set against cases, and the lists are not public"),
            ),
        ],
        sensitivity=others,
        caveats=[
            said(COVERS[LEAKED]),
            said(
                "The lists cover {start} to {end}, the cases {first} to {last}.",
                start=listed.period_start,
                end=listed.period_end,
                first=cases[0].period_start,
                last=cases[0].period_end,
            ),
            said("A lower end: the lists hold “at least” so many; who is on no list, and who came back, are open."),
        ],
        reference=f"{listed.publisher}; {cases[0].publisher}, {cases[0].source_url}",
        variant="published",
        quantity=Quantity.RATIO,
        detail=tuple({"figure": one.id, "value": one.value, "unit": one.unit} for one in (listed, *cases)),
    )


_NO_OBSERVATORY = N_(
    "no observatory was named: it needs court pages of your own; make one with `absentia init` and name it with -C DIR"
)


def _asked(work: Callable[[], list[Estimate | Refusal]]) -> list[Estimate | Refusal]:
    """What an observatory answers; one that holds nothing usable is a reason, not an error of the call."""
    try:
        return work()
    except DataProblem as problem:
        shapes = zip(("{part}", "[{part}]", "→ {part}"), problem.sentences, strict=True)
        return [Refusal(NAME, joined([Said(shape, {"part": part}) for shape, part in shapes if part], " "))]


def _gaps(catalogue: Catalogue, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    from absentia.estimate.registry import METHODS  # it lists this method too

    method = METHODS.get(SERIAL_GAPS)
    if method is None:
        return [Refusal(GAPS, said("this copy of absentia has no method {name}", name=SERIAL_GAPS))]
    path = options.get("observatory")
    if not path:
        return [Refusal(GAPS, said(_NO_OBSERVATORY))]
    given = {"observatory": path, "article": options.get("article") or ARTICLE}
    if options.get("seed"):
        given["seed"] = options["seed"]
    answers = _asked(
        lambda: method.run(catalogue, {key: value for key, value in given.items() if key in method.options})
    )
    # single registers carry their court in the name; the last numbers under the method's own name are the widest
    whole = [one for one in answers if isinstance(one, Estimate) and one.name == SERIAL_GAPS]
    last = whole[-1].period if whole else None
    return [one for one in whole if one.period == last] or _one_refusal(answers)


def _one_refusal(answers: list[Estimate | Refusal]) -> list[Estimate | Refusal]:
    refused: list[Estimate | Refusal] = [one for one in answers if isinstance(one, Refusal)]
    return refused[-1:] or [Refusal(GAPS, said("the registers gave no number"))]


def _nowcast(options: Mapping[str, str]) -> list[Estimate | Refusal]:
    if options.get("triangle"):
        given = {"file": options["triangle"]} | ({"seed": options["seed"]} if options.get("seed") else {})
        return delay_report.run(given)[-1:]
    if not options.get("observatory"):
        why = said("no table of reporting delays (--triangle FILE), and {reason}", reason=said(_NO_OBSERVATORY))
        return [Refusal(NOWCAST, why)]
    given = {"measure": options.get("measure") or MEASURE, "provision": options.get("article") or ARTICLE}
    if options.get("seed"):
        given["seed"] = options["seed"]
    return _asked(lambda: delay_report.run_on(Observatory.open(Path(options["observatory"])), given)[-1:])


def _lists(options: Mapping[str, str]) -> list[Estimate | Refusal]:
    if not options.get("lists"):
        return [Refusal(LISTS, said("no overlapping lists were given; name a table of overlaps with --lists FILE"))]
    given = {"file": options["lists"]} | ({"seed": options["seed"]} if options.get("seed") else {})
    panel = lists_report.panel_from(given)
    answers: list[Estimate | Refusal] = []
    for member in panel.members:
        result = member.result
        if member.role is Role.TOTAL:
            answers.append(
                dataclasses.replace(
                    result, caveats=(*result.caveats, panel.summary), variant=member.id, observed=float(panel.observed)
                )
                if isinstance(result, Estimate)
                else dataclasses.replace(result, variant=member.id)
            )
    return answers or [Refusal(LISTS, panel.summary)]


def chart(answers: list[Estimate | Refusal]) -> ChartData | None:
    """Each number as a multiple of what it set out from, because the units differ."""
    titles = {
        LEAKED: N_("leaked lists, at least"),
        GAPS: N_("serial gaps"),
        NOWCAST: N_("nowcast"),
        LISTS: N_("overlapping lists"),
    }
    rows = []
    for one in answers:
        base = 1.0 if isinstance(one, Estimate) and one.name == LEAKED else getattr(one, "observed", None)
        if not isinstance(one, Estimate) or not base:
            continue
        ends = one.interval and Interval(one.interval.low / base, one.interval.high / base)
        label = said(titles[one.name])
        if one.variant and one.name != LEAKED:
            label = Said("{way} ({variant})", {"way": label, "variant": one.variant})
        rows.append(bar(label, one.value / base, ends))
    return drawn(
        rows,
        said("How many times what is shown"),
        said(
            "Each way's total over what it set out from: listed servicemen over cases, filings with the hidden over "
            "filings shown, periods when reported over what is reported, units over units listed. Four different gaps: "
            "never multiplied or added."
        ),
        said("times"),
    )
