"""The excess cut at a day and the residual of external causes: printed numbers as oracles, refusals beyond the data."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.estimate.words import named

from absentia.errors import UsageProblem
from absentia.estimate import estimate
from absentia.estimate.until import TABLE, confirmed_weeks, list_factor, shares
from absentia.figures import Catalogue
from absentia.model import Estimate, Period, Refusal

CATALOGUE = Catalogue()
WEEKS = confirmed_weeks(CATALOGUE)
KEPT = "5-linear-hiv-kept"


def one(**options: str) -> Estimate:
    answer = estimate("excess-male-deaths", CATALOGUE, options)[-1]
    assert isinstance(answer, Estimate)
    return answer


def test_a_week_is_counted_once_and_by_its_printed_label_where_it_has_one() -> None:
    rows = CATALOGUE.rows(TABLE)
    assert len(rows) == 109
    assert (WEEKS.first, WEEKS.last) == (dt.date(2022, 2, 24), dt.date(2023, 11, 1))
    assert WEEKS.read[dt.date(2022, 2, 24)] == pytest.approx(544 / 7)
    assert WEEKS.bars[dt.date(2022, 2, 24)] == pytest.approx(545 / 7)
    bars = sum(int(str(row["value"])) for row in rows if row["qualifier"] == "approx")
    assert sum(WEEKS.bars.values()) == pytest.approx(bars)
    assert bars - 50 < sum(WEEKS.read.values()) < bars


def test_the_end_of_a_year_is_the_whole_year_and_shares_only_grow() -> None:
    whole = one(until="2022-12-31", variant=KEPT)
    assert round(whole.value) == 23_594
    assert set(map(round, whole.sensitivity.values())) == {23_594}
    days = [dt.date(2022, 2, 24) + dt.timedelta(days=n) for n in range(0, 610, 5)]
    for name in ("filled", "covered", "days", "bars"):
        totals = [sum(shares(WEEKS, day)[name].values()) for day in days]
        assert totals == sorted(totals)
        assert totals[-1] <= 2
    assert list_factor(WEEKS, dt.date(2022, 6, 1)) is None


def test_the_day_of_the_published_estimate_with_every_way_of_cutting() -> None:
    answer = one(until="2023-05-27", variant=KEPT)
    interval = answer.interval
    assert interval is not None
    published = CATALOGUE.figure("death_estimates-001")
    assert interval.low < (published.value or 0) < interval.high
    values = [*answer.sensitivity.values(), answer.value]
    assert interval.low < min(values) < max(values) < interval.high
    assert named(answer.sensitivity)["evenly over the days of the year"] == pytest.approx(
        23_593.9 + 40_542.15 * 147 / 365, abs=1
    )
    assert answer.period == Period.parse("2022-02-24..2023-05-27")
    both = estimate("excess-male-deaths", CATALOGUE, {"variant": KEPT})[-1]
    assert isinstance(both, Estimate)
    assert 23_594 < answer.value < both.value


@pytest.mark.parametrize("day", ["2022-02-23", "2023-11-02", "2024-06-30"])
def test_a_day_outside_the_weeks_is_refused(day: str) -> None:
    (answer,) = estimate("excess-male-deaths", CATALOGUE, {"until": day})
    assert isinstance(answer, Refusal)
    assert "2023-11-01" in str(answer.reason)


def test_bad_combinations_are_usage_errors() -> None:
    for options in ({"until": "tomorrow"}, {"until": "2023-01-01", "years": "2022"},
                    {"external_causes": "yes", "ages": "20-24"}):  # fmt: skip
        with pytest.raises(UsageProblem):
            estimate("excess-male-deaths", CATALOGUE, options)


def test_the_range_of_external_causes_holds_its_own_alternatives() -> None:
    """56,795 (50,001-63,590) stood beside 24,638 by another way in print."""
    for years in ("2022", "2023", "2022-2023"):
        answer = estimate("excess-male-deaths", CATALOGUE, {"external_causes": "yes", "years": years})[-1]
        assert isinstance(answer, Estimate)
        assert answer.interval is not None
        assert answer.interval.kind == "all ways"
        assert all(answer.interval.low <= way <= answer.interval.high for way in answer.sensitivity.values())
        assert answer.standard_error is None  # that of the line alone would say less than the ways do
    both = estimate("excess-male-deaths", CATALOGUE, {"external_causes": "yes", "years": "2022-2023"})[-1]
    assert isinstance(both, Estimate)
    assert both.interval is not None
    assert (round(both.interval.low), round(both.interval.high)) == (24_638, 63_590)


def test_both_published_residuals_of_external_causes_are_reproduced() -> None:
    """iStories: 116 thousand against some 98 thousand expected, at least 18,000; To Be Precise: 7,000."""
    answer = one(external_causes="yes", years="2022")
    by_women = named(answer.sensitivity)["men's deaths of 2021 moved as women's moved"]
    assert round(by_women, -3) == CATALOGUE.figure("death_estimates-021").value
    assert round(115_809 - by_women, -3) == 98_000
    difference = named(answer.sensitivity)["both sexes, less those of 2021"]
    assert difference == 6_971
    assert round(difference, -3) == CATALOGUE.figure("death_estimates-022").value
    assert answer.interval is not None
    assert answer.interval.low < answer.value < answer.interval.high
    for year in ("2021", "2024"):
        (refused,) = estimate("excess-male-deaths", CATALOGUE, {"external_causes": "yes", "years": year})
        assert isinstance(refused, Refusal)
