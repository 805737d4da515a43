"""The methods by name. A method turns options (plain text, as typed or as written in a claims file) into estimates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from absentia.errors import UsageProblem
from absentia.estimate import excess_report, leading_report, published, undercount
from absentia.estimate.change_point import NAME as CHANGE_POINT
from absentia.estimate.change_point import report as change_point_report
from absentia.estimate.delay import NAME as DELAY
from absentia.estimate.delay import report as delay_report
from absentia.estimate.excess import NAME as EXCESS
from absentia.estimate.excess import REFERENCE as EXCESS_REFERENCE
from absentia.estimate.leading import NAME as LEADING
from absentia.estimate.leading import REFERENCE as LEADING_REFERENCE
from absentia.estimate.lists import report as lists_report
from absentia.estimate.probate import NAME as PROBATE
from absentia.estimate.probate import report as probate_report
from absentia.estimate.serial_gaps import NAME as SERIAL_GAPS
from absentia.estimate.serial_gaps import report as serial_gaps_report
from absentia.figures import Catalogue
from absentia.figures.catalogue import nearest
from absentia.model.estimate import Estimate, Refusal
from absentia.model.texts import N_, said

Options = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Method:
    """One way to estimate: what it answers, where it comes from, which options it takes, how to run it."""

    name: str
    title: str
    summary: str
    reference: str
    options: tuple[str, ...]
    run: Callable[[Catalogue, Options], list[Estimate | Refusal]]


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method(
            EXCESS,
            N_("Excess male deaths by sex ratio"),
            N_("Registered deaths of men above what women's deaths and the pre-war ratio would give."),
            EXCESS_REFERENCE,
            ("years", "ages", "variant", "deaths", "hiv_deaths", "regions", "region", "until", "external_causes"),
            excess_report.run,
        ),
        Method(
            LEADING,
            N_("Leading cause of death"),
            N_("The war's share of men's deaths by age, and the probability that it was the first cause."),
            LEADING_REFERENCE,
            ("year", "ages", "variant", "deaths", "hiv_deaths", "causes", "draws", "seed"),
            leading_report.run,
        ),
        Method(
            DELAY,
            N_("Nowcast for reporting delay"),
            N_("What recent weeks or months will show when everything about them has been reported."),
            delay_report.REFERENCE,
            delay_report.OPTIONS,
            lambda _catalogue, options: delay_report.run(options),
        ),
        Method(
            PROBATE,
            N_("Deaths from inheritance cases"),
            N_("Men's inheritance cases above what women's would give, over the share of the dead who have one."),
            probate_report.REFERENCE,
            probate_report.OPTIONS,
            lambda _catalogue, options: probate_report.run(options),
        ),
        Method(
            CHANGE_POINT,
            N_("Change point"),
            N_("When the rate of a series changed, by how much, and whether it changed at all."),
            change_point_report.REFERENCE,
            change_point_report.OPTIONS,
            lambda _catalogue, options: change_point_report.run(options),
        ),
        Method(
            "lists",
            N_("Multiple systems estimation"),
            N_("How many units are on none of several overlapping lists: a panel of methods, and whether they agree."),
            lists_report.REFERENCE,
            lists_report.OPTIONS,
            lists_report.run,
        ),
        Method(
            SERIAL_GAPS,
            N_("Undercount from serial numbers"),
            N_("Filings no page shows, from the gaps in the numbers of court registers."),
            serial_gaps_report.REFERENCE,
            serial_gaps_report.OPTIONS,
            lambda _catalogue, options: serial_gaps_report.run(options),
        ),
        Method(
            published.NAME,
            N_("Published estimates of deaths"),
            N_("Every published estimate of deaths, by vintage, beside ours for the same period."),
            EXCESS_REFERENCE,
            published.OPTIONS,
            published.run,
        ),
        Method(
            undercount.NAME,
            N_("Undercount: what courts do not show"),
            N_("Court filings against leaked lists, serial gaps, nowcast and overlapping lists, side by side."),
            undercount.REFERENCE,
            undercount.OPTIONS,
            undercount.run,
        ),
    )
}


def method(name: str) -> Method:
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


def estimate(name: str, catalogue: Catalogue, options: Options | None = None) -> list[Estimate | Refusal]:
    """Run a method: one estimate, or refusal, for each number it was asked for.

    Raises:
        UsageProblem: an unknown method or option, or an option it cannot use.
        FigureProblem: a user's table that does not fit.
    """
    wanted = method(name)
    given = dict(options or {})
    unknown = [key for key in given if key not in wanted.options]
    if unknown:
        raise UsageProblem(
            said("the estimate {name} has no option {option}", name=name, option=unknown[0]),
            next_step=said("it takes: {options}", options=", ".join(wanted.options)),
        )
    return wanted.run(catalogue, given)
