"""What verifying an archive found, printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.language import N_, _, ngettext
from absentia.cli.output import say
from absentia.cli.render import write_table
from absentia.model.texts import counted

if TYPE_CHECKING:
    from absentia.archive import Archived
    from absentia.archive.timestamps import Timestamp
    from absentia.archive.verify import Broken, Verified
    from absentia.archive.whole import Whole
    from absentia.observatory import Observatory

_BROKEN = {
    "reason": N_("what is wrong"),
    "file": N_("file"),
    "record": N_("record in the file"),
    "offset": N_("offset"),
    "position": N_("record in the chain"),
    "url": N_("address"),
}
_SHOWN = 20
_MB = 1e6
_TEN_YEARS = 520
"""Weeks."""


def print_forecast(observatory: Observatory) -> None:
    """How large the archive is, how fast it grows, and how long the disk has room for it."""
    from absentia.archive import Archive
    from absentia.archive.sealing import forecast

    if not observatory.archive.exists():
        return
    found = forecast(Archive.reading(observatory.archive))
    line = _("The archive has {size:.1f} MB; the disk has {free:.0f} MB left").format(
        size=found.size / _MB, free=found.free / _MB
    )
    if found.weekly is None or found.weeks is None:
        click.echo(line)
    elif found.weeks > _TEN_YEARS:
        more = _("{line}. It grows by {weekly:.1f} MB a week: there is room for more than ten years")
        click.echo(more.format(line=line, weekly=found.weekly / _MB))
    else:
        more = ngettext(
            "{line}. It grows by {weekly:.1f} MB a week: there is room for {n} week",
            "{line}. It grows by {weekly:.1f} MB a week: there is room for {n} weeks",
            int(found.weeks),
        )
        click.echo(more.format(line=line, weekly=found.weekly / _MB, n=int(found.weeks)))


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
            {
                "moment": stamp.moment.isoformat(),
                "authority": stamp.authority,
                "signature_checked": stamp.signature_checked,
                "vouched": stamp.vouched,
            }
            for one in parts
            for stamp in one.timestamps
        ],
        "since_last_seal": {
            "ledger_rows": found.since.ledger_rows,
            "decisions": found.since.decisions,
            "tables": found.since.tables,
        },
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
            {column: _(heading) for column, heading in _BROKEN.items()},
            title=_("The first of these is the first broken capture"),
        )
        say(
            ngettext(
                "damaged: {broken} thing is wrong in an archive of {records}",
                "damaged: {broken} things are wrong in an archive of {records}",
                len(found.broken),
            ).format(broken=len(found.broken), records=counted("{n} record", "{n} records", n=found.records))
        )
    else:
        click.echo(
            _("verified: {records}, {bytes}").format(
                records=counted("{n} record", "{n} records", n=found.records),
                bytes=counted("{n} byte", "{n} bytes", n=sum(one.bytes for one in found.parts.values())),
            )
        )
    for part, one in found.parts.items():
        click.echo((_("part {part}: ").format(part=part) if part else "") + _sealed(one))
    for seal, reason in found.published:
        published = ngettext(
            "the published seal of {day} holds: {count} record is as it was",
            "the published seal of {day} holds: {count} records are as they were",
            seal.count,
        )
        failed = _("the published seal of {day} does not hold: {reason}")
        text = published if reason is None else failed
        click.echo(text.format(day=seal.day, count=seal.count, reason=_(reason) if reason else ""))
    for one in found.parts.values():
        for stamp in one.timestamps:
            click.echo(_stamped(stamp))
    if found.since:
        tables = _("written anew") if found.since.tables else _("as sealed")
        click.echo(
            _("under no seal yet: {rows} of the ledger, {decisions}; tables: {tables}").format(
                rows=counted("{n} row", "{n} rows", n=found.since.ledger_rows),
                decisions=counted("{n} decision", "{n} decisions", n=found.since.decisions),
                tables=tables,
            )
        )
    unfinished, torn = (sum(getattr(one, what) for one in found.parts.values()) for what in ("unfinished", "torn"))
    if unfinished or torn:
        died = _(
            "the last run was interrupted while writing; whole records after the end of the chain: {records}, bytes "
            "of a broken one: {bytes}; the next command that writes keeps the whole ones and cuts off the rest"
        )
        say(died.format(records=unfinished, bytes=torn))
    for row in captures:
        click.echo(_capture(row))


def _capture(row: Mapping[str, Any]) -> str:
    if not row["as_it_was"]:
        return _("{capture}: not as it was ({file})").format(**row)
    seal = row["seal"]
    text = (
        _("{capture}: as it was, record {position} of the chain ({file}); the first seal that covers it: {seal}")
        if seal
        else _("{capture}: as it was, record {position} of the chain ({file}); no seal is known to cover it")
    )
    return text.format(**row)


def _sealed(one: Verified) -> str:
    if one.key is None:
        return _("key not checked: whose seals these are is for you to say, with --key")
    return ngettext(
        "{seals} seal holds (key {key}); it covers {sealed}, {open} not sealed yet",
        "{seals} seals hold (key {key}); they cover {sealed}, {open} not sealed yet",
        one.seals,
    ).format(
        seals=one.seals,
        key=one.key,
        sealed=counted("{n} record", "{n} records", n=one.sealed),
        open=one.records - one.sealed,
    )


def _stamped(stamp: Timestamp) -> str:
    text = _("timestamp: {moment}, {authority}").format(
        moment=stamp.moment.isoformat(), authority=stamp.authority or "–"
    )
    if stamp.vouched:
        return text
    return (
        text
        + " "
        + (
            _("(authority not vouched for: name certificates that you trust with --ca)")
            if stamp.signature_checked
            else _("(its signature cannot be checked: no certificate came with it)")
        )
    )
