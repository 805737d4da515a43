"""Which records of the courts' life the pages of an observatory show."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from absentia.rehearsal.courthouse.life import Life
from absentia.rehearsal.courthouse.shown import register_day

_GUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# «ДЕЛО № 1-21/2023 (1-7/2022)», «ДЕЛО № 7У-3/2023 [77-103/2023]»
_CARD = re.compile(r"ДЕЛО № ([^\s<]+(?: \[[^\]]+\])?)")


@dataclass(frozen=True, slots=True)
class Seen:
    """One page that was seen."""

    moment: dt.datetime
    """Virtual, UTC."""
    body: bytes
    court: str
    """The host that was asked."""


def seen_in(life: Life, pages: Iterable[Seen]) -> dict[int, list[dt.date]]:
    """Which records the pages show: entry (by position) → the days of register on which one of them did."""
    by_guid = {entry.record.guid.encode(): position for position, entry in enumerate(life.entries)}
    by_host: dict[str, list[int]] = {}
    for position, entry in enumerate(life.entries):
        by_host.setdefault(entry.site.court.host, []).append(position)
    seen: dict[int, list[dt.date]] = {}
    for one in pages:
        day = min(register_day(one.moment), life.end)
        shown = {by_guid[guid] for guid in _GUID.findall(one.body) if guid in by_guid}
        numbers = _numbers(one.body)
        of_court = by_host.get(one.court, ()) if shown or numbers else ()
        for position in of_court:
            entry = life.entries[position]
            if entry.visible(day) and (position in shown or entry.record.numbers_at(day)[0] in numbers):
                seen.setdefault(position, []).append(day)
    return seen


def _numbers(body: bytes) -> set[str]:
    """The numbers of the cases whose cards these bytes are, in whichever letters they came."""
    return {
        number for letters in ("windows-1251", "utf-8") for number in _CARD.findall(body.decode(letters, "replace"))
    }
