from __future__ import annotations

import datetime as dt
import json
from collections import Counter

import pytest

from absentia.rehearsal.courthouse import Life, live
from absentia.rehearsal.courthouse import truth as truths
from absentia.rehearsal.courthouse.shown import TURN, register_day, shown
from absentia.rehearsal.world import JOINED, RETURNED, TRANSFERRED


@pytest.fixture(scope="module")
def life() -> Life:
    return live(courts=12, months=12, seed=5)


def test_the_same_seed_is_the_same_life_and_another_is_not() -> None:
    one, same, other = (truths.write(live(courts=4, months=3, seed=seed)) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_the_volume_follows_the_published_figures(life: Life) -> None:
    garrisons = sum(site.court.level == "garrison" for site in life.sites)
    cases = [one for one in life.world.prosecutions if one.records[0].court.level == "garrison"]
    for year, published in ((2021, 615), (2022, 1001), (2023, 5024)):
        count = sum(case.records[0].received.year == year for case in cases)
        expected = published * garrisons / 100
        assert abs(count - expected) < 5 * expected**0.5 + 5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_year_holds_everything_that_happens_in_courts(seed: int) -> None:
    life = live(courts=12, months=12, seed=seed)
    entries = life.entries
    results = {entry.record.result for entry in entries}
    assert {JOINED, RETURNED, TRANSFERRED} <= results
    assert {entry.record.register for entry in entries} == {"first", "appeal", "cassation"}
    assert any(len(entry.record.numbers) > 1 for entry in entries), "January"
    assert any(entry.record.changed for entry in entries)
    assert any(entry.hidden for entry in entries)
    assert any(entry.published is None for entry in entries)
    assert any(entry.late for entry in entries)
    assert any(entry.published and entry.published > entry.record.received for entry in entries)
    assert any(entry.restored for entry in entries)
    assert any(site.migrates for site in life.sites)
    removed = Counter((entry.record.court.host, entry.removed) for entry in entries if entry.removed)
    assert max(removed.values()) >= 5, "the mass removal"
    assert len(removed) > 1
    for entry in entries:
        if entry.removed:
            assert entry.published
            assert entry.published <= life.start, "it could be seen before"
            assert life.start < entry.removed < life.end
            assert entry.restored is None or entry.removed < entry.restored <= life.end


def test_changed_moves_whenever_the_page_does(life: Life) -> None:
    """What a card shows differs from day to day only where «изменено» has moved on."""
    checked = 0
    for entry in life.entries[::5]:
        day = life.start
        before = None
        while day <= life.end:
            now = shown(entry, day)
            if now is not None and before is not None:
                same_but_court = [
                    (one.view.number, one.view.persons, one.view.events, one.view.decided, one.view.result)
                    for one in (before, now)
                ]
                if same_but_court[0] != same_but_court[1]:
                    checked += 1
                    assert now.view.changed > before.view.changed
                assert now.view.changed >= before.view.changed
            if now is not None:
                assert now.view.published <= now.view.changed <= dt.datetime.combine(day, TURN)
                assert all(event.posted <= day for event in now.view.events)
            before = now
            day += dt.timedelta(days=3)
    assert checked > 50


def test_a_removed_card_did_not_change_for_long_before(life: Life) -> None:
    for entry in life.entries:
        if entry.removed:
            before = [shown(entry, entry.removed - dt.timedelta(days=days)) for days in (1, 30)]
            assert before[0] is not None
            assert before[1] is not None
            assert before[0].view.persons == before[1].view.persons
            assert before[0].view.decided == before[1].view.decided
            assert shown(entry, entry.removed) is None


def test_a_day_of_the_register_turns_in_the_evening_in_moscow() -> None:
    assert register_day(dt.datetime(2023, 5, 4, 15, 4, tzinfo=dt.UTC)) == dt.date(2023, 5, 3)
    assert register_day(dt.datetime(2023, 5, 4, 15, 5, tzinfo=dt.UTC)) == dt.date(2023, 5, 4)
    assert register_day(dt.datetime(2023, 5, 4, 22, 0, tzinfo=dt.UTC)) == dt.date(2023, 5, 4)


def test_the_truth_counts_what_was_ever_published(life: Life) -> None:
    document = json.loads(truths.write(life))
    published = [entry for entry in life.entries if entry.published and entry.published <= life.end]
    first = [entry for entry in published if entry.record.register == "first"]
    assert document["synthetic"] is True
    assert document["measures"]["filings_received"]["total"] == len(first)
    assert len(document["filings"]) == len(life.entries)
    for filing, entry in zip(document["filings"], life.entries, strict=True):
        assert filing["guid"] == entry.record.guid
    gone = {one["guid"] for one in document["disappearances"]}
    assert gone == {entry.record.guid for entry in life.entries if entry.removed}
    names = {person.name for entry in life.entries for person in entry.record.persons}
    text = json.dumps(document, ensure_ascii=False)
    assert not any(name in text for name in names)
    decided = truths.expected(life).total("cases_decided")
    assert decided < truths.expected(life).total("cases_received")
    early = truths.expected(life, dt.date(2023, 6, 30)).total("filings_received")
    assert 0 < early < len(first)
