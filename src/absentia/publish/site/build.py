"""From a dossier to the files of one version of a site; the same dossier and earlier versions give the same bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import Enum
from numbers import Number
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel

from absentia.messages import LANGUAGES, translate
from absentia.model.checked import ChartData
from absentia.model.numbers import period
from absentia.model.texts import joined, said
from absentia.publish import charts
from absentia.publish.site import about, checked, counts, courts, database, downloads, estimates, front, gone
from absentia.publish.site.corrections import Change, changes, corrected, text_of
from absentia.publish.site.dossier import Dossier
from absentia.publish.site.downloads import address
from absentia.publish.site.numbers import Book
from absentia.publish.site.rendering import SCRIPT, STYLE, Renderer, file_of, script, style
from absentia.publish.site.sheets import Chart, Sheet

RECORD = "version.json"
"""What later versions need to know of this one."""
DATA = "data.zip"
FEEDS = ("corrections.atom", "changes.atom")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version that was published: its name, its numbers as recorded, the corrections it knew."""

    name: str
    numbers: Mapping[str, Mapping[str, Any]]
    corrections: Sequence[str]
    digest: str = ""
    """Of all it said; empty: it did not say."""
    expected: bool = False
    """Its owner expected something of its numbers."""


@dataclass(frozen=True, slots=True)
class Built:
    """One version: its files, and what is another than in the one before."""

    files: Mapping[str, bytes]
    changes: Sequence[Change]
    added: int
    """Numbers that no earlier version shows."""
    gone: Sequence[str]
    """Numbers of the version before that this one does not show."""


@dataclass(slots=True)
class _Site:
    dossier: Dossier
    version: str
    expected: bool
    book: Book = field(default_factory=Book)
    sheets: list[Sheet] = field(default_factory=list)


def build(dossier: Dossier, version: str, earlier: Sequence[Earlier] = (), *, expected: bool = False) -> Built:
    """Every file of a version, by its path within the version's folder.

    Args:
        dossier: what is published.
        version: its name.
        earlier: versions, the oldest first.
        expected: its owner expects something of its numbers; the next version must be held against that too.
    """
    site = _Site(dossier, version, expected)
    before = earlier[-1] if earlier else None
    observed = dossier.observed
    if observed is not None:
        pages = [one for part in (counts, courts, gone) for one in part.sheets(observed, site.book)]
        site.sheets += [replace(one, invented=observed.courts.synthetic) for one in pages]
    if dossier.packaged is not None:
        of_packages = counts.sheets(dossier.packaged, site.book)
        site.sheets += [replace(one, invented=dossier.packaged.synthetic) for one in of_packages]
    site.sheets += [replace(one, invented=dossier.invented) for one in checked.sheets(dossier, site.book)]
    site.sheets += estimates.sheets(dossier.estimates, dossier.origin, site.book)
    # the front may show numbers that no other page has, so it comes before what compares all of them
    first = front.sheet(dossier, site.book, None)
    fresh = [one for one in dossier.corrections if before is None or one.name not in before.corrections]
    known = before.numbers if before else {}
    untouched = dossier.untouched.get(before.name, ()) if before else ()
    found = changes(site.book, known, fresh, dossier.origin.version, untouched)
    changed = None if before is None else front.since(found, first)
    site.sheets.insert(0, front.sheet(dossier, site.book, changed) if changed else first)
    last = about.sheets(dossier, site.book, found, before.name if before else None)
    site.sheets += [replace(one, invented=dossier.invented) for one in last]
    site.sheets = [corrected(one, dossier.corrections) for one in site.sheets]
    history = _history(site.book, earlier)
    return Built(
        files=dict(_files(site, history, found)),
        changes=found,
        added=len(site.book.numbers.keys() - set().union(*(one.numbers for one in earlier))),
        gone=sorted(known.keys() - site.book.numbers.keys()),
    )


def _history(book: Book, earlier: Sequence[Earlier]) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """By language and number: each earlier version with what it was there, the newest first."""
    return {
        code: {
            name: [
                (one.name, text_of(one.numbers[name], number, code)) for one in reversed(earlier) if name in one.numbers
            ]
            for name, number in book.numbers.items()
        }
        for code in LANGUAGES
    }


