"""The cells of an update: everything that was counted, by its place, and what changed since the update before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from absentia.durable import writing_whole
from absentia.engine.undisturbed import undisturbed
from absentia.model.count import Count
from absentia.observatory import Observatory
from absentia.tally import held, measures
from absentia.tally.counting import seen_cells, synthetic
from absentia.tally.prepare import prepared

DIMENSIONS = ("court", "half-year", "provision")
FILE = "cells.json"
"""Written last: an update that has it is complete. Small counts stand in it: it is the owner's, and never published."""
Cell = Mapping[str, Any]
"""A count as in JSON, with the units ``seen``."""


@undisturbed
def count_cells(observatory: Observatory) -> tuple[dict[str, Count], dict[str, Cell], bool]:
    """The total of every measure, every cell, by its place written as one text, and whether any page is invented."""
    totals: dict[str, Count] = {}
    cells: dict[str, Cell] = {}
    with held(observatory), prepared(observatory) as connection:
        for name in measures():
            totals[name], found = seen_cells(connection, name, DIMENSIONS)
            start = f"[{json.dumps(name)}, "
            for cell, count, seen in found:
                cells[f"{start}{', '.join(map(_written, cell.values()))}]"] = _cell(count, seen)
        return totals, cells, synthetic(connection)


_written = lru_cache(maxsize=1 << 16)(json.dumps)


@lru_cache(maxsize=1 << 16)
def _cell(count: Count, seen: int) -> Cell:
    """One for all cells in which the same is seen: most are alike."""
    return count.as_dict() | {"seen": seen}


def read_cells(folder: Path) -> dict[str, Cell] | None:
    """The cells that an update left in its folder; ``None``: there are none, or they are no counts."""
    try:
        cells: dict[str, Cell] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        for low, high, reason in {(one["low"], one["high"], one.get("reason")) for one in cells.values()}:
            Count(low, high, reason)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return cells


def write_cells(folder: Path, cells: Mapping[str, Cell]) -> None:
    """Leave them for the next update, one a line, in order."""
    texts = {number: json.dumps(cell) for number, cell in {id(one): one for one in cells.values()}.items()}
    with writing_whole(folder / FILE) as file:
        for between, place in zip(chain(["{\n"], repeat(",\n")), sorted(cells), strict=False):
            file.write(f"{between}{json.dumps(place)}: {texts[id(cells[place])]}".encode())
        file.write(b"\n}\n" if cells else b"{}\n")


def changes(before: Mapping[str, Cell], now: Mapping[str, Cell]) -> list[dict[str, Any]]:
    """The cells in which something else is seen, each ``before`` and ``now``; ``None`` where there was none."""
    nothing: Cell = {}
    changed = []
    for key in sorted(
        one for one in before.keys() | now.keys()
        if before.get(one, nothing).get("seen") != now.get(one, nothing).get("seen")
    ):  # fmt: skip
        cell = dict(zip(("measure", *DIMENSIONS), json.loads(key), strict=True))
        changed.append(cell | {"before": before.get(key), "now": now.get(key)})
    return changed
