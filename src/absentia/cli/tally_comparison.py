"""How comparisons of two periods are written for people, and their row for CSV."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from absentia.cli.language import _, language, told
from absentia.cli.render import write_csv, write_table
from absentia.cli.tally_coverage import in_short
from absentia.cli.tally_words import filters
from absentia.model.numbers import between, level, number, written
from absentia.model.texts import SYNTHETIC

if TYPE_CHECKING:
    from absentia.model import Interval, Period
    from absentia.model.count import Count
    from absentia.tally import Comparison


def print_comparison(comparison: Comparison) -> None:
    """A comparison for people: both rates, the ratio with its interval, or why there is none."""
    from absentia.model import Refusal

    first, second = comparison.first, comparison.second
    if first.synthetic or second.synthetic:
        click.echo(told(SYNTHETIC))
    click.echo(_("{unit:opening}.").format(unit=first.unit[language()]))
    click.echo(_("Counted: {what}.").format(what=", ".join(filters(first))))
    click.echo()
    rows = [
        {
            "period": str(period),
            "count": tally.total.text(language()),
            "months": number(period.months, language()),
            "rate": _rate(tally.total, period),
        }
        for tally, period in zip((first, second), comparison.periods, strict=True)
    ]
    write_table(
        rows,
        {"period": _("period"), "count": _("count"), "months": _("months"), "rate": _("per month")},
        right=("count", "months", "rate"),
    )
    click.echo()
    rates = comparison.rates
    if isinstance(rates, Refusal):
        click.echo(_("No ratio is given: {reason}.").format(reason=rates.reason))
    else:
        click.echo(
            _("Ratio of the monthly rates: {ratio} ({interval}; {method}; p = {p_value}).").format(
                ratio=_ratio(rates.ratio),
                interval=_interval(rates.interval, rates.ratio),
                method=rates.method,
                p_value=written(rates.p_value, ".2g", language()),
            )
        )
        if rates.count_ratio is not None:
            click.echo(_("Ratio of the bare counts: {ratio}.").format(ratio=_ratio(rates.count_ratio)))
        for assumption in rates.assumptions:
            holds = {True: _("holds"), False: _("fails"), None: _("not checked")}[assumption.holds]
            click.echo(f"{told(assumption.statement)}: {holds} ({told(assumption.outcome)})")
        for caveat in rates.caveats:
            click.echo(_("Caveat: {caveat}.").format(caveat=caveat))
    seen = first.coverage
    if "packages" in seen:
        for line in in_short(seen):
            click.echo(line)
    else:
        click.echo(
            _("Courts looked at: {looked}; courts not looked at: {not_looked}.").format(
                looked=seen["courts_looked_at"], not_looked=seen["courts_not_looked_at"]
            )
        )
    click.echo(_("Recompute: {command}").format(command=comparison.command))


def _rate(count: Count, period: Period) -> str:
    """The count per month: as much a range or a lower bound as the count is."""
    if count.low is None:
        return "–"
    low = number(count.low / period.months, language())
    if count.high is None:
        return f"≥ {low}"
    return low if count.exact else f"{low}–{number(count.high / period.months, language())}"


def _ratio(value: float) -> str:
    return "∞" if math.isinf(value) else number(value, language(), 2)


def _interval(interval: Interval, value: float) -> str:
    code = language()
    return f"{level(interval.level, code)}: {between(interval.low, interval.high, code, value)}"


def write_comparison_csv(comparison: Comparison) -> None:
    """One row: both periods, the ratio and its interval, or the reason why there is none."""
    flat = comparison.as_row()
    write_csv([flat], tuple(flat))
