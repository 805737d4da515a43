"""A sweep is complete only when it is; zero is only said when it is proven. Each trap of the portals, one by one."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import replace

import pytest
from tests.collect.conftest import Lab
from tests.collect.small_court import SIZE, Courthouse, Fault, Reply, Request, court, filing

from absentia.collect.courts import Court
from absentia.collect.request import Answer
from absentia.collect.sweep import ATTEMPTS
from absentia.rehearsal import chrome
from absentia.rehearsal.chrome import document
from absentia.rehearsal.courts import SyntheticCourt
from absentia.sources.ru_sudrf.courts import LEVELS
from absentia.sources.ru_sudrf.template import Template

FIRST = dt.date(2023, 1, 9)


def house_of(*courts: SyntheticCourt, rows: int = 60, charges: str = "ст.337 ч.3 УК РФ") -> Courthouse:
    filings = {
        one.host: {1: [filing(one, n, FIRST + dt.timedelta(days=n % 60), charges=charges) for n in range(1, rows + 1)]}
        for one in courts
    }
    return Courthouse(list(courts), filings)


def is_search(request: Request, article: str | None = None) -> bool:
    asked = next((value for key, value in request.query.items() if key.lower().endswith("law_articless")), None)
    return request.operation == "r" and (article is None or asked == article)


def outcomes(lab: Lab) -> dict[str | None, tuple[str, str | None]]:
    return {sweep["provision"]: (sweep["outcome"], sweep["reason"]) for sweep in lab.sweeps()}


@pytest.mark.parametrize("template", [Template.PRIMARY, Template.VNKOD])
def test_every_row_and_card_is_read_and_a_zero_is_proven(lab: Lab, template: Template) -> None:
    at = court(1, template=template)
    house = house_of(at)
    report = lab.run(house)
    found = {sweep["provision"]: sweep for sweep in lab.sweeps()}
    assert found["337"]["outcome"] == "complete"
    assert found["337"]["counter"] == found["337"]["distinct_guids"] == 60
    assert found["338"]["outcome"] == "empty"
    assert report.new_filings == report.cards_opened == 60
    truth = {row.guid for row in house.filings[at.host][1]}
    assert {row["guid"] for row in lab.ask("SELECT guid FROM rows")} == truth
    assert {row["guid"] for row in lab.ask("SELECT guid FROM cards WHERE state = 'open'")} == truth


def test_what_was_collected_is_what_parse_reads(lab: Lab) -> None:
    import duckdb

    from absentia.parse import build_tables

    house = house_of(court(1), court(2, template=Template.VNKOD))
    house.robots = b"User-agent: *\nDisallow: /secret\n"
    house.faults.append(_once("case", Reply(b"<html>overloaded</html>", status=503)))
    lab.run(house)
    built = build_tables(lab.observatory, jobs=1)
    assert built.outcome.exit_code == 0
    assert not built.outcome.damaged
    tables = lab.observatory.tables
    shown = duckdb.read_parquet(str(tables / "filings.parquet")).filter("page = 'card'").project("guid").fetchall()
    truth = {row.guid for buildings in house.filings.values() for rows in buildings.values() for row in rows}
    assert {guid for (guid,) in shown} == truth
    # nothing that was archived as evidence only is taken for a page
    assert not built.outcome.pages.get("unknown")


def _once(operation: str, reply: Reply) -> Fault:
    done: list[Request] = []

    def fault(_house: Courthouse, request: Request) -> Reply | None:
        if request.operation == operation and not done:
            done.append(request)
            return reply
        return None

    return fault


def test_rows_that_shift_while_pages_are_turned(lab: Lab) -> None:
    """A case is entered between two pages: the rows of one page slide onto the next."""
    at = court(1)
    house = house_of(at)

    def enters(house: Courthouse, request: Request) -> Reply | None:
        if is_search(request, "337") and request.query.get("page") == "2" and len(house.filings[at.host][1]) == 60:
            house.filings[at.host][1].append(filing(at, 61, dt.date(2023, 3, 13)))
        return None

    house.faults.append(enters)
    lab.run(house)
    sweep = next(sweep for sweep in lab.sweeps() if sweep["provision"] == "337")
    assert (sweep["outcome"], sweep["distinct_guids"]) == ("complete", 61)


def test_rows_that_never_stand_still_are_swept_in_parts_or_stay_partial(lab: Lab) -> None:
    """Every search shows another counter: nothing may be called complete that is not."""
    at = court(1)
    house = house_of(at, rows=80)

    def restless(house: Courthouse, request: Request) -> Reply | None:
        if is_search(request, "337"):
            number = len(house.filings[at.host][1]) + 1
            house.filings[at.host][1].append(filing(at, number, dt.date(2023, 3, 13)))
        return None

    house.faults.append(restless)
    lab.run(house)
    assert outcomes(lab)["337"][0] == "partial"


def test_a_page_that_repeats_a_record_is_read_again_and_then_in_parts(lab: Lab) -> None:
    """The second page begins with the last row of the first; the counter stands still."""
    at = court(1)
    house = house_of(at, rows=40)
    slipped = []

    def slips(house: Courthouse, request: Request) -> Reply | None:
        rows = house.rows(at, request.query) if is_search(request, "337") else None
        if not rows or request.query.get("page") != "2" or len(rows) <= SIZE:
            return None
        slipped.append(len(rows))
        return Reply(house.render(at, rows[SIZE - 1 : len(rows) - 1], len(rows), SIZE + 1, FIRST))

    house.faults.append(slips)
    lab.run(house)
    assert outcomes(lab)["337"] == ("complete", "unstable:rows_shifted:parts_add_up")
    assert slipped.count(max(slipped)) == ATTEMPTS


def test_a_portal_that_lies_about_its_counter(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=40)

    def more(house: Courthouse, request: Request) -> Reply | None:
        rows = house.rows(at, request.query) if is_search(request) else None
        if not rows:
            return None
        page = min(int(request.query.get("page", "1")), 2)
        shown = sorted(rows, key=lambda row: (row.received, row.guid), reverse=True)[(page - 1) * SIZE : page * SIZE]
        return Reply(house.render(at, shown, len(rows) + 7, (page - 1) * SIZE + 1, FIRST)) if shown else None

    house.faults.append(more)
    lab.run(house)
    assert outcomes(lab)["337"][0] == "partial"


def test_a_counter_that_stops_at_the_first_page_is_not_believed_where_a_second_is_linked(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=SIZE + 1)

    def short(house: Courthouse, request: Request) -> Reply | None:
        rows = house.rows(at, request.query) if is_search(request, "337") else None
        if not rows or request.query.get("page", "1") != "1":
            return None
        page = house.render(at, sorted(rows, key=lambda row: (row.received, row.guid))[:SIZE], SIZE + 1, 1, FIRST)
        text, changed = re.subn(rf"(найдено\D{{1,20}}){SIZE + 1}\b", rf"\g<1>{SIZE}", page.decode("windows-1251"))
        assert changed == 1
        return Reply(text.encode("windows-1251"))

    house.faults.append(short)
    lab.run(house)
    assert outcomes(lab)["337"] == ("partial", "more_pages_linked")


def _days(request: Request) -> int:
    """How many days a search is about; none where the request is no search."""
    asked = [v for k, v in sorted(request.query.items()) if "ENTRY_DATE" in k and is_search(request)]
    days = [dt.datetime.strptime(day, "%d.%m.%Y").replace(tzinfo=dt.UTC) for day in asked]
    return (days[1] - days[0]).days + 1 if days else 0


def _heavy(widest: int) -> Fault:
    """The court gives up on windows that are wider."""
    return lambda house, request: Reply(chrome.unavailable(house.courts[0])) if _days(request) > widest else None


def test_a_window_too_wide_is_split_and_remembered(lab: Lab) -> None:
    at = court(1)
    house = house_of(at)
    house.faults.append(_heavy(21))
    lab.run(house)
    assert outcomes(lab)["337"] == ("complete", "window_too_wide:parts_add_up")
    children = lab.ask("SELECT * FROM sweeps WHERE parent IS NOT NULL AND provision = '337'")
    assert len(children) > 2
    leaves = [c for c in children if not any(o["parent"] == c["id"] for o in children)]
    assert sum(child["distinct_guids"] for child in leaves) == 60
    assert {child["outcome"] for child in leaves} <= {"complete", "empty"}
    refused = len([r for r in house.log if is_search(r)])
    house.log.clear()
    lab.later(days=7)
    lab.run(house)
    assert len(house.asked("r")) < refused


def _lies(house: Courthouse, request: Request) -> Reply | None:
    """The counter of a wide window counts more than its parts show."""
    rows = house.rows(house.courts[0], request.query) if _days(request) > 40 else None
    if not rows:
        return None
    first = (min(int(request.query.get("page", "1")), -(-len(rows) // SIZE)) - 1) * SIZE
    return Reply(house.render(house.courts[0], rows[first : first + SIZE], len(rows) + 2, first + 1, FIRST))


@pytest.mark.parametrize(
    ("twin", "fault", "problem"), [(True, None, "a_record_in_two_parts"), (False, _lies, "parts_do_not_add_up")]
)
def test_parts_that_contradict_each_other_or_the_whole_cover_nothing(
    lab: Lab, twin: bool, fault: Fault | None, problem: str
) -> None:
    """Two records of different days with one GUID: each half is well, and a count over both is one too few."""
    at = court(1)
    house = house_of(at, rows=5 if twin else 30)
    rows = house.filings[at.host][1]
    if twin:
        rows.append(replace(filing(at, 60, dt.date(2023, 3, 2)), guid=rows[0].guid))
    else:
        rows.append(filing(at, 60, dt.date(2023, 3, 2)))
    house.faults += [fault] if fault else []
    lab.run(house, provisions=("337",), whole_register=True)
    parts = lab.ask("SELECT outcome, reason FROM sweeps WHERE parent IS NOT NULL")
    assert ("partial", problem) in {(one["outcome"], one["reason"]) for one in parts}
    assert not lab.ask("SELECT * FROM known_looks WHERE building = 1")
    assert {row["outcome"] for row in lab.sweeps() if row["building"] == 1} == {"partial"}


def test_no_zero_is_held_against_a_window_that_the_court_refuses(lab: Lab) -> None:
    """Of a court that answers narrow windows only, each zero asked for wider ones again, and none became known."""
    at = court(1)
    house = house_of(at, rows=5)
    house.faults.append(_heavy(120))
    for _week in range(3):
        lab.run(house, since=dt.date(2021, 1, 1))
        assert {sweep["outcome"] for sweep in lab.sweeps()} <= {"complete", "empty"}
        lab.later(days=7)
    refused = [request for request in house.log if _days(request) > 120]
    # a half-year, once more after the court's rest; and what the counters of several half-years ask
    assert len(refused) <= 4
    least = len(lab.ask("SELECT * FROM sweeps WHERE outcome IN ('complete', 'empty')"))
    assert len(house.log) <= 8 * least


@pytest.mark.parametrize("template", [Template.PRIMARY, Template.VNKOD])
def test_a_bad_query_looks_like_an_honest_zero_and_is_not_believed(lab: Lab, template: Template) -> None:
    at = court(1, template=template)
    house = house_of(at)
    house.faults.append(lambda _house, request: Reply(chrome.empty_result(at, FIRST)) if is_search(request) else None)
    lab.run(house)
    first = {(one["outcome"], one["reason"]) for one in lab.sweeps() if one["building"] == 1}
    assert first == {("partial", "zero_unconfirmed")}
    assert {one["state"] for one in lab.ask("SELECT state FROM buildings")} == {"unknown"}


def test_a_filter_that_finds_nothing_although_rows_are_there(lab: Lab) -> None:
    """Only searches by article fail: the unfiltered register shows the rows, so the zero is refuted."""
    at = court(1)
    house = house_of(at)
    house.faults.append(
        lambda _house, request: Reply(chrome.empty_result(at, FIRST)) if is_search(request, "337") else None
    )
    lab.run(house)
    assert outcomes(lab)["337"] == ("partial", "zero_contradicted")
    assert outcomes(lab)["338"][0] == "empty"


def test_a_zero_after_rows_were_seen_is_refuted_by_their_cards(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=20)
    lab.run(house)
    lab.later(days=7)
    house.faults.append(lambda _house, request: Reply(chrome.empty_result(at, FIRST)) if is_search(request) else None)
    lab.run(house)
    assert outcomes(lab)["337"][0] == "partial"
    assert not lab.ask("SELECT 1 FROM sightings WHERE seen = 0")


def test_rows_of_another_window_or_court_are_no_answer(lab: Lab) -> None:
    here, there = court(1), court(2)
    house = house_of(here, there)
    old = [filing(here, n, dt.date(2019, 5, n)) for n in range(1, 6)]

    def wrong(house: Courthouse, request: Request) -> Reply | None:
        if not is_search(request, "337"):
            return None
        if request.host == here.host:
            return Reply(house.render(here, old, 5, 1, FIRST))
        return Reply(house.render(here, house.filings[here.host][1][:5], 5, 1, FIRST))

    house.faults.append(wrong)
    lab.run(house)
    ends = {s["court"]: (s["outcome"], s["reason"]) for s in lab.sweeps() if s["provision"] == "337"}
    assert ends == {here.host: ("partial", "filter_ignored"), there.host: ("partial", "wrong_court")}


def test_the_answer_to_another_charge_is_no_answer(lab: Lab) -> None:
    """A proxy keeps the listing of 337 and gives it for 338 too: its counter and rows add up, and 338 is not shown."""
    at = court(1)
    house = house_of(at, rows=3)
    house.filings[at.host][1].append(filing(at, 9, FIRST, charges="ст.338 ч.1 УК РФ"))

    def kept(house: Courthouse, request: Request) -> Reply | None:
        if not is_search(request, "338"):
            return None
        other = {key: "337" if value == "338" else value for key, value in request.query.items()}
        return Reply(house.page(replace(request, query=other)))

    house.faults.append(kept)
    lab.run(house)
    assert outcomes(lab) == {"337": ("complete", None), "338": ("partial", "filter_ignored")}
    assert {row["provision"] for row in lab.ask("SELECT DISTINCT provision FROM rows")} == {"337"}


def test_other_databases_of_a_court_are_found_and_swept(lab: Lab) -> None:
    many, repeats = court(1), court(2)
    house = house_of(many, repeats, rows=20)
    house.filings[many.host][2] = [filing(many, n, FIRST + dt.timedelta(days=n)) for n in range(101, 111) if n < 150]
    house.filings[many.host][2] = [
        replace(row, received=FIRST + dt.timedelta(days=5)) for row in house.filings[many.host][2]
    ]
    for building in (2, 3):
        house.filings[repeats.host][building] = house.filings[repeats.host][1]
    lab.run(house)
    found = {(r["court"], r["building"]): r["state"] for r in lab.ask("SELECT * FROM buildings")}
    assert found[many.host, 2] == "present"
    assert found[many.host, 3] == "empty"
    assert found[repeats.host, 2] == found[repeats.host, 3] == "absent"
    swept = {(s["court"], s["building"]) for s in lab.sweeps() if s["outcome"] == "complete"}
    assert swept == {(many.host, 1), (many.host, 2), (repeats.host, 1)}
    house.log.clear()
    lab.later(days=7)
    lab.run(house)
    asked = {(r.host, r.query["srv_num"]) for r in house.asked("r")}
    assert asked == {(many.host, "1"), (many.host, "2"), (repeats.host, "1")}


@pytest.mark.parametrize(
    ("silence", "state"),
    [(range(1000), "unknown"), (range(1, 1000), "unknown"), (range(4), "unknown"), (range(0), "empty")],
)
def test_a_database_is_empty_only_while_the_first_shows_rows_before_and_after(
    lab: Lab, silence: range, state: str
) -> None:
    """A court whose searches fall silent says of its second database, too, that nothing was found."""
    at = court(1)
    house = house_of(at, rows=5)
    asked: list[Request] = []

    def silent(_house: Courthouse, request: Request) -> Reply | None:
        if not is_search(request):
            return None
        asked.append(request)
        return Reply(chrome.empty_result(at, FIRST)) if len(asked) - 1 in silence else None

    house.faults.append(silent)
    lab.run(house)
    assert {one["state"] for one in lab.ask("SELECT state FROM buildings")} == {state}
    house.faults.clear()
    lab.later(days=7)
    lab.run(house)
    assert {one["state"] for one in lab.ask("SELECT state FROM buildings")} == {"empty"}


def test_a_court_that_migrated_is_noticed_by_its_page(lab: Lab) -> None:
    at = court(1)
    house = house_of(at)
    listed_as = [Court(at.host, at.name, at.code, LEVELS[at.level], at.region, Template.PRIMARY)]
    lab.run(house, courts=listed_as)
    house.migrate(at.host, Template.VNKOD)
    lab.later(days=7)
    lab.run(house, courts=listed_as)
    assert outcomes(lab)["337"][0] == "complete"
    (host,) = lab.ask("SELECT template, migrated FROM hosts")
    assert host["template"] == "vnkod"
    assert host["migrated"]


@pytest.mark.parametrize(
    ("body", "status", "outcome", "reason"),
    [
        ("Этот запрос заблокирован по соображениям безопасности (G) ip: 192.0.2.1", 403, "blocked", "block_g"),
        ("Этот запрос заблокирован по соображениям безопасности (G) ip: 192.0.2.1", 200, "blocked", "block_g"),
        ("Данный запрос некорректен, просьба изменить параметры запроса (B)", 403, "blocked", "block_b"),
        ("Информация временно недоступна. Приносим свои извинения.", 200, "unreachable", "temporarily_unavailable"),
        ("Не определен ни один сервер, на котором расположен модуль сопряжения с БД", 200, "unreachable", None),
        ("В настоящий момент производится информационное наполнение сайта", 200, "unreachable", "no_content"),
        ("Иной портал, ничего знакомого (synthetic)", 200, "layout_changed", "unknown"),
        ("", 500, "unreachable", None),
        ("", 429, "blocked", "rate_limited"),
        ("", 401, "blocked", "forbidden"),
        ("Данных по запросу не обнаружено", 451, "blocked", "forbidden"),
        ("Данных по запросу не обнаружено", 410, "unreachable", "not_found"),
    ],
)
def test_what_is_no_answer_is_never_a_zero(lab: Lab, body: str, status: int, outcome: str, reason: str | None) -> None:
    at = court(1)
    house = house_of(at, rows=5)
    page = document(at, body) if status != 403 else f"<html><body>{body}</body></html>".encode("windows-1251")
    house.faults.append(lambda _house, request: Reply(page, status) if is_search(request) else None)
    lab.run(house)
    assert lab.sweeps()
    for sweep in lab.sweeps():
        assert sweep["outcome"] == outcome or (sweep["building"] > 1 and sweep["reason"] == "building_not_probed")
        assert reason is None or sweep["building"] > 1 or sweep["reason"].endswith(reason)


@pytest.mark.parametrize(
    ("written", "age"),
    [(None, 0), ("", 0), ("0", 0), (" 43201 ", 43201), ("-5", 0), ("soon", 0), ("1.5", 0), ("9" * 400, math.inf)],
)
def test_for_how_long_a_proxy_says_it_kept_an_answer(written: str | None, age: float) -> None:
    headers = () if written is None else ((b"AGE", written.encode()),)
    assert Answer(200, headers, b"", b"OK", b"HTTP/1.1", 0.0).age == age


@pytest.mark.parametrize(
    ("age", "looks"),
    [("43200", {("complete", None), ("empty", "wider_listing_shows_none")}), ("43201", {("partial", "stale")})],
)
def test_what_a_proxy_kept_from_another_visit_says_nothing_of_now(lab: Lab, age: str, looks: set[object]) -> None:
    at = court(1)
    house = house_of(at, rows=2)

    def kept(house: Courthouse, request: Request) -> Reply | None:
        return Reply(house.page(request), headers={"Age": age}) if is_search(request) else None

    house.faults.append(kept)
    lab.run(house)
    assert {(one["outcome"], one["reason"]) for one in lab.sweeps() if one["building"] == 1} == looks
    assert len(lab.ask("SELECT * FROM rows")) == (0 if looks == {("partial", "stale")} else 2)


def test_a_broken_answer_is_archived_and_asked_for_again(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=5)
    house.faults.append(_cut_once())
    house.faults.append(_once("case", Reply(b"", reset=True)))
    lab.run(house)
    assert outcomes(lab)["337"][0] == "complete"
    kinds = {row["kind"]: row["capture"] for row in lab.ask("SELECT kind, capture FROM requests")}
    assert kinds["cut"]
    assert kinds["protocol"] is None or kinds["connection"] is None


def _cut_once() -> Fault:
    done: list[Request] = []

    def fault(house: Courthouse, request: Request) -> Reply | None:
        if is_search(request, "337") and not done:
            done.append(request)
            return Reply(house.page(request), cut_at=3000)
        return None

    return fault


def test_a_page_cut_before_anything_tells_what_it_is_has_not_changed_its_layout(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=3)
    house.faults.append(
        lambda _house, request: Reply(b"<!DOCTYPE html><html><head><title>") if request.operation == "r" else None
    )
    report = lab.run(house)
    assert {sweep["outcome"] for sweep in lab.sweeps()} <= {"partial", "unreachable"}
    assert report.exit_code != 4
    whole = Lab(lab.observatory.path.parent / "whole")
    house.faults[:] = [
        lambda _house, request: Reply(b"<html><body>something new</body></html>") if request.operation == "r" else None
    ]
    assert whole.run(house).exit_code == 4
