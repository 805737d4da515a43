"""The limits hold as the server's own log has them, whatever goes wrong."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from tests.collect.conftest import SETTINGS, START, Lab
from tests.collect.small_court import Courthouse, Reply, Request, court, filing
from tests.collect.test_sweep_truth import FIRST, house_of, is_search

from absentia.cli.collect_output import print_report
from absentia.collect.settings import Settings
from absentia.errors import ObservatoryBusy, UsageProblem
from absentia.rehearsal import chrome


def gaps(times: list[dt.datetime]) -> list[float]:
    ordered = sorted(times)
    return [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(ordered)]


def times(house: Courthouse, host: str | None = None) -> list[dt.datetime]:
    return [request.time for request in house.log if request.time and (host is None or request.host == host)]


def test_spacing_over_hosts_and_platform_also_through_restarts(lab: Lab) -> None:
    house = house_of(*(court(n) for n in range(1, 5)), rows=12)
    house.faults.append(lambda house, _request: Reply(b"", reset=True) if len(house.log) % 7 == 3 else None)
    lab.run(house)
    lab.run(house, everything=True)  # at once, as an impatient person would
    assert len(house.log) > 60
    assert min(gaps(times(house))) >= 1.5
    for one in house.courts:
        assert min(gaps(times(house, one.host))) >= 3.0
    assert {request.agent for request in house.log} == {lab.settings().user_agent}
    assert "test@synthetic.example" in lab.settings().user_agent


def test_one_slow_court_holds_up_none(lab: Lab) -> None:
    """A court that wants half an hour's rest after every answer; the others are done long before it."""
    slow, *others = (court(n) for n in range(1, 4))
    house = house_of(slow, *others, rows=6)
    answered: list[Request] = []

    def tired(_house: Courthouse, request: Request) -> Reply | None:
        if request.host == slow.host and request.operation == "case" and request not in answered:
            answered.append(request)
            return Reply(chrome.unavailable(slow)) if len(answered) % 2 else None
        return None

    house.faults.append(tired)
    lab.run(house)
    last = {one.host: max(times(house, one.host)) for one in house.courts}
    assert all(last[one.host] - START < dt.timedelta(minutes=5) for one in others)
    assert last[slow.host] - START > dt.timedelta(hours=1)


@pytest.mark.parametrize(("header", "seconds"), [("7200", 7200.0), ("60", 1800.0), (None, 1800.0)])
def test_rest_after_too_many_requests(lab: Lab, header: str | None, seconds: float) -> None:
    at = court(1)
    house = house_of(at, rows=3)
    refused: list[dt.datetime] = []

    def limit(_house: Courthouse, request: Request) -> Reply | None:
        if is_search(request, "337") and not refused and request.time:
            refused.append(request.time)
            return Reply(b"slow down", 429, {"Retry-After": header} if header else {})
        return None

    house.faults.append(limit)
    lab.run(house)
    following = min(time for time in times(house) if time > refused[0])
    assert (following - refused[0]).total_seconds() >= seconds
    assert next(s for s in lab.sweeps() if s["provision"] == "337")["outcome"] == "complete"


def test_many_hosts_refusing_rest_the_whole_platform(lab: Lab) -> None:
    house = house_of(*(court(n) for n in range(1, 5)), rows=3)
    refused: dict[str, dt.datetime] = {}

    def limit(_house: Courthouse, request: Request) -> Reply | None:
        if is_search(request) and request.host not in refused and len(refused) < 3 and request.time:
            refused[request.host] = request.time
            return Reply(b"", 429)
        return None

    house.faults.append(limit)
    lab.run(house)
    third = max(refused.values())
    assert min((time - third).total_seconds() for time in times(house) if time > third) >= 1800


