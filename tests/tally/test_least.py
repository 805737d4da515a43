"""The least that filings seen allow: cases that may be later filings of others, and open ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tally.build import COURT, OTHER, Book, listing_url, rows
from tests.uid import check_digits

from absentia.looks.coverage import LONGEST_CASE, CourtCoverage, Coverage, Window
from absentia.model import Period
from absentia.model.count import Count
from absentia.observatory import Observatory
from absentia.tally import tally
from absentia.tally.least import Ends, Found, OpenEnds, settled
from absentia.tally.prepare import held

RETURNED = "ВОЗВРАЩЕНО ПРОКУРОРУ (в порядке ст. 237 УПК РФ)"
TRANSFERRED = "Направлено по ПОДСУДНОСТИ (подведомственности)"
JOINED = "ПРИСОЕДИНЕНО К ДРУГОМУ ДЕЛУ"
VERDICT = "Вынесен ПРИГОВОР"
CODE, OTHER_CODE = "99GV0001", "99GV0002"
H1: dict[str, Any] = {"since": "2023-01-01", "until": "2023-06-30"}


def uid(serial: int, year: int = 2023, code: str = CODE) -> str:
    stem = f"{code}-01-{year}-{serial:06}"
    return f"{stem}-{check_digits(stem)}"


def found(firm: int, with_uid: int, without_uid: int, heaviest: int = 1, followed: int = 0, bare: int = 0) -> Found:
    return Found({}, firm, firm, with_uid, without_uid, followed, bare, heaviest, None)


@pytest.mark.parametrize(
    ("given", "ends", "least"),
    [
        (found(5, 5, 0), Ends(), 5),
        (found(5, 5, 0), Ends(with_uid=3), 5),  # both would show their УИД
        (found(5, 5, 0), Ends(without_uid=2), 3),
        (found(5, 3, 2), Ends(with_uid=7), 3),  # only the two that show none
        (found(5, 3, 2), Ends(with_uid=1, without_uid=1), 3),
        (found(5, 3, 2), Ends(with_uid=9, without_uid=9), 0),
        (found(12, 4, 0, heaviest=3), Ends(without_uid=2), 6),  # persons: three in a case at most
        (found(5, 2, 0, heaviest=4), Ends(without_uid=2), 0),  # never below nothing
        (found(0, 0, 0, heaviest=0), Ends(without_uid=2), 0),
        (found(5, 5, 0, followed=2), Ends(successors=9), 3),  # charged as a later filing says, which nobody can name
        (found(5, 5, 0, followed=4), Ends(successors=1), 4),  # one filing is the next of one case
        (found(5, 2, 3, followed=1, bare=2), Ends(successors=1), 2),  # without a УИД any filing may be
        (found(9, 4, 0, heaviest=3, followed=1), Ends(without_uid=1, successors=1), 3),
    ],
)
def test_each_open_end_may_stand_in_the_count_once_more(given: Found, ends: Ends, least: int) -> None:
    assert given.least(ends) == least


DAY = dt.date(2023, 3, 1)
ENDS: list[dict[str, Any]] = [
    {"court": COURT, "has_uid": False, "since": [dt.date(2023, 1, 5), DAY]},
    {"court": OTHER, "has_uid": True, "since": [dt.date(2023, 1, 1)]},
    {"court": None, "has_uid": True, "since": [dt.date(2022, 1, 1), dt.date(2023, 2, 1)]},
]


@pytest.mark.parametrize(
    ("last", "court", "instance", "expected"),
    [
        (DAY, COURT, "first", Ends(2, 1)),  # nothing received on its own day; transferred from anywhere
        (DAY + dt.timedelta(days=1), COURT, "first", Ends(2, 2)),
        (DAY, OTHER, "first", Ends(3, 0)),
        (DAY, None, "all", Ends(3, 1)),
        (dt.date(2022, 6, 1), None, "first", Ends(1, 0)),
        (DAY, COURT, "appeal", Ends()),  # only first instances are filed again
        (None, COURT, "first", Ends()),
    ],
)
def test_open_ends_stand_where_and_after_they_ended(
    last: dt.date | None, court: str | None, instance: str, expected: Ends
) -> None:
    assert OpenEnds(ENDS).before(last, court, instance) == expected


def _coverage(*courts: tuple[str, str | None, tuple[tuple[str, str], ...]]) -> Coverage:
    return Coverage(
        tuple(
            CourtCoverage(
                court=name,
                name=None,
                pages={},
                reason=None,
                windows=tuple(
                    Window(Period(dt.date.fromisoformat(a), dt.date.fromisoformat(b)), dt.date(2030, 1, 1))
                    for a, b in windows
                ),
                since=None if since is None else dt.date.fromisoformat(since),
            )
            for name, since, windows in courts
        ),
        None,
        None,
    )


def test_everywhere_is_settled_only_where_every_court_was_looked_at_for_as_long_as_a_case_takes() -> None:
    seen = _coverage(
        ("a", "2020-01-01", (("2020-01-01", "2022-12-31"),)),
        ("b", "2020-01-01", (("2020-06-01", "2021-12-31"), ("2022-01-01", "2023-12-31"))),
    )
    everywhere = [period for court, period in settled(seen) if court is None]
    assert everywhere == [Period(dt.date(2020, 6, 1) + LONGEST_CASE, dt.date(2022, 12, 31))]
    assert {court for court, _period in settled(seen)} == {"a", "b", None}


def test_a_look_as_long_as_a_case_takes_settles_its_last_day() -> None:
    last = dt.date(2020, 1, 1) + LONGEST_CASE
    seen = _coverage(("a", "2020-01-01", (("2020-01-01", str(last)),)))
    assert [period for court, period in settled(seen) if court is None] == [Period(last, last)]


@pytest.mark.parametrize(
    "courts",
    [
        (),
        (("a", None, (("2020-01-01", "2023-12-31"),)),),  # nobody says that this is every court
        (("a", "2020-01-01", (("2020-01-01", "2020-09-01"),)),),  # shorter than a case
        (("a", "2020-01-01", (("2020-01-01", str(dt.date(2020, 1, 1) + LONGEST_CASE - dt.timedelta(days=1))),)),),
        (("a", "2020-01-01", (("2020-01-01", "2023-12-31"),)), ("b", "2020-01-01", ())),
    ],
)
def test_everywhere_is_not_settled_otherwise(courts: tuple[Any, ...]) -> None:
    assert [period for court, period in settled(_coverage(*courts)) if court is None] == []


def shelf(since: str = "2023-01-01", until: str = "2023-06-30", *, looked: bool = True) -> tuple[Book, dict[str, Any]]:
    """A book whose one court was looked at in the half-year; and the listing that shows it."""
    book = Book(asked=since)
    url = listing_url(since, until) if looked else None
    return book, book.page("listing", url=url, code=CODE, counter=1)


ONE = "2023-02-10"


@pytest.mark.parametrize(
    ("shown", "looked", "by", "scope", "expected"),
    [
        # a УИД of this court and year, and the court looked at since the year began
        ({"uid": uid(1)}, True, ("month",), H1, Count.exactly(1)),
        ({"uid": uid(1)}, True, ("court", "month"), H1, Count.exactly(1)),
        # nothing says that it is the first filing of its case
        ({}, True, ("month",), H1, Count(0, 1)),
        ({"uid": uid(1), "uid_valid": False}, True, ("month",), H1, Count(0, 1)),
        ({"uid": uid(1, code=OTHER_CODE)}, True, ("month",), H1, Count(0, 1)),  # begun elsewhere
        ({"uid": uid(1, year=2022)}, True, ("month",), H1, Count(0, 1)),  # and before anybody looked
        # not looked at: the year is enough for a year, not for a month
        ({"uid": uid(1)}, False, ("year",), {}, Count.at_least(1)),
        ({"uid": uid(1)}, False, ("court", "year"), {}, Count.at_least(1)),
        ({"uid": uid(1)}, False, (), {"since": "2023-01-01"}, Count.at_least(1)),
        ({"uid": uid(1)}, False, (), {"since": "2023-01-02"}, Count.unknown("perhaps_refiled")),
        ({"uid": uid(1)}, False, ("month",), {}, Count.unknown("perhaps_refiled")),
        ({"uid": uid(1, year=2022)}, False, ("year",), {}, Count.unknown("perhaps_refiled")),
        # a total asks for no court and no year
        ({"uid": uid(1, year=2022, code=OTHER_CODE)}, False, (), {}, Count.at_least(1)),
        ({"uid": uid(1, code=OTHER_CODE)}, False, ("court",), {}, Count.unknown("perhaps_refiled")),
        ({"uid": uid(1, code=OTHER_CODE)}, False, (), {"court": COURT}, Count.unknown("perhaps_refiled")),
        ({}, False, (), {}, Count.unknown("perhaps_refiled")),
    ],
)
def test_a_case_counts_where_it_surely_began(
    written: Callable[[Book], Observatory],
    shown: dict[str, Any],
    looked: bool,
    by: tuple[str, ...],
    scope: dict[str, Any],
    expected: Count,
) -> None:
    book, page = shelf(looked=looked)
    book.entry(page, guid="g", received=ONE, result=VERDICT, **({"uid_valid": "uid" in shown} | shown))
    observatory = written(book)
    with held(observatory):
        counted = tally(observatory, "cases_received", by=by, **scope)
        filings = tally(observatory, "filings_received", by=by, **scope)
    assert [row.count for row in counted.rows if row.seen] == [expected]
    # a filing is a filing, whichever of its case
    assert [row.count.low for row in filings.rows if row.seen] == [1]


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        ({"result": VERDICT, "decided": "2023-02-01"}, Count.exactly(1)),
        ({"result": JOINED, "decided": "2023-02-01"}, Count.exactly(1)),
        ({"result": RETURNED, "decided": "2023-02-01"}, Count(0, 1)),
        ({"result": TRANSFERRED, "decided": "2023-02-01"}, Count(0, 1)),
        ({"result": RETURNED, "decided": "2023-04-11"}, Count.exactly(1)),  # after the other came in
        ({"result": RETURNED, "decided": "2023-02-01", "uid": uid(2), "uid_valid": True}, Count.exactly(1)),
        ({"result": None, "decided": None}, Count.exactly(1)),  # shown as open for long after
    ],
)
def test_an_open_end_may_be_the_filing_before(tmp_path: Path, ended: dict[str, Any], expected: Count) -> None:
    book, page = shelf()
    page["counter"] = 2
    book.entry(page, guid="g0", number="1-1/2023", received="2023-01-10", **ended)
    book.entry(page, guid="g1", number="1-2/2023", received="2023-04-10", result=VERDICT, uid=uid(1), uid_valid=True)
    counted = tally(book.write(tmp_path / "o"), "cases_received", by=("month",), **H1)
    (april,) = [row for row in counted.rows if row.cell["month"] == "2023-04"]
    assert april.count == expected


def test_a_case_that_had_not_ended_when_it_was_last_seen_may_come_again_soon(tmp_path: Path) -> None:
    book, page = shelf()
    page["counter"] = 2
    early = book.page("card", captured="2023-03-01T10:00:00", code=CODE)
    book.entry(early, guid="g0", number="1-1/2023", received="2023-01-10")
    page["captured"] = dt.datetime.fromisoformat("2023-03-02T10:00:00")
    book.entry(page, guid="g1", number="1-2/2023", received="2023-02-10", result=VERDICT, uid=uid(1), uid_valid=True)
    counted = tally(book.write(tmp_path / "o"), "cases_received", by=("year",))
    assert [row.count for row in counted.rows if row.cell["year"] == "2023"] == [Count.unknown("perhaps_refiled")]


def test_an_appeal_is_one_case_only_by_its_uid(tmp_path: Path) -> None:
    book = Book()
    shown: tuple[dict[str, Any], ...] = ({"uid": uid(1), "uid_valid": True}, {}, {})
    for number, known in enumerate(shown):
        page = book.page(court=OTHER, instance="appeal")
        book.entry(page, guid=f"g{number}", number=f"22-{number}/2023", received="2023-05-01", **known)
    observatory = book.write(tmp_path / "o")
    counted = tally(observatory, "cases_received", instance="appeal")
    assert (counted.seen, counted.total) == (3, Count.at_least(1))
    assert counted.unreadable["perhaps_refiled"] == 2
    assert (
        rows(tally(observatory, "cases_received", by=("court",), instance="appeal"))[0]["reason"] == "perhaps_refiled"
    )


@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(1, 4)), max_size=12),
)
def test_the_least_is_never_more_than_the_cases_there_are(filings: list[tuple[bool, bool, int]]) -> None:
    """Each filing: does it show a УИД, is it the second of an open end, how many units; the ends are of the seconds."""
    firsts = [heavy for _uid, second, heavy in filings if not second]
    seconds = [(shows, heavy) for shows, second, heavy in filings if second]
    # an open end that shows a УИД and a filing that does would have been joined: one of the two shows none
    ends = Ends(
        with_uid=sum(not shows for shows, _heavy in seconds), without_uid=sum(shows for shows, _heavy in seconds)
    )
    seen = Found(
        {},
        seen=sum(heavy for _uid, _second, heavy in filings),
        firm=sum(heavy for _uid, _second, heavy in filings),
        with_uid=sum(shows for shows, _second, _heavy in filings),
        without_uid=sum(not shows for shows, _second, _heavy in filings),
        followed=0,
        followed_without_uid=0,
        heaviest=max((heavy for _uid, _second, heavy in filings), default=0),
        last_day=None,
    )
    assert seen.least(ends) <= sum(firsts)


@pytest.mark.parametrize(
    ("measure", "by", "followed", "expected"),
    [
        ("cases_received", ("provision",), False, Count.exactly(1)),
        ("cases_received", ("provision",), True, Count(0, 2)),  # perhaps charged with the other's
        ("cases_received", ("sole",), True, Count(0, 2)),
        ("cases_received", ("court",), True, Count.exactly(1)),  # a case is a case, whatever it is charged with
        ("persons_charged", ("court",), False, Count.exactly(1)),
        ("persons_charged", ("court",), True, Count.unknown("perhaps_refiled")),
    ],
)
def test_a_case_that_may_have_gone_on_elsewhere_is_charged_nobody_knows_how(
    written: Callable[[Book], Observatory], measure: str, by: tuple[str, ...], followed: bool, expected: Count
) -> None:
    book, page = shelf()
    moved: dict[str, Any] = {"result": TRANSFERRED, "decided": "2023-02-20", "uid": uid(1), "uid_valid": True}
    book.entry(page, guid="g1", number="1-1/2023", received="2023-02-10", persons=[["337.5"]], **moved)
    if followed:
        page["counter"] = 2
        book.entry(page, guid="g2", number="1-2/2023", received="2023-03-10", persons=[["338.1"]], result=VERDICT)
    counted = tally(written(book), measure, by=by, provision=None, since="2023-01-01", until="2023-02-28")
    (row,) = [row for row in counted.rows if row.seen]
    assert row.count == expected
