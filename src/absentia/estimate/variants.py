"""The twelve ways to draw the trend of the sex ratio, by name; ages as people type them, cut into five-year bands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, TypeAlias

from absentia.errors import UsageProblem
from absentia.model.texts import nearest, said

LAST_BASELINE_YEAR = 2019
Window: TypeAlias = Literal[1, 5, 10]
Trend: TypeAlias = Literal["linear", "exponential"]
Hiv: TypeAlias = Literal["removed", "kept"]


@dataclass(frozen=True, slots=True, order=True)
class Variant:
    """One of the twelve: how many years the line goes through, its form, and what is done with HIV deaths."""

    window: int = 5
    trend: Trend = "linear"
    hiv: Hiv = "removed"

    @property
    def name(self) -> str:
        """``5-linear-hiv-removed``."""
        return f"{self.window}-{self.trend}-hiv-{self.hiv}"

    @property
    def other_hiv(self) -> Variant:
        """The same with deaths from HIV treated the other way; the two are always shown side by side."""
        return replace(self, hiv="kept" if self.hiv == "removed" else "removed")

    @property
    def years(self) -> range:
        """The baseline years."""
        return range(LAST_BASELINE_YEAR - self.window + 1, LAST_BASELINE_YEAR + 1)


PAPER = Variant()
"""The published model."""
KEPT = Variant(hiv="kept")
"""The published model with deaths from HIV left in, which every method here starts from: regions have no other,
published estimates before it stand beside it, and placebo years without them are few."""
_WINDOWS: tuple[Window, ...] = (1, 5, 10)
_TRENDS: tuple[Trend, ...] = ("linear", "exponential")
_HIV: tuple[Hiv, ...] = ("removed", "kept")
VARIANTS = tuple(Variant(window, trend, hiv) for window, trend, hiv in product(_WINDOWS, _TRENDS, _HIV))


def parse_variant(text: str) -> Variant:
    """A variant by its name; ``paper`` is the published one.

    Raises:
        UsageProblem: there is no such variant.
    """
    known = {"paper": PAPER} | {variant.name: variant for variant in VARIANTS}
    if text not in known:
        raise UsageProblem(
            said("there is no variant {name}", name=text),
            next_step=nearest(text, known) or said("there are: {known}", known=", ".join(known)),
        )
    return known[text]


BAND_YEARS = 5
OLDEST = 84
"""The last age of a closed band in both tables."""
WAR_AGES = ("15-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49")
"""The bands the published estimate sums."""
_RANGE = re.compile(r"(\d{1,2})\s*[-–]\s*(\d{1,2})")  # "15-49", "20–29"


def parse_ages(text: str) -> tuple[str, ...]:
    """``15-49``, ``20-29`` or ``20-24,35-39`` as five-year bands, in order.

    Raises:
        UsageProblem: not a range of ages, or one that cuts a band (15-17 is published for 2023 only).
    """
    bands: list[str] = []
    for piece in text.split(","):
        match = _RANGE.fullmatch(piece.strip())
        if match is None:
            raise UsageProblem(
                said("“{ages}” is not a range of ages", ages=piece.strip()), next_step=said("write --ages 15-49")
            )
        first, last = int(match[1]), int(match[2])
        if first % BAND_YEARS or (last + 1) % BAND_YEARS or not first < last <= OLDEST:
            raise UsageProblem(
                said("the deaths are published in five-year bands; {ages} cuts one", ages=piece.strip()),
                next_step=said(
                    "use bands such as 15-19, 20-29 or 15-49, up to 80-84 (the extra band 15-17 of 2023 is part of "
                    "15-19)"
                ),
            )
        bands += [f"{start}-{start + BAND_YEARS - 1}" for start in range(first, last, BAND_YEARS)]
    if len(set(bands)) != len(bands):
        raise UsageProblem(
            said("an age band is given twice in “{ages}”", ages=text), next_step=said("name each age once")
        )
    return tuple(sorted(bands, key=lambda band: int(band.split("-")[0])))


def ranges(bands: tuple[str, ...]) -> str:
    """Bands as few ranges as they make: ``15-49``."""
    ranges: list[list[int]] = []
    for band in bands:
        first, last = (int(part) for part in band.split("-"))
        if ranges and ranges[-1][1] + 1 == first:
            ranges[-1][1] = last
        else:
            ranges.append([first, last])
    return ", ".join(f"{first}-{last}" for first, last in ranges)
