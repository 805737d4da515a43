"""The compiled steps of the latent-class Gibbs sampler. Importing this module imports numba: do it only to sample.

A state is a handful of arrays changed in place: ``inside`` and ``outside`` (classes × lists: probability of being, and
of not being, on the list), ``weights`` (classes), ``sizes`` (units per class, unseen ones included) and ``members``
(classes × lists: units of the class on the list). ``patterns`` (cells × lists, 0 or 1) and ``counts`` are the data.

Two steps go beyond the plain sampler because the plain one sticks for tens of thousands of iterations: the
concentration is drawn with the stick lengths integrated out, and neighbouring classes may change places
(Papaspiliopoulos and Roberts 2008). Both leave the posterior of the population's size what it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
Array = np.ndarray[Any, Any]
Generator = np.random.Generator
SLICE_WIDTH = 2.0
"""First width of the slice for the logarithm of the concentration."""


LOWEST_LOG, HIGHEST_LOG = -600.0, 20.0
"""The slice is not stepped out beyond these."""
MOST_UNSEEN = 1e15
"""Where nothing bounds the total the draws run away; they stop here, and the convergence checks refuse the result."""


def compiled(function: Kernel) -> Kernel:
    """The function as machine code, kept on disk where numba finds a folder it may write to."""
    try:
        kernel = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # "cannot cache function …: no locator available"
        kernel = numba.njit(nogil=True)(function)
    return cast("Kernel", kernel)


@compiled
def log_gamma_draw(rng: Generator, shape: float) -> float:
    """The logarithm of a gamma draw; below shape 1 it is made in logarithms, where the draw itself may underflow."""
    if shape < 1.0:
        return math.log(rng.standard_gamma(shape + 1.0)) + math.log(1.0 - rng.random()) / shape
    return math.log(rng.standard_gamma(shape))


@compiled
def order_by_size(sizes: Array, order: Array) -> None:
    """Sort the classes by size, largest first, so that the units of a cell are dealt out in few draws."""
    for place in range(1, len(order)):
        one = order[place]
        before = place - 1
        while before >= 0 and sizes[order[before]] < sizes[one]:
            order[before + 1] = order[before]
            before -= 1
        order[before + 1] = one


@compiled
def cell_probabilities(
    weights: Array, inside: Array, outside: Array, pattern: Array, order: Array, out: Array
) -> float:
    """Probability of one cell by class (in ``order``); returns their sum."""
    total = 0.0
    for place in range(len(order)):
        one = order[place]
        probability = weights[one]
        for column in range(len(pattern)):
            probability *= inside[one, column] if pattern[column] else outside[one, column]
        out[place] = probability
        total += probability
    return total


@compiled
def deal(rng: Generator, units: int, shares: Array, total: float, dealt: Array) -> None:
    """Deal units out over classes in proportion to ``shares``: a multinomial draw as a chain of binomials."""
    left = units
    last = len(shares) - 1
    for place in range(len(shares)):
        dealt[place] = 0
        if left == 0:
            continue
        share = shares[place] / total if total > 0.0 else 1.0
        if place == last or share >= 1.0:
            drawn = left
        elif share <= 0.0:
            drawn = 0
        else:
            drawn = rng.binomial(left, share)
        total -= shares[place]
        left -= drawn
        dealt[place] = drawn


@compiled
def allocate(  # noqa: PLR0917  compiled functions take their state piece by piece
    rng: Generator,
    patterns: Array,
    counts: Array,
    weights: Array,
    inside: Array,
    outside: Array,
    sizes: Array,
    members: Array,
    order: Array,
    shares: Array,
    dealt: Array,
) -> int:
    """Put every unit, seen and unseen, into a class; returns how many unseen ones there are in this draw.

    With the prior 1/N the unseen are negative binomial given the probability of the all-zero cell, a Poisson draw
    with a gamma mean (Manrique-Vallier 2016, section 3).
    """
    order_by_size(sizes, order)
    sizes[:] = 0
    members[:] = 0
    cells = len(counts)
    for cell in range(cells):
        total = cell_probabilities(weights, inside, outside, patterns[cell], order, shares)
        deal(rng, counts[cell], shares, total, dealt)
        for place in range(len(order)):
            if dealt[place]:
                one = order[place]
                sizes[one] += dealt[place]
                for column in range(patterns.shape[1]):
                    if patterns[cell, column]:
                        members[one, column] += dealt[place]
    missed = cell_probabilities(weights, inside, outside, np.zeros_like(patterns[0]), order, shares)
    odds = missed / max(1.0 - missed, 1e-12)
    unseen = rng.poisson(min(rng.standard_gamma(float(counts.sum())) * odds, MOST_UNSEEN))
    deal(rng, unseen, shares, missed, dealt)
    for place in range(len(order)):
        sizes[order[place]] += dealt[place]
    return int(unseen)


@compiled
def draw_memberships(rng: Generator, sizes: Array, members: Array, inside: Array, outside: Array) -> None:
    """Draw each class's probability of being on each list from its beta distribution (uniform prior)."""
    for one in range(len(sizes)):
        for column in range(members.shape[1]):
            if sizes[one] == 0:
                inside[one, column] = rng.random()
                outside[one, column] = 1.0 - inside[one, column]
            else:
                yes = rng.standard_gamma(1.0 + members[one, column])
                no = rng.standard_gamma(1.0 + sizes[one] - members[one, column])
                inside[one, column] = yes / (yes + no)
                outside[one, column] = no / (yes + no)


