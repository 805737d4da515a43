"""Growing invented worlds, published, and what a reader finds in the files of all versions.

The reader opens nothing but files of the site: a count is known to her where some file has its value.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tests.publish.site.conftest import dossier_of

from absentia.disclosure import Cell, Key, Problem, Table
from absentia.looks.coverage import CourtCoverage, Coverage
from absentia.model.count import Count
from absentia.model.estimate import Refusal
from absentia.pipeline.one_problem import BY_COURT, BY_PERIOD, GONE, HEADLINE, problem_of
from absentia.pipeline.published import Together, decide
from absentia.pipeline.version_record import Shown
from absentia.pipeline.withholding import GONE_BY, shown
from absentia.publish.site import CourtWeeks, Dossier, Headline, Observed, Removed
from absentia.publish.site import counts as counts_pages
from absentia.publish.site import courts as courts_pages
from absentia.publish.site import gone as gone_pages
from absentia.publish.site.downloads import as_csv, document
from absentia.publish.site.numbers import Book
from absentia.tally import measures
from absentia.tally.result import Row, Tally

THRESHOLD = 5
COURTS, ARTICLES = ("c1", "c2"), ("337", "338")
MONTHS = ("2023-01", "2023-04", "2023-08")
NOBODY: dict[str, tuple[()]] = dict.fromkeys(measures(), ())
COMMANDS = {"expected": "", "hidden": ""}
World = Mapping[str, Mapping[str, Cell]]


def half_of(month: str) -> str:
    return f"{month[:4]}-H{1 if month[5:] < '07' else 2}"


def worlds(seed: int, versions: int = 4) -> Iterator[World]:
    """A world as it stood version by version: cases come, are decided, are removed; some are charged anew."""
    generator = np.random.default_rng(seed)
    cases: dict[str, dict[str, Any]] = {}
    rates = generator.lognormal(0.6, 0.8, len(COURTS))
    for version in range(versions):
        for court, rate in zip(COURTS, rates, strict=True):
            for month in MONTHS[max(version - 1, 0) :] if version else MONTHS:
                for _ in range(generator.poisson(rate * (1.4 if version == 0 else 0.4))):
                    articles = generator.choice(ARTICLES, 1 + int(generator.random() < 0.1), replace=False)
                    persons = 1 + int(generator.random() < 0.15)
                    cases[f"{version} {len(cases)}"] = {
                        "court": court, "month": month, "articles": frozenset(map(str, articles)),
                        "filings": 1 + int(generator.random() < 0.15), "persons": persons,
                        "charges": persons + int(generator.random() < 0.2), "decided": None, "gone": None,
                    }  # fmt: skip
        for case in cases.values():
            if case["decided"] is None and generator.random() < 0.4:
                case["decided"] = (case["month"], generator.random() < 0.7)
            if case["gone"] is None and generator.random() < 0.15:
                case["gone"] = frozenset({"disappeared", "returned"} if generator.random() < 0.3 else {"disappeared"})
            if version and generator.random() < 0.03:
                case["articles"] = frozenset({"337"})
        yield _units(cases)


def _units(cases: Mapping[str, Mapping[str, Any]]) -> World:
    found: dict[str, dict[str, Cell]] = {name: {} for name in (*measures(), GONE)}
    several = {"filings_received": "filings", "persons_charged": "persons", "charges": "charges"}
    for name, case in cases.items():
        cell: Cell = ((case["court"],), (case["month"], half_of(case["month"])), (case["articles"],))
        found[HEADLINE][name] = cell
        for measure, what in several.items():
            for number in range(case[what]):
                found[measure][f"{name} {number}"] = cell
        if case["decided"] is not None:
            month, verdict = case["decided"]
            later: Cell = (cell[0], (month, half_of(month)), cell[2])
            found["cases_decided"][name] = later
            if verdict:
                found["verdicts"][name] = later
        if case["gone"] is not None:
            found[GONE][name] = (cell[0], (f"2023-W{10 + len(name) % 2}",), (case["gone"],))
    return found


def name_of(number: int) -> str:
    """What a version is called."""
    return f"2024-01-0{1 + number}"


def published(seed: int, folder: Path, write: Callable[[Dossier, str, Path], None], versions: int = 4) -> list[Shown]:
    """Publish each version of a world beside those before, into a folder of its own; what was decided of each."""
    history: list[Shown] = []
    for number, world in enumerate(worlds(seed, versions)):
        own = {name: world[name] for name in measures()}
        history.append(decide(own, world[GONE], NOBODY, history, THRESHOLD))
        write(dossier_of(_observed(history[-1])), name_of(number), folder / name_of(number))
    return history


def write_tables(dossier: Dossier, version: str, folder: Path) -> None:
    """Only what stands beside the pages of counts, courts and disappearances for programs."""
    assert dossier.observed is not None
    book = Book()
    made = [one.sheets(dossier.observed, book) for one in (counts_pages, courts_pages, gone_pages)]
    for sheet in (sheet for sheets in made for sheet in sheets):
        path = folder / sheet.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".csv").write_bytes(as_csv(sheet.every_number))
        path.with_suffix(".json").write_bytes(document(dossier, version, sheet))


def _observed(decision: Shown) -> Observed:
    nowhere: Any = None  # nothing is read from an observatory here
    decided = Together(nowhere, decision)
    by_period = {
        grain: {
            name: {
                article: shown(_tally(name, (grain,), _counted(decision, name, table, article)),
                               decided.hidden(name, grain, article), THRESHOLD)
                for article in decision.articles
            }
            for name in measures()
        }
        for grain, table in BY_PERIOD.items()
    }  # fmt: skip
    by_court = Counter((cell[0][0], cell[1][1]) for cell in decision.units[HEADLINE].values())
    courts = {(court, half): by_court[court, half] for court in COURTS for half in ("2023-H1", "2023-H2")}
    nothing = Refusal("delay", "nothing")
    return Observed(
        until=dt.date(2023, 12, 31),
        headline=Headline(HEADLINE, next(iter(decision.articles), ""), "2023-H2", nothing, (), COMMANDS),
        months=by_period["month"],
        half_years=by_period["half-year"],
        courts=shown(_tally(HEADLINE, ("court", "half-year"), courts), decided.hidden_by_court(), THRESHOLD),
        weeks=[CourtWeeks(court, None, {}) for court in COURTS],
        removed=list(_removed(decision)),
        removed_in_all=_gone(decision, GONE_BY["all"], ("disappeared",)),
        definitions={},
        threshold=THRESHOLD,
        seal=None,
        data="",
        jurisdictions=("ru",),
    )  # fmt: skip


def _removed(decision: Shown) -> Iterator[Removed]:
    values = {"court": COURTS, "week": ("2023-W10", "2023-W11")}
    for by, keys in values.items():
        rows = [(key, {column: _gone(decision, GONE_BY[by], (column, key)) for column in
                       ("disappeared", "returned", "suspected")}) for key in keys]  # fmt: skip
        yield Removed(by, rows, f"absentia disappearances --by {by}")


def _gone(decision: Shown, table: Table, key: Key) -> Count:
    if key in decision.withheld[GONE][table]:
        return Count.withheld()
    place = {"court": 0, "week": 1}
    return Count.exactly(
        sum(
            key[0] in cell[2][0] and (len(key) == 1 or cell[place[table.dimensions[1]]][0] == key[1])  # type: ignore[operator]
            for cell in decision.units[GONE].values()
        )
    )


def _counted(decision: Shown, name: str, table: Table, article: str) -> dict[Any, int]:
    place = list(BY_PERIOD.values()).index(table)
    found = Counter(cell[1][place] for cell in decision.units[name].values() if article in cell[2][0])  # type: ignore[operator]
    return {key: found[key] for key in (MONTHS, sorted(set(map(half_of, MONTHS))))[place]}


def _tally(measure: str, by: tuple[str, ...], rows: Mapping[Any, int]) -> Tally:
    cells = [dict(zip(by, key if isinstance(key, tuple) else (key,), strict=True)) for key in rows]
    every = tuple(CourtCoverage(court, None, {}, None) for court in COURTS)
    return Tally(
        measure=measure,
        unit={"en": measure, "ru": measure},
        about={"en": "Each once.", "ru": "Каждое один раз."},
        by=by,
        rows=tuple(Row(cell, Count.exactly(n), n) for cell, n in zip(cells, rows.values(), strict=True)),
        total=Count.exactly(sum(rows.values())),
        looked=Coverage(every, "2023-05-01T00:00:00", "2023-07-30T00:00:00"),
        unreadable={},
        synthetic=True,
        seen=sum(rows.values()),
    )


def read(folder: Path) -> dict[tuple[str, Table, Key], int]:
    """Every count that the files of one version show; the same in all of them."""
    found: dict[tuple[str, Table, Key], int] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".csv":
            rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
        elif file.suffix == ".json":
            rows = json.loads(file.read_bytes()).get("numbers", [])
        else:
            continue
        for row in rows if isinstance(rows, list) else []:
            if row.get("standing") != "tallied" or row["measure"] == "weeks":
                continue
            place = _place(row)
            if row["value"] not in (None, ""):
                value = int(float(row["value"]))
                assert found.setdefault(place, value) == value, "two files differ"
    return found


def _place(row: Mapping[str, Any]) -> tuple[str, Table, Key]:
    """The cell that a row is of."""
    measure, article, court, period = (row[name] or "" for name in ("measure", "article", "court", "period"))
    if measure in ("disappeared", "returned", "suspected"):
        by = "court" if court else "week" if period else "all"
        return GONE, GONE_BY[by], (measure, *((court or period,) if by != "all" else ()))
    if article:
        return measure, BY_PERIOD["half-year" if "H" in period else "month"], (article, period)
    assert (measure, court != "") == (HEADLINE, True), row
    return measure, BY_COURT, (court, period)


def problem_of_reader(history: Sequence[Shown], folder: Path) -> tuple[Problem, np.ndarray[Any, Any]]:
    """The equations of all versions, and which of their cells the files show."""
    silent = Shown(articles=(), units=history[-1].units, withheld={}, left_out={}, counts={})
    problem = problem_of([*history, silent], NOBODY)
    known = [read(folder / name_of(number)) for number in range(len(history))]
    told, place = np.zeros(len(problem.system.counts), dtype=bool), 0
    for name, publication in problem.publications.items():
        for version in [*known, {}]:
            for table, keys in zip(publication.tables, publication.keys, strict=True):
                for key in keys:
                    value = version.pop((name, table, key), None)
                    if value is not None:
                        assert value == problem.system.values[place], (name, table, key)
                        told[place] = True
                    place += 1
    # a cell that no unit of any version stands in is a zero that tells nothing
    assert not [one for version in known for one in version.items() if one[1]], "a count that is no cell of the problem"
    return problem, told
