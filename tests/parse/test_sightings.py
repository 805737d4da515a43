"""Which pages a look can be inferred from, and which sightings a ledger speaks of already."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from absentia.looks.inferred import Question
from absentia.model import PageKind
from absentia.parse.sightings import Own, sighting

MOMENT = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
LISTING = (
    "https://gvs-1.synthetic.example/modules.php?name=sud_delo&srv_num=1&name_op=r&delo_id=1540006&case_type=0&new=0"
    "&U1_DEFENDANT__LAW_ARTICLESS=337&u1_case__ENTRY_DATE1D=01.02.2023&u1_case__ENTRY_DATE2D=28.02.2023"
)
OWN = Own(frozenset({"a"}), (MOMENT, MOMENT + 10 * MINUTE), (MOMENT + 5 * MINUTE, MOMENT + 12 * MINUTE))


def page(**more: Any) -> dict[str, Any]:
    columns = ("court_code", "counter", "linked", "instance", "procedure")
    known = {"capture": "c-1", "source": "ru_sudrf", "court": "gvs-1.synthetic.example", "page": PageKind.LISTING}
    return dict.fromkeys(columns) | known | {"kinds": [], "records": []} | more


def test_a_page_is_seen_with_what_its_address_asks() -> None:
    rows = [{"id": "f-1", "received": dt.date(2023, 2, 3)}]
    seen = sighting(page(records=rows, kinds=["charge"], counter=1), LISTING, MOMENT)
    assert seen is not None
    assert seen.question == Question(
        court="gvs-1.synthetic.example",
        register="criminal-first",
        instance=seen.question.instance,
        procedure=seen.question.procedure,
        building=1,
        provision="337",
        since=dt.date(2023, 2, 1),
        until=dt.date(2023, 2, 28),
    )
    assert seen.records == (("f-1", dt.date(2023, 2, 3)),)
    assert seen.issues == frozenset({"charge"})
    assert seen.counter == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://gvs-1.synthetic.example/index.html",
        LISTING + "&U1_DEFENDANT__NAMESS=%D2%E5%F1%F2",  # one person's cases are no register's
    ],
)
def test_an_address_that_asks_for_something_else_tells_of_no_look(address: str) -> None:
    assert sighting(page(), address, MOMENT) is None


@pytest.mark.parametrize(
    ("capture", "seen", "speaks"),
    [
        ("a", MOMENT, True),
        ("a", MOMENT - MINUTE, False),
        ("a", MOMENT + 5 * MINUTE, True),
        ("a", MOMENT + 6 * MINUTE, False),
        ("a", MOMENT + 12 * MINUTE, True),
        ("b", MOMENT, False),  # it lies in the run, and the run did not fetch it
    ],
)
def test_a_ledger_speaks_of_what_its_runs_fetched_while_they_ran(
    capture: str, seen: dt.datetime, *, speaks: bool
) -> None:
    assert OWN.speaks_of(capture, seen) is speaks


def test_no_ledger_speaks_of_nothing() -> None:
    assert not Own.of(None).speaks_of("a", MOMENT)