def _files(
    site: _Site, history: Mapping[str, Mapping[str, Sequence[tuple[str, str]]]], found: Sequence[Change]
) -> Iterator[tuple[str, bytes]]:
    names = [one.name for one in site.sheets]
    for code in LANGUAGES:
        renderer = Renderer(site.dossier, site.book, site.version, code, names, history[code])
        for sheet in site.sheets:
            yield file_of(sheet.name, code), renderer.page(sheet).encode()
            if isinstance(sheet.chart, Chart):
                yield f"{sheet.name}.{code}.svg", renderer.chart(sheet).encode()
        for number in site.book.numbers.values():
            yield file_of(f"n/{number.id}", code), renderer.number(number).encode()
        if code == "en":
            for feed in FEEDS:
                yield feed, renderer.atom(feed, changes=found[: about.SHOWN_CHANGES], why=about.WHY).encode()
    for name, chart in _drawn(site.dossier):
        yield from charts.files(chart, name)
    yield STYLE, style()
    yield SCRIPT, script()
    tables = {name: content for sheet in site.sheets for name, content in _tables(site, sheet)}
    yield from tables.items()
    words = {code: _words(site, code) for code in LANGUAGES} | {f"{code}:columns": _columns(code) for code in LANGUAGES}
    packed = {
        downloads.README: downloads.readme(site.dossier, site.version, words),
        downloads.PACKAGE: downloads.package(site.dossier, site.version, site.sheets),
    }
    yield DATA, downloads.archive({**tables, **packed})
    yield database.PARQUET, database.as_parquet(site.book.numbers.values())
    yield database.DATABASE, database.as_database(site.dossier, site.version, site.sheets, site.book.numbers.values())
    yield database.METADATA, database.metadata(site.dossier, site.version)
    yield RECORD, downloads.as_json(_record(site))


def _tables(site: _Site, sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    yield f"{sheet.name}.csv", downloads.as_csv(sheet.every_number)
    yield f"{sheet.name}.json", downloads.document(site.dossier, site.version, sheet)


def _drawn(dossier: Dossier) -> Iterator[tuple[str, ChartData]]:
    """The charts of claims and estimates, each a picture of its own with what draws it again."""
    for article in dossier.articles:
        for claim in article.claims:
            if claim.chart is not None:
                yield checked.chart_name(article, claim), claim.chart
    for report in dossier.estimates:
        if report.chart is not None:
            yield estimates.chart_name(report.name), report.chart


def _words(site: _Site, code: str) -> list[str]:
    """What the archive's README says."""
    sentences = [*about.honest(site.dossier), said("Cite the page of each number: every row has its id.")]
    if site.dossier.synthetic:
        sentences.insert(0, said("SYNTHETIC, where a row says so: invented courts, which say nothing about the world."))
    whole = said(
        "Cite all of them as: {title}. {day}. {address}",
        title=site.dossier.title,
        day=period(site.version[:10], code),
        address=address(site.dossier, site.version, ""),
    )
    terms = [joined([one.terms, one.data], ": ") for one in site.dossier.licences]
    return [one.text(code) for one in (*sentences, whole, *terms)]


def _columns(code: str) -> list[str]:
    return [translate(text, code) for text in about.COLUMNS.values()]


def digest_of(dossier: Dossier) -> str:
    """Of all that a version says, whatever it is called: another of the same digest would say nothing new."""
    return hashlib.sha256(repr(_plain(replace(dossier, untouched={}))).encode()).hexdigest()


def _plain(value: object) -> object:
    """A record as lists and texts, so that it is written the same in every process.

    Raises:
        TypeError: something in it has no writing of its own but where it lies in memory.
    """
    if is_dataclass(value):
        return [type(value).__name__, *(_plain(getattr(value, one.name)) for one in fields(value))]
    if isinstance(value, BaseModel):
        return [type(value).__name__, _plain(value.model_dump())]
    if isinstance(value, Mapping):
        return sorted(repr((_plain(key), _plain(one))) for key, one in value.items())
    if isinstance(value, AbstractSet):
        return sorted(repr(_plain(one)) for one in value)
    if value is None or isinstance(value, str | bytes | Number | dt.date | dt.timedelta | PurePath | Enum):
        return repr(value)
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    msg = f"{type(value).__name__} has no writing of its own"
    raise TypeError(msg)


def _record(site: _Site) -> dict[str, Any]:
    return {
        "version": site.version,
        "synthetic": site.dossier.synthetic,
        "digest": digest_of(site.dossier),
        "expected": site.expected,
        "pages": [one.name for one in site.sheets],
        "corrections": [one.name for one in site.dossier.corrections],
        "numbers": {
            name: number.recorded(site.dossier.origin.version) for name, number in sorted(site.book.numbers.items())
        },
    }
