"""The leading cause of death: shares to the printed digit, a probability instead of a rank, or a refusal of it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from absentia.errors import FigureProblem, UsageProblem
from absentia.estimate import estimate
from absentia.estimate.excess import Result
from absentia.estimate.leading import Share, first_with, rank
from absentia.figures import Catalogue
from absentia.model import Estimate, Refusal

CATALOGUE = Catalogue()
CAUSES = Path(__file__).parent / "synthetic_causes.csv"


def run(**options: str) -> list[Estimate | Refusal]:
    return estimate("leading-cause", CATALOGUE, options)


@pytest.mark.parametrize(("ages", "percent"), [("20-24", 40.4), ("25-29", 37.2), ("20-29", 38.5), ("15-29", 34.3)])
def test_the_wars_share_is_reproduced_to_the_printed_digit(ages: str, percent: float) -> None:
    share = [a for a in run(ages=ages) if isinstance(a, Estimate) and a.name == "leading-cause:share"][-1]
    assert round(100 * share.value, 1) == percent
    assert share.interval is not None
    assert share.interval.low < share.value < share.interval.high
    assert share.ages == ages


def test_without_a_table_of_causes_the_rank_is_refused_and_bounded() -> None:
    answers = run(ages="15-29")
    refusals = {
        str(answer.reason).split(":")[0]: str(answer.reason) for answer in answers if isinstance(answer, Refusal)
    }
    assert set(refusals) == {"15-19", "20-24", "25-29", "15-29"}
    assert "not first by these figures" in refusals["15-19"]
    assert "--causes" in refusals["20-24"]
    assert "fall into 2 groups or more" in refusals["20-24"]
    assert not any(isinstance(a, Estimate) and a.name.startswith("leading-cause:first") for a in answers)


def test_a_share_above_one_half_is_first_however_causes_are_pooled(tmp_path: Path) -> None:
    file = tmp_path / "deaths.csv"
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("year", "sex", "age_group", "value"))
        for year in range(2015, 2023):
            wobble = 5 if year % 2 else -5
            writer.writerow((year, "f", "20-24", 1000))
            writer.writerow((year, "m", "20-24", 3000 + wobble + (6000 if year == 2022 else 0)))
    answers = run(ages="20-24", deaths=str(file))
    first = next(a for a in answers if isinstance(a, Estimate) and a.name == "leading-cause:first")
    assert first.value > 0.99


def test_with_a_table_the_probability_depends_on_the_level_causes_are_pooled_at() -> None:
    answers = {
        a.name: a
        for a in run(ages="20-29", causes=str(CAUSES), draws="20000")
        if isinstance(a, Estimate) and a.ages == "20-29"
    }
    single, pooled = answers["leading-cause:first:cause"], answers["leading-cause:first:group"]
    assert single.value > 0.99
    assert 0.2 < pooled.value < 0.8
    assert single.seed is not None
    assert "Level of pooling: cause" in str(single.caveats[0])
    assert any("5,500" in str(caveat) for caveat in single.caveats)  # the rows marked war were replaced
    again = {
        a.name: a
        for a in run(ages="20-29", causes=str(CAUSES), draws="20000")
        if isinstance(a, Estimate) and a.ages == "20-29"
    }
    assert again["leading-cause:first:group"].value == pooled.value
    other = {
        a.name: a
        for a in run(ages="20-29", causes=str(CAUSES), draws="20000", seed="7")
        if isinstance(a, Estimate) and a.ages == "20-29"
    }
    assert other["leading-cause:first:group"].value != pooled.value
    assert other["leading-cause:first:group"].value == pytest.approx(pooled.value, abs=0.02)


@settings(max_examples=30)
@given(st.integers(100, 5000), st.floats(1, 400), st.integers(100, 5000))
def test_the_simulation_agrees_with_the_exact_probability_for_one_rival(war: int, error: float, rival: int) -> None:
    result = Result(float(war), error, 3)
    got = rank(result, {"rival": float(rival)}, draws=40_000).probability_first
    counts = np.arange(stats.poisson(rival).ppf(1e-6), stats.poisson(rival).ppf(1 - 1e-6) + 1)
    exact = float(np.sum(stats.poisson(rival).pmf(counts) * stats.t(3).sf((counts - war) / error)))
    assert got == pytest.approx(exact, abs=0.015)


@given(st.floats(1, 900), st.integers(1000, 5000))
def test_the_least_number_of_rivals_is_the_first_that_leaves_room(excess: float, men: int) -> None:
    share = Share(Result(excess, 1.0, 3), float(men))
    needed = share.groups_needed
    assert needed is not None
    assert share.other_deaths / needed < excess
    assert needed == 1 or share.other_deaths / (needed - 1) >= excess


def _table(path: Path, *rows: tuple[object, ...]) -> str:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("year", "age_group", "cause", "deaths", "war"))
        writer.writerows(rows)
    return str(path)


def test_a_table_that_counts_the_war_twice_or_hides_causes_is_refused(tmp_path: Path) -> None:
    twice = _table(tmp_path / "twice.csv", (2022, "20-24", "all", 7591, "no"))
    assert any(
        isinstance(a, Refusal) and "counts the war's deaths" in str(a.reason) for a in run(ages="20-24", causes=twice)
    )
    little = _table(tmp_path / "little.csv", (2022, "20-24", "road", 100, "no"))
    assert any(
        isinstance(a, Refusal) and "not listed could be first" in str(a.reason)
        for a in run(ages="20-24", causes=little)
    )


def test_a_table_without_the_year_or_rivals_or_with_a_bad_row_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FigureProblem, match="no rows for 2023"):
        run(ages="20-24", causes=str(CAUSES), year="2023")
    only_war = _table(tmp_path / "war.csv", (2022, "20-24", "war", 100, "yes"))
    with pytest.raises(FigureProblem, match="marked as the war's own"):
        run(ages="20-24", causes=only_war)
    bad = _table(tmp_path / "bad.csv", (2022, "20-24", "road", "many", "no"))
    with pytest.raises(FigureProblem) as caught:
        run(ages="20-24", causes=bad)
    assert "line 2, column deaths" in str(caught.value.where)


def test_one_year_at_a_time_and_no_probability_without_an_error() -> None:
    with pytest.raises(UsageProblem):
        run(year="2022-2023")
    answers = run(ages="20-29", causes=str(CAUSES), variant="1-linear-hiv-kept")
    assert any(isinstance(answer, Refusal) and "no standard error" in str(answer.reason) for answer in answers)
    assert all(isinstance(answer, Refusal) for answer in run(year="2024"))


def test_the_lower_end_is_students_tail_of_the_excess() -> None:
    answers = {(a.name, a.ages): a for a in run(ages="20-24") if isinstance(a, Estimate)}
    share, half = answers["leading-cause:share", "20-24"], answers["leading-cause:above-half", "20-24"]
    assert share.standard_error is not None
    student = stats.t(share.degrees_of_freedom or 0)
    assert half.value == pytest.approx(student.sf((0.5 - share.value) / share.standard_error))
    assert list(half.sensitivity.values())[-1] == pytest.approx(student.sf(-share.value / share.standard_error))


@given(st.floats(50, 3000), st.lists(st.floats(1, 2000), min_size=1, max_size=4))
def test_a_known_number_is_first_as_often_as_all_others_fall_below_it(deaths: float, rivals: list[float]) -> None:
    others = {str(n): rival for n, rival in enumerate(rivals)}
    exact = first_with(deaths, others)
    one_by_one = np.prod([stats.poisson(rival).cdf(np.ceil(deaths) - 1) for rival in rivals])
    assert exact == pytest.approx(float(one_by_one))
    assert first_with(deaths + 100, others) >= exact


def test_the_excess_at_its_ends_gives_two_cases_and_no_interval_of_the_probability() -> None:
    ranked = [
        a for a in run(ages="20-29", causes=str(CAUSES), draws="20000") if isinstance(a, Estimate) and "first" in a.name
    ]
    for answer in ranked:
        assert answer.interval is None
        at = {str(name): value for name, value in answer.sensitivity.items() if "end of its 95 %" in str(name)}
        low, high = sorted(at.values())
        assert "low end" in min(at, key=lambda name: at[name])
        assert low <= answer.value + 0.01
        assert answer.value <= high + 0.01


def test_no_two_probabilities_of_one_age_stand_under_one_label() -> None:
    answers = [a for a in run(ages="20-29", causes=str(CAUSES), draws="1000") if isinstance(a, Estimate)]
    labels = [(a.ages, str(a.unit)) for a in answers if "probability" in str(a.unit)]
    assert len(labels) == len(set(labels))
    assert sum("first cause" in unit for _ages, unit in labels) > 2


def test_every_answer_says_what_it_assumes_and_what_other_variants_give() -> None:
    answers = [a for a in run(ages="20-24", causes=str(CAUSES)) if isinstance(a, Estimate)]
    assert {a.name.split(":")[1] for a in answers} == {"share", "first"}
    for answer in answers:
        assert len(answer.assumptions) >= 5
        assert "10-linear-hiv-kept" in answer.sensitivity
        assert answer.variant not in answer.sensitivity
    ranked = answers[-1]
    assert any("none of the war's" in str(one.statement) and one.holds for one in ranked.assumptions)
    assert all(0 <= value <= 1 for value in ranked.sensitivity.values())
    assert all(a.assumptions for a in run(ages="20-24") if isinstance(a, Estimate))
