"""How a court stands: one word for each way, the worst told first, and the exit code that follows."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.collect.conftest import Lab
from tests.collect.small_court import Courthouse, Fault, Reply, court
from tests.collect.test_sweep_truth import house_of

from absentia.collect import Ledger
from absentia.collect.kind import Kind, why
from absentia.collect.request import Fetcher, NoAnswer
from absentia.collect.status import Standing, Status, standing_of, status
from absentia.model import LookOutcome

C, E, P = LookOutcome.COMPLETE, LookOutcome.EMPTY, LookOutcome.PARTIAL
CAPTCHA, BLOCKED, UNREACHABLE = LookOutcome.CAPTCHA, LookOutcome.BLOCKED, LookOutcome.UNREACHABLE
LAYOUT = LookOutcome.LAYOUT_CHANGED


@pytest.mark.parametrize(
    ("asked", "moved", "standing"),
    [
        ({}, False, Standing.NOT_ASKED),
        ({C: 0}, False, Standing.NOT_ASKED),
        ({C: 1, UNREACHABLE: 99}, False, Standing.ANSWERS),
        ({E: 1, CAPTCHA: 99}, False, Standing.ANSWERS),
        ({C: 9}, True, Standing.MOVED),
        ({}, True, Standing.MOVED),
        ({CAPTCHA: 3, UNREACHABLE: 1}, False, Standing.CAPTCHA),
        ({CAPTCHA: 1, UNREACHABLE: 3}, False, Standing.DARK),
        ({CAPTCHA: 3, UNREACHABLE: 2, BLOCKED: 2}, False, Standing.DARK),  # together more than the captchas
        ({BLOCKED: 1}, False, Standing.DARK),
        ({LAYOUT: 2, UNREACHABLE: 1}, False, Standing.LAYOUT_CHANGED),
        ({LAYOUT: 1, UNREACHABLE: 1}, False, Standing.LAYOUT_CHANGED),  # the worse of two alike
        ({P: 5, CAPTCHA: 2}, False, Standing.PARTIAL),
    ],
)
def test_how_a_court_stands(asked: dict[LookOutcome, int], moved: bool, standing: Standing) -> None:
    assert standing_of(asked, moved=moved) is standing


@given(st.dictionaries(st.sampled_from(list(LookOutcome)), st.integers(0, 5)))
def test_a_court_answers_exactly_where_a_window_of_it_was_read(asked: dict[LookOutcome, int]) -> None:
    assert (standing_of(asked) is Standing.ANSWERS) is any(asked.get(one) for one in (C, E))


def _down(host: str) -> Fault:
    return lambda _house, request: Reply(b"503", status=503) if request.host == host else None


def _now(lab: Lab, house: Courthouse) -> Status:
    ledger = Ledger(lab.observatory.ledger, reading=True)
    try:
        return status(ledger, lab.courts(house), lab.settings(), lab.now)
    finally:
        ledger.close()


def test_a_court_is_dark_since_it_was_last_read_and_one_that_is_not_due_still_answers(lab: Lab) -> None:
    house = house_of(court(1), court(2), rows=3)
    dark, well = (one.host for one in house.courts)
    first = lab.run(house)
    assert (first.exit_code, first.answering) == (0, 2)
    read = _now(lab, house).courts[0].last_read
    assert read is not None
    house.faults.append(_down(dark))
    lab.later(days=40)
    assert lab.run(house).exit_code == 0
    now = _now(lab, house)
    found = {one.court: one for one in now.courts}
    assert (found[dark].standing, found[well].standing) == (Standing.DARK, Standing.ANSWERS)
    assert (found[dark].since, found[well].since) == (read, None)
    assert found[dark].reason in {"server_error", "robots_unreachable"}
    assert now.days(found[dark]) == (lab.now - read).days == 40
    assert found[dark].known < found[dark].windows
    assert now.standing(Standing.DARK, Standing.CAPTCHA) == (found[dark],)
    # the next day nothing but the dark court is due: a run that only meets it has not failed
    lab.later(days=1)
    again = lab.run(house)
    assert set(again.outcomes) == {"unreachable"}
    assert (again.answering, again.exit_code) == (1, 0)
    # nor do courts count that are asked no more: one that answered before it was struck off excuses nobody
    lab.later(days=1)
    alone = lab.run(house, courts=lab.courts(house)[:1])
    assert (alone.answering, alone.exit_code) == (0, 3)
    # once no court answers any more, it has
    house.faults.append(_down(well))
    lab.later(days=40)
    gone = lab.run(house)
    assert (gone.answering, gone.exit_code) == (0, 3)


def test_a_court_that_was_never_read_is_dark_since_it_was_first_asked(lab: Lab) -> None:
    house = house_of(court(1), rows=1)
    house.faults.append(_down(house.courts[0].host))
    asked = lab.now
    assert lab.run(house).exit_code == 3
    lab.later(days=9)
    assert lab.run(house).exit_code == 3
    (found,) = _now(lab, house).courts
    assert found.last_read is None
    assert found.first_asked is not None
    assert asked <= found.first_asked <= asked + dt.timedelta(hours=1)
    assert _now(lab, house).days(found) >= 8


def test_searches_behind_a_captcha_are_told_from_silence(lab: Lab) -> None:
    house = house_of(court(1), rows=1)
    house.captcha_hosts.add(house.courts[0].host)
    assert lab.run(house).exit_code == 3
    (found,) = _now(lab, house).courts
    assert found.standing is Standing.CAPTCHA
    assert found.outcomes["captcha"] == found.windows > 0


def test_before_the_first_run_nothing_was_looked_at(lab: Lab) -> None:
    house = house_of(court(1), rows=1)
    found = status(None, lab.courts(house), lab.settings(), lab.now)
    assert [one.standing for one in found.courts] == [Standing.NOT_ASKED]
    assert found.courts[0].windows == found.days(found.courts[0]) == 0


def test_a_budget_that_is_spent_says_nothing_of_a_court(lab: Lab) -> None:
    house = house_of(court(1), rows=1)
    lab.run(house, daily_budget=1)
    (found,) = _now(lab, house).courts
    assert found.standing is Standing.NOT_ASKED


def test_every_way_to_fail_has_words_and_what_opened_a_breaker_is_told() -> None:
    for kind in Kind:
        if not kind.records:
            assert str(why(kind)) != kind.replace("_", " ") or kind == "forbidden", kind
    assert why("breaker:timeout") == why("timeout")
    assert why("robots_unreachable:refused") == why("refused")
    assert why("zero_unconfirmed:tls") == why("tls")
    assert str(why("rows_shifted:3")) == "rows shifted"


def test_why_no_connection_came_about_is_told() -> None:
    async def kind(host: str, port: int) -> str:
        fetcher = Fetcher("absentia tests", httpx2.AsyncHTTPTransport(), 10)
        try:
            with pytest.raises(NoAnswer) as failure:
                await fetcher.fetch(f"http://{host}:{port}/", "")
        finally:
            await fetcher.close()
        return failure.value.kind

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else takes it, and it refuses
        assert asyncio.run(kind("127.0.0.1", taken.getsockname()[1])) == Kind.REFUSED
