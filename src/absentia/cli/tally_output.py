"""How tallies are written for people, and their rows for CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.language import _, language, told
from absentia.cli.render import render, write_table
from absentia.cli.tally_coverage import in_short, not_looked_at, print_coverage
from absentia.cli.tally_nowcast import NOWCAST_COLUMNS, csv_cells, headings, print_notes, table_cells
from absentia.cli.tally_words import DIMENSIONS, filters, value
from absentia.model.numbers import percent
from absentia.model.texts import SYNTHETIC
from absentia.tally.words import REASONS, UNREADABLE

if TYPE_CHECKING:
    from absentia.estimate.delay.tallied import Tallied
    from absentia.model.count import Count
    from absentia.tally import Measure, Tally
    from absentia.tally.result import Row
    from absentia.tally.without_uid import WithoutUid


def print_measures(output_format: str) -> None:
    """The list of measures."""
    from absentia.tally.catalogue import measures, measures_of_packages

    known = (*measures().values(), *measures_of_packages().values())
    both = [{"measure": one.name, "unit": dict(one.unit), "about": dict(one.about)} for one in known]
    headings = {"measure": _("measure"), "unit": _("unit"), "about": _("what is in it")}
    render(output_format, [_listed(one) for one in known], headings, document=both)


def _listed(measure: Measure) -> dict[str, str]:
    return {"measure": measure.name, "unit": measure.unit[language()], "about": measure.about[language()]}


def print_tally(
    tally: Tally,
    expected: Tallied | None = None,
    *,
    every_court: bool = False,
    missing: Sequence[WithoutUid] = (),
) -> None:
    """A tally for people: what is counted, the counts, what is still expected beside them, what they rest on.

    The last in a few lines, or court by court (``every_court``); ``missing``: records without a valid УИД.
    """
    print_heading(tally)
    given = expected is not None and expected.given
    beside = {id(one.row): table_cells(one) for one in expected.rows} if expected is not None and given else {}
    rows = [one.row for one in expected.rows] if expected is not None and given else tally.rows
    reasons = any(row.count.reason is not None for row in rows)
    columns: dict[str, str] = {**{one: _(DIMENSIONS[one]) for one in tally.by}, "count": _("count")}
    if given:
        columns |= headings()
    if reasons:
        columns["reason"] = _("why there is no number")
    if tally.by or reasons:
        shown = [cells_of(row, tally) | beside.get(id(row), {}) for row in rows]
        write_table(shown, columns, right=("count", "nowcast"))
        click.echo()
    if expected is not None:
        print_notes(expected)
    click.echo(_("Total: {total}").format(total=total_text(tally)))
    print_legend(tally)
    _say_without_uid(missing, tally.suppressed or 0)
    print_footing(tally, every_court=every_court)


def total_text(tally: Tally) -> str:
    """The total, or why there is none."""
    total = tally.total.text(language())
    return total if tally.total.reason is None else f"{total} ({_(REASONS[tally.total.reason])})"


def print_legend(*tallies: Tally) -> None:
    """How the counts of a table are to be read."""
    counts = [count for tally in tallies for count in (tally.total, *(row.count for row in tally.rows))]
    if "packages" in tallies[0].coverage:
        _print_legend_of_packages(tallies, counts)
        return
    if any(one.known and one.high is None for one in counts):
        click.echo(_("≥: complete listings do not show all of this; the count is a lower bound."))
    if any(one.high is not None and not one.exact for one in counts):
        click.echo(_("5–7: all was looked at, but not all can be told apart or read; it is one of these numbers."))
    _say_how_rows_add_up(tallies)


def _say_how_rows_add_up(tallies: Sequence[Tally]) -> None:
    """Why the rows of a table are more than its total, or less."""
    if any(one.rows_overlap for one in tallies):
        click.echo(_("Some may stand in several rows; the total counts each once."))
    elif any(one.rows_fall_short for one in tallies):
        click.echo(_("Rows add up to less than the total: each leaves out what may belong to another row."))


def _print_legend_of_packages(tallies: Sequence[Tally], counts: Sequence[Count]) -> None:
    if any(one.known and one.high is None for one in counts):
        click.echo(_("≥: documents of this may still come in; the count is a lower bound."))
    if any(one.high is not None and not one.exact for one in counts):
        click.echo(_("5–7: 5 cases have this category in every document, 7 in at least one."))
    _say_how_rows_add_up(tallies)


def _say_without_uid(missing: Sequence[WithoutUid], threshold: int) -> None:
    """One line: of which share a case may be counted twice; where by court and year it is most, unless withheld."""
    from absentia.tally.without_uid import share

    known = share(missing, threshold)
    if known is None:
        return
    text = _("Records without a valid УИД: {share}").format(share=percent(known, language()))
    most = max(missing, key=lambda one: (one.without_uid / one.records, one.records))
    if most.without_uid and not threshold and len(missing) > 1:
        text += _("; most: {court}, {year}, {share} of {count}").format(
            court=most.court,
            year=str(most.year) if most.year else _("not dated"),
            share=percent(most.without_uid / most.records, language()),
            count=most.records,
        )
    click.echo(f"{text}.")


def print_heading(tally: Tally) -> None:
    """What is counted."""
    if tally.synthetic:
        click.echo(told(SYNTHETIC))
    click.echo(_("{unit:opening}.").format(unit=tally.unit[language()]))
    click.echo(_("Counted: {what}. Period: {period}.").format(what=", ".join(filters(tally)), period=_period(tally)))
    click.echo()


def _period(tally: Tally) -> str:
    if not tally.since and not tally.until:
        return _("all that was seen")
    return _("{since} to {until}").format(since=tally.since or "…", until=tally.until or "…")


def print_footing(tally: Tally, *, every_court: bool) -> None:
    """What the counts rest on."""
    click.echo()
    print_coverage(tally.coverage, every_court=every_court)
    missed = [
        f"{_(text)}: {_('withheld') if tally.unreadable[key] is None else tally.unreadable[key]}"
        for key, text in UNREADABLE.items()
        if tally.unreadable.get(key, 0) != 0
    ]
    click.echo(_("Not readable: {list}.").format(list="; ".join(missed) if missed else _("nothing")))
    if tally.suppressed:
        click.echo(
            _("Counts below {threshold} are withheld, with those that would give them away.").format(
                threshold=tally.suppressed
            )
        )
    click.echo(_("Recompute: {command}").format(command=tally.command))


def cells_of(row: Row, tally: Tally) -> dict[str, str]:
    """A row as people read it."""
    # a court nobody looked at has no period and no provision: its cells stay empty
    cells = {
        dimension: "" if not row.seen and row.cell[dimension] is None else value(dimension, row.cell[dimension])
        for dimension in tally.by
    }
    return cells | {"count": row.count.text(language()), "reason": _why(row)}


_REPEATED = (
    "total",
    "total_low",
    "total_high",
    "total_reason",
    "measure",
    "unit",
    "instance",
    "procedure",
    "since",
    "until",
    "pages",
    "pages_of_no_court",
    "first_captured",
    "last_captured",
    "courts_looked_at",
    "courts_not_looked_at",
    "not_looked_at",
    "coverage",
    *UNREADABLE,
    "without_uid",
    "suppressed_below",
    "synthetic",
    "query",
)
_OF_COVERAGE = (
    "pages",
    "pages_of_no_court",
    "first_captured",
    "last_captured",
    "courts_looked_at",
    "courts_not_looked_at",
)


def csv_columns(tally: Tally, expected: Tallied | None = None) -> tuple[str, ...]:
    """Dimensions, count and reason; what is expected; then, the same in every row, what the counts rest on."""
    between = NOWCAST_COLUMNS if expected is not None else ()
    return (*tally.by, "count", "complete", "low", "high", "reason", "why", *between, *_REPEATED)


def csv_rows(
    tally: Tally, expected: Tallied | None = None, *, missing: Sequence[WithoutUid] = ()
) -> list[dict[str, Any]]:
    """The rows, with everything that stands over and under the table repeated, so that a file stays plain CSV."""
    from absentia.tally.without_uid import share

    repeated = csv_repeated(tally) | {"without_uid": share(missing, tally.suppressed or 0)}
    if expected is None:
        return [csv_row(row) | repeated for row in tally.rows]
    return [csv_row(one.row) | csv_cells(one, expected) | repeated for one in expected.rows]


def csv_repeated(tally: Tally) -> dict[str, Any]:
    """What stands over and under the table."""
    return {
        "total": tally.total.low,
        "total_low": tally.total.low,
        "total_high": tally.total.high,
        "total_reason": tally.total.reason,
        "measure": tally.measure,
        "unit": tally.unit[language()],
        "instance": tally.filters["instance"],
        "procedure": tally.filters["procedure"],
        "since": tally.since,
        "until": tally.until,
        **{key: tally.coverage.get(key) for key in _OF_COVERAGE},
        "not_looked_at": "; ".join(not_looked_at(tally.coverage)),
        "coverage": " | ".join(in_short(tally.coverage)),
        **tally.unreadable,
        "suppressed_below": tally.suppressed,
        "synthetic": "synthetic" if tally.synthetic else "",
        "query": tally.command,
    }


def csv_row(row: Row) -> dict[str, Any]:
    """A row by itself."""
    return row.as_dict() | {"why": _why(row)}


def _why(row: Row) -> str:
    return _(REASONS[row.count.reason]) if row.count.reason is not None else ""
