"""Captchas as a rehearsal has them: the courthouse tells what is in its pictures, processes fetch and answer them."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from pathlib import Path

import httpx2
import pytest
from tests.collect.conftest import Lab
from tests.collect.test_collect_commands import absentia

from absentia.collect import Ledger, RunReport, collect
from absentia.collect.captcha import Captchas, answer_in_rehearsal, waiting
from absentia.collect.clock import VirtualClock
from absentia.collect.courts import Court
from absentia.collect.plan import make_plan
from absentia.collect.request import Loopback, Network
from absentia.collect.settings import read_settings
from absentia.errors import UsageProblem
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse import DIRECTORY, Courthouse, Life, live
from absentia.sources.protocol import Picture
from absentia.sources.ru_sudrf.courts import LEVELS

BEGIN = dt.datetime(2023, 12, 20, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def life() -> Life:
    return live(courts=4, months=2, seed=11)


def courts(life: Life) -> list[Court]:
    return [Court(c.host, c.name, c.code, LEVELS[c.level], c.region, c.template) for c in (s.court for s in life.sites)]


def run(lab: Lab, life: Life, *faults: str, answering: bool = True, intensity: float = 1.0) -> RunReport:
    lab.clock = VirtualClock(BEGIN)
    settings = lab.settings(since=dt.date(2023, 9, 1), provisions=("337",))
    house = Courthouse(life, faults, intensity=intensity)
    with house.serve() as running:
        return asyncio.run(
            collect(
                lab.observatory,
                make_plan(settings, courts(life), None, lab.now),
                clock=lab.clock,
                transport=Loopback(running.port),
                person=house.captcha_answer if answering else None,
            )
        )


def test_a_person_answers_while_the_run_goes_on(lab: Lab, life: Life) -> None:
    report = run(lab, life, "captcha", answering=False)
    assert report.outcomes["captcha"]
    other = Lab(lab.observatory.path.parent / "answered")
    report = run(other, life, "captcha")
    assert "captcha" not in report.outcomes
    assert report.captchas_waiting == 0
    assert {sweep["outcome"] for sweep in other.sweeps()} <= {"complete", "empty"}


def test_a_person_comes_back_when_answers_die(lab: Lab, life: Life) -> None:
    run(lab, life, "captcha_expiry", intensity=1000.0)
    answers = lab.ask("SELECT region, count(*) AS n FROM captcha WHERE answer IS NOT NULL GROUP BY region")
    assert answers
    ends = [sweep["outcome"] for sweep in lab.sweeps()]
    assert ends.count("complete") + ends.count("empty") > len(ends) / 2


def test_nobody_reads_the_captchas_of_real_courts_but_people(lab: Lab, life: Life) -> None:
    asked: list[str] = []

    def person(identifier: str) -> str:
        asked.append(identifier)
        return "12345"

    plan = make_plan(lab.settings(), courts(life), None, lab.now)
    with pytest.raises(UsageProblem, match="by people only"):
        asyncio.run(collect(lab.observatory, plan, clock=lab.clock, transport=Network(), person=person))
    with pytest.raises(UsageProblem, match="by people only"):
        answer_in_rehearsal(lab.observatory, lab.settings(), person)
    # a rehearsal in whose ledger a real court's picture waits: refused as well, and none of the others is answered
    ledger = Ledger(lab.observatory.path / "state.sqlite")
    for region, host in (("syn", "gvs-1.synthetic.example"), ("jrs", "yargvs--jrs.sudrf.ru")):
        picture = Picture(f"{region}0captcha0id0000", b"", "png")
        Captchas(lab.observatory, ledger, lab.clock).wait_for(region, host, picture, None)
    with pytest.raises(UsageProblem, match="by people only"):
        answer_in_rehearsal(lab.observatory, lab.settings(rehearsal={"port": 1}), person)
    assert not asked
    assert len(waiting(ledger)) == 2
    ledger.close()


def test_fetch_answer_and_collect_as_a_person_types_them(lab: Lab, life: Life) -> None:
    """Processes on loopback: the picture grew stale, a fresh one is fetched, its answer serves the region."""
    at = lab.observatory.path
    with Courthouse(life, ["captcha"]).serve() as running:
        base = (at / "absentia.toml").read_text(encoding="utf-8")
        (at / "courts.csv").write_bytes(running.house.courts_table())
        configured(at, base, running.port, BEGIN)
        first = absentia("collect", "--format", "json", at=at)
        assert json.loads(first.stdout)["captchas_waiting"] >= 1
        before = json.loads(absentia("captcha", "--format", "json", at=at).stdout)
        pictures = {row["region"]: (at / row["image"]).read_bytes() for row in before}
        # at once, the pictures that wait are fresh enough
        said = absentia("captcha", "--fetch", at=at)
        assert said.returncode == 0, said.stderr
        assert json.loads(absentia("captcha", "--format", "json", at=at).stdout) == before
        # hours later they are not
        configured(at, base, running.port, BEGIN + dt.timedelta(hours=9))
        said = absentia("captcha", "--fetch", at=at)
        assert f"{len(pictures)} pictures fetched" in said.stderr
        fresh = json.loads(absentia("captcha", "--format", "json", at=at).stdout)
        assert {row["region"] for row in fresh} == set(pictures)
        assert all((at / row["image"]).read_bytes() != pictures[row["region"]] for row in fresh)
        assert not {row["id"] for row in fresh} & {row["id"] for row in before}
        # what was fetched is in the archive and in the ledger, as everything is
        forms = lab.ask("SELECT capture FROM requests WHERE purpose = 'form' AND run IS NULL")
        assert len(forms) == len(pictures)
        assert all(row["capture"] for row in forms)
        for row in fresh:
            (known,) = lab.ask("SELECT captcha_id FROM captcha WHERE id = ?", row["id"])
            digits = read_by_a_person(running.port, known["captcha_id"])
            assert absentia("captcha", str(row["id"]), digits, at=at).returncode == 0
        last = absentia("collect", "--format", "json", at=at)
        assert "captcha" not in json.loads(last.stdout)["outcomes"], last.stderr
        # nothing waits any more: nothing is fetched
        assert "0 pictures fetched" in absentia("captcha", "--fetch", at=at).stderr
        # while somebody writes, the pictures are that one's affair
        with lab.observatory.writing():
            busy = absentia("captcha", "--fetch", at=at)
        assert busy.returncode == 1
        assert "another process" in busy.stderr


def configured(at: Path, base: str, port: int, start: dt.datetime) -> None:
    (at / "absentia.toml").write_text(
        base
        + f"""
[collect]
contact = "test@synthetic.example"
courts_file = "courts.csv"
provisions = ["337"]
since = 2023-11-01
whole_register = false
rehearsal = {{ port = {port}, start = {start:%Y-%m-%dT%H:%M:%SZ} }}
""",
        encoding="utf-8",
    )
    assert read_settings(Observatory.open(at)).rehearsal is not None


def read_by_a_person(port: int, identifier: str) -> str:
    headers = {"Host": DIRECTORY, "User-Agent": "absentia tests"}
    return httpx2.get(f"http://127.0.0.1:{port}/captcha?id={identifier}", headers=headers).text
