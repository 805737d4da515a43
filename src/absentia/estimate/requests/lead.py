"""Whether requests run ahead of cases: every lag is shown, and chance is asked by permuting blocks of months.

Two series that grow, have a season, or resemble themselves from month to month correlate at some lag whatever they are.
So each is first freed of that: its logarithm less a line and a yearly wave, less what the month before says of the next
(Haugh, JASA 71, 1976). What is left is ranked, so that no single month weighs more than another, and correlated at
every lag. The largest correlation among the lags at which the first is ahead is held against what the same steps give
when the first series is made anew from its own months, permuted in blocks, with its own memory (the trend taken out
anew each time, as Freedman and Lane, J. Bus. Econ. Stat. 1, 1983): that pays for having looked at several lags
(Westfall and Young, 1993) and for what was fitted.

Functions of arrays take those whose last axis is months, so that many pairs are tested at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from absentia.estimate.options.series import REQUESTS, REQUESTS_REFERENCE
from absentia.estimate.requests.reading import Counts
from absentia.model.estimate import Assumption, Estimate, Refusal, failed
from absentia.model.period import Grain, Period
from absentia.model.texts import Said, Words, counted, said

Floats = NDArray[np.float64]

FEWEST_MONTHS = 18
"""In a row, of both. Of the leads studied four in ten are missed with 18 months, and with 12 five in six."""
FARTHEST, SHARE = 6, 4
"""Lags up to so many months, and up to one part in four of the months there are."""
BLOCK = 3
"""Months permuted together."""
LIMIT = 0.035
"""Largest p-value that counts: with it chance was called a lead in at most 6 % of every kind of pair studied."""
PERMUTATIONS = 1_999
_FAR = 2.5 * 1.4826
"""Median distances of a month from the mean of its neighbours, from which on it is drawn in."""
_MOST_MEMORY, _YEAR = 0.9, 12


@dataclass(frozen=True, slots=True)
class Ahead:
    """Correlations by lag and what chance makes of the largest.

    ``correlations[..., lags + k]`` is that of the first series with the second ``k`` months later.
    """

    correlations: Floats
    p_values: Floats
    """Of the largest correlation among the lags above zero."""
    limits: Floats
    """What the largest correlation among these stays below in 95 % of the permutations."""

    @property
    def lags(self) -> int:
        """The farthest lag."""
        return int(self.correlations.shape[-1]) // 2

    @property
    def strongest(self) -> NDArray[np.int64]:
        """The lag of the largest correlation of all; above zero the first series is ahead."""
        found: NDArray[np.int64] = self.correlations.argmax(axis=-1) - self.lags
        return found


def farthest(months: int) -> int:
    """The farthest lag that so many months are asked about."""
    return min(FARTHEST, months // SHARE)


def ahead(first: Floats, second: Floats, seed: int, permutations: int = PERMUTATIONS) -> Ahead:
    """Correlate two series of counts of the same months at every lag, and hold the largest against chance.

    ``first`` and ``second`` are counts, … × months; one answer for each pair.
    """
    random = np.random.default_rng(seed)
    months = first.shape[-1]
    lags, left = farthest(months), _leaving(months)
    news, memory = _news(np.log(first + 0.5), left)
    other = _scores(_news(np.log(second + 0.5), left)[0])
    found = _correlations(_scores(news), other, lags)
    largest = found[..., lags + 1 :].max(axis=-1)
    by_chance = np.empty((permutations, *largest.shape))
    for at in range(permutations):
        again = _news(_recoloured(news[..., _shuffled(months, random)], memory), left)[0]
        by_chance[at] = _correlations(_scores(again), other, lags)[..., lags + 1 :].max(axis=-1)
    reached = (by_chance >= largest - 1e-12).sum(axis=0)
    return Ahead(found, (1 + reached) / (1 + permutations), np.quantile(by_chance, 0.95, axis=0))


def _leaving(months: int) -> Floats:
    """What takes a line and a yearly wave out of a series: months × months.

    Each calendar month that comes twice has an effect of its own too, drawn to zero as much as one year weighs: a
    December that is high every year is no wave.
    """
    year = 2 * np.pi * np.arange(months) / _YEAR
    design = np.stack([np.ones(months), np.linspace(-1, 1, months), np.sin(year), np.cos(year)], axis=1)
    columns, _triangle = np.linalg.qr(design)
    left: Floats = np.eye(months) - columns @ columns.T
    same = (np.arange(months)[:, None] % _YEAR == np.arange(_YEAR)).astype(np.float64)
    own = left @ same[:, same.sum(axis=0) > 1]
    freed: Floats = left - own @ np.linalg.solve(own.T @ own + np.eye(own.shape[1]), own.T)
    return freed


def _news(logs: Floats, left: Floats) -> tuple[Floats, Floats]:
    """What each month has that trend, season and the month before did not tell (months − 1), and the memory.

    The memory is the first autocorrelation, with the bias that fitted coefficients give it (Kendall, Biometrika 41,
    1954), from 0 to 0.9; a month far from its neighbours is drawn in first, or it would hide the memory.
    """
    rest = logs @ left
    middle = (rest[..., 2:] + rest[..., :-2]) / 2
    middle = np.concatenate([rest[..., 1:2], middle, rest[..., -2:-1]], axis=-1)
    off = rest - middle
    far = _FAR * np.median(np.abs(off), axis=-1, keepdims=True)
    rest = middle + np.clip(off, -far, far)
    whole = np.maximum((rest**2).sum(axis=-1), 1e-300)
    found = (rest[..., 1:] * rest[..., :-1]).sum(axis=-1) / whole
    fitted = 4  # a constant, a slope, and the two parts of the wave
    memory = np.clip(found + (fitted + (fitted + 2) * found) / logs.shape[-1], 0.0, _MOST_MEMORY)
    return rest[..., 1:] - memory[..., None] * rest[..., :-1], memory


def _recoloured(news: Floats, memory: Floats) -> Floats:
    """A series with this memory, made of months in a new order; its first month is as variable as the others."""
    made = np.empty_like(news)
    made[..., 0] = news[..., 0] / np.sqrt(1 - memory**2)
    for month in range(1, news.shape[-1]):
        made[..., month] = memory * made[..., month - 1] + news[..., month]
    return made


def _shuffled(months: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Which of the months − 1 stands where, in ``months`` places: blocks in a new order, cut at a new place each time.

    The place over, at the beginning, has one month a second time.
    """
    places = np.roll(np.arange(months - 1), random.integers(months - 1))
    blocks = np.array_split(places, range(BLOCK, months - 1, BLOCK))
    order = np.concatenate([blocks[at] for at in random.permutation(len(blocks))])
    return np.concatenate([order[-1:], order])


