"""Worlds from beginning to end: a tiny one lives, somebody looks, a part of what was seen is taken in and audited."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.rehearsal.audit.tiny import lot_of, tiny
from tests.rehearsal.audit.visitor import Kept, Visitor

from absentia.archive import Archive, Capture
from absentia.link import link_cases
from absentia.link.directory import write_directory
from absentia.observatory import CONFIG, Observatory
from absentia.parse import build_tables
from absentia.rehearsal.audit.claims import CLAIMS
from absentia.rehearsal.audit.holding import Audit
from absentia.rehearsal.audit.rehearsed import ALL, audit_observatory
from absentia.rehearsal.audit.scope import BEGIN
from absentia.rehearsal.courthouse import Courthouse
from absentia.rehearsal.courthouse.faults import FAULTS
from absentia.rehearsal.courthouse.life import Life
from absentia.rehearsal.courts import directory

_COURTS = "courts.csv"


def part_of(kept: Sequence[Kept], lot: random.Random) -> list[Kept]:
    """Some of the pages: all, most or few, perhaps without a court, without a kind of page, or nothing after a day."""
    share = lot.choice((1.0, 1.0, 0.95, 0.8, 0.5))
    left_out: set[str] = set()
    for wanted in ("court", "kind"):
        if lot.random() < 0.2:
            left_out.add(lot.choice(sorted({getattr(one, wanted) for one in kept}) or [""]))
    last = lot.choice(kept).moment if kept and lot.random() < 0.2 else None
    return [
        one
        for one in kept
        if lot.random() < share and not {one.court, one.kind} & left_out and (last is None or one.moment <= last)
    ]


def imported(kept: Sequence[Kept], folder: Path, courts: bytes | None = None) -> Observatory:
    """A new observatory with these pages in its archive, read and linked.

    ``courts``: the list of courts its settings ask for, from the beginning of the tiny worlds on; without, nobody knows
    which courts there are.

    Raises:
        EmptyInput: there is not one page among them.
    """
    observatory = Observatory.create(folder)
    write_directory(observatory, directory())
    if courts is not None:
        (folder / _COURTS).write_bytes(courts)
        settings = f'\n[collect]\ncontact = "synthetic"\ncourts_file = "{_COURTS}"\nsince = {BEGIN}\n'
        with (folder / CONFIG).open("a", encoding="utf-8") as stream:
            stream.write(settings)
        observatory = Observatory.open(folder)
    with observatory.writing():
        archive = Archive.appending(observatory.archive, durable=False)
        try:
            for one in kept:
                archive.append(Capture.of_page(one.body, url=one.url, captured=one.moment), "ru_sudrf")
        finally:
            archive.close()
        build_tables(observatory, 1)
    link_cases(observatory)
    return observatory


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
    kept = Visitor(house, lot, thorough=lot.random() < 0.5).look_around()
    return life, part_of(kept, lot), house.struck


def settings(life: Life, number: int) -> bytes | None:
    """The list of courts the settings ask for, in half of the worlds; in the others nobody knows which there are."""
    known = lot_of("settings", number).random() < 0.5
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
