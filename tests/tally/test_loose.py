"""The most a cell may hold: what could not be read may belong to any cell that does not contradict what is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.tally.build import COURT, OTHER, Book, listing_url

from absentia.model.count import Count
from absentia.observatory import Observatory
from absentia.tally import tally
from absentia.tally.loose import Loose

H1: dict[str, Any] = {"since": "2023-01-01", "until": "2023-06-30"}


def row(units: int | None, *, counted: bool = False, **known: str | None) -> dict[str, Any]:
    return {"month": None, "court": None, "instance": "first"} | known | {"counted": counted, "units": units}


@pytest.mark.parametrize(
    ("given", "cell", "most"),
    [
        ([], {"month": "2023-01", "court": COURT}, 0),
        ([row(2, month="2023-01", court=COURT)], {"month": "2023-01", "court": COURT}, 2),
        ([row(2, month="2023-02", court=COURT)], {"month": "2023-01", "court": COURT}, 0),
        ([row(2, month="2023-01", court=OTHER)], {"month": "2023-01", "court": COURT}, 0),
        ([row(2, court=COURT), row(1)], {"month": "2023-01", "court": COURT}, 3),  # of no known month; of nothing known
        ([row(2, court=COURT, instance="unknown")], {"month": "2023-01", "court": COURT}, 2),
        ([row(2, court=COURT, instance="appeal")], {"month": "2023-01", "court": COURT}, 0),
        ([row(2, court=COURT), row(None)], {"month": "2023-01", "court": COURT}, None),  # any number
        ([row(None, month="2023-02")], {"month": "2023-01", "court": COURT}, 0),
    ],
)
def test_a_unit_may_belong_where_nothing_known_of_it_says_otherwise(
    given: list[dict[str, Any]], cell: dict[str, str], most: int | None
) -> None:
    loose = Loose(given, ("month", "court", "instance"))
    assert loose.of_cell(cell | {"instance": "first"}) == most


def test_the_total_has_what_is_counted_already() -> None:
    assert Loose([row(2), row(3, counted=True)], ("month",)).of_total == 2
    assert Loose([row(2), row(None)], ("month",)).of_total is None
    assert Loose([row(2), row(None, counted=True)], ("month",)).of_total == 2
    assert Loose([row(None), row(2)], ("month",)).of_total is None


READ: dict[str, Any] = {"received": "2023-02-10", "persons": [["337.5"]]}


@pytest.mark.parametrize(
    ("odd", "measure", "by", "scope", "expected"),
    [
        # everything known: exact
        ({}, "filings_received", ("month",), {}, Count.exactly(1)),
        # no date: in any month, outside none, and in a total of everything already
        ({"received": None}, "filings_received", ("month",), {}, Count(1, 2)),
        ({"received": None}, "filings_received", (), {}, Count(1, 2)),
        # charges that cannot be read, or are not shown
        ({"persons": [None]}, "filings_received", ("provision",), {}, Count(1, 2)),
        ({"persons": []}, "filings_received", ("article",), {}, Count(1, 2)),
        ({"persons": [None]}, "filings_received", ("family",), {}, Count(1, 2)),
        ({"persons": [None]}, "filings_received", ("sole",), {}, Count(1, 2)),
        ({"persons": [None]}, "filings_received", (), {"provision": "337"}, Count(1, 2)),
        ({"persons": [["338.1"], None]}, "filings_received", (), {"provision": "337"}, Count(1, 2)),
        ({"persons": [["337.3"], None]}, "filings_received", (), {"provision": "337"}, Count.exactly(2)),
        ({"persons": [["337.3"], None]}, "filings_received", (), {"provision": "337", "sole": True}, Count(1, 2)),
        ({"persons": [None]}, "filings_received", ("month",), {}, Count.exactly(2)),  # its month is known
        # persons: a cell nobody can read is one person; a page that shows none has any number
        ({"persons": [None]}, "persons_charged", (), {"provision": "337"}, (0, 2)),
        ({"persons": []}, "persons_charged", (), {}, None),
        # charges: an unreadable cell has any number
        ({"persons": [None]}, "charges", (), {}, None),
        # a record of another day, court or article is of no concern
        ({"persons": [None], "received": "2022-02-10"}, "filings_received", (), {"provision": "337"}, Count.exactly(1)),
        ({"persons": [["338.1"]]}, "filings_received", (), {"provision": "337"}, Count.exactly(1)),
    ],
)
def test_what_could_not_be_read_widens_the_cells_it_may_belong_to(
    written: Callable[[Book], Observatory],
    odd: dict[str, Any],
    measure: str,
    by: tuple[str, ...],
    scope: dict[str, Any],
    expected: Count | tuple[int, int] | None,
) -> None:
    book = Book(asked="2023-01-01")
    page = book.page("listing", url=listing_url("2023-01-01", "2023-06-30"), counter=2 if odd else 1)
    book.entry(page, guid="g1", **READ)
    if odd:
        # beside the listing, whose rows must all have a date to be complete
        beside = page if "received" not in odd else book.page("card")
        page["counter"] = page["counter"] if beside is page else 1
        book.entry(beside, guid="g2", number="1-2/2023", **(READ | odd))
    counted = tally(written(book), measure, by=by, **H1, **scope)
    shown = [row.count for row in counted.rows if row.seen and None not in row.cell.values()] or [counted.total]
    if isinstance(expected, Count):
        assert shown == [expected]
    elif expected is None:
        assert [one.high for one in shown] == [None]
    else:
        assert [(one.low, one.high) for one in shown] == [expected]


@pytest.mark.parametrize(
    ("kind", "place", "measure", "high"),
    [
        ("person_unreadable", "rows[1].info", "persons_charged", None),  # two persons, perhaps three
        ("person_unreadable", "rows[1].info", "charges", None),
        ("person_unreadable", "rows[1].info", "cases_received", 2),
        ("person_unreadable", "rows[2].info", "persons_charged", 2),  # of another row
        ("person_unreadable", "rows[1].judge", "persons_charged", 2),
        ("charge_unreadable", "rows[1].info", "persons_charged", 2),  # the charges are several, the person is one
    ],
)
def test_a_name_that_may_be_several_persons_leaves_their_number_open(
    tmp_path: Path, kind: str, place: str, measure: str, high: int | None
) -> None:
    book = Book(asked="2023-01-01")
    page = book.page("listing", url=listing_url("2023-01-01", "2023-06-30"), counter=2)
    for number in (1, 2):
        book.entry(page, guid=f"g{number}", number=f"1-{number}/2023", **READ)
    book.issue(page, kind, place)
    assert tally(book.write(tmp_path / "o"), measure, court=COURT, **H1).total.high == high


@pytest.mark.parametrize(("kind", "high"), [("person_unreadable", None), ("label", 1)])
def test_nor_does_a_card_say_how_many_such_a_name_is(tmp_path: Path, kind: str, high: int | None) -> None:
    book = Book(asked="2023-01-01")
    page = book.page("listing", url=listing_url("2023-01-01", "2023-06-30"), counter=1)
    book.entry(page, guid="g", **READ)
    card = book.page("card")
    book.entry(card, guid="g", **READ)
    book.issue(card, kind, "ЛИЦА[0]")
    assert tally(book.write(tmp_path / "o"), "persons_charged", court=COURT, **H1).total.high == high
