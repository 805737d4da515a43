"""How what was known on a day is written beside what is known now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from absentia.cli.language import _
from absentia.cli.render import write_csv, write_json, write_table
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
from absentia.cli.tally_words import DIMENSIONS, left_out_text
from absentia.tally.grid import side_by_side

if TYPE_CHECKING:
    from absentia.model.count import Count
    from absentia.tally import Tally
    from absentia.tally.result import Row

_NOW = ("now", "now_low", "now_high", "now_reason")
_REPEATED = ("now_total", "now_total_low", "now_total_high", "now_total_reason", "as_of", "later", "undated")


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
    click.echo(left_out_text(str(known.day), known.later, known.undated, packages=packages))
    click.echo()
    if then.by:
        pairs = side_by_side(then, now)
        rows = [_cells_of_both(one, other, then, now) for one, other in pairs]
        columns: dict[str, str] = {one: _(DIMENSIONS[one]) for one in then.by}
        columns |= {"count": _("known on {day}").format(day=then.as_of.day), "now": _("known now")}
        columns["reason"] = _("why there was no number")
        write_table(rows, columns, right=("count", "now"))
        if any(None in pair for pair in pairs):
            click.echo(_("Where a number is missing, nothing of this was seen."))
        click.echo()
    click.echo(_("Total: {total}").format(total=total_text(then)))
    click.echo(_("Known now: {total}").format(total=total_text(now)))
    print_legend(then, now)
    print_footing(then, every_court=every_court)


def _cells_of_both(one: Row | None, other: Row | None, then: Tally, now: Tally) -> dict[str, str]:
    known = cells_of(other, now) if other is not None else {"count": ""}
    shown = cells_of(one, then) if one is not None else known | {"count": "", "reason": ""}
    return shown | {"now": known["count"]}


def _csv_columns(then: Tally) -> tuple[str, ...]:
    plain = csv_columns(then)
    after = plain.index("why") + 1
    return (*plain[:after], *_NOW, *plain[after:], *_REPEATED)


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
