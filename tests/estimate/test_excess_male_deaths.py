"""Excess male deaths: the published table to the unit, an independent recomputation, refusals instead of guesses."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from absentia.errors import FigureProblem, UsageProblem
from absentia.estimate import PAPER, VARIANTS, WAR_AGES, Variant, estimate, parse_ages
from absentia.estimate.deaths import bundled_deaths
from absentia.estimate.excess import Excess, compute
from absentia.estimate.options.deaths import parse_years
from absentia.estimate.sex_ratio import curvature_p_value, extend
from absentia.estimate.variants import ranges
from absentia.figures import Catalogue
from absentia.model import Estimate, Period, Refusal

CATALOGUE = Catalogue()
DEATHS = bundled_deaths(CATALOGUE)
KEPT = Variant(5, "linear", "kept")


def computed(variant: Variant, bands: tuple[str, ...] = WAR_AGES, years: tuple[int, ...] = (2022, 2023)) -> Excess:
    found = compute(DEATHS, variant, years, bands)
    assert isinstance(found, Excess)
    return found


@pytest.mark.parametrize(
    ("variant", "year", "value", "error"),
    [
        (PAPER, 2022, 20_618, 1_374),
        (PAPER, 2023, 37_864, 1_533),
        (KEPT, 2022, 23_594, 1_568),
        (KEPT, 2023, 40_542, 1_738),
    ],
)
def test_the_published_table_is_reproduced_to_the_unit(variant: Variant, year: int, value: int, error: int) -> None:
    result = computed(variant).total([year])
    assert (round(result.value), round(result.by_line or 0)) == (value, error)


def test_what_the_paper_printed_is_what_comes_out_rounded_as_it_rounds() -> None:
    excess, printed = computed(PAPER), CATALOGUE.figure("death_estimates-020")
    for year, value, error in ((2022, 20_600, 1_400), (2023, 37_900, 1_500)):
        result = excess.total([year])
        assert (round(result.value, -2), round(result.by_line or 0, -2)) == (value, error)
    assert round(excess.total().value, -2) == printed.value
    sums = [computed(variant).total().value for variant in VARIANTS]
    assert round(min(sums), -2) == 46_600
    assert round(computed(KEPT).total().value, -2) == 64_100
    assert round(computed(Variant(10, "linear", "kept")).total().value) == 65_713  # above the printed range


@pytest.mark.parametrize(
    ("band", "first", "second"),
    [
        ("15-19", 337, -78), ("20-24", 2_868, 3_057), ("25-29", 3_438, 5_385), ("30-34", 3_395, 5_750),
        ("35-39", 4_466, 9_068), ("40-44", 3_064, 6_995), ("45-49", 3_049, 7_687),
        ("50-54", 1_038, 2_928), ("55-59", 61, 1_944),
    ],
)  # fmt: skip
def test_every_age_band_is_reproduced_to_the_unit(band: str, first: int, second: int) -> None:
    excess = computed(PAPER, (*WAR_AGES, "50-54", "55-59"))
    assert [round(excess.total([year], [band]).value) for year in (2022, 2023)] == [first, second]


def test_years_share_a_line_so_their_errors_do_not_add_in_quadrature() -> None:
    total = computed(PAPER).total()
    assert round(total.by_line or 0) == 2_727
    assert round(total.independent_years or 0) == 2_059


def test_the_interval_is_students_of_the_calibrated_error() -> None:
    result = computed(PAPER).total([2022])
    interval, error = result.interval, result.standard_error
    assert interval is not None
    assert error is not None
    assert result.degrees_of_freedom == 4  # half of nine placebo years
    half = stats.t(4).ppf(0.975) * error
    assert (interval.low, interval.high) == pytest.approx((result.value - half, result.value + half))
    assert half > stats.t(3).ppf(0.975) * (result.by_line or 0)


def _independent(variant: Variant) -> tuple[np.ndarray, float]:
    """Values by year and the error of their sum, by statsmodels; the sum's by stacking both years in one contrast."""
    values, variance = np.zeros(2), 0.0
    for band in WAR_AGES:
        table: Any = {
            (year, sex): DEATHS.all_causes[year, sex, band]
            - (DEATHS.hiv[year, sex, band] if variant.hiv == "removed" else 0)
            for year in (*variant.years, 2022, 2023)
            for sex in "mf"
        }
        ratio = np.array([table[y, "m"] / table[y, "f"] for y in variant.years])
        exponential = variant.trend == "exponential"
        fit = sm.OLS(
            np.log(ratio - 1) if exponential else ratio, sm.add_constant(np.array(variant.years) - 2000.0)
        ).fit()
        new = np.array([[1.0, 22.0], [1.0, 23.0]])
        line = fit.get_prediction(new)
        women = np.array([table[2022, "f"], table[2023, "f"]])
        weight = women * (np.exp(line.predicted_mean) if exponential else 1)
        expected = 1 + np.exp(line.predicted_mean) if exponential else line.predicted_mean
        values += np.array([table[2022, "m"], table[2023, "m"]]) - expected * women
        variance += float(weight @ fit.cov_params(r_matrix=new) @ weight + fit.mse_resid * weight @ weight)
        assert np.allclose(line.se_obs**2, np.diag(fit.cov_params(r_matrix=new)) + fit.mse_resid)
    return values, float(np.sqrt(variance))


