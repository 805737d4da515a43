"""Pages seen again: the revisit records of any tool, led back to the page they repeat.

A tool that fetches the same bytes twice writes them once, and of the second time a ``revisit`` that names the first: by
its record, by the digest of its payload, or by address and date. The first may stand in another file of the same
import, before or behind it, or in the archive already; so revisits wait until all files were read. Tools take a
payload's digest of the bytes as they were sent or as they were meant, so both are known here.

Source: ISO 28500:2017 (WARC 1.1), sections 5.8, 5.11, 5.18–5.20, 6.7.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fastwarc.warc import WarcRecord

from absentia.archive.capture import Capture, as_text, from_text, has_come
from absentia.archive.store import Archive
from absentia.archive.warc import address_in

LINKED = "Absentia-Linked"
"""Says of a record of our own exports that it repeats a page under an address that a page links: nobody saw it."""
NO_PAGE, LOST = "not_a_page", "revisit_lost"
"""Why a revisit is passed over: what it repeats is no page, or stands nowhere."""
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the revisits."""

    added: int
    known: int
    passed_over: dict[str, int]


class Revisits:
    """The records of an import by all their names, and its revisits; in a temporary file, however many."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("CREATE TABLE names(name TEXT PRIMARY KEY, sha256 TEXT) WITHOUT ROWID")
        self._base.execute("CREATE TABLE waiting(url TEXT, captured TEXT, exact TEXT, names TEXT NOT NULL)")
        self._base.execute("BEGIN")
        self.waited = 0
        """Revisits so far."""

    def note(self, record: WarcRecord, block: bytes, body: bytes, capture: Capture | None) -> None:
        """A record with its bytes; ``capture`` is ``None`` where they are no page."""
        end = _HEAD_END.search(block) if record.is_http else None
        payloads = {block[end.end() :] if end else block, body}
        found = {*_names(record, "WARC-Record-ID", "WARC-Payload-Digest")}
        for payload in payloads:
            found |= {f"sha1:{hashlib.sha1(payload, usedforsecurity=False).hexdigest()}"}
            found |= {f"sha256:{hashlib.sha256(payload).hexdigest()}"}
        if capture is None:
            found |= {*_at(address_in(record, "WARC-Target-URI"), from_text(record.headers.get("WARC-Date")))}
        self._name(found, capture.sha256 if capture else None)

    def wait(self, record: WarcRecord) -> None:
        """A revisit, until :meth:`settle`; one that repeats a page for a replay only is none."""
        headers = record.headers
        if headers.get(LINKED):
            return
        self.waited += 1
        own = (headers.get("Absentia-Capture") or "").removeprefix("sha256:")
        exact = (headers.get("Absentia-Exact") or "").removeprefix("sha256:")
        names = [f"sha256:{own}"] if _SHA256.fullmatch(own) else []
        names += _names(record, "WARC-Refers-To", "WARC-Payload-Digest")
        names += _at(address_in(record, "WARC-Refers-To-Target-URI"), from_text(headers.get("WARC-Refers-To-Date")))
        captured = None if headers.get("Absentia-Date") == "import" else from_text(headers.get("WARC-Date"))
        captured = captured if captured and has_come(captured) else None
        self._base.execute(
            "INSERT INTO waiting VALUES (?, ?, ?, ?)",
            (
                address_in(record, "WARC-Target-URI"),
                as_text(captured) if captured else None,
                exact if _SHA256.fullmatch(exact) else None,
                "\n".join(names),
            ),
        )

    def settle(self, archive: Archive, source: str) -> Settled:
        """Write every sighting into the archive whose page is there by now."""
        counts = {"added": 0, "known": 0, NO_PAGE: 0, LOST: 0}
        waiting = self._base.execute("SELECT * FROM waiting ORDER BY captured, rowid").fetchall()
        if waiting:
            for entry in archive.iterate():
                self._name({f"sha256:{entry.sha256}", *_at(entry.url, entry.captured)}, entry.sha256)
        for url, captured, exact, names in waiting:
            found = [sha256 for name in names.split("\n") for sha256 in self._called(name)]
            page = next((sha256 for sha256 in found if sha256 is not None), None)
            if page is None:
                counts[NO_PAGE if found else LOST] += 1
            else:
                moment = from_text(captured)
                new = archive.see_again(page, source, url=url, captured=moment, exact=exact)
                self._name({*_at(url, moment)}, page)  # a later one may name this, not the first
                counts["added" if new else "known"] += 1
        self._base.execute("DELETE FROM waiting")
        return Settled(counts["added"], counts["known"], {why: n for why in (NO_PAGE, LOST) if (n := counts[why])})

    def close(self) -> None:
        """Let go of the temporary file."""
        self._base.close()

    def _name(self, names: set[str], sha256: str | None) -> None:
        self._base.executemany(
            "INSERT INTO names VALUES (?, ?) ON CONFLICT DO UPDATE SET sha256 = coalesce(sha256, excluded.sha256)",
            [(name, sha256) for name in names],
        )

    def _called(self, name: str) -> Iterator[str | None]:
        for (sha256,) in self._base.execute("SELECT sha256 FROM names WHERE name = ?", (name,)):
            yield sha256


def _at(url: str | None, moment: datetime | None) -> list[str]:
    return [f"{as_text(moment)} {url}"] if url and moment else []


def _names(record: WarcRecord, identity: str, digest: str) -> list[str]:
    named = (record.headers.get(identity) or "").strip("<> ")
    stated = _digest(record.headers.get(digest) or "")
    return [one for one in (named, stated) if one]


def _digest(text: str) -> str | None:
    """A digest in one spelling: tools write hexadecimal letters, or base32."""
    kind, _colon, value = text.strip().lower().replace("-", "").partition(":")
    size = _SIZES.get(kind)
    if size is None:
        return None
    if len(value) == 2 * size:
        return f"{kind}:{value}"
    try:
        raw = base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except ValueError:
        return None
    return f"{kind}:{raw.hex()}" if len(raw) == size else None
