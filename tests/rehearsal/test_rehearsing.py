"""The whole pipeline against courthouses whose truth is known, and the auditors themselves against spoilt books."""

from __future__ import annotations

import json
import shutil
import sqlite3
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.study import many

from absentia.archive import Archive
from absentia.cli.main import run
from absentia.cli.rehearse_output import print_rehearsal
from absentia.collect import Ledger
from absentia.collect.ledger import FILE
from absentia.collect.ledger.sweeps import looks_of
from absentia.model.count import Count
from absentia.observatory import Observatory
from absentia.rehearsal.against_truth import captures, compare, not_looked_at, wrongly_known
from absentia.rehearsal.audit import rehearsed
from absentia.rehearsal.rehearsing import Rehearsed, Script, rehearse
from absentia.tally import measures

SEEDS = range(1, 1 + many(1, 4))
COURTS = many(1, 4)
KILLS = many(1, 20)
"""Each costs a process its start; twenty and more are for `absentia rehearse --kills 20`."""


@dataclass(frozen=True)
class Done:
    folder: Path
    rehearsed: Rehearsed

    @property
    def report(self) -> dict[str, Any]:
        return self.rehearsed.report


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("quiet") / "observatory"
    return Done(folder, rehearse(Script(courts=COURTS, months=2, seed=SEEDS[0]), folder))


@pytest.fixture(scope="module", params=SEEDS)
def stormy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("stormy") / "observatory"
    return Done(folder, rehearse(Script(courts=COURTS, months=2, seed=request.param, faults=("all",)), folder))


def test_without_faults_every_cell_is_the_truth(quiet: Done) -> None:
    report = quiet.report
    assert set(report["truth"]) == set(measures())
    for measure, truth in report["truth"].items():
        assert truth["total"] > 0
        # every record was found; but of the last months nobody can know it before the longest delay has passed
        tallied = report["tallied"][measure]
        assert {key: tallied[key] for key in truth} == truth
        assert tallied["complete"] is False
        assert 0 < tallied["range"]["low"] <= truth["total"]
        assert tallied["range"]["high"] is None
    assert report["differences"] == []
    assert set(report["ledger"]["outcomes"]) == {"complete", "empty"}
    _must_hold(quiet)


def test_with_every_fault_each_difference_lies_where_the_ledger_saw_nothing(stormy: Done) -> None:
    report = stormy.report
    outcomes = report["ledger"]["outcomes"]
    assert {"complete", "empty", "unreachable"} <= set(outcomes)
    assert report["differences"], "so many faults and nothing missed: they cannot have struck"
    _must_hold(stormy)


def _must_hold(done: Done) -> None:
    report = done.report
    assert report["unexplained"] == 0
    assert report["ledger"]["wrongly_complete"] == 0
    assert report["ledger"]["without_outcome"] == 0
    assert report["disappearances"]["false"] == 0
    assert report["disappearances"]["found"] == report["disappearances"]["true"]
    assert (report["captures"]["lost"], report["captures"]["duplicate"]) == (0, 0)
    assert report["captures"]["verified"]
    assert report["requests"]["seconds_between_to_one_host"] >= 3
    assert report["requests"]["seconds_between_to_all"] >= 1.5
    assert report["requests"]["ratio"] <= 8
    assert done.rehearsed.holds


def test_kills_at_any_instant_change_nothing(quiet: Done, tmp_path: Path) -> None:
    script = quiet.rehearsed.script
    folder = tmp_path / "observatory"
    killed = rehearse(Script(script.courts, script.months, script.seed, kills=KILLS), folder)
    assert killed.report["script"]["kills"] == KILLS
    assert killed.report["tallied"] == quiet.report["tallied"]
    assert killed.report["disappearances"] == quiet.report["disappearances"]
    _must_hold(Done(folder, killed))


