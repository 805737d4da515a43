"""Counts over packages are those of the world behind them; what still grows or was not taken in is never exact."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dumps.register_world import CATEGORIES, COURTS, Document, World, package
from tests.study import many

from absentia.dumps.dump import GREY, GROWING, OUTSIDE, WHOLE, Dump, PackageCoverage
from absentia.dumps.kept import take_in
from absentia.errors import ObservatoryProblem, UsageProblem
from absentia.model import Refusal
from absentia.model.period import Period
from absentia.observatory import Observatory
from absentia.sources import ua_edrsr
from absentia.sources.content import fold
from absentia.sources.ua_edrsr import register_layout
from absentia.tally import RateComparison, compare, suppressed, tally
from absentia.tally.catalogue import measure as measure_of_pages

INSTANCES = {"1": "cassation", "2": "appeal", "3": "first"}
MEASURES = ("documents", "cases_seen", "cases_with_verdict")


def article_of(document: Document) -> str | None:
    name = CATEGORIES.get(document.category)
    found = register_layout.named.get(fold(name)) if name else None
    return found.article if found else None


def instance_of(document: Document) -> str:
    return INSTANCES.get(COURTS.get(document.court, ""), "unknown")


def criminal(world: World, week: int = 0) -> list[Document]:
    return [one for one in world.documents(week) if one.kind == "2"]


def truth(documents: list[Document], measure: str, article: str) -> dict[tuple[str, str], tuple[int, int]]:
    """By month and instance the lower and upper end, told without any of the program's statements."""
    by_case: defaultdict[str, set[str | None]] = defaultdict(set)
    for one in documents:
        by_case[one.number.replace(" ", "").lower()].add(article_of(one))
    found: defaultdict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for one in documents:
        case, cell = one.number.replace(" ", "").lower(), (f"{one.adopted:%Y-%m}", instance_of(one))
        if measure == "documents":
            if article_of(one) == article:
                found[cell][0].add(str(one.id))
                found[cell][1].add(str(one.id))
        elif article in by_case[case] and (measure == "cases_seen" or (one.form == "1" and cell[1] == "first")):
            found[cell][1].add(case)
            if by_case[case] == {article}:
                found[cell][0].add(case)
    return {cell: (len(low), len(high)) for cell, (low, high) in found.items()}


def observatory_of(folder: Path, world: World, week: int = 0, *faults: str) -> Observatory:
    found = Observatory.create(folder)
    take_in(
        found, package(world.documents(week), folder.parent / "edrsr_data_2026.zip", world.day(week), *faults), ua_edrsr
    )
    return found


@pytest.mark.parametrize("measure", MEASURES)
def test_counts_are_those_of_the_world(tmp_path: Path, measure: str) -> None:
    world = World(3, 400)
    observatory = observatory_of(tmp_path / "o", world, 0, "moved", "newline")
    for article in ("407", "408"):
        expected = truth(criminal(world), measure, article)
        found = tally(observatory, measure, by=("month", "instance"), provision=article)
        rows = {(row.cell["month"], row.cell["instance"]): row.count for row in found.rows}
        whole_until = dt.date.fromisoformat(found.coverage["whole_until"])
        assert dt.timedelta(0) <= world.day(0) - GREY - whole_until <= dt.timedelta(5)
        assert {cell for cell, (_low, high) in expected.items() if high and cell[0] >= "2026"} <= rows.keys()
        for cell, count in rows.items():
            low, high = expected.get(cell, (0, 0))
            exact = Period.parse(cell[0]).end <= whole_until
            if exact or measure == "documents":
                assert (count.low, count.high) == (low, high if exact else None), (cell, article)
            else:  # a case may get a document of another category: neither end is a bound
                assert (count.low, count.reason) == (None, "still_grows")
        assert any(count.high is not None and count.low != count.high for count in rows.values()) == (
            measure != "documents"
        )


@settings(max_examples=many(5, 60))
@given(
    seed=st.integers(0, 9999), faults=st.sets(st.sampled_from(["moved", "crlf", "encoded_twice", "newline", "twice"]))
)
def test_whatever_world_counts_hold_it(tmp_path_factory: pytest.TempPathFactory, seed: int, faults: set[str]) -> None:
    world = World(seed, 40)
    observatory = observatory_of(tmp_path_factory.mktemp("w") / "o", world, 0, *faults)
    for measure in MEASURES:
        found = tally(observatory, measure, by=("article", "month", "instance"))
        expected = {article: truth(criminal(world), measure, article) for article in ("402", "407", "408")}
        for row in found.rows:
            low, high = expected[row.cell["article"]].get((row.cell["month"], row.cell["instance"]), (0, 0))
            assert row.count.low in ((low,) if measure == "documents" or row.count.known else (None,))
            assert row.count.high in (high, None)
        assert (found.total.low is not None) is (measure == "documents")
        assert found.seen <= sum(row.seen for row in found.rows)


