"""Why filings are one case: keys with the pages that show them, keys that join nothing, decisions. All is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.tally.build import COURT, NAMES, OKRUG, OTHER, Book
from tests.uid import check_digits

from absentia.link import judgements as log
from absentia.link.edges import Declined, Edge
from absentia.link.judgements import Judgement
from absentia.link.naming import decide
from absentia.link.why import Key, in_force, mentioned, pages, together, why, without_year
from absentia.observatory import Observatory

STEM = "99GV0001-01-2023-000001"
UID = f"{STEM}-{check_digits(STEM)}"
RETURNED = "ВОЗВРАЩЕНО ПРОКУРОРУ (в порядке ст. 237 УПК РФ)"


def state(filing: str = "a", capture: str = "c-1", **more: Any) -> dict[str, Any]:
    given = {
        "source": "ru_sudrf",
        "guid": None,
        "uid": None,
        "number": None,
        "joined_number": None,
        "lower_number": None,
    }
    return given | {"former_numbers": [], "lower_former_numbers": [], "filing_id": filing, "capture": capture} | more


@pytest.mark.parametrize(
    ("rule", "key", "states", "expected"),
    [
        ("guid", ("g1",), [state(guid="G1"), state("b", "c-2", guid="g1")], ("c-1", "c-2")),
        ("guid", ("g1",), [state(guid="g2"), state("b", "c-2")], ()),
        ("uid", (UID,), [state(uid=UID), state("b", "c-2", number=UID)], ("c-1",)),
        ("uid", ("u1", "u2"), [state(uid="u2"), state("b", "c-2", uid="u1")], ("c-1", "c-2")),
        # as it is compared, wherever it stands as the filing's own
        ("number", ("1-1/2023",), [state(number="1–1/23"), state("b", "c-2", former_numbers=["1-1/2023"])],
         ("c-1", "c-2")),
        ("number", ("1-1/2023",), [state(joined_number="1-1/2023"), state("b", "c-2", lower_number="1-1/2023")],
         ("c-1",)),
        ("lower", (COURT, "1-1/2023"), [state(number="1-1/2023"), state("b", "c-2", lower_number="1-1/2023")],
         ("c-1", "c-2")),
        ("lower", (COURT, "1-1/2023"), [state(), state("b", "c-2", lower_former_numbers=["1-1/2023"])], ("c-2",)),
        # the newest state that shows it; one page for both is one; others' pages are none
        ("uid", (UID,), [state(capture="c-3"), state(capture="c-2", uid=UID), state(uid=UID)], ("c-2",)),
        ("uid", (UID,), [state(uid=UID), state("b", uid=UID)], ("c-1",)),
        ("uid", (UID,), [state("z", "c-9", uid=UID)], ()),
    ],
)  # fmt: skip
def test_a_key_is_shown_by_the_newest_page_of_each_filing(
    rule: str, key: tuple[str, ...], states: list[dict[str, Any]], expected: tuple[str, ...]
) -> None:
    assert pages(rule, key, ("a", "b"), states) == expected


def test_a_number_without_its_year_is_told_once_for_each_filing() -> None:
    states = [
        state(number="1-12", former_numbers=["1-1/2023"]),
        state(capture="c-0", number="1-12", joined_number="б/н"),
        state("z", "c-9", number="1-13"),
    ]
    assert list(without_year({"a"}, states)) == [
        Key("record", "number", ("1-12",), ("a",), ("c-1",), "no_year"),
        Key("record", "number", ("б/н",), ("a",), ("c-0",), "no_year"),
    ]


def test_filings_that_are_not_here_today_stand_where_they_were_put() -> None:
    ids: Mapping[str, Mapping[str, str]] = {"record": {"a": "r1", "b": "r2"}, "case": {"a": "k", "b": "k"}}
    assert together(ids, "case", ("a", "b"))
    assert not together(ids, "record", ("a", "b"))
    assert together(ids, "record", ("a", "gone"))


def test_the_decisions_that_stand() -> None:
    machine = Judgement("same", "case", ("a", "b"), "uid")
    taken_back = Judgement("same", "case", ("a", "c"), "uid")
    apart = Judgement("not_same", "case", ("d", "a"), "another charge", "a reviewer")
    others = Judgement("same", "case", ("x", "y"), "uid")
    anchor = Judgement("anchor", "case", ("a",), "smallest key")
    withdrawn = Judgement("withdrawn", "case", ("a", "c"), "uid")
    assert in_force([anchor, apart, taken_back, machine, others, withdrawn], {"a"}) == [machine, apart]


def test_every_filing_that_is_spoken_of() -> None:
    edges = [Edge("case", "uid", "a", "b", (UID,))]
    declined = [Declined("record", "number", "guids", ("1-1/2023",), ("a", "c", "d"))]
    assert mentioned(edges, declined, [Judgement("same", "case", ("e", "a"), "uid")]) == set("abcde")


class World:
    """A case of two courts with its appeal, and filings that share a number with it and are no part of it."""

    def __init__(self, folder: Path) -> None:
        book = Book()
        self.listing = book.page("listing", code="99GV0001", captured="2024-01-20T03:00:00")
        shown: dict[str, Any] = {
            "number": "1-1/2023",
            "uid": UID,
            "uid_valid": True,
            "decided": "2023-03-01",
            "result": RETURNED,
        }
        self.first = book.entry(self.listing, guid="g1", **shown)
        self.card = book.page("card", code="99GV0001", captured="2024-02-20T03:00:00")
        book.entry(self.card, guid="g1", persons=[["337.5", "158.1"]], **shown | {"former_numbers": ["1-99/2022"]})
        there = book.page("listing", court=OTHER, code="99GV0002")
        self.second = book.entry(there, guid="g2", received="2023-05-01", **shown | {"number": "1-9/2023"})
        above = book.page("listing", court=OKRUG, code="99OV0001", instance="appeal")
        lower: dict[str, Any] = {"lower_court": NAMES[COURT], "lower_number": "1-99/2022"}
        self.appeal = book.entry(above, guid="g3", number="22-1/2023", received="2023-08-01", persons=(), **lower)
        self.nameless = book.entry(above, guid="g4", number="22-2/2023", persons=(), **lower | {"lower_court": "Суд"})
        self.twins = [book.entry(there, guid=guid, number="1-10/2023", received="2023-07-01") for guid in ("h1", "h2")]
        wrong: dict[str, Any] = {"uid": f"{STEM}-00", "uid_valid": False}
        self.misread = book.entry(there, guid="h3", number="1-12", received="2023-07-02", **wrong)
        self.observatory = book.write(folder / "observatory")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("why"))


def test_a_case_is_told_with_its_keys_and_the_pages_that_show_them(built: World) -> None:
    found = why(built.observatory, built.appeal)
    assert {(one.rule, one.key, frozenset(one.filings)) for one in found.joined} == {
        ("uid", (UID,), frozenset((built.first, built.second))),
        ("lower", (COURT, "1-99/2022"), frozenset((built.first, built.appeal))),
    }
    assert all(len(one.pages) == 2 for one in found.joined)
    assert built.card["capture"] in {page for one in found.joined if one.rule == "lower" for page in one.pages}
    assert found.declined == ()
    assert found.synthetic
    assert {one.rule for one in found.decisions} == {"uid", "lower"}
    assert [why(built.observatory, name) for name in (built.second[:8], found.case_id)] == [found, found]


def test_a_record_is_told_as_it_stands_and_as_its_pages_say(built: World) -> None:
    records = why(built.observatory, built.first).records
    assert [one.received for one in records] == [dt.date(2023, 2, 1), dt.date(2023, 5, 1), dt.date(2023, 8, 1)]
    first, _second, appeal = records
    assert (first.court, first.result, first.persons) == (COURT, RETURNED, 1)
    assert (first.provisions, first.charged_capture) == (("158/1", "337.5"), built.card["capture"])
    assert [told.capture for told in first.told] == [built.card["capture"], built.listing["capture"]]
    assert (appeal.persons, appeal.provisions, appeal.charged_capture) == (0, (), None)


@pytest.mark.parametrize(
    ("filing", "declined"),
    [
        ("twin", [("number", "guids", ("1-10/2023",))]),
        ("misread", [("uid", "check_digits", (f"{STEM}-00",)), ("number", "no_year", ("1-12",))]),
        ("nameless", [("lower", "lower_court", ("1-99/2022",))]),
    ],
)
def test_what_joins_nothing_is_told_with_its_reason_and_page(
    built: World, filing: str, declined: list[tuple[Any, ...]]
) -> None:
    asked = {"twin": built.twins[0], "misread": built.misread, "nameless": built.nameless}[filing]
    found = why(built.observatory, asked)
    assert found.joined == ()
    assert [(one.rule, one.reason, one.key) for one in found.declined] == declined
    assert all(asked in one.filings and len(one.pages) == 1 for one in found.declined)
    assert found.decisions == ()


def test_a_key_that_a_person_overrules_is_one_that_joins_nothing(tmp_path: Path) -> None:
    world = World(tmp_path)
    why(world.observatory, world.first)
    decide(world.observatory, "not_same", world.first, world.second, reason="another charge", who="a reviewer")
    found = why(world.observatory, world.second)
    assert len(found.records) == 1
    assert found.joined == ()
    assert [(one.rule, one.reason) for one in found.declined] == [("uid", "not_same")]
    assert [(one.judgement, one.who) for one in found.decisions] == [("not_same", "a reviewer")]
    assert _same(world.observatory, "uid") == 1, "the machine's own line stays in the file, and holds no more"


def test_a_machines_decision_that_a_persons_empties_is_not_in_force(tmp_path: Path) -> None:
    book = Book()
    known: dict[str, Any] = {"uid": UID, "uid_valid": True, "number": None}
    centre, one, other = sorted(book.entry(book.page("listing"), guid=guid, **known) for guid in ("g1", "g2", "g3"))
    observatory = book.write(tmp_path / "observatory")
    decide(observatory, "not_same", one, other, reason="another charge", who="a reviewer")
    # one of the two goes with the third, whose key joins both
    kept, parted = sorted(
        (one, other), key=lambda filing: why(observatory, filing).case_id != _case(observatory, centre)
    )
    found = why(observatory, centre)
    assert [(decision.judgement, set(decision.keys)) for decision in found.decisions] == [
        ("same", {centre, kept}),
        ("not_same", {one, other}),
    ]
    assert [set(key.filings) for key in found.joined] == [{centre, kept}]
    assert [(key.reason, set(key.filings)) for key in found.declined] == [("not_same", {centre, parted})]
    assert [one.judgement for one in why(observatory, parted).decisions] == ["not_same"]


def _case(observatory: Observatory, filing: str) -> str:
    return why(observatory, filing).case_id


def test_only_a_case_of_invented_pages_is_said_to_be_one(tmp_path: Path) -> None:
    book = Book()
    filing = book.entry(book.page("listing", synthetic=False), guid="g1")
    book.entry(book.page("listing", court=OTHER), guid="g2")
    assert not why(book.write(tmp_path / "observatory"), filing).synthetic


def _same(observatory: Observatory, rule: str) -> int:
    return sum(one.judgement == "same" and one.rule == rule for one in log.read(observatory.decisions))
