"""What number and interval several models of the delay make together, and what is drawn where reports are held back."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
import pytest

from absentia.estimate.delay.averaging import FAIR, SURE, Averaged, Mixture
from absentia.estimate.delay.laplace import Component
from absentia.estimate.delay.model import Fit, Problem
from absentia.estimate.delay.predict import unreported
from absentia.estimate.delay.triangle import Change

ENDS = np.array([0.025, 0.5, 0.975])
LOW, HIGH = np.arange(100), np.arange(1_000, 1_100)


def component(kind: str, weight: float) -> Component:
    return Component(0.1, 10.0, weight, cast("Fit", None), cast("Problem", None), kind)


def averaged(held: float, others: float = 0.0) -> Averaged:
    components = [component("", 1 - held - others), component("held", held), component("events", others)]
    changes: dict[Change | None, float] = {
        None: 1 - held - others,
        Change(2, "held"): held,
        Change(3, "events"): others,
    }
    return Averaged(tuple(components), changes)


@pytest.mark.parametrize(
    ("held", "kinds", "quoted"),
    [
        (0.0, 1, 1.0),
        (FAIR - 0.01, 1, 1 - FAIR + 0.01),  # so little is no kind by itself
        (FAIR, 2, 1 - FAIR),
        (0.5, 2, 0.5),
        (SURE, 1, 1 - SURE),  # what is left of no change is little, but the number is its still
        (1.0, 1, 1.0),
    ],
)
def test_each_likely_kind_has_its_own_draws_and_no_change_the_number(held: float, kinds: int, quoted: float) -> None:
    found = averaged(held).mixture(1_000)
    assert len(found.kinds) == kinds
    assert found.quoted.mean() == pytest.approx(quoted)
    assert averaged(held, 0.0).changed == pytest.approx(held)


def test_the_interval_holds_that_of_each_kind() -> None:
    draws = np.concatenate([LOW, LOW, LOW, HIGH])
    high = np.arange(400) >= 300
    alone = Mixture(~high, ())
    assert alone.quantile(draws, ENDS) == pytest.approx(np.quantile(draws, ENDS))
    both = Mixture(~high, (~high, high))
    low, _middle, top = both.quantile(draws, ENDS)
    assert low == pytest.approx(np.quantile(np.tile(LOW, 3), 0.025))
    assert top == pytest.approx(np.quantile(HIGH, 0.975))
    assert top > np.quantile(draws, 0.975)
    assert both.of(draws, 0.95) == pytest.approx((49.5, low, top))
    # the number stays within its interval
    assert Mixture(high, ()).of(np.concatenate([LOW] * 4), 0.95)[0] <= np.quantile(LOW, 0.975)


@pytest.mark.parametrize(("shown", "share"), [(5, 0.5), (20, 0.5), (20, 0.25), (0, 0.5)])
def test_a_cell_that_showed_much_holds_much_back(shown: int, share: float) -> None:
    """Of a mixture of Poissons, what is still to come has the mean m (1 − s) (r + y) / (r + s m)."""
    mean, size = 30.0, 4.0
    counts, seen = np.array([[float(shown), 0.0]]), np.array([[True, False]])
    problem = Problem(counts, seen, np.zeros((1, 1, 0)), np.zeros((1, 1)), np.array([[True, False]]))
    # nearly everything is reported at once: the hazard is as near to one as it goes; the field is known exactly
    mode = np.array([math.log(mean), 5.0, math.log(share)])
    known = Component(0.1, size, 1.0, Fit(mode, 1e9 * np.eye(3), 0.0), problem, "held")
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
    more = Component(0.1, 4.0, 1.0, Fit(np.array([3.0, 5.0, 0.4]), 1e9 * np.eye(3), 0.0), problem, "held")
    assert not unreported([more], 0, 500, np.random.default_rng(1)).any()
