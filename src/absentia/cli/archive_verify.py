"""``absentia archive verify``: whether everything holds, and what vouches for one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, verb
from absentia.cli.language import N_, _
from absentia.cli.options import format_option
from absentia.cli.output import echo, progress, say, write_json, write_table
from absentia.errors import UnreadableInput, UsageProblem
from absentia.model.texts import counted, said
from absentia.observatory import Observatory

if TYPE_CHECKING:
    from absentia.archive import Archived
    from absentia.archive.seals import Seal
    from absentia.archive.timestamps import Timestamp
    from absentia.archive.verify import Broken, Verified
    from absentia.archive.whole import Whole


_BROKEN = {
    "reason": N_("what is wrong"),
    "file": N_("file"),
    "record": N_("record in the file"),
    "offset": N_("offset"),
    "position": N_("record in the chain"),
    "url": N_("address"),
}
_SHOWN = 20


@verb(
    "verify",
    N_(
        "Compare every byte of the archive with the chain, and the chain with the seals.\n\n"
        "FOLDER is a copy of an archive that somebody else made, which needs no observatory; without it, the "
        "observatory's own archive and what it remembers of itself are verified. Names the first broken capture: file, "
        "record, offset, address. Exit code 1 if anything is broken."
    ),
)
@click.argument("folder", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--key",
    "keys",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_(
        "The public key the owner published; several for the parts of a shared archive. By default the observatory's."
    ),
)
@click.option(
    "--seal",
    "lines",
    multiple=True,
    metavar="LINE",
    help=N_("A seal that was published: it must hold for this archive."),
)
@click.option(
    "--ca",
    "authorities",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_("Certificates that you trust: one of them must vouch for each timestamp's authority."),
)
@click.option(
    "--capture",
    "captures",
    multiple=True,
    metavar="ID",
    help=N_("Also say of this page (c-…, as tables and results call it) which record it is and which seal covers it."),
)
@format_option("table", "json")
@click.pass_obj
def verify_command(
    settings: Settings,
    folder: Path | None,
    keys: tuple[Path, ...],
    lines: tuple[str, ...],
    authorities: tuple[Path, ...],
    captures: tuple[str, ...],
    output_format: str,
) -> int:
    from absentia.archive.timestamps import trusted_in
    from absentia.archive.whole import Brought, verify_folder, verify_observatory
    from absentia.dumps.held import broken_in
    from absentia.sharing.fetch import check_location
    from absentia.sharing.location import location_of

    brought = Brought(
        keys, [_seal_in(line) for line in lines], [one for file in authorities for one in trusted_in(file)]
    )
    observatory = settings.observatory() if folder is None else None
    wanted = _captures_of(observatory, captures)
    with progress(_("verifying"), None) as advance:
        if observatory is not None:
            found = verify_observatory(observatory, brought, advance)
            found.broken += broken_in(observatory)
        else:
            assert folder is not None
            found = verify_folder(_existing(folder), brought, advance)
    if observatory is not None and (location := location_of(observatory)) is not None:
        with progress(_("reading the location"), None):
            found.broken += check_location(location)
    shown = [] if observatory is None else vouched_rows(observatory, found, wanted)
    if output_format == "json":
        write_json(as_json(found, shown))
    else:
        print_whole(found, shown)
    return 1 if found.broken or not all(row["as_it_was"] for row in shown) else 0


def _captures_of(observatory: Observatory | None, ids: Sequence[str]) -> list[Archived]:
    """The captures that are named; a copy alone cannot tell them, for an id is read with the observatory's key."""
    from absentia.parse.resolving import resolve

    if ids and observatory is None:
        raise UsageProblem(
            said("an id leads back only in the observatory that gave it"),
            where=", ".join(ids),
            next_step=said("leave FOLDER out, and name the observatory with -C"),
        )
    return [one for name in ids for one in resolve(observatory, name)] if observatory is not None else []


def _seal_in(line: str) -> Seal:
    from absentia.archive.seals import Seal

    seal = Seal.parse(line)
    if seal is None:
        raise UsageProblem(
            said("this is no seal"),
            where=line,
            next_step=said(
                "give the whole line as it was published, in quotation marks: absentia DAY COUNT HEAD SIGNATURE"
            ),
        )
    return seal


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise UnreadableInput(
            said("there is no such file or folder"),
            where=str(folder),
            next_step=said("check the path, and that you may read it"),
        )
    return folder


def vouched_rows(observatory: Observatory, found: Whole, captures: Sequence[Archived]) -> list[dict[str, Any]]:
    """What vouches for each of these captures, as it is written."""
    from absentia.archive.whole import vouched
    from absentia.parse.mask import Pseudonyms

    name = Pseudonyms.of_observatory(observatory).capture if captures else str
    rows = []
    for one in captures:
        of_it = vouched(observatory.archive, found, one)
        row = {"capture": name(one.sha256), "file": one.file, "position": of_it.position, "as_it_was": of_it.as_it_was}
        rows.append(row | {"seal": of_it.seal.text if of_it.seal else None})
    return rows


