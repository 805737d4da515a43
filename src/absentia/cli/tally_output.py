"""How tallies are written for people, and their rows for CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.language import _, language, ngettext
from absentia.cli.render import render, write_table
from absentia.cli.tally_nowcast import NOWCAST_COLUMNS, csv_cells, headings, print_notes, table_cells
from absentia.cli.tally_words import DIMENSIONS, filters, value
from absentia.model.numbers import number
from absentia.tally.words import REASONS, UNREADABLE

if TYPE_CHECKING:
    from absentia.estimate.delay.tallied import Tallied
    from absentia.tally import Measure, Tally
    from absentia.tally.result import Row


def print_measures(output_format: str) -> None:
    """The list of measures."""
    from absentia.tally import measures

    known = measures().values()
    both = [{"measure": one.name, "unit": dict(one.unit), "about": dict(one.about)} for one in known]
    headings = {"measure": _("measure"), "unit": _("unit"), "about": _("what is in it")}
    render(output_format, [_listed(one) for one in known], headings, document=both)


def _listed(measure: Measure) -> dict[str, str]:
    return {"measure": measure.name, "unit": measure.unit[language()], "about": measure.about[language()]}


def print_tally(tally: Tally, expected: Tallied | None = None) -> None:
    """A tally for people: what is counted, the counts, what is still expected beside them, what they rest on."""
    _heading(tally)
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
        shown = [_shown(row, tally) | beside.get(id(row), {}) for row in rows]
        write_table(shown, columns, right=("count", "nowcast"))
        click.echo()
    if expected is not None:
        print_notes(expected)
    total = tally.total.text(language())
    if tally.total.reason is not None:
        total += f" ({_(REASONS[tally.total.reason])})"
    click.echo(_("Total: {total}").format(total=total))
    counts = [tally.total, *(row.count for row in tally.rows)]
    if any(one.known and one.high is None for one in counts):
        click.echo(_("≥: complete listings do not show all of this; the count is a lower bound."))
    if any(one.high is not None and not one.exact for one in counts):
        click.echo(_("5–7: all was looked at, but not all can be told apart or read; it is one of these numbers."))
    if tally.by:
        click.echo(_("Rows overlap; the total counts each unit once."))
    _footing(tally)


def _heading(tally: Tally) -> None:
    if tally.synthetic:
        click.echo(
            _("SYNTHETIC DATA: some or all of these pages are invented; the numbers say nothing about the world.")
        )
    click.echo(_("{measure}: {unit}.").format(measure=tally.measure, unit=tally.unit[language()]))
    click.echo(_("Counted: {what}. Period: {period}.").format(what=", ".join(filters(tally)), period=_period(tally)))
    click.echo()


def _period(tally: Tally) -> str:
    if not tally.since and not tally.until:
        return _("all that was seen")
    return _("{since} to {until}").format(since=tally.since or "…", until=tally.until or "…")


def _footing(tally: Tally) -> None:
    seen = tally.coverage
    click.echo()
    pages = ngettext("{pages} page read", "{pages} pages read", seen["pages"]).format(pages=seen["pages"])
    if seen["first_captured"]:
        pages += _(", captured {first} to {last}").format(
            first=seen["first_captured"][:10], last=seen["last_captured"][:10]
        )
    click.echo(
        _("Coverage: {pages}; courts looked at: {looked}; courts not looked at: {not_looked}.").format(
            pages=pages, looked=seen["courts_looked_at"], not_looked=seen["courts_not_looked_at"]
        )
    )
    if seen["pages_of_no_court"]:
        click.echo(_("Pages that name no court: {pages}.").format(pages=seen["pages_of_no_court"]))
    rows = [_coverage_row(court) for court in seen["courts"]]
    columns = {
        "court": _("court"),
        "pages": _("pages by kind"),
        "windows": _("receipt dates that complete listings show"),
    }
    write_table(rows, columns)
    click.echo()
    missed = [
        f"{_(text)}: {f'<{tally.suppressed}' if tally.unreadable[key] is None else tally.unreadable[key]}"
        for key, text in UNREADABLE.items()
        if tally.unreadable[key] != 0
    ]
    click.echo(_("Not readable: {list}.").format(list="; ".join(missed) if missed else _("nothing")))
    if tally.suppressed:
        click.echo(
            _("Counts below {threshold} are withheld, with those that would give them away.").format(
                threshold=tally.suppressed
            )
        )
    click.echo(_("Recompute: {command}").format(command=tally.command))


def _coverage_row(court: Mapping[str, Any]) -> dict[str, str]:
    text = (
        (", ".join(_joined(court["complete_windows"])) or _("none"))
        if court["looked_at"]
        else _(REASONS[court["reason"]])
    )
    if court["incomplete_searches"]:
        text += _("; incomplete searches: {count}").format(count=court["incomplete_searches"])
    if court["looked_at"] and (missing := sorted({place["building"] for place in court["not_asked"]})):
        text += _("; databases not looked at: {numbers}").format(numbers=", ".join(map(str, missing)))
    return {
        "court": court["court"],
        "pages": ", ".join(f"{kind} {number(count, language())}" for kind, count in court["pages"].items()),
        "windows": text,
    }


def _joined(windows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The windows as stretches of days, each provision and each database of a register by itself."""
    stretches: dict[tuple[Any, ...], list[tuple[dt.date, dt.date]]] = {}
    for window in sorted(windows, key=lambda one: (one["provision"] or "", one["since"])):
        asked = (window["provision"], window["register"], window["building"])
        since, until = (dt.date.fromisoformat(window[end]) for end in ("since", "until"))
        known = stretches.setdefault(asked, [])
        if known and since <= known[-1][1] + dt.timedelta(days=1):
            known[-1] = (known[-1][0], max(known[-1][1], until))
        else:
            known.append((since, until))
    found = [
        f"{since}..{until}" + (f" ({asked[0]})" if asked[0] else "")
        for asked, known in stretches.items()
        for since, until in known
    ]
    return list(dict.fromkeys(found))


