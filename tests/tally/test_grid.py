"""From units seen to a count: each way a cell can stand, in every dimension."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.study import many
from tests.tally.build import COURT, OTHER, Book, day, listing_url, rows

from absentia.errors import DataProblem
from absentia.model.count import Count
from absentia.observatory import Observatory
from absentia.tally import DIMENSIONS, held, tally
from absentia.tally.asked import PERIODS
from absentia.tally.grid import NOT_COVERED, NOT_READABLE, PERHAPS_REFILED, Grid, _clipped, _count, order_of
from absentia.tally.least import Found, OpenEnds
from absentia.tally.loose import Loose
from absentia.tally.query import Scope

H1: dict[str, Any] = {"since": "2023-01-01", "until": "2023-06-30"}


@pytest.mark.parametrize(
    ("seen", "low", "loose", "covered", "expected"),
    [
        (5, 5, 0, True, Count.exactly(5)),
        (5, 3, 0, True, Count(3, 5)),
        (5, 5, 2, True, Count(5, 7)),
        (0, 0, 0, True, Count.exactly(0)),
        (0, 0, 2, True, Count(0, 2)),
        (5, 5, None, True, Count.at_least(5)),
        (0, 0, None, True, Count.unknown(NOT_READABLE)),
        (5, 5, 0, False, Count.at_least(5)),
        (5, 3, 2, False, Count.at_least(3)),
        (5, 0, 0, False, Count.unknown(PERHAPS_REFILED)),
        (5, 0, None, True, Count.unknown(PERHAPS_REFILED)),
        (0, 0, 0, False, Count.unknown(NOT_COVERED)),
    ],
)
def test_a_cell_as_it_stands(seen: int, low: int, loose: int | None, covered: bool, expected: Count) -> None:
    assert _count(seen, low, loose, covered=covered) == expected


def test_what_may_belong_to_one_place_is_not_added_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Grid, "_covered", lambda _grid, _cell: True)
    values = {
        "court": (COURT, OTHER),
        "month": ("2023-01", "2023-02"),
        "instance": ("first", "appeal"),
        "procedure": ("criminal", "civil"),
    }
    cells = [dict(zip(values, one, strict=True)) for one in product(*values.values())]
    loose = Loose([{**cells[0], "counted": False, "units": 2}], tuple(values))
    seen: Any = None
    grid = Grid(tuple(values), seen, Scope(), OpenEnds(), loose)
    for order in (cells, cells[::-1]):
        found = [Found(cell, 5, 5, 5, 0, 0, 0, 1, None) for cell in order]
        counts = [(cell, count) for cell, count, _seen in grid.counts(found)]
        assert counts == [(cell, Count(5, 7) if cell == cells[0] else Count.exactly(5)) for cell in order]


@given(st.integers(0, 50), st.integers(0, 50), st.one_of(st.none(), st.integers(0, 9)), st.booleans())
def test_only_what_is_covered_has_an_upper_end_and_zero_is_proven(
    seen: int, less: int, loose: int | None, covered: bool
) -> None:
    count = _count(seen, max(0, seen - less), loose, covered=covered)
    assert count.high is None or covered
    assert count != Count.exactly(0) or (covered and seen == 0)
    assert count.low != 0 or count.high is not None, "“at least none” says nothing"


@pytest.mark.parametrize(
    ("since", "until", "clipped"),
    [
        (None, None, "2023-02-01..2023-02-28"),
        ("2023-02-10", None, "2023-02-10..2023-02-28"),
        (None, "2023-02-10", "2023-02-01..2023-02-10"),
        ("2023-01-10", "2023-03-10", "2023-02-01..2023-02-28"),
        ("2023-02-28", None, "2023-02-28..2023-02-28"),  # a day is left
        ("2023-03-01", None, "2023-02-01..2023-02-28"),  # nothing is: a filing dated outside of what was asked for
    ],
)
def test_a_piece_is_cut_to_what_was_asked_for(since: str | None, until: str | None, clipped: str) -> None:
    assert str(_clipped("2023-02", day(since), day(until))) == clipped


def test_where_no_court_was_looked_at_every_month_is_unknown(tmp_path: Path) -> None:
    book = Book()
    book.page("captcha_gate")
    dark = book.write(tmp_path / "o")
    assert [row.count for row in tally(dark, "filings_received", by=("month",), **H1).rows] == [
        Count.unknown(NOT_COVERED)
    ] * 6
    assert [row.cell for row in tally(dark, "filings_received", by=("court",), **H1).rows] == [{"court": COURT}]


@pytest.mark.parametrize(
    ("looked", "until", "months"),
    [
        # the newest look was on 20 March, whatever else was captured later
        (True, None, ["2023-01", "2023-02", "2023-03", "2062-01"]),
        # without looks: the last capture
        (False, None, ["2023-01", "2023-02", "2023-03", "2023-04", "2062-01"]),
        # who asks for later months is told that nobody looked
        (True, "2023-05-31", ["2023-01", "2023-02", "2023-03", "2023-04", "2023-05"]),
    ],
)
def test_periods_end_with_what_anybody_looked_at(
    tmp_path: Path, looked: bool, until: str | None, months: list[str]
) -> None:
    book = Book()
    url = listing_url("2023-01-01", "2063-01-01") if looked else None
    page = book.page("listing", url=url, captured="2023-03-20T03:00:00", counter=2)
    book.entry(page, guid="a", received="2023-01-10")
    book.entry(page, guid="b", received="2062-01-12")
    book.page("captcha_gate", captured="2023-04-20T03:00:00")
    counted = tally(book.write(tmp_path / "o"), "filings_received", by=("month",), until=until)
    assert [row.cell["month"] for row in counted.rows] == months


def test_numbers_inside_names_go_by_value_and_nothing_goes_last() -> None:
    names = [None, "338", "337.10", "337", "337.2", "gvs-10", "gvs-9", "КоАП 20.3/3"]
    assert sorted(names, key=order_of) == ["337", "337.2", "337.10", "338", "gvs-9", "gvs-10", "КоАП 20.3/3", None]


def test_a_court_nobody_read_is_refused_with_those_that_were(tmp_path: Path) -> None:
    for courts, shown in ((0, "–"), (8, "gvs-8.synthetic.example"), (9, "gvs-8.synthetic.example …")):
        book = Book()
        for number in range(1, courts + 1):
            book.entry(book.page(court=f"gvs-{number}.synthetic.example"), guid=f"g{number}")
        with pytest.raises(DataProblem) as refused:
            tally(book.write(tmp_path / f"o{courts}"), "filings_received", court="gvs-77.synthetic.example")
        assert str(refused.value.next_step).endswith(shown)


def _sets() -> list[tuple[str, ...]]:
    chosen = [(one,) for one in DIMENSIONS] + list(combinations(DIMENSIONS, 2))
    return [one for one in chosen if len(set(one) & set(PERIODS)) < 2]


@pytest.fixture(scope="module")
def partly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    """One court was looked at, another is dark; one filing was seen."""
    book = Book()
    page = book.page("listing", url=listing_url("2023-01-01", "2023-06-30"), counter=1)
    book.entry(page, guid="g", received="2023-02-10")
    book.page("captcha_gate", court=OTHER)
    observatory = book.write(tmp_path_factory.mktemp("partly") / "o")
    with held(observatory):
        yield observatory


def test_a_count_with_a_dark_court_is_a_lower_bound_in_every_dimension(partly: Observatory) -> None:
    for by in _sets():
        counted = tally(partly, "filings_received", by=by, **H1)
        for row in counted.rows:
            if row.seen:
                alone = "court" in by and not {"instance", "procedure"} & set(by)
                assert row.count == (Count.exactly(1) if alone else Count.at_least(1)), by
    assert tally(partly, "filings_received", **H1).total == Count.at_least(1)
    assert tally(partly, "filings_received", court=COURT, **H1).total == Count.exactly(1)


def test_every_row_says_how_it_stands(partly: Observatory) -> None:
    for by in _sets()[:: many(3, 1)]:
        for row in rows(tally(partly, "cases_received", by=by, **H1)):
            assert {"count", "complete", "low", "high"} <= row.keys()
            assert row["complete"] == (row["low"] is not None and row["low"] == row["high"])
            assert (row["count"] is None) == ("reason" in row)