def _scores(values: Floats) -> Floats:
    """Normal scores of the ranks."""
    ranks = values.argsort(axis=-1).argsort(axis=-1)
    scores: Floats = ndtri((ranks + 0.5) / values.shape[-1])
    return scores


def _correlations(first: Floats, second: Floats, lags: int) -> Floats:
    """Of the first with the second ``k`` months later, from −lags to lags."""
    months = first.shape[-1]
    size = float((_scores(np.arange(months, dtype=np.float64)) ** 2).sum())
    found = [
        (first[..., max(0, -lag) : months - max(0, lag)] * second[..., max(0, lag) : months + min(0, lag)]).sum(axis=-1)
        for lag in range(-lags, lags + 1)
    ]
    return np.stack(found, axis=-1) / size


NAME = f"{REQUESTS}:lead"


@dataclass(frozen=True, slots=True)
class Lead:
    """The answer, and the correlations by lag it comes from, if there were months enough to look."""

    answer: Estimate | Refusal
    months: int = 0
    found: Ahead | None = None

    @property
    def by_lag(self) -> list[tuple[int, float]]:
        """Every lag that was looked at, and its correlation; above zero requests are ahead."""
        if self.found is None:
            return []
        lags = range(-self.found.lags, self.found.lags + 1)
        return list(zip(lags, (float(one) for one in self.found.correlations), strict=True))

    @property
    def limit(self) -> float:
        """What the largest correlation among the lags above zero stays below in 95 % of the permutations."""
        return 0.0 if self.found is None else float(self.found.limits)


