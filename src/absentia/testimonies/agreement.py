"""How far coders agree beyond chance: Krippendorff's alpha, with an interval by resampling testimonies.

K. Krippendorff, Computing Krippendorff's Alpha-Reliability, University of Pennsylvania 2011,
https://repository.upenn.edu/handle/20.500.14332/2089; that a variable below .667 is not to be used and one below .800
only for tentative conclusions: Content Analysis, 3rd ed., 2013, ch. 12. The library of that name is under the GPL.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from absentia.model.estimate import Interval

LEAST, GOOD = 0.667, 0.8
RESAMPLES, SEED = 2000, 2023
_TAIL = 0.025
_Numbers = NDArray[np.float64]


def alpha(units: Sequence[Sequence[int]], *, ordinal: bool) -> float | None:
    """Krippendorff's alpha.

    Args:
        units: of each unit the values it was given, as numbers from 0; a missing one is left out.
        ordinal: the values are ranks; else they are names.

    Returns:
        1: full agreement, 0: as by chance; ``None`` where no two values differ, so that chance would agree, too.
    """
    return _alpha(_table(units), ordinal=ordinal)


def interval(units: Sequence[Sequence[int]], *, ordinal: bool) -> Interval | None:
    """The 95 % percentile interval of alpha, units drawn anew with replacement (seeded).

    ``None`` where more than one draw in forty has no alpha, since all its values are the same.
    """
    table = _table(units)
    generator = np.random.default_rng(SEED)
    drawn = [_alpha(table[generator.integers(len(table), size=len(table))], ordinal=ordinal) for _ in range(RESAMPLES)]
    known = [one for one in drawn if one is not None]
    if len(known) < (1 - _TAIL) * RESAMPLES:
        return None
    low, high = np.quantile(known, (_TAIL, 1 - _TAIL))
    return Interval(float(low), float(high))


def _table(units: Sequence[Sequence[int]]) -> _Numbers:
    """How often each unit was given each value: shape (units, values)."""
    size = max((value + 1 for unit in units for value in unit), default=1)
    rows = [np.bincount(np.asarray(unit, dtype=np.intp), minlength=size) for unit in units]
    return np.array(rows, dtype=np.float64).reshape(len(rows), size)


def _alpha(table: _Numbers, *, ordinal: bool) -> float | None:
    paired = table[table.sum(axis=1) > 1]
    weighted = paired / (paired.sum(axis=1, keepdims=True) - 1)
    coincidences = weighted.T @ paired - np.diag(weighted.sum(axis=0))
    margins = coincidences.sum(axis=0)
    total = float(margins.sum())
    differences = _ordinal(margins) if ordinal else 1 - np.eye(len(margins))
    expected = float((np.outer(margins, margins) * differences).sum())
    observed = float((coincidences * differences).sum())
    return None if expected <= 0 else 1 - observed * (total - 1) / expected


def _ordinal(margins: _Numbers) -> _Numbers:
    """The squared difference of two ranks: how many values lie between them, half of each end."""
    reached = np.cumsum(margins)
    middle = reached - margins / 2
    return np.square(middle[:, None] - middle[None, :])
