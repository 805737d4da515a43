"""Captchas wait for people; cards that are gone are asked for again on other days."""

from __future__ import annotations

import datetime as dt

from tests.collect.conftest import Lab
from tests.collect.small_court import CAPTCHA_ID, PNG, RIGHT, Courthouse, Reply, Request, court, form
from tests.collect.test_sweep_truth import FIRST, house_of

from absentia.collect import Ledger
from absentia.collect.captcha import take_answer, waiting
from absentia.sources.ru_sudrf import picture_in


def ledger(lab: Lab) -> Ledger:
    return Ledger(lab.observatory.path / "state.sqlite")


def test_the_gate_parks_searches_and_what_is_free_goes_on(lab: Lab) -> None:
    gated, free = court(1), court(2)
    house = house_of(gated, free, rows=60)
    house.captcha_hosts.add(gated.host)
    report = lab.run(house)
    assert report.captchas_waiting == 1
    ends = [(s["court"], s["register"], s["outcome"]) for s in lab.sweeps() if s["court"] == gated.host]
    assert {outcome for _court, _register, outcome in ends} == {"captcha"}
    # hearing lists of the last days led to cards, without a single answered captcha
    heard = {r.query["case_uid"] for r in house.asked("case") if r.host == gated.host}
    assert heard
    assert heard == {row["guid"] for row in lab.ask("SELECT guid FROM cards WHERE court = ?", gated.host)}
    searches = [r for r in house.asked("r") if r.host == gated.host]
    assert len(searches) <= 3, "one gate is enough to park every search of the court"
    (row,) = waiting(ledger(lab))
    assert (lab.observatory.path / row["image"]).read_bytes() == PNG


def test_a_persons_answer_serves_the_region_until_it_is_refused(lab: Lab) -> None:
    first, second = court(1), court(2)  # of one region
    house = house_of(first, second, rows=10)
    house.captcha_hosts |= {first.host, second.host}
    lab.run(house)
    (row,) = waiting(ledger(lab))
    assert take_answer(ledger(lab), row["id"], f" {RIGHT} ", lab.now)
    assert not take_answer(ledger(lab), row["id"], RIGHT, lab.now)
    lab.run(house)
    ends = {s["outcome"] for s in lab.sweeps()}
    assert ends == {"complete", "empty"}
    # the answer dies: both courts show the gate again
    house.faults.append(lambda _h, r: None if r.operation != "r" else _gate(house, r))
    lab.later(days=7)
    lab.run(house)
    assert {s["outcome"] for s in lab.sweeps()} == {"captcha"}


def _gate(house: Courthouse, request: Request) -> Reply:
    from tests.collect.small_court import Reply
    from tests.rehearsal.written import captcha_gate

    at = next(one for one in house.courts if one.host == request.host)
    return Reply(captcha_gate(at, FIRST))


def test_a_wrong_answer_is_not_used_twice(lab: Lab) -> None:
    house = house_of(court(1), rows=10)
    house.captcha_hosts.add(house.courts[0].host)
    lab.run(house)
    (row,) = waiting(ledger(lab))
    take_answer(ledger(lab), row["id"], "00000", lab.now)
    house.log.clear()
    lab.run(house)
    assert len([r for r in house.asked("r") if "captcha" in r.query]) == 1
    (known,) = lab.ask("SELECT refused FROM captcha WHERE answer = '00000'")
    assert known["refused"]
    assert len(waiting(ledger(lab))) == 1, "a new picture waits"


def test_an_answer_given_while_the_run_goes_on_is_used_by_it(lab: Lab) -> None:
    house = house_of(court(1), rows=10)
    house.captcha_hosts.add(house.courts[0].host)

    def person(open_ledger: Ledger) -> None:
        for row in waiting(open_ledger):
            take_answer(open_ledger, row["id"], RIGHT, lab.now)
        open_ledger.close()

    lab.run(house, meanwhile=person)
    assert {s["outcome"] for s in lab.sweeps()} == {"complete", "empty"}


def test_pictures_are_found_in_forms_and_nowhere_else() -> None:
    found = picture_in(form(court(1), FIRST))
    assert found is not None
    assert (found.captcha_id, found.image) == (CAPTCHA_ID, PNG)
    assert picture_in(b"<form><input name=captchaid value='../../etc'><img src='data:image/png;base64,AAAA'>") is None
    assert picture_in(b"") is None


def test_a_removed_card_is_asked_for_on_several_days_and_its_return_is_seen(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=12)
    lab.run(house)
    removed = house.filings[at.host][1].pop(5)
    for days in (7, 2, 2, 2):
        lab.later(days=days)
        lab.run(house)
    seen = lab.ask("SELECT date, seen, kind FROM sightings WHERE guid = ? ORDER BY date", removed.guid)
    absent_days = {row["date"][:10] for row in seen if row["kind"] == "card" and not row["seen"]}
    assert len(absent_days) == 4
    assert [row["seen"] for row in seen if row["kind"] == "listing"] == [1, 0]
    others = lab.ask("SELECT count(*) AS n FROM sightings WHERE seen = 0 AND guid <> ?", removed.guid)
    assert others == [{"n": 0}]
    house.filings[at.host][1].append(removed)
    lab.later(days=30)
    lab.run(house)
    last = lab.ask("SELECT kind, seen FROM sightings WHERE guid = ? ORDER BY date DESC LIMIT 2", removed.guid)
    assert {(row["kind"], row["seen"]) for row in last} == {("card", 1), ("listing", 1)}


def test_a_changed_charge_is_no_absence_of_the_card(lab: Lab) -> None:
    from tests.collect.small_court import filing

    at = court(1)
    house = house_of(at, rows=12)
    lab.run(house)
    old = house.filings[at.host][1][4]
    house.filings[at.host][1][4] = filing(at, 5, old.received, charges="ст.338 ч.1 УК РФ")
    lab.later(days=7)
    lab.run(house)
    seen = lab.ask("SELECT seen, kind FROM sightings WHERE guid = ? ORDER BY date", old.guid)
    assert ("card", 0) not in {(row["kind"], row["seen"]) for row in seen}
    rows = lab.ask("SELECT provision, present FROM rows WHERE guid = ? ORDER BY provision", old.guid)
    assert rows == [{"provision": "337", "present": 0}, {"provision": "338", "present": 1}]


def test_no_name_stands_in_the_ledger_or_a_report(lab: Lab) -> None:
    from tests.collect.small_court import NAME

    report = lab.run(house_of(court(1), rows=8))
    surname = NAME.split()[0]
    for file in [*lab.observatory.path.glob("state.sqlite*"), *report.folder.iterdir()]:
        assert surname.encode() not in file.read_bytes(), file
        assert surname.encode("windows-1251") not in file.read_bytes(), file


def test_first_receipt_dates_are_dates(lab: Lab) -> None:
    lab.run(house_of(court(1), rows=8))
    assert all(dt.date.fromisoformat(row["received"]) for row in lab.ask("SELECT received FROM rows"))
