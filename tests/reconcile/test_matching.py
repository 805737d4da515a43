"""Each rule by which a row of a list and a record are told apart, and that the parts add up. All of it is invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.model import Period
from absentia.reconcile.matching import OF_HERE, OF_LIST, Entry, Held, Matched, match

MAY = Period(dt.date(2023, 5, 1), dt.date(2023, 5, 1))


def row(line: int = 2, **more: Any) -> Entry:
    told: dict[str, Any] = {"court": "one", "number": "1-1/2023", "key": "1-1/2023", "received": MAY, "provisions": ()}
    return Entry(line, **told | more)


def record(name: str = "r1", **more: Any) -> Held:
    told: dict[str, Any] = {
        "case_id": f"c-{name}",
        "court": "one",
        "number": "1-1/2023",
        "keys": frozenset({"1-1/2023"}),
        "received": MAY.start,
        "differs": None,
    }
    return Held(name, **told | more)


def told_apart(entries: list[Entry], records: list[Held], looked: bool = True, left_out: str | None = None) -> Matched:
    return match(entries, records, lambda entry: left_out if entry.line == 9 else None, lambda *_: looked)


@pytest.mark.parametrize(
    ("entry", "records", "looked", "reason"),
    [
        (row(), [record()], True, None),
        (row(key="2"), [record(keys=frozenset({"1", "2"}))], True, None),  # a number it had before
        (row(court="two"), [record()], True, "not_shown"),
        (row(court="two"), [record()], False, "not_looked_at"),
        (row(key="2"), [record()], True, "not_shown"),
        (row(received=None), [], True, "undated"),
        (row(received=None), [record()], True, None),
        (row(court=None), [record()], True, "court_unknown"),
        (row(key=None), [record()], True, "number_unreadable"),
        (row(unreadable="date"), [], True, "date_unreadable"),
        (row(unreadable="article"), [], True, "article_unreadable"),
        (row(unreadable="article"), [record()], True, None),
        (row(), [record(differs="instance")], True, "instance"),
        (row(), [record(differs="article")], True, "article"),
        (row(), [record(differs="charges_unreadable")], True, "charges_unreadable"),
        (row(), [record(differs="date")], False, "date"),
        # of several with the number, the one that counts
        (row(), [record("r1", differs="date"), record("r2")], True, None),
    ],
)
def test_why_a_row_is_not_counted_here(entry: Entry, records: list[Held], looked: bool, reason: str | None) -> None:
    found = told_apart([entry], records, looked)
    assert [one.reason for one in found.only_listed] == ([] if reason is None else [reason])
    assert len(found.both) == (reason is None)


@pytest.mark.parametrize(
    ("entries", "records", "reasons"),
    [
        ([], [record()], ["court_not_listed"]),
        ([row(key="9")], [record()], ["not_listed"]),
        ([row(key="9")], [record(gone=True)], ["gone"]),
        ([row(court="two")], [record(gone=True)], ["court_not_listed"]),
        ([row()], [record("r1", case_id="c"), record("r2", case_id="c", keys=frozenset({"2"}))], ["refiled"]),
        (
            [row(), row(3, court="two", key="9")],
            [record("r1", case_id="c"), record("r2", case_id="c", court="two", keys=frozenset({"2"}))],
            ["transferred"],
        ),
        # the filing the list has is counted there under another day
        ([row(9)], [record()], ["date"]),
    ],
)
def test_why_a_record_is_not_in_the_list(entries: list[Entry], records: list[Held], reasons: list[str]) -> None:
    found = told_apart(entries, records, left_out="date")
    assert [one.reason for one in found.only_here] == reasons


def test_a_row_that_stands_twice_is_one_filing() -> None:
    found = told_apart([row(2), row(3)], [record()])
    assert [entry.line for entry, _held in found.both] == [2]
    assert [(one.reason, one.entry and one.entry.line) for one in found.only_listed] == [("repeated", 3)]


def test_of_two_records_with_one_number_each_row_takes_the_nearest_in_time() -> None:
    later = dt.date(2024, 5, 1)
    records = [record("a", received=later), record("b")]
    found = told_apart([row(2), row(3, received=Period(later, later))], records)
    assert [(entry.line, held.record_id) for entry, held in found.both] == [(2, "b"), (3, "a")]


def test_a_row_that_is_not_asked_about_takes_no_record_from_one_that_is() -> None:
    found = told_apart([row(9), row(3)], [record()], left_out="article")
    assert [entry.line for entry, _held in found.both] == [3]
    assert found.only_here == ()
    assert [one.reason for one in found.outside] == ["article"]


_ROWS = st.builds(
    row,
    st.integers(2, 9),
    court=st.sampled_from(["one", "two", None]),
    key=st.sampled_from(["1", "2", "3", None]),
    received=st.sampled_from([MAY, None]),
    unreadable=st.sampled_from([None, "date", "article"]),
)
_HELD = st.builds(
    record,
    st.uuids().map(str),
    case_id=st.sampled_from("ab"),
    court=st.sampled_from(["one", "two"]),
    keys=st.frozensets(st.sampled_from("123"), max_size=2),
    differs=st.sampled_from([None, None, "instance", "article", "date", "charges_unreadable"]),
    gone=st.booleans(),
)


@given(st.lists(_ROWS, max_size=8), st.lists(_HELD, max_size=8), st.booleans())
def test_every_row_and_every_counted_record_stands_in_one_place(
    entries: list[Entry], records: list[Held], looked: bool
) -> None:
    found = told_apart(entries, records, looked, left_out="date")
    assert len(found.both) + len(found.only_listed) + len(found.outside) == len(entries)
    here = [held.record_id for _entry, held in found.both] + [one.held.record_id for one in found.only_here if one.held]
    assert sorted(here) == sorted(one.record_id for one in records if one.differs is None)
    assert {one.reason for one in found.only_listed} <= set(OF_LIST)
    assert {one.reason for one in found.only_here} <= set(OF_HERE)
