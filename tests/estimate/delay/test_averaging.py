"""What number and interval several models of the delay make together, and what is drawn where reports are held back."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
import pytest

from absentia.estimate.delay.averaging import FAIR, SURE, Averaged, Mixture
from absentia.estimate.delay.laplace import Component, unreported
from absentia.estimate.delay.model import Fit, Problem
from absentia.estimate.delay.triangle import DRIFT, Change, problem_of

ENDS = np.array([0.025, 0.5, 0.975])
LOW, HIGH = np.arange(100), np.arange(1_000, 1_100)


HELD, LATER, EVENTS = Change(2, "held"), Change(5, "held"), Change(3, "events")


def component(change: Change | None, weight: float) -> Component:
    return Component(10.0, weight, cast("Fit", None), cast("Problem", None), change)


def averaged(**weights: float) -> Averaged:
    """Of so much weight on each change; nothing changed with the rest."""
    changes: dict[Change | None, float] = {None: 1 - sum(weights.values())}
    changes |= {{"held": HELD, "later": LATER, "events": EVENTS}[name]: weight for name, weight in weights.items()}
    return Averaged(tuple(component(change, weight) for change, weight in changes.items()), changes)


@pytest.mark.parametrize(
    ("held", "likely", "quoted"),
    [
        (0.0, 1, 1.0),
        (FAIR - 0.01, 1, 1 - FAIR + 0.01),  # so little has no interval of its own
        (FAIR, 2, 1 - FAIR),
        (0.5, 2, 0.5),
        (SURE, 1, 1 - SURE),  # what is left of no change is little, but the number is its still
        (1.0, 1, 1.0),
    ],
)
def test_each_likely_change_has_its_own_draws_and_no_change_the_number(held: float, likely: int, quoted: float) -> None:
    found = averaged(held=held).mixture(1_000)
    assert len(found.likely) == likely
    assert found.quoted.mean() == pytest.approx(quoted)
    assert averaged(held=held).changed == pytest.approx(held)


@pytest.mark.parametrize(
    ("weights", "shares"),
    [
        ({"held": 0.3, "later": 0.2}, [0.2, 0.3, 0.5, 0.5]),  # both begin at another time: the kind, and each
        ({"held": 0.03, "later": 0.03}, [0.06, 0.94]),  # neither is likely, their kind is
        ({"held": 0.2, "later": 0.01}, [0.2, 0.21, 0.79]),
        ({"held": 0.03, "events": 0.03}, [0.94]),
        ({"held": 0.3, "events": 0.2}, [0.2, 0.3, 0.5]),
    ],
)
def test_a_kind_and_each_of_its_changes_have_their_own(weights: dict[str, float], shares: list[float]) -> None:
    found = averaged(**weights).mixture(1_000)
    assert sorted(one.mean() for one in found.likely) == pytest.approx(shares)


def test_the_interval_holds_that_of_each_likely_change() -> None:
    draws = np.concatenate([LOW, LOW, LOW, HIGH])
    high = np.arange(400) >= 300
    together = Mixture(np.ones(400, dtype=bool), ())
    assert together.quantile(draws, ENDS) == pytest.approx(np.quantile(draws, ENDS))
    both = Mixture(~high, (~high, high))
    low, _middle, top = both.quantile(draws, ENDS)
    assert low == pytest.approx(np.quantile(np.tile(LOW, 3), 0.025))
    assert top == pytest.approx(np.quantile(HIGH, 0.975))
    assert top > np.quantile(draws, 0.975)
    assert both.of(draws, 0.95) == pytest.approx((49.5, low, top))


def test_the_interval_holds_that_of_the_number_however_unlikely_it_is() -> None:
    draws = np.concatenate([np.tile(LOW, 99), HIGH])  # the number without a change, of which one in a hundred is left
    quoted = np.arange(len(draws)) >= 9_900
    number, low, high = Mixture(quoted, (~quoted,)).of(draws, 0.95)
    assert number == pytest.approx(np.median(HIGH))
    assert (low, high) == pytest.approx((np.quantile(LOW, 0.025), np.quantile(HIGH, 0.975)), abs=0.5)


@pytest.mark.parametrize(("shown", "share"), [(5, 0.5), (20, 0.5), (20, 0.25), (0, 0.5)])
def test_a_cell_that_showed_much_holds_much_back(shown: int, share: float) -> None:
    """Of a mixture of Poissons, what is still to come has the mean m (1 − s) (r + y) / (r + s m)."""
    mean, size = 30.0, 4.0
    counts, seen = np.array([[float(shown), 0.0]]), np.array([[True, False]])
    problem = Problem(counts, seen, np.zeros((1, 1, 0)), np.zeros((1, 1)), np.array([[True, False]]))
    # nearly everything is reported at once: the hazard is as near to one as it goes; the field is known exactly
    mode = np.array([math.log(mean), 5.0, math.log(share)])
    known = Component(size, 1.0, Fit(mode, 1e9 * np.eye(3), 0.0), problem, HELD)
    drawn = unreported([known], 0, 40_000, np.random.default_rng(1))[:, 0]
    rest, rate = mean * (1 - share), (size + shown) / (size + share * mean)
    assert drawn.mean() == pytest.approx(rest * rate, rel=0.03)
    assert drawn.var() == pytest.approx(rest * rate + rest**2 * rate / (size + share * mean), rel=0.06)


def test_what_is_not_held_back_is_not_drawn() -> None:
    problem: Any = Problem(
        np.array([[9.0, 0.0]]),
        np.array([[True, False]]),
        np.zeros((1, 1, 0)),
        np.zeros((1, 1)),
        np.array([[True, False]]),
    )
    more = Component(4.0, 1.0, Fit(np.array([3.0, 5.0, 0.4]), 1e9 * np.eye(3), 0.0), problem, HELD)
    assert not unreported([more], 0, 500, np.random.default_rng(1)).any()


@pytest.mark.parametrize(
    ("delays", "later"),
    [
        (1, []),
        (2, []),
        (3, [[0, 0, 1]]),  # beyond a delay of one period
        (6, [[0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 0, 1]]),  # of one, two, four
    ],
)
def test_the_effect_of_a_change_moves_with_the_delay(delays: int, later: list[list[int]]) -> None:
    counts = np.zeros((10, delays + 1), dtype=np.int64)
    effects = problem_of(counts, counts == 0, {}, 0, EVENTS).holiday
    assert not effects[:7].any(), "what happened before the change"
    at_once = np.eye(1, delays)[0]
    expected = [at_once, 1 - at_once, *(DRIFT * np.array(one) for one in later)]
    for row in effects[7:]:
        assert np.allclose(row.T, expected)
