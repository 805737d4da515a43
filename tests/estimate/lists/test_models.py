"""Hierarchical log-linear models: which there are, what they give on published tables, when they give nothing."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from absentia.estimate.lists import OverlapTable, read_lists
from absentia.estimate.lists.fitting import design, facial_cells, fit_batch, identified, on_face, reduce_terms
from absentia.estimate.lists.hierarchy import all_models, main_effects, name_of, neighbours, saturated, subsets_of
from absentia.estimate.lists.models import fit_all
from absentia.estimate.lists.profile import averaged_interval


@pytest.mark.parametrize(("lists", "models"), [(2, 1), (3, 8), (4, 113), (5, 6893)])
def test_there_are_as_many_models_as_dedekind_counted(lists: int, models: int) -> None:
    masks = all_models(lists)
    assert len(masks) == models
    assert len({mask.tobytes() for mask in masks}) == models
    for mask in masks[:: max(1, models // 200)]:
        assert not mask[-1]
        assert all(mask[subsets_of(int(term))].all() for term in np.flatnonzero(mask) if term)


def test_neighbours_are_models_one_interaction_away() -> None:
    every = {mask.tobytes() for mask in all_models(4)}
    for mask in all_models(4)[::9]:
        around = neighbours(mask)
        assert {other.tobytes() for other in around} == {
            one.tobytes() for one in all_models(4) if int((one != mask).sum()) == 1
        }
        assert all(other.tobytes() in every for other in around)


def test_kosovo_matches_the_published_best_model_to_the_digit(kosovo: OverlapTable) -> None:
    models = fit_all(kosovo)
    assert (len(models), models.undetermined, models.on_faces) == (113, 0, 0)
    assert models.name(0) == "[123,14,34]"
    assert round(models.totals[0], 1) == 10356.5
    assert round(models.errors[0], 1) == 785.9
    interval = averaged_interval(models, np.array([0]))
    assert interval is not None
    assert (round(interval.low), round(interval.high)) == (8994, 12110)


def test_kosovo_saturated_matches_the_published_interval(kosovo: OverlapTable) -> None:
    models = fit_all(kosovo)
    row = models.row_of(saturated(4))
    assert row is not None
    assert round(models.totals[row]) == 16942
    interval = averaged_interval(models, np.array([row]))
    assert interval is not None
    assert (round(interval.low), round(interval.high)) == (9115, 35336)


def test_hepatitis_matches_published_best_and_independence(hepatitis: OverlapTable) -> None:
    models = fit_all(hepatitis)
    assert (round(models.totals[0]), round(models.errors[0])) == (1313, 518)
    row = models.row_of(main_effects(3))
    assert row is not None
    assert (round(models.totals[row], 1), round(models.errors[row])) == (388.5, 22)  # printed 389, s.e. 22


def test_the_averaged_interval_is_wider_than_the_best_models(kosovo: OverlapTable) -> None:
    models = fit_all(kosovo)
    best = averaged_interval(models, np.array([0]))
    averaged = averaged_interval(models, models.within_window())
    assert best is not None
    assert averaged is not None
    assert averaged.high > best.high * 1.3
    assert averaged.low > kosovo.observed


def test_six_lists_are_searched_and_hold_the_published_model(shared: Path) -> None:
    table = read_lists(shared / "bench" / "uk_modern_slavery_2013_6_lists.csv").tables[0]
    models = fit_all(table)
    assert models.searched
    assert models.weights.sum() == pytest.approx(1)
    # 11,418 is the total of the model a published stepwise search ends with; the best by BIC is another, 12,350
    assert np.any(np.round(models.totals[:10]) == 11418)
    # no neighbour of the best model is better: the search ended in an optimum
    counts = table.counts[1:].astype(float)
    around = np.array(neighbours(models.masks[0]))
    terms, kept = reduce_terms(around, table.margins)
    bic = -2 * fit_batch(counts, terms, kept[:, 1:]).log_likelihood + around.sum(axis=1) * np.log(table.observed)
    assert bic.min() >= models.bic[0]


@settings(max_examples=25)
@given(st.lists(st.integers(1, 400), min_size=15, max_size=15), st.integers(0, 112))
def test_a_batch_gives_what_a_generalised_linear_model_gives(cells: list[int], chosen: int) -> None:
    import statsmodels.api as sm

    counts = np.array(cells, dtype=float)
    mask = all_models(4)[chosen]
    kept = np.ones((1, 15), dtype=bool)
    fits = fit_batch(counts, mask[None, :], kept)
    columns = design(4)[1:][:, mask]
    with warnings.catch_warnings(action="ignore"):  # the other program warns where it fits perfectly
        other = sm.GLM(counts, columns, family=sm.families.Poisson()).fit(tol=1e-12)
    assert fits.coefficients[0, 0] == pytest.approx(other.params[0], abs=2e-5)
    assert np.sqrt(fits.constant_variance[0]) == pytest.approx(other.bse[0], rel=1e-4)


@settings(max_examples=60)
@given(st.lists(st.sampled_from([0, 0, 1, 3, 20]), min_size=15, max_size=15).filter(lambda cells: sum(cells) > 0))
def test_identification_by_signs_is_the_rank_of_the_design(cells: list[int]) -> None:
    table = OverlapTable(("A", "B", "C", "D"), np.array([0, *cells]))
    masks = all_models(4)[::7]
    terms, kept = reduce_terms(masks, table.margins)
    found = identified(terms, kept)
    for row in range(len(masks)):
        columns = design(4)[1:][kept[row, 1:]][:, terms[row]]
        full = np.linalg.matrix_rank(columns) == columns.shape[1] if columns.size else False
        assert bool(found[row]) == full


def _cells(pattern: str) -> NDArray[np.int64]:
    return np.array([int(number) for number in pattern.split()])


def test_a_table_without_a_maximum_is_told() -> None:
    """The zeros of Haberman's example lie in opposite corners: all margins are positive, and yet no maximum exists."""
    kept = np.ones(15, dtype=bool)
    masks = all_models(4)
    pairs = next(mask for mask in masks if name_of(mask) == "[12,13,14,23,24,34]")
    three = next(mask for mask in masks if name_of(mask) == "[124,134,234]")
    table = np.full(15, 5)
    table[[8 - 1, 15 - 1]] = 0  # units on the fourth list alone, and on all four, are never seen
    assert facial_cells(table, pairs, kept).all()
    assert not facial_cells(table, three, kept).all()
    assert facial_cells(np.full(15, 5), three, kept).all()


