"""A court that changes its template or its host is the same court: nothing of it has gone, and nothing counts twice."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from tests.collect.conftest import Lab
from tests.collect.small_court import Courthouse as Small
from tests.collect.small_court import Reply, Request, court
from tests.collect.test_sweep_truth import house_of

from absentia.collect import Ledger, RunReport, collect, reading
from absentia.collect.clock import VirtualClock
from absentia.collect.courts import Court, courts_of
from absentia.collect.plan import make_plan
from absentia.collect.request import Loopback
from absentia.collect.status import status
from absentia.errors import UsageProblem
from absentia.link import link_cases
from absentia.parse import build_tables
from absentia.rehearsal.chrome import document
from absentia.rehearsal.courthouse import Courthouse, Life, live
from absentia.rehearsal.courthouse.truth import document as truth
from absentia.sources.ru_sudrf.template import Template
from absentia.tally import tally

GONE = "Запрашиваемая страница не найдена. Возможно, она была удалена или перемещена."


def absences(lab: Lab) -> list[dict[str, Any]]:
    return lab.ask("SELECT court, guid, kind FROM sightings WHERE seen = 0")


def test_a_card_is_asked_for_in_the_new_template_before_it_is_missed(lab: Lab) -> None:
    """No search is due: nothing but the card's own old address tells that the court has changed its template."""
    at = court(1)
    house = house_of(at, rows=6)

    def strict(one: Small, request: Request) -> Reply | None:
        """An address of the other template leads nowhere, as on the portals."""
        now = next(each for each in one.courts if each.host == request.host)
        other = "_uid" if now.template is Template.PRIMARY else "case_uid"
        return (
            Reply(document(now, GONE), status=404) if request.operation == "case" and other in request.query else None
        )

    house.faults.append(strict)
    lab.run(house)
    house.migrate(at.host, Template.VNKOD)
    searched = len(house.asked("r"))
    lab.later(days=30)
    ledger = Ledger(lab.observatory.path / "state.sqlite")
    courts = [replace(one, template=Template.PRIMARY) for one in lab.courts(house)]
    plan = replace(make_plan(lab.settings(), courts, ledger, lab.now), questions=(), pulses=())
    ledger.close()

    async def cards_only() -> RunReport:
        house.port = 0
        async with house:
            return await collect(lab.observatory, plan, clock=lab.clock, transport=Loopback(house.port))

    asyncio.run(cards_only())
    assert len(house.asked("r")) == searched
    assert house.asked("case")[-1].query.get("_uid")
    assert not absences(lab)
    assert {row["state"] for row in lab.ask("SELECT state FROM cards")} == {"open"}
    assert {row["absences"] for row in lab.ask("SELECT absences FROM cards")} == {0}


@pytest.mark.parametrize("way", ["message", "redirect"])
def test_a_site_that_is_elsewhere_now_says_nothing_of_its_cards(lab: Lab, way: str) -> None:
    at, other = court(1), court(2)
    house = house_of(at, other, rows=6)
    lab.run(house)

    def gone(_house: Small, request: Request) -> Reply | None:
        if request.host != at.host or request.operation == "robots":
            return None
        if way == "redirect":
            return Reply(b"", 302, {"Location": f"https://elsewhere--syn.synthetic.example{request.path}"})
        return Reply(document(at, GONE), status=404)

    house.faults.append(gone)
    for days in (30, 7, 7, 7):
        lab.later(days=days)
        house.log.clear()
        lab.run(house)
        own = [request for request in house.log if request.host == at.host and request.operation != "robots"]
        assert len(own) <= 4, "a site that is not there is not asked question after question"
        assert not any("elsewhere" in request.host for request in house.log), "nobody follows by himself"
        ends = {(s["outcome"], (s["reason"] or "").partition(":")[0]) for s in lab.sweeps() if s["court"] == at.host}
        assert ("unreachable", "moved") in ends
        assert {outcome for outcome, _reason in ends} == {"unreachable"}
    assert not absences(lab)
    ledger = reading(lab.observatory)
    assert ledger is not None
    told = {row.court: row for row in status(ledger, lab.courts(house), lab.settings(), lab.now).courts}
    ledger.close()
    assert told[at.host].reason == "moved"
    assert (
        told[at.host].moved_to == ("elsewhere--syn.synthetic.example" if way == "redirect" else None)
        or way != "redirect"
    )
    assert told[other.host].moved_to is None


@dataclass
class Year:
    """Weekly visits to one courthouse, its list of courts read anew each time, or never."""

    lab: Lab
    life: Life
    renewed: bool
    reports: list[RunReport] = field(default_factory=list)

    def visit(self, faults: list[str]) -> Courthouse:
        path = self.lab.observatory.path
        house = Courthouse(self.life, faults)
        settings = self.lab.settings(
            courts_file=Path("courts.csv"), since=dt.date(2023, 7, 1), provisions=("337",), whole_register=True
        )
        with house.serve() as running:
            moment = dt.datetime.combine(self.life.start, dt.time(6), dt.UTC)
            while moment.date() < self.life.end:
                house.set_time(moment)
                self.lab.clock = VirtualClock(max(moment, self.lab.now) if self.reports else moment)
                if self.renewed or not self.reports:
                    (path / "courts.csv").write_bytes(house.courts_table())
                ledger = Ledger(path / "state.sqlite") if self.reports else None
                plan = make_plan(settings, courts_of(self.lab.observatory, settings), ledger, self.lab.now)
                if ledger:
                    ledger.close()
                self.reports.append(
                    asyncio.run(
                        collect(self.lab.observatory, plan, clock=self.lab.clock, transport=Loopback(running.port))
                    )
                )
                moment += dt.timedelta(days=7)
        return house


