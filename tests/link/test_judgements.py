"""Decisions on links: which one holds, how strong it is, and a file that is believed whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from absentia import decisions
from absentia.decisions import FILE, Decision, digest
from absentia.errors import DataProblem
from absentia.link.judgements import Judgement, _strength, append, read, replay

AB = ("a", "b")


def machine(judgement: str, level: str = "case", rule: str = "uid") -> Judgement:
    return Judgement(judgement, level, AB, rule)


def human(judgement: str, level: str = "case") -> Judgement:
    return Judgement(judgement, level, ("b", "a"), "a reason", "a reviewer")


@pytest.mark.parametrize(
    ("decision", "strength"),
    [
        (human("same"), -1),
        (machine("same", rule="guid"), 0),
        (machine("same", rule="number"), 1),
        (machine("same", rule="uid"), 2),
        (machine("same", rule="lower"), 3),
        (machine("same", rule="of another version"), 4),
    ],
)
def test_a_human_is_stronger_than_any_rule_and_rules_have_their_order(decision: Judgement, strength: int) -> None:
    assert _strength(decision) == strength


@pytest.mark.parametrize(
    ("decided", "joined", "apart"),
    [
        ([], False, False),
        ([machine("same")], True, False),
        ([machine("same"), machine("withdrawn")], False, False),
        ([machine("withdrawn"), machine("same")], True, False),
        ([machine("same"), human("withdrawn")], False, False),
        # what a human joined no machine withdraws
        ([human("same"), machine("withdrawn")], True, False),
        ([human("same"), human("withdrawn")], False, False),
        ([human("not_same"), human("withdrawn")], False, False),
        ([human("not_same"), machine("withdrawn")], False, True),
        ([machine("same"), human("not_same"), human("withdrawn"), machine("same")], True, False),
        ([machine("same"), human("not_same")], False, True),
        # kept apart by a human, joined by no machine
        ([human("not_same"), machine("same")], False, True),
        ([human("not_same"), human("same")], True, False),
        # no machine keeps apart
        ([machine("not_same"), machine("same")], True, False),
        ([machine("same"), machine("not_same")], True, False),
    ],
)
def test_the_later_decision_holds_and_a_humans_over_a_machines(
    decided: list[Judgement], joined: bool, apart: bool
) -> None:
    state = replay(decided)
    assert (("case", *AB) in state.edges) is joined
    assert (("case", *AB) in state.apart) is apart
    assert state.clusters("case").together(*AB) is joined


def test_the_machines_first_word_stands_until_it_is_withdrawn() -> None:
    state = replay([machine("same", rule="uid"), machine("same", rule="lower")])
    assert state.edges["case", "a", "b"].rule == "uid"
    assert replay([machine("same"), human("same")]).edges["case", "a", "b"].who == "a reviewer"


@pytest.mark.parametrize(("level", "records", "cases"), [("record", True, True), ("case", False, True)])
def test_one_record_is_one_case_and_not_the_other_way_round(level: str, records: bool, cases: bool) -> None:
    state = replay([machine("same", level)])
    assert state.clusters("record").together(*AB) is records
    assert state.clusters("case").together(*AB) is cases


def test_the_stronger_of_two_edges_that_cannot_both_hold_holds() -> None:
    apart = Judgement("not_same", "case", ("a", "c"), "a reason", "a reviewer")
    weak = Judgement("same", "case", ("a", "b"), "lower")
    strong = Judgement("same", "case", ("b", "c"), "uid")
    for decided in ([apart, weak, strong], [strong, weak, apart]):
        clusters = replay(decided).clusters("case")
        assert (clusters.together("b", "c"), clusters.together("a", "b")) == (True, False)


def test_the_digest_is_of_the_file_or_of_nothing(tmp_path: Path) -> None:
    assert digest(tmp_path) == hashlib.sha256(b"").hexdigest()
    append(tmp_path, [machine("same")])
    assert digest(tmp_path) == hashlib.sha256((tmp_path / FILE).read_bytes()).hexdigest()
    assert read(tmp_path) == [machine("same")]


GOOD = {"judgement": "same", "level": "case", "keys": ["a", "b"]}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"judgement": "perhaps"}, "perhaps / case"),
        ({"level": "page"}, "same / page"),
        ({"keys": ["a", 2]}, "keys"),
        ({"keys": ["a"]}, "2 different ones"),
        ({"keys": ["a", "a"]}, "2 different ones"),
        ({"keys": ["a", "b", "c"]}, "2 different ones"),
        ({"keys": None}, "keys"),
        ({"keys": "ab"}, "keys"),
        ({"keys": ...}, "keys"),
        ({"judgement": "anchor", "keys": ["a"]}, None),
        ({"judgement": "anchor", "keys": ["a", "b", "c"]}, None),
        ({"level": ...}, None),
    ],
)
def test_a_judgement_is_understood_whole_or_stops_the_reader(
    tmp_path: Path, change: dict[str, object], why: str | None
) -> None:
    row = {key: value for key, value in (GOOD | change).items() if value is not ...}
    decisions.append(tmp_path, [Decision("link", "machine", None, row, str(row.pop("judgement")), "uid")])
    if why is None:
        (one,) = read(tmp_path)
        assert (one.level, one.rule) == ("case", "uid")
        return
    with pytest.raises(DataProblem, match=why) as problem:
        read(tmp_path)
    assert f"{FILE}:1" in str(problem.value.where)


def test_the_file_of_decisions_is_kept_as_written(tmp_path: Path) -> None:
    folder = tmp_path
    first = [Judgement("same", "case", ("a", "b"), "uid"), Judgement("anchor", "case", ("a",), "smallest key")]
    append(folder, first)
    append(folder, [Judgement("not_same", "case", ("a", "b"), "почерк другой", "рецензент")])
    assert [one.judgement for one in read(folder)] == ["same", "anchor", "not_same"]
    assert replay(read(folder)).edges == {}
    file = folder / "decisions.jsonl"
    for damage in ('{"judgement": "same"', '{"judgement": "same", "keys": ["a", "a"], "who": "x"}', "[]", '{"who": 1}'):
        kept = file.read_bytes()
        file.write_bytes(kept + damage.encode() + b"\n")
        with pytest.raises(DataProblem, match=r"decisions.jsonl:4"):
            read(folder)
        file.write_bytes(kept)
    file.write_bytes(file.read_bytes().removesuffix(b"\n"))  # as an editor leaves it
    append(folder, first[:1])
    assert [one.judgement for one in read(folder)] == ["same", "anchor", "not_same", "same"]
    file.write_bytes(file.read_bytes() + b'{"who": "\xff"}\n')
    with pytest.raises(DataProblem, match=r"decisions.jsonl:5"):
        read(folder)
