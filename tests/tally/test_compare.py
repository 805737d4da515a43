"""Two periods against each other: what is refused, what is said, and how each number is written."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from tests.tally.build import COURT, OTHER, Book, listing_url

from absentia.looks.coverage import Coverage
from absentia.model import Interval, Period, Refusal
from absentia.model.count import Count
from absentia.observatory import Observatory
from absentia.tally import compare
from absentia.tally.compare import Comparison, _bounds, _counted, _said, series_of
from absentia.tally.rates import CountRange, RateComparison, compare_rates
from absentia.tally.result import Row, Tally

YEAR, HALF = Period.parse("2022"), Period.parse("2023-H1")


def told(total: Count, rows: tuple[Row, ...] = (), *, synthetic: bool = False) -> Tally:
    unit = {"en": "filings", "ru": "записей"}
    return Tally(
        "filings_received", unit, unit, ("month",), rows, total, Coverage((), None, None), {}, synthetic=synthetic
    )


def compared(first: Tally, second: Tally, rates: RateComparison | Refusal) -> Comparison:
    return Comparison(first, second, (HALF, YEAR), rates)


@pytest.mark.parametrize(
    ("total", "low", "high"),
    [
        (Count.exactly(7), 7, 7),
        (Count(7, 9), 7, 9),
        (Count(0, 2), 0, 2),
        (Count.at_least(7), 7, 7),  # open above: refused elsewhere
        (Count.unknown("not_covered"), 0, 0),
    ],
)
def test_a_total_becomes_a_range_with_the_months_of_its_period(total: Count, low: int, high: int) -> None:
    rows = (Row({"month": "2023-02"}, Count.exactly(4), 4), Row({"month": "2023-05"}, Count.exactly(3), 3))
    found = _counted(told(total, rows), HALF)
    assert (found.low, found.high, found.exposure) == (low, high, 6)
    assert found.series == series_of(told(total, rows), HALF)
    assert found.series is not None
    assert found.series.counts == (0, 4, 0, 0, 3, 0)


@pytest.mark.parametrize("one", [True, False])
@pytest.mark.parametrize("other", [True, False])
def test_what_is_synthetic_of_either_is_said_of_both(*, one: bool, other: bool) -> None:
    rates = compare_rates(7, 6, 4, 12)
    made = compared(told(Count.exactly(7), synthetic=one), told(Count.exactly(4), synthetic=other), rates)
    assert made.as_row()["synthetic"] == ("synthetic" if one or other else "")
    assert made.as_dict()["synthetic"] is (one or other)


def test_what_has_no_end_is_written_as_none_and_what_has_one_as_it_is() -> None:
    assert _bounds(Interval(0.5, math.inf, 0.95)) == {"low": 0.5, "high": None, "level": 0.95}
    assert _bounds(Interval(0.5, 2.0, 0.95))["high"] == 2.0
    endless, finite = compare_rates(5, 6, 0, 12), compare_rates(5, 6, 4, 12)
    assert (_said(endless)["ratio"], _said(endless)["high"]) == (None, None)
    assert _said(finite)["ratio"] == pytest.approx(2.5)
    assert _said(finite)["refusal"] is None
    refused = compare_rates(0, 6, 0, 12)
    assert isinstance(refused, Refusal)
    assert _said(refused) == {
        "ratio": None, "low": None, "high": None, "p_value": None, "method": None, "refusal": refused.reason,
    }  # fmt: skip


def test_the_variation_of_the_months_is_told_where_there_are_months() -> None:
    tallies = told(Count.exactly(6)), told(Count.exactly(12))
    bare = compared(*tallies, compare_rates(6, 6, 12, 12)).as_dict()["comparison"]
    with_months = compared(*tallies, compare_rates(6, 6, 12, 12, series_a=[1] * 6, series_b=[1] * 12))
    assert bare["dispersion"] is None
    assert with_months.as_dict()["comparison"]["dispersion"]["degrees_of_freedom"] == 16
    refused = compared(*tallies, compare_rates(0, 6, 0, 12)).as_dict()["comparison"]
    assert "rate_a" not in refused
    assert refused["refusal"]


def seen(folder: Path, *windows: tuple[str, str, str, int], dark: tuple[str, ...] = ()) -> Observatory:
    """Listings: court, first and last day, and how many filings of its first day."""
    book = Book()
    for place, (court, since, until, filings) in enumerate(windows):
        page = book.page("listing", court=court, url=listing_url(since, until), counter=filings)
        for number in range(filings):
            book.entry(page, guid=f"{place}-{number}", number=f"1-{place}{number}/2023", received=since)
    for court in dark:
        book.page("captcha_gate", court=court)
    return book.write(folder / "o")


WHOLE = ((COURT, "2022-01-01", "2022-12-31", 4), (COURT, "2023-01-01", "2023-06-30", 6))


def outcome(observatory: Observatory, **filters: Any) -> RateComparison | Refusal:
    return compare(observatory, "filings_received", "2023-H1", "2022", **filters).rates


def refusal(observatory: Observatory, **filters: Any) -> str:
    rates = outcome(observatory, **filters)
    assert isinstance(rates, Refusal)
    return str(rates.reason)


def test_what_was_looked_at_from_end_to_end_compares(tmp_path: Path) -> None:
    rates = outcome(seen(tmp_path, *WHOLE), court=COURT)
    assert isinstance(rates, RateComparison)
    assert (rates.count_a, rates.count_b) == (6, 4)
    assert rates.ratio == pytest.approx(3.0)


def test_a_month_not_looked_at_is_named(tmp_path: Path) -> None:
    short = (WHOLE[0], (COURT, "2023-01-01", "2023-05-31", 6))
    assert refusal(seen(tmp_path, *short), court=COURT).endswith(f"{COURT} 2023-06")


def test_months_not_looked_at_are_named_by_their_ends(tmp_path: Path) -> None:
    short = (WHOLE[0], (COURT, "2023-03-01", "2023-05-31", 6))
    assert refusal(seen(tmp_path, *short), court=COURT).endswith(f"{COURT} 2023-01 … 2023-06")


def test_no_court_and_a_dark_court_are_told_apart(tmp_path: Path) -> None:
    assert refusal(seen(tmp_path / "none", dark=(COURT,))).endswith("no court was looked at")
    assert refusal(seen(tmp_path / "dark", *WHOLE, dark=(OTHER,))).endswith(f"{OTHER}: not looked at")


@pytest.mark.parametrize(("more", "named", "cut"), [(2, 4, False), (3, 4, True)])
def test_four_gaps_are_named_and_no_more(tmp_path: Path, more: int, named: int, *, cut: bool) -> None:
    dark = tuple(f"gvs-{number}.synthetic.example" for number in range(5, 5 + more))
    half = ((COURT, "2022-01-01", "2022-12-31", 4), (OTHER, "2022-01-01", "2022-12-31", 4))
    said = refusal(seen(tmp_path, *half, dark=dark))
    assert (said.count(".synthetic.example"), said.endswith("…")) == (named, cut)


def test_a_count_that_is_open_above_is_refused_with_the_count(tmp_path: Path) -> None:
    book = Book()
    for since, until in (("2022-01-01", "2022-12-31"), ("2023-01-01", "2023-06-30")):
        page = book.page("listing", url=listing_url(since, until), counter=2)
        book.entry(page, guid=f"{since} 1", number="1-1/2023", received=since)
        # a cell that nobody could read may be of any provision
        book.entry(page, guid=f"{since} 2", number="1-2/2023", received=since, persons=(None,))
    whole = book.write(tmp_path / "o")
    assert isinstance(outcome(whole, court=COURT), RateComparison)
    found = compare(whole, "filings_received", "2023-H1", "2022", court=COURT, provision="337")
    assert found.first.total == Count(1, 2)
    assert isinstance(found.rates, RateComparison)
    assert CountRange(1, 2, 6).seen == 1
    open_above = compare(whole, "filings_received", "2023-H1", "2022")
    assert isinstance(open_above.rates, Refusal)
    assert "2023-H1: ≥ 2" in str(open_above.rates.reason)