def _shown(row: Row, tally: Tally) -> dict[str, str]:
    # a court nobody looked at has no period and no provision: its cells stay empty
    cells = {
        dimension: "" if not row.seen and row.cell[dimension] is None else value(dimension, row.cell[dimension])
        for dimension in tally.by
    }
    reason = _(REASONS[row.count.reason]) if row.count.reason is not None else ""
    return cells | {"count": row.count.text(language()), "reason": reason}


_REPEATED = (
    "total",
    "total_low",
    "total_high",
    "unit",
    "since",
    "until",
    "pages",
    "courts_looked_at",
    "courts_not_looked_at",
    *UNREADABLE,
    "synthetic",
)


def csv_columns(tally: Tally, expected: Tallied | None = None) -> tuple[str, ...]:
    """Dimensions, count and reason; what is expected; then, the same in every row, what the counts rest on."""
    between = NOWCAST_COLUMNS if expected is not None else ()
    return (*tally.by, "count", "complete", "low", "high", "reason", *between, *_REPEATED)


def csv_rows(tally: Tally, expected: Tallied | None = None) -> list[dict[str, Any]]:
    """The rows with unit, period, coverage and what could not be read repeated, so that a file stays plain CSV."""
    repeated = {
        "total": tally.total.low,
        "total_low": tally.total.low,
        "total_high": tally.total.high,
        "unit": tally.unit[language()],
        "since": tally.since,
        "until": tally.until,
        **{key: tally.coverage[key] for key in ("pages", "courts_looked_at", "courts_not_looked_at")},
        **tally.unreadable,
        "synthetic": "synthetic" if tally.synthetic else "",
    }
    if expected is None:
        return [row.as_dict() | repeated for row in tally.rows]
    return [one.row.as_dict() | csv_cells(one, expected) | repeated for one in expected.rows]
