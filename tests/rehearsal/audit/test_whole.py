"""The truth of the whole world, rule by rule, on worlds of one case made by hand; everything in them is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from absentia.rehearsal.audit.scope import MEASURES, Scope, Unit, cells_of, holds, pairs, period_of, sole_of
from absentia.rehearsal.audit.whole import Range, Whole
from absentia.rehearsal.courthouse.life import Entry, Life, Site
from absentia.rehearsal.courts import invented_court
from absentia.rehearsal.drawn import SyntheticCharge
from absentia.rehearsal.world import JOINED, RETURNED, TRANSFERRED, VERDICT, Prosecution, Record, SyntheticPerson, World

END = dt.date(2023, 12, 31)
ONE, OTHER = "gvs-1.synthetic.example", "gvs-2.synthetic.example"


def _site(host: str) -> Site:
    court = invented_court(host)
    assert court is not None
    return Site(court)


SITES = {host: _site(host) for host in (ONE, OTHER, "ovs-1.synthetic.example")}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def accused(*provisions: str, episodes: int = 1) -> SyntheticPerson:
    charges = []
    for text in provisions:
        article, _point, part = text.partition(".")
        charges.append(SyntheticCharge(article, part or None, episodes=episodes))
    return SyntheticPerson("Вымышленный Пример", hidden=False, charges=tuple(charges))


@dataclass(frozen=True)
class Filing:
    """One filing of a case, as a test writes it."""

    received: str = "2023-02-01"
    host: str = ONE
    register: str = "first"
    persons: tuple[SyntheticPerson, ...] = (accused("337.5"),)
    decided: str | None = None
    result: str | None = None
    posted: str | None = None
    late: int = 0
    changed: tuple[str, tuple[SyntheticPerson, ...]] | None = None
    unpublished: bool = False
    removed: str | None = None
    restored: str | None = None


@dataclass
class Lives:
    """Puts filings into a world."""

    entries: list[Entry] = field(default_factory=list)
    cases: list[Prosecution] = field(default_factory=list)

    def case(self, *filings: Filing) -> None:
        records = []
        for filing in filings:
            site = SITES[filing.host]
            record = Record(
                court=site.court,
                register=filing.register,
                guid=str(len(self.entries)),
                portal_id=len(self.entries),
                uid=None,
                received=day(filing.received),
                persons=filing.persons,
                judge="",
                decided=day(filing.decided) if filing.decided else None,
                result=filing.result,
                changed=(day(filing.changed[0]), filing.changed[1]) if filing.changed else None,
                unpublished=filing.unpublished,
                posted=day(filing.posted or filing.received),
            )
            entry = Entry(record, site, 1, filing.late, act=False)
            entry.removed = day(filing.removed) if filing.removed else None
            entry.restored = day(filing.restored) if filing.restored else None
            records.append(record)
            self.entries.append(entry)
        self.cases.append(Prosecution(records))

    def whole(self, seen: dict[int, Sequence[dt.date]] | None = None) -> Whole:
        sites = tuple(SITES.values())
        world = World(1, tuple(site.court for site in sites), tuple(self.cases))
        life = Life(1, world, sites, tuple(self.entries), day("2023-01-01"), END)
        return Whole(life, seen or {})


def total(measure: str, *filings: Filing, seen: dict[int, Sequence[dt.date]] | None = None, **scope: Any) -> Any:
    lives = Lives()
    lives.case(*filings)
    found = lives.whole(seen).total(measure, Scope(**scope))
    return found.low if found.definite else (found.low, found.high)


RECEIVED = {"filings_received": 1, "cases_received": 1, "persons_charged": 1, "charges": 1}
CASES: list[tuple[str, tuple[Filing, ...], dict[str, Any]]] = [
    ("one filing", (Filing(),), RECEIVED),
    ("never published", (Filing(unpublished=True),), {}),
    ("posted on the last day", (Filing(posted="2023-12-31"),), RECEIVED),
    ("posted after the last day", (Filing(posted="2024-01-01"),), {}),
    ("gone before it was seen", (Filing(removed="2023-06-01"),), {}),
    ("gone and back", (Filing(removed="2023-06-01", restored="2023-07-01"),), dict.fromkeys(RECEIVED, (0, 1))),
    (
        "returned and filed again",
        (Filing(decided="2023-03-01", result=RETURNED), Filing("2023-05-01", decided="2023-06-01", result=VERDICT)),
        RECEIVED | {"filings_received": 2, "cases_decided": 1, "verdicts": 1},
    ),
    ("transferred and not seen again", (Filing(decided="2023-03-01", result=TRANSFERRED),), RECEIVED),
    ("joined", (Filing(decided="2023-03-01", result=JOINED),), RECEIVED),
    (
        "terminated",
        (Filing(decided="2023-03-01", result="Уголовное дело ПРЕКРАЩЕНО"),),
        RECEIVED | {"cases_decided": 1},
    ),
    ("decided, and posted too late", (Filing("2023-12-01", decided="2023-12-20", result=VERDICT, late=14),), RECEIVED),
    (
        "two persons, two episodes",
        (Filing(persons=(accused("337.5", "158.3", episodes=2), accused("337.5"))),),
        RECEIVED | {"persons_charged": 2, "charges": 5},
    ),
    ("an appeal only", (Filing(unpublished=True), Filing("2023-05-01", "ovs-1.synthetic.example", "appeal")), {}),
]


@pytest.mark.parametrize(("filings", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_case_counts(filings: tuple[Filing, ...], expected: dict[str, Any]) -> None:
    assert {measure: total(measure, *filings) for measure in MEASURES} == dict.fromkeys(MEASURES, 0) | expected


def test_a_case_is_received_once_where_it_was_first_received() -> None:
    filings = (Filing(decided="2023-03-01", result=TRANSFERRED), Filing("2023-03-20", OTHER))
    lives = Lives()
    lives.case(*filings)
    whole = lives.whole()
    assert whole.cells("cases_received", ("court", "month"), Scope()) == {(ONE, "2023-02"): Range(1, 1)}
    assert whole.cells("filings_received", ("court",), Scope()) == {(ONE,): Range(1, 1), (OTHER,): Range(1, 1)}
    assert total("cases_received", *filings, court=OTHER) == 0
    # the first was never published: then the second is the first there is
    assert total("cases_received", replace(filings[0], unpublished=True), filings[1], court=OTHER) == 1


def test_charges_are_as_last_seen_or_as_they_became() -> None:
    changing = Filing(changed=("2023-05-01", (accused("337.2"),)))
    asked = {"provision": "337.5"}
    assert total("cases_received", changing, seen={0: [day("2023-04-30")]}, **asked) == (0, 1)
    assert total("cases_received", changing, seen={0: [day("2023-04-30"), day("2023-05-01")]}, **asked) == 0
    assert total("cases_received", changing, seen={0: [day("2023-04-30")]}) == 1
    # the last filing seen, or any that came after
    filings = (
        Filing(decided="2023-03-01", result=RETURNED),
        Filing("2023-05-01", persons=(accused("337.2"),)),
    )
    assert total("cases_received", *filings, seen={0: [day("2023-03-01")]}, **asked) == (0, 1)
    assert total("cases_received", *filings, seen={1: [day("2023-06-01")]}, **asked) == 0
    assert total("filings_received", *filings, seen={1: [day("2023-06-01")]}, **asked) == 1


def test_a_removed_record_belongs_to_the_truth_where_it_was_seen() -> None:
    gone = Filing(removed="2023-06-01")
    assert total("filings_received", gone, seen={0: [day("2023-05-01")]}) == 1
    assert total("filings_received", gone) == 0
    # brought back, it is there for whoever looks then, and was not for whoever looked in between
    back = replace(gone, restored="2023-07-01")
    assert total("filings_received", back, seen={0: [day("2023-05-01")]}) == 1
    assert total("filings_received", back, Filing("2023-05-01")) == (1, 2)
    assert total("cases_received", back, Filing("2023-05-01")) == 1
    assert total("cases_received", back, Filing("2023-05-01"), until=day("2023-04-30")) == (0, 1)


@pytest.mark.parametrize(
    ("grain", "name"),
    [("week", "2020-W53"), ("month", "2021-01"), ("quarter", "2021-Q1"), ("half-year", "2021-H1"), ("year", "2021")],
)
def test_a_day_lies_in_its_periods(grain: str, name: str) -> None:
    assert period_of(day("2021-01-03"), grain) == name
    assert period_of(day("2023-07-01"), "half-year") == "2023-H2"
    assert period_of(day("2023-06-30"), "quarter") == "2023-Q2"


def _unit(*charged: tuple[str, str | None], beside: tuple[tuple[str, str | None], ...] = ()) -> Unit:
    return Unit((1,), ONE, day("2023-02-01"), "first", charged, (*charged, *beside))


@pytest.mark.parametrize(
    ("unit", "by", "provision", "sole"),
    [
        (_unit(("337", "5")), (), None, "sole"),
        (_unit(("337", "5"), ("337", "3")), (), None, "among"),
        (_unit(("337", "5"), ("337", "3")), ("article",), None, "sole"),
        (_unit(("337", "5"), ("337", "3")), ("article", "provision"), None, "among"),
        (_unit(("337", "5"), ("337", "3")), (), "337", "sole"),
        (_unit(("337", "5"), ("337", "3")), (), "337.5", "among"),
        (_unit(("337", "5"), beside=(("158", "3"),)), (), "337", "among"),
        (_unit(), (), None, None),
    ],
)
def test_sole_is_what_is_charged_with_one_thing(
    unit: Unit, by: tuple[str, ...], provision: str | None, sole: str | None
) -> None:
    assert sole_of(unit, by, Scope(provision=provision)) == sole


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({}, True),
        ({"since": "2023-02-01", "until": "2023-02-01"}, True),
        ({"since": "2023-02-02"}, False),
        ({"until": "2023-01-31"}, False),
        ({"court": ONE}, True),
        ({"court": OTHER}, False),
        ({"provision": "337"}, True),
        ({"provision": "337.5"}, True),
        ({"provision": "337.3"}, False),
        ({"provision": "158"}, False),
        ({"sole": True}, True),
        ({"sole": False}, False),
        ({"instance": "appeal"}, False),
        ({"instance": "all"}, True),
        ({"procedure": "civil"}, False),
        ({"procedure": "all"}, True),
    ],
)
def test_a_filter_keeps(filters: dict[str, Any], kept: bool) -> None:
    given: dict[str, Any] = {key: day(value) if key in ("since", "until") else value for key, value in filters.items()}
    assert holds(_unit(("337", "5")), (), Scope(**given)) is kept


def test_a_unit_stands_in_every_cell_of_what_it_is_charged_with() -> None:
    unit = _unit(("337", "5"), ("158", "3"), ("228", "1"))
    assert set(cells_of(unit, ("article", "family"), Scope())) == {
        ("337", "mobilisation"), ("158", None), ("228", None),
    }  # fmt: skip
    assert list(cells_of(unit, ("provision", "instance"), Scope(provision="158"))) == [("158.3", "first")]
    assert list(cells_of(unit, ("court", "okrug", "procedure"), Scope())) == [
        (ONE, "ovs-1.synthetic.example", "criminal")
    ]


def test_no_pair_holds_two_kinds_of_period() -> None:
    found = list(pairs())
    assert len(found) == len(set(found)) == 81
    assert ("week", "month") not in found
    assert ("court", "week") in found
