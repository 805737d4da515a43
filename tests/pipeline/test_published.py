"""What a site shows, decided for all tables and versions together. Every court, filing and person is invented."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.disclosure.exposing import exposed, exposed_between
from tests.study import many
from tests.tally.build import COURT, OTHER, Book
from tests.test_observatory import open_to_others

from absentia.cli.main import run
from absentia.disclosure import Cell, Key, Table
from absentia.errors import DataProblem
from absentia.observatory import Observatory
from absentia.pipeline import published, version_record
from absentia.pipeline.dossier import dossier
from absentia.pipeline.one_problem import BY_ARTICLE, BY_PERIOD, HEADLINE, problem_of, tables_of
from absentia.pipeline.published import Together, together
from absentia.pipeline.version_record import LIST, Shown
from absentia.tally import measures, tally
from absentia.tally.prepare import held

SITE = "site"


def world(folder: Path, seed: int, many: int = 90) -> Observatory:
    """Two courts, two years, three articles; some charged under several, some undated, some with a verdict."""
    generator = np.random.default_rng(seed)
    book = Book()
    pages = [book.page("listing", court=court, captured="2024-06-30T03:00:00") for court in (COURT, OTHER)]
    for number in range(many):
        year, month = 2022 + int(generator.integers(2)), 1 + int(generator.integers(12))
        persons = [
            tuple(
                str(one)
                for one in generator.choice(
                    ("337.5", "338.1", "332.1"), 1 + int(generator.random() < 0.2), replace=False
                )
            )
            for _ in range(1 + int(generator.random() < 0.1))
        ]
        decided: dict[str, Any] = (
            {"decided": f"{year}-12-28", "result": "Вынесен ПРИГОВОР"} if generator.random() < 0.5 else {}
        )
        day = None if generator.random() < 0.03 else f"{year}-{month:02}-{1 + int(generator.integers(28)):02}"
        book.entry(
            pages[int(generator.random() < 0.3)],
            number=None,
            guid=f"g{number}",
            received=day,
            persons=persons,
            **decided,
        )
    return book.write(folder / "o")


@pytest.mark.parametrize("seed", range(1, 1 + many(1, 10)))
def test_units_are_what_tallies_count(tmp_path: Path, seed: int) -> None:
    observatory = world(tmp_path, seed)
    decided = together(observatory)
    with held(observatory):
        for name, article, grain in product(measures(), decided.articles, BY_PERIOD):
            rows = tally(observatory, name, by=(grain,), provision=article).rows
            counted = Counter(
                cell[1][list(BY_PERIOD).index(grain)]
                for cell in decided.shown.units[name].values()
                if isinstance(cell[2][0], frozenset) and article in cell[2][0]
            )
            assert {row.cell[grain]: row.seen for row in rows if row.seen} == dict(counted), (name, article, grain)
        courts = tally(observatory, HEADLINE, by=("court", "half-year"))
    seen = Counter((cell[0][0], cell[1][1]) for cell in decided.shown.units[HEADLINE].values())
    assert {(row.cell["court"], row.cell["half-year"]): row.seen for row in courts.rows if row.seen} == dict(seen)


def given_away(decided: Together, before: Sequence[Shown] = ()) -> int:
    """Small counts of the versions that a reader of all of them can compute back."""
    # the new version is the last once more, and says nothing: a reader has the others
    silent = dataclasses.replace(decided.shown, articles=(), withheld={}, left_out={}, counts={})
    problem = problem_of([*before, decided.shown, silent], decided.counts)
    values = problem.system.values
    small = (values > 0) & (values < 5) & ~problem.new
    shown = problem.shown_before
    between = len(exposed_between(problem.system, problem.system.few_between(5), shown, 5))
    return between + len(exposed(problem.system, small & ~shown, shown, 5)) + int((small & shown).sum())


@pytest.mark.parametrize("seed", range(1, 1 + many(1, 30)))
def test_no_small_count_of_two_versions_is_given_away(tmp_path: Path, seed: int) -> None:
    first = together(world(tmp_path / "1", seed, 80))
    first.record("2024-01-01", b"")
    later = world(tmp_path / "2", seed, 95)
    for name in ("published-2024-01-01.parquet", LIST):
        (later.decisions / name).write_bytes((first.observatory.decisions / name).read_bytes())
    second = together(later, {"2024-01-01": b""})
    (before,) = version_record.read(later)
    # what is read back knows which site it was of, too
    assert before.site == hashlib.sha256(b"").hexdigest()
    assert dataclasses.replace(before, units={}, site="") == dataclasses.replace(first.shown, units={})
    assert before.units == {name: units for name, units in first.shown.units.items() if units}
    assert given_away(first) == 0
    assert given_away(second, [before]) == 0


def test_two_sites_of_one_day_are_both_on_record(tmp_path: Path) -> None:
    observatory = world(tmp_path, 1, 12)
    decided = together(observatory)
    decided.record("2024-01-01", b"")
    dataclasses.replace(decided, shown=dataclasses.replace(decided.shown, articles=())).record("2024-01-01", b"")
    files = sorted(one.name for one in observatory.decisions.glob("published-*"))
    assert files == ["published-2024-01-01.2.parquet", "published-2024-01-01.parquet"]
    assert open_to_others(observatory.decisions / LIST) == [], "nobody but the owner learns what was withheld"
    # the oldest first, whatever they are called
    assert [bool(one.articles) for one in version_record.read(observatory)] == [True, False]


def gone(file: Path) -> None:
    file.unlink()


def empty(file: Path) -> None:
    file.write_bytes(b"")


def short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def fewer(file: Path) -> None:
    """One unit fewer, and all that was noted."""
    pq.write_table(pq.read_table(file).slice(1), file)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An observatory with two versions on record."""
    observatory = world(tmp_path_factory.mktemp("recorded"), 1, 12)
    for day in ("2024-01-01", "2024-01-08"):
        together(observatory).record(day, day.encode())
    return observatory.path


