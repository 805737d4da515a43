"""What looks like a disappearance and is none, and counts that never turn a missing look into a zero (synthetic)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.collect.conftest import Lab
from tests.collect.small_court import Courthouse, Request, court, form
from tests.collect.test_sweep_truth import FIRST, house_of

from absentia.cli.main import run
from absentia.disappearances import (
    CourtLook,
    Disappearance,
    Disappearances,
    Gone,
    chart,
    chosen,
    count,
    find_disappearances,
    withheld,
)
from absentia.disappearances.episodes import CARD, AbsenceState, Known, Look, episodes
from absentia.disappearances.finding import Shown, records, shown
from absentia.engine import write_parquet
from absentia.errors import UsageProblem
from absentia.link.directory import write_directory
from absentia.manifest import record
from absentia.model.count import Count
from absentia.model.tables import TABLES
from absentia.observatory import Observatory
from absentia.rehearsal.courts import directory

HERE, THERE = "gvs-1.synthetic.example", "gvs-2.synthetic.example"
START = dt.datetime(2023, 3, 1, 9, tzinfo=dt.UTC)
UID, OTHER = "00GV0001-01-2023-000001-01", "00GV0002-01-2023-000001-01"


def gone(days: tuple[int, ...] = (7, 14, 21)) -> Any:
    known = Known(HERE, "criminal-first", "synthetic-guid", 1, START.date(), ("337",), has_card=True)
    looks = [Look(START, True, CARD, "seen"), *(Look(START + dt.timedelta(days=n), False, CARD, f"{n}") for n in days)]
    (one,) = episodes(known, looks)
    return one


def shown_gone(*provisions: str) -> Disappearance:
    page = Shown(filing_id="f1", provisions=provisions, synthetic=True)
    (one,) = records([gone()], {(HERE, "synthetic-guid"): page}, None, str, (), {})
    return one


def filing(court: str, code: str, day: int, *, uid: str = UID, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(column for column, _kind in TABLES["filings"])
    return empty | {
        "filing_id": f"filing of {court}",
        "capture": f"{court} {day}",
        "row": -1,
        "source": "ru_sudrf",
        "captured": (START + dt.timedelta(days=day)).replace(tzinfo=None),
        "court": court,
        "court_code": code,
        "instance": "first",
        "procedure": "criminal",
        "guid": "synthetic-guid" if court in (HERE, "00GV0001") else f"guid of {court}",
        "uid": uid,
        "uid_valid": True,
        "synthetic": True,
        **more,
    }


NUMBERED = filing(HERE, "00GV0001", 0, number="1-1/2023", received=dt.date(2023, 2, 1))
ANEW = {
    "filing_id": "entered anew",
    "capture": "entered anew",
    "guid": "another-guid",
    "captured": (START + dt.timedelta(days=30)).replace(tzinfo=None),
}


def written(observatory: Observatory, **rows: list[dict[str, Any]]) -> None:
    """The tables that are read here, as `absentia parse` leaves them."""
    captures: list[dict[str, Any]] = [
        dict.fromkeys((column for column, _kind in TABLES["captures"]), None)
        | {"capture": row["capture"], "source": "ru_sudrf", "court": row["court"], "court_code": row["court_code"]}
        for row in rows["filings"]
    ]
    rows = {"captures": captures, **rows}
    for table in ("captures", "filings", "charges", "registers"):
        write_parquet(observatory.tables / f"{table}.parquet", rows.get(table, []), TABLES[table])
        record(observatory.tables, table)


@pytest.mark.parametrize(
    ("filings", "reason"),
    [
        ([filing(HERE, "00GV0001", 0)], None),
        ([filing(HERE, "00GV0001", 0), filing(THERE, "00GV0002", 30)], None),
        ([filing(HERE, "00GV0001", 0), filing(THERE, "00GV0001", 30)], "moved_host"),
        ([filing(HERE, "00GV0001", 0), filing(THERE, "00GV0001", -30)], None),
        ([filing(HERE, "00GV0001", 0), filing(THERE, "00GV0001", 30, uid=OTHER)], None),
        (
            [
                filing(HERE, "00GV0001", 0, result="Направлено ПО ПОДСУДНОСТИ", decided=dt.date(2023, 2, 20)),
                filing(THERE, "00GV0002", 30),
            ],
            "transferred",
        ),
        ([filing(HERE, "00GV0001", 0, result="Направлено ПО ПОДСУДНОСТИ", decided=dt.date(2023, 2, 20))], None),
        (
            [
                filing(HERE, "00GV0001", 0, result="Направлено ПО ПОДСУДНОСТИ", decided=dt.date(2022, 2, 20)),
                filing(THERE, "00GV0002", 30),
            ],
            None,
        ),
        (
            [filing(HERE, "00GV0001", 0, result="Дело ПРИСОЕДИНЕНО к другому делу", decided=dt.date(2023, 2, 20))],
            "joined",
        ),
        # a database filled anew gives every record another GUID; a double is taken out and the other stays
        ([NUMBERED, {**NUMBERED, **ANEW}], "another_guid"),
        ([NUMBERED | {"uid_valid": False}, {**NUMBERED, **ANEW, "uid": OTHER}], "another_guid"),
        ([NUMBERED, {**NUMBERED, **ANEW, "number": "1-9/2023"}], "another_guid"),
        # the number was given to another case; it is of another receipt, register or court, or of a time before
        ([NUMBERED, {**NUMBERED, **ANEW, "uid": OTHER}], None),
        ([NUMBERED | {"uid_valid": False}, {**NUMBERED, **ANEW, "number": "1-9/2023"}], None),
        ([NUMBERED, {**NUMBERED, **ANEW, "received": dt.date(2023, 2, 2)}], None),
        ([NUMBERED, {**NUMBERED, **ANEW, "received": None}], None),
        ([NUMBERED, {**NUMBERED, **ANEW, "instance": "appeal"}], None),
        ([NUMBERED, {**NUMBERED, **ANEW, "court": THERE, "court_code": "00GV0002"}], None),
        ([NUMBERED, {**NUMBERED, **ANEW, "captured": NUMBERED["captured"]}], None),
        ([NUMBERED, {**NUMBERED, "capture": "later", "captured": ANEW["captured"]}], None),
    ],
)
def test_pages_tell_what_went_elsewhere(tmp_path: Path, filings: list[dict[str, Any]], reason: str | None) -> None:
    observatory = Observatory.create(tmp_path / "observatory")
    written(observatory, filings=filings)
    absence = gone()
    pages = shown(observatory, [absence.known])
    assert pages[HERE, "synthetic-guid"].excludes(absence) == reason
    assert pages[HERE, "synthetic-guid"].filing_id == f"filing of {HERE}"


def test_provisions_are_those_last_shown_by_whatever_name_the_court_stands_in_the_tables(tmp_path: Path) -> None:
    observatory = Observatory.create(tmp_path / "observatory")
    write_directory(observatory, directory())
    filings = [filing("00GV0001", "00GV0001", day) for day in (0, 5)]
    charges = [
        dict.fromkeys(column for column, _kind in TABLES["charges"])
        | {"filing_id": one["filing_id"], "capture": one["capture"], "row": -1, "provision": provision}
        for one, provision in zip(filings, ("337.5", "338.1"), strict=True)
    ]
    written(observatory, filings=filings, charges=charges)
    assert shown(observatory, [gone().known])[HERE, "synthetic-guid"].provisions == ("338.1",)


def weeks(lab: Lab, house: Courthouse, number: int) -> None:
    for _week in range(number):
        lab.later(days=7)
        lab.run(house)


def test_a_court_whose_site_moved_lost_nothing(lab: Lab) -> None:
    old, new = court(1), court(2)
    house = house_of(old, rows=12)
    house.courts.append(new)
    house.filings[new.host] = {1: []}
    lab.run(house)
    moved = house.filings[old.host][1][3:]
    del house.filings[old.host][1][3:]
    house.filings[new.host][1] = [replace(row, court=new) for row in moved]
    weeks(lab, house, 5)
    found = find_disappearances(lab.observatory)
    assert {one.guid for one in found.excluded} == {row.guid for row in moved}
    assert {one.reason for one in found.excluded} == {"moved_host"}
    assert not found.found
    assert not found.suspected
    assert not found.alarms


def test_a_court_behind_a_captcha_shows_no_zero(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    gated, free = court(1), court(2)
    house = house_of(gated, free, rows=12)
    lab.run(house)
    house.captcha_hosts.add(gated.host)
    weeks(lab, house, 2)
    by_court = {one.key: one for one in count(find_disappearances(lab.observatory), "court")}
    assert by_court[free.host].disappeared == Count.exactly(0)
    assert by_court[gated.host].disappeared == Count.unknown("could_not_look:captcha")
    assert run(["-C", str(lab.observatory.path), "disappearances", "--by", "court"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith(gated.host)]
    assert "–" in line
    assert "captcha" in line


def test_nobody_looked_is_an_error_and_no_empty_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    observatory = Observatory.create(tmp_path / "observatory")
    assert run(["-C", str(observatory.path), "disappearances"]) == 1
    assert "nobody has looked yet" in capsys.readouterr().err
    assert run(["-C", str(observatory.path), "disappearances", "--since", "soon"]) == 2
    assert run(["-C", str(observatory.path), "disappearances", "--suppress"]) == 2


def test_weeks_without_a_look_have_no_number_and_filters_keep_what_they_name() -> None:
    record = shown_gone("337.5", "338.1")
    assert record.state is AbsenceState.CONFIRMED
    courts = (CourtLook(HERE, 10, START, {}), CourtLook(THERE, 10, None, {}))
    found = Disappearances((record,), courts, {"2023-W09": 2, "2023-W10": 1, "2023-W11": 0}, (), START, ("ru",))
    rows = {one.key: one.disappeared for one in count(found, "week")}
    assert rows == {
        "2023-W09": Count.exactly(0),
        "2023-W10": Count.at_least(1),
        "2023-W11": Count.unknown("could_not_look"),
    }
    assert [(one.key, one.disappeared.high) for one in count(found, "provision")] == [("337.5", None), ("338.1", None)]
    assert [(one.key, one.disappeared.high) for one in count(found, "article")] == [("337", None), ("338", None)]
    whole = replace(found, courts=(CourtLook(HERE, 10, START, {}),))
    assert all(one.disappeared.exact for by in ("provision", "article") for one in count(whole, by))
    assert [one.disappeared.reason for one in count(found, "court")] == [None, "could_not_look"]
    (new,) = count(Disappearances((), (CourtLook("new", 10, START, {}, days=5),), {}, (), START), "court")
    assert new.disappeared == Count.unknown("looked_too_briefly"), "five days confirm nothing: no zero"
    for options, kept in (
        ({"provision": "337"}, 1),
        ({"provision": "337.5"}, 1),
        ({"provision": "337.3"}, 0),
        ({"courts": [HERE.replace("--", ".")]}, 1),
        ({"courts": [THERE]}, 0),
        ({"since": dt.date(2023, 3, 8), "until": dt.date(2023, 3, 8)}, 1),
        ({"since": dt.date(2023, 3, 9)}, 0),
    ):
        assert len(chosen(found, **options).episodes) == kept, options
    with pytest.raises(UsageProblem, match="3377"):
        chosen(found, provision="3377")
    (one,) = withheld(count(chosen(found, courts=[HERE]), "court"), {"disappeared": {HERE}})
    assert (one.disappeared, one.suspected) == (Count.withheld(), Count.exactly(0))


@pytest.mark.parametrize(
    ("charged", "wanted", "under"),
    [
        ("337.3", "337", True),
        ("337.3", "337.3", True),
        ("337.3.1", "337.3", False),  # a part of its own
        ("337", "337.3", False),
        ("228.1", "228", False),  # an article of its own
        ("228/1", "228", True),
        ("228/1", "228.1", False),
        ("228.1.4", "228.1", True),
        ("КоАП 20.3/3", "337", False),
    ],
)
def test_a_record_is_under_the_provision_it_is_charged_under(charged: str, wanted: str, *, under: bool) -> None:
    one = shown_gone(charged)
    found = Disappearances((one,), (CourtLook(HERE, 10, START, {}),), {}, (), START, ("ru",))
    assert len(chosen(found, provision=wanted).episodes) == under
    article = {"337.3": "337", "337.3.1": "337", "228.1.4": "228.1", "228/1": "228", "КоАП 20.3/3": "КоАП 20.3"}
    assert [row.key for row in count(found, "article")] == [article.get(charged, charged)]


@pytest.mark.parametrize("whose", ["ru", "xx"])
def test_provisions_are_of_the_law_of_the_portal_that_was_asked(monkeypatch: pytest.MonkeyPatch, whose: str) -> None:
    monkeypatch.setenv("ABSENTIA_LAW", str(Path(__file__).parents[1] / "law" / "laws"))
    one = shown_gone("337.5")
    found = Disappearances((one,), (CourtLook(HERE, 10, START, {}),), {}, (), START, (whose,))
    for wanted in ("337", "337.5", f"{whose}:337"):
        assert len(chosen(found, provision=wanted).episodes) == 1
    assert [row.key for row in count(found, "article")] == ["337"]
    with pytest.raises(UsageProblem, match="nothing here is of the law of ua"):
        chosen(found, provision="ua:337")


def test_a_chart_says_only_that_a_count_is_withheld() -> None:
    none, dark = Count.exactly(0), Count.unknown("dark")
    counts = [
        Gone("a", Count.exactly(10), none, none), Gone("b", Count.at_least(7), none, none), Gone("c", dark, dark, dark),
    ]  # fmt: skip
    # the removal of ten is withheld to protect another: it is not below five
    drawn = chart(withheld(counts, {"disappeared": {"a"}}), "court", synthetic=True)
    assert [str(row["text"]) for row in drawn.rows] == ["withheld", "≥ 7", "could not look"]
    assert [row["text"].text("ru") for row in drawn.rows] == ["скрыто", "≥ 7", "просмотреть не удалось"]
    assert [row["value"] for row in drawn.rows] == [None, 7, None]
    assert "<" not in drawn.description.text("en")


def test_a_run_of_blocked_cards_leaves_a_suspicion_that_says_so(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=12)
    lab.run(house)
    guid = house.filings[at.host][1][4].guid
    house.filings[at.host][1].pop(4)
    weeks(lab, house, 1)
    house.faults.append(lambda h, r: _form(h, r) if r.operation in ("case", "r") else None)
    weeks(lab, house, 4)
    (one,) = find_disappearances(lab.observatory).suspected
    assert (one.guid, one.reason, one.confirmed) == (guid, "could_not_look", None)


def _form(house: Courthouse, request: Request) -> Any:
    from tests.collect.small_court import Reply

    house.log.append(request)
    return Reply(form(house.courts[0], FIRST))
