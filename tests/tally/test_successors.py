"""The open ends of a case and what may be their next, one row per branch. Every record is invented."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.tally.build import COURT, OKRUG, OTHER, Book
from tests.tally.test_least import CODE, JOINED, OTHER_CODE, RETURNED, TRANSFERRED, VERDICT, uid

from absentia.link import judgements as log
from absentia.link.judgements import Judgement
from absentia.link.naming import linked, named
from absentia.observatory import Observatory
from absentia.tally.prepare import held, prepared
from absentia.tally.successors import open_ends

CODES = {COURT: CODE, OTHER: OTHER_CODE, OKRUG: "99OV0001"}
MARCH = dt.date(2023, 3, 1)


def world(
    folder: Path, ended: dict[str, Any], later: dict[str, Any], guids: tuple[str, str] = ("g1", "g2")
) -> tuple[Observatory, str, str]:
    """A record that ended like this, and one that came later; both are charged alike unless told."""
    book = Book()
    filings = []
    for given, guid in zip((ended, later), guids, strict=True):
        row: dict[str, Any] = {"number": None, "court": COURT} | given
        where = {"instance": row.pop("instance", "first"), "procedure": row.pop("procedure", "criminal")}
        court = row.pop("court")
        page = book.page("listing", court=court, code=CODES[court], captured="2023-12-31T03:00:00", **where)
        known = {"uid": row.pop("uid", None)}
        filings.append(book.entry(page, guid=guid, **row | known | {"uid_valid": bool(known["uid"])}))
    observatory = book.write(folder / "observatory")
    return observatory, filings[0], filings[1]


def case_of(observatory: Observatory, filing: str) -> str:
    with linked(observatory) as connection:
        return named(connection, filing).case_id


BACK: dict[str, Any] = {"result": RETURNED, "decided": "2023-03-01"}
AWAY: dict[str, Any] = {"result": TRANSFERRED, "decided": "2023-03-01"}
APRIL: dict[str, Any] = {"received": "2023-04-01"}


@pytest.mark.parametrize(
    ("ended", "later", "found"),
    [
        (BACK, APRIL, True),
        (BACK, {"received": None}, True),  # nobody knows when
        (BACK, {"received": "2023-03-01"}, False),  # after the decision, not on its day
        (BACK, {"received": "2023-03-02"}, True),
        (BACK, APRIL | {"court": OTHER}, False),  # it comes back to the same court
        (AWAY, APRIL | {"court": OTHER}, True),
        (AWAY, APRIL, True),
        (BACK, APRIL | {"procedure": "material"}, False),
        (BACK, APRIL | {"instance": "appeal"}, False),
        (BACK, APRIL | {"instance": "unknown"}, True),
        # two УИД would have joined them, or keep them apart
        (BACK | {"uid": uid(1)}, APRIL | {"uid": uid(2)}, False),
        (BACK | {"uid": uid(1)}, APRIL, True),
        (BACK, APRIL | {"uid": uid(2)}, True),
        # itself is none of them, though nobody knows when it came
        (BACK | {"received": None}, APRIL, True),
        # not ended: it may be gone for as long as courts take to show
        ({}, {"received": "2023-04-01"}, False),
        ({}, {"received": "2023-12-30"}, True),
    ],
)
def test_what_may_be_the_next_of_a_record(
    tmp_path: Path, ended: dict[str, Any], later: dict[str, Any], found: bool
) -> None:
    observatory, first, second = world(tmp_path, ended, later)
    with linked(observatory) as connection:
        case, next_case = (named(connection, one).case_id for one in (first, second))
    with held(observatory), prepared(observatory) as connection:
        (end,) = open_ends(observatory, case)
        assert [one.case_id for one in end.successors] == ([next_case] if found else [])
        # a tally allows for it wherever one is listed
        row = connection.execute(
            "SELECT followed FROM open_end e JOIN record_line r ON r.line = e.record_no WHERE r.case_id = ?", [case]
        )
        assert row.fetchone() == (found,)


@pytest.mark.parametrize(
    ("ended", "ending", "since"),
    [
        (BACK, "returned", MARCH),
        (AWAY, "transferred", MARCH),
        ({}, None, dt.date(2023, 10, 2)),
        (BACK | {"decided": None}, "returned", dt.date(2023, 2, 1)),
    ],
)
def test_how_and_when_it_ended(tmp_path: Path, ended: dict[str, Any], ending: str | None, since: dt.date) -> None:
    observatory, first, _second = world(tmp_path, ended, APRIL)
    (end,) = open_ends(observatory, case_of(observatory, first))
    assert (end.ending, end.since, end.procedure, end.has_uid) == (ending, since, "criminal", False)
    assert end.record_id.endswith(first)


@pytest.mark.parametrize("result", [VERDICT, JOINED])
def test_what_is_at_an_end_has_no_next(tmp_path: Path, result: str) -> None:
    observatory, first, _second = world(tmp_path, BACK | {"result": result}, APRIL)
    assert open_ends(observatory, case_of(observatory, first)) == ()


def test_what_shares_a_charge_stands_first(tmp_path: Path) -> None:
    book = Book()
    page = book.page("listing")
    first = book.entry(page, guid="g1", number=None, **BACK, persons=[["337.5", "158.1"]])
    for guid, received, charged in (
        ("g2", "2023-03-05", "228.1"),
        ("g3", "2023-04-05", "158.1"),
        ("g4", None, "337.5"),
    ):
        book.entry(page, guid=guid, number=None, received=received, persons=[[charged]])
    observatory = book.write(tmp_path / "observatory")
    (end,) = open_ends(observatory, case_of(observatory, first))
    assert [(one.received, one.same_charge) for one in end.successors] == [
        (dt.date(2023, 4, 5), True),
        (None, True),
        (dt.date(2023, 3, 5), False),
    ]
    assert all(one.capture == page["capture"] for one in end.successors)


@pytest.mark.parametrize("guids", [("g1", "g2"), ("g2", "g1")])
def test_what_a_person_keeps_apart_is_listed_no_more(tmp_path: Path, guids: tuple[str, str]) -> None:
    observatory, first, second = world(tmp_path, BACK, APRIL, guids)
    case = case_of(observatory, first)
    assert open_ends(observatory, case)[0].successors
    log.append(observatory.decisions, [Judgement("not_same", "case", (second, first), "another charge", "a reviewer")])
    assert open_ends(observatory, case)[0].successors == ()


def test_what_is_joined_has_gone_on(tmp_path: Path) -> None:
    observatory, first, second = world(tmp_path, BACK, APRIL | {"result": VERDICT})
    case = case_of(observatory, first)
    log.append(observatory.decisions, [Judgement("same", "case", (first, second), "filed again", "a reviewer")])
    assert case_of(observatory, second) == case
    assert open_ends(observatory, case) == ()
