"""The twelve ways to draw the trend of the sex ratio, by name."""

from __future__ import annotations

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
