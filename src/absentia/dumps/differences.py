"""What became of the documents between two packages of one year of receipt, and how the packages stand by it.

A gap in the ids means nothing, and a document whose address is not there yet is no loss: what is gone, closed, opened
again, dated or categorised anew is told by its own row in both packages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from absentia.dumps.dump import SNAPSHOT, Dump, PackageCoverage
from absentia.dumps.held import dumps_of, newest
from absentia.dumps.reading import connected
from absentia.engine import ask, literal
from absentia.model.texts import SYNTHETIC, Said, said
from absentia.observatory import Observatory

CHANGES = ("new", "gone", "closed", "reopened", "redated", "recategorised", "address_lost")
"""In the order they are told. ``recategorised`` is told of documents that were, or are, of the article asked for."""
_SQL = """
SELECT
    count(*) FILTER (o.document IS NULL)                                       AS new,
    count(*) FILTER (n.document IS NULL)                                       AS gone,
    count(*) FILTER (o.open AND NOT n.open)                                    AS closed,
    count(*) FILTER (NOT o.open AND n.open)                                    AS reopened,
    count(*) FILTER (o.document = n.document AND o.adopted IS DISTINCT FROM n.adopted)      AS redated,
    count(*) FILTER (o.document = n.document AND (o.category IS DISTINCT FROM n.category OR o.criminal <> n.criminal))
                                                                               AS recategorised,
    count(*) FILTER (o.has_address AND NOT n.has_address AND n.open)           AS address_lost
FROM read_parquet({old}) o FULL JOIN read_parquet({new}) n ON o.document = n.document
WHERE {asked}
"""
_CHAPTER = (
    "((o.criminal AND o.category IN (SELECT unnest($old))) OR (n.criminal AND n.category IN (SELECT unnest($new))))"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two packages of one year of receipt, one taken in after the other."""

    before: Dump
    after: Dump
    changes: Mapping[str, int]
    """Documents, by what became of them: one may be closed and dated anew."""


def differences(dumps: list[Dump], article: str | None = None) -> Iterator[Difference]:
    """Each package against the one before it of the same year, the oldest first.

    ``article``: only documents of criminal proceedings under it, before or after; ``None``: under any of its chapter.

    Raises:
        Damaged: a snapshot is missing or was changed.
    """
    ordered = sorted(dumps, key=lambda one: (one.source, one.year, one.day))
    for before, after in pairwise(ordered):
        if (before.source, before.year) == (after.source, after.year):
            yield compare(before, after, article)


def compare(before: Dump, after: Dump, article: str | None = None, threads: int | None = None) -> Difference:
    """Two packages. The categories of each are told by its own dictionary."""
    sql = _SQL.format(old=literal(str(before.table(SNAPSHOT))), new=literal(str(after.table(SNAPSHOT))), asked=_CHAPTER)
    with connected(before.folder, threads) as connection:
        (found,) = ask(connection, sql, {"old": _codes(before, article), "new": _codes(after, article)})
    return Difference(before, after, {name: int(found[name]) for name in CHANGES})


def _codes(dump: Dump, article: str | None) -> list[str]:
    found = [code for code, one in dump.articles.items() if article in (None, one)]
    return found if article else [*found, *dump.told["groups"]]


def standing_of_packages(observatory: Observatory) -> tuple[Said, ...]:
    """A line for the newest package of each year and what became of its documents; none where none was taken in.

    Raises:
        Damaged: something that was kept of a package is missing or was changed.
    """
    held = dumps_of(observatory)
    if not held:
        return ()
    last = newest(held)
    changed = {one.after.folder: one.changes for one in differences(held)}
    lines = [SYNTHETIC] if any(one.synthetic for one in held) else []
    for one in last:
        lines.append(
            said(
                "Package of {day}, documents received in {year}: {documents} read, lines refused: {refused}",
                day=str(one.day),
                year=str(one.year),
                documents=one.told["lines"]["rows"],
                refused=one.told["lines"]["refused"],
            )
        )
        if one.folder in changed:
            found = changed[one.folder]
            lines.append(
                said(
                    "Since the package before it: gone {gone}, closed to the public {closed}, opened again {reopened}: "
                    "`absentia disappearances --packages`",
                    gone=found["gone"],
                    closed=found["closed"],
                    reopened=found["reopened"],
                )
            )
    lines.append(
        said("Months are whole until {day}, and grow after it", day=str(PackageCoverage(tuple(last)).whole_until))
    )
    return tuple(lines)
