"""``absentia archive``: seal, export, status, and from the id of a capture to where its bytes are."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from absentia.cli.archive_import import import_command
from absentia.cli.archive_verify import verify_command
from absentia.cli.base import Settings, TranslatedSubgroup, verb
from absentia.cli.language import N_, _
from absentia.cli.options import format_option
from absentia.cli.output import echo, progress, render, say
from absentia.durable import write_atomically
from absentia.errors import DataProblem, UnreadableInput, UsageProblem
from absentia.model.texts import said
from absentia.observatory import Observatory

_COLUMNS = {
    "capture": N_("capture"),
    "file": N_("file"),
    "offset": N_("offset"),
    "captured": N_("captured (UTC)"),
    "url": N_("address"),
    "as_it_was": N_("its bytes are those the archive named"),
}


@verb(
    "show",
    N_(
        "Say where in the archive the page lies that tables and results call CAPTURE.\n\n"
        "Outside the archive a capture is named by a keyed id (c-…), not by the digest of its bytes: who guesses what "
        "a page says could prove it by the digest. The beginning of an id is enough. Exit code 1 if the page is not "
        "there, or not as it was."
    ),
)
@click.argument("capture", metavar="CAPTURE")
@format_option()
@click.pass_obj
def show_command(settings: Settings, capture: str, output_format: str) -> int:
    from absentia.archive import as_text, load
    from absentia.parse.mask import Pseudonyms, mask_url
    from absentia.parse.resolving import resolve
    from absentia.sources import get_source, known_sources

    observatory = settings.observatory()
    name = Pseudonyms.of_observatory(observatory).capture
    rows: list[dict[str, Any]] = [
        {
            "capture": name(one.sha256),
            "file": one.file,
            "offset": one.offset,
            "captured": as_text(one.captured) if one.captured else None,
            "url": mask_url(one.url, get_source(one.source).addresses) if one.source in known_sources() else None,
            "as_it_was": load(observatory.archive, one) is not None,
        }
        for one in resolve(observatory, capture)
    ]
    shown = [row | {"as_it_was": _("yes") if row["as_it_was"] else _("no")} for row in rows]
    render(output_format, rows, _COLUMNS, shown=shown)
    return 0 if all(row["as_it_was"] for row in rows) else 1


_MB = 1e6
_TEN_YEARS = 520
"""Weeks."""
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
            say("request for a timestamp: {path}", path=request)
    echo(made.text)
    return 0


def _keep_answer(observatory: Observatory, answer: Path) -> None:
    from absentia.archive import seals, timestamps

    try:
        data = answer.read_bytes()
    except OSError as error:
        raise UnreadableInput(
            said("this cannot be read: {reason}", reason=error),
            where=str(answer),
            next_step=said("check that the path exists and that you may read it"),
        ) from error
    for path, seal in seals.seals_in(observatory.archive / seals.SEALS):
        timestamp = timestamps.read_timestamp(data, seal.file_content) if seal else None
        if timestamp is not None:
            write_atomically(path.with_suffix(".tsr"), data)
            moment = timestamp.moment.isoformat()
            echo("timestamp: {moment}, {authority}", moment=moment, authority=timestamp.authority)
            return
    raise DataProblem(
        said("this is no granted timestamp of any seal of this archive"),
        where=str(answer),
        next_step=said(
            "send the .tsq file that `absentia archive seal --timestamp-request` wrote, and name the answer"
        ),
    )


def _today() -> date:
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(fixed), tz=UTC) if fixed and fixed.isdigit() else datetime.now(tz=UTC)).date()


@command.command("export", help=N_("Write all captures to FILE: .warc.gz, or .wacz for replay."))
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
            said("the name must end in .warc.gz or .wacz"), where=str(target), next_step=said("name the file anew")
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
    say("{pages} page exported", "{pages} pages exported", pages=done.pages)
    if observatory.ledger.exists():
        say("not in an export: the ledger of what was asked, on which zeros rest (`absentia backup` keeps it)")
    if done.lost:
        say("records that cannot be read and are missing from the export: {lost}", lost=done.lost)
    return 1 if done.lost else 0


@command.command("status", help=N_("Show what the archive holds and what is sealed."))
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
        say("{place}: a record of the archive cannot be read", place=f"{file} @{damage.offset}")
    code = 1 if archive.damages else 0
    rows = [{"fact": name, "value": value} for name, value in facts.items()]
    shown = [row | {"fact": _(_LABELS[row["fact"]])} for row in rows]
    headings = _FACTS
    render(output_format, rows, headings, document=facts, shown=shown)
    if output_format == "table":
        print_forecast(observatory)
    return code


def print_forecast(observatory: Observatory) -> None:
    """How large the archive is, how fast it grows, and how long the disk has room for it."""
    from absentia.archive import Archive
    from absentia.archive.sealing import forecast

    if not observatory.archive.exists():
        return
    found = forecast(Archive.reading(observatory.archive))
    line = said(
        "The archive has {size:.1f} MB; the disk has {free:.0f} MB left", size=found.size / _MB, free=found.free / _MB
    )
    if found.weekly is None or found.weeks is None:
        echo(line)
        return
    growing = {"line": line, "weekly": found.weekly / _MB}
    if found.weeks > _TEN_YEARS:
        echo("{line}. It grows by {weekly:.1f} MB a week: there is room for more than ten years", **growing)
    else:
        echo(
            "{line}. It grows by {weekly:.1f} MB a week: there is room for {n} week",
            "{line}. It grows by {weekly:.1f} MB a week: there is room for {n} weeks",
            n=int(found.weeks),
            **growing,
        )


for one in (import_command, show_command, verify_command):
    command.add_command(one)

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
