"""What could be known on a day is what an observatory counts that has only the pages until then (synthetic worlds)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.rehearsal.audit.parts import imported, settings, world_and_part
from tests.rehearsal.audit.visitor import Kept
from tests.study import many
from tests.tally.build import COURT, OTHER, Book
from tests.tally.test_measures import UID

from absentia.decisions import FILE
from absentia.errors import UsageProblem
from absentia.link import link_cases
from absentia.link.judgements import Judgement, append
from absentia.observatory import Observatory
from absentia.tally import tally
from absentia.tally.grid import side_by_side
from absentia.tally.prepare import held, held_as_of

ASKED: tuple[dict[str, Any], ...] = (
    {"name": "cases_received", "by": ("court", "half-year")},
    {"name": "filings_received", "by": ("year", "provision")},
    {"name": "verdicts", "by": ("court", "instance")},
    {"name": "persons_charged", "provision": "337"},
)


def _counted(observatory: Observatory, as_of: dt.date | None = None) -> list[dict[str, Any]]:
    """Everything that is said, but how it was asked for."""
    with held(observatory) if as_of is None else held_as_of(observatory, as_of):
        found = [tally(observatory, **asked, as_of=as_of).as_dict() for asked in ASKED]
    return [{key: value for key, value in one.items() if key not in ("query", "as_of")} for one in found]


def _days(kept: Sequence[Kept]) -> list[dt.date]:
    return sorted({one.moment.date() for one in kept})


def _until(kept: Sequence[Kept], day: dt.date) -> list[Kept]:
    return [one for one in kept if one.moment.date() <= day]


@pytest.mark.parametrize("number", [6, 29, *range(1, 6)][: many(1, 7)])
def test_as_known_on_a_day_is_as_if_nothing_had_come_later(tmp_path: Path, number: int) -> None:
    life, kept, _struck = world_and_part(number)
    # in the end the first pages come once more, byte for byte: as captures they are old, the looks are new
    again = dt.timedelta(days=200)
    kept += [dataclasses.replace(one, moment=one.moment + again) for one in _until(kept, _days(kept)[0])]
    courts = settings(life, number)
    observatory = imported(kept, tmp_path / "all", courts)
    days = _days(kept)
    assert _counted(observatory, days[-1]) == _counted(observatory)
    for day in days[: -1 : many(4, 1)]:
        assert _counted(observatory, day) == _counted(imported(_until(kept, day), tmp_path / str(day), courts)), day


def test_a_page_is_known_on_the_day_it_was_fetched(tmp_path: Path) -> None:
    book = Book()
    moments = {"before": "2023-07-18T12:00:00", "last": "2023-07-19T23:59:59", "next": "2023-07-20T00:00:00"}
    # of a page without a moment nobody knows that it was there
    for court, captured in [*moments.items(), ("undated", None)]:
        book.entry(book.page(court=f"{court}.synthetic.example", captured=captured))
    found = tally(book.write(tmp_path / "o"), "filings_received", by=("court",), as_of="2023-07-19")
    assert {row.cell["court"] for row in found.rows if row.seen} == {
        "before.synthetic.example",
        "last.synthetic.example",
    }
    assert found.seen == 2
    assert found.as_of is not None
    assert found.as_of.as_dict() == {"day": "2023-07-19", "later": 1, "undated": 1}


def test_of_what_nobody_had_looked_at_no_zero_is_said(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page(captured="2023-07-20T00:00:00"))
    found = tally(book.write(tmp_path / "o"), "filings_received", as_of="2023-07-19")
    assert (found.seen, found.total.low) == (0, None)


def test_a_record_is_what_its_pages_said_until_then(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page(captured="2023-03-01T10:00:00"), guid="g", persons=[["337.5"]])
    later = book.page(captured="2023-06-01T10:00:00")
    book.entry(later, guid="g", persons=[["338.1"]], decided="2023-05-30", result="Вынесен ПРИГОВОР")
    observatory = book.write(tmp_path / "o")
    for last, day, provision, verdicts in ((31, "2023-05-31", "337.5", 0), (30, "2023-06", "338.1", 1)):
        with held_as_of(observatory, dt.date(2023, int(day[5:7]), last)):
            found = tally(observatory, "filings_received", by=("provision",), as_of=day)
            assert [row.cell["provision"] for row in found.rows] == [provision]
            assert tally(observatory, "verdicts", as_of=day).seen == verdicts


def _three(folder: Path) -> tuple[Observatory, list[str]]:
    """Two filings, and a third, seen later, that has a key of either."""
    book = Book()
    day = "2023-03-01T10:00:00"
    place: dict[str, Any] = {"number": "1-7/2023", "received": "2023-02-20"}
    known: dict[str, Any] = {"uid": UID, "uid_valid": True}
    one = book.entry(book.page(captured=day), number="1-1/2023", received="2023-02-01", **known)
    other = book.entry(book.page(captured=day), **place)
    book.entry(book.page(captured="2023-06-01T10:00:00"), guid="g", **place, **known)
    return book.write(folder), [one, other]


def test_what_the_machine_decided_later_was_not_known(tmp_path: Path) -> None:
    observatory, _filings = _three(tmp_path / "o")
    link_cases(observatory)
    before = (observatory.decisions / FILE).read_bytes()
    assert tally(observatory, "cases_received").seen == 1
    assert tally(observatory, "cases_received", as_of="2023-03-01").seen == 2
    assert (observatory.decisions / FILE).read_bytes() == before, "counting decides nothing"


def test_what_a_person_decided_holds_for_every_day(tmp_path: Path) -> None:
    observatory, filings = _three(tmp_path / "o")
    append(observatory.decisions, [Judgement("same", "case", (filings[0], filings[1]), "one act", "a reviewer")])
    assert tally(observatory, "cases_received", as_of="2023-03-01").seen == 1


def test_a_part_or_court_is_known_if_it_is_now(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page(captured="2023-03-01T10:00:00"))
    book.entry(book.page(captured="2023-06-01T10:00:00", court=OTHER), persons=[["337.9"]])
    observatory = book.write(tmp_path / "o")
    assert tally(observatory, "filings_received", as_of="2023-03-01", court=OTHER).total.low is None
    assert tally(observatory, "filings_received", as_of="2023-03-01", provision="337.9").seen == 0
    assert tally(observatory, "filings_received", as_of="2023-03-01", court=COURT).seen == 1
    with pytest.raises(UsageProblem, match="part 8"):
        tally(observatory, "filings_received", as_of="2023-03-01", provision="337.8")


def test_the_rows_of_two_tallies_stand_side_by_side(tmp_path: Path) -> None:
    book = Book()
    book.entry(book.page(captured="2023-03-01T10:00:00"), guid="g", persons=[["337.2"]])
    book.entry(book.page(captured="2023-06-01T10:00:00"), guid="g", persons=[["337.3"]])
    book.entry(book.page(captured="2023-06-01T10:00:00"), guid="h", number="1-2/2023", persons=[["337.1"]])
    observatory = book.write(tmp_path / "o")
    then, now = (tally(observatory, "filings_received", by=("provision",), as_of=day) for day in ("2023-03-01", None))
    pairs = [(one and (one.cell["provision"], one.seen), other and (other.cell["provision"], other.seen)) for one, other
             in side_by_side(then, now)]  # fmt: skip
    assert pairs == [(None, ("337.1", 1)), (("337.2", 1), None), (None, ("337.3", 1))]
