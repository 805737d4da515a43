"""How often chance is called a lead of requests over cases, and how often a lead is seen. Seeded; synthetic throughout.

Each cell: 1,500 pairs of invented monthly series, requests (40 a month at first) and cases (150), counts by Poisson
around a rate whose logarithm has a trend of its own and noise with memory φ (AR(1), standard deviation 0.35 and 0.25).
`false` is the share of pairs without a lead that were called one; `power` that of pairs whose cases follow the
requests two months later (correlation of the noise 0.8). Writes `bench/lead.json` and the table of the methodology
page; ends with an error where a kind of pair without a lead is called one more often than in 6 of 100.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.requests.lead import LIMIT, ahead

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "methodology" / "requests.md"
BEGIN, END = "<!-- bench/lead.py -->", "<!-- end -->"
MONTHS, MEMORIES = (18, 21, 24, 30, 36), (0.0, 0.3, 0.6, 0.8)
FOR_POWER = (12, 18, 24, 36)
LARGEST_FALSE = 0.06
DELAY = 2
Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]


class Cell:
    """What the noise and the trends of the pairs of one cell are drawn from."""

    def __init__(self, pairs: int, months: int, memory: float, seed: int) -> None:
        self.pairs, self.months, self.memory = pairs, months, memory
        self.random = np.random.default_rng(seed)
        self.time = np.arange(months) / months

    def noise(self, deviation: float) -> Floats:
        """AR(1) noise, pairs × months."""
        made = self.random.standard_normal((self.pairs, self.months))
        for month in range(1, self.months):
            made[:, month] = self.memory * made[:, month - 1] + np.sqrt(1 - self.memory**2) * made[:, month]
        return deviation * made

    def drawn(self, low: float, high: float) -> Floats:
        """One number for each pair, pairs × 1."""
        return self.random.uniform(low, high, (self.pairs, 1))

    def at(self) -> NDArray[np.int64]:
        """A month for each pair, pairs × 1."""
        return self.random.integers(3, self.months - 3, (self.pairs, 1))


def growing(cell: Cell) -> Pair:
    """Unrelated, both growing: by 1.6 to 12 times over the whole."""
    return (
        cell.drawn(0.5, 2.5) * cell.time + cell.noise(0.35),
        cell.drawn(0.5, 2.5) * cell.time + cell.noise(0.25),
    )


def bent(cell: Cell) -> Pair:
    """Growth along an S of its own, as far and as fast as it likes."""

    def one() -> Floats:
        return 2 / (1 + np.exp(-(cell.time - cell.drawn(0.2, 0.8)) * cell.drawn(5, 15)))

    return one() + cell.noise(0.35), one() + cell.noise(0.25)


def stepping(cell: Cell) -> Pair:
    """Each nearly trebles in a month of its own."""
    month = np.arange(cell.months)
    return (month >= cell.at()) + cell.noise(0.35), (month >= cell.at()) + cell.noise(0.25)


def _with(cell: Cell, one: Floats, other: Floats) -> Pair:
    first, second = growing(cell)
    return first + one, second + other


def wave(cell: Cell) -> Pair:
    """Growing, with a yearly wave each, high in months of their own."""
    month = np.arange(cell.months)
    return _with(cell, *(0.4 * np.sin(2 * np.pi * (month + cell.drawn(0, 12)) / 12) for _series in range(2)))


def calendar(cell: Cell) -> Pair:
    """Growing, and each more than doubles in one calendar month every year."""
    month = np.arange(cell.months) % 12
    return _with(cell, *(0.8 * (month == cell.random.integers(12, size=(cell.pairs, 1))) for _series in range(2)))


def outlier(cell: Cell) -> Pair:
    """Growing, and one month of each is 4.5 times what it should be."""
    month = np.arange(cell.months)
    return _with(cell, *(1.5 * (month == cell.at()) for _series in range(2)))


def few(cell: Cell) -> Pair:
    """Growing, from 6 and 8 a month."""
    return _with(cell, np.full(cell.months, np.log(6 / 40)), np.full(cell.months, np.log(8 / 150)))


def together(cell: Cell) -> Pair:
    """Related, in the same month: nobody is ahead."""
    first, second = cell.noise(0.35), cell.noise(0.25)
    return cell.drawn(0.5, 2.5) * cell.time + first, cell.drawn(0.5, 2.5) * cell.time + 0.64 * first + 0.4 * second


def behind(cell: Cell) -> Pair:
    """Requests follow cases two months later."""
    second, first = ahead_by_two(cell)
    return first + np.log(40 / 150), second + np.log(150 / 40)


def ahead_by_two(cell: Cell) -> Pair:
    """Cases follow requests two months later."""
    first, second = cell.noise(0.35), cell.noise(0.25)
    second[:, DELAY:] = 0.64 * first[:, :-DELAY] + 0.44 * second[:, DELAY:]
    return cell.drawn(0.5, 2.5) * cell.time + first, cell.drawn(0.5, 2.5) * cell.time + second


NULLS: dict[str, Callable[[Cell], Pair]] = {
    "growing, unrelated": growing,
    "growing along an S": bent,
    "a step each": stepping,
    "a yearly wave each": wave,
    "one calendar month high": calendar,
    "one month far out": outlier,
    "few a month": few,
    "together, in the same month": together,
    "requests behind by two": behind,
}


def called(make: Callable[[Cell], Pair], cell: Cell, permutations: int) -> float:
    """The share of pairs that are called a lead."""
    first, second = make(cell)
    counts = [cell.random.poisson(np.exp(np.log(level) + one)) for level, one in ((40, first), (150, second))]
    found = ahead(counts[0].astype(np.float64), counts[1].astype(np.float64), seed=1, permutations=permutations)
    return float(((found.p_values <= LIMIT) & (found.strongest > 0)).mean())


def study(pairs: int, permutations: int) -> dict[str, Any]:
    """Every cell."""
    rows: list[dict[str, Any]] = []
    for kind, (name, make) in enumerate({**NULLS, "a lead of two months": ahead_by_two}.items()):
        for months in MONTHS if name in NULLS else FOR_POWER:
            for memory in MEMORIES:
                cell = Cell(pairs, months, memory, seed=10_000 * kind + 100 * months + round(10 * memory))
                share = round(called(make, cell, permutations), 4)
                rows.append({"pairs": name, "months": months, "memory": memory, "called": share})
                print(*rows[-1].values(), flush=True)
    false = max(row["called"] for row in rows if row["pairs"] in NULLS)
    return {"series": pairs, "permutations": permutations, "limit": LIMIT, "largest_false": false, "cells": rows}


def table(found: dict[str, Any]) -> str:
    """The table of the page: a row for each kind of pair and memory, in percent."""
    months = sorted({*MONTHS, *FOR_POWER})
    lines = [
        "| pairs | memory φ | " + " | ".join(f"{one} months" for one in months) + " |",
        "|---|---|" + "---|" * len(months),
    ]
    for name in (*NULLS, "a lead of two months"):
        for memory in MEMORIES:
            cells = {
                row["months"]: f"{row['called']:.1%}".replace("%", " %")
                for row in found["cells"]
                if row["pairs"] == name and row["memory"] == memory
            }
            shown = f"**{name}** (power)" if name not in NULLS else name
            lines.append(f"| {shown} | {memory} | " + " | ".join(cells.get(one, "") for one in months) + " |")
    return "\n".join(lines)


def main() -> int:
    """Run the study, write the results and the page's table; 1 where chance is called a lead too often."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path(__file__).with_suffix(".json"))
    parser.add_argument("--series", type=int, default=1_500)
    parser.add_argument("--permutations", type=int, default=299)
    asked = parser.parse_args()
    found = study(asked.series, asked.permutations)
    asked.into.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, _begin, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{table(found)}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return int(found["largest_false"] > LARGEST_FALSE)


if __name__ == "__main__":
    raise SystemExit(main())
