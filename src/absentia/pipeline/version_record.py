"""What each published version showed, and which units it counted: kept with the observatory's decisions, on no site.

Each version has a file of its own, ``published-DAY.parquet``; ``published.sha256`` lists them all with their digests,
the oldest first (``sha256sum -c`` reads it). A file that is listed and is not there, or is another, is not passed over:
without it small counts of that version could be told by the next.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from absentia.disclosure import Cell, Key, Table
from absentia.durable import write_atomically
from absentia.engine import read_notes, write_parquet
from absentia.errors import DataProblem
from absentia.model.texts import said
from absentia.observatory import Observatory, owner_only

LIST = "published.sha256"
Withheld = Mapping[str, Mapping[Table, frozenset[Key]]]
_SCHEMA = (
    ("publication", "VARCHAR"), ("unit", "VARCHAR"), ("court", "VARCHAR"), ("times", "VARCHAR[]"),
    ("labels", "VARCHAR[]"),
)  # fmt: skip
_NOTE = "shown"
NOTHING: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ShownPackages:
    """Of which days a version counted packages."""

    first: dt.date
    last: dt.date
    whole: dt.date
    """The last day of which nothing more is expected."""
    claims: tuple[tuple[str, str, dt.date, dt.date], ...] = ()
    """What its claims count: measure, label, first and last day."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        days = {"first": str(self.first), "last": str(self.last), "whole": str(self.whole)}
        return days | {"claims": [[name, of, str(since), str(until)] for name, of, since, until in self.claims]}

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> Self:
        """As :meth:`as_dict` wrote it."""
        day = dt.date.fromisoformat
        claims = tuple((name, of, day(since), day(until)) for name, of, since, until in written["claims"])
        return cls(day(written["first"]), day(written["last"]), day(written["whole"]), claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one version showed."""

    articles: tuple[str, ...]
    """Those of courts' pages that have pages of their own."""
    units: Mapping[str, Mapping[str, Cell]]
    """By measure, and of disappearances: where each unit was counted; its articles with the counts it stands in.

    Over packages: its months, and its articles, each again with ``all`` where all its documents have it.
    """
    withheld: Withheld
    left_out: Mapping[str, Mapping[Table, frozenset[str]]]
    """By measure and table: the articles of which nothing of it was shown."""
    counts: Mapping[str, Mapping[str, tuple[str, str]]]
    """By measure: the counts of claims, and what they leave out, with the first and the last day of their months."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """By number: a digest of what it was counted from."""
    site: str = ""
    """Digest of what the version says of itself: tells which site it was of."""
    packages: ShownPackages | None = None
    """``None``: it counted none."""


def write(observatory: Observatory, name: str, shown: Shown) -> None:
    """Put a version on record, before it is published; another of the same name stays."""
    file = _file(observatory, name)
    for again in count(2):
        if not file.exists():
            break
        file = _file(observatory, f"{name}.{again}")  # another site of that day
    rows = [
        {
            "publication": publication,
            "unit": unit,
            "court": cell[0][0],
            "times": list(cell[1]),
            "labels": sorted(map(str, cell[2][0])),  # type: ignore[arg-type]
        }
        for publication, units in sorted(shown.units.items())
        for unit, cell in sorted(units.items())
    ]
    notes = {
        "articles": shown.articles,
        "withheld": _written(shown.withheld),
        "left_out": _written(shown.left_out),
        "counts": shown.counts,
        "inputs": shown.inputs,
        "site": shown.site,
        "packages": shown.packages.as_dict() if shown.packages else None,
    }
    write_parquet(file, rows, _SCHEMA, notes={_NOTE: json.dumps(notes)})
    listed = {**_listed(observatory), file.name: hashlib.sha256(file.read_bytes()).hexdigest()}
    lines = "".join(f"{digest}  {each}\n" for each, digest in listed.items())
    with owner_only():
        write_atomically(observatory.decisions / LIST, lines.encode())


def read(observatory: Observatory, published: Mapping[str, bytes] = NOTHING) -> list[Shown]:
    """Every version on record, of whatever site, the oldest first.

    ``published``: versions that must be among them, with what each says of itself.

    Raises:
        DataProblem: one is not there, or is not what was written; or a published one is not what was published.
    """
    listed = _listed(observatory)
    there = {one.name: one for one in observatory.decisions.glob(_file(observatory, "*").name)}
    if there and not listed:
        raise _not_on_record(observatory.decisions / LIST)
    wanted = [_file(observatory, name) for name in published]
    # a file that is not listed was being written when something broke: it may have been published, so it counts
    for file in (*wanted, *(observatory.decisions / name for name in listed)):
        if file.name not in there:
            raise _not_on_record(file)
    for name, digest in listed.items():
        if hashlib.sha256(there[name].read_bytes()).hexdigest() != digest:
            raise _not_on_record(there[name])
    found = {name: _read(there[name]) for name in (*listed, *sorted(there.keys() - listed.keys()))}
    for name, record in published.items():
        _must_be_as_published(name, record, found)
    return list(found.values())


def _must_be_as_published(name: str, record: bytes, found: Mapping[str, Shown]) -> None:
    """Numbers are held against those of the versions before: what these say of themselves must be what was published.

    Two sites may have a version of one day.
    """
    own = [one.site for file, one in found.items() if file.removeprefix("published-").partition(".")[0] == name]
    if hashlib.sha256(record).hexdigest() not in own:
        raise DataProblem(
            said("a published version is damaged: {reason}", reason=said("it is not what was published")),
            where=name,
            next_step=said("bring it back from where the site is published; a version never changes"),
        )


def _listed(observatory: Observatory) -> dict[str, str]:
    file = observatory.decisions / LIST
    if not file.exists():
        return {}
    try:
        lines = [line.split(maxsplit=1) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {name: digest for digest, name in lines}
    except ValueError as error:  # a line that is torn, or no text
        raise _not_on_record(file) from error


def _file(observatory: Observatory, name: str) -> Path:
    return observatory.decisions / f"published-{name}.parquet"


def _written(tables: Mapping[str, Mapping[Table, frozenset[Any]]]) -> dict[str, Any]:
    return {
        name: [
            [list(table.dimensions), sorted((_plain(one) for one in found), key=repr)] for table, found in of.items()
        ]
        for name, of in tables.items()
    }


def _plain(one: Any) -> Any:
    return list(one) if isinstance(one, tuple) else one


def _not_on_record(file: Path) -> DataProblem:
    return DataProblem(
        said(
            "what the published version of {day} showed is not on record here", day=file.stem.partition("-")[2] or "–"
        ),
        where=str(file),
        next_step=said("bring the file back from a backup, or take that version down: small counts could be told"),
    )


def _read(file: Path) -> Shown:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        notes = json.loads(read_notes(file)[_NOTE])
        rows = pq.read_table(file).to_pylist()
    except (OSError, KeyError, ValueError, pa.ArrowException) as error:
        raise _not_on_record(file) from error
    units: dict[str, dict[str, Cell]] = {}
    for row in rows:
        cell: Cell = ((row["court"],), tuple(row["times"]), (frozenset(row["labels"]),))
        units.setdefault(row["publication"], {})[row["unit"]] = cell
    return Shown(
        articles=tuple(notes["articles"]),
        units=units,
        withheld={
            name: {Table(tuple(table)): frozenset(map(tuple, keys)) for table, keys in tables}
            for name, tables in notes["withheld"].items()
        },
        left_out={
            name: {Table(tuple(table)): frozenset(labels) for table, labels in tables}
            for name, tables in notes["left_out"].items()
        },
        counts={
            name: {label: (first, last) for label, (first, last) in counts.items()}
            for name, counts in notes["counts"].items()
        },
        inputs=notes["inputs"],
        site=notes["site"],
        packages=ShownPackages.of(notes["packages"]) if notes.get("packages") else None,
    )
