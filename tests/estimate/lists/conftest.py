"""Published overlap tables, typed from their sources."""

from __future__ import annotations

import numpy as np
import pytest

from absentia.estimate.lists import ListsPanel, OverlapTable
from absentia.model import Estimate, Refusal


def table_of(lists: str, cells: dict[str, int], stratum: str | None = None) -> OverlapTable:
    """A table from names and counts by pattern: ``{"101": 5}`` is five units on the first and third list."""
    names = tuple(lists.split())
    counts = np.zeros(1 << len(names), dtype=np.int64)
    for pattern, count in cells.items():
        counts[sum(1 << place for place, digit in enumerate(pattern) if digit == "1")] = count
    return OverlapTable(names, counts, stratum)


def result_of(panel: ListsPanel, name: str) -> Estimate | Refusal:
    """The answer of the member of this name."""
    return next(one.result for one in panel.members if one.id == name)


@pytest.fixture(scope="session")
def kosovo() -> OverlapTable:
    """Killings in Kosovo, March to June 1999 (Ball et al., "Killings and refugee flow in Kosovo", AAAS 2002)."""
    return table_of(
        "EXH ABA OSCE HRW",
        {
            "1000": 1131, "0010": 936, "0100": 845, "0001": 306, "1010": 228, "0110": 217, "1110": 181, "1100": 177,
            "0011": 123, "1001": 106, "1011": 42, "0111": 32, "0101": 31, "1111": 27, "1101": 18,
        },
    )  # fmt: skip


@pytest.fixture(scope="session")
def hepatitis() -> OverlapTable:
    """Hepatitis A, a college in Taiwan, 1995 (Chao et al., Statistics in Medicine 20, 2001); about 545 in truth."""
    cells = {"001": 63, "010": 55, "011": 18, "100": 69, "101": 17, "110": 21, "111": 28}
    return table_of("L1 L2 L3", cells)


@pytest.fixture(scope="session")
def slavery() -> OverlapTable:
    """Modern slavery in the United Kingdom, 2013, five lists (Bales, Hesketh, Silverman, Significance 12, 2015)."""
    return table_of(
        "LA NG PFNCA GO GP",
        {
            "10000": 54, "01000": 463, "00100": 995, "00010": 695, "00001": 316, "11000": 15, "10100": 19, "10010": 3,
            "01100": 62, "01010": 19, "01001": 1, "00110": 76, "00101": 11, "00011": 8, "11100": 1, "11010": 1,
            "01110": 4, "11110": 1,
        },
    )  # fmt: skip


def two_kinds() -> OverlapTable:
    """Synthetic: 1,200 easy and 1,800 hard to find on four lists."""
    chances = np.array([0.25, 0.3, 0.2, 0.15])
    counts = np.zeros(16)
    for size, ease in ((1200, 1.6), (1800, 0.6)):
        for cell in range(1, 16):
            on = np.array([cell >> bit & 1 for bit in range(4)], dtype=bool)
            counts[cell] += size * np.prod(np.where(on, chances * ease, 1 - chances * ease))
    return OverlapTable(tuple("ABCD"), np.round(counts))
