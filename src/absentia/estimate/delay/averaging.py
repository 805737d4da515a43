"""Has the delay changed? Several models, each weighted by how well it tells what was reported.

Beside the model in which reports take as long as ever stand models with one change so many periods ago: events since
then are reported later or sooner, all reports come faster or more slowly, or a share of them is held back. Each counts
by its evidence, integrated over (σ, r), times what it was given beforehand (Hoeting, Madigan, Raftery and Volinsky,
*Bayesian model averaging: a tutorial*, Statistical Science 14(4), 1999). Where the table cannot tell a change from its
absence, both stay in, and the interval holds that of each by itself: which of them is true is no matter of chance,
and where the wrong one has most of the weight the interval of both together would miss.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.delay.checks import Window
from absentia.estimate.delay.laplace import Component, Posterior, allot, at_point, integrate
from absentia.estimate.delay.model import Floats
from absentia.estimate.delay.triangle import Change, problem_of
from absentia.model.estimate import Assumption
from absentia.model.texts import N_, said

SINCE = range(2, 13)
"""Periods ago that a change may have begun. Every one: of reports held back for five weeks, models of four and six
alone covered 73 of 100, of nine weeks, models of eight and ten alone 77 to 87."""
UNCHANGED = 0.5
"""Probability beforehand that nothing changed; the rest is shared by all changes equally."""
_OLDER = 5
"""At least so many rows must stand before a change."""
FAIR = 0.05
"""No change, each kind of change and each one of them: with at least this probability each has its own interval within
the one given. At a tenth, and by kinds alone, of events reported more slowly for three periods 86 of 100 were covered.
"""
SURE = 0.99
"""A change less probable than this widens the interval, and the value is that without it."""
_KINDS = {
    "events": N_("what happened since {period} is reported at another pace than what happened before"),
    "reports": N_("since {period} everything is reported at another pace than before"),
    "held": N_("a share of the reports since {period} is held back"),
}
_NEAR = 5.0
"""A change whose log probability at one (σ, r) is so much below the best there is left out."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """Which of the draws come from which models, and so what number and interval they make."""

    quoted: NDArray[np.bool_]
    """Those the number is the median of."""
    likely: tuple[NDArray[np.bool_], ...]
    """Those of no change, each kind of change and each one, where it is likely enough for an interval of its own."""

    def quantile(self, draws: NDArray[np.int64], at: Floats) -> Floats:
        """The least of the lower quantiles of all draws, those quoted and each likely change, the most of the upper."""
        found = [np.quantile(draws[one], at) for one in (np.ones(len(draws), dtype=bool), self.quoted, *self.likely)]
        widest: Floats = np.where(at < 0.5, np.min(found, axis=0), np.max(found, axis=0))  # the median
        return widest

    def of(self, draws: NDArray[np.int64], level: float) -> tuple[float, float, float]:
        """The number and the ends of its interval."""
        low, high = (float(end) for end in self.quantile(draws, np.array([(1 - level) / 2, (1 + level) / 2])))
        return float(np.median(draws[self.quoted])), low, high


@dataclass(frozen=True, slots=True)
class Averaged:
    """The points of all models that count, with weights that sum to one, and the probability of each change."""

    components: tuple[Component, ...]
    changes: Mapping[Change | None, float]

    @property
    def changed(self) -> float:
        """Probability that the delay changed."""
        return sum(share for change, share in self.changes.items() if change is not None)

    def mixture(self, draws: int) -> Mixture:
        """Of so many draws; the number is that without a change, unless one is nearly sure."""
        each = allot([one.weight for one in self.components], draws)
        changes = [one.change for one in self.components]

        def drawn(group: frozenset[Change | None]) -> NDArray[np.bool_]:
            return np.repeat([change in group for change in changes], each)

        without = drawn(frozenset({None}))
        quoted = np.ones(draws, dtype=bool) if self.changed > SURE or not without.any() else without
        different = set(changes)
        kinds = {frozenset(other for other in different if _kind(other) == _kind(change)) for change in different}
        groups = kinds | {frozenset({change}) for change in different}
        return Mixture(quoted, tuple(own for group in groups if (own := drawn(group)).mean() >= FAIR))


def _kind(change: Change | None) -> str | None:
    return change.kind if change else None


def changes(rows: int) -> Iterator[Change]:
    """The changes a window of so many rows can show."""
    for periods in SINCE:
        if periods <= rows - _OLDER:
            yield Change(periods, "held")
            yield Change(periods, "reports")
            yield Change(periods, "events")


def average(
    counts: NDArray[np.int64], seen: NDArray[np.bool_], holidays: Mapping[int, float | None], begin: int
) -> Averaged:
    """All models that count, of a window's counts, cells seen and report periods named or found altered."""
    unchanged = problem_of(counts, seen, holidays, begin)
    plain = integrate(unchanged)
    problems = {change: problem_of(counts, seen, holidays, begin, change) for change in changes(len(counts))}
    beforehand = {change: math.log((1 - UNCHANGED) / len(problems)) for change in problems}
    there = {change: at_point(problem, plain.centre) + beforehand[change] for change, problem in problems.items()}
    bar = max([*there.values(), plain.evidence_at_centre + math.log(UNCHANGED)]) - _NEAR
    found: dict[Change | None, Posterior] = {None: plain}
    found |= {change: integrate(problems[change], plain.centre) for change, value in there.items() if value > bar}
    logs = np.array(
        [one.evidence + (beforehand[change] if change else math.log(UNCHANGED)) for change, one in found.items()]
    )
    shares = np.exp(logs - logs.max())
    shares /= shares.sum()
    weighted = [
        replace(one, weight=one.weight * float(share), change=change)
        for share, (change, posterior) in zip(shares, found.items(), strict=True)
        for one in posterior.components
    ]
    return Averaged(
        tuple(sorted(weighted, key=lambda one: -one.weight)),
        {change: float(share) for change, share in zip(found, shares, strict=True)},
    )


def same_delay(found: Averaged, window: Window) -> Assumption:
    """Whether a change is likely, and which; in the model it is as likely."""
    statement = said("reports take as long now as at the beginning of the window, or the change is in the model")
    outcome = said("probability of a change: {share:.0%}", share=found.changed)
    likeliest = max((one for one in found.changes if one), key=lambda one: found.changes[one], default=None)
    if found.changed < 0.5 or likeliest is None:  # likelier than not
        return Assumption(statement, True, outcome)
    since = window.triangle.name(window.end - likeliest.periods + 1)
    outcome = said(
        "{chance}, most likely: {change}; it is in the model",
        chance=outcome,
        change=said(_KINDS[likeliest.kind], period=since),
    )
    return Assumption(statement, True, outcome)
