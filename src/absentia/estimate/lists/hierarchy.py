"""Hierarchical log-linear models: which there are, what they are called, and a search through those of many lists.

A model is the set of its terms, a term a combination of lists (bits as in :class:`OverlapTable`). Hierarchical: with a
term come all its subsets. Every model has the constant and all main effects; none has the highest-order interaction,
which the unknown cell leaves without data (Fienberg 1972). There are 8 such models for 3 lists, 113 for 4 and 6,893
for 5; for 6 there are 7,785,061, which are searched instead of listed: from the model of independent lists (and the one
of all pairs) by one interaction at a time, always from the best models not yet left, until no neighbour of a model
within Occam's window is new (Madigan and Raftery, JASA 89, 1994). All models seen are fitted and enter the weights, so
the answer is an average, not a path.

References: S. E. Fienberg, "The multiple recapture census for closed populations and incomplete 2^k contingency
tables", Biometrika 59 (1972); Y. Bishop, S. Fienberg, P. Holland, "Discrete Multivariate Analysis" (1975), ch. 6.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.fitting import Masks, fit_batch, identified, reduce_terms
from absentia.estimate.lists.table import OverlapTable

MOST_EXHAUSTIVE = 5
"""Up to so many lists every model is fitted."""


def subsets_of(term: int) -> list[int]:
    """The terms with one list less."""
    return [term & ~(1 << bit) for bit in range(term.bit_length()) if term >> bit & 1]


@lru_cache(maxsize=8)
def all_models(lists: int) -> Masks:
    """Every hierarchical model, smallest first, as rows of a mask.

    Raises:
        ValueError: more lists than can be listed.
    """
    if lists > MOST_EXHAUSTIVE:
        raise ValueError(lists)
    full = (1 << lists) - 1
    terms = sorted((t for t in range(1, full) if t.bit_count() > 1), key=lambda term: (term.bit_count(), term))
    models = [main_effects(lists)]
    for term in terms:
        below = subsets_of(term)
        grown = []
        for model in models:
            if model[below].all():
                larger = model.copy()
                larger[term] = True
                grown.append(larger)
        models += grown
    masks = np.array(models)
    masks = masks[np.argsort(masks.sum(axis=1), kind="stable")]
    masks.setflags(write=False)
    return masks


def main_effects(lists: int) -> NDArray[np.bool_]:
    """The model of independent lists."""
    mask = np.zeros(1 << lists, dtype=bool)
    mask[0] = True
    mask[[1 << bit for bit in range(lists)]] = True
    return mask


def saturated(lists: int) -> NDArray[np.bool_]:
    """The model with everything but the highest-order interaction."""
    mask = np.ones(1 << lists, dtype=bool)
    mask[-1] = False
    return mask


def neighbours(mask: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """The hierarchical models that have one interaction more, or one less."""
    found = []
    full = len(mask) - 1
    for term in range(1, full):
        if term.bit_count() < 2:  # main effects always stay
            continue
        if mask[term]:
            above = any(mask[term | 1 << bit] for bit in range(full.bit_length()) if not term >> bit & 1)
            if above:
                continue
        elif not mask[subsets_of(term)].all():
            continue
        other = mask.copy()
        other[term] = not mask[term]
        found.append(other)
    return found


def generators(mask: NDArray[np.bool_]) -> list[int]:
    """The largest terms, from which all others follow."""
    terms = [int(term) for term in np.flatnonzero(mask) if term]
    return [term for term in terms if not any(term != other and term & other == term for other in terms)]


def name_of(mask: NDArray[np.bool_]) -> str:
    """The model as the literature writes it, lists numbered from 1 in their order: ``[123,14,34]``."""
    written = []
    for term in generators(mask):
        numbers = [str(bit + 1) for bit in range(term.bit_length()) if term >> bit & 1]
        separator = "" if len(mask) <= 1 << 9 else "."
        written.append((-len(numbers), [int(number) for number in numbers], separator.join(numbers)))
    return "[" + ",".join(text for *_order, text in sorted(written)) + "]"


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
