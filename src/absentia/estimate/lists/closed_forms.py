"""Closed-form totals (two lists, the ξ curve, what a total says of any two lists), and models of repeated captures.

Among the units on no other list the 2 × 2 table of two lists is n_ab, n_a, n_b and the unseen: every total stands for
one odds ratio there, unseen · n_ab / (n_a n_b), and no data can tell it from another, because the unseen are not seen.
For two lists the odds ratio is that of Lincoln and Petersen times ξ. The correlation is that of the 2 × 2 table.

Lists taken as capture occasions give M₀, Mt, Mh and Mth as log-linear models. Mt: each occasion has its own
probability; Mh: units differ, which a column h(s) of the number s of captures carries. Chao's version leaves the units
caught three times or more to parameters of their own; with a probability for each occasion (Mth) it is a lower bound,
without (Mh) only where the occasions are alike: f₁²(t−1)/(2t f₂) is above the truth where they are not, by Maclaurin's
inequality for the odds. Poisson's version has h(s) = 2^s − 1, Darroch's h(s) = s²/2, gamma's h(s) = −log(1 + s/3.5).

References: D. G. Chapman, Univ. California Publ. Stat. 1 (1951); G. A. F. Seber, Biometrika 57 (1970) for its variance;
A. Chao, Biometrics 43 (1987) for the log-normal interval; S. Aleshin-Guendel, M. Sadinle, J. Wakefield, "The central
role of the identifying assumption in population size estimation", Biometrics 80 (2024); K. Gerritse, P. van der
Heijden, B. Bakker, "Sensitivity of population size estimation for violating parametric assumptions in log-linear
models", Journal of Official Statistics 31 (2015), for odds ratios fixed from outside; D. L. Otis et al., Wildlife
Monographs 62 (1978) for the names of the models; R. M. Cormack, Biometrics 45 (1989); J. N. Darroch et al., JASA 88
(1993); L.-P. Rivest, S. Baillargeon, Biometrics 63 (2007), and J. Stat. Softw. 19(5) (2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.fitting import Floats
from absentia.estimate.lists.table import OverlapTable
from absentia.model import Interval

XI_VALUES = (0.25, 1 / 3, 0.5, 2 / 3, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Where the ξ curve is shown."""


@dataclass(frozen=True, slots=True)
class Total:
    """A total with its standard error."""

    value: float
    standard_error: float
    interval: Interval