def test_quiet_hours_and_budget(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    house = house_of(court(1), rows=5)
    lab.run(house, quiet_hours="08:30-17:00")
    assert min(times(house)) >= START.replace(hour=17)
    house = house_of(court(1), court(2), rows=40)
    lab.later(days=2)
    report = lab.run(house, daily_budget=30, everything=True)
    assert len(house.log) == 30
    assert sum(report.outcomes.values()) == len(lab.sweeps())
    assert all(sweep["outcome"] for sweep in lab.sweeps())
    cut = [sweep for sweep in lab.sweeps() if sweep["reason"] == "budget" and sweep["parent"] is None]
    assert report.over_budget == len(cut) > 0
    print_report(report, "table")
    assert "requests are spent" in capsys.readouterr().err


def test_no_court_is_asked_more_than_its_own_share_of_a_day(lab: Lab) -> None:
    large, small = court(1), court(2)
    house = house_of(large, small, rows=40)
    house.filings[small.host][1] = house.filings[small.host][1][:2]
    lab.run(house, daily_budget_per_host=20)
    day = times(house, large.host)
    assert len(day) == 20, "the budget of one court"
    assert 2 < len(times(house, small.host)) < 20, "it is not the other court's"
    cut = {s["court"] for s in lab.sweeps() if s["reason"] == "budget"} | {
        row["court"] for row in lab.ask("SELECT court FROM cards WHERE state = 'unread'")
    }
    assert cut == {large.host}
    lab.later(days=1)
    lab.run(house, daily_budget_per_host=20)
    assert 20 < len(times(house, large.host)) <= 40, "a new day, a new budget"


def test_a_dead_court_is_left_alone_and_tried_again_later(lab: Lab) -> None:
    dead, alive = court(1), court(2)
    house = house_of(dead, alive, rows=5)
    outage = [True]
    house.faults.append(
        lambda _house, request: Reply(b"", reset=True) if outage[0] and request.host == dead.host else None
    )
    lab.run(house)
    ends = {(s["court"], s["outcome"]) for s in lab.sweeps()}
    assert {outcome for host, outcome in ends if host == dead.host} == {"unreachable"}
    assert len(times(house, dead.host)) <= 12
    assert {outcome for host, outcome in ends if host == alive.host} == {"complete", "empty"}
    outage[0] = False
    lab.later(days=1)
    lab.run(house)
    swept = {s["outcome"] for s in lab.sweeps() if s["court"] == dead.host}
    assert swept == {"complete", "empty"}


def test_no_cookie_is_kept_or_sent(lab: Lab) -> None:
    house = house_of(court(1), rows=3)
    house.faults.append(lambda at, request: Reply(at.page(request), headers={"Set-Cookie": "who=you; Path=/"}))
    lab.run(house)
    assert len(house.log) > 3
    assert {request.cookie for request in house.log} == {None}


def test_robots_are_obeyed_and_archived(lab: Lab) -> None:
    house = house_of(court(1), rows=5)
    house.robots = b"User-agent: *\nDisallow: /modules.php\n"
    report = lab.run(house)
    assert {request.operation for request in house.log} == {"robots"}
    assert {(s["outcome"], s["reason"]) for s in lab.sweeps() if s["building"] == 1} == {("blocked", "robots")}
    assert report.exit_code == 3
    assert lab.ask("SELECT 1 FROM requests WHERE kind = 'robots' AND capture IS NOT NULL")


def test_settings_that_would_hurt_are_refused() -> None:
    with pytest.raises(ValueError, match="i_have_permission_to_go_faster"):
        Settings.model_validate(SETTINGS | {"seconds_per_host": 1.0})
    allowed = Settings.model_validate(SETTINGS | {"seconds_per_host": 1.0, "i_have_permission_to_go_faster": True})
    assert allowed.seconds_per_host == 1.0
    with pytest.raises(UsageProblem):
        _ = Settings.model_validate(SETTINGS | {"contact": " "}).user_agent
    with pytest.raises(ValueError, match="less than or equal to 120"):
        Settings.model_validate(SETTINGS | {"timeout_seconds": 900})


def test_one_writer(lab: Lab) -> None:
    with lab.observatory.writing(), pytest.raises(ObservatoryBusy):
        lab.run(house_of(court(1), rows=1))


def test_unchanged_courts_cost_next_to_nothing(lab: Lab) -> None:
    """The second week asks for listings only; a changed row is followed by its card, and by no other."""
    at = court(1)
    house = house_of(at, rows=20)
    first = lab.run(house)
    assert first.new_filings == 20
    house.log.clear()
    lab.later(days=7)
    rows = house.filings[at.host][1]
    rows[3] = filing(at, 4, rows[3].received, decided=FIRST + dt.timedelta(days=70))
    rows.append(filing(at, 99, dt.date(2023, 3, 17)))
    report = lab.run(house)
    assert (report.new_filings, report.changed_filings) == (1, 1)
    assert {r.query["case_uid"] for r in house.asked("case")} == {rows[3].guid, rows[-1].guid}
    assert len(house.log) <= 7