def test_the_same_seed_gives_the_same_report(
    quiet: Done, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # one question in a hundred; `absentia rehearse` asks all
    monkeypatch.setattr(rehearsed, "audited", partial(rehearsed.audited, share=0.01, claims=8))
    asked = f"rehearse --courts {COURTS} --months 2 --seed 1 --format json --into {tmp_path / 'o'}"
    code = run(asked.split())
    printed = json.loads(capsys.readouterr().out)
    assert code == 0
    assert printed["synthetic"] is True
    for part in ("truth", "tallied", "ledger", "disappearances", "captures", "requests"):
        assert printed[part] == json.loads(json.dumps(quiet.report[part])), part
    assert printed["elapsed"]["virtual_days"] == 61
    assert printed["unsound"] == []
    assert sum(printed["statements"].values()) > 20
    assert printed["struck"] == {}
    assert (tmp_path / "o" / "tables" / "cases.parquet").exists()


def test_a_rehearsal_is_never_put_on_top_of_an_observatory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Observatory.create(tmp_path / "mine")
    before = (tmp_path / "mine" / "absentia.toml").read_bytes()
    assert run(["rehearse", "--courts", "1", "--months", "1", "--into", str(tmp_path / "mine")]) == 1
    assert str(tmp_path / "mine") in capsys.readouterr().err
    assert (tmp_path / "mine" / "absentia.toml").read_bytes() == before


def test_what_nobody_could_see_is_not_printed_as_a_count(quiet: Done, capsys: pytest.CaptureFixture[str]) -> None:
    print_rehearsal(quiet.rehearsed)
    marked = capsys.readouterr().out.count("≥")
    assert marked == len(quiet.report["tallied"]) + 1
    tallied = {
        name: one | {"range": Count.exactly(one["total"]).as_dict()} for name, one in quiet.report["tallied"].items()
    }
    print_rehearsal(replace(quiet.rehearsed, report=quiet.report | {"tallied": tallied}))
    assert "≥" not in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [{"true": 1, "found": 0, "false": 0}, {"true": 0, "found": 0, "false": 1}])
def test_a_disappearance_missed_or_invented_makes_a_rehearsal_fail(quiet: Done, wrong: dict[str, int]) -> None:
    assert quiet.rehearsed.holds
    assert not replace(quiet.rehearsed, report=quiet.report | {"disappearances": wrong}).holds


# the auditors must see what is wrong: each of them is given books that were spoilt


@pytest.fixture
def spoilt(quiet: Done, tmp_path: Path) -> Done:
    if quiet.rehearsed.script.seed != SEEDS[0]:
        pytest.skip("one seed is spoilt")
    shutil.copytree(quiet.folder, tmp_path / "copy")
    return Done(tmp_path / "copy", quiet.rehearsed)


def test_a_sweep_that_missed_a_row_and_is_called_complete_is_noticed(spoilt: Done) -> None:
    life = spoilt.rehearsed.life
    with sqlite3.connect(spoilt.folder / FILE) as connection:
        row = connection.execute("SELECT id FROM sweeps WHERE outcome = 'complete' AND counter > 3 LIMIT 1").fetchone()
        connection.execute("UPDATE sweeps SET distinct_guids = distinct_guids - 1 WHERE id = ?", row)
    connection.close()
    assert len(wrongly_known(life, looks_of(Ledger(spoilt.folder / FILE, reading=True)))) == 1


def test_a_difference_without_a_gap_in_the_ledger_is_not_explained(spoilt: Done) -> None:
    observatory, life = Observatory.open(spoilt.folder), spoilt.rehearsed.life
    entry = next(one for one in life.entries if one.published and one.record.register == "first")
    entry.record.persons, kept = (), entry.record.persons
    try:
        compared = compare(observatory, life, set())
    finally:
        entry.record.persons = kept
    assert compared.unexplained
    found = list(looks_of(Ledger(spoilt.folder / FILE, reading=True)))
    assert not not_looked_at(life, found)
    assert len(not_looked_at(life, [one for one in found if one.court != entry.site.court.host])) > 0


def test_an_answer_that_is_not_in_the_archive_is_lost(spoilt: Done) -> None:
    observatory = Observatory.open(spoilt.folder)
    from absentia.rehearsal.visits import Sent

    entries = list(Archive.reading(observatory.archive).entries)
    moment = spoilt.rehearsed.life.start
    import datetime as dt

    when = dt.datetime.combine(moment, dt.time(7), dt.UTC)
    sent = [Sent(when, "gvs-1.synthetic.example", "/x", one.exact or one.sha256, True, 0.0) for one in entries]
    whole = captures(observatory, sent)
    assert (whole["lost"], whole["duplicate"]) == (0, 0)
    another = Sent(when, "gvs-1.synthetic.example", "/y", "0" * 64, True, 0.0)
    assert captures(observatory, [*sent, another])["lost"] == 1
    assert captures(observatory, sent[:-1])["duplicate"] >= 0
    doubled = captures(observatory, [one for one in sent if one.digest != sent[0].digest] + [sent[0]])
    assert doubled["duplicate"] == sum(one.digest == sent[0].digest for one in sent) - 1
