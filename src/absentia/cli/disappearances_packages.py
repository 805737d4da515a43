"""``absentia disappearances --packages``: what became of documents between two packages of one year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from absentia.cli.language import N_, _, language, told
from absentia.cli.render import render
from absentia.model.count import Count
from absentia.model.texts import SYNTHETIC

if TYPE_CHECKING:
    from absentia.observatory import Observatory

_COLUMNS = {
    "year": N_("received in"),
    "before": N_("package of"),
    "after": N_("against that of"),
    "new": N_("new ones"),
    "gone": N_("gone from it"),
    "closed": N_("closed to the public"),
    "reopened": N_("opened again"),
    "redated": N_("another day"),
    "recategorised": N_("another category"),
    "address_lost": N_("address lost"),
}


def write_packages(observatory: Observatory, provision: str | None, suppress: int | None, output_format: str) -> None:
    """A row for each package that has one before it; small counts withheld where ``suppress`` says so (0: as usual)."""
    from absentia.dumps.differences import differences
    from absentia.dumps.held import dumps_of
    from absentia.tally import threshold_of
    from absentia.tally.packages import article_of

    held = dumps_of(observatory)
    least = 0 if suppress is None else suppress or threshold_of(observatory)
    rows: list[dict[str, Any]] = []
    for one in differences(held, article_of(provision, held) if provision else None):
        counts = {key: _count(number, least) for key, number in one.changes.items()}
        about = {"year": str(one.after.year), "before": str(one.before.day), "after": str(one.after.day)}
        about["synthetic"] = "synthetic" if one.before.synthetic or one.after.synthetic else ""
        rows.append(about | counts)
    plain = [{key: one.low if isinstance(one, Count) else one for key, one in row.items()} for row in rows]
    texts = [{key: one.text(language()) if isinstance(one, Count) else one for key, one in row.items()} for row in rows]
    if output_format == "table" and any(one.synthetic for one in held):
        click.echo(told(SYNTHETIC))
    headings = {key: _(heading) for key, heading in _COLUMNS.items()}
    render(output_format, plain, headings, shown=texts, columns=(*_COLUMNS, "synthetic"))
    if output_format == "table":
        if not rows:
            click.echo(_("No two packages of one year were taken in, so nothing can be compared."))
        click.echo(_("Documents of criminal proceedings; one whose address is not there yet is no loss."))


def _count(number: int, least: int) -> Count:
    return Count.withheld() if 0 < number < least else Count.exactly(number)