@pytest.fixture
def versions(recorded: Path, tmp_path: Path) -> Observatory:
    """A copy that may be harmed."""
    return Observatory.open(shutil.copytree(recorded, tmp_path / "versions"))


@pytest.mark.parametrize("harm", [gone, empty, short, fewer])
@pytest.mark.parametrize("which", ["published-2024-01-01.parquet", "published-2024-01-08.parquet"])
def test_a_version_of_whatever_site_that_is_not_on_record_as_it_was_stops(
    versions: Observatory, which: str, harm: Callable[[Path], None]
) -> None:
    harm(versions.decisions / which)
    with pytest.raises(DataProblem, match="not on record"):
        together(versions)


def test_so_does_a_list_of_them_that_is_gone(versions: Observatory) -> None:
    lines = (versions.decisions / LIST).read_text()
    (versions.decisions / LIST).unlink()
    with pytest.raises(DataProblem, match="not on record"):
        together(versions)
    (versions.decisions / LIST).write_text(lines)
    together(versions, {"2024-01-01": b"2024-01-01", "2024-01-08": b"2024-01-08"})
    with pytest.raises(DataProblem, match="2024-02-02"):
        together(versions, {"2024-02-02": b"2024-02-02"})


@pytest.mark.parametrize("line", [b"torn\n", b"\xff\xff  published-2024-01-01.parquet\n"])
def test_and_a_list_that_is_none(versions: Observatory, line: bytes) -> None:
    (versions.decisions / LIST).write_bytes((versions.decisions / LIST).read_bytes() + line)
    with pytest.raises(DataProblem, match="not on record"):
        version_record.read(versions)


@pytest.mark.parametrize(
    ("version", "record"),
    [
        ("2024-01-08", b"2024-01-09"),  # one byte of what it says of itself
        ("2024-01-08", b"2024-01-01"),  # what another says
        ("2024-01-01", b""),
    ],
)
def test_a_published_version_that_is_not_what_was_published_stops(
    versions: Observatory, version: str, record: bytes
) -> None:
    with pytest.raises(DataProblem, match="not what was published"):
        version_record.read(versions, {"2024-01-01": b"2024-01-01", version: record})


