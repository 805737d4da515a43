"""One capture read by its source, with what the framework itself has to say about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from absentia.archive import Capture
from absentia.messages import N_
from absentia.model import Issue, PageKind, PageRecord
from absentia.sources import Source

FOREIGN = "foreign_page"
LAYOUT = "layout_changed"
_PROBLEMS = {
    "digest_mismatch": N_("the archive's own digest of this record is not that of its bytes"),
    "truncated": N_("the answer ends before its end"),
    "encoding_unreadable": N_("the answer's compression cannot be undone"),
    "encoding_unknown": N_("the answer came in a compression that is not known"),
}
_NO_SIGN = N_("nothing in this page says that it comes from the source's portal")
_HOLLOW = N_("the page is recognised, but what every such page has is missing")
# what the rehearsal writes into each of its pages, and what a fixture should
_SYNTHETIC_BYTES = re.compile(rb"synthetic page|<meta[^>]{0,200}synthetic", re.IGNORECASE)
_SYNTHETIC_WORD = re.compile(r"synthetic|синтетическ", re.IGNORECASE)
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Reading:
    """A record and the two things only its bytes tell."""

    record: PageRecord
    synthetic: bool
    foreign: bool

    @property
    def layout_changed(self) -> bool:
        """The page is of a kind the source knows and does not have that kind's structure."""
        return any(issue.kind == LAYOUT for issue in self.record.issues)


def read_capture(source: Source, capture: Capture) -> Reading:
    """Read one capture; issues of the transport and of the page as a whole are added to the reader's own."""
    record = source.read(capture.body, url=capture.url)
    issues = [Issue(kind, "page", "", _PROBLEMS.get(kind, "")) for kind in capture.problems]
    foreign = record.page is PageKind.UNKNOWN and not _is_of(source, capture)
    if foreign and not _has(record, FOREIGN):
        issues.append(Issue(FOREIGN, "page", "", _NO_SIGN))
    if is_hollow(record) and not _has(record, LAYOUT):
        issues.append(Issue(LAYOUT, "page", "", _HOLLOW))
    if issues:
        record = replace(record, issues=(*record.issues, *issues))
    return Reading(record, is_synthetic(record, capture.body), foreign or _has(record, FOREIGN))


def is_hollow(record: PageRecord) -> bool:
    """Whether a recognised page lacks what makes its kind: a card its fields, a listing that counts its rows."""
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
    return _SYNTHETIC_BYTES.search(body, 0, _HEAD) is not None


def _is_of(source: Source, capture: Capture) -> bool:
    """Whether the bytes carry a sign of the portal; a source that does not say how to tell is believed."""
    recognises = getattr(source, "recognises", None)
    return bool(recognises(capture.body, capture.url)) if callable(recognises) else True


def _has(record: PageRecord, kind: str) -> bool:
    return any(issue.kind == kind for issue in record.issues)
