"""The ten lines an update ends with: each line where there is something to say, and only there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.collect.report import RunReport
from absentia.collect.status import CourtStatus, Standing, Status
from absentia.model.alarm import Alarm
from absentia.pipeline.digest import CONDITIONS, Condition, Week, as_markdown, digest, lines_in, standing_lines

NOW = dt.datetime(2023, 7, 31, 9, 0, tzinfo=dt.UTC)


def court(number: int, standing: Standing, days: int = 3, **more: Any) -> CourtStatus:
    then = NOW - dt.timedelta(days=days)
    asked = standing is not Standing.NOT_ASKED
    made = CourtStatus(
        court=f"gvs-{number}.synthetic.example", name="", standing=standing, first_asked=then if asked else None,
        last_read=then if asked else None, outcomes={"complete": 3}, planned=0, last_visit=None, rest=None,
        reason="refused" if standing is Standing.DARK else None, template="primary",
    )  # fmt: skip
    return replace(made, **more)


def alarm(number: int) -> Alarm:
    return Alarm(f"gvs-{number}.synthetic.example", "2023-W30", "2023-W30", 2, 15, 0, 300, 0.4, 1e-9)


def status(*courts: CourtStatus, captchas: tuple[dict[str, Any], ...] = ()) -> Status:
    return Status(NOW, courts, captchas, 0, 20000, 0, None, None, None)


def report(outcomes: Mapping[str, int], **more: Any) -> RunReport:
    made = RunReport(
        run="collect-1", folder=Path("runs/collect-1"), outcomes=outcomes, requests=10, courts=2, new_filings=0,
        changed_filings=0, cards_opened=0, cards_gone=0, captchas_waiting=0,
    )  # fmt: skip
    return replace(made, **more)


WELL = court(1, Standing.ANSWERS)
QUIET = Week(status(WELL), report({"complete": 4}), {}, (), first=False)
LOOKED = "1 court: 1 answers. Looked at 4 windows: 4 read whole, 0 not"
NOTHING_NEW = "New: 0 filings, 0 changed, no count changed"


def told(week: Week) -> list[str]:
    return [str(line) for line in digest(week)]


def test_a_quiet_week_is_two_lines() -> None:
    assert told(QUIET) == [LOOKED, NOTHING_NEW]


def of(*courts: CourtStatus, captchas: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"status": status(*courts, captchas=captchas)}


def ran(outcomes: Mapping[str, int], **more: Any) -> dict[str, Any]:
    return {"report": report(outcomes, **more)}


DARK, CAPTCHA, MOVED = Standing.DARK, Standing.CAPTCHA, Standing.MOVED
NAME = "gvs-2.synthetic.example"
ONE_REGION = ({"region": "a"}, {"region": "a"})


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (ran({"complete": 4}, alarms=(alarm(1),)), "ALARM: in 2023-W30 17 records went missing at gvs-1"),
        (of(court(2, MOVED, moved_to="new.example")), f'moved = {{ "{NAME}" = "new.example" }}'),
        (of(court(2, MOVED)), f'moved = {{ "{NAME}" = "new host" }}'),
        ({"status": None}, "Looked at 4 windows: 4 read whole, 0 not"),
        ({"report": None}, "1 court: 1 answers. No court was asked: only what is in the archive was used"),
        ({"report": None, "status": None}, "No court was asked: only what is in the archive was used"),
        (ran({}), "Nothing was due, so no court was asked for a list"),
        (ran({"complete": 1, "empty": 1, "captcha": 3}), "Looked at 5 windows: 2 read whole, 3 not"),
        (of(court(2, Standing.NOT_ASKED)), "1 court: 1 was not looked at yet."),
        (of(court(2, DARK, 19)), "1 court: 1 does not answer."),
        (of(court(2, DARK, 19)), f"{NAME} (for 19 days: connection refused)."),
        (of(court(2, DARK, last_read=None)), f"{NAME} (never read: connection refused)."),
        (of(court(2, DARK, reason=None)), "(for 3 days: no reason is known)"),
        (of(court(2, Standing.LAYOUT_CHANGED, 1, reason="unknown")), "(for 1 day: the pages could not be recognised)"),
        (of(*(court(n, DARK, n) for n in range(2, 8))), "(for 5 days: connection refused) and 3 more."),
        (
            of(court(2, CAPTCHA, outcomes={"captcha": 96})),
            "96 windows wait behind captchas. `absentia captcha --fetch`",
        ),
        (
            of(court(2, CAPTCHA, outcomes={"captcha": 1}), captchas=ONE_REGION),
            "1 window waits behind captchas; a person can answer for 1 region: `absentia captcha --page`",
        ),
        (ran({"complete": 4}, cards_gone=3), "Gone: 3 cards were not there any more in this run."),
        (
            {"disappearances": {"confirmed": 1, "suspected": 2}},
            "Since the beginning 1 record is confirmed gone, 2 suspected, 0 came back",
        ),
        (ran({"complete": 4}, new_filings=41, changed_filings=2), "New: 41 filings, 2 changed, no count changed"),
        (ran({"unreachable": 4}), "Nothing new is known: nothing could be read, no count changed"),
        (ran({"partial": 4}, cards_opened=1, changed_filings=1), "New: 0 filings, 1 changed"),
        ({"changes": ({}, {})}, "2 counts are others than before"),
        ({"changes": ({}, {}), "first": True}, "the first update: 2 counts stand now"),
        ({"counted": False}, "No court answered with a page yet, so there is nothing to count"),
        (ran({"complete": 4}, over_budget=5), "The day's requests are spent: 5 windows wait"),
        (ran({"complete": 4}, not_shared="no route"), "Not put into the location yet: no route"),
    ],
)
def test_each_line_where_there_is_something_to_say(change: dict[str, Any], line: str) -> None:
    changed = told(replace(QUIET, **change))
    assert any(line in one for one in changed), changed
    assert not any(line in one for one in told(QUIET)) or line in LOOKED


@pytest.mark.parametrize(
    ("outcomes", "more", "known"),
    [
        ({}, {}, True),  # nothing was due
        ({"unreachable": 4}, {}, False),
        ({"partial": 4}, {}, False),
        ({"unreachable": 4, "empty": 1}, {}, True),
        ({"captcha": 4}, {"cards_opened": 1}, True),  # cards need no captcha
        ({"partial": 4}, {"new_filings": 1}, True),
    ],
)
def test_that_nothing_is_new_is_said_only_where_something_was_read(
    outcomes: dict[str, int], more: dict[str, int], known: bool
) -> None:
    lines = told(replace(QUIET, **ran(outcomes, **more)))
    assert any("New: " in line for line in lines) is known
    assert any("Nothing new is known" in line for line in lines) is not known


def test_what_is_urgent_comes_first() -> None:
    lines = told(
        replace(
            QUIET,
            status=status(court(2, Standing.MOVED), court(3, Standing.DARK)),
            report=report({"captcha": 4}, alarms=(alarm(1), alarm(2), alarm(3), alarm(4))),
        )
    )
    assert lines[0].startswith("ALARM")
    assert lines[1].startswith("ALARM")
    assert lines[1].endswith("(2 more alarms)")
    assert lines[2].startswith("MOVED")
    assert lines[3].startswith("2 courts")


@given(
    st.lists(st.tuples(st.sampled_from(list(Standing)), st.integers(0, 400)), max_size=12),
    st.integers(0, 5),
    st.booleans(),
    st.booleans(),
)
def test_there_are_never_more_than_ten_lines_and_never_none(
    courts: list[tuple[Standing, int]], alarms: int, first: bool, shared: bool
) -> None:
    made = status(*(court(n, standing, days) for n, (standing, days) in enumerate(courts)), captchas=({"region": "x"},))
    full = report(
        {"captcha": 4}, alarms=tuple(map(alarm, range(alarms))), cards_gone=1, over_budget=1,
        not_shared="x" if shared else None,
    )  # fmt: skip
    lines = digest(Week(made, full, {"confirmed": 1}, ({},), first=first))
    assert 2 <= len(lines) <= 10
    assert all(line.text("ru") for line in lines)


def test_the_report_says_the_same_in_both_languages_and_that_it_is_invented() -> None:
    text = as_markdown(digest(QUIET), "update-1", synthetic=True)
    english, russian = text.split("## ")[1:]
    assert english.startswith("What the update update-1 found")
    assert f"- {LOOKED}" in english
    assert english.count("\n- ") == russian.count("\n- ") == 2
    assert "SYNTHETIC DATA" in english
    assert "SYNTHETIC" not in as_markdown(digest(QUIET), "update-1", synthetic=False)
    assert russian.startswith("Что нашло обновление update-1")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("dark", Condition("dark")),
        (" dark:14d ", Condition("dark", 14)),
        ("captcha", Condition("captcha")),
        ("captcha:3d", None),  # only of dark it is asked for how long
        ("dark:14", None),
        ("dark:d", None),
        ("bright", None),
        ("", None),
    ],
)
def test_a_condition_is_read(text: str, read: Condition | None) -> None:
    assert Condition.parse(text) == read


@pytest.mark.parametrize(
    ("condition", "change", "struck"),
    [
        ("dark", {}, False),
        ("dark", {"status": None}, False),
        ("dark", {"status": status(court(2, Standing.DARK, 0))}, True),
        ("dark:14d", {"status": status(court(2, Standing.DARK, 13))}, False),
        ("dark:14d", {"status": status(WELL, court(2, Standing.DARK, 14))}, True),
        ("dark:14d", {"status": status(court(2, Standing.MOVED, 14))}, True),
        ("dark", {"status": status(court(2, Standing.CAPTCHA, 99))}, False),
        ("captcha", {"status": status(court(2, Standing.CAPTCHA, outcomes={"captcha": 1}))}, True),
        ("captcha", {"status": status(court(2, Standing.ANSWERS, outcomes={"complete": 9, "captcha": 1}))}, True),
        ("captcha", {"status": None}, False),
        ("captcha", {}, False),
        ("moved", {"status": status(court(2, Standing.MOVED, 0))}, True),
        ("moved", {}, False),
        ("layout", {"status": status(court(2, Standing.LAYOUT_CHANGED, 0))}, True),
        ("layout", {"status": status(court(2, Standing.DARK))}, False),
        ("alarm", {"report": report({}, alarms=(alarm(1),))}, True),
        ("alarm", {"report": None}, False),
        ("alarm", {}, False),
    ],
)
def test_a_condition_holds(condition: str, change: dict[str, Any], struck: bool) -> None:
    read = Condition.parse(condition)
    assert read is not None
    assert read.struck(replace(QUIET, **change)) is struck
    assert str(read) == condition


def test_every_condition_is_tried() -> None:
    assert set(CONDITIONS) == {"dark", "captcha", "layout", "moved", "alarm"}


def test_a_report_is_read_back_in_each_language() -> None:
    lines = digest(replace(QUIET, status=status(court(2, DARK), court(3, MOVED))))
    for synthetic in (False, True):
        text = as_markdown(lines, "update-1", synthetic=synthetic)
        for code in ("en", "ru"):
            assert lines_in(text, code)[-len(lines) :] == tuple(line.text(code) for line in lines)
    assert lines_in("", "en") == lines_in("something else", "ru") == ()


def test_how_the_courts_stand_is_told_whenever_they_were_asked() -> None:
    said = [str(line) for line in standing_lines(status(court(2, DARK), court(3, MOVED), WELL))]
    assert said[0].startswith("MOVED")
    assert said[1] == "3 courts: 1 answers, 1 does not answer, 1 moved"
    assert not any("No court was asked" in line for line in said)
