"""Tallies with a nowcast beside them: right-truncated observatories against what was known later (all synthetic)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.estimate.delay.test_observatory import MONDAY, WEEKS, decided, swept, truth
from tests.tally.build import COURT, OTHER, Book

from absentia.cli.main import run
from absentia.estimate.delay.observatory import Observed, from_observatory
from absentia.estimate.delay.tallied import _View
from absentia.estimate.grid import index_of, label
from absentia.looks.coverage import Coverage
from absentia.model import Grain, Period
from absentia.model.count import Count
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse.life import Life, live
from absentia.tally import tally
from absentia.tally.prepare import held
from absentia.tally.query import Scope
from absentia.tally.result import Row, Tally


def week(at: int) -> str:
    return label(index_of(MONDAY, Grain.WEEK) + at, Grain.WEEK)


def said(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str, code: int = 0) -> str:
    assert run(["-C", str(folder), "--lang", "en", "tally", *arguments]) == code
    caught = capsys.readouterr()
    return caught.out if code == 0 else caught.err


def document(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(capsys, folder, *arguments, "--format", "json"))
    return found


@pytest.fixture(scope="module")
def weekly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """32 weeks, looked at every Sunday, delays of up to three weeks; opened for counting once."""
    path = swept(tmp_path_factory.mktemp("weekly") / "o")[1]
    with held(Observatory.open(path)):
        yield path


def test_observed_and_nowcast_stand_apart(weekly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, weekly, "filings_received", "--by", "week")
    rows = {row["week"]: row for row in found["rows"]}
    real = truth()
    inside = []
    for at in range(WEEKS):
        row = rows[week(at)]
        assert row["count"] == real[at, : WEEKS - at].sum()
        if at < WEEKS - 3:
            # the first weeks were looked at three months later, the others not long enough after them
            reason = "whole" if row["complete"] else "settled"
            assert (row["nowcast"], row["nowcast_reason"]) == (None, reason)
            assert row["complete"] == (at <= (WEEKS - 1) - 13)
        else:
            expected = row["nowcast"]
            assert row["count"] <= expected["low"] <= expected["value"] <= expected["high"]
            inside.append(expected["low"] <= real[at].sum() <= expected["high"])
    assert all(inside)
    assert found["total"] == sum(row["count"] for row in rows.values()), "nothing expected is in the total"
    assert found["nowcast"]["standing"] == "estimated"
    (source,) = found["nowcast"]["sources"]
    assert (source["court"], source["refused"], source["reported_until"]) == (None, None, week(WEEKS - 1))
    assert source["assumptions"]
    bare = document(capsys, weekly, "filings_received", "--by", "week", "--no-nowcast")
    assert "nowcast" not in bare
    assert [row["count"] for row in bare["rows"]] == [row["count"] for row in found["rows"]]
    asked = document(capsys, weekly, "filings_received", "--by", "week", "--nowcast")
    assert asked["rows"] == found["rows"]
    assert asked["query"].endswith("--nowcast")


def test_people_and_spreadsheets_read_both(weekly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, weekly, "filings_received", "--by", "week").splitlines()
    assert any("nowcast" in line and "95 % prediction interval" in line for line in lines)
    assert any("in no count and in no total" in line for line in lines)
    assert any("synthetic" in line for line in lines if "Estimated" in line)
    rows = list(
        csv.DictReader(io.StringIO(said(capsys, weekly, "filings_received", "--by", "week", "--format", "csv")))
    )
    last = rows[-1]
    assert float(last["count"]) <= float(last["nowcast_low"]) <= float(last["nowcast"]) <= float(last["nowcast_high"])
    assert (rows[0]["nowcast"], rows[0]["nowcast_reason"]) == ("", "whole")


def test_old_periods_have_nothing_to_expect(weekly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, weekly, "filings_received", "--by", "week", "--until", "2023-W20")
    assert "nothing more is expected" in text
    assert "95 % prediction interval" not in text


@pytest.mark.parametrize("by", ["month", "quarter", "half-year", "year"])
def test_longer_periods_are_put_together_from_months(weekly: Path, by: str, capsys: pytest.CaptureFixture[str]) -> None:
    # looking ended on 13 August, so July is the last month that is over
    found = document(capsys, weekly, "filings_received", "--by", by, "--nowcast")
    assert found["nowcast"]["grain"] == "month"
    assert found["nowcast"]["sources"][0]["reported_until"] == "2023-07"
    last = found["rows"][-1]
    if by == "month":
        assert (last["month"], last["nowcast_reason"]) == ("2023-08", "not_over")
        last = found["rows"][-2]
    expected = last["nowcast"]
    assert expected["until"] == "2023-07-31"
    assert last["count"] <= expected["low"] <= expected["value"] <= expected["high"]
    if by == "quarter":
        months = document(capsys, weekly, "filings_received", "--by", "month")["rows"]
        july = next(row for row in months if row["month"] == "2023-07")
        assert expected["value"] - last["count"] == july["nowcast"]["value"] - july["count"]


def test_small_counts_and_cut_periods_have_none(weekly: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, weekly, "filings_received", "--by", "week", "--suppress", "12")
    withheld = [row for row in found["rows"] if row.get("reason") == "suppressed"]
    assert withheld
    assert {(row["nowcast"], row["nowcast_reason"]) for row in withheld} == {(None, "suppressed")}
    wednesday = MONDAY + dt.timedelta(weeks=WEEKS - 1, days=2)
    found = document(capsys, weekly, "filings_received", "--by", "week", "--until", str(wednesday))
    assert found["rows"][-1]["nowcast_reason"] == "cut"
    assert found["rows"][-2]["nowcast"]


@pytest.mark.parametrize(("seen", "reason"), [(0, "not_looked_at"), (4, "suppressed"), (5, "not_looked_at")])
def test_nothing_is_expected_beside_few_that_are_told_as_no_count(seen: int, reason: str) -> None:
    whole = Tally("filings_received", {}, {}, ("week",), (), Count.exactly(9), Coverage((), None, None), {},
                  synthetic=True, suppressed=5)  # fmt: skip
    row = Row({"week": "2023-W05"}, Count.unknown("perhaps_refiled"), seen)
    assert _View(whole, Scope(), Grain.WEEK, {})._beside(row).reason == reason


def test_what_cannot_have_a_nowcast_says_so(weekly: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "by period" in said(capsys, weekly, "filings_received", "--nowcast", code=2)
    assert "filter by the rest" in said(capsys, weekly, "charges", "--by", "week,article", "--nowcast", code=2)
    assert "--nowcast" in said(capsys, weekly, "charges", "--compare", "2023-Q1", "2023-Q2", "--nowcast", code=2)
    _book, once = swept(tmp_path / "once", weeks=1)
    text = said(capsys, once, "filings_received", "--by", "week")
    assert "No nowcast: " in text
    assert "complete looks in 1 period" in text
    found = document(capsys, once, "filings_received", "--by", "week")
    assert {row["nowcast_reason"] for row in found["rows"]} == {"refused"}
    (row, *_rest) = csv.DictReader(
        io.StringIO(said(capsys, once, "filings_received", "--by", "week", "--format", "csv"))
    )
    assert "complete looks in 1 period" in row["nowcast_reason"]


def test_each_court_has_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, folder = swept(tmp_path / "one")
    for at in range(3):  # another court, looked at three times only
        page = book.page("listing", court=OTHER, captured=f"{MONDAY + dt.timedelta(weeks=at, days=6)}T10:00:00")
        book.entry(page, guid=f"o{at}", number=f"1-{at}/2023", received=str(MONDAY + dt.timedelta(weeks=at)))
        book.looked(page, "2023-01-01", str(page["captured"].date()))
    folder = tmp_path / "two"
    book.write(folder)
    found = document(capsys, folder, "filings_received", "--by", "court,week", "--nowcast")
    refused = {source["court"]: source["refused"] for source in found["nowcast"]["sources"]}
    assert refused[COURT] is None
    assert "complete looks in 3" in refused[OTHER]
    newest = {row["court"]: row for row in found["rows"] if row["count"] is not None}
    assert newest[COURT]["nowcast"]
    assert newest[OTHER]["nowcast_reason"] == "refused"
    alone = document(capsys, folder, "filings_received", "--by", "week", "--court", COURT)
    mine = [row["nowcast"] for row in found["rows"] if row["court"] == COURT]
    assert [row["nowcast"] for row in alone["rows"]] == mine


def test_what_was_posted_in_the_unfinished_week_is_counted_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # cards read on a Wednesday: what was posted that week is counted, and not expected a second time
    day = MONDAY + dt.timedelta(weeks=WEEKS, days=2)
    folder = decided(tmp_path / "o", captured=[f"{day}T10:00:00"])
    found = document(capsys, folder, "cases_decided", "--by", "week")
    rows = {row["week"]: row for row in found["rows"]}
    assert found["nowcast"]["sources"][0]["reported_until"] == week(WEEKS - 1)
    for at in range(WEEKS - 3, WEEKS):
        row = rows[week(at)]
        # the book shows every decision, also those posted later: all are counted, so nothing is left to expect
        assert row["count"] == truth()[at].sum()
        assert row["nowcast"]["low"] == row["count"]


def test_the_triangle_holds_the_units_of_the_tally(tmp_path: Path) -> None:
    book = Book()
    for at in range(10):
        page = book.page("listing", captured=f"{MONDAY + dt.timedelta(weeks=at, days=6)}T10:00:00")
        for each in range(3):
            # two persons; only the first is charged under 337
            book.entry(
                page, guid=f"g{at}-{each}", number=f"1-{10 * at + each}/2023",
                received=str(MONDAY + dt.timedelta(weeks=at)), persons=[["337.5"], ["158.3"]],
            )  # fmt: skip
        book.looked(page, "2023-01-01", str(page["captured"].date()))
    observatory = book.write(tmp_path / "o")
    for measure, provision, units in (
        ("persons_charged", None, 60),
        ("persons_charged", "337", 30),
        ("charges", "158.3", 30),
        ("cases_received", "337.5", 30),
    ):
        counted = tally(observatory, measure, provision=provision).seen
        found = from_observatory(observatory, measure, provision=provision)
        assert isinstance(found, Observed)
        assert int(found.triangle.counts.sum()) == counted == units, (measure, provision)


def test_a_last_week_looked_at_too_early_is_not_over(tmp_path: Path) -> None:
    book = Book()
    for at in range(12):
        looks = (0,) if at == 11 else (1, 3, 5)  # Tuesday, Thursday, Saturday; last on a Monday
        for weekday in looks:
            page = book.page("listing", captured=f"{MONDAY + dt.timedelta(weeks=at, days=weekday)}T10:00:00")
            book.entry(
                page, guid=f"g{at}-{weekday}", number=f"1-{10 * at + weekday}/2023",
                received=str(MONDAY + dt.timedelta(weeks=at, days=max(0, weekday - 1))),
            )  # fmt: skip
            book.looked(page, "2023-01-01", str(page["captured"].date()))
    found = from_observatory(book.write(tmp_path / "o"), "filings_received")
    assert isinstance(found, Observed)
    assert found.triangle.now == index_of(MONDAY, Grain.WEEK) + 10


@pytest.fixture(scope="module")
def life() -> Life:
    return live(courts=40, months=12, seed=4)


@pytest.mark.parametrize("cut", [dt.date(2023, 7, 30), dt.date(2023, 10, 29)])
def test_the_nowcast_holds_what_a_courthouse_shows_later(
    life: Life, cut: dt.date, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every court looked at on Sundays until ``cut``; later its registers show what was posted late."""
    book = Book()
    begin = dt.date(2022, 11, 6)
    shown = [entry for entry in life.entries if entry.published and entry.record.register == "first"]
    shown = [entry for entry in shown if begin < entry.record.received <= cut]
    later = Counter(index_of(entry.record.received, Grain.WEEK) for entry in shown)
    day = begin
    while day <= cut:
        page = book.page("listing", captured=f"{day}T10:00:00")
        for number, entry in enumerate(shown):
            if entry.published and day - dt.timedelta(days=7) < entry.published <= day:
                book.entry(page, guid=f"g{number}", number=f"1-{number}/2023", received=str(entry.record.received))
        book.looked(page, str(begin), str(day))
        day += dt.timedelta(days=7)
    folder = tmp_path / "o"
    book.write(folder)
    found = document(capsys, folder, "filings_received", "--by", "week")
    given = [row for row in found["rows"] if row["nowcast"]]
    assert len(given) >= 6
    real = [later[index_of(Period.parse(row["week"]).start, Grain.WEEK)] for row in given]
    ends = [(row["nowcast"]["low"], row["nowcast"]["high"]) for row in given]
    inside = [low <= number <= high for (low, high), number in zip(ends, real, strict=True)]
    assert sum(inside) >= len(inside) - 1
    short = sum(real)
    counted = sum(row["count"] or 0 for row in given)
    expected = sum(row["nowcast"]["value"] for row in given)
    assert counted < short, "something was still to come"
    assert abs(expected - short) < short - counted, "the nowcast is nearer to it than the count"
