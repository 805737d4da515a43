"""A rehearsal audited: all that its observatory says, held against all that happened in its courts."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from absentia.archive import Archive
from absentia.observatory import Observatory
from absentia.rehearsal.audit.claims import CLAIMS
from absentia.rehearsal.audit.holding import Audit, hold_claims, hold_tallies, questions
from absentia.rehearsal.audit.seen import Seen, seen_in
from absentia.rehearsal.audit.whole import Whole
from absentia.rehearsal.courthouse.life import Life
from absentia.rehearsal.rehearsing import Rehearsed
from absentia.rehearsal.visits import Witness
from absentia.tally import held

ALL = 1.0


def audit_observatory(
    observatory: Observatory,
    life: Life,
    part: Iterable[Seen],
    lot: random.Random,
    *,
    share: float = ALL,
    claims: int = CLAIMS,
) -> Audit:
    """Hold everything an observatory says against the world; ``part`` is what it has seen of it."""
    found = Audit()
    whole = Whole(life, seen_in(life, part))
    asked = [question for question in questions(life, lot) if lot.random() < share]
    with held(observatory):
        hold_tallies(observatory, whole, asked, found)
        hold_claims(observatory, whole, lot, found, claims)
    return found


def audited(done: Rehearsed, observatory: Observatory, *, share: float = ALL, claims: int = CLAIMS) -> Rehearsed:
    """The rehearsal with what was tried of its observatory, and what of it contradicts the courts' whole life."""
    lot = random.Random(f"audit {done.script.seed}")  # noqa: S311  a repeatable rehearsal, not a secret
    seen = _seen(observatory, done.house)
    found = audit_observatory(observatory, done.life, seen, lot, share=share, claims=claims)
    return dataclasses.replace(done, report=found.as_json() | done.report)


def _seen(observatory: Observatory, house: Witness) -> Iterator[Seen]:
    """The pages in the archive, each as often as it was seen; those of a court that moved are of its first host."""
    archive = Archive.reading(observatory.archive)
    moved = {move.new: move.old for fault in house.faults for move in fault.moves()}
    for entry in archive.iterate():
        page = archive.get(entry.sha256)
        if page is not None and entry.url is not None and entry.captured is not None:
            host = urlsplit(entry.url).hostname or ""
            yield Seen(entry.captured, page.body, moved.get(host, host))
