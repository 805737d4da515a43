"""A rehearsal audits its own observatory, and says which faults never struck. All is invented."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.rehearsal.audit.parts import audit_part, imported
from tests.rehearsal.audit.tiny import lot_of, tiny
from tests.rehearsal.audit.visitor import Kept, Visitor

from absentia.cli import rehearse_output
from absentia.cli.main import run
from absentia.rehearsal import rehearsing
from absentia.rehearsal.audit import rehearsed
from absentia.rehearsal.audit.seen import seen_in
from absentia.rehearsal.courthouse.faults.refusing import HostMove
from absentia.rehearsal.rehearsing import Rehearsed, Script
from absentia.rehearsal.visits import Witness
from absentia.sources.ru_sudrf.queries import REGISTERS, Search

HOLDS: dict[str, Any] = {
    "script": {"faults": ["slow"]},
    "ledger": {"wrongly_complete": 0, "without_outcome": 0},
    "disappearances": {"true": 1, "found": 1, "false": 0},
    "captures": {"lost": 0, "duplicate": 0, "verified": True},
    "requests": {"polite": True},
    "struck": {"slow": 3, "page_clamping": 0},
}


class _Tallied:
    unexplained: tuple[()] = ()
    differences: tuple[()] = ()


def _done(house: Witness, report: Mapping[str, Any] = HOLDS) -> Rehearsed:
    return Rehearsed(Script(seed=7), house, _Tallied(), None, dict(report))  # type: ignore[arg-type]


def test_the_audit_of_a_rehearsal_is_of_what_its_archive_holds_and_of_all_that_happened(tmp_path: Path) -> None:
    life = tiny(10)
    house = Witness(life, ["host_move"])
    visitor = Visitor(house, lot_of("visit", 10))
    kept = visitor.look_around()
    # whoever follows the list of courts asks the site that moved at its new host
    (fault,) = house.faults
    assert isinstance(fault, HostMove)
    (move,) = fault.moves()
    house.set_time(dt.datetime.combine(life.end, dt.time(20), dt.UTC))
    search = Search(
        move.new, REGISTERS["criminal-first"], since=dt.date(2022, 7, 1), template=fault.site.court.template
    )
    answered = house.answer(move.new, "/modules.php", search.url.partition("?")[2], {"user-agent": "synthetic"})
    kept.append(Kept(house.now, answered.body, move.old, search.url, answered.status, "listing"))
    assert len(seen_in(life, kept[-1:])) > 1
    observatory = imported(kept, tmp_path / "observatory")
    seen = seen_in(life, rehearsed._seen(observatory, house))
    assert {one: set(days) for one, days in seen.items()} == {
        one: set(days) for one, days in seen_in(life, kept).items()
    }
    done = rehearsed.audited(_done(house), observatory, share=0.02, claims=16)
    same = audit_part(life, kept, lot_of("audit", 7), share=0.02, claims=16)
    assert done.report["statements"] == same.as_json()["statements"]
    assert sum(done.report["statements"].values()) > 16
    assert done.report["unsound"] == same.unsound
    assert done.report["struck"] == HOLDS["struck"]


def test_a_rehearsal_of_which_something_unsound_is_said_does_not_hold() -> None:
    house = Witness(tiny(1))
    assert _done(house).holds
    assert _done(house, HOLDS | {"unsound": []}).holds
    assert not _done(house, HOLDS | {"unsound": [{"said": "2", "truth": "3"}]}).holds


def test_what_the_audit_tried_and_which_faults_struck_is_printed() -> None:
    report = {"statements": {"exact": 1200, "zero": 34}, "unsound": [], "struck": {"slow": 3, "moved": 0}}
    assert list(rehearse_output._audit(report)) == [
        "audit: 1,234 statements tried, unsound: []",
        "faults, by how many answers they had a hand in: slow 3, moved 0",
    ]
    (line,) = rehearse_output._audit(report | {"unsound": [{"said": "2"}], "struck": {}})
    assert line == 'audit: 1,234 statements tried, unsound: [{"said": "2"}]'
    assert list(rehearse_output._audit({"struck": {}})) == []


def test_each_fault_that_never_struck_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = _done(Witness(tiny(1)))
    monkeypatch.setattr(rehearsing, "rehearse", lambda *_given, **_more: done)
    monkeypatch.setattr(rehearsed, "audited", lambda given, _observatory: given)
    monkeypatch.setattr("absentia.observatory.Observatory.open", lambda _folder: None)
    assert run(["rehearse", "--faults", "slow,page_clamping", "--format", "json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["struck"] == {"slow": 3, "page_clamping": 0}
    (warning,) = printed.err.splitlines()
    assert "page_clamping" in warning
    assert "never struck" in warning
