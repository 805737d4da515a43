"""A person's word on a disappearance: it takes away, never adds, and speaks of one episode."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.collect.conftest import Lab
from tests.collect.small_court import court
from tests.collect.test_sweep_truth import house_of
from tests.disappearances.test_reasons import weeks

from absentia import decisions
from absentia.archive.watermark import watermark
from absentia.decisions import Decision
from absentia.disappearances import AbsenceState, find_disappearances, judge, key_of
from absentia.disappearances.judged import CHOICES, judged
from absentia.errors import Damaged, DataProblem, UsageProblem
from absentia.observatory import Observatory

KEY = ("f1", "2023-11-02")
CHOICE = st.sampled_from(CHOICES)


@pytest.mark.parametrize(
    ("choices", "stands"),
    [
        ([], None),
        (["gone"], "gone"),
        (["not_gone"], "not_gone"),
        (["gone", "not_gone"], "not_gone"),
        (["not_gone", "gone"], "gone"),
        (["not_gone", "withdrawn"], None),
        (["withdrawn"], None),
        (["withdrawn", "gone"], "gone"),
    ],
)
def test_the_later_word_stands(tmp_path: Path, choices: list[str], stands: str | None) -> None:
    observatory = Observatory.create(tmp_path / "observatory")
    for choice in choices:
        judge(observatory, KEY, choice, reason="another number", who="desk")
    found = judged(observatory)
    assert (found[KEY].choice if KEY in found else None) == stands
    if choices:
        remembered = watermark(observatory)
        assert remembered
        assert remembered.decisions, "a word taken out of the file again is found out"


@pytest.mark.parametrize(
    ("choice", "reason", "who", "why"),
    [
        ("perhaps", "x", "desk", "no judgement"),
        ("gone", "", "", "no judgement"),
        ("gone", "", "machine", "no judgement"),
        ("not_gone", " ", "desk", "why it is not gone"),
    ],
)
def test_what_is_no_word_is_not_written(tmp_path: Path, choice: str, reason: str, who: str, why: str) -> None:
    observatory = Observatory.create(tmp_path / "observatory")
    with pytest.raises(UsageProblem, match=why):
        judge(observatory, KEY, choice, reason=reason, who=who)
    assert decisions.read(observatory.decisions, "disappearance") == []


@pytest.mark.parametrize(
    ("subject", "choice"),
    [
        ({"filing": "f1"}, "gone"),
        ({"filing": 1, "missed": "2023-11-02"}, "gone"),
        ({"filing": "f1", "missed": "2023-11-02"}, "same"),
    ],
)
def test_a_word_nobody_could_have_said_stops_the_reader(tmp_path: Path, subject: dict[str, str], choice: str) -> None:
    observatory = Observatory.create(tmp_path / "observatory")
    decisions.append(observatory.decisions, [Decision("disappearance", "desk", None, subject, choice)])
    with pytest.raises(DataProblem, match="cannot be understood"):
        judged(observatory)


@given(st.lists(st.tuples(st.sampled_from([KEY, ("f1", "2023-12-01"), ("f2", KEY[1])]), CHOICE), max_size=8))
def test_each_episode_has_its_own_word(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[tuple[str, str], str]]
) -> None:
    observatory = Observatory.create(tmp_path_factory.mktemp("judged") / "observatory")
    for key, choice in said:
        judge(observatory, key, choice, reason="x", who="desk")
    last = dict(said)
    expected = {key: choice for key, choice in last.items() if choice != "withdrawn"}
    assert {key: one.choice for key, one in judged(observatory).items()} == expected


def test_a_word_takes_an_episode_out_of_the_count_and_can_be_taken_back(lab: Lab) -> None:
    here = court(1)
    house = house_of(here, rows=12)
    lab.run(house)
    del house.filings[here.host][1][10:]
    weeks(lab, house, 5)
    before = find_disappearances(lab.observatory)
    assert [one.state for one in before.episodes] == [AbsenceState.CONFIRMED] * 2
    first, second = (key_of(one.filing_id, one.first_missed) for one in before.episodes)
    judge(lab.observatory, first, "not_gone", reason="listed under another number", who="desk")
    judge(lab.observatory, second, "gone", reason="", who="desk")
    after = find_disappearances(lab.observatory)
    assert [(one.state, one.reason, one.judged) for one in after.episodes] == [
        (AbsenceState.EXCLUDED, "judged", "not_gone"),
        (AbsenceState.CONFIRMED, None, "gone"),
    ]
    assert after.episodes[0].confirmed is None
    for key in (first, second):
        judge(lab.observatory, key, "withdrawn", reason="", who="desk")
    assert find_disappearances(lab.observatory) == before


def test_a_persons_gone_confirms_nothing_that_looks_do_not(lab: Lab) -> None:
    here = court(1)
    house = house_of(here, rows=12)
    lab.run(house)
    del house.filings[here.host][1][11:]
    weeks(lab, house, 1)
    (one,) = find_disappearances(lab.observatory).episodes
    judge(lab.observatory, key_of(one.filing_id, one.first_missed), "gone", reason="", who="desk")
    (still,) = find_disappearances(lab.observatory).episodes
    assert (one.state, still.state) == (AbsenceState.SUSPECTED, AbsenceState.SUSPECTED)


def test_a_word_removed_from_the_file_is_found_out(lab: Lab) -> None:
    here = court(1)
    house = house_of(here, rows=12)
    lab.run(house)
    judge(lab.observatory, KEY, "gone", reason="", who="desk")
    (lab.observatory.decisions / decisions.FILE).write_bytes(b"")
    with pytest.raises(Damaged):
        find_disappearances(lab.observatory)
