"""A list held against tables made by hand: the rule of the count, asked one filter at a time. All of it is invented."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.tally.build import COURT, OKRUG, OTHER, Book, listing_url

from absentia.cli.main import run
from absentia.law import parse_provision
from absentia.model import Period
from absentia.observatory import Observatory
from absentia.reconcile import Reconciliation, reconcile
from absentia.reconcile.matching import Entry
from absentia.reconcile.method import outside
from absentia.tally.query import Scope

FIRST, LAST = "2023-01-01", "2023-06-30"


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    """One court looked at completely for half a year, one in part, and an appeal."""
    book = Book(asked=FIRST)
    page = book.page(
        "listing", code="99GV0001", captured="2024-01-20T03:00:00", url=listing_url(FIRST, LAST), counter=6
    )
    book.entry(page, number="1-1/2023", guid="a", received="2023-02-01")
    book.entry(page, number="1-2/2023", guid="b", received="2023-02-02", persons=[("338.1",)])
    book.entry(page, number="1-3/2023", guid="c", received="2023-02-03", persons=[None])
    book.entry(page, number="1-4/2023", guid="d", received="2022-12-30")
    book.entry(page, number="1-5/2023", guid="e", received="2023-03-01")
    book.entry(page, number="1-6/2023", guid="f", received="2023-03-02")
    book.looked(page, FIRST, LAST)
    other = book.page("card", court=OTHER, code="99GV0002")
    book.entry(other, number="1-7/2023", guid="g", received="2023-04-01")
    above = book.page("card", court=OKRUG, code="99OV0001", instance="appeal")
    book.entry(above, number="22-1/2023", guid="h", received="2023-05-01")
    return book.write(tmp_path / "observatory")


def against(observatory: Observatory, *rows: str, **asked: Any) -> Reconciliation:
    file = observatory.path / "list.csv"
    file.write_text("\n".join(["court,number,received,article", *rows, ""]), encoding="utf-8")
    return reconcile(observatory, file, **{"since": "2023-H1", "until": "2023-H1", "provision": "337"} | asked)


ROWS = (
    f"{COURT},1-1/2023,2023-02-01,337.5",
    "99GV0001,1-2/2023,02.02.2023,337",  # charged with 338 here
    f"{COURT},1-3/2023,2023-02-03,",
    f"{COURT},1-4/2023,2023-01-09,337",  # received in December here
    f"{COURT},1-5/2023,2023-07-01,337",  # in July in the list
    f"{COURT},1-99/2023,2023-03-05,337",
    f"{COURT},1-98/2023,2023-09-05,338",
    f"{OTHER},1-97/2023,2023-03-05,337",
    f"{OKRUG},22-1/2023,2023-05-01,337",
)


def test_each_row_has_its_reason(observatory: Observatory) -> None:
    found = against(observatory, *ROWS)
    assert {one.entry.line: one.reason for one in found.matched.only_listed if one.entry} == {
        3: "article",
        4: "charges_unreadable",
        5: "date",
        7: "not_shown",
        9: "not_looked_at",
        10: "instance",
    }
    assert [entry.line for entry, _held in found.matched.both] == [2]
    assert {one.held.number: one.reason for one in found.matched.only_here if one.held} == {
        "1-5/2023": "date",
        "1-6/2023": "not_listed",
        "1-7/2023": "not_listed",
    }
    assert [(one.reason, one.entry and one.entry.line) for one in found.matched.outside] == [("date", 6), ("date", 8)]


def test_what_is_counted_here_is_the_tally(observatory: Observatory) -> None:
    for asked in ({}, {"provision": None}, {"since": None, "until": None}, {"provision": "338.1"}):
        found = against(observatory, *ROWS, **asked)
        assert found.here == found.tally.seen
        assert found.listed - found.here == len(found.matched.only_listed) - len(found.matched.only_here)


def test_an_overlap_holds_only_what_somebody_missed(observatory: Observatory) -> None:
    found = against(observatory, *ROWS)
    assert found.overlap == {"both": 1, "only_listed": 2, "only_here": 2}  # not looked at, not shown
    assert found.otherwise == 5


@pytest.mark.parametrize(
    ("received", "article", "left_out"),
    [
        ("2023-01-01", "337", None),
        ("2022-12-31", "337", "date"),
        ("2023-07-01", "337", "date"),
        ("2023-06", "337", None),
        ("2023", "337", "date"),
        (None, "337", None),
        ("2023-01-01", None, None),
        ("2023-01-01", "338", "article"),
        ("2023-01-01", "337.5", None),
        ("2023-01-01", "337.1", "article"),
    ],
)
def test_what_a_row_says_itself_may_leave_it_out(
    received: str | None, article: str | None, left_out: str | None
) -> None:
    scope = Scope(since=dt.date(2023, 1, 1), until=dt.date(2023, 6, 30))
    provisions = (parse_provision(article, ("ru",)),) if article else ()
    entry = Entry(2, "one", "1", "1", Period.parse(received) if received else None, provisions)
    assert outside(entry, scope=scope, wanted=parse_provision("337.5", ("ru",))) == left_out
    assert outside(entry, scope=Scope(), wanted=None) is None


def test_the_command_prints_numbers_and_lists_rows(
    observatory: Observatory, capsys: pytest.CaptureFixture[str]
) -> None:
    file = observatory.path / "list.csv"
    file.write_text("\n".join(["court,number,received,article", *ROWS, ""]), encoding="utf-8")
    asked = ["-C", str(observatory.path), "reconcile", str(file), "--since", "2023-H1", "--until", "2023-H1"]
    asked += ["--provision", "337"]
    assert run([*asked, "--overlap", str(observatory.path / "overlap.csv")]) == 0
    printed = capsys.readouterr().out
    assert "SYNTHETIC" in printed
    assert "The difference is 6 − 3 = 3." in printed
    assert "1-99/2023" not in printed, "what everybody sees names no case"
    assert (observatory.path / "overlap.csv").read_text() == "here,list,count\n1,1,1\n1,0,2\n0,1,2\n"
    assert run([*asked, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == len(ROWS) + 3
    assert {row["side"] for row in rows} == {"both", "only_listed", "only_here", "outside"}
    assert run([*asked, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["listed"], document["here"], document["synthetic"]) == (7, 4, True)
    assert sum(document["reasons"]["only_listed"].values()) == 6


def test_the_overlap_is_a_table_for_estimates(observatory: Observatory, capsys: pytest.CaptureFixture[str]) -> None:
    file, overlap = observatory.path / "list.csv", observatory.path / "overlap.csv"
    file.write_text(
        "\n".join(["court,number,received", *(row.rsplit(",", 1)[0] for row in ROWS), ""]), encoding="utf-8"
    )
    assert run(["-C", str(observatory.path), "reconcile", str(file), "--overlap", str(overlap)]) == 0
    capsys.readouterr()
    found = reconcile(observatory, file)
    assert run(["estimate", "lists", str(overlap)]) in {0, 1}
    assert f"Observed on at least one list: {sum(found.overlap.values())} (" in capsys.readouterr().out
