"""How packages of all documents of a register are taken in, and what is said of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from absentia.cli.language import _, language, told
from absentia.cli.output import say
from absentia.model.numbers import number
from absentia.model.texts import SYNTHETIC

if TYPE_CHECKING:
    from absentia.dumps.kept import TakenIn
    from absentia.observatory import Observatory
    from absentia.sources.protocol import RegisterDump

_SHOWN = 10


def import_packages(observatory: Observatory, files: Sequence[Path], source: RegisterDump, *, keep: bool) -> int:
    """Take packages in, and share them where a location is named; exit code 1 where a line of one was refused."""
    from absentia.dumps.kept import take_in
    from absentia.sharing.location import own_shard
    from absentia.sharing.push import sharing_of

    refused = 0
    for file in files:
        with observatory.writing():
            found = take_in(observatory, file, source, keep=keep)
        _tell(found)
        refused += found.lines.refused
    if own_shard(observatory) is not None and (sharing := sharing_of(observatory)) is not None:
        with observatory.writing():
            sharing.push()
    return 1 if refused else 0


def _tell(found: TakenIn) -> None:
    from absentia.dumps.package import REASONS

    def in_words(count: int) -> str:
        return number(count, language())

    dump, lines, counts = found.dump, found.lines, found.dump.told["counts"]
    if found.known:
        say(_("this package was taken in already"))
    if dump.synthetic:
        click.echo(told(SYNTHETIC))
    click.echo(
        _("Package of {day}, documents received in {year}, SHA-256 {digest}").format(
            day=str(dump.day), year=str(dump.year), digest=dump.told["package"]
        )
    )
    click.echo(
        _("lines {lines} = documents read {rows} + line breaks in values {breaks} + lines refused {refused}").format(
            lines=in_words(lines.lines), rows=in_words(lines.rows), breaks=in_words(lines.breaks),
            refused=in_words(lines.refused),
        )
    )  # fmt: skip
    for line, reason in lines.listed[:_SHOWN]:
        click.echo("  " + _("line {line}: {reason}").format(line=line, reason=told(REASONS[reason])))
    if counts["repeated"]:
        click.echo(
            _("documents repeated: {repeated}; of them with different contents, not counted: {unlike}").format(
                repeated=in_words(counts["repeated"]), unlike=in_words(counts["contradictory"])
            )
        )
