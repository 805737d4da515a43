"""``absentia why``: the reasons of a case, a decision on it, and of packages the documents it rests on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from absentia.cli.archive_import import echo_package
from absentia.cli.base import Settings, verb
from absentia.cli.language import N_, _
from absentia.cli.options import format_option
from absentia.cli.output import echo, say, write_json, write_table
from absentia.cli.tally_words import value
from absentia.cli.why_output import write_why
from absentia.dumps.dump import SLICE
from absentia.dumps.resting import EVERY, Resting
from absentia.errors import DataProblem, UsageProblem
from absentia.model.texts import SYNTHETIC, said

if TYPE_CHECKING:
    from absentia.dumps.resting import Row
    from absentia.observatory import Observatory


@verb(
    "why",
    N_(
        "Say why the filings of a case are one: the keys that join them, those that do not and why, the decisions in "
        "force, what its records say now, and each page it rests on.\n\n"
        "ID is that of a case, a record or a filing, as in the tables; its beginning is enough. A record that was "
        "returned or transferred, or has not ended, is an open end: records that may be its next are listed, and take "
        "a person's decision: --same or --not-same. `absentia archive show` leads from a page to its bytes. Give no "
        "names in --reason and --who: the decision is kept as it is written.\n\n"
        "Of packages of a register ID is the number of a case or of a document: its documents, the ends of a range it "
        "is counted at, and the packages with their digests are told."
    ),
)
@click.argument("name", metavar="ID")
@click.option("--same", metavar="OTHER", help=N_("Decide that ID and OTHER are one case."))
@click.option("--not-same", metavar="OTHER", help=N_("Decide that they are not, whatever any key says."))
@click.option("--reason", metavar="TEXT", help=N_("Why it is decided so."))
@click.option("--who", metavar="ROLE", help=N_("Who decides: a role, no name."))
@format_option("table", "json")
@click.pass_obj
def command(
    settings: Settings,
    /,
    *,
    name: str,
    same: str | None,
    not_same: str | None,
    reason: str | None,
    who: str | None,
    output_format: str,
) -> int:
    from absentia.link.why import why
    from absentia.tally.successors import open_ends

    observatory = settings.observatory()
    if _of_packages(observatory, name, output_format, decides=bool(same or not_same)):
        return 0
    held = _decided(observatory, name, same, not_same, reason, who)
    explained = why(observatory, name)
    write_why(explained, open_ends(observatory, explained.case_id), output_format)
    return 0 if held else 1


def _of_packages(observatory: Observatory, name: str, output_format: str, *, decides: bool) -> bool:
    """Say what a case of packages rests on; whether ID is one, or there is nothing but packages."""
    from absentia.dumps.held import dumps_of, packages_only
    from absentia.dumps.resting import resting

    found = resting(dumps_of(observatory), name)
    if found is None and not packages_only(observatory):
        return False
    if decides:
        raise DataProblem(
            said("over packages nothing is linked: documents of one case number are one case"),
            where=str(observatory.path),
            next_step=said("`absentia tally cases_seen` counts them"),
        )
    if found is None:
        raise DataProblem(
            said("no newest package has a criminal case or a document of this number"),
            where=str(observatory.path),
            next_step=said("give the number of the case as the register has it, or that of a document"),
        )
    write_resting(found, output_format)
    return True


def _decided(
    observatory: Observatory,
    name: str,
    same: str | None,
    not_same: str | None,
    reason: str | None,
    who: str | None,
) -> bool:
    """Write down what was decided, if anything; whether it holds."""
    if same and not_same:
        raise UsageProblem(
            said("one decision at a time"), where="--same, --not-same", next_step=said("give one of them")
        )
    other = same or not_same
    if not other:
        if reason or who:
            raise UsageProblem(
                said("nothing is decided"),
                where="--reason, --who",
                next_step=said("add --same OTHER or --not-same OTHER"),
            )
        return True
    from absentia.link.naming import decide

    held = decide(observatory, "same" if same else "not_same", name, other, reason=reason or "", who=who or "")
    if held:
        say("decided, and linked by it: a line of decisions/decisions.jsonl")
    else:
        say("written down, but another decision keeps them apart: it is among the decisions in force")
    return held


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
        echo(SYNTHETIC)
    echo("For your eyes only: the number of a case leads to people.")
    echo("Case {number}: documents in the newest packages: {n}.", number=found.number, n=len(found.rows))
    write_table([_row(one) for one in found.rows], _COLUMNS)
    for article, end in found.ends.items():
        echo(
            N_("Article {article}: the category of every document; counted at both ends of a range.")
            if end == EVERY
            else N_("Article {article}: the category of some documents; counted at the upper end of a range alone."),
            article=article,
        )
    for one in found.packages:
        echo_package(one)
        echo(
            "  its rows are kept in {table}, SHA-256 {digest}; the archive's chain holds both",
            table=SLICE,
            digest=one.told["files"][SLICE],
        )


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
