"""Repeated captures of the same kind: M₀, Mt, Mh and Mth as log-linear models.

Lists taken as capture occasions. Mt: each occasion has its own probability; Mh: units differ, which a column h(s) of
the number s of captures carries. Chao's version leaves the units caught three times or more to parameters of their
own; with a probability for each occasion (Mth) it is a lower bound, without (Mh) only where the occasions are alike:
f₁²(t−1)/(2t f₂) is above the truth where they are not, by Maclaurin's inequality for the odds. Poisson's version has
h(s) = 2^s − 1, Darroch's h(s) = s²/2, gamma's h(s) = −log(1 + s/3.5).

References: D. L. Otis et al., Wildlife Monographs 62 (1978) for the names; R. M. Cormack, Biometrics 45 (1989); J. N.
Darroch et al., JASA 88 (1993); L.-P. Rivest, S. Baillargeon, Biometrics 63 (2007), and J. Stat. Softw. 19(5) (2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.closed_forms import Total, log_normal_interval
from absentia.estimate.lists.fitting import Floats
from absentia.estimate.lists.table import OverlapTable

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
    if np.linalg.cond(information) > 1e14:  # noqa: PLR2004  singular to working precision
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
        while length > 1e-6 and _log_likelihood(counts, matrix, coefficients + length * step) < value:  # noqa: PLR2004
            length /= 2
        coefficients = coefficients + length * step
    return means, np.asarray(coefficients, dtype=float), information, settled


def _log_likelihood(counts: Floats, matrix: Floats, coefficients: Floats) -> float:
    predictor: NDArray[np.float64] = np.clip(matrix @ coefficients, -60, 60)
    return float(counts @ predictor - np.exp(predictor).sum())