def test_a_version_that_can_be_read_nowhere_is_taken_from_list_and_folder(versions: Observatory) -> None:
    for file in versions.decisions.glob("published-*.parquet"):
        file.unlink()
    (versions.decisions / LIST).write_text("")
    assert version_record.read(versions) == []


def test_a_version_that_broke_off_before_it_was_listed_counts(versions: Observatory) -> None:
    first, _second = (versions.decisions / LIST).read_text().splitlines(keepends=True)
    (versions.decisions / LIST).write_text(first)
    assert len(version_record.read(versions)) == 2


def cells(*months: int) -> dict[str, Cell]:
    return {
        f"{month} {unit}": (("c",), (f"2023-{month:02}", "2023-H1"), (frozenset({"337"}),))
        for month, many in enumerate(months, start=1)
        for unit in range(many)
    }


@pytest.mark.parametrize(
    ("months", "left_out"),
    [((5, 5, 5), False), ((1, 5, 5), False), ((1, 5), False), ((1, 1, 5), True), ((0, 0, 5), False), ((4,), True)],
)
def test_an_article_whose_months_are_mostly_small_shows_none(months: tuple[int, ...], *, left_out: bool) -> None:
    found = published._mostly_small(cells(*months), ["337"], BY_PERIOD["month"], 5)
    assert found == (frozenset({"337"}) if left_out else frozenset())


def test_hidden_rows_and_totals_by_key(tmp_path: Path) -> None:
    table, total = BY_PERIOD["month"], BY_ARTICLE
    bare: dict[Table, frozenset[Key]] = {BY_PERIOD["half-year"]: frozenset()}
    said = Shown(
        articles=("337", "338"),
        units={},
        withheld={HEADLINE: {table: frozenset({("337", "2023-05")}), total: frozenset({("338",)}), **bare}},
        left_out={HEADLINE: {table: frozenset({"338"}), BY_PERIOD["half-year"]: frozenset()}},
        counts={},
    )
    made = Together(Observatory.create(tmp_path / "o"), said)
    assert made.hidden(HEADLINE, "month", "337") == {("2023-05",)}
    everything = made.hidden(HEADLINE, "month", "338")
    assert ("2023-01",) in everything
    assert () in everything
    assert made.hidden(HEADLINE, "half-year", "338") == {()}
    withheld = {HEADLINE: {table: frozenset[Key](), total: frozenset[Key](), **bare}}
    other = dataclasses.replace(made, shown=dataclasses.replace(said, withheld=withheld))
    assert () not in other.hidden(HEADLINE, "month", "338")


def test_the_site_shows_what_was_decided(tmp_path: Path) -> None:
    observatory = world(tmp_path, 1)
    decided = together(observatory)
    observed = dossier(observatory, decided=decided).observed
    assert observed is not None
    for name, by_article in observed.months.items():
        for article, shown in by_article.items():
            hidden = decided.hidden(name, "month", article)
            assert all(
                row.count.known is ((row.cell["month"],) not in hidden)
                for row in shown.rows
                if row.count.reason != "not_covered"
            )
    hidden_courts = decided.hidden_by_court()
    assert hidden_courts
    assert not [row for row in observed.courts.rows if row.count.known and tuple(row.cell.values()) in hidden_courts]


def test_publishing_records_what_it_showed_and_a_dry_run_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    observatory = world(tmp_path, 1, 12)
    at = ["-C", str(observatory.path), "publish", "--out", str(tmp_path / SITE)]
    assert run([*at, "--dry-run"]) == 0
    assert not list(observatory.decisions.glob("published*"))
    assert run(at) == 0
    (record,) = observatory.decisions.glob("published-*.parquet")
    assert record.stem.removeprefix("published-") in {one.name for one in (tmp_path / SITE).iterdir()}
    capsys.readouterr()
    assert run(at) == 0
    assert "nothing changed" in capsys.readouterr().err
    record.unlink()
    assert run(at) == 1


def test_tables_of_the_headline_hang_together() -> None:
    assert Table(("court", "half-year")) in tables_of(HEADLINE)
    assert Table(("court", "half-year")) not in tables_of("verdicts")
