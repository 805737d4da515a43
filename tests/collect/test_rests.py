"""How long a host is left alone for what it asks: no shorter than the settings say, and no number bars it for ever."""

from __future__ import annotations

import asyncio
import datetime as dt
import math
from pathlib import Path

import pytest
from tests.collect.conftest import SETTINGS, START

from absentia.collect import Ledger
from absentia.collect.clock import VirtualClock
from absentia.collect.kind import Kind
from absentia.collect.ledger.values import moment_of
from absentia.collect.pace import LONGEST_REST, LONGEST_WAIT, NotNow, Pace
from absentia.collect.settings import Settings
from absentia.errors import ObservatoryProblem

HOST = "gvs-1--syn.synthetic.example"
LEAST = 30 * 60.0
DAY = 86_400.0


def paced(folder: Path) -> tuple[Pace, Ledger, VirtualClock]:
    ledger, clock = Ledger(folder / "state.sqlite", durable=False), VirtualClock(START)
    return Pace(clock, ledger, Settings.model_validate(SETTINGS)), ledger, clock


def test_whatever_a_host_asks_for_its_rest_is_a_moment_of_the_calendar(tmp_path: Path) -> None:
    pace, ledger, _clock = paced(tmp_path)
    longest = LONGEST_REST.total_seconds()
    for asked in (None, -math.inf, -5.0, 0.0, LEAST + 1, longest, longest + 1, 1e9, 99_999_999_999.0, 1e300, math.inf):
        pace.rest(HOST, Kind.RATE_LIMITED, asked)
        # any other moment would make the ledger unreadable for every court
        until = moment_of(ledger.host(HOST)["rest_until"])
        assert (until - START).total_seconds() == max(LEAST, min(asked or 0, longest))
    ledger.close()


@pytest.mark.parametrize(
    ("asked", "waits"),
    [(None, LEAST), (60.0, LEAST), (7200.0, 7200.0), (DAY, DAY), (DAY + 1, None), (31_536_000.0, None)],
)
def test_a_run_waits_for_a_host_a_day_at_most(tmp_path: Path, asked: float | None, waits: float | None) -> None:
    pace, ledger, clock = paced(tmp_path)
    pace.rest(HOST, Kind.RATE_LIMITED, asked)

    async def turn() -> Kind | None:
        try:
            async with pace.turn(HOST):
                return None
        except NotNow as stop:
            return stop.kind

    assert LONGEST_WAIT.total_seconds() == DAY
    assert asyncio.run(turn()) is (Kind.BREAKER if waits is None else None)
    assert (clock.now() - START).total_seconds() == (waits or 0)
    ledger.close()


@pytest.mark.parametrize(("back", "refused"), [(0.0, False), (3600.0, False), (3601.0, True), (400 * DAY, True)])
def test_a_clock_that_was_set_back_is_said_and_not_waited_for(tmp_path: Path, back: float, *, refused: bool) -> None:
    _pace, ledger, _clock = paced(tmp_path)
    ledger.depart(HOST, START)
    earlier = VirtualClock(START - dt.timedelta(seconds=back))
    if refused:
        with pytest.raises(ObservatoryProblem, match="set the clock"):
            Pace(earlier, ledger, Settings.model_validate(SETTINGS))
    else:
        assert Pace(earlier, ledger, Settings.model_validate(SETTINGS))
    ledger.close()


@pytest.mark.parametrize(
    ("refusals", "minutes"),
    [
        ([], 0),
        ([(1, 0), (2, 1)], 0),
        # three hosts within ten minutes; what one says again is one
        ([(1, 0), (2, 1), (3, 2)], 32),
        ([(1, 0), (2, 1), (3, 10)], 40),
        ([(1, 0), (2, 1), (3, 11)], 0),
        ([(1, 0), (2, 1), (2, 2)], 0),
    ],
)
def test_the_rest_of_the_platform_outlives_the_process(
    tmp_path: Path, refusals: list[tuple[int, int]], minutes: int
) -> None:
    """Whoever starts again in between waits for what is left of it, at a host that refused nothing too."""
    _pace, ledger, _clock = paced(tmp_path)
    for number, minute in refusals:
        then = START + dt.timedelta(minutes=minute)
        ledger.log(None, then, f"h{number}", "card", HOST, status=429, kind="rate_limited", capture=None, seconds=1)
    begin = START + dt.timedelta(minutes=12)
    clock = VirtualClock(begin)
    pace = Pace(clock, ledger, Settings.model_validate(SETTINGS))

    async def turn() -> None:
        async with pace.turn(HOST):
            pass

    asyncio.run(turn())
    assert clock.now() == max(begin, START + dt.timedelta(minutes=minutes))
    ledger.close()
