"""What the tables are: the bundled ``datapackage.json`` (Frictionless Tabular Data Package) as typed records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

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
