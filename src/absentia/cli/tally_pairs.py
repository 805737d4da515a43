"""Two tallies beside each other: two periods, or what was known on a day and what is known now."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from absentia.cli.language import _, language, told
from absentia.cli.output import echo, write_csv, write_json, write_table
from absentia.cli.tally_output import (
    cells_of,
    csv_columns,
    csv_repeated,
    csv_row,
    print_footing,
    print_heading,
    print_legend,
    total_text,
)
from absentia.cli.tally_words import DIMENSIONS, filters, in_short, left_out_text
from absentia.model.numbers import between, level, number, written
from absentia.model.texts import SYNTHETIC
from absentia.tally.grid import side_by_side

if TYPE_CHECKING:
    from absentia.model import Interval, Period
    from absentia.model.count import Count
    from absentia.tally import Comparison, Tally
    from absentia.tally.result import Row


def print_comparison(comparison: Comparison) -> None:
    """A comparison for people: both rates, the ratio with its interval, or why there is none."""
    from absentia.model import Refusal

    first, second = comparison.first, comparison.second
    if first.synthetic or second.synthetic:
        echo(SYNTHETIC)
    echo("{unit:opening}.", unit=first.unit[language()])
    echo("Counted: {what}.", what=", ".join(filters(first)))
    echo()
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
    echo()
    rates = comparison.rates
    if isinstance(rates, Refusal):
        echo("No ratio is given: {reason}.", reason=rates.reason)
    else:
        echo(
            "Ratio of the monthly rates: {ratio} ({interval}; {method}; p = {p_value}).",
            ratio=_ratio(rates.ratio),
            interval=_interval(rates.interval, rates.ratio),
            method=rates.method,
            p_value=written(rates.p_value, ".2g", language()),
        )
        if rates.count_ratio is not None:
            echo("Ratio of the bare counts: {ratio}.", ratio=_ratio(rates.count_ratio))
        for assumption in rates.assumptions:
            holds = {True: _("holds"), False: _("fails"), None: _("not checked")}[assumption.holds]
            echo(f"{told(assumption.statement)}: {holds} ({told(assumption.outcome)})")
        for caveat in rates.caveats:
            echo("Caveat: {caveat}.", caveat=caveat)
    seen = first.coverage
    if "packages" in seen:
        for line in in_short(seen):
            echo(line)
    else:
        echo(
            "Courts looked at: {looked}; courts not looked at: {not_looked}.",
            looked=seen["courts_looked_at"],
            not_looked=seen["courts_not_looked_at"],
        )
    echo("Recompute: {command}", command=comparison.command)


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


def write_as_of(then: Tally, now: Tally, output_format: str, *, every_court: bool) -> None:
    """Both tallies in the format that was asked for; what is said of coverage is of the day."""
    if output_format == "json":
        write_json(then.as_dict() | {"now": now.as_dict()})
    elif output_format == "csv":
        write_csv(_csv_rows(then, now), _csv_columns(then))
    else:
        _print(then, now, every_court=every_court)


def _print(then: Tally, now: Tally, *, every_court: bool) -> None:
    assert then.as_of is not None
    print_heading(then)
    known, packages = then.as_of, "packages" in then.coverage
    echo(left_out_text(str(known.day), known.later, known.undated, packages=packages))
    echo()
    if then.by:
        pairs = side_by_side(then, now)
        rows = [_cells_of_both(one, other, then, now) for one, other in pairs]
        columns: dict[str, str] = {one: _(DIMENSIONS[one]) for one in then.by}
        columns |= {"count": _("known on {day}", day=then.as_of.day), "now": _("known now")}
        columns["reason"] = _("why there was no number")
        write_table(rows, columns, right=("count", "now"))
        if any(None in pair for pair in pairs):
            echo("Where a number is missing, nothing of this was seen.")
        echo()
    echo("Total: {total}", total=total_text(then))
    echo("Known now: {total}", total=total_text(now))
    print_legend(then, now)
    print_footing(then, every_court=every_court)


def _cells_of_both(one: Row | None, other: Row | None, then: Tally, now: Tally) -> dict[str, str]:
    known = cells_of(other, now) if other is not None else {"count": ""}
    shown = cells_of(one, then) if one is not None else known | {"count": "", "reason": ""}
    return shown | {"now": known["count"]}


def _csv_columns(then: Tally) -> tuple[str, ...]:
    plain = csv_columns(then)
    after = plain.index("why") + 1
    now, total = _now(then.total, "now"), _now(then.total, "now_total")
    return (*plain[:after], *now, *plain[after:], *total, "as_of", "later", "undated")


def _csv_rows(then: Tally, now: Tally) -> list[dict[str, Any]]:
    assert then.as_of is not None
    repeated = csv_repeated(then) | {"as_of": str(then.as_of.day)} | then.as_of.as_dict() | _now(now.total, "now_total")
    rows = []
    for one, other in side_by_side(then, now):
        cell = csv_row(one) if one is not None else dict(other.cell) if other is not None else {}
        rows.append(cell | (_now(other.count, "now") if other is not None else {}) | repeated)
    return rows


def _now(count: Count, name: str) -> dict[str, Any]:
    return {name: count.low, f"{name}_low": count.low, f"{name}_high": count.high, f"{name}_reason": count.reason}
