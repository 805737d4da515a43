"""What the tables are, and how one is read strictly: every cell against its column, every fact with its citation.

The bundled ``datapackage.json`` (Frictionless Tabular Data Package) says it, as typed records.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from absentia.errors import FigureProblem, UnreadableInput
from absentia.model.texts import Said, Words, and_more, counted, joined, said

DATA = Path(__file__).parent / "data"
FACTS = "facts"
"""Kind of the tables whose every row is a figure with its own citation."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Table Schema type and constraints."""

    name: str
    type: str
    required: bool = False
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a series table comes from."""

    title: str
    path: str = ""
    """Its address; nothing where every row has one of its own."""
    files: str | None = None
    """The name of the file that was read, with ``*`` where there were several; ``None``: not kept."""
    date: str | None = None
    """The day (or month) of that file; ``None``: not kept."""
    sha256: str | None = None
    """Its digest; ``None``: not kept."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One table: what it holds, in both languages, and the shape of its rows."""

    name: str
    path: Path
    kind: str
    """``facts`` (a citation in each row), ``series`` (one for the table) or ``about`` (tables on tables)."""
    title: Mapping[str, str]
    description: Mapping[str, str]
    unit: Mapping[str, str]
    rows: int
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    sources: tuple[Source, ...]
    licence: str
    sha256: str
    """Digest of the table itself."""
    jurisdiction: str | None = None
    """Whose law and state its numbers are of; ``None``: of several, or of none."""

    def column(self, name: str) -> Column | None:
        """The column of that name, if the table has one."""
        return next((column for column in self.columns if column.name == name), None)


def _column(field: Mapping[str, Any]) -> Column:
    limits: Mapping[str, Any] = field.get("constraints", {})
    return Column(
        name=field["name"],
        type=field["type"],
        required=bool(limits.get("required", False)),
        pattern=limits.get("pattern"),
        enum=tuple(limits.get("enum", ())),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
    )


def _source(entry: Mapping[str, Any]) -> Source:
    known = {name: entry.get(name) for name in ("files", "date", "sha256")}
    return Source(entry["title"], entry.get("path", ""), **known)


def _resource(entry: Mapping[str, Any]) -> Resource:
    unit = entry.get("unit", "")
    return Resource(
        name=entry["name"],
        path=DATA / entry["path"],
        kind=entry["kind"],
        title={"en": entry["title"], "ru": entry["title_ru"]},
        description={"en": entry["description"], "ru": entry["description_ru"]},
        unit={"en": unit, "ru": entry.get("unit_ru", unit)},
        rows=entry["rows"],
        columns=tuple(_column(field) for field in entry["schema"]["fields"]),
        primary_key=tuple(entry["schema"].get("primaryKey", ())),
        sources=tuple(_source(source) for source in entry["sources"]),
        licence=entry["licenses"][0].get("title") or entry["licenses"][0]["name"],
        sha256=entry["hash"].removeprefix("sha256:"),
        jurisdiction=entry.get("jurisdiction"),
    )


@cache
def load_package() -> Mapping[str, Resource]:
    """Every bundled table by name, in the package's order."""
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    resources = [_resource(entry) for entry in package["resources"]]
    return MappingProxyType({resource.name: resource for resource in resources})


Cell = str | int | float | bool | None
Row = dict[str, Cell]
CITATION_COLUMNS = ("publisher", "source_title", "source_date", "source_url")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")  # "1500000", "3449588.0"; never "1,500" or "1e6"


class _BadCell(Exception):
    """A cell that does not fit its column, and why."""

    def __init__(self, what: Said) -> None:
        super().__init__(what)
        self.what = what


def _number(text: str, column: Column) -> int | float:
    if not _NUMBER.fullmatch(text):
        raise _BadCell(said("“{value}” is not a number; write digits and a point, as 1500 or 40.5", value=text))
    value = float(text)
    if column.type == "integer" and not value.is_integer():
        raise _BadCell(said("“{value}” is not a whole number", value=text))
    if column.minimum is not None and value < column.minimum:
        raise _BadCell(said("{value} is below {minimum}", value=text, minimum=column.minimum))
    if column.maximum is not None and value > column.maximum:
        raise _BadCell(said("{value} is above {maximum}", value=text, maximum=column.maximum))
    return int(value) if value.is_integer() else value


def _empty(column: Column) -> None:
    if column.name in CITATION_COLUMNS:
        raise _BadCell(said("a figure needs its citation: publisher, source title, date and address"))
    if column.required:
        raise _BadCell(said("the cell is empty, and this column must be filled"))