@compiled
def exchange(one: int, other: int, sizes: Array, inside: Array, outside: Array) -> None:
    """Let two classes change places."""
    sizes[one], sizes[other] = sizes[other], sizes[one]
    for column in range(inside.shape[1]):
        inside[one, column], inside[other, column] = inside[other, column], inside[one, column]
        outside[one, column], outside[other, column] = outside[other, column], outside[one, column]


@compiled
def swap_neighbours(rng: Generator, sizes: Array, inside: Array, outside: Array, concentration: float) -> None:
    """Offer each pair of neighbouring classes to change places, the sticks integrated out.

    The ratio of the two orders is (a + t + n_left)⁻¹ : (a + t + n_right)⁻¹ turned round, with t the units behind the
    pair; the last pair, whose second stick is what remains, has gamma functions in its ratio.
    """
    classes = len(sizes)
    behind = sizes.sum()
    for left in range(classes - 2):
        behind -= sizes[left]
        after = behind - sizes[left + 1]
        if sizes[left] != sizes[left + 1]:
            ratio = (concentration + after + sizes[left + 1]) / (concentration + after + sizes[left])
            if rng.random() < ratio:
                exchange(left, left + 1, sizes, inside, outside)
                behind = after + sizes[left + 1]
    left, last = classes - 2, classes - 1
    if sizes[left] != sizes[last]:
        logarithm = math.lgamma(1.0 + sizes[last]) + math.lgamma(concentration + sizes[left])
        logarithm -= math.lgamma(1.0 + sizes[left]) + math.lgamma(concentration + sizes[last])
        if math.log(1.0 - rng.random()) < logarithm:
            exchange(left, last, sizes, inside, outside)


@compiled
def log_density_of_concentration(log_a: float, sizes: Array, shape: float, rate: float) -> float:
    """Log posterior of log a given the class sizes, sticks integrated out: the product of betas telescopes."""
    a = math.exp(log_a)
    tail = sizes.sum()
    units = tail
    product = 1.0
    for one in range(len(sizes) - 1):
        product *= a + tail
        tail -= sizes[one]
    value = (shape + len(sizes) - 1) * log_a - rate * a - math.log(product)
    return value + math.lgamma(a + tail) - math.lgamma(a + units)


@compiled
def draw_concentration(rng: Generator, current: float, sizes: Array, shape: float, rate: float) -> float:
    """One slice draw of the concentration on its logarithm (Neal 2003: stepping out, then shrinking)."""
    start = math.log(current)
    level = log_density_of_concentration(start, sizes, shape, rate) + math.log(1.0 - rng.random())
    low = start - SLICE_WIDTH * rng.random()
    high = low + SLICE_WIDTH
    while low > LOWEST_LOG and log_density_of_concentration(low, sizes, shape, rate) > level:
        low -= SLICE_WIDTH
    while high < HIGHEST_LOG and log_density_of_concentration(high, sizes, shape, rate) > level:
        high += SLICE_WIDTH
    while True:
        drawn = low + (high - low) * rng.random()
        if log_density_of_concentration(drawn, sizes, shape, rate) >= level:
            return math.exp(drawn)
        if drawn < start:
            low = drawn
        else:
            high = drawn


@compiled
def draw_weights(rng: Generator, sizes: Array, concentration: float, weights: Array) -> None:
    """Break the stick: class weights given sizes and concentration, in logarithms because what remains may be tiny."""
    remaining = 0.0
    tail = sizes.sum()
    for one in range(len(sizes) - 1):
        tail -= sizes[one]
        if sizes[one] == 0:
            rest = math.log(1.0 - rng.random()) / (concentration + tail)
            piece = math.log(-math.expm1(rest)) if rest < 0.0 else -700.0
        else:
            taken = log_gamma_draw(rng, 1.0 + sizes[one])
            left = log_gamma_draw(rng, concentration + tail)
            larger = max(taken, left)
            both = larger + math.log(math.exp(taken - larger) + math.exp(left - larger))
            piece, rest = taken - both, left - both
        weights[one] = math.exp(remaining + piece)
        remaining += rest
    weights[-1] = math.exp(remaining)


@compiled
def run_chain(  # noqa: PLR0917  likewise
    rng: Generator,
    patterns: Array,
    counts: Array,
    inside: Array,
    outside: Array,
    sizes: Array,
    weights: Array,
    concentration: Array,
    shape: float,
    rate: float,
    thin: int,
    out: Array,
) -> None:
    """Run a chain on from its state, ``thin`` iterations for each place of ``out``, which takes the unseen units.

    ``concentration`` is an array of one number, so that it too is changed in place.
    """
    classes, lists = inside.shape
    members = np.zeros((classes, lists), np.int64)
    order = np.arange(classes)
    shares = np.empty(classes)
    dealt = np.zeros(classes, np.int64)
    for iteration in range(len(out) * thin):
        unseen = allocate(rng, patterns, counts, weights, inside, outside, sizes, members, order, shares, dealt)
        draw_memberships(rng, sizes, members, inside, outside)
        swap_neighbours(rng, sizes, inside, outside, concentration[0])
        concentration[0] = draw_concentration(rng, concentration[0], sizes, shape, rate)
        draw_weights(rng, sizes, concentration[0], weights)
        out[iteration // thin] = unseen
