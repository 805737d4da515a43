from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from absentia.model import Interval, Refusal
from absentia.tally.dispersion import Series, dispersion_of
from absentia.tally.rates import E_TEST_LIMIT, CountRange, RateComparison, compare_counted, compare_rates

COUNTS = st.integers(1, 5000)
EXPOSURES = st.floats(0.1, 1e5)


def compared(*given: float, **more: object) -> RateComparison:
    outcome = compare_rates(*given, **more)  # type: ignore[arg-type]
    assert isinstance(outcome, RateComparison), outcome
    return outcome


def test_the_published_example_of_the_score_method() -> None:
    # breast cancer after fluoroscopy, 60 / 51,477.5 against 30 / 54,308.7 (Gu et al. 2008; the library's documentation)
    outcome = compared(60, 51477.5, 30, 54308.7, exposure_unit="person-years")
    assert outcome.method == "score"
    assert round(outcome.p_value, 5) == 0.00063
    assert round(outcome.interval.low, 2) == 1.37
    assert round(outcome.interval.high, 2) == 3.26
    assert outcome.p_values["e-test"] == pytest.approx(0.00064, abs=1e-5)


def test_half_a_year_against_a_whole_one() -> None:
    outcome = compared(2076, 6, 1001, 12)
    assert round(outcome.ratio, 2) == 4.15
    assert (round(outcome.interval.low, 2), round(outcome.interval.high, 2)) == (3.85, 4.47)
    assert outcome.count_ratio == pytest.approx(2.07, abs=0.005)
    assert outcome.assumptions[0].holds is None, "without a series by month the assumption is untested, and says so"
    assert len(outcome.caveats) == 2


@given(COUNTS, EXPOSURES, COUNTS, EXPOSURES)
def test_swapping_the_periods_inverts_everything(a: int, ea: float, b: int, eb: float) -> None:
    there, back = compared(a, ea, b, eb), compared(b, eb, a, ea)
    assert there.ratio == pytest.approx(1 / back.ratio)
    assert there.interval.low == pytest.approx(1 / back.interval.high, rel=1e-4)
    assert there.interval.low < there.ratio < there.interval.high
    assert there.intervals["exact"].low < there.ratio < there.intervals["exact"].high


@pytest.mark.parametrize(("a", "b"), [(0, 7), (7, 0), (0, 1), (1, 0)])
def test_a_zero_count_keeps_an_open_but_honest_interval(a: int, b: int) -> None:
    outcome = compared(a, 6, b, 12)
    assert outcome.method == "exact"
    if a == 0:
        assert outcome.ratio == outcome.interval.low == 0
        # the largest ratio not rejected: all events fall into B with probability 0.025
        assert 1 / (1 + outcome.interval.high * 6 / 12) ** b == pytest.approx(0.025)
    else:
        assert math.isinf(outcome.ratio)
        assert math.isinf(outcome.interval.high)
        assert outcome.interval.low > 0
        assert outcome.count_ratio is None


@given(COUNTS, EXPOSURES, COUNTS, EXPOSURES)
def test_the_score_is_that_of_a_library(a: int, ea: float, b: int, eb: float) -> None:
    from statsmodels.stats.rates import confint_poisson_2indep, test_poisson_2indep

    outcome = compared(a, ea, b, eb)
    # its root finder has an absolute tolerance: search around one, then scale
    low, high = confint_poisson_2indep(a, a, b, b, method="score", compare="ratio")
    assert outcome.intervals["score"].low == pytest.approx(low * outcome.ratio, rel=1e-4)
    assert outcome.intervals["score"].high == pytest.approx(high * outcome.ratio, rel=1e-4)
    p_value = test_poisson_2indep(a, ea, b, eb, method="score", compare="ratio").pvalue
    assert outcome.p_values["score"] == pytest.approx(p_value, abs=1e-9)


def test_what_cannot_be_said_is_refused() -> None:
    nothing = compare_rates(0, 6, 0, 12)
    unseen = compare_rates(5, 6, 3, 12, missing=("2022-03", "2022-04"))
    clustered = compare_rates(0, 6, 60, 12, series_b=[0, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0])
    for refusal in (nothing, unseen, clustered):
        assert isinstance(refusal, Refusal)
    assert "2022-03" in str(unseen.reason)  # type: ignore[union-attr]


