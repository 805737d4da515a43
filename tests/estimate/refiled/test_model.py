"""From ends that can be recognised to those that cannot, at the functions themselves. All of it is invented."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.estimate.refiled.model import DRAWS, End, Kind, kinds


def ends(many: int, *, uid: bool, followed: int = 0, recognised: float = 1.0) -> tuple[End, ...]:
    return tuple(End("returned", uid, place < followed, recognised) for place in range(many))


def mean(kind: Kind) -> float:
    rate, weight = kind.posterior()
    return float(rate @ weight)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((), 0.5),  # nothing but the prior, Beta(1/2, 1/2)
        (ends(40, uid=False), 0.5),  # those without an УИД teach nothing
        (ends(40, uid=True, recognised=0.0), 0.5),  # nor those whose next could never be recognised
        (ends(99, uid=True, followed=33), 33.5 / 100),  # Beta(33 + 1/2, 66 + 1/2)
    ],
)
def test_the_rate_is_learnt_from_ends_that_can_be_recognised(known: tuple[End, ...], expected: float) -> None:
    assert mean(Kind("returned", known)) == pytest.approx(expected, abs=2e-3)


def test_what_is_joined_in_half_of_the_cases_in_which_it_could_be_happens_twice_as_often() -> None:
    rarely = Kind("returned", ends(4000, uid=True, followed=1000, recognised=0.5))
    assert mean(rarely) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("unjoined", "share"),
    [
        (ends(100, uid=False), 0.5),  # as often as the rate says
        (ends(100, uid=True, recognised=1.0), 0.0),  # it would have been joined
        (ends(100, uid=True, recognised=0.5), 0.5 * 0.5 / (1 - 0.25)),  # by Bayes' rule
        (ends(100, uid=False, followed=100), 0.0),  # it is joined already
    ],
)
def test_how_many_were_filed_again_unnoticed(unjoined: tuple[End, ...], share: float) -> None:
    sure = ends(10_000, uid=True, followed=5_000)
    before = Kind("returned", sure).unnoticed(np.random.default_rng(1))
    assert before.shape == (DRAWS,)
    assert not before.any()
    drawn = Kind("returned", (*sure, *unjoined)).unnoticed(np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(100 * share, abs=1.0)


def test_ends_are_told_apart_by_how_they_ended() -> None:
    both = (
        End("transferred", True, True, 1.0),
        End("returned", False, False, 0.25),
        End("returned", True, False, 0.25),
    )
    transferred = kinds(both)[1]
    returned = kinds(both)[0]
    assert (returned.ending, returned.expected, returned.unjoined) == ("returned", 0.25, 2)
    assert (transferred.ending, transferred.expected, transferred.unjoined) == ("transferred", 1.0, 0)


@given(
    st.lists(st.builds(End, st.just("returned"), st.booleans(), st.booleans(), st.floats(0, 1)), max_size=30),
    st.integers(0, 99),
)
def test_never_more_than_are_not_joined(some: list[End], seed: int) -> None:
    kind = Kind("returned", tuple(some))
    drawn = kind.unnoticed(np.random.default_rng(seed))
    assert drawn.min() >= 0
    assert drawn.max() <= kind.unjoined
