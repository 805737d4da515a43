"""``absentia reconcile LIST.csv``: numbers and reasons for people, every row for the owner."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, verb
from absentia.cli.language import N_, _
from absentia.cli.options import format_option, provision_option
from absentia.cli.output import echo, say, write_csv, write_json, write_table
from absentia.cli.tally_output import print_heading, total_text
from absentia.durable import write_atomically
from absentia.model.sheets import write_rows

if TYPE_CHECKING:
    from absentia.reconcile import Reconciliation
    from absentia.reconcile.matching import Entry, Held


@verb(
    "reconcile",
    N_(
        "Hold another counter's LIST of cases against the records here, and say of each that only one of them counts "
        "why.\n\n"
        "LIST is a CSV file with the columns court (host, code or name) and number, and perhaps received and article; "
        "a row is a filing of first instance. --format csv lists every row with its reason: it is for the owner's "
        "eyes, since it names cases."
    ),
)
@click.argument("path", metavar="LIST", type=click.Path(path_type=Path))
@click.option("--since", metavar="DATE", help=N_("First day of receipt: 2022-09-24, or a period: 2022-H2."))
@click.option("--until", metavar="DATE", help=N_("Last day of receipt, written likewise."))
@provision_option()
@click.option(
    "--overlap",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=N_("Write how many filings both have, and how many only one, as a table for `absentia estimate lists`."),
)
@format_option()
@click.pass_obj
def command(
    settings: Settings,
    /,
    *,
    path: Path,
    since: str | None,
    until: str | None,
    provision: str | None,
    overlap: Path | None,
    output_format: str,
) -> None:
    from absentia.reconcile import reconcile

    found = reconcile(settings.observatory(), path, since=since, until=until, provision=provision)
    write_reconciliation(found, output_format)
    if overlap is not None:
        write_overlap(found, overlap)
        say("overlap written to {path}", path=overlap)


REASONS = {
    "repeated": N_("the list has it twice"),
    "instance": N_("of another instance or procedure here"),
    "article": N_("charged otherwise"),
    "charges_unreadable": N_("its charges are not shown, or cannot be read"),
    "date": N_("of another day"),
    "court_unknown": N_("no court is known by that name"),
    "number_unreadable": N_("no case number"),
    "article_unreadable": N_("its article in the list cannot be read"),
    "date_unreadable": N_("its date in the list cannot be read"),
    "not_looked_at": N_("that court was not looked at completely for that day"),
    "undated": N_("the list gives no date, so nobody can say whether that day was looked at"),
    "not_shown": N_("that day was looked at completely, and the court does not show it"),
    "court_not_listed": N_("the list has nothing of that court"),
    "transferred": N_("a filing of a case that the list has in another court"),
    "refiled": N_("a filing of a case that the list has under another number"),
    "gone": N_("its court has stopped showing it"),
    "not_listed": N_("the list does not have it"),
}
SIDES = {
    "both": N_("in both"),
    "only_listed": N_("only in the list"),
    "only_here": N_("only here"),
    "outside": N_("in the list, not asked about"),
}
_COLUMNS = (
    "side",
    "reason",
    "why",
    "line",
    "court",
    "number",
    "received",
    "record_id",
    "case_id",
    "court_here",
    "number_here",
    "received_here",
)


def write_reconciliation(found: Reconciliation, output_format: str) -> None:
    """The list and the records here, held against each other."""
    if output_format == "csv":
        write_csv(list(_rows(found)), _COLUMNS)
    elif output_format == "json":
        write_json(
            {
                "synthetic": found.tally.synthetic,
                "listed": found.listed,
                "here": found.here,
                "reasons": found.reasons,
                "overlap": found.overlap,
                "counted_otherwise": found.otherwise,
                "tally": found.tally.as_dict(),
                "rows": list(_rows(found)),
            }
        )
    else:
        _print(found)


def _print(found: Reconciliation) -> None:
    print_heading(found.tally)
    both, reasons = len(found.matched.both), found.reasons
    rows = [{"where": _(SIDES["both"]), "count": both, "why": ""}]
    for side, of_side in reasons.items():
        rows += [{"where": _(SIDES[side]), "count": many, "why": _(REASONS[why])} for why, many in of_side.items()]
    write_table(rows, {"where": "", "count": _("filings"), "why": _("why")}, right=("count",))
    echo()
    echo(
        "The list: {listed}. Here: {here}, of {total}.",
        listed=found.listed,
        here=found.here,
        total=total_text(found.tally),
    )
    echo(
        "The difference is {only_listed} − {only_here} = {difference}.",
        only_listed=found.listed - both,
        only_here=found.here - both,
        difference=found.listed - found.here,
    )
    if found.matched.outside:
        echo(
            "Rows of the list of another period or article, which were not asked about: {count}.",
            count=len(found.matched.outside),
        )
    if found.otherwise:
        echo(
            "In no overlap, since they are counted by another rule or cannot be compared: {count}.",
            count=found.otherwise,
        )
    echo("Every row with its reason: --format csv. It names cases: keep it to yourself.")


def _rows(found: Reconciliation) -> Iterator[dict[str, Any]]:
    for entry, held in found.matched.both:
        yield {"side": "both", "reason": None, "why": ""} | _cells(entry, held)
    for side in ("only_listed", "only_here", "outside"):
        for one in getattr(found.matched, side):
            yield {"side": side, "reason": one.reason, "why": _(REASONS[one.reason])} | _cells(one.entry, one.held)


def _cells(entry: Entry | None, held: Held | None) -> dict[str, Any]:
    cells: dict[str, Any] = dict.fromkeys(_COLUMNS[3:])
    if entry:
        cells |= {"line": entry.line, "court": entry.court, "number": entry.number}
        cells["received"] = entry.received and entry.received.name
    if held:
        cells |= {"record_id": held.record_id, "case_id": held.case_id, "court_here": held.court}
        cells |= {"number_here": held.number, "received_here": held.received and str(held.received)}
    return cells


def write_overlap(found: Reconciliation, path: Path) -> None:
    """The overlap as ``absentia estimate lists`` reads it: a row for each combination of the two lists.

    Raises:
        OSError: the file cannot be written.
    """
    cells = found.overlap
    written = io.StringIO(newline="")
    write_rows(
        written,
        [
            ("here", "list", "count"),
            (1, 1, cells["both"]),
            (1, 0, cells["only_here"]),
            (0, 1, cells["only_listed"]),
        ],
    )
    write_atomically(path, written.getvalue().encode())
