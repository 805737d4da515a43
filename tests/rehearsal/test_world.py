from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from tests.rehearsal.written import responses, write_pages

from absentia.rehearsal.courthouse.truth import truth_of
from absentia.rehearsal.courts import COURTS, Manner
from absentia.rehearsal.drawn import MOBILISATION, uid
from absentia.rehearsal.view import seen
from absentia.rehearsal.world import World, simulate
from absentia.sources.ru_sudrf.courts import court as listed
from absentia.sources.ru_sudrf.courts import court_named
from absentia.sources.ru_sudrf.template import Template

DAY = dt.date(2024, 1, 20)


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(11, scale=0.05)


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    write_pages(tmp_path / "a", 3, scale=0.01)
    write_pages(tmp_path / "b", 3, scale=0.01)
    write_pages(tmp_path / "c", 4, scale=0.01)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "b").iterdir())
    same = [name for name in files if (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()]
    assert same == files
    assert (tmp_path / "a" / "truth.json").read_bytes() != (tmp_path / "c" / "truth.json").read_bytes()


def test_every_page_says_that_it_is_synthetic_and_names_no_real_court(world: World) -> None:
    count = 0
    for response in responses(world):
        count += 1
        text = response.body.decode("windows-1251")
        assert "SYNTHETIC PAGE" in text
        assert re.match(r"https://[a-z0-9-]+\.synthetic\.example/modules\.php\?", response.url)
    assert count > 100
    for court in COURTS:
        assert "synthetic" in court.name
        assert court_named(court.name) is None
        assert court_named(court.short_name) is None
        assert listed(host=court.host) is None
        assert listed(code=court.code) is None


def test_check_digits_leave_one_modulo_97(world: World) -> None:
    shown = {record.uid for record in world.records if record.uid}
    wrong = [one for one in shown if _remainder(one) != 1 or one[-2:] in ("00", "01", "99")]
    assert len(shown) > 100
    assert len(wrong) == 1, "exactly one УИД is wrong on purpose"
    assert uid("99GV0001", 2023, 17) == "99GV0001-01-2023-000017-11"


def _remainder(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text.replace("-", ""))) % 97


def test_the_world_holds_every_situation_a_count_can_get_wrong(world: World) -> None:
    records = world.records
    first = [record for record in records if record.register == "first"]
    refiled = [case for case in world.prosecutions if len({r.guid for r in case.records if r.register == "first"}) > 1]
    assert refiled
    assert all(len({r.uid for r in case.records if r.register == "first"}) == 1 for case in refiled)
    assert any(len({r.court.host for r in case.records if r.register == "first"}) > 1 for case in refiled)
    assert {record.register for record in records} == {"first", "appeal", "cassation"}
    assert any(len(record.numbers) > 1 for record in first), "January gave somebody a new number"
    assert any(record.only_heard for record in first)
    assert any(not person.readable for record in first for person in record.persons)
    assert any(person.hidden for record in first for person in record.persons)
    assert any(len(record.persons) > 1 for record in first)
    assert any(charge.episodes > 1 for record in first for person in record.persons for charge in person.charges)
    assert {record.court.template for record in first} == {Template.PRIMARY, Template.VNKOD}
    assert {court.manner for court in COURTS} == set(Manner)
    before = [record for record in first if record.received < MOBILISATION]
    charged = {
        charge.provision for record in before for one in record.persons_at(record.received) for charge in one.charges
    }
    assert charged
    assert not charged & {"337.2.1", "337.3.1", "337.5", "338.3", "332.2.1"}


def test_numbers_are_unique_in_a_register_and_year(world: World) -> None:
    taken = Counter(
        (record.court.host, record.register, number) for record in world.records for _since, number in record.numbers
    )
    assert max(taken.values()) == 1


def test_a_register_shows_only_what_has_happened(world: World) -> None:
    for record in world.records:
        assert seen(record, record.received - dt.timedelta(days=1)) is None
        early = seen(record, record.received)
        assert early is not None
        assert early.decided is None or early.decided <= record.received
        assert all(event.posted <= record.received for event in early.events)
        assert early.changed.date() <= record.received
        late = seen(record, DAY)
        assert late is not None
        assert late.decided == record.decided


def test_listings_add_up_to_their_counter(tmp_path: Path) -> None:
    write_pages(tmp_path, 5, scale=0.03)
    sums: Counter[str] = Counter()
    counters: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for file in tmp_path.glob("*.warc.gz"):
        for record in ArchiveIterator(str(file)):
            address = record.headers["WARC-Target-URI"]
            text = record.reader.read().decode("windows-1251")
            found = re.search(r"Всего по запросу найдено (?:— |- <b>)(\d+)", text)
            # the first page is read again at the end
            if found and (address, text) not in seen:
                seen.add((address, text))
                search = re.sub(r"&_?page=\d+", "", address)
                counters[search] = int(found[1])
                sums[search] += len(re.findall(r"lawcase-number-td\"><a|style=\"width:6%;\"><a", text))
    assert len(counters) > 10
    assert counters == dict(sums)


def test_truth_counts_each_unit_once_in_its_total(world: World) -> None:
    truth = truth_of(world, DAY)
    for measure, units in truth.units.items():
        assert truth.total(measure) == sum(truth.cells(measure, "court", "half-year").values())
        if measure in ("filings_received", "cases_received"):
            # somebody is charged under two provisions, so the cells by provision sum to more than the total
            assert sum(truth.cells(measure, "provision").values()) > truth.total(measure)
            assert all(unit.weight == 1 for unit in units)
    assert truth.total("cases_received") < truth.total("filings_received")
    assert truth.total("verdicts") < truth.total("cases_decided") < truth.total("cases_received")
    assert set(truth.not_looked_at.values()) == {"captcha", "unavailable", "empty"}
