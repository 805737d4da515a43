"""Two counts over unequal stretches of time: rates, their ratio, and an interval that does not flatter.

Where the counts may be Poisson, the interval is the score interval (Gu, Ng, Tang and Schucany, Biometrical Journal
50(2), 2008); with a zero count it is the exact conditional one (Przyborowski and Wilenski 1940; Clopper and Pearson
1934), because the score interval collapses there. Where a series by month shows more variation than Poisson allows
(Pearson's chi-square), the interval is widened by quasi-Poisson (McCullagh and Nelder, Generalized Linear Models, 1989,
section 6.2.3) or by a negative binomial with moment dispersion (Breslow, Applied Statistics 33(1), 1984), whichever is
wider, with Student's t; where neighbouring months resemble each other, by as much again as their correlation makes of
fewer independent ones (Bartlett, Journal of the Royal Statistical Society 98, 1935). Where nothing honest can be said,
the answer is a :class:`~absentia.model.Refusal`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from absentia.model import Assumption, Interval, Refusal
from absentia.model.texts import Words, counted, joined, said
from absentia.tally.dispersion import ALIKE, SIGNIFICANCE, Dispersion, Series, dispersion_of

E_TEST_LIMIT = 1_000
"""Above this total the E-test (Krishnamoorthy and Thomson 2004) costs much and adds nothing to the score test."""


@dataclass(frozen=True, slots=True)
class RateComparison:
    """Rate A against rate B, both per ``exposure_unit``; ``ratio`` is A / B (``inf`` where B counted zero).

    ``interval`` is the one to quote and ``method`` says how it came about; ``intervals`` holds all that could be
    computed, by method: ``score``, ``exact``, ``quasi-poisson``, ``negative-binomial``. ``count_ratio`` compares the
    bare counts, as headlines do; where the exposures differ it is not a comparison of rates.
    """

    count_a: int
    exposure_a: float
    count_b: int
    exposure_b: float
    ratio: float
    interval: Interval
    method: str
    p_value: float
    """Two-sided, of "the rates are equal", by the method quoted."""
    exposure_unit: str = "months"
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    p_values: Mapping[str, float] = field(default_factory=dict)
    dispersion: Dispersion | None = None
    """What the monthly series showed; ``None`` where no series of at least two months was given."""
    assumptions: tuple[Assumption, ...] = ()
    caveats: tuple[Words, ...] = ()

    @property
    def rate_a(self) -> float:
        """Count A per unit of exposure."""
        return self.count_a / self.exposure_a

    @property
    def rate_b(self) -> float:
        """Count B per unit of exposure."""
        return self.count_b / self.exposure_b

    @property
    def count_ratio(self) -> float | None:
        """Count A / count B whatever their exposures; ``None`` where B counted zero."""
        return self.count_a / self.count_b if self.count_b else None


def compare_rates(
    count_a: int,
    exposure_a: float,
    count_b: int,
    exposure_b: float,
    *,
    series_a: Series | Sequence[int] | None = None,
    series_b: Series | Sequence[int] | None = None,
    missing: Sequence[str] = (),
    exposure_unit: str = "months",
    level: float = 0.95,
) -> RateComparison | Refusal:
    """Compare ``count_a / exposure_a`` with ``count_b / exposure_b``.

    Args:
        count_a: events in period A; ``count_b`` likewise.
        exposure_a: how long A lasted (or person-time), in ``exposure_unit``; more than zero.
        count_b: events in period B.
        exposure_b: how long B lasted.
        series_a: the same events cut finer (months), to check for overdispersion; must sum to ``count_a``. A bare
            sequence of counts means equal exposures. ``series_b`` likewise.
        series_b: as ``series_a``, for B.
        missing: parts of the periods that were not looked at; any makes the answer a refusal.
        exposure_unit: name of the unit of exposure.
        level: of the intervals.

    Raises:
        ValueError: a negative count, an exposure that is not positive, or a series that does not sum to its count.
    """
    _validate(count_a, exposure_a, count_b, exposure_b, level)
    first, second = _series(series_a, count_a, exposure_a), _series(series_b, count_b, exposure_b)
    if missing:
        reason = said("not the whole of both periods was looked at: {missing}", missing=joined(missing, ", "))
        return Refusal(name="rate ratio", reason=reason)
    if count_a == count_b == 0:
        return Refusal(name="rate ratio", reason=said("both counts are zero, so their ratio is not defined"))
    dispersion = dispersion_of(first, second)
    assumptions = _assumptions(dispersion)
    overdispersed = dispersion is not None and dispersion.overdispersed
    if overdispersed and 0 in (count_a, count_b):
        reason = said("the months vary more than chance allows and one count is zero: no interval can be given")
        return Refusal(name="rate ratio", reason=reason, assumptions=assumptions)
    intervals, p_values = _poisson(count_a, exposure_a, count_b, exposure_b, level)
    method = "score" if "score" in intervals else "exact"
    if dispersion is not None and 0 not in (count_a, count_b) and (overdispersed or dispersion.alike):
        wide, wide_p = _widened(count_a, exposure_a, count_b, exposure_b, dispersion, level)
        intervals |= wide
        p_values |= wide_p
        method = max(wide, key=lambda name: wide[name].high / wide[name].low)
    return RateComparison(
        count_a=count_a,
        exposure_a=exposure_a,
        count_b=count_b,
        exposure_b=exposure_b,
        ratio=math.inf if count_b == 0 else (count_a / exposure_a) / (count_b / exposure_b),
        interval=intervals[method],
        method=method,
        p_value=p_values[method],
        exposure_unit=exposure_unit,
        intervals=intervals,
        p_values=p_values,
        dispersion=dispersion,
        assumptions=assumptions,
        caveats=_caveats(exposure_a, exposure_b, dispersion),
    )


@dataclass(frozen=True, slots=True)
class CountRange:
    """A count that is a range, over its exposure; ``series`` are the months of what was seen."""

    low: int
    high: int
    exposure: float
    series: Series | None = None

    @property
    def seen(self) -> int:
        """What to compare first: the units seen, where the range comes from them."""
        seen = sum(self.series.counts) if self.series is not None else self.low
        return min(max(seen, self.low), self.high)

    def as_if(self, count: int) -> tuple[int, Series | None]:
        """A count of the range with its months: what differs is taken from, or added to, the fullest of them."""
        if self.series is None:
            return count, None
        counts, off = list(self.series.counts), count - sum(self.series.counts)
        for month in sorted(range(len(counts)), key=lambda one: -counts[one]):
            change = max(off, -counts[month])
            counts[month] += change
            off -= change
        return count, Series(tuple(counts), self.series.exposures)


def compare_counted(first: CountRange, second: CountRange, **more: Any) -> RateComparison | Refusal:
    """:func:`compare_rates` for counts that may be ranges: the interval holds those of every pair they allow.

    ``more``: its ``missing``, ``exposure_unit`` and ``level``.
    """

    def rates(one: int, other: int) -> RateComparison | Refusal:
        (a, series_a), (b, series_b) = first.as_if(one), second.as_if(other)
        return compare_rates(
            a, first.exposure, b, second.exposure, series_a=series_a, series_b=series_b, **more
        )  # fmt: skip

    found = rates(first.seen, second.seen)
    if isinstance(found, Refusal) or (first.low == first.high and second.low == second.high):
        return found
    least, most = rates(first.low, second.high), rates(first.high, second.low)
    if isinstance(least, Refusal):
        return least
    if isinstance(most, Refusal):
        return most
    ends = [one.interval for one in (least, found, most)]
    low, high = min(one.low for one in ends), max(one.high for one in ends)
    return replace(
        found,
        interval=replace(found.interval, low=low, high=high),
        caveats=(*found.caveats, said("the counts are ranges; the interval holds every number they allow")),
    )


def _validate(count_a: int, exposure_a: float, count_b: int, exposure_b: float, level: float) -> None:
    if min(count_a, count_b) < 0:
        msg = f"counts must not be negative: {count_a}, {count_b}"
        raise ValueError(msg)
    if not (0 < exposure_a < math.inf and 0 < exposure_b < math.inf):
        msg = f"exposures must be positive: {exposure_a}, {exposure_b}"
        raise ValueError(msg)
    if not 0 < level < 1:
        msg = f"a level lies between 0 and 1: {level}"
        raise ValueError(msg)


def _series(given: Series | Sequence[int] | None, count: int, exposure: float) -> Series | None:
    if given is None:
        return None
    series = given if isinstance(given, Series) else Series.even(given, exposure)
    if sum(series.counts) != count:
        msg = f"the series sums to {sum(series.counts)}, the count is {count}"
        raise ValueError(msg)
    return series


def _poisson(
    count_a: int, exposure_a: float, count_b: int, exposure_b: float, level: float
) -> tuple[dict[str, Interval], dict[str, float]]:
    """Intervals and p-values that hold where both counts are Poisson."""
    from scipy.stats import binomtest, poisson_means_test

    intervals: dict[str, Interval] = {}
    p_values: dict[str, float] = {}
    if count_a and count_b:
        intervals["score"], p_values["score"] = _score(count_a, exposure_a, count_b, exposure_b, level)
    # given the total, A is binomial; its share p turns into the ratio p / (1 - p) * exposure_b / exposure_a
    test = binomtest(count_a, count_a + count_b, exposure_a / (exposure_a + exposure_b))
    share = test.proportion_ci(level, method="exact")
    scale = exposure_b / exposure_a
    odds = [math.inf if p >= 1 else p / (1 - p) * scale for p in (share.low, share.high)]
    intervals["exact"] = Interval(float(odds[0]), float(odds[1]), level)
    p_values["exact"] = float(test.pvalue)
    if count_a + count_b <= E_TEST_LIMIT:
        p_values["e-test"] = float(poisson_means_test(count_a, exposure_a, count_b, exposure_b).pvalue)
    return intervals, p_values


def _score(count_a: int, exposure_a: float, count_b: int, exposure_b: float, level: float) -> tuple[Interval, float]:
    """The score interval of a ratio of two Poisson rates, and the p-value of no difference; no count is zero.

    The score of a ratio r is (a - b x) / sqrt((a + b) x) with x = r * exposure_a / exposure_b (Gu, Ng, Tang and
    Schucany, Biometrical Journal 50, 2008); the ends of the interval are where its square is that of the normal
    quantile, the roots of a quadratic equation.
    """
    from scipy.stats import norm

    exposures = exposure_a / exposure_b
    product, spread = float(count_a * count_b), float(norm.ppf((1 + level) / 2)) ** 2 * (count_a + count_b) / 2
    far = product + spread + math.sqrt(spread * (spread + 2 * product))
    interval = Interval(count_a**2 / far / exposures, far / count_b**2 / exposures, level)
    score = (count_a - count_b * exposures) / math.sqrt((count_a + count_b) * exposures)
    return interval, float(2 * norm.sf(abs(score)))


def _widened(
    count_a: int, exposure_a: float, count_b: int, exposure_b: float, dispersion: Dispersion, level: float
) -> tuple[dict[str, Interval], dict[str, float]]:
    """Intervals that allow for more variation than Poisson, on the log scale with Student's t."""
    from scipy.stats import t

    log_ratio = math.log((count_a / exposure_a) / (count_b / exposure_b))
    stretch = dispersion.stretch
    degrees = max(2.0, dispersion.degrees_of_freedom / stretch)
    quantile = float(t.ppf((1 + level) / 2, degrees))
    variances = {
        "quasi-poisson": stretch * max(1.0, dispersion.ratio) * (1 / count_a + 1 / count_b),
        "negative-binomial": stretch * (1 / count_a + 1 / count_b + dispersion.alpha * dispersion.concentration),
    }
    intervals, p_values = {}, {}
    for method, variance in variances.items():
        error = math.sqrt(variance)
        low, high = math.exp(log_ratio - quantile * error), math.exp(log_ratio + quantile * error)
        intervals[method] = Interval(low, high, level)
        p_values[method] = float(2 * t.sf(abs(log_ratio) / error, degrees))
    return intervals, p_values