def log_normal_interval(observed: float, value: float, standard_error: float) -> Interval:
    """The interval at 95 % of Chao (1987): the unseen are log-normal, so it never starts below the observed."""
    from scipy.stats import norm

    unseen = value - observed
    if unseen <= 0:
        return Interval(low=float(observed), high=float(max(value, observed)))
    spread = norm.ppf(0.975) * np.sqrt(np.log1p((standard_error / unseen) ** 2))
    factor = float(np.exp(spread))
    return Interval(low=observed + unseen / factor, high=observed + unseen * factor)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lists, the others forgotten: the units on both, and the two classical totals.

    ``lincoln_petersen`` is ``None`` where no unit is on both.
    """

    first: str
    second: str
    both: int
    lincoln_petersen: float | None
    chapman: Total


def pairs(table: OverlapTable) -> list[Pair]:
    """Every pair of lists: n₁n₂/m, and Chapman's (n₁+1)(n₂+1)/(m+1) − 1 with Seber's variance."""
    found = []
    for one, other in combinations(range(table.size), 2):
        first, second = int(table.margins[1 << one]), int(table.margins[1 << other])
        both = int(table.margins[1 << one | 1 << other])
        value = (first + 1) * (second + 1) / (both + 1) - 1
        variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
        error = float(np.sqrt(variance))
        found.append(
            Pair(
                table.lists[one],
                table.lists[other],
                both,
                first * second / both if both else None,
                Total(value, error, log_normal_interval(first + second - both, value, error)),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class XiPoint:
    """The total if the odds ratio of the highest order were ``xi`` instead of 1; the interval scales with it."""

    xi: float
    value: float
    low: float | None
    high: float | None

    @property
    def interval(self) -> Interval | None:
        """Its two ends, where it has any."""
        return None if self.low is None or self.high is None else Interval(self.low, self.high)


def saturated_unseen(table: OverlapTable) -> float | None:
    """f₀ if the highest-order odds ratio is 1: the product of odd cells over that of even ones.

    ``None`` where an empty cell leaves it undefined.
    """
    if np.any(table.counts[1:] == 0):
        return None
    signs = np.where(table.sums[1:] % 2 == 1, 1.0, -1.0)
    return float(np.exp(signs @ np.log(table.counts[1:])))


def xi_curve(table: OverlapTable, interval: Interval | None) -> list[XiPoint]:
    """Totals along the dial of the identifying assumption: n + ξ f₀, for every ξ of :data:`XI_VALUES`.

    No data can tell ξ: every hierarchical model assumes ξ = 1 and more. ``interval`` is that of the saturated model.
    """
    unseen = saturated_unseen(table)
    if unseen is None:
        return []
    observed = table.observed
    return [
        XiPoint(
            xi,
            observed + xi * unseen,
            None if interval is None else observed + xi * (interval.low - observed),
            None if interval is None else observed + xi * (interval.high - observed),
        )
        for xi in XI_VALUES
    ]


@dataclass(frozen=True, slots=True)
class Point:
    """A total, and the dependence of two lists it stands for among the units on no other list."""

    total: float
    odds_ratio: float
    correlation: float


@dataclass(frozen=True, slots=True)
class Dependence:
    """Of two lists, at the total given and at twice that; ``halved`` is none where more than half are seen already."""

    first: str
    second: str
    now: Point
    halved: Point | None
    doubled: Point


def dependences(table: OverlapTable, total: float) -> tuple[Dependence, ...]:
    """Every pair of lists with units on both alone and on each alone."""
    found = []
    for one, other in combinations(range(table.size), 2):
        alone = [int(table.counts[cell]) for cell in (1 << one, 1 << other, 1 << one | 1 << other)]
        if min(alone) == 0 or total <= table.observed:
            continue

        def at(value: float, cells: list[int] = alone) -> Point:
            unseen = value - table.observed
            first, second, both = cells
            sizes = (first + both) * (second + both) * (first + unseen) * (second + unseen)
            ratio = unseen * both / (first * second)
            return Point(value, ratio, (unseen * both - first * second) / sizes**0.5)

        halved = at(total / 2) if total / 2 > table.observed else None
        found.append(Dependence(table.lists[one], table.lists[other], at(total), halved, at(2 * total)))
    return tuple(found)


HETEROGENEITY: dict[str, Callable[[Floats], Floats]] = {
    "poisson": lambda times: 2.0**times - 1.0,
    "darroch": lambda times: times**2 / 2.0,
    "gamma": lambda times: -np.log1p(times / 3.5),
}
NAMES = ("M0", "Mt", "Mh-chao", "Mh-poisson", "Mh-darroch", "Mh-gamma", "Mth-chao", "Mth-poisson", "Mth-darroch")
LARGEST_RATIO = 1e6
"""A total above so many times the observed is the sign of a likelihood without a maximum."""
_STEPS = 200


@dataclass(frozen=True, slots=True)
class CaptureFit:
    """One of the models: its total, how it fits, and its parameters."""

    name: str
    total: Total | None
    """``None``: the likelihood has no usable maximum."""
    deviance: float
    degrees_of_freedom: int
    bic: float
    heterogeneity: float | None = None
    """The coefficient of h(s); below zero the units differ less than chance allows."""


def fit_captures(table: OverlapTable, name: str) -> CaptureFit:
    """Fit one of :data:`NAMES` to the 2^k − 1 observed cells."""
    cells = np.arange(1, 1 << table.size)
    times = table.sums[1:].astype(float)
    kind, _dash, form = name.partition("-")
    columns = [np.ones(len(cells))]
    if kind in ("Mt", "Mth"):
        columns += [(cells >> bit & 1).astype(float) for bit in range(table.size)]
    else:
        columns.append(times)
    if form == "chao":
        columns += [(times == caught).astype(float) for caught in range(3, table.size + 1)]
    elif form:
        columns.append(HETEROGENEITY[form](times))
    matrix = np.column_stack(columns)
    return _fit(table, name, matrix, bool(form) and form != "chao")


def fit_all_captures(table: OverlapTable) -> list[CaptureFit]:
    """Every model that the number of lists leaves data for."""
    return [fit_captures(table, name) for name in NAMES]


def _fit(table: OverlapTable, name: str, matrix: Floats, has_heterogeneity: bool) -> CaptureFit:
    counts = table.counts[1:].astype(float)
    means, coefficients, information, settled = _newton(counts, matrix)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(counts > 0, counts * np.log(counts / means), 0.0)
    deviance = float(2 * (logs - counts + means).sum())
    log_likelihood = float((counts * np.log(np.maximum(means, 1e-300)) - means).sum())
    degrees = len(counts) - matrix.shape[1]
    bic = -2 * log_likelihood + matrix.shape[1] * float(np.log(table.observed))
    total = _total(table.observed, coefficients, information) if settled and degrees >= 0 else None
    last = float(coefficients[-1]) if has_heterogeneity else None
    return CaptureFit(name, total, deviance, degrees, bic, last)


def _total(observed: int, coefficients: Floats, information: Floats) -> Total | None:
    if np.linalg.cond(information) > 1e14:  # singular to working precision
        return None
    unseen = float(np.exp(min(coefficients[0], 700.0)))
    if not np.isfinite(unseen) or unseen > LARGEST_RATIO * observed:
        return None
    error = float(np.sqrt(unseen + unseen**2 * np.linalg.inv(information)[0, 0]))
    return Total(observed + unseen, error, log_normal_interval(observed, observed + unseen, error))


def _newton(counts: Floats, matrix: Floats) -> tuple[Floats, Floats, Floats, bool]:
    """Iteratively reweighted least squares with halved steps; says whether it settled."""
    predictor = np.log(counts + 0.5)
    coefficients = np.linalg.lstsq(matrix, predictor, rcond=None)[0]
    value = -np.inf
    settled = False
    for _step in range(_STEPS):
        predictor = np.clip(matrix @ coefficients, -60, 60)
        means = np.exp(predictor)
        score = matrix.T @ (counts - means)
        information = (matrix.T * means) @ matrix
        step = np.linalg.lstsq(information, score, rcond=None)[0]
        value = float(counts @ predictor - means.sum())
        if float(score @ step) < 1e-10 * (1 + abs(value)):
            settled = True
            break
        length = 1.0
        while length > 1e-6 and _log_likelihood(counts, matrix, coefficients + length * step) < value:
            length /= 2
        coefficients = coefficients + length * step
    return means, np.asarray(coefficients, dtype=float), information, settled


def _log_likelihood(counts: Floats, matrix: Floats, coefficients: Floats) -> float:
    predictor: NDArray[np.float64] = np.clip(matrix @ coefficients, -60, 60)
    return float(counts @ predictor - np.exp(predictor).sum())