def test_overdispersed_months_widen_the_interval_and_say_so() -> None:
    uneven = [5, 150, 30, 225, 80, 10]
    steady = [41, 39, 44, 40, 38, 42, 37, 43, 40, 41, 39, 36]
    outcome = compared(sum(uneven), 6, sum(steady), 12, series_a=uneven, series_b=steady)
    score = outcome.intervals["score"]
    assert outcome.dispersion is not None
    assert outcome.dispersion.overdispersed
    assert outcome.method in {"quasi-poisson", "negative-binomial"}
    assert outcome.assumptions[0].holds is False
    for name in ("quasi-poisson", "negative-binomial"):
        assert _width(outcome.interval) >= _width(outcome.intervals[name]) > _width(score)
    even = compared(240, 6, 480, 12, series_a=[40] * 6, series_b=[40] * 12)
    assert even.method == "score"
    assert even.assumptions[0].holds is True


def _width(interval: Interval) -> float:
    return interval.high / interval.low


def test_quasi_poisson_equals_the_generalised_linear_model() -> None:
    import statsmodels.api as sm

    a, b = [10, 80, 5, 30], [4, 9, 1, 12, 7, 3]
    outcome = compared(sum(a), 4, sum(b), 6, series_a=a, series_b=b)
    design = sm.add_constant(np.array([1.0] * 4 + [0.0] * 6))
    fit = sm.GLM(np.array(a + b), design, family=sm.families.Poisson()).fit(scale="X2")
    assert outcome.dispersion is not None
    assert outcome.dispersion.ratio == pytest.approx(fit.scale)
    # as few months tell their correlation badly, 10 of them count as fewer that are independent
    stretch = outcome.dispersion.stretch
    reach = t.ppf(0.975, 8 / stretch) * math.sqrt(stretch) * fit.bse[1]
    low, high = np.exp(fit.params[1] + np.array([-1, 1]) * reach)
    assert outcome.intervals["quasi-poisson"].low == pytest.approx(low, rel=1e-6)
    assert outcome.intervals["quasi-poisson"].high == pytest.approx(high, rel=1e-6)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    generator = np.random.default_rng(20230924)
    covered = 0
    for _repeat in range(200):
        # gamma-mixed months: variance mean + 0.25 mean^2, true ratio 3
        a = generator.poisson(generator.gamma(4, 60 / 4, 12))
        b = generator.poisson(generator.gamma(4, 20 / 4, 12))
        outcome = compared(
            int(a.sum()), 12, int(b.sum()), 12, series_a=[int(x) for x in a], series_b=[int(x) for x in b]
        )
        covered += outcome.interval.low <= 3 <= outcome.interval.high
    assert 0.90 <= covered / 200 <= 0.99  # the plain score interval covers about 0.5 here


