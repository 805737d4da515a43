"""One change in a series of counts: when, how large, how sure; or why none can be dated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.change_point.checks import check_before, check_fit
from absentia.estimate.change_point.evidence import (
    Evidence,
    Floats,
    Prior,
    negative_binomial_evidence,
    poisson_evidence,
)
from absentia.estimate.change_point.series import Series
from absentia.estimate.options.series import CHANGE_POINT as NAME
from absentia.estimate.options.series import CHANGE_POINT_SEED as SEED
from absentia.model.estimate import Assumption, Interval, Refusal, failed
from absentia.model.texts import Words, said

MODELS = ("auto", "poisson", "negative-binomial")
DRAWS = 40_000


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """The posterior of one change.

    ``posterior[k]`` is the probability that period ``k`` was the last at the earlier rate, given that there was one
    change; ``probability`` that there was one rather than none, both equally probable beforehand.
    """

    series: Series
    model: str
    posterior: Floats
    log_bayes_factor: float
    last_before: int
    earliest: int
    latest: int
    before: Floats
    """Draws of the earlier rate per unit of exposure, the date's uncertainty included."""
    after: Floats
    """Draws of the later rate; as often as there may have been no change at all, it is the earlier one."""
    rates: tuple[float, float]
    """The two rates given the date quoted: posterior means."""
    assumptions: tuple[Assumption, ...]
    level: float
    seed: int
    overdispersion: float
    """Posterior mean of m / r under the negative binomial: variance / mean - 1 of an average period; 0 for Poisson."""

    @property
    def probability(self) -> float:
        """Of one change against none."""
        return _probability(self.log_bayes_factor)

    @property
    def date(self) -> str:
        """The most probable last period at the earlier rate, as the series names it."""
        return self.series.labels[self.last_before]

    def interval_of(self, draws: Floats) -> Interval:
        """Central credible interval of a quantity given by draws."""
        low, high = np.quantile(draws, [(1 - self.level) / 2, (1 + self.level) / 2])
        return Interval(float(low), float(high), self.level, "credible")

    @property
    def ratio(self) -> Floats:
        """Draws of the later rate over the earlier one."""
        found: Floats = self.after / self.before
        return found


def change_point(
    series: Series, *, model: str = "auto", level: float = 0.95, seed: int = SEED, prior: Prior | None = None
) -> ChangePoint | Refusal:
    """Date one change of the rate of a series, with the choices of :class:`ChangePointOptions`.

    The seed is of the draws of the two rates: the date's posterior is exact and needs none.

    Raises:
        ValueError: an unknown model, or a level outside 0 to 1.
    """
    if model not in MODELS or not 0 < level < 1:
        msg = f"model {model}, level {level}"
        raise ValueError(msg)
    prior = prior or Prior()
    early = check_before(series)
    if reason := failed(early):
        return _refuse(series, reason, early)
    plain = poisson_evidence(series.counts, series.exposures, prior)
    clustered = negative_binomial_evidence(series.counts, series.exposures, prior)
    chosen = model
    if model == "auto":
        chosen = "negative-binomial" if _best(clustered) > _best(plain) else "poisson"
    found = _describe(series, chosen, clustered if chosen == "negative-binomial" else plain, level, seed, prior)
    assumptions = (*early, *check_fit(series, found.log_bayes_factor, _size(found, series), prior))
    if reason := failed(assumptions):
        return _refuse(series, reason, assumptions)
    return replace(found, assumptions=assumptions)


def _best(evidence: Evidence) -> float:
    return float(np.logaddexp(evidence.no_change, evidence.one_change))


def _size(found: ChangePoint, series: Series) -> float | None:
    return float(series.counts.mean()) / found.overdispersion if found.overdispersion > 0 else None


def _refuse(series: Series, reason: Words, assumptions: Sequence[Assumption]) -> Refusal:
    text = said("no date of a change can be given: {reason}", reason=reason)
    return Refusal(NAME, text, assumptions, {series.source: said("the series")} if series.source else {})


def _describe(series: Series, model: str, evidence: Evidence, level: float, seed: int, prior: Prior) -> ChangePoint:
    posterior = evidence.posterior
    cumulative = posterior.cumsum()
    low, high = np.searchsorted(cumulative, [(1 - level) / 2 + 1e-12, (1 + level) / 2 - 1e-12])
    before, after, spread = _rates(series, evidence, seed, prior)
    factor = evidence.one_change - evidence.no_change
    after = _perhaps_none(before, after, _probability(factor), seed)
    return ChangePoint(
        series=series,
        model=model,
        posterior=posterior,
        log_bayes_factor=factor,
        last_before=int(posterior.argmax()),
        earliest=int(low),
        latest=int(min(high, len(posterior) - 1)),
        before=before,
        after=after,
        rates=_rates_at(series, int(posterior.argmax()), prior),
        assumptions=(),
        level=level,
        seed=seed,
        overdispersion=spread,
    )


def _probability(log_bayes_factor: float) -> float:
    """Of one change against none, equally probable beforehand."""
    return 1 / (1 + math.exp(-max(min(log_bayes_factor, 700.0), -700.0)))


def _perhaps_none(before: Floats, after: Floats, probability: float, seed: int) -> Floats:
    """Without this, only what looks like a change by luck would be given, with an interval that denies the luck."""
    none = np.random.default_rng(seed + 1).random(len(after)) >= probability
    found: Floats = np.where(none, before, after)
    return found


def _rates_at(series: Series, last_before: int, prior: Prior) -> tuple[float, float]:
    """Posterior means of the two rates if the date is the one quoted (Gamma-Poisson)."""
    rate = prior.rate(series.counts, series.exposures)
    parts = (slice(0, last_before + 1), slice(last_before + 1, None))
    first, second = (
        float((prior.shape + series.counts[part].sum()) / (rate + series.exposures[part].sum())) for part in parts
    )
    return first, second


def _rates(series: Series, evidence: Evidence, seed: int, prior: Prior) -> tuple[Floats, Floats, float]:
    """Draws of the two rates (events per unit of exposure), and the mean overdispersion."""
    random = np.random.default_rng(seed)
    shape = prior.shape
    events, total = series.counts.cumsum().astype(np.float64), float(series.counts.sum())
    if not evidence.sizes.size:
        rate = prior.rate(series.counts, series.exposures)
        exposure = series.exposures.cumsum()
        cuts = random.choice(len(evidence.by_change), size=DRAWS, p=evidence.posterior)
        before = random.gamma(shape + events[cuts]) / (rate + exposure[cuts])
        after = random.gamma(shape + total - events[cuts]) / (rate + exposure[-1] - exposure[cuts])
        return before, after, 0.0
    weights = np.exp(evidence.by_size - evidence.by_size.max())
    weights /= weights.sum()
    flat: NDArray[np.int64] = random.choice(weights.size, size=DRAWS, p=weights.ravel())
    rows, cuts = np.divmod(flat, weights.shape[1])
    unit = float(series.exposures.mean())
    scaled = series.exposures / unit
    rate, exposure, sizes = prior.rate(series.counts, scaled, unit), scaled.cumsum(), evidence.sizes[rows]
    alpha = rate * sizes + 1
    first = random.beta(alpha + sizes * exposure[cuts], shape + events[cuts])
    second = random.beta(alpha + sizes * (exposure[-1] - exposure[cuts]), shape + total - events[cuts])
    spread = float((weights.sum(axis=1) * series.counts.mean() / evidence.sizes).sum())
    return sizes * (1 - first) / first / unit, sizes * (1 - second) / second / unit, spread
