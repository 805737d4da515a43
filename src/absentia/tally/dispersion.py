"""Do the months vary more than chance allows? Pearson's statistic over a series, with one mean per period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

SIGNIFICANCE = 0.05
"""Below this p-value of Pearson's chi-square the series counts as overdispersed."""


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of consecutive months (or other cells) with the exposure of each."""

    counts: tuple[int, ...]
    exposures: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.exposures) or not self.counts:
            msg = f"{len(self.counts)} counts with {len(self.exposures)} exposures"
            raise ValueError(msg)
        if min(self.counts) < 0 or min(self.exposures) <= 0:
            msg = "a series has counts of at least zero over positive exposures"
            raise ValueError(msg)

    @classmethod
    def even(cls, counts: Sequence[int], exposure: float) -> Self:
        """Counts over equal shares of one exposure."""
        return cls(tuple(counts), (exposure / max(len(counts), 1),) * len(counts))

    def expected(self) -> tuple[float, ...]:
        """What each cell would hold at the period's mean rate."""
        rate = sum(self.counts) / sum(self.exposures)
        return tuple(rate * exposure for exposure in self.exposures)


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much more the cells vary than Poisson counts would.

    ``ratio`` is Pearson's chi-square over its degrees of freedom (1: Poisson); ``alpha`` the negative binomial's extra
    variance per squared mean, by moments; ``concentration`` the sum over both periods of Σμ²/(Σμ)², which turns alpha
    into the variance of the log ratio.
    """

    ratio: float
    degrees_of_freedom: int
    p_value: float
    alpha: float
    concentration: float

    @property
    def overdispersed(self) -> bool:
        """More variation than chance allows, at :data:`SIGNIFICANCE`."""
        return self.p_value < SIGNIFICANCE


def dispersion_of(*series: Series | None) -> Dispersion | None:
    """Dispersion over the series given, one mean rate each; ``None`` where none has two cells and an event.

    A series without events says nothing about variation and is left out.
    """
    from scipy.stats import chi2

    usable = [one for one in series if one is not None and len(one.counts) > 1 and sum(one.counts) > 0]
    cells = [pair for one in usable for pair in zip(one.counts, one.expected(), strict=True)]
    degrees = len(cells) - len(usable)
    if degrees < 1:
        return None
    statistic = _pearson(cells, 0.0)
    concentration = sum(sum(mean**2 for mean in one.expected()) / sum(one.expected()) ** 2 for one in usable)
    return Dispersion(
        ratio=statistic / degrees,
        degrees_of_freedom=degrees,
        p_value=float(chi2.sf(statistic, degrees)),
        alpha=_moment_alpha(cells, degrees),
        concentration=concentration,
    )


def _pearson(cells: Sequence[tuple[int, float]], alpha: float) -> float:
    return sum((count - mean) ** 2 / (mean + alpha * mean**2) for count, mean in cells)


def _moment_alpha(cells: Sequence[tuple[int, float]], degrees: int) -> float:
    """The alpha at which Pearson's statistic equals its degrees of freedom (Breslow 1984); 0 without excess."""
    from scipy.optimize import brentq

    def excess(alpha: float) -> float:
        return _pearson(cells, alpha) - degrees

    if not max(excess(0.0), 0.0):
        return 0.0
    # without the Poisson part of the variance the statistic is larger, and this alpha makes it the degrees of freedom
    most = sum((count - mean) ** 2 / mean**2 for count, mean in cells) / degrees
    return float(brentq(excess, 0.0, most))
