"""A random part of what was kept, taken into a fresh observatory that has no ledger."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from absentia.archive import Archive, Capture
from absentia.link import link_cases
from absentia.link.directory import write_directory
from absentia.observatory import CONFIG, Observatory
from absentia.parse import build_tables
from absentia.rehearsal.audit.visits import SOURCE, Kept
from absentia.rehearsal.audit.worlds import BEGIN
from absentia.rehearsal.courts import directory

_COURTS = "courts.csv"


def part_of(kept: Sequence[Kept], lot: random.Random) -> list[Kept]:
    """Some of the pages: all, most or few, perhaps without a court, without a kind of page, or nothing after a day."""
    share = lot.choice((1.0, 1.0, 0.95, 0.8, 0.5))
    left_out: set[str] = set()
    for wanted in ("court", "kind"):
        if lot.random() < 0.2:  # noqa: PLR2004  invented share
            left_out.add(lot.choice(sorted({getattr(one, wanted) for one in kept}) or [""]))
    last = lot.choice(kept).moment if kept and lot.random() < 0.2 else None  # noqa: PLR2004  likewise
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
                archive.append(_capture(one), SOURCE)
        finally:
            archive.close()
        build_tables(observatory, 1)
    link_cases(observatory)
    return observatory


def _capture(one: Kept) -> Capture:
    return Capture.of_page(one.body, url=one.url, captured=one.moment)