def test_what_cannot_be_placed_is_told(tmp_path: Path) -> None:
    world = World(3, 400)
    observatory = observatory_of(tmp_path / "o", world, 0, "twice_redated")
    found = tally(observatory, "documents", provision="407").unreadable
    documents = criminal(world)
    assert found["category_empty"] == sum(not one.category for one in documents)
    assert found["category_is_group"] == sum(one.category == "40845" for one in documents)
    unknown = [one for one in documents if article_of(one) == "407" and instance_of(one) == "unknown"]
    assert found["instance_unknown"] == len(unknown) > 0
    assert found["contradictory"] == 1


def held(year: int, day: str, until: str = "") -> Dump:
    last = until or min(day, f"{year}-12-31")
    told = {"lines": {"rows": 1, "refused": 0}, "counts": {"contradictory": 0, "last_received": last}}
    return Dump(Path(), "ua_edrsr", year, dt.date.fromisoformat(day), told)


@pytest.mark.parametrize(
    ("dumps", "period", "state"),
    [
        ([held(2026, "2026-09-07")], "2026-05", WHOLE),
        ([held(2026, "2026-09-07")], "2026-06", GROWING),
        ([held(2026, "2026-09-07")], "2026-09", GROWING),
        ([held(2026, "2026-09-07")], "2026-10", OUTSIDE),
        ([held(2026, "2026-09-07")], "2025-12", OUTSIDE),
        ([held(2026, "2026-09-07")], "2026", GROWING),
        # December's documents came in January: the package of the next year is missing
        ([held(2025, "2026-09-07")], "2025-12", GROWING),
        ([held(2025, "2026-09-07")], "2025-09", WHOLE),
        ([held(2025, "2026-09-07"), held(2026, "2026-09-07")], "2025-12", WHOLE),
        # the older package was taken within its year and never again
        ([held(2025, "2025-06-30"), held(2026, "2026-09-07")], "2025-03", WHOLE),
        ([held(2025, "2025-06-30"), held(2026, "2026-09-07")], "2025-06", GROWING),
        ([held(2025, "2025-06-30"), held(2026, "2026-09-07")], "2025-12", OUTSIDE),
        # the day of the ZIP is later than all that is in it: it was packed anew
        ([held(2026, "2026-09-07", "2026-05-20")], "2026-01", WHOLE),
        ([held(2026, "2026-09-07", "2026-05-20")], "2026-04", GROWING),
        ([held(2026, "2026-09-07", "2026-05-20")], "2026-06", OUTSIDE),
        ([held(2025, "2026-02-01", "2025-12-24"), held(2026, "2026-09-07")], "2025-12", WHOLE),
        ([held(2025, "2026-02-01", "2025-11-30"), held(2026, "2026-09-07")], "2025-12", OUTSIDE),
        # a year is missing in between: what is before it is not shown whole by anything behind it
        ([held(2023, "2024-06-30"), held(2025, "2026-06-30"), held(2026, "2026-09-07")], "2023-05", OUTSIDE),
        ([held(2023, "2024-06-30"), held(2025, "2026-06-30"), held(2026, "2026-09-07")], "2025-05", WHOLE),
    ],
)
def test_what_packages_cover(dumps: list[Dump], period: str, state: str) -> None:
    assert PackageCoverage(tuple(dumps)).of(Period.parse(period)) == state


def test_outside_of_the_packages_there_is_no_zero(tmp_path: Path) -> None:
    observatory = observatory_of(tmp_path / "o", World(3, 60))
    rows = tally(observatory, "documents", by=("month",), since="2019-01", until="2019-02").rows
    assert {row.count.reason for row in rows} == {"no_package"}
    zero = tally(observatory, "cases_seen", by=("month",), since="2026-01", until="2026-02", provision="430").rows
    assert [(row.count.low, row.count.high) for row in zero] == [(0, 0), (0, 0)], "looked at, and none there"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"by": ("court",)}, "not counted by “court”"),
        ({"by": ("region",)}, "not counted by “region”"),
        ({"by": ("week",)}, "not counted by “week”"),
        ({"by": ("provision",)}, "not counted by “provision”"),
        ({"court": "x"}, "not counted by “court”"),
        ({"sole": True}, "not counted by “sole”"),
        ({"as_of": "2199-01-01"}, "has not come"),
        ({"by": ("month", "year")}, "only one period"),
        ({"instance": "highest"}, "“highest” is not known"),
        ({"provision": "407.5"}, "never a part of it"),
        ({"since": "2026-01-15"}, "a period that is cut"),
        ({"since": "2026-02", "by": ("quarter",)}, "a period that is cut"),
    ],
)
def test_nothing_finer_is_counted(tmp_path: Path, asked: dict[str, Any], told: str) -> None:
    observatory = observatory_of(tmp_path / "o", World(3, 40))
    with pytest.raises(UsageProblem, match=told):
        tally(observatory, "documents", **asked)


