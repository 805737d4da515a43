"""Mass removals: an alarm already while they are suspected, none for what a court's past makes credible."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binom
from tests.collect.conftest import Lab
from tests.collect.small_court import Courthouse, Reply, Request, court
from tests.collect.test_sweep_truth import FIRST, house_of

from absentia.collect import Ledger, RunReport
from absentia.collect.ledger import FILE, VERSION
from absentia.disappearances.alarm import FLOOR, LEVEL, _tail
from absentia.errors import ObservatoryProblem


@pytest.mark.parametrize(("count", "trials", "rate"), [(5, 300, 0.002), (7, 300, 0.002), (15, 15, 0.5), (5, 5, 1e-6)])
def test_the_tail_is_that_of_a_binomial(count: int, trials: int, rate: float) -> None:
    assert _tail(count, trials, rate) == pytest.approx(binom.sf(count - 1, trials, rate), rel=1e-9)


def remove(house: Courthouse, host: str, count: int) -> None:
    del house.filings[host][1][:count]


def alarms(report: RunReport) -> list[dict[str, object]]:
    raised = json.loads((report.folder / "statistics.json").read_text())["alarms"]
    issues = [json.loads(line) for line in (report.folder / "issues.jsonl").read_text().splitlines()]
    assert raised == [issue for issue in issues if issue.get("kind") == "mass_removal"]
    assert raised == report.as_json()["alarms"]
    return list(raised)


def weekly(lab: Lab, house: Courthouse) -> RunReport:
    lab.later(days=7)
    return lab.run(house, whole_register=True)


def test_a_mass_removal_raises_an_alarm_in_the_next_run_and_again_when_it_is_certain(lab: Lab) -> None:
    struck, spared = court(1), court(2)
    house = house_of(struck, spared, rows=40)
    lab.run(house, whole_register=True)
    assert alarms(weekly(lab, house)) == []
    remove(house, struck.host, 12)
    (first,) = alarms(weekly(lab, house))
    assert (first["court"], first["suspected"], first["confirmed"]) == (struck.host, 12, 0)
    assert float(str(first["probability"])) < LEVEL
    assert alarms(weekly(lab, house)) == [], "told once, while nothing new is known"
    (again,) = alarms(weekly(lab, house))
    assert (again["week"], again["suspected"], again["confirmed"]) == (first["week"], 0, 12)
    # its own past does not make the next one look usual
    remove(house, struck.host, 9)
    (next_one,) = alarms(weekly(lab, house))
    assert (next_one["court"], next_one["suspected"]) == (struck.host, 9)


def test_few_removals_and_a_court_that_fails_raise_none(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=40)
    lab.run(house, whole_register=True)
    remove(house, at.host, FLOOR - 1)
    assert alarms(weekly(lab, house)) == []
    # every card «moved», every search refused: the court shows nothing at all, so nothing is gone
    house.gone = {row.guid for row in house.filings[at.host][1]}
    lab.make_due()
    house.captcha_hosts.add(at.host)
    house.faults.append(lambda h, r: None if r.operation != "hearings" else _nothing(h, r))
    assert alarms(weekly(lab, house)) == []


def _nothing(house: Courthouse, request: Request) -> Reply:
    house.log.append(request)
    return Reply(b"", status=503)


def test_one_counter_a_week_finds_a_removal_in_a_window_that_is_not_due(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=40)
    long_ago: dict[str, Any] = {"since": "2021-01-01", "whole_register": True}
    lab.run(house, **long_ago)
    # a year on, everything lies in windows that are swept every quarter
    lab.later(days=400)
    lab.run(house, **long_ago)
    lab.later(days=7)
    lab.run(house, **long_ago)
    assert lab.ask("SELECT count(*) AS n FROM requests WHERE purpose = 'pulse'") == [{"n": 1}]
    gone = house.filings[at.host][1].pop(5)
    lab.later(days=7)
    report = lab.run(house, **long_ago)
    assert report.cards_gone == 1
    swept = {sweep["since"] for sweep in lab.sweeps() if sweep["provision"] is None}
    assert swept == {"2024-03-01", "2023-01-01"}, "the newest window, and the one that changed"
    assert lab.ask("SELECT guid FROM sightings WHERE seen = 0 AND kind = 'card'") == [{"guid": gone.guid}]


def test_where_a_changed_window_cannot_be_read_the_cards_tell(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=40)
    long_ago: dict[str, Any] = {"since": "2021-01-01", "whole_register": True}
    lab.run(house, **long_ago)
    lab.later(days=400)
    lab.run(house, **long_ago)
    gone = house.filings[at.host][1].pop(5)
    # the listing of the half-year comes broken, whenever it is asked for; the counter over all does not
    house.faults.append(lambda h, r: _broken(h, r) if r.operation == "r" and _in_2023(r) else None)
    lab.later(days=14)
    report = lab.run(house, **long_ago)
    assert [s["outcome"] for s in lab.sweeps() if s["since"] == "2023-01-01" and not s["provision"]] == ["partial"]
    assert report.cards_gone == 1
    assert lab.ask("SELECT guid, kind FROM sightings WHERE seen = 0") == [{"guid": gone.guid, "kind": "card"}]


def _in_2023(request: Request) -> bool:
    """Part of the half-year, and no more."""
    days = [value for key, value in request.query.items() if "ENTRY_DATE" in key]
    return len(days) == 2 and all(day.endswith(".2023") and int(day[3:5]) <= 6 for day in days)


def _broken(house: Courthouse, request: Request) -> Reply | None:
    """A counter that is one too high: the sweep cannot be believed, and its halves are not asked for here."""
    at = next(one for one in house.courts if one.host == request.host)
    rows = house.rows(at, request.query) or []
    return Reply(house.render(at, rows[:3], len(rows) + 1, 1, FIRST)) if rows else None


def test_a_card_that_is_gone_is_held_against_one_that_stands(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=12)
    lab.run(house)
    guid = house.filings[at.host][1][4].guid
    house.gone.add(guid)
    lab.make_due(guid)
    lab.later(days=1)  # no sweep is due
    house.log.clear()
    lab.run(house)
    asked = [request.query.get("case_uid") or request.query["_uid"] for request in house.asked("case")]
    assert asked[0] == guid
    assert len({*asked} - {guid}) == 1, "one other card, and it stands"
    seen = lab.ask("SELECT guid, seen FROM sightings WHERE date > ?", f"{lab.now - dt.timedelta(hours=1):%Y-%m-%dT%H}")
    assert {row["seen"] for row in seen if row["guid"] != guid} == {1}


def test_cards_that_all_seem_gone_have_moved_to_the_other_template(lab: Lab) -> None:
    from absentia.sources.ru_sudrf.template import Template

    at = court(1)
    house = house_of(at, rows=12)
    lab.run(house)
    house.migrate(at.host, Template.VNKOD)
    # the court's new site knows no address of the old one
    house.faults.append(lambda h, r: _moved(h, r) if r.operation == "case" and "case_uid" in r.query else None)
    lab.make_due()
    lab.later(days=1)  # no search is due that would show the new template
    lab.run(house)
    assert lab.ask("SELECT template FROM hosts") == [{"template": "vnkod"}]
    lab.later(days=2)
    lab.run(house)
    found = {(row["seen"]) for row in lab.ask("SELECT seen, max(date) FROM sightings GROUP BY guid")}
    assert found == {1}


def _moved(house: Courthouse, request: Request) -> Reply:
    from absentia.rehearsal.chrome import document

    house.log.append(request)
    at = next(one for one in house.courts if one.host == request.host)
    return Reply(document(at, "Возможно, она была удалена или перемещена."), status=404)


def test_a_ledger_of_another_version_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / FILE
    Ledger(file).close()
    newer = sqlite3.connect(file)
    newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    with pytest.raises(ObservatoryProblem):
        Ledger(file)