def as_json(found: Whole, captures: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """For people's programs."""
    parts = found.parts.values()
    return {
        "valid": not found.broken,
        "records": found.records,
        "bytes": sum(one.bytes for one in parts),
        "seals": found.seals,
        "sealed_records": found.sealed,
        "parts": [
            {
                "part": part or None,
                "records": one.records,
                "seals": one.seals,
                "sealed_records": one.sealed,
                "key": one.key,
            }
            for part, one in found.parts.items()
        ],
        "published": [
            {"seal": seal.text, "holds": reason is None, "reason": _(reason) if reason else None}
            for seal, reason in found.published
        ],
        "timestamps": [
            asdict(stamp) | {"moment": stamp.moment.isoformat()} for one in parts for stamp in one.timestamps
        ],
        "since_last_seal": found.since,
        "unfinished_records": sum(one.unfinished for one in parts),
        "torn_bytes": sum(one.torn for one in parts),
        "captures": list(captures),
        "first_broken": _row(found.broken[0]) if found.broken else None,
        "broken": [_row(one) for one in found.broken],
    }


def _row(one: Broken) -> dict[str, Any]:
    from absentia.parse.mask.address import MASKED, mask_url
    from absentia.sources import get_source, known_sources

    # an address is shown as the source would have it that knows most of it; whose it is cannot be told of broken bytes
    shown = [mask_url(one.url, get_source(source).addresses) for source in known_sources()]
    row = {column: getattr(one, column) for column in _BROKEN}
    return row | {"reason": _(one.reason), "url": min(shown, key=lambda url: (url or "").count(MASKED))}


def print_whole(found: Whole, captures: Sequence[Mapping[str, Any]] = ()) -> None:
    """For people: what is broken, or that nothing is; what vouches for it and what does not."""
    if found.broken:
        write_table(
            [_row(one) for one in found.broken[:_SHOWN]],
            _BROKEN,
            title=_("The first of these is the first broken capture"),
        )
        say(
            "damaged: {broken} thing is wrong in an archive of {records}",
            "damaged: {broken} things are wrong in an archive of {records}",
            broken=len(found.broken),
            records=counted("{n} record", "{n} records", n=found.records),
        )
    else:
        echo(
            "verified: {records}, {bytes}",
            records=counted("{n} record", "{n} records", n=found.records),
            bytes=counted("{n} byte", "{n} bytes", n=sum(one.bytes for one in found.parts.values())),
        )
    for part, one in found.parts.items():
        echo((_("part {part}: ", part=part) if part else "") + _sealed(one))
    for seal, reason in found.published:
        if reason is not None:
            echo("the published seal of {day} does not hold: {reason}", day=seal.day, reason=_(reason))
            continue
        echo(
            "the published seal of {day} holds: {count} record is as it was",
            "the published seal of {day} holds: {count} records are as they were",
            count=seal.count,
            day=seal.day,
        )
    for one in found.parts.values():
        for stamp in one.timestamps:
            echo(_stamped(stamp))
    if found.since:
        tables = _("written anew") if found.since.tables else _("as sealed")
        echo(
            "under no seal yet: {rows} of the ledger, {decisions}; tables: {tables}",
            rows=counted("{n} row", "{n} rows", n=found.since.ledger_rows),
            decisions=counted("{n} decision", "{n} decisions", n=found.since.decisions),
            tables=tables,
        )
    unfinished, torn = (sum(getattr(one, what) for one in found.parts.values()) for what in ("unfinished", "torn"))
    say_unfinished(unfinished, torn)
    for row in captures:
        echo(_capture(row))


def _capture(row: Mapping[str, Any]) -> str:
    if not row["as_it_was"]:
        return _("{capture}: not as it was ({file})", **row)
    if row["seal"]:
        return _(
            "{capture}: as it was, record {position} of the chain ({file}); the first seal that covers it: {seal}",
            **row,
        )
    return _("{capture}: as it was, record {position} of the chain ({file}); no seal is known to cover it", **row)


def say_unfinished(records: int, torn: int) -> None:
    """What a run left behind that was interrupted while writing, if one was."""
    if records or torn:
        say(
            "the last run was interrupted while writing; whole records after the end of the chain: {records}, bytes "
            "of a broken one: {bytes}; the next command that writes keeps the whole ones and cuts off the rest",
            records=records,
            bytes=torn,
        )


def _sealed(one: Verified) -> str:
    if one.key is None:
        return _("key not checked: whose seals these are is for you to say, with --key")
    return _(
        "{seals} seal holds (key {key}); it covers {sealed}, {open} not sealed yet",
        "{seals} seals hold (key {key}); they cover {sealed}, {open} not sealed yet",
        seals=one.seals,
        key=one.key,
        sealed=counted("{n} record", "{n} records", n=one.sealed),
        open=one.records - one.sealed,
    )


def _stamped(stamp: Timestamp) -> str:
    text = _("timestamp: {moment}, {authority}", moment=stamp.moment.isoformat(), authority=stamp.authority or "–")
    if stamp.vouched:
        return text
    why = (
        N_("(authority not vouched for: name certificates that you trust with --ca)")
        if stamp.signature_checked
        else N_("(its signature cannot be checked: no certificate came with it)")
    )
    return f"{text} {_(why)}"
