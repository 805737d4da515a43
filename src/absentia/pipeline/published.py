"""What a site may show, decided for all its tables and all its versions that can still be read together.

The record of what a version showed, and of which units it counted, stays with the observatory's decisions: it is no
part of a site.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from absentia.disclosure import Cell, Key, Publication, Table, Version, withhold
from absentia.engine import Connection, read_notes, write_parquet
from absentia.errors import DataProblem
from absentia.model import Grain
from absentia.model.period import label
from absentia.model.texts import said
from absentia.observatory import Observatory
from absentia.tally import measures, threshold_of
from absentia.tally.prepare import prepared
from absentia.tally.query import Scope
from absentia.tally.units import units

HEADLINE = "cases_received"
"""The measure that is shown by court, too."""
AXES = (("court",), ("month", "half-year"), ("article",))
BY_PERIOD = {"month": Table(("article", "month")), "half-year": Table(("article", "half-year"))}
BY_ARTICLE, BY_COURT, TOTAL = Table(("article",)), Table(("court", "half-year")), Table(())
_NOTES = ("withheld", "articles", "left_out")
_SCHEMA = (
    ("measure", "VARCHAR"), ("unit", "VARCHAR"), ("court", "VARCHAR"), ("month", "VARCHAR"), ("half_year", "VARCHAR"),
    ("articles", "VARCHAR[]"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Together:
    """The decision for one new version."""

    observatory: Observatory
    articles: tuple[str, ...]
    """Those that are shown: of each enough was seen; that of most cases first."""
    units: Mapping[str, Mapping[str, Cell]]
    """By measure: where each unit is counted."""
    withheld: Mapping[str, Mapping[Table, frozenset[Key]]]
    """By measure and table: the cells that are not shown."""
    left_out: Mapping[str, Mapping[Table, frozenset[Hashable]]]
    """By measure and table: the articles of which nothing of it is shown, since most of it would be withheld."""

    def hidden(self, measure: str, by: str, article: str) -> Container[Key]:
        """The rows to withhold of a measure under an article, by a period; ``()`` is the total."""
        found, table = self.withheld[measure], BY_PERIOD[by]
        total = (article,) in found[BY_ARTICLE]
        if article in self.left_out[measure][table]:
            return _AllRows(total=total)
        rows = {(key[1],) for key in found[table] if key[0] == article}
        return frozenset(rows | ({()} if total else set()))

    def hidden_by_court(self) -> frozenset[Key]:
        """The same of the headline by court and half-year."""
        found = self.withheld[HEADLINE]
        return found[BY_COURT] | found[TOTAL]

    def record(self, name: str) -> None:
        """Write down what the version of this name shows, before it is published."""
        withheld = {
            measure: [[list(table.dimensions), sorted(map(list, keys), key=repr)] for table, keys in tables.items()]
            for measure, tables in self.withheld.items()
        }
        left_out = {
            measure: [[list(table.dimensions), sorted(map(str, articles))] for table, articles in tables.items()]
            for measure, tables in self.left_out.items()
        }
        kept = {"withheld": withheld, "articles": self.articles, "left_out": left_out}
        notes = {name: json.dumps(value) for name, value in kept.items()}
        rows = [
            {
                "measure": measure,
                "unit": unit,
                "court": cell[0][0],
                "month": cell[1][0],
                "half_year": cell[1][1],
                "articles": sorted(_several(cell)),
            }
            for measure, units in sorted(self.units.items())
            for unit, cell in sorted(units.items())
        ]
        notes["digest"] = _digest(rows, notes)
        file = _file(self.observatory, name)
        for again in count(2):
            if not file.exists():
                break
            file = _file(self.observatory, f"{name}.{again}")  # another site of that day
        write_parquet(file, rows, _SCHEMA, notes=notes)


def together(observatory: Observatory, published: Sequence[str] = ()) -> Together:
    """Decide what a new version shows beside all that is on record, of whatever site.

    ``published``: the versions of the site it is for.

    Raises:
        DataProblem: what a published version showed is not on record, or gives a small count away.
    """
    threshold = threshold_of(observatory)
    with prepared(observatory) as connection:
        own = {name: dict(_cells(connection, name)) for name in measures()}
    articles = _articles(own["filings_received"], threshold)
    for file in (_file(observatory, name) for name in published):
        if not file.exists():
            raise _not_on_record(file)
    history = [_read(file) for file in sorted(observatory.decisions.glob(_file(observatory, "*").name))]
    decided, left_out = {}, {}
    for name in measures():
        now = _only(own[name], articles)
        left_out[name] = {table: _mostly_small(now, table, threshold) for table in BY_PERIOD.values()}
        before = tuple(version.of(name) for version in history)
        decided[name] = withhold(Publication(AXES, tables_of(name), before, now, left_out[name]), threshold)
    return Together(observatory, articles, own, decided, left_out)


def _mostly_small(units: Mapping[str, Cell], table: Table, threshold: int) -> frozenset[Hashable]:
    """The articles of which more than half of the cells would be withheld for themselves.

    To show the rest would cost coarser counts, which tell more: a year of which nobody may know the months.
    """
    position = AXES[1].index(table.dimensions[1])
    cells = Counter((article, cell[1][position]) for cell in units.values() for article in _several(cell))
    small = Counter(article for (article, _period), many in cells.items() if many < threshold)
    every = Counter(article for article, _period in cells)
    return frozenset(article for article in every if 2 * small[article] > every[article])


@dataclass(frozen=True, slots=True)
class _AllRows:
    """Every row is withheld, whatever it is; the total where it must be."""

    total: bool

    def __contains__(self, key: object) -> bool:
        return self.total if key == () else True


def tables_of(measure: str) -> tuple[Table, ...]:
    """The tables a site has of a measure."""
    return (*BY_PERIOD.values(), BY_ARTICLE, *((BY_COURT, TOTAL) if measure == HEADLINE else ()))


def _cells(connection: Connection, name: str) -> Iterator[tuple[str, Cell]]:
    for one in units(connection, name, Scope(by_decision=measures()[name].by_decision)):
        month, half = (_named(one.day, grain) for grain in (Grain.MONTH, Grain.HALF_YEAR))
        for time in range(one.weight):
            yield f"{one.unit}#{time}", ((one.court,), (month, half), (frozenset(one.articles),))


def _named(day: dt.date | None, grain: Grain) -> str | None:
    return None if day is None else label(day, grain)


def _articles(filings: Mapping[str, Cell], threshold: int) -> tuple[str, ...]:
    totals = Counter(article for cell in filings.values() for article in _several(cell))
    shown = [article for article, many in totals.items() if many >= threshold]
    return tuple(sorted(shown, key=lambda one: (-totals[one], one)))


def _several(cell: Cell) -> Iterable[str]:
    articles = cell[2][0]
    assert isinstance(articles, frozenset)
    return (str(one) for one in articles)


def _only(units: Mapping[str, Cell], articles: Iterable[str]) -> dict[str, Cell]:
    """The units with the articles that are shown: of the others a site says nothing."""
    shown = frozenset(articles)
    return {name: (court, time, (frozenset(_several((court, time, charges))) & shown,))
            for name, (court, time, charges) in units.items()}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Published:
    """What the record says of a version."""

    articles: tuple[str, ...]
    units: Mapping[str, Mapping[str, Cell]]
    withheld: Mapping[str, Mapping[Table, frozenset[Key]]]
    left_out: Mapping[str, Mapping[Table, frozenset[Hashable]]]

    def of(self, measure: str) -> Version:
        own = _only(self.units.get(measure, {}), self.articles)
        return Version(own, self.withheld.get(measure, {}), self.left_out.get(measure, {}))


def _file(observatory: Observatory, name: str) -> Path:
    return observatory.decisions / f"published-{name}.parquet"


def _digest(rows: Sequence[Mapping[str, Any]], notes: Mapping[str, str]) -> str:
    """Of all that a record says: it decides what later versions may show."""
    said_of_it = [list(row.values()) for row in rows], [notes[name] for name in _NOTES]
    return hashlib.sha256(repr(said_of_it).encode()).hexdigest()


def _not_on_record(file: Path) -> DataProblem:
    return DataProblem(
        said("what the published version of {day} showed is not on record here", day=file.stem.partition("-")[2]),
        where=str(file),
        next_step=said("bring the file back from a backup, or take that version down: small counts could be told"),
    )


def _read(file: Path) -> _Published:
    import pyarrow as pa
    import pyarrow.parquet as pq

    notes = read_notes(file)
    if not {*_NOTES, "digest"} <= notes.keys():
        raise _not_on_record(file)
    try:
        rows = pq.read_table(file).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise _not_on_record(file) from error
    if notes["digest"] != _digest(rows, notes):
        raise _not_on_record(file)
    units: dict[str, dict[str, Cell]] = {}
    for row in rows:
        cell: Cell = ((row["court"],), (row["month"], row["half_year"]), (frozenset(row["articles"]),))
        units.setdefault(row["measure"], {})[row["unit"]] = cell
    withheld = {
        measure: {Table(tuple(table)): frozenset(map(tuple, keys)) for table, keys in tables}
        for measure, tables in json.loads(notes["withheld"]).items()
    }
    left_out: dict[str, dict[Table, frozenset[Hashable]]] = {
        measure: {Table(tuple(table)): frozenset(articles) for table, articles in tables}
        for measure, tables in json.loads(notes["left_out"]).items()
    }
    return _Published(tuple(json.loads(notes["articles"])), units, withheld, left_out)