def test_a_document_in_the_packages_of_two_years_is_counted_once_as_the_newer_has_it(tmp_path: Path) -> None:
    world = World(3, 200)
    observatory = observatory_of(tmp_path / "o", world)
    before = tally(observatory, "documents", instance="all")
    moved = [one for one in criminal(world) if article_of(one) == "407"][:9]
    older = [replace(one, received=dt.date(2025, 12, 30), adopted=dt.date(2025, 5, 5)) for one in moved]
    file = package(older, tmp_path / "edrsr_data_2025.zip", dt.date(2026, 1, 9))
    take_in(observatory, file, ua_edrsr)
    after = tally(observatory, "documents", by=("month",), instance="all")
    assert after.seen == before.seen
    assert {row.count.low for row in after.rows if row.cell["month"] == "2025-05"} == {0}


def test_another_command_says_that_it_does_not_count_packages() -> None:
    with pytest.raises(UsageProblem, match="is counted over packages"):
        measure_of_pages("cases-seen")


def test_without_a_package_nothing_is_counted(tmp_path: Path) -> None:
    with pytest.raises(ObservatoryProblem, match="no package was taken in"):
        tally(Observatory.create(tmp_path / "o"), "documents")


def test_small_counts_are_withheld(tmp_path: Path) -> None:
    observatory = observatory_of(tmp_path / "o", World(3, 400))
    found = suppressed(tally(observatory, "cases_seen", by=("article", "month")), 5)
    shown = [row for row in found.rows if row.count.known]
    assert any(row.count.reason == "suppressed" for row in found.rows)
    assert shown
    assert all(row.count.low == 0 or (row.count.low or 0) >= 5 for row in shown)
    assert "cases_whose_categories_differ" not in found.coverage


@pytest.fixture
def counted(tmp_path: Path) -> Callable[..., Any]:
    observatory = observatory_of(tmp_path / "o", World(3, 200))
    return lambda **asked: tally(observatory, "documents", **asked)


def test_the_total_is_counted_once(counted: Callable[..., Any]) -> None:
    by_article = counted(by=("article",))
    assert by_article.seen == sum(row.seen for row in by_article.rows)
    assert by_article.command == "absentia tally documents --by article"
    assert counted(instance="all").seen >= by_article.seen


def test_a_case_stands_in_every_month_in_which_it_has_a_document(tmp_path: Path) -> None:
    observatory = observatory_of(tmp_path / "o", World(3, 200))
    overlap = {name: tally(observatory, name, by=("month",)).rows_overlap for name in ("documents", "cases_seen")}
    assert overlap == {"documents": False, "cases_seen": True}


def test_as_of_a_day_counts_the_newest_package_of_that_day_or_before(tmp_path: Path) -> None:
    world = World(3, 200)
    observatory = observatory_of(tmp_path / "o", world)
    then = tally(observatory, "documents", by=("month",), provision="407")
    take_in(observatory, package(world.documents(3), tmp_path / "edrsr_data_2026.zip", world.day(3)), ua_edrsr)
    now = tally(observatory, "documents", by=("month",), provision="407")
    assert now.seen > then.seen
    for day, found, later in (
        (world.day(3), now, 0),
        (world.day(3) - dt.timedelta(1), then, 1),
        (world.day(0), then, 1),
    ):
        known = tally(observatory, "documents", by=("month",), provision="407", as_of=day)
        assert (known.rows, known.total) == (found.rows, found.total)
        assert known.as_of is not None
        assert (known.as_of.day, known.as_of.later) == (day, later)
        assert known.command == f"{found.command} --as-of {day}"
    with pytest.raises(ObservatoryProblem, match="the first package is of 2026-09-07"):
        tally(observatory, "documents", as_of=world.day(0) - dt.timedelta(1))


def test_two_whole_periods_are_compared_and_one_that_still_grows_is_not(tmp_path: Path) -> None:
    observatory = observatory_of(tmp_path / "o", World(3, 400))
    whole = compare(observatory, "documents", "2026-02", "2026-04", provision="407")
    counts = [
        tally(observatory, "documents", since=one, until=one, provision="407").total for one in ("2026-02", "2026-04")
    ]
    assert isinstance(whole.rates, RateComparison)
    assert (whole.first.total, whole.second.total) == tuple(counts)
    assert whole.rates.count_a == counts[0].low
    assert whole.command == "absentia tally documents --compare 2026-02 2026-04 --provision 407"
    for name in ("documents", "cases_seen"):
        growing = compare(observatory, name, "2026-02", "2026-08", provision="407")
        assert isinstance(growing.rates, Refusal)
        assert "2026-08" in str(growing.rates.reason)
    # a case stands in several months: these say nothing of how cases vary
    cases = compare(observatory, "cases-seen", "2026-01..2026-02", "2026-03..2026-04")
    assert isinstance(cases.rates, RateComparison)
    assert cases.rates.dispersion is None
