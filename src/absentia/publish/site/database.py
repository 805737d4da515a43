"""All numbers of a site in one file: a table of columns (Parquet), and a database (SQLite) laid out for Datasette.

The same content is the same bytes: rows stand in their order, nothing tells when it was written.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from absentia.model.texts import both
from absentia.publish.site.about import COLUMNS
from absentia.publish.site.corrections import Correction
from absentia.publish.site.dossier import Dossier
from absentia.publish.site.downloads import NUMBERS, address, as_json, row
from absentia.publish.site.numbers import Number
from absentia.publish.site.sheets import Sheet

PARQUET, DATABASE, METADATA = "numbers.parquet", "numbers.db", "metadata.json"
DOWNLOADS: Mapping[str, str] = {
    "data.zip": "application/zip", DATABASE: "application/vnd.sqlite3", PARQUET: "application/vnd.apache.parquet",
}  # fmt: skip
"""What holds all numbers, and its media type."""
_TEXTS = ("definition", "coverage", "command", "sources")
"""What a row of the database has beside those of the tables, since there is a page for each number."""
_TABLES = f"""
CREATE TABLE pages (name TEXT PRIMARY KEY, title_en TEXT NOT NULL, title_ru TEXT NOT NULL, address TEXT NOT NULL);
CREATE TABLE numbers (
    {", ".join(f"{name} {'REAL' if name in NUMBERS else 'TEXT'}" for name in COLUMNS)},
    {", ".join(f"{name} TEXT" for name in _TEXTS)},
    PRIMARY KEY (id)
);
CREATE TABLE page_numbers (
    page TEXT NOT NULL REFERENCES pages (name),
    number TEXT NOT NULL REFERENCES numbers (id),
    place INTEGER NOT NULL,
    PRIMARY KEY (page, number)
);
CREATE TABLE corrections (
    name TEXT PRIMARY KEY, found TEXT NOT NULL, fixed TEXT NOT NULL, severity TEXT NOT NULL, stood TEXT NOT NULL,
    right TEXT NOT NULL, evidence TEXT NOT NULL, noticed_by TEXT NOT NULL
);
CREATE TABLE correction_numbers (
    correction TEXT NOT NULL REFERENCES corrections (name),
    number TEXT NOT NULL,
    PRIMARY KEY (correction, number)
);
CREATE INDEX numbers_by_measure ON numbers (measure, article, period);
CREATE INDEX page_numbers_by_number ON page_numbers (number);
"""


def as_parquet(numbers: Iterable[Number]) -> bytes:
    """Every number as a row, in the order of the ids."""
    rows = [row(one) for one in sorted(numbers, key=lambda one: one.id)]
    schema = pa.schema([(name, pa.float64() if name in NUMBERS else pa.string()) for name in COLUMNS])
    written = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), written, compression="zstd")
    return written.getvalue()


def as_database(dossier: Dossier, version: str, sheets: Sequence[Sheet], numbers: Iterable[Number]) -> bytes:
    """Pages, numbers, where each stands, and corrections, with their keys."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(_TABLES)
        _fill(connection, "pages", (
            (one.name, *both(one.title).values(), address(dossier, version, f"{one.name}.html"))
            for one in sorted(sheets, key=lambda one: one.name)
        ))  # fmt: skip
        _fill(
            connection,
            "numbers",
            ((*row(one).values(), *_texts(one)) for one in sorted(numbers, key=lambda one: one.id)),
        )
        _fill(connection, "page_numbers", (
            (sheet.name, one.id, place)
            for sheet in sorted(sheets, key=lambda one: one.name)
            for place, one in enumerate(sheet.every_number)
        ))  # fmt: skip
        known = sorted(dossier.corrections, key=lambda one: one.name)
        _fill(connection, "corrections", map(_correction, known))
        _fill(
            connection, "correction_numbers", ((one.name, each) for one in known for each in sorted(set(one.numbers)))
        )
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def metadata(dossier: Dossier, version: str) -> bytes:
    """What Datasette shows beside the tables: ``datasette numbers.db --metadata metadata.json``."""
    licence = "; ".join(f"{one.terms.text('en')}: {one.data.text('en')}" for one in dossier.licences)
    tables = {
        "numbers": {"title": "Every number", "label_column": "what", "columns": dict(COLUMNS),
                    "facets": ["measure", "article", "standing"], "sort": "id"},
        "pages": {"title": "The pages of the site", "label_column": "title_en"},
        "page_numbers": {"title": "Which number stands on which page"},
        "corrections": {"title": "What was wrong, and what is right"},
        "correction_numbers": {"title": "Which numbers a correction is about"},
    }  # fmt: skip
    return as_json(
        {
            "title": dossier.title.text("en"),
            "description": f"Version {version}. Cite the page of each number: every row has its id.",
            "license": licence,
            **({"source": dossier.title.text("en"), "source_url": address(dossier, version, "")} if dossier.address
               else {}),
            "databases": {DATABASE.removesuffix(".db"): {"tables": tables}},
        }
    )  # fmt: skip


def _fill(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    for one in rows:
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(one))})", tuple(one))  # noqa: S608  ours


def _texts(number: Number) -> tuple[str | None, ...]:
    texts: Mapping[str, str | None] = {
        "definition": number.definition.text("en"),
        "coverage": number.coverage.text("en") if number.coverage else None,
        "command": number.command,
        "sources": "; ".join(number.sources),
    }
    return tuple(texts[name] for name in _TEXTS)


def _correction(one: Correction) -> tuple[str, ...]:
    texts = (one.stood, one.right, one.evidence, one.noticed_by)
    return (one.name, str(one.found), str(one.fixed), one.severity, *(each.en for each in texts))