@pytest.mark.parametrize("variant", [v for v in VARIANTS if v.window > 1], ids=lambda v: v.name)
def test_every_variant_agrees_with_an_independent_recomputation(variant: Variant) -> None:
    values, error = _independent(variant)
    excess = computed(variant)
    assert [excess.total([year]).value for year in (2022, 2023)] == pytest.approx(values)
    assert excess.total().by_line == pytest.approx(error)


def test_there_are_twelve_variants_and_one_year_gives_no_error() -> None:
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS) == 12
    for hiv in ("removed", "kept"):
        linear, exponential = (
            next(v for v in VARIANTS if (v.window, v.trend, v.hiv) == (1, t, hiv)) for t in ("linear", "exponential")
        )
        one, other = computed(linear).total(), computed(exponential).total()
        assert one.value == pytest.approx(other.value)
        assert one.standard_error is None
        assert one.interval is None
    answers = estimate("excess-male-deaths", CATALOGUE, {"variant": "1-linear-hiv-kept"})
    assert all(isinstance(answer, Estimate) and answer.interval is None for answer in answers)
    assert any(
        "unknown, not zero" in str(caveat)
        for answer in answers
        if isinstance(answer, Estimate)
        for caveat in answer.caveats
    )


def test_an_estimate_carries_what_it_rests_on() -> None:
    answers = [answer for answer in estimate("excess-male-deaths", CATALOGUE) if isinstance(answer, Estimate)]
    wholes = [(answer.period, answer.variant) for answer in answers if answer.ages == "15-49"]
    assert wholes == [
        (period, variant)
        for period in (Period.years(2022), Period.years(2023), Period.years(2022, 2023))
        for variant in (PAPER.name, KEPT.name)
    ]
    last = answers[-1]
    assert "lower bound" in str(last.caveats[0])
    assert set(last.sensitivity) == {variant.name for variant in VARIANTS} - {KEPT.name}
    assert {assumption.holds for assumption in last.assumptions} == {True, None}
    pandemic = next(a for a in answers[-2].assumptions if "pandemic" in str(a.outcome))
    assert "−3,683" in str(pandemic.outcome)
    assert "−8,499" in str(pandemic.outcome)
    assert set(last.inputs) == {"rosstat_deaths_by_age_sex", "rosstat_hiv_deaths_by_age_sex"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"years": "2024"}, "ends at 2023"),
        ({"years": "2021"}, "pandemic"),
        ({"years": "2017"}, "trend is drawn through"),
    ],
)
def test_what_cannot_be_estimated_is_refused_with_the_reason(options: dict[str, str], says: str) -> None:
    answers = estimate("excess-male-deaths", CATALOGUE, options)
    assert answers
    assert all(isinstance(answer, Refusal) and says in str(answer.reason) for answer in answers)