def test_a_pair_that_never_overlaps_is_fitted_at_minus_infinity() -> None:
    """Chan, Silverman, Vincent 2021: the cells of the pair leave the table; what is left is fitted in closed form."""
    # by bits: 1 A, 2 B, 3 AB, 4 C, 5 AC, 6 BC, 7 ABC; A and B exclude each other
    table = OverlapTable(("A", "B", "C"), _cells("0 40 60 0 50 20 30 0"))
    models = fit_all(table)
    row = next(row for row in range(len(models)) if models.name(row) == "[12,3]")
    # given AB at -inf the rest is a 2 x 3 table of C against (none, A, B): odds of C the same for A, B and none
    odds = (20 + 30) / (40 + 60)
    assert models.totals[row] - table.observed == pytest.approx(50 / odds, rel=1e-6)


def test_lists_that_never_overlap_leave_no_model() -> None:
    models = fit_all(OverlapTable(("A", "B", "C"), _cells("0 40 60 0 50 0 0 0")))
    named = {models.name(row) for row in range(len(models))}
    assert "[12,13,23]" not in named
    assert models.undetermined > 0


def _brute_facial(table: NDArray[np.int64], terms: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cell by cell: is there a table with these margins, or a multiple, and a unit in the cell?"""
    from scipy.optimize import linprog

    matrix = design(len(terms).bit_length() - 1)[1:][:, terms]
    found = []
    for cell in range(len(table)):
        bounds = [(0.0, None)] * len(table)
        bounds[cell] = (1.0, None)
        margins = -(matrix.T @ table.astype(float))[:, None]
        answer = linprog(
            np.zeros(len(table) + 1), A_eq=np.hstack([matrix.T, margins]), b_eq=np.zeros(terms.sum()),
            bounds=[*bounds, (0.0, None)],
        )  # fmt: skip
        found.append(answer.status == 0)
    return np.array(found)


@settings(max_examples=40)
@given(st.lists(st.sampled_from([0, 0, 1, 4]), min_size=15, max_size=15).filter(any), st.integers(0, 112))
def test_one_programme_finds_what_one_for_each_cell_would(cells: list[int], chosen: int) -> None:
    table, terms = np.array(cells), all_models(4)[chosen]
    assert np.array_equal(facial_cells(table, terms, np.ones(15, dtype=bool)), _brute_facial(table, terms))


def test_an_extract_is_fitted_on_the_face_and_says_nothing() -> None:
    """B lies inside A; four lists. With AB the extended maximum is the model of A, C and D without B, to the digit."""
    rng = np.random.default_rng(4)
    on = rng.random((3000, 4)) < [0.3, 0.0, 0.25, 0.2]
    on[:, 1] = on[:, 0] & (rng.random(3000) < 0.4)
    counts = np.bincount((on * [1, 2, 4, 8]).sum(axis=1), minlength=16)
    counts[0] = 0
    table = OverlapTable(tuple("ABCD"), counts)
    models, others = fit_all(table), fit_all(table.without(1))
    row = next(row for row in range(len(models)) if models.name(row) == "[12,3,4]")
    same = next(row for row in range(len(others)) if others.name(row) == "[1,2,3]")
    assert models.on_faces > 0
    assert models.totals[row] == pytest.approx(others.totals[same], rel=1e-6)
    assert models.errors[row] == pytest.approx(others.errors[same], rel=1e-5)
    with_it, without = averaged_interval(models, np.array([row])), averaged_interval(others, np.array([same]))
    assert with_it is not None
    assert without is not None
    assert (with_it.low, with_it.high) == pytest.approx((without.low, without.high), rel=1e-4)


def test_a_face_that_does_not_determine_the_unseen_gives_no_model() -> None:
    """Two lists of which one lies inside the other, with their interaction: nothing is left to tell the unseen by."""
    terms = np.array([True, True, True, True])
    assert on_face(terms, np.array([True, False, True])) is None
    kept = on_face(np.array([True, True, True, False]), np.array([True, True, True]))
    assert kept is not None
    assert kept.tolist() == [True, True, True, False]


def test_deviance_and_degrees_are_those_of_a_generalised_linear_model(kosovo: OverlapTable) -> None:
    import statsmodels.api as sm

    models = fit_all(kosovo)
    for row in (0, 50, len(models) - 1):
        columns = design(4)[1:][:, models.masks[row]]
        other = sm.GLM(kosovo.counts[1:], columns, family=sm.families.Poisson()).fit()
        deviance, degrees = models.fit_of(row)
        assert deviance == pytest.approx(other.deviance, rel=1e-6, abs=1e-6)
        assert degrees == other.df_resid
