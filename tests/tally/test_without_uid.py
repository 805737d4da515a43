"""Which records show no valid УИД, by court and year. Every record is invented."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.tally.build import COURT, OTHER, Book
from tests.tally.test_least import uid

from absentia.link import link_cases
from absentia.observatory import Observatory
from absentia.tally.without_uid import WithoutUid, share, without_uid

ALL: dict[str, Any] = {
    "court": None,
    "instance": "all",
    "procedure": "all",
    "since": None,
    "until": None,
    "by_decision": False,
}


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    book = Book()
    page, card = book.page("listing"), book.page("card")
    book.entry(page, guid="g1", number=None)
    book.entry(card, guid="g1", number=None, uid=uid(1), uid_valid=True)  # the card shows what the listing does not
    book.entry(page, guid="g2", number=None, decided="2023-09-01")
    book.entry(page, guid="g3", number=None, uid="99GV0001-01-2023-000003-00", uid_valid=False)
    book.entry(page, guid="g4", number=None, received="2022-02-01", uid=uid(4, 2022), uid_valid=True)
    book.entry(page, guid="g5", number=None, received=None)
    book.entry(book.page("listing", court=OTHER, instance="appeal", procedure="material"), guid="g6", number=None)
    made = book.write(tmp_path_factory.mktemp("uid") / "observatory")
    link_cases(made)
    return made


HERE = [WithoutUid(COURT, 2022, 1, 0), WithoutUid(COURT, 2023, 3, 2), WithoutUid(COURT, None, 1, 1)]
THERE = WithoutUid(OTHER, 2023, 1, 1)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [*HERE, THERE]),
        ({"court": COURT}, HERE),
        ({"instance": "first"}, HERE),
        ({"procedure": "material"}, [THERE]),
        ({"since": dt.date(2023, 2, 1), "court": COURT}, [HERE[1]]),
        ({"since": dt.date(2023, 2, 2)}, []),
        ({"since": dt.date(2023, 9, 1), "by_decision": True}, [WithoutUid(COURT, 2023, 1, 1)]),
        ({"since": dt.date(2023, 9, 2), "by_decision": True}, []),
        ({"until": dt.date(2023, 1, 31)}, [HERE[0]]),
        ({"until": dt.date(2022, 2, 1)}, [HERE[0]]),
    ],
)
def test_records_are_counted_by_court_and_year(
    observatory: Observatory, asked: dict[str, Any], found: list[WithoutUid]
) -> None:
    assert list(without_uid(observatory, ALL | asked)) == found
    assert asked or list(without_uid(observatory)) == found


def test_tables_that_are_not_whole_tell_nothing(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page("listing"), guid="g1")
    made = book.write(tmp_path / "observatory")
    assert without_uid(made) == ()
    link_cases(made)
    assert len(without_uid(made)) == 1
    (made.tables / "records.parquet").write_bytes(b"torn")
    assert without_uid(made) == ()


@pytest.mark.parametrize(
    ("records", "without", "least", "expected"),
    [
        (0, 0, 0, None),
        (4, 1, 0, 0.25),
        (9, 0, 5, 0.0),
        (9, 9, 5, 1.0),
        (4, 0, 5, None),
        (4, 4, 5, None),
        (20, 4, 5, None),
        (20, 16, 5, None),
        (20, 5, 5, 0.25),
        (20, 15, 5, 0.75),
    ],
)
def test_a_share_tells_no_small_count(records: int, without: int, least: int, expected: float | None) -> None:
    halves = [WithoutUid(COURT, 2022, records - without, 0), WithoutUid(COURT, 2023, without, without)]
    assert share(halves, least) == expected
