"""What was looked at, from the request to the count: each of these printed a wrong number once (all synthetic)."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.collect.conftest import Lab
from tests.collect.small_court import Courthouse, Reply, Request, court, filing
from tests.tally.build import COURT, OTHER, Book, listing_url

from absentia.errors import ObservatoryProblem
from absentia.estimate.delay.observatory import Observed, triangle_of
from absentia.estimate.delay.tallied import with_nowcast
from absentia.model import Grain, Refusal
from absentia.observatory import Observatory
from absentia.parse import build_tables
from absentia.tally import suppressed, tally
from absentia.tally.catalogue import measure
from absentia.tally.counting import count
from absentia.tally.prepare import prepared
from absentia.tally.query import Scope

DAY = dt.date(2023, 2, 6)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def read(lab: Lab) -> None:
    with lab.observatory.writing():
        build_tables(lab.observatory, 1)


def looks(lab: Lab) -> set[tuple[str, str | None]]:
    """Outcome and reason of every look in the table."""
    with prepared(lab.observatory) as connection:
        return set(connection.execute("SELECT DISTINCT outcome, reason FROM looks").fetchall())


def test_a_page_that_repeats_a_row_of_another_makes_no_exact_count(lab: Lab) -> None:
    """30 cases of one day; the second page always repeats a row of the first, so that one is never shown."""
    at = court(1)
    house = Courthouse([at], {at.host: {1: [filing(at, number, DAY) for number in range(1, 31)]}})

    def repeats(_house: Courthouse, request: Request) -> Reply | None:
        if request.operation != "r" or request.query.get("page", "1") != "2":
            return None
        rows = house.rows(at, request.query)
        return Reply(house.render(at, [rows[0], *rows[26:]], len(rows), 26, DAY)) if rows else None

    house.faults.append(repeats)
    lab.run(house)
    read(lab)
    with prepared(lab.observatory) as connection:
        sql = "SELECT DISTINCT outcome FROM looks WHERE article = '337' AND $1 BETWEEN since AND until"
        asked = connection.execute(sql, [DAY]).fetchall()
    assert asked == [("partial",)]
    for by in ((), ("court",), ("month",), ("provision",)):
        counted = tally(lab.observatory, "filings_received", by=by, since="2023-02", until="2023-02")
        assert not counted.total.exact
        shown = [row for row in counted.as_dict()["rows"] if row["count"]]
        assert [(row["count"], row.get("complete", False)) for row in shown] == [(29, False)]


def test_rows_saved_months_apart_are_no_complete_window(tmp_path: Path) -> None:
    book = Book()
    for number in range(30):
        second = number >= 25
        if number in (0, 25):
            moment = "2023-12-01T10:00:00" if second else "2023-07-01T10:00:00"
            url = listing_url("2023-01-01", "2023-03-31", 2 if second else 1)
            page = book.page("listing", url=url, counter=30, captured=moment)
        book.entry(page, guid=f"g{number}", number=f"1-{number}/2023", received="2023-02-06")
    counted = tally(book.write(tmp_path / "o"), "filings_received", by=("court",), since="2023-02", until="2023-02")
    assert [row["complete"] for row in counted.as_dict()["rows"]] == [False]


def test_a_court_that_wants_a_captcha_for_everything_was_not_looked_at(lab: Lab) -> None:
    at = court(1)
    house = Courthouse([at], {at.host: {1: [filing(at, n, DAY, decided=DAY) for n in range(1, 9)]}})
    house.captcha_hosts.add(at.host)
    report = lab.run(house)
    assert set(report.outcomes) == {"captcha"}
    assert report.exit_code == 3
    assert lab.ask("SELECT count(*) AS n FROM hearing_days")[0]["n"] > 0, "lists of hearings were read all the same"
    read(lab)
    assert {outcome for outcome, _reason in looks(lab)} == {"captcha"}
    counted = tally(lab.observatory, "filings_received", by=("court",))
    assert counted.coverage["courts_not_looked_at"] == 1
    assert {row.get("reason") for row in counted.as_dict()["rows"] if row["count"] is None} <= {"captcha"}
    assert not counted.total.exact


def weeks(lab: Lab, house: Courthouse, settings: str, number: int) -> Iterator[int]:
    lab.observatory.path.joinpath("courts.csv").write_text(settings, encoding="utf-8")
    config = lab.observatory.path / "absentia.toml"
    text = config.read_text(encoding="utf-8") if config.exists() else ""
    config.write_text(
        f'{text}\n[collect]\ncontact = "test@synthetic.example"\ncourts_file = "courts.csv"\nsince = 2023-01-01\n',
        encoding="utf-8",
    )
    lab.observatory = type(lab.observatory).open(lab.observatory.path)
    for week in range(number):
        yield week
        lab.run(house, whole_register=True, provisions=())
        lab.later(days=7)


def test_open_ends_are_exact_of_no_court_that_went_dark(lab: Lab) -> None:
    """One of two courts answers nothing for months while it goes on receiving cases."""
    dark, light = court(1), court(2)
    rows = {at.host: {1: [filing(at, n, DAY) for n in range(1, 6)]} for at in (dark, light)}
    house = Courthouse([dark, light], rows)
    listed = "host,code,name,level,region,template\n" + "".join(
        f"{at.host},{at.code},{at.name},garrison,syn,primary\n" for at in (dark, light)
    )

    def outage(_house: Courthouse, request: Request) -> Reply | None:
        return Reply(b"", status=503) if request.host == dark.host else None

    for week in weeks(lab, house, listed, 18):
        if week == 2:
            house.faults.append(outage)
        if week >= 2:
            day = lab.now.date()
            for at in (dark, light):
                rows[at.host][1].append(filing(at, 100 + week, day - dt.timedelta(days=2)))
    read(lab)
    truth = sum(len(found[1]) for found in rows.values())
    for scope in ({}, {"since": "2023-01-01"}, {"until": "2023-12-31"}):
        counted = tally(lab.observatory, "filings_received", **scope)  # type: ignore[arg-type]
        document = counted.as_dict()
        assert (document["complete"], document["total"] < truth) == (False, True)
        assert "unreachable" in str(document["coverage"]["courts"])
    # what the dark court had shown long before is exact; of the weeks after nothing is
    rows_by = tally(lab.observatory, "filings_received", by=("court", "month")).as_dict()["rows"]
    known = {(row["court"], row["month"]): row.get("complete") for row in rows_by if row["count"] is not None}
    assert known[light.host, "2023-02"] is True
    assert known[dark.host, "2023-02"] is False, "it was not looked at again after the longest delay"


def test_without_settings_open_ends_are_never_exact(tmp_path: Path) -> None:
    book = Book()
    page = book.page("listing", url=listing_url("2021-01-01", "2023-06-30"), counter=1)
    book.entry(page, guid="g")
    observatory = book.write(tmp_path / "o")
    assert not tally(observatory, "filings_received").total.exact
    assert not tally(observatory, "filings_received", until="2023-06-30").total.exact
    closed: dict[str, Any] = {"since": "2023-01-01", "until": "2023-06-30"}
    # nor is a total of courts of which nobody knows how many there are
    assert not tally(observatory, "filings_received", **closed).total.exact
    assert tally(observatory, "filings_received", court=COURT, **closed).total.exact
    book.asked = "2021-01-01"
    assert tally(book.write(tmp_path / "asked"), "filings_received", **closed).total.exact


def test_a_week_a_court_may_still_post_into_is_not_complete(tmp_path: Path) -> None:
    """A look on the day after the week shows 4; a fifth is posted two months later, when nobody looks any more."""
    book = Book(asked="2023-01-01")
    page = book.page("listing", captured="2023-02-13T10:00:00")
    for number in range(4):
        book.entry(page, guid=f"g{number}", number=f"1-{number}/2023", received="2023-02-06")
    book.looked(page, "2023-01-01", "2023-02-12")
    soon = book.write(tmp_path / "soon")
    ask = {"by": ("week",), "since": "2023-02-06", "until": "2023-02-12"}
    (row,) = tally(soon, "filings_received", **ask).as_dict()["rows"]  # type: ignore[arg-type]
    assert (row["count"], row["complete"]) == (4, False)
    late = book.page("listing", captured="2023-06-01T10:00:00")
    for number in range(5):
        book.entry(late, guid=f"g{number}", number=f"1-{number}/2023", received="2023-02-06")
    book.looked(late, "2023-01-01", "2023-05-31")
    (row,) = tally(book.write(tmp_path / "late"), "filings_received", **ask).as_dict()["rows"]  # type: ignore[arg-type]
    assert (row["count"], row["complete"]) == (5, True)


def _two_courts(*, dark_after: int | None) -> Book:
    """Two courts looked at every Sunday; the second goes dark, having shown half of what it received."""
    book, number = Book(), 0
    for week in range(24):
        day = dt.date(2023, 1, 8) + dt.timedelta(weeks=week)
        for at in (COURT, OTHER):
            if at == OTHER and dark_after is not None and week >= dark_after:
                continue
            page = book.page("listing", court=at, captured=f"{day}T10:00:00")
            for delay in (0, 1, 2):
                for _each in range(4 - delay):
                    number += 1
                    received = day - dt.timedelta(days=6, weeks=delay)
                    book.entry(page, guid=f"g{number}", number=f"1-{number}/2023", received=str(received))
            book.looked(page, "2022-06-01", str(day))
    return book


def test_a_nowcast_says_nothing_of_a_court_that_does_not_answer(tmp_path: Path) -> None:
    whole = _two_courts(dark_after=None).write(tmp_path / "whole")
    part = _two_courts(dark_after=20).write(tmp_path / "part")
    for observatory, silent in ((whole, ()), (part, (OTHER,))):
        with prepared(observatory) as connection:
            found = triangle_of(connection, measure("filings_received"), Scope(), Grain.WEEK, "o")
        assert isinstance(found, Observed)
        assert found.left_out == silent
        assert bool(found.seen_there) is bool(silent)
        sources = with_nowcast(observatory, count(observatory, "filings_received", by=("week",))).sources
        refused = [isinstance(source.found, Refusal) for source in sources]
        assert refused == [bool(silent)], "its cases stand in the counts that the nowcast would complete"
        if silent:
            reason = sources[0].found.reason  # type: ignore[union-attr]
            assert re.search(OTHER, str(reason))
            counted = count(observatory, "filings_received", by=("week",))
            safe = replace(counted, tally=suppressed(counted.tally, 5))
            reason = with_nowcast(observatory, safe).sources[0].found.reason  # type: ignore[union-attr]
            assert not re.search(rf"\d|{OTHER}", str(reason)), "how many cases which court has"


def test_what_was_collected_and_not_read_is_not_complete(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger knows a look whose pages the tables do not have: its window is not known to whoever counts."""
    at = court(1)
    house = Courthouse([at], {at.host: {1: [filing(at, n, DAY) for n in range(1, 4)]}})
    lab.run(house)
    read(lab)
    assert ("complete", None) in looks(lab)
    pages = lab.ask("SELECT captures FROM sweeps WHERE outcome = 'complete' AND distinct_guids > 0")
    assert pages
    database = lab.observatory.path / "state.sqlite"
    import sqlite3

    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE sweeps SET captures = '[\"0000\"]' WHERE outcome = 'complete'")
    connection.close()
    monkeypatch.setattr("absentia.collect.ledger.merged.must_have_ledger_as_stated", lambda _observatory: None)
    read(lab)
    assert "complete" not in {outcome for outcome, _reason in looks(lab)}
    assert "pages_not_read" in {reason for _outcome, reason in looks(lab)}


