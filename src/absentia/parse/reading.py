"""One capture read by its source, with what the framework itself has to say about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from absentia.archive import Capture
from absentia.archive.capture import TO_COME
from absentia.archive.formats import page_in
from absentia.model import Defendant, Issue, PageKind, PageRecord
from absentia.model.texts import N_
from absentia.parse.dated import with_possible_dates
from absentia.sources import Source

ON_THE_CARD = -1
"""``row`` of what stands on a card."""
FOREIGN = "foreign_page"
LAYOUT = "layout_changed"
WRONG_LETTERS = "mojibake"
_PROBLEMS = {
    "digest_mismatch": N_("the archive's own digest of this record is not that of its bytes"),
    "truncated": N_("the answer ends before its end"),
    "encoding_unreadable": N_("the answer's compression cannot be undone"),
    "encoding_unknown": N_("the answer came in a compression that is not known"),
    TO_COME: N_("the day this page is said to be of has not come: nobody knows when it was fetched"),
}
_HOLLOW = N_("the page is recognised, but what every such page has is missing")
_CHARGE_ISSUES = ("charge", "person_unreadable", "cell_too_long")
_SPOILT = {
    "truncated",
    "garbled",
    WRONG_LETTERS,
    "oversize",
    "too_deep",
    "too_dense",
    "encoding_unreadable",
    "encoding_unknown",
}
# what the rehearsal writes into each of its pages, and what a fixture should
_SYNTHETIC_BYTES = re.compile(rb"synthetic page|<meta[^>]{0,200}synthetic")
_SYNTHETIC_WORD = re.compile(r"synthetic|синтетическ", re.IGNORECASE)
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Reading:
    """A record, and whether its page says that it is synthetic."""

    record: PageRecord
    synthetic: bool

    @property
    def foreign(self) -> bool:
        """Nothing on the page says that it comes from the source's portal: the source raises this issue itself."""
        return _has(self.record, FOREIGN)

    @property
    def wrong_letters(self) -> bool:
        """The page's text was once read in another encoding than its own, and saved so."""
        return _has(self.record, WRONG_LETTERS)

    @property
    def layout_changed(self) -> bool:
        """The page is of a kind the source knows and does not have that kind's structure."""
        return _has(self.record, LAYOUT)


Readable = Mapping[tuple[int, int], bool | None]
"""By row (``-1`` on a card) and the person's place: whether everything in the person's cell was read."""


def read_capture(source: Source, capture: Capture, *, acts: bool = True) -> Reading:
    """Read one capture; issues of the transport and of the page as a whole are added to the reader's own.

    ``acts``: whether the record tells of the acts on the page.
    """
    body = page_in(capture.body)
    record = source.read(body, url=capture.url, capture=capture.sha256, acts=acts)
    record = with_possible_dates(source, record, capture.captured)
    issues = [Issue(kind, "page", "", _PROBLEMS.get(kind, "")) for kind in capture.problems]
    if not set(capture.problems) - {TO_COME} and is_hollow(record) and not _has(record, LAYOUT):
        issues.append(Issue(LAYOUT, "page", "", _HOLLOW))
    if issues:
        record = replace(record, issues=(*record.issues, *issues))
    return Reading(record, is_synthetic(record, body))


def is_hollow(record: PageRecord) -> bool:
    """Whether a recognised page lacks what makes its kind: a card its fields, a listing that counts its rows.

    A page that was cut off or spoilt on the way says nothing about the portal's layout.
    """
    if any(issue.kind in _SPOILT for issue in record.issues):
        return False
    if record.page is PageKind.CARD:
        return not record.fields and not record.events
    if record.page is PageKind.LISTING:
        return not record.rows and (record.counter is None or record.counter > 0)
    return False


def is_synthetic(record: PageRecord, body: bytes) -> bool:
    """Whether the page says that it is synthetic: in its court's name, title or address, or in its head.

    The word elsewhere proves nothing: judgments speak of synthetic drugs.
    """
    said = (record.court, record.title, record.host, record.url)
    if any(text and _SYNTHETIC_WORD.search(text) for text in said):
        return True
    head = body[:_HEAD].lower()
    return b"synthetic" in head and _SYNTHETIC_BYTES.search(head) is not None


def _has(record: PageRecord, kind: str) -> bool:
    return any(issue.kind == kind for issue in record.issues)


def charges_readable(record: PageRecord) -> Readable:
    """Whose charges were read whole; ``None`` where the page gives none to read.

    A cell that raised an issue is not readable as a whole: what was read beside it may lack its companion. Issues of a
    card name the person's place (``ЛИЦА[1]``), those of a row only the row's cell, which may hold several persons.
    """
    issues = [issue for issue in record.issues if issue.kind.startswith(_CHARGE_ISSUES)]
    places = [(ON_THE_CARD, record.defendants), *((row.position, row.defendants) for row in record.rows)]
    return {
        (row, defendant.position): _readable(defendant, issues, row) for row, found in places for defendant in found
    }


def _readable(defendant: Defendant, issues: Sequence[Issue], row: int) -> bool | None:
    text = " ".join(defendant.charges_raw.split())
    for issue in issues:
        if row == ON_THE_CARD:
            concerned = issue.where.endswith(f"[{defendant.position}]")
        else:
            concerned = issue.where == f"rows[{row}].info" and " ".join(issue.raw.split()) in text
        if concerned:
            return False
    if defendant.charges:
        return True
    return False if text else None