@pytest.mark.parametrize(
    ("given", "level", "wrong"),
    [
        ((-1, 6, 3, 12), 0.95, "negative"),
        ((5, 6, -1, 12), 0.95, "negative"),
        ((5, 0, 3, 12), 0.95, "positive"),
        ((5, 6, 3, 0), 0.95, "positive"),
        ((5, -6, 3, 12), 0.95, "positive"),
        ((5, math.inf, 3, 12), 0.95, "positive"),
        ((5, 6, 3, math.inf), 0.95, "positive"),
        ((5, math.nan, 3, 12), 0.95, "positive"),
        ((5, 6, 3, 12), 0.0, "level"),
        ((5, 6, 3, 12), 1.0, "level"),
    ],
)
def test_what_is_no_rate_is_refused(given: tuple[int, float, int, float], level: float, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        compare_rates(*given, level=level)


@pytest.mark.parametrize(
    ("counts", "exposures", "sound"),
    [
        ((1, 0), (1.0, 0.5), True),
        ((), (), False),
        ((1, 2), (1.0,), False),
        ((-1, 2), (1.0, 1.0), False),
        ((1, 2), (0.0, 1.0), False),
        ((1, 2), (-1.0, 1.0), False),
    ],
)
def test_a_series_has_counts_over_positive_exposures(
    counts: tuple[int, ...], exposures: tuple[float, ...], *, sound: bool
) -> None:
    if sound:
        assert Series(counts, exposures).counts == counts
        return
    with pytest.raises(ValueError, match="counts"):
        Series(counts, exposures)


def test_the_extra_variance_is_where_pearson_meets_its_degrees_of_freedom() -> None:
    # 4 and 16 about a mean of 10: (36 / 10 + 36 / 10) = 7.2 on one degree; 72 / (10 + 100 a) = 1 at a = 0.62
    found = dispersion_of(Series((4, 16), (1.0, 1.0)))
    assert found is not None
    assert found.ratio == pytest.approx(7.2)
    assert found.degrees_of_freedom == 1
    assert found.alpha == pytest.approx(0.62)
    assert found.overdispersed
    # far apart, the search goes on beyond one: 2 (x - m)^2 / (m + a m^2) = 1 with m = 1000, x = 2000
    far = dispersion_of(Series((0, 2000), (1.0, 1.0)))
    assert far is not None
    assert far.alpha == pytest.approx(2 - 1 / 1000)
    even = dispersion_of(Series((9, 11), (1.0, 1.0)))
    assert even is not None
    assert (even.alpha, even.overdispersed) == (0.0, False)


@pytest.mark.parametrize(
    ("counts", "correlation", "alike"),
    [
        # products of neighbouring signs over the number of months, then Kendall's correction
        ((48, 32, 48, 32, 48, 32, 48, 32), -7 / 8 + (1 - 3.5) / 8, False),
        ((48, 48, 48, 48, 32, 32, 32, 32), 5 / 8 + (1 + 2.5) / 8, True),
        ((48, 48, 32, 32, 48, 48, 32, 32), 1 / 8 + (1 + 0.5) / 8, True),
        # so little variation is Poisson's, whatever stands beside what
        ((42, 42, 42, 42, 38, 38, 38, 38), 5 / 8 + (1 + 2.5) / 8, False),
        ((40, 40, 40, 40), 0.0, False),
    ],
)
def test_neighbouring_months_that_resemble_each_other_are_seen(
    counts: tuple[int, ...], correlation: float, alike: bool
) -> None:
    found = dispersion_of(Series.even(counts, len(counts)))
    assert found is not None
    assert found.correlation == pytest.approx(correlation)
    assert found.alike is alike
    kept = min(max(correlation + 0.5 / math.sqrt(len(counts)), 0), 0.9)
    assert found.stretch == pytest.approx((1 + kept) / (1 - kept))


def test_months_that_resemble_each_other_widen_the_interval_and_say_so() -> None:
    # each varies no more than chance allows, but the good months stand together
    a, b = [48, 47, 46, 34, 33, 32], [48, 47, 46, 46, 46, 46, 34, 34, 34, 34, 33, 32]
    outcome = compared(sum(a), 6, sum(b), 12, series_a=a, series_b=b)
    assert outcome.dispersion is not None
    assert not outcome.dispersion.overdispersed
    assert [one.holds for one in outcome.assumptions] == [True, False]
    assert outcome.method in {"quasi-poisson", "negative-binomial"}
    assert _width(outcome.interval) > 1.3 * _width(outcome.intervals["score"])
    assert any("resemble" in str(caveat) for caveat in outcome.caveats)
    mixed = compared(sum(a), 6, sum(b), 12, series_a=a[::2] + a[1::2], series_b=b[::2] + b[1::2])
    assert _width(mixed.interval) < _width(outcome.interval)


def test_the_interval_of_months_that_resemble_each_other_covers() -> None:
    # before, 73 of 100 such intervals held the truth
    inside = 0
    for seed in range(120):
        random = np.random.default_rng(seed)
        noise = random.normal(0, 0.3, 18)
        for at in range(1, 18):
            noise[at] = 0.6 * noise[at - 1] + 0.8 * noise[at]
        months = [int(one) for one in random.poisson(60 * np.exp(noise))]
        found = compared(sum(months[12:]), 6, sum(months[:12]), 12, series_a=months[12:], series_b=months[:12])
        inside += found.interval.low <= 1 <= found.interval.high
    assert inside >= 0.88 * 120


@pytest.mark.parametrize(
    ("counts", "change"),
    [
        ((5, 10, 20, 40, 80, 160), 32.0),
        ((160, 80, 40, 20, 10, 5), 1 / 32),
        ((40, 80, 160), 1.0),  # three cells lie near some line always
        ((20, 24, 28, 34, 41, 49), 1.0),  # not three times as much: months that hang together go so far by themselves
        ((5, 90, 10, 80, 20, 160), 1.0),  # a trend, but no sure one
        ((10, 11, 12, 11, 10, 12), 1.0),
        ((0, 0, 0, 0, 30, 300), None),
    ],
)
def test_what_plainly_grows_is_held_against_its_growth(counts: tuple[int, ...], change: float | None) -> None:
    found = dispersion_of(Series.even(counts, len(counts)))
    assert found is not None
    if change is not None:
        assert found.change == pytest.approx(change)
        assert found.degrees_of_freedom == len(counts) - (1 if change == 1 else 2)
    assert found.ratio < dispersion_of(Series.even(sorted(counts)[::2] + sorted(counts)[1::2], len(counts))).ratio or (  # type: ignore[union-attr]
        change == 1
    )


def test_the_trend_is_that_of_the_generalised_linear_model() -> None:
    import statsmodels.api as sm

    series = Series((5, 12, 70, 30, 150), (1.0, 1.0, 3.0, 0.5, 2.0))
    means, change = series.along_a_trend()
    middles = np.array([0.5, 1.5, 3.5, 5.25, 6.5])
    offset = np.log(series.exposures)
    fit = sm.GLM(series.counts, sm.add_constant(middles), family=sm.families.Poisson(), offset=offset).fit()
    assert means == pytest.approx(fit.fittedvalues)
    assert change == pytest.approx(math.exp(6 * fit.params[1]))


def test_the_interval_of_fast_growing_counts_says_something_and_covers() -> None:
    """Before, the growth itself counted as chance: upper ends of 50 to 400 times the lower ones."""
    shape = np.geomspace(1, 6, 12)
    inside, widths = 0, []
    for seed in range(60):
        random = np.random.default_rng(seed)
        a, b = ([int(n) for n in random.poisson(means)] for means in (100 * shape / shape.mean(), np.full(12, 100.0)))
        found = compared(sum(a), 12, sum(b), 12, series_a=a, series_b=b)
        inside += found.interval.low <= 1 <= found.interval.high
        widths.append(_width(found.interval))
    assert inside >= 0.9 * 60
    assert np.median(widths) < 2
    assert any("steadily" in str(caveat) for caveat in found.caveats)


def test_a_series_of_one_cell_says_nothing_of_variation() -> None:
    two = Series((4, 16), (1.0, 1.0))
    assert dispersion_of(two, Series((30,), (6.0,))) == dispersion_of(two)
    assert dispersion_of(two, Series((0, 0), (1.0, 1.0)), None) == dispersion_of(two)


@pytest.mark.parametrize(("total", "tried"), [(E_TEST_LIMIT, True), (E_TEST_LIMIT + 1, False)])
def test_the_e_test_is_tried_up_to_its_limit(total: int, *, tried: bool) -> None:
    assert ("e-test" in compared(total - 10, 6, 10, 12).p_values) is tried


def test_series_are_checked() -> None:
    with pytest.raises(ValueError, match="sums to"):
        compare_rates(5, 6, 3, 12, series_a=[1, 1])
    assert dispersion_of(None, Series((3,), (1.0,)), Series((0, 0), (1.0, 1.0))) is None
    # a month of half the length is expected to hold half
    even = dispersion_of(Series((20, 10), (1.0, 0.5)))
    assert even is not None
    assert even.ratio == pytest.approx(0)


@pytest.mark.parametrize(
    ("first", "second"), [((10, 12), (5, 5)), ((10, 10), (5, 7)), ((8, 12), (4, 6)), ((0, 3), (2, 4)), ((5, 9), (0, 2))]
)
def test_the_interval_of_ranges_holds_those_of_every_pair_they_allow(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    found = compare_counted(CountRange(*first, 6), CountRange(*second, 12))
    assert isinstance(found, RateComparison)
    for a in range(first[0], first[1] + 1):
        for b in range(second[0], second[1] + 1):
            one = compare_rates(a, 6, b, 12)
            if isinstance(one, RateComparison):
                assert found.interval.low <= one.interval.low
                assert one.interval.high <= found.interval.high
    assert any("ranges" in str(caveat) for caveat in found.caveats)


def test_a_range_keeps_its_months() -> None:
    given = CountRange(3, 9, 6, Series.even((1, 5, 1), 6))
    assert given.seen == 7
    assert [given.as_if(count) for count in (7, 3, 9)] == [
        (7, Series.even((1, 5, 1), 6)),
        (3, Series.even((1, 1, 1), 6)),
        (9, Series.even((1, 7, 1), 6)),
    ]
    assert CountRange(1, 9, 6, Series.even((3, 2, 2), 6)).as_if(1)[1] == Series.even((0, 0, 1), 6)
    exact = CountRange(7, 7, 6, Series.even((1, 5, 1), 6))
    assert compare_counted(exact, CountRange(4, 4, 6)) == compare_rates(7, 6, 4, 6, series_a=exact.series)
