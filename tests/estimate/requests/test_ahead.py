"""Chance is rarely called a lead, whatever makes series alike; a lead is seen; every lag is what it says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from bench.lead import BEGIN, END, LARGEST_FALSE, MEMORIES, MONTHS, NULLS, PAGE, Cell, ahead_by_two, called, table
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study import many

from absentia.estimate.requests.lead import FARTHEST, FEWEST_MONTHS, LIMIT, ahead, farthest

RESULTS = Path(__file__).resolve().parents[3] / "bench" / "lead.json"


@pytest.mark.parametrize("kind", NULLS)
def test_chance_is_rarely_called_a_lead(kind: str) -> None:
    """300 pairs; the study has 2,000 a cell. A share of 3.5 % is above 7 % once in a thousand times."""
    assert called(NULLS[kind], Cell(300, 36, 0.6, seed=7), permutations=199) < 0.07


def test_a_lead_is_seen() -> None:
    assert called(ahead_by_two, Cell(100, 36, 0.3, seed=7), permutations=99) > 0.9


def test_raw_correlations_of_growing_series_would_all_be_leads() -> None:
    """What the method is for: unrelated series that grow correlate at a lag above zero in nearly every pair."""
    cell = Cell(200, 24, 0.0, seed=7)
    first, second = NULLS["growing, unrelated"](cell)
    raw = [np.corrcoef(one[:-2], other[2:])[0, 1] for one, other in zip(first, second, strict=True)]
    assert np.mean(np.array(raw) > 0.4) > 0.5
    assert called(NULLS["growing, unrelated"], Cell(200, 24, 0.0, seed=7), permutations=99) < 0.07


def test_the_study_is_what_the_page_says_and_within_its_bound() -> None:
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert found["limit"] == LIMIT
    assert found["series"] >= 400
    null = [row for row in found["cells"] if row["pairs"] in NULLS]
    assert {(row["pairs"], row["months"], row["memory"]) for row in null} == {
        (kind, months, memory) for kind in NULLS for months in MONTHS for memory in MEMORIES
    }
    assert max(row["called"] for row in null) == found["largest_false"] <= LARGEST_FALSE
    assert min(row["months"] for row in null) == FEWEST_MONTHS
    page = PAGE.read_text(encoding="utf-8")
    assert page.partition(BEGIN)[2].partition(END)[0].strip() == table(found)


@given(st.integers(18, 40), st.integers(0, 2**32 - 1))
def test_who_is_ahead_of_whom_turns_with_the_order(months: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    first, second = random.poisson(30, (2, months)).astype(np.float64)
    one, other = ahead(first, second, seed, 3), ahead(second, first, seed, 3)
    assert one.correlations == pytest.approx(other.correlations[::-1])
    assert one.lags == farthest(months) <= FARTHEST
    assert np.abs(one.correlations).max() <= 1 + 1e-9
    assert 0 < one.p_values <= 1


@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
@settings(max_examples=many(20, 200))
def test_a_series_is_ahead_of_itself_moved(lag: int, seed: int) -> None:
    whole = np.random.default_rng(seed).poisson(200 * np.exp(np.random.default_rng(seed).normal(0, 0.5, 36 + lag)))
    found = ahead(whole[lag:].astype(np.float64), whole[:36].astype(np.float64), 1, 99)
    assert found.strongest == lag
    assert found.p_values <= LIMIT


def test_scale_and_growth_of_either_say_nothing() -> None:
    """A hundred times as many counts, or twice as many from month to month, leave the correlations as they are."""
    random = np.random.default_rng(5)
    first, second = 1e6 + random.poisson(1e5, (2, 30)).astype(np.float64)
    grown = first * 1.1 ** np.arange(30)
    assert ahead(grown, second * 100, 1, 3).correlations == pytest.approx(ahead(first, second, 1, 3).correlations)


def test_the_same_seed_gives_the_same_and_p_is_no_less_than_the_permutations_allow() -> None:
    first, second = np.random.default_rng(5).poisson(40, (2, 24)).astype(np.float64)
    one, again = (ahead(first, second, 9, 49) for _time in range(2))
    assert one.p_values == again.p_values
    assert one.p_values >= 1 / 50
    assert one.limits == again.limits
