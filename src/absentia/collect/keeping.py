"""Bytes first: an answer is in the archive, and on the disk, before anything looks into it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from absentia.archive import Capture
from absentia.archive.capture import digest
from absentia.archive.http import is_page, parse_message
from absentia.collect.fetch import Answer

SOURCE = "ru_sudrf"
EVIDENCE = "evidence"
"""Stands for a source where an answer is kept but is no page anybody reads: robots.txt, errors of a server."""
_OK, _FORBIDDEN, _NOT_FOUND = 200, 403, 404
_READABLE = (_OK, _FORBIDDEN, _NOT_FOUND)


class Store(Protocol):
    """What the collector asks of the archive."""

    def append(self, capture: Capture, source: str) -> bool:
        """Write a capture down; whether its page is new."""

    def sync(self) -> None:
        """Return when it is on the disk."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer in the archive."""

    capture: Capture
    readable: bool
    """It may be a page of the source's portal."""


def keep(
    store: Store, url: str, answer: Answer, now: dt.datetime, *, evidence: bool = False, durable: bool = True
) -> Kept:
    """Put an answer into the archive and return when it is on the disk.

    The moment is kept to the second, as the archive writes it. A rehearsal need not survive the machine (``durable``).
    """
    message = answer.message
    parsed = parse_message(message)
    problems = tuple(dict.fromkeys((*parsed.problems, *(("truncated",) if answer.cut else ()))))
    capture = Capture(
        body=parsed.body,
        sha256=digest(parsed.body),
        url=url,
        captured=now.replace(microsecond=0),
        status=answer.status,
        message=message,
        problems=problems,
    )
    readable = (
        not evidence and answer.status in _READABLE and bool(parsed.body) and is_page(parsed.content_type, parsed.body)
    )
    store.append(capture, SOURCE if readable else EVIDENCE)
    if durable:
        store.sync()
    return Kept(capture, readable)