def lead(requests: Counts, cases: Counts, seed: int, of_cases: Sequence[Assumption] = ()) -> Lead:
    """Hold two monthly series against each other at every lag; ``of_cases`` is what the table of cases showed."""
    months = _common(requests.by_month, cases.by_month)
    early = (*of_cases, _enough(months))
    inputs = {one.source: one.about for one in (requests, cases)}
    synthetic = requests.synthetic or cases.synthetic
    if reason := failed(early):
        return Lead(Refusal(NAME, _none_given(reason), early, inputs, synthetic=synthetic), len(months))
    first, second = (np.array([one.by_month[month] for month in months], dtype=np.float64) for one in (requests, cases))
    found = ahead(first, second, seed)
    untestable = Assumption(
        said("nothing else moves both, the requests sooner"),
        None,
        said("a wave of mobilisation, a law or a news story does that too; data of the two alone cannot tell"),
    )
    checks = (*early, _chance(found), _in_front(found), untestable)
    if reason := failed(checks):
        return Lead(Refusal(NAME, _none_given(reason), checks, inputs, synthetic=synthetic), len(months), found)
    answer = Estimate(
        name=NAME,
        value=float(found.strongest),
        interval=None,
        unit=said("months by which requests are ahead of cases, where the two go together most"),
        method=counted(
            "correlation of the two, freed of trend, season and memory, by lag; {permutations} permutation of blocks "
            "of {block}, the largest of all lags",
            "correlation of the two, freed of trend, season and memory, by lag; {permutations} permutations of "
            "blocks of {block}, the largest of all lags",
            permutations=PERMUTATIONS,
            block=counted("{n} month", "{n} months", n=BLOCK),
        ),
        period=Period(months[0].start, months[-1].end, Grain.MONTH),
        inputs=inputs,
        assumptions=checks,
        caveats=(
            said("a lead is no cause: it says when the two go together, not why"),
            said("the lag is the strongest of those looked at; its neighbours may be as true"),
        ),
        reference=REQUESTS_REFERENCE,
        seed=seed,
        synthetic=synthetic,
    )
    return Lead(answer, len(months), found)


def _none_given(reason: Words) -> Said:
    return said("no lead can be given, which does not mean that there is none: {reason}", reason=reason)


def _common(one: Mapping[Period, int], other: Mapping[Period, int]) -> list[Period]:
    """The longest stretch of months in a row that both have."""
    longest: list[Period] = []
    run: list[Period] = []
    for month in sorted(one.keys() & other.keys()):
        follows = run and (month.start - run[-1].end).days == 1
        run = [*run, month] if follows else [month]
        longest = run if len(run) > len(longest) else longest
    return longest


def _enough(months: Sequence[Period]) -> Assumption:
    return Assumption(
        said("both were counted in the same months, in a row, long enough"),
        len(months) >= FEWEST_MONTHS,
        counted("{n} month (needed: {least})", "{n} months (needed: {least})", n=len(months), least=FEWEST_MONTHS),
    )


def lag_of(lag: int) -> Said:
    """A lag in words: which of the two is ahead, and by how much."""
    if lag == 0:
        return said("the same month")
    if lag > 0:
        return counted("requests ahead by {n} month", "requests ahead by {n} months", n=lag)
    return counted("cases ahead by {n} month", "cases ahead by {n} months", n=-lag)


def _chance(found: Ahead) -> Assumption:
    later = found.correlations[found.lags + 1 :]
    best = int(later.argmax()) + 1
    return Assumption(
        said("requests go with later cases more than chance makes of such series"),
        float(found.p_values) <= LIMIT,
        said(
            "strongest where {lag}: correlation {correlation:.2f}, p = {p_value:.2g} for all lags together "
            "(needed: at most {limit:g})",
            lag=lag_of(best),
            correlation=float(later.max()),
            p_value=float(found.p_values),
            limit=LIMIT,
        ),
    )


def _in_front(found: Ahead) -> Assumption:
    return Assumption(
        said("of all lags the strongest is one at which requests are ahead"),
        int(found.strongest) > 0,
        said(
            "{lag}, correlation {correlation:.2f}",
            lag=lag_of(int(found.strongest)),
            correlation=float(found.correlations.max()),
        ),
    )