@pytest.mark.parametrize("ages", ["15-17", "18-29", "49-15", "young", "80-89", "20-24,20-29"])
def test_ages_that_cut_a_band_or_stand_twice_are_a_usage_error(ages: str) -> None:
    with pytest.raises(UsageProblem):
        parse_ages(ages)


@given(st.integers(0, 16), st.integers(0, 16))
def test_any_range_of_whole_bands_is_read_and_said_back(first: int, last: int) -> None:
    low, high = min(first, last) * 5, max(first, last) * 5 + 4
    bands = parse_ages(f"{low}-{high}")
    assert ranges(bands) == f"{low}-{high}"
    assert len(bands) == abs(first - last) + 1


def test_a_sum_over_years_apart_says_which(tmp_path: Path) -> None:
    rows = [f"{year},{sex},20-24,{n}" for year in range(2015, 2025) for sex, n in (("m", 3000 + year), ("f", 1000))]
    table = tmp_path / "deaths.csv"
    table.write_text("\n".join(["year,sex,age_group,value", *rows]), encoding="utf-8")
    asked = {"deaths": table, "hiv": "kept", "ages": "20-24", "years": "2022,2024"}
    numbers = estimate("excess-male-deaths", CATALOGUE, asked)
    assert [one.period for one in numbers if isinstance(one, Estimate)] == [
        Period.years(2022), Period.years(2024), "2022, 2024"
    ]  # fmt: skip


def test_years_are_read_as_typed_or_refused() -> None:
    assert parse_years("2022-2023") == parse_years("2023,2022") == (2022, 2023)
    for text in ("22", "2023-2022", "soon"):
        with pytest.raises(UsageProblem):
            parse_years(text)


