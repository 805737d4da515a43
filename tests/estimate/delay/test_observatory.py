"""The two delays an observatory knows, from tables made by hand (synthetic), and a measure's change point."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.tally.build import COURT, OTHER, Book, listing_url

from absentia.cli.main import absentia, run
from absentia.estimate.delay.observatory import Observed, from_observatory
from absentia.estimate.grid import index_of
from absentia.model import Grain, Refusal
from absentia.observatory import Observatory

MONDAY = dt.date(2023, 1, 2)
WEEKS = 32
SHARES = np.array([0.4, 0.3, 0.2, 0.1])


def truth() -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.random.default_rng(3).poisson(14 * SHARES, size=(WEEKS, 4))


def swept(folder: Path, *, skip: frozenset[int] = frozenset(), weeks: int = WEEKS) -> tuple[Book, Path]:
    """A court looked at every Sunday; each sweep shows what has appeared since the last one."""
    book, number = Book(asked="2020-01-01"), 0
    waiting: list[tuple[int, int]] = []
    for week in range(weeks):
        for event, line in enumerate(truth()):
            waiting += [(event, number) for delay, number in enumerate(line) if event + delay == week and number]
        if week in skip:
            continue
        page = book.page("listing", captured=f"{MONDAY + dt.timedelta(weeks=week, days=6)}T10:00:00")
        for event, many in waiting:
            for _each in range(many):
                number += 1
                day = MONDAY + dt.timedelta(weeks=event, days=number % 5)
                book.entry(page, guid=f"g{number}", number=f"1-{number}/2023", received=str(day))
        waiting = []
        book.looked(page, "2023-01-01", str(MONDAY + dt.timedelta(weeks=week, days=6)))
    book.write(folder)
    return book, folder


def test_receipt_to_first_seen(tmp_path: Path) -> None:
    _book, folder = swept(tmp_path / "observatory")
    found = from_observatory(Observatory.open(folder), "filings_received")
    assert isinstance(found, Observed)
    assert found.synthetic
    visible = np.add.outer(np.arange(WEEKS), np.arange(4)) < WEEKS
    assert np.array_equal(found.triangle.counts, np.where(visible, truth(), 0))
    assert found.triangle.first == index_of(MONDAY, Grain.WEEK)
    arguments = ["-C", str(folder), "estimate", "delay", "--measure", "filings_received", "--format", "json"]
    result = CliRunner().invoke(absentia, arguments)
    assert result.exit_code == 0, result.output
    newest = json.loads(result.stdout)["estimates"][-2]
    assert newest["observed"] == truth()[-1, 0]
    assert newest["interval"]["low"] <= truth()[-1].sum() <= newest["interval"]["high"]
    assert "synthetic" in newest["unit"]


def test_a_week_nobody_looked_is_closed_and_not_empty(tmp_path: Path) -> None:
    _book, folder = swept(tmp_path / "observatory", skip=frozenset({20, 30}))
    found = from_observatory(Observatory.open(folder), "filings_received")
    assert isinstance(found, Observed)
    first = index_of(MONDAY, Grain.WEEK)
    assert found.closed == {first + 20: 0.0, first + 30: 0.0}
    result = CliRunner().invoke(
        absentia, ["-C", str(folder), "estimate", "delay", "--measure", "filings_received", "--format", "json"]
    )
    assert result.exit_code == 0, result.output
    for answer, week in zip(json.loads(result.stdout)["estimates"][:-1][-2:], (WEEKS - 2, WEEKS - 1), strict=True):
        assert answer["interval"]["low"] <= truth()[week].sum() <= answer["interval"]["high"]


def test_one_day_of_capture_cannot_tell_when_cases_appear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _book, folder = swept(tmp_path / "observatory", weeks=1)
    arguments = ["-C", str(folder), "estimate", "delay", "--measure", "filings_received"]
    assert run(arguments) == 1
    assert "complete looks in 1 period" in capsys.readouterr().out


def decided(folder: Path, *, captured: list[str]) -> Path:
    """Cards that print when the decision was posted."""
    book, number = Book(), 0
    for event, line in enumerate(truth()):
        for delay, many in enumerate(line):
            for _each in range(many):
                number += 1
                day = MONDAY + dt.timedelta(weeks=event, days=3)
                posted = MONDAY + dt.timedelta(weeks=event + delay, days=4)
                page = book.page("card", captured=captured[number % len(captured)])
                identity = book.entry(
                    page, guid=f"g{number}", number=f"1-{number}/2023", received="2022-11-01", decided=str(day)
                )
                book._add(
                    "events",
                    filing_id=identity,
                    capture=page["capture"],
                    row=-1,
                    position=0,
                    name="Судебное заседание",
                    date=day,
                    posted=posted,
                )
    book.write(folder)
    return folder


def test_decision_to_posted_needs_one_reading_only(tmp_path: Path) -> None:
    day = MONDAY + dt.timedelta(weeks=WEEKS, days=2)
    folder = decided(tmp_path / "observatory", captured=[f"{day}T10:00:00"])
    found = from_observatory(Observatory.open(folder), "cases_decided")
    assert isinstance(found, Observed)
    assert found.triangle.now == index_of(MONDAY, Grain.WEEK) + WEEKS - 1
    assert np.array_equal(found.triangle.counts[:WEEKS], truth())
    apart = decided(tmp_path / "apart", captured=["2023-05-01T10:00:00", f"{day}T10:00:00"])
    refused = from_observatory(Observatory.open(apart), "cases_decided")
    assert isinstance(refused, Refusal)
    assert "same time" in str(refused.reason)


def months(book: Book, counts: list[int], court: str = COURT) -> None:
    """One complete listing for each month."""
    number = 0
    for at, many in enumerate(counts):
        start = dt.date(2020 + at // 12, at % 12 + 1, 1)
        end = dt.date(2020 + (at + 1) // 12, (at + 1) % 12 + 1, 1) - dt.timedelta(days=1)
        page = book.page(
            "listing", court=court, url=listing_url(str(start), str(end), court=court), counter=many,
            captured="2024-06-01T00:00:00",
        )  # fmt: skip
        for _each in range(many):
            number += 1
            book.entry(page, guid=f"{court}{number}", number=f"1-{number}/{start.year}", received=str(start))


def test_the_change_point_of_a_measure(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    counts = [int(random.poisson(6 if at < 20 else 16)) for at in range(36)]
    book = Book(asked="2020-01-01")
    months(book, counts)
    folder = tmp_path / "observatory"
    book.write(folder)
    arguments = ["-C", str(folder), "estimate", "change-point", "--measure", "filings_received", "--format", "json"]
    result = CliRunner().invoke(absentia, [*arguments, "--since", "2020-01", "--until", "2022-12"])
    assert result.exit_code == 0, result.output
    date = json.loads(result.stdout)["estimates"][0]
    assert date["written"]["value"] == "2021-08"
    assert [row["count"] for row in date["detail"]] == counts
    assert any("synthetic" in caveat for caveat in date["caveats"])


@pytest.mark.parametrize("since", ["2020-01", "2019-06"])
def test_months_nobody_looked_at_are_refused(tmp_path: Path, since: str, capsys: pytest.CaptureFixture[str]) -> None:
    book = Book()
    months(book, [5] * 24)
    months(book, [9] * (12 if since == "2020-01" else 24), OTHER)
    folder = tmp_path / "observatory"
    book.write(folder)
    arguments = ["-C", str(folder), "estimate", "change-point", "--measure", "filings_received"]
    assert run([*arguments, "--since", since, "--until", "2021-12"]) == 1
    assert "not looked at" in capsys.readouterr().out
