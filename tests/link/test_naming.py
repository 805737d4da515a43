"""What an id names, and what becomes of a person's word. Every filing is invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tally.build import COURT, OTHER, Book
from tests.uid import check_digits

from absentia.decisions import FILE, MACHINE
from absentia.errors import Damaged, DataProblem, ObservatoryProblem, UsageProblem
from absentia.link import judgements as log
from absentia.link.judgements import Judgement
from absentia.link.naming import decide, linked, named
from absentia.observatory import Observatory

STEM = "99GV0001-01-2023-000001"
UID = f"{STEM}-{check_digits(STEM)}"
WORD = {"reason": "the same charge, a week later", "who": "a reviewer"}


class World:
    """Two records that share a УИД, the second of which is shown under two numbers, and a record that stands alone."""

    def __init__(self, folder: Path) -> None:
        book = Book()
        here, there = book.page("listing"), book.page("listing", court=OTHER)
        self.first = book.entry(here, guid="g1", uid=UID, uid_valid=True)
        self.second = book.entry(there, guid="g2", number="1-2/2023", uid=UID, uid_valid=True)
        self.again = book.entry(there, number="1-2/2023")
        self.alone = book.entry(book.page("listing", court=COURT), guid="g3", number="1-3/2023")
        self.observatory = book.write(folder / "observatory")

    def case(self, filing: str) -> str:
        with linked(self.observatory) as connection:
            return named(connection, filing).case_id

    def record(self, filing: str) -> str:
        with linked(self.observatory) as connection:
            (record,) = named(connection, filing).records
            return record

    def decisions(self) -> list[Judgement]:
        return [one for one in log.read(self.observatory.decisions) if one.who != MACHINE]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_an_id_names_a_case_a_record_or_a_filing_and_its_beginning_is_enough(world: World) -> None:
    case, record = world.case(world.first), world.record(world.second)
    with linked(world.observatory) as connection:
        whole = named(connection, case[:13])
        assert (whole.level, whole.case_id) == ("case", case)
        assert whole.filings == tuple(sorted((world.first, world.second, world.again)))
        assert len(whole.records) == 2
        one = named(connection, record[:15])
        assert (one.level, one.case_id) == ("record", case)
        assert one.records == {record}
        assert one.filings == tuple(sorted((world.second, world.again)))
        filing = named(connection, world.again[:8])
        assert (filing.level, filing.case_id, filing.filings) == ("filing", case, (world.again,))


@pytest.mark.parametrize("name", ["", "abc1234", "case-", "case-abc1234", "record-abc1234"])
def test_seven_letters_are_too_short(world: World, name: str) -> None:
    with linked(world.observatory) as connection, pytest.raises(UsageProblem, match="too short"):
        named(connection, name)


@pytest.mark.parametrize("name", ["abc12345", "case-abc12345", "record-abc12345", "kase-abc12345", "%%%%%%%%"])
def test_what_is_not_there_is_said_not_to_be_there(world: World, name: str) -> None:
    with linked(world.observatory) as connection, pytest.raises(DataProblem, match="no case, record or filing"):
        named(connection, name)


def test_of_several_that_begin_alike_none_is_taken(world: World) -> None:
    with linked(world.observatory) as connection:
        connection.execute(
            "CREATE OR REPLACE TEMP VIEW cases AS SELECT 'case-' || f AS case_id, 'record-' || f AS record_id, "
            "f AS filing_id FROM (SELECT unnest(['abcdefgh1', 'abcdefgh2']) AS f)"
        )
        with pytest.raises(UsageProblem, match="several ids") as problem:
            named(connection, "abcdefgh")
        assert "abcdefgh1, abcdefgh2" in str(problem.value.next_step)
        assert named(connection, "abcdefgh2").case_id == "case-abcdefgh2"


def test_an_observatory_without_pages_has_no_cases(tmp_path: Path) -> None:
    with pytest.raises(ObservatoryProblem, match="no pages have been read"):
        linked(Observatory.create(tmp_path / "fresh"))


def test_a_person_joins_what_no_key_joins_and_parts_what_one_does(world: World) -> None:
    assert world.case(world.alone) != world.case(world.first)
    assert decide(world.observatory, "same", world.case(world.first), world.alone[:12], **WORD)
    assert world.case(world.alone) == world.case(world.first)
    (written,) = world.decisions()
    assert written == Judgement("same", "case", written.keys, WORD["reason"], WORD["who"])
    assert decide(world.observatory, "not_same", world.record(world.second), world.first, **WORD)
    assert world.case(world.second) == world.case(world.again) != world.case(world.first)


def test_what_was_decided_is_missed_when_it_is_gone(world: World) -> None:
    decide(world.observatory, "same", world.first, world.alone, **WORD)
    file = world.observatory.decisions / FILE
    file.write_bytes(b"".join(line for line in file.read_bytes().splitlines(True) if b"reviewer" not in line))
    with pytest.raises(Damaged):
        decide(world.observatory, "same", world.first, world.second, **WORD)


def test_a_word_that_another_one_overrules_is_said_not_to_hold(world: World) -> None:
    assert decide(world.observatory, "not_same", world.alone, world.first, **WORD)
    assert decide(world.observatory, "same", world.first, world.second, **WORD)
    assert not decide(world.observatory, "same", world.alone, world.second, **WORD)
    assert world.case(world.alone) != world.case(world.first) == world.case(world.second)


@pytest.mark.parametrize(
    ("judgement", "one", "other", "changed", "problem"),
    [
        ("same", "first", "first", {}, "both ids name the same"),
        ("not_same", "case", "alone", {}, "several records"),
        ("not_same", "alone", "case", {}, "several records"),
        ("same", "first", "alone", {"reason": " "}, "needs a reason"),
        ("same", "first", "alone", {"who": ""}, "needs a reason"),
        ("same", "first", "alone", {"who": " machine"}, "needs a reason"),
    ],
)
def test_what_cannot_be_decided_is_not_written(
    world: World, judgement: str, one: str, other: str, changed: dict[str, str], problem: str
) -> None:
    ids = {"first": world.first, "alone": world.alone, "case": world.case(world.first)}
    with pytest.raises(UsageProblem, match=problem):
        decide(world.observatory, judgement, ids[one], ids[other], **WORD | changed)
    assert world.decisions() == []