@pytest.fixture(scope="module")
def life() -> Life:
    """No card is removed, so that every absence in the ledger would be a false one."""
    life = live(courts=3, months=2, seed=21)
    for entry in life.entries:
        entry.removed = entry.restored = None
    return life


def test_a_court_goes_on_at_its_new_host_and_stays_one_court(lab: Lab, life: Life) -> None:
    year = Year(lab, life, renewed=True)
    house = year.visit(["host_move"])
    ((old, new, day),) = [(move.old, move.new, move.day) for fault in house.faults for move in fault.moves()]
    assert truth(life, house.faults)["moves"] == [{"court": old, "to": new, "day": str(day)}]
    assert absences(lab) == []
    courts = {row["court"] for row in lab.ask("SELECT DISTINCT court FROM sweeps")}
    assert courts == set(life.by_host), "the ledger calls it by the host it had"
    after = day.isoformat()
    asked = {row["host"]: row["n"] for row in lab.ask(
        "SELECT host, count(*) AS n FROM requests WHERE time >= ? AND purpose <> 'robots' GROUP BY host", after
    )}  # fmt: skip
    assert asked[new] > 5
    assert old not in asked
    ends = lab.ask("SELECT outcome FROM sweeps WHERE court = ? AND ended >= ? AND parent IS NULL", old, after)
    assert {row["outcome"] for row in ends} <= {"complete", "empty"}
    assert ends
    # cards known before are not read anew because of it: the same GUID at the same court
    cards = lab.ask("SELECT count(*) AS n FROM cards WHERE court = ?", old)[0]["n"]
    assert cards
    assert not lab.ask("SELECT 1 FROM cards WHERE court = ?", new)
    build_tables(lab.observatory, jobs=1)
    link_cases(lab.observatory)
    quiet = Lab(lab.observatory.path.parent / "quiet")
    Year(quiet, life, renewed=True).visit([])
    build_tables(quiet.observatory, jobs=1)
    link_cases(quiet.observatory)
    for measure in ("filings_received", "cases_received"):
        assert rows(lab, measure) == rows(quiet, measure), "as if it had never moved"


def rows(lab: Lab, measure: str) -> list[tuple[Any, ...]]:
    counted = tally(lab.observatory, measure, by=("court", "half-year"))
    return sorted(tuple(row.as_dict().items()) for row in counted.rows)


def test_a_list_of_courts_nobody_renews_costs_looks_and_invents_nothing(lab: Lab, life: Life) -> None:
    house = Year(lab, life, renewed=False).visit(["host_move"])
    ((old, new, day),) = [(move.old, move.new, move.day) for fault in house.faults for move in fault.moves()]
    assert absences(lab) == []
    ends = lab.ask("SELECT outcome, reason FROM sweeps WHERE court = ? AND ended > ?", old, f"{day}T23")
    assert {row["outcome"] for row in ends} == {"unreachable"}
    assert any((row["reason"] or "").startswith("moved") for row in ends)
    assert not lab.ask("SELECT 1 FROM requests WHERE host = ?", new)


def test_settings_name_the_new_host_of_a_listed_court(lab: Lab) -> None:
    path = lab.observatory.path
    (path / "courts.csv").write_text(
        "host,code,name,level,region,template,formerly\n"
        "gvs-1.synthetic.example,00GV0001,A,garrison,syn,primary,\n"
        "gvs-2-new.synthetic.example,00GV0002,B,garrison,syn,primary,gvs-2.synthetic.example\n",
        encoding="utf-8",
    )
    settings = lab.settings(courts_file=Path("courts.csv"), moved={"gvs-1.synthetic.example": "a.synthetic.example"})
    found = courts_of(lab.observatory, settings)
    assert [(one.host, one.site) for one in found] == [
        ("gvs-1.synthetic.example", "a.synthetic.example"),
        ("gvs-2.synthetic.example", "gvs-2-new.synthetic.example"),
    ]
    assert all(isinstance(one, Court) for one in found)
    with pytest.raises(UsageProblem, match="no court of this observatory"):
        courts_of(lab.observatory, lab.settings(courts_file=Path("courts.csv"), moved={"x.example": "y.example"}))
    with pytest.raises(UsageProblem, match="two courts"):
        courts_of(
            lab.observatory,
            lab.settings(
                courts_file=Path("courts.csv"), moved={"gvs-1.synthetic.example": "gvs-2-new.synthetic.example"}
            ),
        )
