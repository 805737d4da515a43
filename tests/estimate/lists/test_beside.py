"""What stands beside the totals: one list left out, dependence of two lists, cells and what is expected there."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson
from tests.estimate.lists.conftest import table_of

from absentia.estimate.lists import LatentClassSettings, ListsOptions, OverlapTable, estimate_lists
from absentia.estimate.lists.bayes import predictive_check
from absentia.estimate.lists.closed_forms import dependences, pairs, xi_curve
from absentia.estimate.lists.fitting import poisson_fit, predictive_fit
from absentia.estimate.lists.notes import cells_of, notes_of
from absentia.estimate.lists.profile import without_each

SHORT = LatentClassSettings(chains=2, iterations=1_000, doublings=0)


def test_one_list_left_out_of_three_leaves_the_pair(hepatitis: OverlapTable) -> None:
    found = {one.without: one for one in without_each(hepatitis)}
    totals = {frozenset((one.first, one.second)): one.lincoln_petersen for one in pairs(hepatitis)}
    for name, one in found.items():
        assert one.value == pytest.approx(totals[frozenset({"L1", "L2", "L3"} - {name})], rel=1e-6)
        assert one.observed == hepatitis.observed - hepatitis.counts[1 << int(name[1]) - 1]


def test_a_list_that_joins_the_others_cannot_be_left_out() -> None:
    table = table_of("A B C", {"100": 40, "010": 40, "001": 40, "110": 12, "011": 12})
    found = {one.without: one for one in without_each(table)}
    assert found["B"].value is None
    assert "shares no unit" in str(found["B"].refused)
    assert found["A"].value is not None
    assert without_each(table_of("A B", {"10": 40, "01": 40, "11": 12})) == ()


def test_the_dependence_of_two_lists_is_that_of_the_xi_curve() -> None:
    """Two lists: at the independent total the odds ratio is 1 and the correlation 0; elsewhere it is ξ."""
    table = table_of("A B", {"10": 60, "01": 40, "11": 20})
    (found,) = dependences(table, 120 + 60 * 40 / 20)
    assert found.now.odds_ratio == pytest.approx(1)
    assert found.now.correlation == pytest.approx(0)
    assert found.halved is None  # 120 of 240 are seen
    curve = {round(one.value): one.xi for one in xi_curve(table, None)}
    (other,) = dependences(table, 120 + 120 * 2)
    assert other.now.odds_ratio == pytest.approx(curve[360])
    # by hand: 2 x 2 table of 240, 60, 40 and 20
    assert other.now.correlation == pytest.approx((240 * 20 - 60 * 40) / np.sqrt(80 * 60 * 300 * 280))
    assert other.halved is not None
    assert other.halved.total == pytest.approx(180)
    assert other.doubled.odds_ratio == pytest.approx(5)


def test_pairs_without_units_of_their_own_have_no_dependence() -> None:
    table = table_of("A B C", {"100": 40, "010": 40, "001": 0, "110": 12, "011": 12, "111": 5})
    assert [(one.first, one.second) for one in dependences(table, 200)] == [("A", "B")]
    assert dependences(table, table.observed) == ()


def test_how_unlikely_a_count_is() -> None:
    fit = poisson_fit(np.array([10, 30, 0]), np.array([10.0, 10.0, 10.0]))
    assert fit.tail[0] == 1
    assert fit.tail[1] == pytest.approx(2 * poisson.sf(29, 10))
    assert fit.tail[2] == pytest.approx(2 * poisson.cdf(0, 10))


@pytest.mark.parametrize(("counts", "fits"), [([48, 27, 25], True), ([20, 60, 20], False)])
def test_tables_drawn_anew_tell_a_bad_fit(counts: list[int], fits: bool) -> None:
    probabilities = np.tile([0.5, 0.25, 0.25], (400, 1))
    fit, tail = predictive_fit(np.array(counts), probabilities, np.random.default_rng(1))
    assert fit.expected == pytest.approx([50, 25, 25])
    assert predictive_check(tail).holds is fits
    assert bool((fit.tail > 0.01).all()) is fits


def test_the_notes_show_all_of_it(kosovo: OverlapTable) -> None:
    panel = estimate_lists(kosovo, ListsOptions(latent=SHORT))
    told = "\n".join(map(str, notes_of(panel)))
    assert "EXH – ABA: correlation" in told
    assert "without HRW: 22,301" in told
    rows = cells_of(panel)
    assert sum(row["observed"] for row in rows) == 4400
    assert sum(row["expected"]["loglinear-average"] for row in rows) == pytest.approx(4400, rel=1e-3)


def test_a_cell_far_from_what_is_expected_is_named() -> None:
    """All pairs of four lists are independent but for a triple that a copied list has made."""
    rng = np.random.default_rng(2)
    on = rng.random((4000, 4)) < 0.3
    together = rng.random(4000) < 0.02
    on[together] = [True, True, True, False]
    counts = np.bincount((on * [1, 2, 4, 8]).sum(axis=1), minlength=16)
    counts[0] = 0
    table = OverlapTable(tuple("ABCD"), counts)
    worst = min(cells_of(estimate_lists(table, ListsOptions(latent=SHORT))), key=lambda row: min(row["tail"].values()))
    assert set(worst["expected"]) == {"loglinear-average"}
    assert worst["observed"] == counts[sum(1 << "ABCD".index(name) for name in worst["lists"])]