def test_a_ledger_that_went_missing_stops_the_reading(lab: Lab) -> None:
    at = court(1)
    lab.run(Courthouse([at], {at.host: {1: [filing(at, 1, DAY)]}}))
    read(lab)
    for file in lab.observatory.path.glob("state.sqlite*"):
        file.unlink()
    with pytest.raises(ObservatoryProblem, match="ledger is missing"):
        read(lab)


@pytest.fixture(scope="module")
def counted_once(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    """One listing, linked and counted."""
    book = Book()
    book.entry(book.page("listing", url=listing_url("2023-01-01", "2023-06-30"), counter=1), guid="g")
    observatory = book.write(tmp_path_factory.mktemp("counted") / "o")
    assert tally(observatory, "filings_received").as_dict()["total"] == 1
    return observatory


@pytest.mark.parametrize("table", ["looks", "registers", "filings", "captures", "defendants", "charges", "issues"])
@pytest.mark.parametrize("how", ["gone", "changed"])
def test_a_table_that_is_missing_or_changed_stops_the_count(
    counted_once: Observatory, tmp_path: Path, table: str, how: str
) -> None:
    shutil.copytree(counted_once.path, tmp_path / "o")
    observatory = Observatory.open(tmp_path / "o")
    file = observatory.tables / f"{table}.parquet"
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-1] + b"\x00")
    with pytest.raises(ObservatoryProblem, match=table):
        tally(observatory, "filings_received")


def test_looks_are_rebuilt_from_ledger_and_archive(lab: Lab) -> None:
    at = court(1)
    lab.run(Courthouse([at], {at.host: {1: [filing(at, n, DAY) for n in range(1, 31)]}}))
    read(lab)
    before = {file.name: file.read_bytes() for file in lab.observatory.tables.iterdir()}
    for file in lab.observatory.tables.iterdir():
        file.unlink()
    read(lab)
    after = {file.name: file.read_bytes() for file in lab.observatory.tables.iterdir()}
    assert after == before
