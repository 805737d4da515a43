"""How tallies are written for people, with a nowcast beside their rows, and their rows for CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from absentia.cli.language import N_, _, language
from absentia.cli.output import echo, render, write_table
from absentia.cli.tally_words import DIMENSIONS, filters, in_short, not_looked_at, print_coverage, value
from absentia.model import Refusal
from absentia.model.numbers import number, percent
from absentia.model.texts import SYNTHETIC
from absentia.tally.words import REASONS, UNREADABLE

if TYPE_CHECKING:
    from absentia.estimate.delay.tallied import Expected, Tallied
    from absentia.model.count import Count
    from absentia.model.texts import Words
    from absentia.tally import Tally
    from absentia.tally.result import Row
    from absentia.tally.without_uid import WithoutUid


NOWCAST_COLUMNS = ("nowcast", "nowcast_low", "nowcast_high", "nowcast_until", "nowcast_reason")
NOWCAST_REASONS = {
    "whole": N_("all is reported"),
    "settled": N_("nothing more expected"),
    "not_over": N_("not over yet"),
    "cut": N_("cut by the dates asked for"),
    "suppressed": N_("withheld"),
    "refused": "",
    "not_looked_at": "",
}
_MOST = 5


def headings() -> dict[str, str]:
    """The columns for people, after the count."""
    return {"nowcast": _("nowcast"), "interval": _("95 % prediction interval")}


def table_cells(row: Expected) -> dict[str, str]:
    """The cells under :func:`headings`."""
    found = row.nowcast
    if found is None:
        words = NOWCAST_REASONS[row.reason or ""]
        return {"nowcast": "", "interval": _(words) if words else ""}
    value, low, high = (number(found[key], language(), 0) for key in ("value", "low", "high"))
    return {"nowcast": value, "interval": f"{low}–{high}"}


def csv_cells(row: Expected, expected: Tallied) -> dict[str, Any]:
    """The cells under :data:`NOWCAST_COLUMNS`; where the method refuses, its reason in words."""
    found = row.nowcast
    if found is not None:
        ends = {"nowcast_low": found["low"], "nowcast_high": found["high"], "nowcast_until": found["until"]}
        return {"nowcast": found["value"], **ends, "nowcast_reason": None}
    reason: Words | None = row.reason
    if reason == "refused":
        court = row.row.cell.get("court")
        reason = next(
            (one.found.reason for one in expected.sources if one.court == court and isinstance(one.found, Refusal)),
            reason,
        )
    return {"nowcast": None, "nowcast_reason": reason}


def print_notes(expected: Tallied) -> None:
    """What a nowcast is, how it was made, and why there is none where there is none."""
    if expected.given:
        echo(
            "Nowcast (estimated): what the count will be when all is reported that comes within the longest delay. "
            "It is in no count and in no total."
        )
        echo("Method: {method}.", method=expected.method)
        if expected.tally.synthetic:
            echo("Estimated from synthetic pages.")
    elif any(one.reason in ("whole", "settled") for one in expected.rows):
        echo("Nowcast: nothing more is expected about these periods within the longest delay.")
    for one in expected.sources:
        if one.left_out:
            courts = ", ".join(one.left_out)
            echo("Not in the nowcast, because they did not answer: {courts}.", courts=courts)
    refused = [one for one in expected.sources if isinstance(one.found, Refusal)]
    for one in refused[:_MOST]:
        reason = one.found.reason if isinstance(one.found, Refusal) else ""
        if one.court is None:
            echo("No nowcast: {reason}.", reason=reason)
        else:
            echo("No nowcast for {court}: {reason}.", court=one.court, reason=reason)
    if len(refused) > _MOST:
        echo("No nowcast for {count} more court.", "No nowcast for {count} more courts.", count=len(refused) - _MOST)
    echo()


def print_measures(output_format: str) -> None:
    """The list of measures."""
    from absentia.tally.catalogue import measures, measures_of_packages

    known = (*measures().values(), *measures_of_packages().values())
    both = [{"measure": one.name, "unit": dict(one.unit), "about": dict(one.about)} for one in known]
    rows = [{"measure": one.name, "unit": one.unit[language()], "about": one.about[language()]} for one in known]
    headings = {"measure": _("measure"), "unit": _("unit"), "about": _("what is in it")}
    render(output_format, rows, headings, document=both)


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
        echo()
    if expected is not None:
        print_notes(expected)
    echo("Total: {total}", total=total_text(tally))
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
        echo("≥: complete listings do not show all of this; the count is a lower bound.")
    if any(one.high is not None and not one.exact for one in counts):
        echo("A range, as 5–7: all was looked at, but not all can be told apart or read; it is one of these numbers.")
    _say_how_rows_add_up(tallies)


def _say_how_rows_add_up(tallies: Sequence[Tally]) -> None:
    """Why the rows of a table are more than its total, or less."""
    if any(one.rows_overlap for one in tallies):
        echo("Some may stand in several rows; the total counts each once.")
    elif any(one.rows_fall_short for one in tallies):
        echo("Rows add up to less than the total: each leaves out what may belong to another row.")


def _print_legend_of_packages(tallies: Sequence[Tally], counts: Sequence[Count]) -> None:
    if any(one.known and one.high is None for one in counts):
        echo("≥: documents of this may still come in; the count is a lower bound.")
    if any(one.high is not None and not one.exact for one in counts):
        echo("A range, as 5–7: 5 cases have this category in every document, 7 in at least one.")
    _say_how_rows_add_up(tallies)


def _say_without_uid(missing: Sequence[WithoutUid], threshold: int) -> None:
    """One line: of which share a case may be counted twice; where by court and year it is most, unless withheld."""
    from absentia.tally.without_uid import share

    known = share(missing, threshold)
    if known is None:
        return
    text = _("Records without a valid УИД: {share}", share=percent(known, language()))
    most = max(missing, key=lambda one: (one.without_uid / one.records, one.records))
    if most.without_uid and not threshold and len(missing) > 1:
        text += _(
            "; most: {court}, {year}, {share} of {count}",
            court=most.court,
            year=str(most.year) if most.year else _("not dated"),
            share=percent(most.without_uid / most.records, language()),
            count=most.records,
        )
    echo(f"{text}.")


def print_heading(tally: Tally) -> None:
    """What is counted."""
    if tally.synthetic:
        echo(SYNTHETIC)
    echo("{unit:opening}.", unit=tally.unit[language()])
    echo("Counted: {what}. Period: {period}.", what=", ".join(filters(tally)), period=_period(tally))
    echo()


def _period(tally: Tally) -> str:
    if not tally.since and not tally.until:
        return _("all that was seen")
    return _("{since} to {until}", since=tally.since or "…", until=tally.until or "…")


def print_footing(tally: Tally, *, every_court: bool) -> None:
    """What the counts rest on."""
    echo()
    print_coverage(tally.coverage, every_court=every_court)
    missed = [
        f"{_(text)}: {_('withheld') if tally.unreadable[key] is None else tally.unreadable[key]}"
        for key, text in UNREADABLE.items()
        if tally.unreadable.get(key, 0) != 0
    ]
    echo("Not readable: {list}.", list="; ".join(missed) if missed else _("nothing"))
    if tally.suppressed:
        echo("Counts below {threshold} are withheld, with those that would give them away.", threshold=tally.suppressed)
    echo("Recompute: {command}", command=tally.command)


def cells_of(row: Row, tally: Tally) -> dict[str, str]:
    """A row as people read it."""
    # a court nobody looked at has no period and no provision: its cells stay empty
    cells = {
        dimension: "" if not row.seen and row.cell[dimension] is None else value(dimension, row.cell[dimension])
        for dimension in tally.by
    }
    return cells | {"count": row.count.text(language()), "reason": _why(row)}


def csv_columns(tally: Tally, expected: Tallied | None = None) -> tuple[str, ...]:
    """Dimensions, count and reason; what is expected; then, the same in every row, what the counts rest on."""
    between = NOWCAST_COLUMNS if expected is not None else ()
    return (*tally.by, "count", "complete", "low", "high", "reason", "why", *between, *csv_repeated(tally))


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
    """What stands over and under the table; who has no УИД is for who counted pages to say."""
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
        **{
            key: tally.coverage.get(key)
            for key in ("pages", "pages_of_no_court", "first_captured", "last_captured", "courts_looked_at")
        },
        "courts_not_looked_at": tally.coverage.get("courts_not_looked_at"),
        "not_looked_at": "; ".join(not_looked_at(tally.coverage)),
        "coverage": " | ".join(in_short(tally.coverage)),
        **{key: tally.unreadable.get(key) for key in UNREADABLE},
        "without_uid": None,
        "suppressed_below": tally.suppressed,
        "synthetic": "synthetic" if tally.synthetic else "",
        "query": tally.command,
    }


def csv_row(row: Row) -> dict[str, Any]:
    """A row by itself."""
    return row.as_dict() | {"why": _why(row)}


def _why(row: Row) -> str:
    return _(REASONS[row.count.reason]) if row.count.reason is not None else ""
