"""``absentia archive import``: captures of other tools, and packages of all documents of a register."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from absentia.cli.base import Settings, verb
from absentia.cli.language import N_, _, language, told
from absentia.cli.options import source_option
from absentia.cli.output import echo, progress, say
from absentia.cli.parse_output import say_seen_again, tell
from absentia.model.numbers import number
from absentia.model.texts import SYNTHETIC

if TYPE_CHECKING:
    from absentia.dumps.dump import Dump
    from absentia.dumps.kept import TakenIn
    from absentia.observatory import Observatory
    from absentia.sources.protocol import RegisterDump


@verb(
    "import",
    N_(
        "Put captures of other tools into the archive, with their dates.\n\n"
        "PATH is what `absentia parse` reads: a saved page (HTML, MHTML, SingleFile, also compressed), a WARC, WACZ or "
        "ZIP file, a folder of such files, or “-” for standard input. The address and date that a browser or "
        "SingleFile wrote into a saved page are kept."
    ),
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@source_option()
@click.option(
    "--keep-zip",
    is_flag=True,
    help=N_("Of packages of a court's documents: keep the package too, not its digest only."),
)
@click.option("--file-dates", is_flag=True, help=N_("Take a file's own date for a saved page that names none."))
@click.pass_obj
def import_command(
    settings: Settings, paths: tuple[str, ...], source_id: str | None, *, keep_zip: bool, file_dates: bool
) -> int:
    from absentia import parse
    from absentia.sources import chosen_source
    from absentia.sources.protocol import is_register_dump

    publisher = chosen_source(source_id)
    if is_register_dump(publisher):
        return import_packages(settings.observatory(), [Path(path) for path in paths], publisher, keep=keep_zip)
    source = publisher.id
    observatory, found, outcome = settings.observatory(), parse.find_inputs(paths, source), parse.Outcome()
    outcome.problems += found.problems
    with observatory.writing(), progress(_("importing"), len(found.inputs)) as advance:
        stored = parse.store_inputs(observatory, found.inputs, source, outcome, advance, file_dates=file_dates)
    say(
        "{added} new page archived, {known} already there",
        "{added} new pages archived, {known} already there",
        added=stored.added,
        known=stored.known,
    )
    say_seen_again(stored.seen_again)
    tell(found, outcome)
    brought = stored.added + stored.known + stored.seen_again
    return 1 if outcome.problems or outcome.damaged or not brought else 0


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
        say("this package was taken in already")
    if dump.synthetic:
        echo(SYNTHETIC)
    echo_package(dump)
    echo(
        "lines {lines} = documents read {rows} + line breaks in values {breaks} + lines refused {refused}",
        lines=in_words(lines.lines),
        rows=in_words(lines.rows),
        breaks=in_words(lines.breaks),
        refused=in_words(lines.refused),
    )
    for line, reason in lines.listed[:_SHOWN]:
        echo("  " + _("line {line}: {reason}", line=line, reason=told(REASONS[reason])))
    if counts["repeated"]:
        echo(
            "documents repeated: {repeated}; of them with different contents, not counted: {unlike}",
            repeated=in_words(counts["repeated"]),
            unlike=in_words(counts["contradictory"]),
        )


def echo_package(one: Dump) -> None:
    """Which package it is."""
    echo(
        "Package of {day}, documents received in {year}, SHA-256 {digest}",
        day=str(one.day),
        year=str(one.year),
        digest=one.told["package"],
    )
