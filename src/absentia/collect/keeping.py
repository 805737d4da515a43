"""Bytes first: an answer is in the archive, and on the disk, before anything looks into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from absentia.archive import EVIDENCE, Capture, Entry
from absentia.archive.capture import digest
from absentia.archive.http import is_page, parse_message
from absentia.collect.fetch import Answer
from absentia.sources import Source

_OK, _FORBIDDEN, _NOT_FOUND = 200, 403, 404
_READABLE = (_OK, _FORBIDDEN, _NOT_FOUND)


class Store(Protocol):
    """What the collector asks of the archive."""

    def append(self, capture: Capture, source: str, content: Callable[[bytes], str] | None = None) -> bool:
        """Write a capture down; whether its page is new, or with ``content`` whether what it says is."""

    def first(self, sha256: str) -> Entry | None:
        """The record that has the bytes of a page, or of the one kept before that says the same."""

    def get(self, ref: str) -> Capture | None:
        """A page by its digest; ``None`` if it is lost."""

    def sync(self) -> None:
        """Return when it is on the disk."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer in the archive."""

    capture: Capture
    readable: bool
    """It may be a page of the source's portal."""
    digest: str
    """Of the page in the archive: an earlier one, where this differs from it only in what its shell always changes."""


def keep(
    store: Store,
    source: Source,
    url: str,
    answer: Answer,
    now: dt.datetime,
    *,
    evidence: bool = False,
    durable: bool = True,
) -> Kept:
    """Put an answer of the source's portal into the archive and return when it is on the disk.

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
    if readable:
        store.append(capture, source.id, source.content_digest)
    else:
        store.append(capture, EVIDENCE)
    if durable:
        store.sync()
    entry = store.first(capture.sha256)
    return Kept(capture, readable, entry.sha256 if entry else capture.sha256)
