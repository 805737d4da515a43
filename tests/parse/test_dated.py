"""Dates that cannot be: no date, an issue with what was typed. Pages and people are invented (synthetic)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from absentia.archive import Capture
from absentia.model import Defendant, Event, Filing, Issue, ListingRow, PageKind, PageRecord
from absentia.parse.dated import with_possible_dates
from absentia.parse.reading import read_capture
from absentia.sources import get_source

SOURCE = get_source("ru_sudrf")
FETCHED = dt.datetime(2026, 3, 10, 20, 0, tzinfo=dt.UTC)
PAGE = """<html><title>Учебный суд (synthetic)</title><div id="modSdpContent">
<div class="title">Уголовные дела - первая инстанция</div>
<p>Всего по запросу найдено — 1. На странице записи с 1 по 1.</p>
<table id="tablcont"><tr><th>№ дела</th><th>Дата поступления</th><th>Лица</th><th>Судья</th></tr>
<tr><td>
<a href="/modules.php?name=sud_delo&name_op=case&case_uid=00000000-0000-4000-8000-00000000000a">1-7/2026</a></td>
<td>RECEIVED</td><td></td><td></td></tr></table></div></html>"""


def kinds(issues: tuple[Issue, ...]) -> list[str]:
    return [issue.kind for issue in issues]


@pytest.mark.parametrize(
    ("typed", "read", "issue"),
    [
        ("02.03.2026", "2026-03-02", None),
        ("11.03.2026", "2026-03-11", None),  # already the next day in the Far East
        ("12.03.2026", None, "date_after_capture"),
        ("02.03.2062", None, "date_after_capture"),
        ("02.03.2016", "2016-03-02", None),
        ("02.03.2015", None, "date_far_from_number"),
        ("02.03.1989", None, "bad_date"),
        ("02.03.0026", None, "bad_date"),
    ],
)
def test_a_receipt_that_cannot_be_is_an_issue_and_no_date(typed: str, read: str | None, issue: str | None) -> None:
    page = Capture.of_page(PAGE.replace("RECEIVED", typed).encode(), captured=FETCHED)
    record = read_capture(SOURCE, page).record
    assert [row.filing.received for row in record.rows] == [read]
    assert [kind for kind in kinds(record.issues) if "date" in kind] == ([issue] if issue else [])


@pytest.mark.parametrize(
    ("number", "former", "received", "kept"),
    [
        ("1-7/2026", (), "2027-01-09", True),
        ("1-7/2026", (), "2028-01-09", False),
        ("1-7/2026", ("1-90/2012",), "2012-05-05", True),
        ("1-7/2026", ("1-90/2012",), "2001-05-05", False),
        ("7", (), "2062-05-05", True),  # nothing here tells the year
    ],
)
def test_where_nobody_knows_when_the_page_was_fetched_the_number_tells(
    number: str, former: tuple[str, ...], received: str, kept: bool
) -> None:
    filing = Filing(number=number, former_numbers=former, received=received)
    record = with_possible_dates(SOURCE, PageRecord("c", PageKind.CARD, filing=filing), None)
    assert record.filing is not None
    assert record.filing.received == (received if kept else None)
    found = [(issue.kind, issue.raw) for issue in record.issues]
    assert found == ([] if kept else [("date_far_from_number", received)])


@pytest.mark.parametrize(("received", "kept"), [("2027-01-09", True), ("2062-01-09", False), ("2012-01-09", True)])
def test_where_a_row_has_no_number_those_of_its_page_tell(received: str, kept: bool) -> None:
    numbers = ("без номера", "1-7/2026", "1-3/2022")
    rows = tuple(ListingRow(place, Filing(number=number)) for place, number in enumerate(numbers))
    first = replace(rows[0], filing=Filing(number=numbers[0], received=received))
    record = with_possible_dates(SOURCE, PageRecord("c", PageKind.LISTING, rows=(first, *rows[1:])), None)
    assert record.rows[0].filing.received == (received if kept else None)
    own = replace(rows[1], filing=Filing(number="1-7/2026", received="2012-01-09"))
    record = with_possible_dates(SOURCE, PageRecord("c", PageKind.LISTING, rows=(own, *rows[2:])), None)
    assert record.rows[0].filing.received is None, "a row's own number goes before the page's"


@pytest.mark.parametrize(
    ("decided", "in_force", "kept"),
    [
        ("2036-07-01", "2036-07-12", True),
        ("2037-07-01", "2037-07-12", False),
        ("2016-07-01", "2016-07-12", True),
        ("2015-07-01", "2015-07-12", False),
    ],
)
def test_a_decision_lies_near_the_years_of_the_numbers_too(decided: str, in_force: str, kept: bool) -> None:
    filing = Filing(number="1-7/2026", decided=decided, in_force=in_force)
    person = Defendant(0, None, name_hidden=True, decided=decided)
    page = PageRecord("c", PageKind.CARD, filing=filing, defendants=(person,))
    record = with_possible_dates(SOURCE, page, None)
    assert record.filing is not None
    found = (record.filing.decided, record.filing.in_force, record.defendants[0].decided)
    assert found == ((decided, in_force, decided) if kept else (None, None, None))
    where = [issue.where for issue in record.issues if issue.kind == "date_far_from_number"]
    assert sorted(where) == ([] if kept else ["decided", "defendants[0].decided", "in_force"])


def test_a_hearing_may_be_ahead_and_what_has_happened_may_not() -> None:
    events = (
        Event(0, "Судебное заседание", "2027-05-05", posted="2026-03-09"),
        Event(1, "Судебное заседание", "2029-05-05", posted="2026-05-09"),
    )
    filing = Filing(number="1-7/2026", decided="2026-07-01", in_force="2026-07-12")
    record = with_possible_dates(SOURCE, PageRecord("c", PageKind.CARD, filing=filing, events=events), FETCHED)
    assert [(event.date, event.posted) for event in record.events] == [("2027-05-05", "2026-03-09"), (None, None)]
    assert record.filing is not None
    assert (record.filing.decided, record.filing.in_force) == (None, "2026-07-12")
    assert kinds(record.issues) == ["date_after_capture"] * 3
    assert [issue.where for issue in record.issues] == ["decided", "events[1].date", "events[1].posted"]


def test_a_record_whose_dates_can_all_be_is_left_as_it_is() -> None:
    record = PageRecord("c", PageKind.CARD, filing=Filing(number="1-7/2026", received="2026-03-02"))
    assert with_possible_dates(SOURCE, record, FETCHED) is record
