"""How many records would be gone in all if they went more often where nobody could look."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from absentia.cli.disappearances_output import write_list
from absentia.disappearances import AbsenceState, CourtLook, Disappearance, Disappearances, tipping

HERE, THERE = "here.synthetic.example", "there.synthetic.example"
START = dt.datetime(2023, 3, 1, tzinfo=dt.UTC)


def missed(guid: str) -> Disappearance:
    return Disappearance(
        filing_id=guid, court=HERE, register="criminal-first", guid=guid, episode=1, state=AbsenceState.CONFIRMED,
        reason=None, provisions=("337",), building=1, received=None, last_seen=START, last_seen_capture=None,
        first_missed=START, first_missed_capture=None, confirmed=START, confirmed_capture=None, evidence=(), days=3,
        returned=None, returned_capture=None, judged=None, synthetic=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("courts", "curve"),
    [
        ([(HERE, 10, True)], {}),  # nobody was kept from looking
        ([(HERE, 10, False)], {}),  # nobody could look anywhere
        ([(HERE, 10, True), (THERE, 0, False)], {}),  # nothing is known there
        ([(HERE, 10, True), (THERE, 40, False)], {0.5: 3.0, 1.0: 5.0, 2.0: 9.0, 4.0: 17.0}),
        ([(HERE, 2, True), (THERE, 3, False)], {0.5: 1.75, 1.0: 2.5, 2.0: 4.0, 4.0: 4.0}),  # no more than there are
        ([(THERE, 40, True), (HERE, 10, False)], {}),  # so many times none would be called none
    ],
)
def test_what_is_gone_where_nobody_could_look_is_as_frequent_as_one_supposes(
    courts: list[tuple[str, int, bool]], curve: dict[float, float]
) -> None:
    one = missed("first")
    again = replace(one, episode=2)  # the same record, gone twice
    looks = tuple(CourtLook(court, known, START if seen else None, {}) for court, known, seen in courts)
    assert tipping(Disappearances((one, again), looks, {}, (), START)) == curve


def test_what_is_gone_where_somebody_could_look_now_and_then_is_counted_at_least() -> None:
    gone = (missed("first"), *(replace(missed(guid), court=THERE) for guid in "abc"))
    looks = (CourtLook(HERE, 10, START, {}), CourtLook(THERE, 10, None, {}))
    assert tipping(Disappearances(gone, looks, {}, (), START)) == {0.5: 4.0, 1.0: 4.0, 2.0: 4.0, 4.0: 5.0}


def test_the_list_ends_with_the_curve(capsys: pytest.CaptureFixture[str]) -> None:
    one = missed("first")
    looks = (CourtLook(HERE, 10, START, {}), CourtLook(THERE, 40, None, {}))
    found = Disappearances((one,), looks, {}, (), START)
    write_list(found, "table", excluded=False)
    assert "k = 0.5: 3   k = 1: 5   k = 2: 9   k = 4: 17" in capsys.readouterr().out
    write_list(found, "json", excluded=False)
    assert json.loads(capsys.readouterr().out)["tipping"][0] == {"times": 0.5, "gone": 3.0}
    write_list(replace(found, courts=looks[:1]), "table", excluded=False)
    assert "k = " not in capsys.readouterr().out