def _cell(text: str, column: Column) -> Cell:
    if not text.strip():
        _empty(column)
        return None
    if column.type in ("number", "integer"):
        return _number(text.strip(), column)
    if column.type == "boolean":
        if text not in ("yes", "no"):
            raise _BadCell(said("“{value}” is neither yes nor no", value=text))
        return text == "yes"
    if column.type == "date":
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            raise _BadCell(said("“{value}” is not a date; write 2023-06-30", value=text)) from None
    _check_text(text, column)
    return text


def _check_text(text: str, column: Column) -> None:
    if column.enum and text not in column.enum:
        raise _BadCell(said("“{value}” is not among: {allowed}", value=text, allowed=", ".join(column.enum)))
    if column.pattern and not re.fullmatch(column.pattern, text):
        raise _BadCell(said("“{value}” does not have the form {pattern}", value=text, pattern=column.pattern))


def _problem(
    path: Path, what: Said, line: int | None = None, column: str | None = None, more: int = 0
) -> FigureProblem:
    where: list[Words] = [str(path)]
    if line is not None:
        where.append(said(", line {line}", line=str(line)))
    if column is not None:
        where.append(said(", column {column}", column=column))
    return FigureProblem(
        and_more(what, more),
        where=joined(where, ""),
        next_step=said("mend the cell; `absentia figures --columns` shows what each holds"),
    )


def unreadable(path: Path, error: OSError) -> UnreadableInput:
    """That a file cannot be opened."""
    return UnreadableInput(
        said("the file cannot be read: {reason}", reason=error), where=str(path), next_step=said("check the path")
    )


def digest(path: Path) -> str:
    """SHA-256 of a file.

    Raises:
        UnreadableInput: it cannot be opened.
    """
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error


def cells_missing(found: int, expected: int) -> Said:
    """That a line has another number of cells than the header."""
    return counted(
        "the line has {found} cell, the header {expected}",
        "the line has {found} cells, the header {expected}",
        found=found,
        expected=expected,
    )


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            for record in reader:
                yield reader.line_num, record
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise _problem(path, said("the file is not UTF-8 text")) from error
    except csv.Error as error:
        raise _problem(path, said("the file is not CSV: {reason}", reason=error)) from error


def _check_header(path: Path, header: Sequence[str], columns: Sequence[Column], optional: Sequence[str]) -> None:
    names = {column.name for column in columns}
    missing = [column.name for column in columns if column.name not in header and column.name not in optional]
    unknown = [name for name in header if name not in names]
    if missing:
        raise _problem(path, said("these columns are missing: {columns}", columns=", ".join(missing)), 1)
    if unknown:
        raise _problem(path, said("these columns are unknown: {columns}", columns=", ".join(unknown)), 1)
    if len(set(header)) != len(header):
        raise _problem(path, said("a column is there twice"), 1)


def read_table(
    path: Path, columns: Sequence[Column], primary_key: Sequence[str] = (), *, optional: Sequence[str] = ()
) -> tuple[Row, ...]:
    """Every row of a CSV file, typed and checked.

    Args:
        path: UTF-8 CSV with a header.
        columns: what must be there, in any order.
        primary_key: columns that together name a row once.
        optional: columns a user's file may leave out; their cells are then empty.

    Raises:
        FigureProblem: a column is missing or unknown, a cell does not fit, a figure has no citation, a key stands
            twice; it names file, line and column.
        UnreadableInput: the file cannot be opened.
    """
    records = _records(path)
    first = next(records, None)
    if first is None:
        raise _problem(path, said("the file is empty; the first line must name the columns"))
    header = first[1]
    _check_header(path, header, columns, optional)
    by_name = {column.name: column for column in columns}
    rows: list[Row] = []
    seen: dict[tuple[Cell, ...], int] = {}
    problems: list[tuple[Said, int, str | None]] = []
    for line, record in records:
        if len(record) != len(header):
            problems.append((cells_missing(len(record), len(header)), line, None))
            continue
        row: Row = dict.fromkeys(by_name)
        for name, text in zip(header, record, strict=True):
            try:
                row[name] = _cell(text, by_name[name])
            except _BadCell as bad:
                problems.append((bad.what, line, name))
        key = tuple(row[name] for name in primary_key)
        if primary_key and key in seen:
            twice = said(
                "{key} is given twice; it is also on line {line}", key=" ".join(map(str, key)), line=str(seen[key])
            )
            problems.append((twice, line, primary_key[0]))
        seen.setdefault(key, line)
        rows.append(row)
    if problems:
        what, line, place = problems[0]
        raise _problem(path, what, line, place, len(problems) - 1)
    return tuple(rows)