def _assumptions(dispersion: Dispersion | None) -> tuple[Assumption, ...]:
    statement = said("the counts vary from month to month no more than chance (Poisson) allows")
    if dispersion is None:
        outcome = said("no series by month was given, so this could not be checked")
        return (Assumption(statement, None, outcome),)
    outcome = counted(
        "dispersion {ratio:.2f} on {degrees} degree of freedom, p = {p_value:.2g}; limit p = {limit}",
        "dispersion {ratio:.2f} on {degrees} degrees of freedom, p = {p_value:.2g}; limit p = {limit}",
        degrees=dispersion.degrees_of_freedom,
        ratio=dispersion.ratio,
        p_value=dispersion.p_value,
        limit=SIGNIFICANCE,
    )
    poisson = Assumption(statement, not dispersion.overdispersed, outcome)
    if dispersion.ratio <= 1:  # what varies like chance cannot hang together
        return (poisson,)
    independent = said(
        "correlation {correlation:.2f} of neighbouring months, of {cells}; limit {limit:.2f}",
        correlation=dispersion.correlation,
        cells=dispersion.cells,
        limit=ALIKE / math.sqrt(dispersion.cells),
    )
    return poisson, Assumption(said("months vary independently of their neighbours"), not dispersion.alike, independent)


def _caveats(exposure_a: float, exposure_b: float, dispersion: Dispersion | None) -> tuple[Words, ...]:
    caveats: list[Words] = []
    if not math.isclose(exposure_a, exposure_b, rel_tol=1e-6):
        caveats.append(said("the periods differ in length: the ratio of rates is not the ratio of the bare counts"))
    if dispersion is None:
        caveats.append(
            said("the interval assumes Poisson counts; with growth or clusters inside a period it is too narrow")
        )
    elif dispersion.overdispersed:
        caveats.append(
            said(
                "the months vary more than chance allows (growth inside a period does that too); "
                "the interval is widened"
            )
        )
    if dispersion is not None and dispersion.change != 1:
        caveats.append(
            said(
                "inside a period the rate changed steadily (end to beginning: {change:.2g}); the interval is "
                "of average rates, by how far the months lie from that",
                change=dispersion.change,
            )
        )
    if dispersion is not None and dispersion.alike:
        caveats.append(said("neighbouring months resemble each other; the interval is widened for that"))
    return tuple(caveats)
