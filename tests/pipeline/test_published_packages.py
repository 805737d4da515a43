"""What a site shows of packages, decided for all its versions together. Every document and court is invented."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.disclosure.exposing import exposed
from tests.dumps.register_world import COURTS, JUDGE, World, package
from tests.pipeline.test_published import world as world_of_pages
from tests.study import many

from absentia.disclosure import Key, Table
from absentia.dumps.held import dumps_of, newest
from absentia.dumps.kept import take_in
from absentia.model.count import Count
from absentia.observatory import Observatory
from absentia.pipeline import version_record
from absentia.pipeline.claimed import Asked
from absentia.pipeline.dossier_of_packages import packaged
from absentia.pipeline.package_cells import EVERY, TABLE, Cells, Window, problem_of
from absentia.pipeline.published import Together, together
from absentia.pipeline.published_packages import _as_printed, _shown, hides, with_packages
from absentia.pipeline.publishing import make_ready
from absentia.pipeline.version_record import Shown, ShownPackages
from absentia.sources import ua_edrsr
from absentia.tally import tally
from absentia.tally.catalogue import measures_of_packages

NOTHING = Shown(articles=(), units={}, withheld={}, left_out={}, counts={})
CLAIMS: dict[int, list[Asked]] = {
    4: [Asked("cases_seen", "ua:407", dt.date(2026, 1, 1), dt.date(2026, 4, 30))],
    8: [
        Asked("documents", "", dt.date(2026, 2, 1), dt.date(2026, 8, 31)),
        Asked("cases-with-verdict", "ua:408", dt.date(2026, 2, 1), dt.date(2026, 3, 31)),
    ],
}
"""By week what articles ask for: periods that cross half-years, and come and go from version to version."""


def changed(seed: int, cases: int) -> World:
    """A world in which documents go, are dated anew and get other categories between the packages."""
    world, dice = World(seed, cases), random.Random(seed)  # noqa: S311  repeatable, no secret
    documents = [one.id for one in world.documents(0)]
    for week in (1, 6, 9):
        chosen = dice.sample(documents, 6)
        world.changes[week] = {one: dice.choice(["gone", "recategorised", "redated", "closed"]) for one in chosen}
    return world


def taken_in(observatory: Observatory, world: World, week: int) -> None:
    file = observatory.path.parent / "edrsr_data_2026.zip"
    take_in(observatory, package(world.documents(week), file, world.day(week)), ua_edrsr)


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    found = Observatory.create(tmp_path_factory.mktemp("packages") / "o")
    taken_in(found, World(7, 900), 0)
    return found


@pytest.fixture(scope="module")
def decided(observatory: Observatory) -> Together:
    return together(observatory)


def given_away(versions: Sequence[Shown]) -> tuple[int, int]:
    """Small counts of the versions that a reader of all of them can compute back, and how many small ones there are."""
    # the last once more, of which nothing is shown: a reader has the others
    problem = problem_of([*versions, dataclasses.replace(versions[-1], withheld={})], 5)
    values = problem.system.values
    small, shown = (values > 0) & (values < 5) & ~problem.new, problem.shown_before
    found = exposed(problem.system, small & ~shown, shown, 5)
    return len(found) + int((small & shown).sum()), int(small.sum())


@pytest.mark.parametrize("seed", range(1, 1 + many(1, 10)))
def test_no_small_count_of_four_versions_is_given_away(tmp_path: Path, seed: int) -> None:
    world, observatory = changed(seed, 250), Observatory.create(tmp_path / "o")
    history: list[Shown] = []
    for week in (0, 4, 8, 14):
        taken_in(observatory, world, week)
        held = newest(dumps_of(observatory))
        history.append(with_packages(NOTHING, held, CLAIMS.get(week, []), history, 5))
    exposed_counts, small = given_away(history)
    assert (exposed_counts, small > 20) == (0, True)
    # with the small ones alone withheld, others give them away
    bare = [_only_small(one) for one in history]
    assert given_away(bare)[0] > 0


def _only_small(shown: Shown) -> Shown:
    withheld = {}
    for name in measures_of_packages():
        cells = Cells(name, [shown])
        small = {(one,) for one, size in cells.counts.items() if size < 5}
        withheld[name] = {TABLE: frozenset[Key](small | cells.unprinted(5))}
    return dataclasses.replace(shown, withheld=withheld)


def test_units_are_what_tallies_count(observatory: Observatory, decided: Together) -> None:
    for name in measures_of_packages():
        cells = Cells(name, [decided.shown])
        for article in ("402", "407", "408"):
            for grain in ("month", "half-year"):
                for row in tally(observatory, name, by=(grain,), provision=article).rows:
                    assert cells.counts.get(f"ua:{article} {row.cell[grain]}", 0) == row.seen, (name, article)
                    if name != "documents" and row.count.known:
                        assert cells.counts.get(f"ua:{article}{EVERY} {row.cell[grain]}", 0) == row.count.low


def test_pages_show_what_was_decided_and_what_a_tally_of_one_article_counts(
    observatory: Observatory, decided: Together
) -> None:
    shown = packaged(decided)
    seen: Counter[str] = Counter()
    for tables in (shown.months, shown.half_years):
        for name, by_article in tables.items():
            for label, own in by_article.items():
                one = tally(observatory, name, by=own.by, provision=label)
                assert own.command == one.command.replace("ua:", "")
                for row, whole in zip(own.rows, one.rows, strict=True):
                    assert row.cell == whole.cell
                    seen[_kind(row.count, whole.count)] += 1
                    assert row.seen == 0
    assert set(seen) == {"same", "withheld", "lower end alone"}


def _kind(count: Count, whole: Count) -> str:
    if count == whole:
        return "withheld" if count == Count.withheld() else "same"
    if count == Count.withheld():
        return "withheld"
    assert (count.low, count.high) == (whole.low, None)
    assert count.low
    assert count.low >= 5
    return "lower end alone"


HIDDEN = "ua:407 all 2026-01", "ua:407 2026-02", "ua:407 2026-03", "ua:407 all 2026-03"


@pytest.mark.parametrize(
    ("count", "measure", "period", "found"),
    [
        (Count(8, 20), "cases_seen", "2026-01", Count.withheld()),
        (Count(8, 20), "cases_seen", "2026-02", Count.at_least(8)),
        (Count(0, 3), "cases_seen", "2026-02", Count.withheld()),
        (Count(8, 20), "cases_seen", "2026-03", Count.withheld()),
        (Count(8, 20), "cases_seen", "2026-04", Count(8, 20)),
        (Count.at_least(8), "cases_seen", "2026-02", Count.at_least(8)),
        (Count(3, 3), "documents", "2026-02", Count.withheld()),
        (Count(30, 30), "documents", "2026-01", Count(30, 30)),
    ],
)
def test_what_is_printed_of_a_range_one_end_of_which_is_withheld(
    count: Count, measure: str, period: str, found: Count
) -> None:
    assert _shown(count, measure, "ua:407", period, {(one,) for one in HIDDEN}) == found


def test_where_the_lower_end_is_withheld_the_upper_is_not_printed_either() -> None:
    assert _as_printed({("ua:407 all 2026-01",), ("ua:408 2026-01",)}) == {
        ("ua:407 all 2026-01",), ("ua:407 2026-01",), ("ua:408 2026-01",)
    }  # fmt: skip


def version(units: dict[str, tuple[str, str]], *, whole: str = "2026-06-30", claims: tuple[Window, ...] = ()) -> Shown:
    """Of half a year; ``units``: months and labels."""
    days = dt.date(2026, 1, 1), dt.date(2026, 6, 30), dt.date.fromisoformat(whole)
    own = tuple(("cases_seen", one.label, one.start, one.end) for one in claims)
    cells = {
        name: (("",), tuple(months.split()), (frozenset(labels.split(",")),))
        for name, (months, labels) in units.items()
    }
    return dataclasses.replace(NOTHING, units={"cases_seen": cells}, packages=ShownPackages(*days, own))


def test_a_case_stands_in_its_months_and_is_missed_in_others_once_in_each_stretch() -> None:
    claim = Window(dt.date(2026, 1, 1), dt.date(2026, 2, 28), "ua:407")
    shown = version({"a": ("2026-01 2026-03", "ua:407,ua:407 all"), "b": ("2026-03", "ua:407")}, claims=(claim,))
    counts = Cells("cases_seen", [shown]).counts
    assert counts["ua:407 2026-H1"] == 2
    assert counts["ua:407 all 2026-H1"] == 1
    assert counts["ua:407 2026-H1 not all"] == 1
    assert counts["ua:407 2026-01-01..2026-02-28"] == 1
    assert counts["ua:407 2026-H1 less 2026-01"] == 1
    assert counts["ua:407 2026-H1 less 2026-01-01..2026-02-28"] == 1
    assert "ua:407 2026-01 less 2026-H1" not in counts
    assert counts["ua:407 2026-01-01..2026-02-28 less 2026-01"] == 0


def test_a_version_does_not_tell_what_it_does_not_count_nor_cases_that_still_grow() -> None:
    units = {"a": ("2026-01 2026-05", "ua:407,ua:407 all")}
    claim = Window(dt.date(2026, 1, 1), dt.date(2026, 2, 28), "ua:407")
    first, second = version(units, whole="2026-04-15"), version(units, claims=(claim,))
    cells = Cells("cases_seen", [first, second])
    untold = {name for (name,) in cells.untold(first)}
    assert {"ua:407 2026-05", "ua:407 all 2026-H1", "ua:407 2026-01-01..2026-02-28"} <= untold
    assert not {"ua:407 2026-01", "ua:407 all 2026-01"} & untold
    assert cells.untold(second) == frozenset()
    assert ("ua:407 all 2026-05",) in cells.growing_before()
    assert ("ua:407 all 2026-01",) not in cells.growing_before()


def test_an_article_whose_months_are_mostly_small_has_no_table_of_months() -> None:
    units = {f"{month} {one}": (f"2026-0{month}", "ua:408") for month in (1, 2, 3) for one in range(2)}
    found = Cells("cases_seen", [version(units)]).mostly_small(5)
    assert found == {Table(("month",)): frozenset({"ua:408"}), Table(("half-year",)): frozenset()}


def test_a_claim_of_which_an_end_is_withheld_is_hidden(decided: Together) -> None:
    asked = Asked("cases_seen", "ua:407", dt.date(2026, 1, 1), dt.date(2026, 4, 30))
    held, name = decided.held, "2026-01-01..2026-04-30"
    for hidden, found in (((), False), ((f"ua:407 {name}",), True), ((f"ua:407 all {name}",), True)):
        withheld = {"cases_seen": {TABLE: frozenset[Key]((one,) for one in hidden)}}
        assert hides(asked, dataclasses.replace(decided.shown, withheld=withheld), held) is found
    made = dataclasses.replace(decided, claims={("mine", "a"): (asked,)})
    assert made.hidden_claims("mine") == frozenset()


def test_a_version_is_on_record_as_it_was(observatory: Observatory, decided: Together) -> None:
    published = dataclasses.replace(decided.shown, site=hashlib.sha256(b"it").hexdigest())
    version_record.write(observatory, "2026-12-01", published)
    (read,) = version_record.read(observatory, {"2026-12-01": b"it"})
    assert read == published
    numbers = {one.number for one in World(7, 900).documents(0)}
    stored = {unit for cells in read.units.values() for unit in cells}
    assert not numbers & stored
    for file in observatory.decisions.glob("published*"):
        file.unlink()


WORD = re.compile(r"(?<![\w./-])[\w/-]+")
CASE = re.compile(r"(?<![\w./-])(?=(\d+ / \d+ / \d+(?:-к)?)(?![\w/-]))")
"""Whole ones, no part of what is longer: looked up by the hundred in each of the files."""
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)


def test_a_site_of_packages_says_their_days_and_nothing_that_leads_to_a_case(tmp_path: Path) -> None:
    observatory, world = Observatory.create(tmp_path / "o"), World(7, 900)
    taken_in(observatory, world, 4)
    ready = make_ready(observatory, out=tmp_path / "site")
    assert ready.built is not None
    files = ready.built.files
    ready.write()
    documents = world.documents(4)
    secrets = {JUDGE, *(one.number for one in documents if "/" in one.number), *COURTS}
    assert all(one in {*WORD.findall(one), *CASE.findall(one)} for one in secrets)
    for name, content in files.items():
        text = content.decode("utf-8", "replace")
        found = secrets.intersection(WORD.findall(text)) | secrets.intersection(CASE.findall(text))
        assert not found or name.endswith((".parquet", ".db", ".zip")), (name, found)
    for language, words in (("", "Packages of 5 October 2026"), (".ru", "Пакеты от 5 октября 2026")):
        front = files[f"index{language}.html"].decode().replace("\xa0", " ")
        assert words in front
        # the licence of the data asks for its source
        for page in ("index", "register/packages", "methods"):
            assert "data.gov.ua" in files[f"{page}{language}.html"].decode()
        assert front.count('class="n"') >= 4
        months = files[f"register/documents-ua-407{language}.html"].decode()
        rows = [one for one in ROW.findall(months) if "<td>" in one]
        assert len(rows) > 6
        assert all('class="n" href' in one for one in rows)
        assert ("late: whole" in months) or ("с опозданием" in months)
    # nothing new was taken in: no version is needed; then there is
    assert make_ready(observatory, out=tmp_path / "site").built is None
    taken_in(observatory, world, 9)
    again = make_ready(observatory, out=tmp_path / "site")
    assert again.built is not None
    assert again.against == ()
    assert {one.why for one in again.built.changes} <= {"new data", "withheld"}
    assert not again.built.gone


def test_few_documents_that_could_not_be_placed_are_on_no_page(tmp_path: Path) -> None:
    observatory, world = Observatory.create(tmp_path / "o"), World(7, 900)
    file = package(world.documents(4), tmp_path / "edrsr_data_2026.zip", world.day(4), "twice", "twice_redated")
    take_in(observatory, file, ua_edrsr)
    assert tally(observatory, "documents").unreadable["contradictory"] == 1
    ready = make_ready(observatory, out=tmp_path / "site")
    assert ready.built is not None
    told = json.loads(ready.built.files["register/packages.json"])["numbers"]
    assert {one["measure"] for one in told if one["value"] is None} >= {"unplaced:contradictory"}
    assert {one["measure"] for one in told if one["value"] in range(1, 5)} <= {"package:refused"}


def test_pages_and_packages_stand_on_one_site_and_share_no_table(tmp_path: Path) -> None:
    observatory = world_of_pages(tmp_path, 1)
    taken_in(observatory, World(7, 900), 4)
    first = together(observatory)
    assert first.shown.units["documents"]
    assert first.shown.units["cases_received"]
    first.record("2026-12-01", b"")
    ready = make_ready(observatory, out=tmp_path / "site")
    assert ready.built is not None
    files = ready.built.files
    assert {"counts/index.html", "courts/index.html", "register/index.html", "register/packages.html"} <= files.keys()
    front = files["index.html"].decode()
    assert "reached the courts" in front
    assert "had a document adopted" in front
    assert "data.gov.ua" in front
    for name in ("counts/index.html", "register/index.html"):
        text = files[name].decode().replace("\xa0", " ")
        assert ("Cases seen" in text) is (name == "register/index.html")
        assert ("337" in text) is (name == "counts/index.html")
        assert ("407" in text) is (name == "register/index.html")
