"""``absentia why`` of a case that packages show: its documents, and the packages they stand in."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from absentia.cli.language import N_, _, told
from absentia.cli.render import write_json, write_table
from absentia.cli.tally_words import value
from absentia.dumps.dump import SLICE
from absentia.dumps.resting import EVERY, Resting
from absentia.model.texts import SYNTHETIC

if TYPE_CHECKING:
    from absentia.dumps.resting import Row

_COLUMNS = {
    "document": N_("document"),
    "adopted": N_("adopted"),
    "instance": N_("instance"),
    "verdict": N_("verdict of a court"),
    "article": N_("article"),
    "open": N_("open to the public"),
    "package": N_("in the package of"),
    "first": N_("first in that of"),
}


def write_resting(found: Resting, output_format: str) -> None:
    """Everything a count of this case rests on; no judge, no court, no address."""
    synthetic = any(one.synthetic for one in found.packages)
    if output_format == "json":
        packages = [
            {"day": one.day, "year": one.year, "package": one.told["package"], "table": one.told["files"][SLICE]}
            for one in found.packages
        ]
        documents = [asdict(one) for one in found.rows]
        write_json(
            {
                "number": found.number,
                "synthetic": synthetic,
                "documents": documents,
                "articles": found.ends,
                "packages": packages,
            }
        )
        return
    if synthetic:
        click.echo(told(SYNTHETIC))
    click.echo(_("For your eyes only: the number of a case leads to people."))
    click.echo(
        _("Case {number}: documents in the newest packages: {n}.").format(number=found.number, n=len(found.rows))
    )
    write_table([_row(one) for one in found.rows], {key: _(heading) for key, heading in _COLUMNS.items()})
    for article, end in found.ends.items():
        click.echo(
            (
                _("Article {article}: the category of every document; counted at both ends of a range.")
                if end == EVERY
                else _("Article {article}: the category of some documents; counted at the upper end of a range alone.")
            ).format(article=article)
        )
    for one in found.packages:
        click.echo(
            _("Package of {day}, documents received in {year}, SHA-256 {digest}").format(
                day=str(one.day), year=str(one.year), digest=one.told["package"]
            )
        )
        click.echo(_("  its rows are kept in {table}, SHA-256 {digest}; the archive's chain holds both").format(
            table=SLICE, digest=one.told["files"][SLICE]))  # fmt: skip


def _row(one: Row) -> dict[str, str]:
    yes, no = _("yes"), _("no")
    return {
        "document": str(one.document),
        "adopted": str(one.adopted or _("not dated")),
        "instance": value("instance", one.instance or "unknown"),
        "verdict": yes if one.verdict else no,
        "article": one.article or "–",
        "open": yes if one.open else no,
        "package": str(one.package),
        "first": str(one.first),
    }
