"""What a counted case rests on: each of its documents, and the packages that show it; no judge and no address.

For the owner alone: a number of a case leads to its decisions, and these to people.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from absentia.dumps.dump import SLICE, SNAPSHOT, Dump
from absentia.dumps.held import newest
from absentia.dumps.reading import connected
from absentia.engine import Connection, ask, literal
from absentia.sources import get_source
from absentia.sources.protocol import RegisterDump

_COLUMNS = "document, number, adopted, instance, verdict, open, category, article"
EVERY, SOME = "every", "some"
_LONGEST = 18
"""Digits of a document's number."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document as the newest package with it has it."""

    document: int
    """The register's number: it finds the row in the package."""
    adopted: dt.date | None
    instance: str | None
    verdict: bool
    open: bool
    category: str | None
    article: str | None
    package: dt.date
    """The day of the package."""
    first: dt.date
    """The day of the first package that was taken in with it."""


@dataclass(frozen=True, slots=True)
class Resting:
    """A case, its documents, and what vouches for them."""

    number: str
    rows: Sequence[Row]
    ends: Mapping[str, str]
    """By article: whether ``every`` document of the case has it, or ``some``."""
    packages: Sequence[Dump]
    """Those that the rows are of."""


def resting(held: Sequence[Dump], name: str) -> Resting | None:
    """The case of this number, or with the document of this number; ``None`` where no newest package has it.

    Raises:
        Damaged: a table of a package is missing or was changed.
    """
    if not held:
        return None
    last = newest(list(held))
    with connected(last[0].folder) as connection:
        slices = " UNION ALL BY NAME ".join(
            f"SELECT {_COLUMNS}, {place} AS package FROM read_parquet({literal(str(one.table(SLICE)))})"  # noqa: S608
            for place, one in enumerate(last)
        )
        connection.execute(f"CREATE TEMP VIEW sliced AS {slices}")
        number = _number(connection, last[0], name)
        found = [] if number is None else ask(
            connection,
            "SELECT * FROM sliced WHERE number = $number "
            "QUALIFY row_number() OVER (PARTITION BY document ORDER BY package DESC) = 1 ORDER BY adopted, document",
            {"number": number},
        )  # fmt: skip
        if number is None or not found:
            return None
        first = _first(connection, held, [row["document"] for row in found])
    rows = [
        Row(
            **{key: row[key] for key in ("document", "adopted", "instance", "verdict", "open", "category", "article")},
            package=last[row["package"]].day,
            first=first.get(row["document"], last[row["package"]].day),
        )
        for row in found
    ]
    articles = {one.article for one in rows if one.article is not None}
    ends = {one: EVERY if all(row.article == one for row in rows) else SOME for one in sorted(articles)}
    return Resting(number, rows, ends, [last[place] for place in sorted({row["package"] for row in found})])


def _number(connection: Connection, dump: Dump, name: str) -> str | None:
    """A number as the slice has it: of the case itself, or of the one with a document of that number."""
    if name.strip().isdigit() and len(name) <= _LONGEST:
        found = ask(connection, "SELECT number FROM sliced WHERE document = $document", {"document": int(name)})
        return next((row["number"] for row in found), None)
    folded = name.lower()
    for pattern, instead in cast("RegisterDump", get_source(dump.source)).register_layout.numbers:
        folded = re.sub(pattern, instead, folded)
    return folded


def _first(connection: Connection, held: Sequence[Dump], documents: Sequence[int]) -> dict[int, dt.date]:
    """The day of the first package with each document."""
    found: dict[int, dt.date] = {}
    for one in sorted(held, key=lambda each: each.day):
        file = literal(str(one.table(SNAPSHOT)))
        sql = f"SELECT document FROM read_parquet({file}) WHERE document IN (SELECT unnest($documents))"  # noqa: S608
        for row in ask(connection, sql, {"documents": list(documents)}):
            found.setdefault(row["document"], one.day)
    return found
