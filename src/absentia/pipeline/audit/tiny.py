"""One tiny world from beginning to end: it lives, somebody looks, a part of what was seen is taken in and audited."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from absentia.observatory import Observatory
from absentia.pipeline.audit.claims import CLAIMS
from absentia.pipeline.audit.holding import Audit, hold_claims, hold_tallies
from absentia.pipeline.audit.importing import imported, part_of
from absentia.pipeline.audit.questions import questions
from absentia.rehearsal.audit.visits import Kept, Visitor, seen_in
from absentia.rehearsal.audit.whole import Whole
from absentia.rehearsal.audit.worlds import lot_of, tiny
from absentia.rehearsal.courthouse import Courthouse
from absentia.rehearsal.courthouse.faults import FAULTS
from absentia.rehearsal.courthouse.life import Life
from absentia.tally import held

ALL = 1.0
_INTENSITIES = (5.0, 30.0, 1000.0)
"""How often a fault strikes, as a multiple of what is usual; the last is always."""


def audit_world(number: int, *, share: float = ALL, claims: int = CLAIMS) -> Audit:
    """Audit the tiny world of this number.

    Args:
        number: which; the same number gives the same world, pages, questions and claims.
        share: of the questions that are asked, chosen by chance.
        claims: how many are checked.
    """
    life, part, struck = world_and_part(number)
    found = audit_part(life, part, lot_of("audit", number), share=share, claims=claims, courts=settings(life, number))
    found.struck = struck
    for one in found.unsound:
        one["world"] = number
    return found


def world_and_part(number: int) -> tuple[Life, list[Kept], Counter[str]]:
    """A tiny world, the pages of it that go into the observatory, and which faults had a hand in what was asked."""
    life = tiny(number)
    lot = lot_of("part", number)
    faults = lot.sample(sorted(FAULTS), lot.choice((0, 0, 1, 1, 2, 4)))
    house = Courthouse(life, faults, number, intensity=lot.choice(_INTENSITIES))
    kept = Visitor(house, lot, thorough=lot.random() < 0.5).look_around()  # noqa: PLR2004  invented share
    return life, part_of(kept, lot), house.struck


def settings(life: Life, number: int) -> bytes | None:
    """The list of courts the settings ask for, in half of the worlds; in the others nobody knows which there are."""
    known = lot_of("settings", number).random() < 0.5  # noqa: PLR2004  invented share
    return Courthouse(life, (), number).courts_table() if known else None


def audit_part(
    life: Life,
    part: Sequence[Kept],
    lot: random.Random,
    *,
    share: float = ALL,
    claims: int = CLAIMS,
    courts: bytes | None = None,
) -> Audit:
    """Take pages into a fresh observatory and hold what it says against the whole world they come from."""
    if not part:
        return Audit()
    with tempfile.TemporaryDirectory(prefix="absentia-audit-") as folder:
        observatory = imported(part, Path(folder) / "observatory", courts)
        return audit_observatory(observatory, life, part, lot, share=share, claims=claims)


def audit_observatory(
    observatory: Observatory,
    life: Life,
    part: Iterable[Kept],
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
