"""The audit of a rehearsal: all that its observatory says, held against all that happened in its courts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from urllib.parse import urlsplit

from absentia.archive import Archive
from absentia.observatory import Observatory
from absentia.pipeline.audit.claims import CLAIMS
from absentia.pipeline.audit.tiny import ALL, audit_observatory
from absentia.pipeline.rehearsing import Rehearsed
from absentia.pipeline.witness import Witness
from absentia.rehearsal.audit.visits import Kept
from absentia.rehearsal.audit.worlds import lot_of


def audited(done: Rehearsed, observatory: Observatory, *, share: float = ALL, claims: int = CLAIMS) -> Rehearsed:
    """The rehearsal with what was tried of its observatory, and what of it contradicts the courts' whole life."""
    lot, kept = lot_of("audit", done.script.seed), _kept(observatory, done.house)
    found = audit_observatory(observatory, done.life, kept, lot, share=share, claims=claims)
    return dataclasses.replace(done, report=found.as_json() | done.report)


def _kept(observatory: Observatory, house: Witness) -> Iterator[Kept]:
    """The pages in the archive, each as often as it was seen; those of a court that moved are of its first host."""
    archive = Archive.reading(observatory.archive)
    moved = {move.new: move.old for fault in house.faults for move in fault.moves()}
    for entry in archive.iterate():
        page = archive.get(entry.sha256)
        if page is not None and entry.url is not None and entry.captured is not None:
            host = urlsplit(entry.url).hostname or ""
            yield Kept(entry.url, entry.captured, page.status or 200, page.body, moved.get(host, host), "")
