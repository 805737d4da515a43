"""Texts of acts: asked for once each, in both templates, without captcha; their words stay in the archive."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.collect.conftest import Lab
from tests.collect.small_court import Courthouse as Small
from tests.collect.small_court import Reply, Request, court
from tests.collect.test_sweep_truth import house_of

from absentia.archive import Archive
from absentia.collect import Ledger, RunReport, collect
from absentia.collect.clock import VirtualClock
from absentia.collect.courts import Court
from absentia.collect.plan import make_plan
from absentia.collect.request import Loopback
from absentia.parse import build_tables
from absentia.rehearsal import chrome
from absentia.rehearsal.chrome import document
from absentia.rehearsal.courthouse import Courthouse, Life, live
from absentia.sources.ru_sudrf.courts import LEVELS
from absentia.sources.ru_sudrf.template import Template

BEGIN = dt.datetime(2023, 12, 20, 9, tzinfo=dt.UTC)
WORDS = "не явился в учебное место службы"


@pytest.fixture(scope="module")
def life() -> Life:
    """gvs-3 uses the VNKOD template, and so does gvs-2 from the middle of the visits on; acts are many."""
    life = live(courts=5, months=2, seed=11)
    for entry in life.entries:
        entry.act = entry.record.decided is not None
    return life


class Rehearsal:
    """One courthouse and its observatory, run after run."""

    def __init__(self, lab: Lab, life: Life, log: Path, faults: Iterable[str] = (), **settings: Any) -> None:
        self.lab, self.life, self.log, self.faults = lab, life, log, tuple(faults)
        self.settings = lab.settings(since=dt.date(2023, 9, 1), provisions=("337",), **settings)
        lab.clock = VirtualClock(BEGIN)

    def run(self) -> RunReport:
        courts = [
            Court(c.host, c.name, c.code, LEVELS[c.level], c.region, c.template)
            for c in (s.court for s in self.life.sites)
        ]
        file = self.lab.observatory.path / "state.sqlite"
        ledger = Ledger(file) if file.exists() else None
        plan = make_plan(self.settings, courts, ledger, self.lab.now)
        if ledger:
            ledger.close()
        with Courthouse(self.life, self.faults, log=self.log).serve() as running:
            return asyncio.run(
                collect(self.lab.observatory, plan, clock=self.lab.clock, transport=Loopback(running.port))
            )

    def asked(self) -> list[str]:
        """Host and address of every request for an act."""
        lines = [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]
        return [one["host"] + one["path"] for one in lines if "name_op=doc" in one["path"] or "_doc=1" in one["path"]]


def expected(rehearsal: Rehearsal) -> set[tuple[str, str]]:
    """Host and GUID of the cards that were read and show an act by the end of the run."""
    shown = rehearsal.lab.ask("SELECT court, guid FROM cards WHERE state IN ('open', 'decided')")
    acts = set()
    by_guid = {entry.record.guid: entry for entry in rehearsal.life.entries}
    for row in shown:
        posted = by_guid[row["guid"]].decision_posted
        if posted is not None and posted < rehearsal.lab.now.date():
            acts.add((row["court"], row["guid"]))
    return acts


def test_every_published_text_once_in_both_templates(lab: Lab, life: Life, tmp_path: Path) -> None:
    rehearsal = Rehearsal(lab, life, tmp_path / "log.jsonl")
    rehearsal.run()
    read = {(row["court"], row["guid"]) for row in lab.ask("SELECT court, guid FROM texts")}
    assert read == expected(rehearsal)
    asked = rehearsal.asked()
    assert len(asked) == len(set(asked)) == len(read), "the card says how many there are: none is asked for in vain"
    templates = {life.by_host[host].at(lab.now.date()).template for host, _guid in read}
    assert templates == {Template.PRIMARY, Template.VNKOD}
    archive = Archive.reading(lab.observatory.archive)
    for row in lab.ask("SELECT capture FROM texts"):
        capture = archive.get(row["capture"])
        assert capture is not None
        assert WORDS in capture.body.decode("windows-1251")
    lab.later(days=7)
    rehearsal.run()
    again = rehearsal.asked()
    fresh = {(row["court"], row["guid"]) for row in lab.ask("SELECT court, guid FROM texts")} - read
    assert len(again) - len(asked) == len(fresh), "only new ones are asked for in the next week"
    built = build_tables(lab.observatory, jobs=1)
    assert built.outcome.pages["act"] == len(read) + len(fresh)
    assert not built.outcome.pages.get("unknown")
    assert not {"empty_act", "unknown_page"} & built.outcome.issues.keys()
    for file in lab.observatory.tables.glob("*.parquet"):
        rows = duckdb.read_parquet(str(file)).fetchall()
        assert not any(isinstance(value, str) and WORDS in value for row in rows for value in row), file


def test_a_switch_turns_them_off_and_a_captcha_does_not(lab: Lab, life: Life, tmp_path: Path) -> None:
    rehearsal = Rehearsal(lab, life, tmp_path / "log.jsonl", acts=False)
    rehearsal.run()
    assert not rehearsal.asked()
    assert not lab.ask("SELECT 1 FROM texts")
    rehearsal.settings = rehearsal.settings.model_copy(update={"acts": True})
    rehearsal.faults = ("captcha",)
    rehearsal.run()
    assert {(row["court"], row["guid"]) for row in lab.ask("SELECT court, guid FROM texts")} == expected(rehearsal)


def small(answers: Callable[[str, int], Reply]) -> tuple[Small, list[str]]:
    """One court of three cases, two of which lead to acts: 2001 and 2002; and which texts were asked for."""
    house = house_of(court(1), rows=3)
    asked: list[str] = []
    grey = "<td style='background:#ddd;'>&nbsp;&nbsp;&nbsp;".encode("windows-1251")

    def answer(one: Small, request: Request) -> Reply | None:
        if request.operation == "r":
            body = one.page(request)
            for number in ("2001", "2002"):
                link = f"/modules.php?name=sud_delo&srv_num=1&name_op=doc&number={number}&delo_id=6607002&new=0"
                body = body.replace(grey, f"<td><a href='{link}&text_number=1'>акт</a>".encode("windows-1251"), 1)
            return Reply(body)
        if request.operation != "doc":
            return None
        assert request.query["delo_id"] == "6607002", "as the link says, not as the register is numbered"
        number, text = request.query["number"], int(request.query["text_number"])
        asked.append(f"{number}/{text}")
        return answers(number, text)

    house.faults.append(answer)
    return house, asked


def test_texts_until_the_empty_document(lab: Lab) -> None:
    """A card that does not say how many acts there are: they are asked for one by one until there is none."""
    texts = {"2001": 3, "2002": 0}

    def answers(number: str, text: int) -> Reply:
        words = f"<html><body>Вымышленный текст {text} (synthetic)</body></html>"
        there = text <= texts[number]
        return Reply(chrome.page(court(1), words if there else "ПУСТОЙ ДОКУМЕНТ", dt.date(2023, 3, 1)))

    house, asked = small(answers)
    lab.run(house)
    assert sorted(asked) == ["2001/1", "2001/2", "2001/3", "2001/4", "2002/1"]
    assert [row["texts"] for row in lab.ask("SELECT texts FROM acts ORDER BY link")] == [3, 0]
    captures = lab.ask("SELECT text_number, capture FROM texts ORDER BY text_number")
    assert [row["text_number"] for row in captures] == [1, 2, 3]
    assert len({row["capture"] for row in captures}) == 3
    lab.later(days=7)
    lab.run(house)
    assert len(asked) == 5, "nothing changed, nothing is asked for"
    (at,) = house.courts
    first = next(row for row in house.filings[at.host][1] if row.guid == _guid_of(lab, "2001"))
    position = house.filings[at.host][1].index(first)
    house.filings[at.host][1][position] = replace(first, decided=dt.date(2023, 3, 20), result="Вынесен ПРИГОВОР")
    lab.later(days=7)
    lab.run(house)
    assert sorted(asked[5:]) == ["2001/1", "2001/2", "2001/3", "2001/4"], "its card says something else now"


def _guid_of(lab: Lab, number: str) -> str:
    return str(lab.ask("SELECT guid FROM acts WHERE link LIKE ?", f"number={number}&%")[0]["guid"])


def test_what_cannot_be_read_is_asked_for_again_and_not_for_ever(lab: Lab) -> None:
    broken = [True]

    def answers(_number: str, text: int) -> Reply:
        if broken:
            return Reply(document(court(1), "Возможно, она была удалена или перемещена."), status=404)
        words = "Вымышленный текст (synthetic)" if text == 1 else "ПУСТОЙ ДОКУМЕНТ"
        return Reply(chrome.page(court(1), words, dt.date(2023, 3, 1)))

    house, asked = small(answers)
    for _day in range(6):
        lab.run(house)
        lab.later(days=1)
    assert not lab.ask("SELECT 1 FROM texts")
    assert len(asked) == 2 * 4
    broken.clear()
    asked.clear()
    house.filings[house.courts[0].host][1] = [
        replace(row, decided=dt.date(2023, 3, 20), result="Вынесен ПРИГОВОР")
        for row in house.filings[house.courts[0].host][1]
    ]
    lab.later(days=7)
    lab.run(house)
    assert sorted(asked) == ["2001/1", "2001/2", "2002/1", "2002/2"]
    assert len(lab.ask("SELECT 1 FROM texts")) == 2


def test_an_outage_is_no_text(lab: Lab) -> None:
    """«Информация временно недоступна» at an act's address is what it says, and the text comes another day."""
    down = [True]

    def answers(_number: str, text: int) -> Reply:
        if down:
            return Reply(chrome.unavailable(court(1)))
        words = "Вымышленный текст (synthetic)" if text == 1 else "ПУСТОЙ ДОКУМЕНТ"
        return Reply(chrome.page(court(1), words, dt.date(2023, 3, 1)))

    house, asked = small(answers)
    lab.run(house)
    assert lab.ask("SELECT DISTINCT kind FROM requests WHERE purpose = 'act'") == [{"kind": "temporarily_unavailable"}]
    assert not lab.ask("SELECT 1 FROM texts")
    down.clear()
    asked.clear()
    lab.later(days=1)
    lab.run(house)
    assert len(asked) == 4
    assert len(lab.ask("SELECT 1 FROM texts")) == 2
