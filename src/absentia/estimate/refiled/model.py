"""From ends whose next filing would be recognised to those whose next filing would not.

Of an end that shows an identifier across courts (УИД), its next filing is joined to it if that shows one, too. With
``r`` the share of ends that are filed again and ``s`` the share of the filings that could follow which show one, it is
joined with probability ``r·s``: so the joined ones tell ``r``. An end that was not joined was filed again unnoticed
with probability ``r(1 − s)/(1 − r·s)``, or ``r`` where it shows none itself: each of these is one case too many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GRID = 2_001
DRAWS = 20_000


@dataclass(frozen=True, slots=True)
class End:
    """One filing that ended without ending its case."""

    ending: str
    has_uid: bool
    followed: bool
    """A later filing is joined to it."""
    recognised: float
    """Which share of the filings that could follow it show an УИД."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The ends of one kind, returned or transferred."""

    ending: str
    ends: tuple[End, ...]

    @property
    def expected(self) -> float:
        """How many of its ends would be joined if each were filed again: what its rate is learnt from."""
        return sum(one.recognised for one in self.ends if one.has_uid)

    @property
    def unjoined(self) -> int:
        """Ends no later filing is joined to."""
        return sum(not one.followed for one in self.ends)

    def posterior(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rates of filing again and their probabilities, from Jeffreys' prior, over the ends that show an УИД."""
        rate = (np.arange(GRID) + 0.5) / GRID
        density = -0.5 * (np.log(rate) + np.log1p(-rate))
        for one in self.ends:
            if one.has_uid and one.recognised > 0:
                density += np.log(rate) if one.followed else np.log1p(-rate * one.recognised)
        weight = np.exp(density - density.max())
        return rate, weight / weight.sum()

    def unnoticed(self, generator: np.random.Generator) -> NDArray[np.int64]:
        """Draws of how many were filed again without being joined."""
        rates, weights = self.posterior()
        rate = generator.choice(rates, DRAWS, p=weights)
        total = np.zeros(DRAWS, dtype=np.int64)
        waiting: dict[float, int] = {}
        for one in self.ends:
            if not one.followed:
                seen = one.recognised if one.has_uid else 0.0
                waiting[seen] = waiting.get(seen, 0) + 1
        for seen, many in sorted(waiting.items()):
            total += generator.binomial(many, rate * (1 - seen) / (1 - rate * seen))
        return total


def kinds(ends: Sequence[End]) -> tuple[Kind, ...]:
    """The ends by how they ended."""
    return tuple(
        Kind(ending, tuple(one for one in ends if one.ending == ending)) for ending in sorted({e.ending for e in ends})
    )
