"""``absentia archive``: verify, seal, export, import, status."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from absentia.cli.archive_output import print_forecast
from absentia.cli.archive_packages import import_packages
from absentia.cli.archive_show import show_command
from absentia.cli.archive_verify import verify_command
from absentia.cli.base import Settings, TranslatedCommand, TranslatedSubgroup, format_option
from absentia.cli.language import N_, _, ngettext
from absentia.cli.output import progress, say
from absentia.cli.parse_output import say_seen_again, tell
from absentia.cli.render import render
from absentia.durable import write_atomically
from absentia.errors import DataProblem, UnreadableInput, UsageProblem
from absentia.observatory import Observatory

_FACTS = {"fact": N_("what"), "value": N_("value")}


@click.group(
    "archive",
    cls=TranslatedSubgroup,
    help=N_(
        "Verify, seal, export, fill and describe the archive of captures.\n\n"
        "Every capture is a link of a chain; a seal is a line to publish that fixes the chain as it stood on a day."
    ),
)
def command() -> None:
    pass


@command.command(
    "seal",
    cls=TranslatedCommand,
    help=N_(
        "Seal the archive as it stands and print the line to publish.\n\n"
        "The seal is kept in archive/seals/, the key in keys/seal.key: back it up, show it to nobody."
    ),
)
@click.option(
    "--timestamp-request", "ask", is_flag=True, help=N_("Also write a request (.tsq, RFC 3161) for a timestamp.")
)
@click.option(
    "--timestamp-response",
    "answer",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help=N_("Check an authority's answer (.tsr) and keep it beside the seal it is for."),
)
@click.pass_obj
def seal_command(settings: Settings, ask: bool, answer: Path | None) -> int:
    from absentia.archive import Archive, timestamps
    from absentia.archive.sealing import seal

    observatory = settings.observatory()
    with observatory.writing():
        if answer is not None:
            _keep_answer(observatory, answer)
            return 0
        archive = Archive.appending(observatory.archive)
        try:
            made, path = seal(observatory, archive, _today())
        finally:
            archive.close()
        if ask:
            request = path.with_suffix(".tsq")
            write_atomically(request, timestamps.request(made.file_content))
            say(_("request for a timestamp: {path}").format(path=request))
    click.echo(made.text)
    return 0


def _keep_answer(observatory: Observatory, answer: Path) -> None:
    from absentia.archive import seals, timestamps

    try:
        data = answer.read_bytes()
    except OSError as error:
        raise UnreadableInput(_("this cannot be read: {reason}").format(reason=error), where=str(answer)) from error
    for path, seal in seals.seals_in(observatory.archive / seals.SEALS):
        timestamp = timestamps.read_timestamp(data, seal.file_content) if seal else None
        if timestamp is not None:
            write_atomically(path.with_suffix(".tsr"), data)
            moment = timestamp.moment.isoformat()
            click.echo(_("timestamp: {moment}, {authority}").format(moment=moment, authority=timestamp.authority))
            return
    raise DataProblem(
        _("this is no granted timestamp of any seal of this archive"),
        where=str(answer),
        next_step=_("send the .tsq file that `absentia archive seal --timestamp-request` wrote, and name the answer"),
    )


def _today() -> date:
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(fixed), tz=UTC) if fixed and fixed.isdigit() else datetime.now(tz=UTC)).date()


@command.command("export", cls=TranslatedCommand, help=N_("Write all captures to FILE: .warc.gz, or .wacz for replay."))
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--title", default="absentia", show_default=True, help=N_("The title of a WACZ."))
@click.pass_obj
def export_command(settings: Settings, target: Path, title: str) -> int:
    from absentia.archive import Archive
    from absentia.archive.evidence import must_have_archive
    from absentia.archive.export import export_wacz, export_warc
    from absentia.parse.mask import Mask, Pseudonyms, words_of
    from absentia.sources import known_sources

    if not target.name.lower().endswith((".warc.gz", ".wacz")):
        raise UsageProblem(
            _("the name must end in .warc.gz or .wacz"), where=str(target), next_step=_("name the file anew")
        )
    observatory = settings.observatory()
    must_have_archive(observatory)
    archive = Archive.reading(observatory.archive)
    with progress(_("exporting"), archive.counts()[0]) as advance:
        if target.name.lower().endswith(".wacz"):
            mask = Mask((), Pseudonyms.for_one_run(), words_of(known_sources()[0]))
            done = export_wacz(archive, target, title, mask.text, advance)
        else:
            done = export_warc(archive, target, advance)
    say(ngettext("{pages} page exported", "{pages} pages exported", done.pages).format(pages=done.pages))
    if observatory.ledger.exists():
        say(_("not in an export: the ledger of what was asked, on which zeros rest (`absentia backup` keeps it)"))
    if done.lost:
        say(_("records that cannot be read and are missing from the export: {lost}").format(lost=done.lost))
    return 1 if done.lost else 0


@command.command(
    "import",
    cls=TranslatedCommand,
    help=N_(
        "Put captures of other tools into the archive, with their dates.\n\n"
        "PATH is what `absentia parse` reads: a saved page (HTML, MHTML, SingleFile, also compressed), a WARC, WACZ or "
        "ZIP file, a folder of such files, or “-” for standard input. The address and date that a browser or "
        "SingleFile wrote into a saved page are kept."
    ),
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--source",
    "source_id",
    default=None,
    metavar="ID",
    help=N_("Whose pages these are; the only source, if there is one."),
)
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
        ngettext(
            "{added} new page archived, {known} already there",
            "{added} new pages archived, {known} already there",
            stored.added,
        ).format(added=stored.added, known=stored.known)
    )
    say_seen_again(stored.seen_again)
    tell(found, outcome)
    brought = stored.added + stored.known + stored.seen_again
    return 1 if outcome.problems or outcome.damaged or not brought else 0


@command.command("status", cls=TranslatedCommand, help=N_("Show what the archive holds and what is sealed."))
@format_option()
@click.pass_obj
def status_command(settings: Settings, output_format: str) -> int:
    from absentia.archive import Archive, seals
    from absentia.archive.evidence import must_have_archive

    observatory = settings.observatory()
    must_have_archive(observatory)
    archive = Archive.reading(observatory.archive)
    records, pages, same = archive.counts()
    known = [seal for _path, seal in seals.seals_in(observatory.archive / seals.SEALS) if seal is not None]
    facts: dict[str, Any] = {
        "captures": records,
        "pages": pages,
        "same_content": same,
        "files": len(archive.segments()),
        "bytes": sum(path.stat().st_size for path in archive.segments()),
        "chain_records": archive.chain.position,
        "chain_head": archive.chain.head.hex(),
        "seals": len(known),
        "sealed_records": max((seal.count for seal in known), default=0),
        "last_seal": max((seal.day.isoformat() for seal in known), default=None),
    }
    for file, damage in archive.damages:
        say(_("{place}: a record of the archive cannot be read").format(place=f"{file} @{damage.offset}"))
    code = 1 if archive.damages else 0
    rows = [{"fact": name, "value": value} for name, value in facts.items()]
    shown = [row | {"fact": _(_LABELS[row["fact"]])} for row in rows]
    headings = {column: _(heading) for column, heading in _FACTS.items()}
    render(output_format, rows, headings, document=facts, shown=shown)
    if output_format == "table":
        print_forecast(observatory)
    return code


command.add_command(show_command)
command.add_command(verify_command)

_LABELS = {
    "captures": N_("captures (one per visit to a page)"),
    "pages": N_("pages with their bytes"),
    "same_content": N_("seen again with other bytes and the same content"),
    "files": N_("files"),
    "bytes": N_("bytes on the disk"),
    "chain_records": N_("records in the chain"),
    "chain_head": N_("head of the chain"),
    "seals": N_("seals"),
    "sealed_records": N_("records under a seal"),
    "last_seal": N_("day of the last seal (UTC)"),
}