def _own(path: Path, rows: list[tuple[Any, ...]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("year", "sex", "age_group", "value"))
        writer.writerows(rows)
    return str(path)


def test_deaths_from_hiv_kept_and_removed_stand_side_by_side_whichever_is_asked_for() -> None:
    """20,618 and 23,594 stood under one name."""
    for options, last in (({}, KEPT), ({"hiv": "removed"}, PAPER), ({"variant": "paper"}, PAPER)):
        asked = {"years": "2022", **options}
        for found in (
            estimate("excess-male-deaths", CATALOGUE, asked),
            estimate("excess-male-deaths", CATALOGUE, {**options, "until": "2022-12-31"}),
            [one for one in estimate("leading-cause", CATALOGUE, {"ages": "15-49", **options}) if ":share" in one.name],
        ):  # fmt: skip
            whole = [one for one in found if isinstance(one, Estimate) and one.ages == "15-49"]
            assert [one.variant for one in whole] == [last.other_hiv.name, last.name]
            assert "HIV deaths removed" in str(whole[0 if last is KEPT else 1].method)


def _synthetic(trend: float = 0.02, extra: int = 500) -> list[tuple[Any, ...]]:
    """Synthetic deaths: the ratio is exactly 3 + trend × (year − 2015), and 2022 has so many men more."""
    rows: list[tuple[Any, ...]] = []
    for year in range(2015, 2023):
        women = 10_000
        men = women * (3 + trend * (year - 2015)) + (extra if year == 2022 else 0)
        rows += [(year, "f", "20-24", women), (year, "m", "20-24", round(men))]
    return rows


@pytest.mark.parametrize("extra", [500, 0, -200])
def test_a_users_own_tables_give_back_the_truth_they_were_made_with(tmp_path: Path, extra: int) -> None:
    file = _own(tmp_path / "deaths.csv", _synthetic(extra=extra))
    options = {"deaths": file, "variant": "5-linear-hiv-kept", "years": "2022", "ages": "20-24"}
    (answer,) = estimate("excess-male-deaths", CATALOGUE, options)
    assert isinstance(answer, Estimate)
    assert answer.value == pytest.approx(extra, abs=1e-6)
    assert {path: str(title) for path, title in answer.inputs.items()} == {Path(file).name: "the user's own table"}


def test_a_users_tables_that_do_not_suffice_are_refused_or_named(tmp_path: Path) -> None:
    file = _own(tmp_path / "deaths.csv", _synthetic())
    asked = {"deaths": file, "years": "2022", "ages": "20-24", "hiv": "removed"}
    (answer,) = estimate("excess-male-deaths", CATALOGUE, asked)
    assert isinstance(answer, Refusal)  # HIV is to be removed, and there is no table of it
    assert "HIV" in str(answer.reason)
    low = _own(tmp_path / "low.csv", [(year, sex, "20-24", 100) for year in range(2015, 2023) for sex in "mf"])
    (answer,) = estimate(
        "excess-male-deaths",
        CATALOGUE,
        {"deaths": low, "variant": "5-exponential-hiv-kept", "years": "2022", "ages": "20-24"},
    )
    assert isinstance(answer, Refusal)
    assert "log(ratio" in str(answer.reason)
    hiv = _own(tmp_path / "hiv.csv", [(2015, "m", "20-24", 10**6)])
    with pytest.raises(FigureProblem, match="more deaths from HIV"):
        estimate("excess-male-deaths", CATALOGUE, {"deaths": file, "hiv_deaths": hiv})
    with pytest.raises(UsageProblem, match="needs"):
        estimate("excess-male-deaths", CATALOGUE, {"hiv_deaths": hiv})
    with pytest.raises(FigureProblem, match="given twice"):
        estimate("excess-male-deaths", CATALOGUE, {"deaths": _own(tmp_path / "x.csv", [(2015, "m", "20-24", 1)] * 2)})


def test_unknown_methods_variants_and_options_name_the_nearest() -> None:
    with pytest.raises(UsageProblem) as caught:
        estimate("excess-male-death", CATALOGUE)
    assert "excess-male-deaths" in str(caught.value.next_step)
    with pytest.raises(UsageProblem) as caught:
        estimate("excess-male-deaths", CATALOGUE, {"variant": "5-linear-hiv-remove"})
    assert "5-linear-hiv-removed" in str(caught.value.next_step)
    with pytest.raises(UsageProblem):
        estimate("excess-male-deaths", CATALOGUE, {"seed": "1"})


@given(
    st.lists(st.floats(-50, 50), min_size=5, max_size=10),
    st.floats(-3, 3),
    st.floats(-100, 100),
)
def test_a_line_is_carried_on_exactly_and_shifts_with_its_values(
    noise: list[float], slope: float, level: float
) -> None:
    years = list(range(2020 - len(noise), 2020))
    straight = np.array([level + slope * (year - 2015) for year in years])
    assert extend(years, straight, [2022]).values[0] == pytest.approx(level + slope * 7, abs=1e-6)
    one, other = extend(years, np.array(noise), [2022, 2023]), extend(years, np.array(noise) + straight, [2022, 2023])
    assert other.values - one.values == pytest.approx([level + slope * 7, level + slope * 8], abs=1e-6)
    assert one.covariance is not None
    assert one.covariance == pytest.approx(other.covariance, abs=1e-6)


def test_a_bend_is_found_as_statsmodels_finds_it() -> None:
    years = list(range(2010, 2020))
    values = np.array([0.1 * (year - 2014) ** 2 + np.sin(year) for year in years])
    centred = np.array(years) - np.mean(years)
    fit = sm.OLS(values, np.column_stack([np.ones(10), centred, centred**2])).fit()
    assert curvature_p_value(years, values) == pytest.approx(fit.pvalues[2])
    assert curvature_p_value([2019], values[:1]) is None


def test_ages_at_which_no_man_died_have_no_excess_of_zero(tmp_path: Path) -> None:
    path = tmp_path / "deaths.csv"
    lines = [f"{year},{sex},20-24,{0 if sex == 'm' else 900}" for year in range(2015, 2023) for sex in "fm"]
    path.write_text("\n".join(["year,sex,age_group,value", *lines]) + "\n", encoding="utf-8")
    options = {"deaths": str(path), "variant": "5-linear-hiv-kept", "ages": "20-24", "years": "2022"}
    (answer,) = estimate("excess-male-deaths", CATALOGUE, options)
    assert isinstance(answer, Refusal)
    assert "no man died" in str(answer.reason)
