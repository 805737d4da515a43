"""Hierarchical log-linear models: which there are, and what they are called.

A model is the set of its terms, a term a combination of lists (bits as in :class:`OverlapTable`). Hierarchical: with a
term come all its subsets. Every model has the constant and all main effects; none has the highest-order interaction,
which the unknown cell leaves without data (Fienberg 1972). There are 8 such models for 3 lists, 113 for 4 and 6,893
for 5; for 6 there are 7,785,061, which are searched (:mod:`.search`) instead of listed.

References: S. E. Fienberg, "The multiple recapture census for closed populations and incomplete 2^k contingency
tables", Biometrika 59 (1972); Y. Bishop, S. Fienberg, P. Holland, "Discrete Multivariate Analysis" (1975), ch. 6.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.bool_]
"""Models × 2^k: which terms each model has. Column 0 is the constant, the last (highest-order) is always false."""

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
        if term.bit_count() < 2:  # noqa: PLR2004  main effects always stay
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
