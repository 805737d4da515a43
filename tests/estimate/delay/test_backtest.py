"""Scores of past nowcasts: the score at known values, and only what was known then is used."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from scipy.stats import norm

from absentia.estimate.delay import Nowcast, Triangle, nowcast
from absentia.estimate.delay.backtest import TAILS, Ladder, Quantiles, backtest
from absentia.model import Refusal


def triangle(weeks: int = 40) -> Triangle:
    """Synthetic: 80 events a week, reported within three."""
    return Triangle.of(np.random.default_rng(5).poisson(80 * np.array([0.4, 0.3, 0.2, 0.1]), size=(weeks, 4)), first=0)


def test_the_score_without_width_is_the_absolute_error() -> None:
    point = Quantiles(10.0, np.full(len(TAILS), 10.0), np.full(len(TAILS), 10.0))
    assert point.score(13.0) == pytest.approx(3.0)
    assert point.score(10.0) == 0
    assert not point.covers(13.0, 0.025)


def test_the_score_is_the_mean_of_quantile_losses() -> None:
    found = Quantiles.of(100.0, partial(norm.ppf, loc=100, scale=10))
    levels = np.array([*TAILS, 0.5, *(1 - tail for tail in TAILS)])
    ends = norm.ppf(levels, 100, 10)
    for truth in (70.0, 100.0, 109.0, 140.0):
        pinball = 2 * ((truth < ends) - levels) * (ends - truth)
        assert found.score(truth) == pytest.approx(pinball.mean()), truth
    assert found.covers(119.0, 0.025)
    assert not found.covers(120.0, 0.025)
    assert not found.covers(110.0, 0.25)


def test_quantiles_of_a_ladder_are_lognormal() -> None:
    ladder = Ladder(50.0, 10.0)
    ends = ladder.quantile(np.linspace(0.0005, 0.9995, 1000))
    assert ends.mean() == pytest.approx(50, rel=0.01)
    assert ends.std() == pytest.approx(10, rel=0.03)
    assert not Ladder(0.0, 0.0).quantile(np.array([0.5])).any()


def test_each_vintage_knows_only_what_was_reported_by_then() -> None:
    now = triangle()
    seen: list[Triangle] = []

    def again(then: Triangle) -> Nowcast | Refusal:
        seen.append(then)
        return nowcast(then, max_delay=3, draws=200)

    found = backtest(now, again, 5, 3)
    assert [one.now for one in seen] == [32, 33, 34, 35, 36], "three periods later all of them are whole"
    assert [(one.age, one.scored) for one in found.ages] == [(0, 5), (1, 5), (2, 5)]
    newest = found.ages[0]
    values = [nowcast(now.at(week), max_delay=3, draws=200) for week in range(32, 37)]
    errors = [abs(one.newest.value - now.counts[one.newest.index].sum()) for one in values if isinstance(one, Nowcast)]
    assert newest.error == pytest.approx(np.mean(errors))
    assert 0 < newest.score < newest.error
    assert 0 <= newest.coverage_of_half <= newest.coverage <= 1


def test_a_refused_vintage_is_told_and_not_scored() -> None:
    found = backtest(triangle(12), lambda then: nowcast(then, max_delay=3, draws=200), 6, 3)
    assert found.refused
    assert all(one.scored == 6 - len(found.refused) for one in found.ages)
