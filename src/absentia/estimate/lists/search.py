"""More than five lists: a search through the hierarchical models instead of all of them.

From the model of independent lists (and the one of all pairs) the search moves by one interaction at a time, always
from the best models not yet left, and ends when no neighbour of a model within Occam's window is new (Madigan and
Raftery, JASA 89, 1994). All models seen are fitted and enter the weights, so the answer is an average, not a path.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.fitting import fit_batch, identified, reduce_terms
from absentia.estimate.lists.hierarchy import Masks, main_effects, neighbours
from absentia.estimate.lists.table import OverlapTable

MOST_MODELS = 20_000
WINDOW = 2 * np.log(20.0)
"""Only models within this BIC of the best are left for their neighbours: a twentieth of the best one's weight."""
AT_ONCE = 12

Key = bytes


def searched_models(table: OverlapTable) -> Masks:
    """The models a search from both ends comes to see."""
    seen: dict[Key, tuple[NDArray[np.bool_], float]] = {}
    left: set[Key] = set()
    starts = [main_effects(table.size), _all_pairs(table.size)]
    _look_at(table, starts, seen)
    for start in starts:
        _descend(table, start, seen, left)
    while len(seen) < MOST_MODELS:
        best = min(value for _mask, value in seen.values())
        open_models = [(value, key) for key, (_m, value) in seen.items() if key not in left and value <= best + WINDOW]
        if not open_models:
            break
        for _value, key in sorted(open_models)[:AT_ONCE]:
            left.add(key)
            _look_at(table, neighbours(seen[key][0]), seen)
    return np.array([mask for mask, _value in seen.values()])


def _descend(
    table: OverlapTable, start: NDArray[np.bool_], seen: dict[Key, tuple[NDArray[np.bool_], float]], left: set[Key]
) -> None:
    """Steepest descent in BIC from one model."""
    key = start.tobytes()
    while key not in left and len(seen) < MOST_MODELS:
        left.add(key)
        around = neighbours(seen[key][0])
        _look_at(table, around, seen)
        best = min(around, key=lambda mask: seen[mask.tobytes()][1])
        if seen[best.tobytes()][1] < seen[key][1]:
            key = best.tobytes()


def _look_at(
    table: OverlapTable, masks: list[NDArray[np.bool_]], seen: dict[Key, tuple[NDArray[np.bool_], float]]
) -> None:
    new = [mask for mask in masks if mask.tobytes() not in seen]
    if not new:
        return
    batch = np.array(new)
    terms, kept = reduce_terms(batch, table.margins)
    sound = identified(terms, kept)
    fits = fit_batch(table.counts[1:].astype(float), terms, kept[:, 1:])
    values = -2.0 * fits.log_likelihood + batch.sum(axis=1) * np.log(table.observed)
    values = np.where(sound & np.isfinite(values), values, np.inf)
    for mask, value in zip(new, values, strict=True):
        seen[mask.tobytes()] = (mask, float(value))


def _all_pairs(lists: int) -> NDArray[np.bool_]:
    mask = main_effects(lists)
    mask[[1 << first | 1 << second for first, second in combinations(range(lists), 2)]] = True
    return mask
