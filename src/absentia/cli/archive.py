"""``absentia archive``: verify, seal, export, import, status."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, TranslatedCommand, TranslatedSubgroup, format_option
from absentia.cli.output import progress, say, write_csv, write_json, write_table
from absentia.errors import DataProblem, UnreadableInput, UsageProblem
from absentia.messages import N_, _, ngettext
from absentia.observatory import Observatory, write_atomically

if TYPE_CHECKING:
    from absentia.archive.verify import Broken, Verified

_BROKEN = {
    "reason": N_("what is wrong"),
    "file": N_("file"),
    "record": N_("record in the file"),
    "offset": N_("offset"),
    "position": N_("record in the chain"),
    "url": N_("address"),
}
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
    "verify",
    cls=TranslatedCommand,
    help=N_(
        "Compare every byte of the archive with the chain, and the chain with the seals.\n\n"
        "Names the first broken capture: file, record, offset, address. Exit code 1 if anything is broken."
    ),
)
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help=N_("The public key the owner published; by default keys/seal.pub of the observatory."),
)
@format_option("table", "json")
@click.pass_obj
def verify_command(settings: Settings, key: Path | None, output_format: str) -> int:
    from absentia.archive import seals
    from absentia.archive.location import location_of
    from absentia.archive.shards import check_location, verify_all

    observatory = settings.observatory()
    own = observatory.path / "keys" / seals.PUBLIC
    kept = observatory.archive / seals.SEALS / seals.PUBLIC
    file = key or next((path for path in (own, kept) if path.exists()), None)
    with progress(_("verifying"), None) as advance:
        found = verify_all(observatory, file, advance)
    location = location_of(observatory)
    if location is not None:
        with progress(_("reading the location"), None):
            found.broken += check_location(location)
    if output_format == "json":
        write_json(_as_json(found))
    else:
        _tell(found)
    return 1 if found.broken else 0


def _as_json(found: Verified) -> dict[str, Any]:
    return {
        "valid": not found.broken,
        "records": found.records,
        "bytes": found.bytes,
        "seals": found.seals,
        "sealed_records": found.sealed,
        "key": found.key,
        "timestamps": [
            {"moment": one.moment.isoformat(), "authority": one.authority, "signature_checked": one.signature_checked}
            for one in found.timestamps
        ],
        "unfinished_records": found.unfinished,
        "torn_bytes": found.torn,
        "first_broken": _row(found.broken[0]) if found.broken else None,
        "broken": [_row(one) for one in found.broken],
    }


def _row(one: Broken) -> dict[str, Any]:
    return {column: _(one.reason) if column == "reason" else getattr(one, column) for column in _BROKEN}


def _tell(found: Verified) -> None:
    if found.broken:
        write_table(
            [_row(one) for one in found.broken[:20]],
            {column: _(heading) for column, heading in _BROKEN.items()},
            title=_("The first of these is the first broken capture"),
        )
        say(_("the archive does not hold: {broken} of {records} records or files are broken").format(
            broken=len(found.broken), records=found.records
        ))  # fmt: skip
    else:
        click.echo(_("the archive holds: {records} records, {bytes} bytes").format(
            records=found.records, bytes=found.bytes
        ))  # fmt: skip
        click.echo(_("{seals} seals hold (key {key}); they cover {sealed} records, {open} are not sealed yet").format(
            seals=found.seals, key=found.key or "–", sealed=found.sealed, open=found.records - found.sealed
        ))  # fmt: skip
    for one in found.timestamps:
        moment = one.moment.isoformat()
        click.echo(_("timestamp: {moment}, {authority}").format(moment=moment, authority=one.authority))
    if found.unfinished or found.torn:
        unfinished = _(
            "a process died while writing: {records} whole records and {bytes} torn bytes stand behind the chain; "
            "the next command that writes takes them up"
        )
        say(unfinished.format(records=found.unfinished, bytes=found.torn))


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
    from absentia.archive import Archive, seals, timestamps

    observatory = settings.observatory()
    with observatory.writing():
        if answer is not None:
            _keep_answer(observatory, answer)
            return 0
        Archive.appending(observatory.archive).close()
        seal, path = seals.seal_head(observatory, _today())
        if ask:
            request = path.with_suffix(".tsq")
            write_atomically(request, timestamps.request(seal.text))
            say(_("request for a timestamp: {path}").format(path=request))
    click.echo(seal.text)
    return 0


def _keep_answer(observatory: Observatory, answer: Path) -> None:
    from absentia.archive import seals, timestamps

    try:
        data = answer.read_bytes()
    except OSError as error:
        raise UnreadableInput(
            _("this cannot be read: {reason}").format(reason=error.strerror), where=str(answer)
        ) from error
    for path, seal in seals.seals_in(observatory.archive / seals.SEALS):
        timestamp = timestamps.read_timestamp(data, seal.text) if seal else None
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
    from absentia.archive.export import export_wacz, export_warc

    if not target.name.lower().endswith((".warc.gz", ".wacz")):
        raise UsageProblem(
            _("the name must end in .warc.gz or .wacz"), where=str(target), next_step=_("name the file anew")
        )
    archive = Archive.reading(settings.observatory().archive)
    with progress(_("exporting"), archive.counts()[0]) as advance:
        if target.name.lower().endswith(".wacz"):
            done = export_wacz(archive, target, title, advance)
        else:
            done = export_warc(archive, target, advance)
    say(ngettext("{pages} page exported", "{pages} pages exported", done.pages).format(pages=done.pages))
    if done.lost:
        say(_("records that cannot be read and are missing from the export: {lost}").format(lost=done.lost))
    return 1 if done.lost else 0


@command.command(
    "import",
    cls=TranslatedCommand,
    help=N_(
        "Put captures of other tools into the archive, with their dates.\n\n"
        "PATH is a WARC file (.warc, .warc.gz, .warc.zst), a WACZ, a saved page, or a folder of them. The address and "
        "date that a browser or SingleFile wrote into a saved page are kept."
    ),
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="ru_sudrf", show_default=True, metavar="ID", help=N_("Whose pages these are."))
@click.option("--file-dates", is_flag=True, help=N_("Take a file's own date for a saved page that names none."))
@click.pass_obj
def import_command(settings: Settings, paths: tuple[Path, ...], source: str, file_dates: bool) -> int:
    from absentia.archive import Archive
    from absentia.archive.bringing import Brought, bring_in, files_in
    from absentia.sources import get_source

    get_source(source)
    observatory, brought, problems = settings.observatory(), Brought(), 0
    files = [file for path in paths for file in files_in(path)]
    with observatory.writing(), progress(_("importing"), len(files)) as advance:
        archive = Archive.appending(observatory.archive)
        try:
            for file in files:
                try:
                    bring_in(archive, file, source, brought, file_dates=file_dates)
                except DataProblem as problem:
                    say(str(problem))
                    problems += 1
                advance(1)
        finally:
            archive.close()
    say(_("{added} new pages archived, {known} were there already").format(added=brought.added, known=brought.known))
    for place in brought.damaged:
        say(_("a stretch of this file cannot be read: {place}").format(place=place))
    return 1 if problems or brought.damaged or not (brought.added + brought.known) else 0


@command.command("status", cls=TranslatedCommand, help=N_("Show what the archive holds and what is sealed."))
@format_option()
@click.pass_obj
def status_command(settings: Settings, output_format: str) -> int:
    from absentia.archive import Archive, seals

    observatory = settings.observatory()
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
    if output_format == "json":
        write_json(facts)
        return 0
    rows = [{"fact": _(_LABELS[name]), "value": value} for name, value in facts.items()]
    if output_format == "csv":
        write_csv([{"fact": name, "value": value} for name, value in facts.items()], list(_FACTS))
    else:
        write_table(rows, {column: _(heading) for column, heading in _FACTS.items()})
    return 0


_LABELS = {
    "captures": N_("captures, each time a page was seen"),
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
