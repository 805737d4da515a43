"""A court that takes its time: the time passes, the others go on, and the time-out is of the same seconds."""

from __future__ import annotations

import datetime as dt

from tests.collect.conftest import START, Lab
from tests.collect.small_court import Courthouse, Fault, Reply, Request, court
from tests.collect.test_politeness import gaps, times
from tests.collect.test_sweep_truth import house_of


def slow(host: str, seconds: float, *, operation: str | None = None) -> Fault:
    """Every answer of a host takes so long, by its own word."""

    def fault(house: Courthouse, request: Request) -> Reply | None:
        if request.host != host or (operation and request.operation != operation):
            return None
        return Reply(house.page(request), headers={"X-Rehearsal-Seconds": str(seconds)})

    return fault


def test_the_others_are_done_while_one_court_thinks(lab: Lab) -> None:
    first, *others = (court(n) for n in range(1, 4))
    house = house_of(first, *others, rows=6)
    house.faults.append(slow(first.host, 100))
    lab.run(house)
    own = times(house, first.host)
    assert min(gaps(own)) >= 103, "the pause begins when the answer is there"
    last = {one.host: max(times(house, one.host)) for one in others}
    assert all(moment - START < dt.timedelta(minutes=5) for moment in last.values())
    assert max(own) - START > dt.timedelta(minutes=15)
    assert {sweep["outcome"] for sweep in lab.sweeps()} == {"complete", "empty"}
    seconds = lab.ask("SELECT DISTINCT seconds FROM requests WHERE host = ?", first.host)
    assert seconds == [{"seconds": 100.0}]
    assert lab.ask("SELECT DISTINCT seconds FROM requests WHERE host <> ?", first.host) == [{"seconds": 0.0}]


def test_the_time_out_is_of_the_same_seconds(lab: Lab) -> None:
    first, other = court(1), court(2)
    house = house_of(first, other, rows=6)
    house.faults.append(slow(first.host, 100, operation="r"))
    lab.run(house, timeout_seconds=60)
    ends = {(sweep["court"], sweep["outcome"], sweep["reason"]) for sweep in lab.sweeps() if sweep["building"] == 1}
    assert {(outcome, reason) for host, outcome, reason in ends if host == first.host} <= {
        ("unreachable", "timeout"),
        ("unreachable", "breaker:timeout"),
    }
    assert {outcome for host, outcome, _reason in ends if host == other.host} == {"complete", "empty"}
    late = lab.ask("SELECT DISTINCT seconds, capture FROM requests WHERE kind = 'timeout'")
    assert late == [{"seconds": 60.0, "capture": None}], "what came too late has not come"
    searches = [request.time for request in house.asked("r") if request.host == first.host and request.time]
    assert min(gaps(searches)) >= 60 + 3
    assert max(times(house, other.host)) - START < dt.timedelta(minutes=5)


def test_a_slow_courthouse_costs_hours_of_its_own_only(lab: Lab) -> None:
    """The courthouse of `absentia rehearse`, every answer of which is slow: as many hours as its answers took."""
    import asyncio

    from absentia.collect import collect
    from absentia.collect.clock import VirtualClock
    from absentia.collect.courts import Court
    from absentia.collect.plan import make_plan
    from absentia.collect.request import Loopback
    from absentia.rehearsal.courthouse import Courthouse as Rehearsed
    from absentia.rehearsal.courthouse import live
    from absentia.sources.ru_sudrf.courts import LEVELS

    life = live(courts=3, months=2, seed=5)
    begin = dt.datetime(2023, 12, 1, 9, tzinfo=dt.UTC)
    lab.clock = VirtualClock(begin)
    courts = [
        Court(c.host, c.name, c.code, LEVELS[c.level], c.region, c.template)
        for c in (site.court for site in life.sites)
    ]
    settings = lab.settings(since=dt.date(2023, 10, 1), provisions=("337",))
    with Rehearsed(life, ["slow"], intensity=1000.0).serve() as running:
        plan = make_plan(settings, courts, None, lab.now)
        asyncio.run(collect(lab.observatory, plan, clock=lab.clock, transport=Loopback(running.port)))
    took = {row["host"]: row["s"] for row in lab.ask("SELECT host, sum(seconds) AS s FROM requests GROUP BY host")}
    assert len(took) == len(courts)
    passed = (lab.now - begin).total_seconds()
    assert max(took.values()) <= passed < 0.8 * sum(took.values()), "courts think side by side"
    assert {sweep["outcome"] for sweep in lab.sweeps()} <= {"complete", "empty"}
