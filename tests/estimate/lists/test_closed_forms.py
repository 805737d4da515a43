"""Closed-form totals, repeated captures and the ξ curve, by hand and against published values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.estimate.lists.conftest import table_of

from absentia.estimate.lists import OverlapTable
from absentia.estimate.lists.closed_forms import (
    NAMES,
    fit_all_captures,
    fit_captures,
    log_normal_interval,
    pairs,
    saturated_unseen,
    xi_curve,
)
from absentia.estimate.lists.estimating import Build
from absentia.estimate.lists.members import chapman, lincoln_petersen, repeated_captures
from absentia.estimate.lists.panel import Context, ListsOptions
from absentia.model import Estimate, Interval, Refusal


def test_the_xi_curve_of_kosovo_is_the_published_row(kosovo: OverlapTable) -> None:
    curve = {point.xi: point for point in xi_curve(kosovo, Interval(9114.5, 35335.7))}
    assert [round(curve[xi].value) for xi in (0.5, 1.0, 2.0)] == [10671, 16942, 29484]
    low, high = curve[1.0].low, curve[1.0].high
    assert [low, high] == pytest.approx([9114.5, 35335.7])
    half = curve[0.5].low
    assert half is not None
    assert half == pytest.approx(4400 + (9114.5 - 4400) / 2)


@pytest.mark.parametrize("cells", [{"11": 30}, {"11": 30, "10": 50}])
@pytest.mark.parametrize("member", [lincoln_petersen, chapman, repeated_captures("M0")])
def test_that_nobody_is_missed_is_never_certain(cells: dict[str, int], member: Build) -> None:
    answer = member(Context(table_of("A B", cells), ListsOptions()))
    if isinstance(answer, Refusal):
        assert "no unit is missed" in str(answer.reason)
    else:
        assert isinstance(answer, Estimate)
        assert answer.interval is not None
        assert answer.interval.low < answer.interval.high


def test_an_empty_cell_leaves_the_curve_undefined(slavery: OverlapTable) -> None:
    assert saturated_unseen(slavery) is None
    assert xi_curve(slavery, None) == []


def test_chao_of_equal_independent_lists_is_the_truth() -> None:
    """Of 625 units four lists reach one fifth each, 256 are missed, and both of Chao's estimators say so."""
    counts = np.array([0] + [625 * 4 ** (4 - cell.bit_count()) // 625 for cell in range(1, 16)])
    for name in ("Mh-chao", "Mth-chao"):
        fit = fit_captures(OverlapTable(tuple("ABCD"), counts), name)
        assert fit.total is not None
        assert fit.total.value == pytest.approx(625)


@given(st.lists(st.floats(0.03, 0.7), min_size=3, max_size=4).filter(lambda odds: max(odds) > 2 * min(odds)))
@settings(max_examples=25)
def test_of_unequal_lists_only_the_estimator_with_list_effects_is_no_more_than_the_truth(odds: list[float]) -> None:
    """Maclaurin's inequality: f₁²(t−1)/(2t f₂) is above the units missed unless all odds are equal."""
    truth = 10_000_000
    cells = [
        np.prod([odds[bit] if cell >> bit & 1 else 1.0 for bit in range(len(odds))]) for cell in range(1 << len(odds))
    ]
    counts = np.round(truth * np.array(cells) / np.prod([1 + one for one in odds]))
    counts[0] = 0
    table = OverlapTable(tuple("ABCD"[: len(odds)]), counts)
    without, with_effects = (fit_captures(table, name).total for name in ("Mh-chao", "Mth-chao"))
    assert without is not None
    assert with_effects is not None
    assert without.value > truth * 1.001
    assert with_effects.value == pytest.approx(truth, rel=1e-3)


def test_two_lists_by_hand() -> None:
    """Sixty on the first, fifty on the second, thirty on both: 100, and Chapman's 99.4."""
    pair = pairs(OverlapTable(("A", "B"), np.array([0, 30, 20, 30])))[0]
    assert pair.both == 30
    assert pair.lincoln_petersen == pytest.approx(100)
    assert pair.chapman.value == pytest.approx(61 * 51 / 31 - 1)
    assert pair.chapman.standard_error == pytest.approx(np.sqrt(61 * 51 * 30 * 20 / (31**2 * 32)))


@given(st.integers(1, 10**6), st.floats(0, 1e7), st.floats(0, 1e8))
def test_no_log_normal_interval_starts_below_the_observed(observed: int, unseen: float, error: float) -> None:
    interval = log_normal_interval(observed, observed + unseen, error)
    assert observed <= interval.low <= observed + unseen + 1e-6 * (observed + unseen) <= interval.high * (1 + 1e-5)


def hares() -> OverlapTable:
    """Snowshoe hares, six occasions: 25, 22, 13, 5, 1 and 2 of 68 caught so often (Cormack 1989; Agresti 1994).

    Which occasions does not matter to M0 and Mh; here they are dealt out in turn.
    """
    counts = np.zeros(64, dtype=int)
    for times, caught in enumerate((25, 22, 13, 5, 1, 2), start=1):
        cells = [cell for cell in range(64) if cell.bit_count() == times]
        for number in range(caught):
            counts[cells[number % len(cells)]] += 1
    return OverlapTable(tuple("abcdef"), counts)


@pytest.mark.parametrize(
    ("name", "total", "error"), [("M0", 75.4, 3.5), ("Mh-poisson", 81.5, 5.7), ("Mh-darroch", 90.4, 11.6)]
)
def test_the_hares_are_as_published(name: str, total: float, error: float) -> None:
    """Printed by Baillargeon and Rivest, J. Stat. Softw. 19(5), 2007."""
    fit = fit_captures(hares(), name)
    assert fit.total is not None
    assert (round(fit.total.value, 1), round(fit.total.standard_error, 1)) == (total, error)


def test_the_bound_for_captures_is_its_closed_form() -> None:
    fit = fit_captures(hares(), "Mh-chao")
    assert fit.total is not None
    assert fit.total.value == pytest.approx(68 + 5 / 6 * 25**2 / (2 * 22), rel=1e-6)


def test_mt_is_the_model_of_independent_lists(hepatitis: OverlapTable) -> None:
    fit = fit_captures(hepatitis, "Mt")
    assert fit.total is not None
    assert (round(fit.total.value, 1), round(fit.total.standard_error, 1)) == (388.5, 21.6)
    assert fit.degrees_of_freedom == 3


def test_captures_without_overlap_have_no_total() -> None:
    table = OverlapTable(("A", "B", "C"), np.array([0, 10, 10, 0, 10, 0, 0, 0]))
    fits = fit_all_captures(table)
    assert [fit.name for fit in fits] == list(NAMES)
    assert all(fit.total is None for fit in fits)
