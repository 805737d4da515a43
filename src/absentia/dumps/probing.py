"""A package held against what is known of its register: one page of plain lines, to be mailed to whoever maintains it.

The page is in English whatever the language, one ``key: value`` a line, so that two of them can be compared. It holds
columns, codes, names from dictionaries, days and counts: no judge, no case number, no address, and no small count.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from absentia.archive.bringing import unreadable
from absentia.dumps.dictionaries import Dictionaries, criminal_categories, must_be_told, read_dictionaries
from absentia.dumps.package import Package, opened
from absentia.dumps.reading import Lines, connected, stage
from absentia.engine import Connection, ask
from absentia.errors import UnreadableInput
from absentia.sources.content import Layout

CONFIRMED, CONTRADICTED, NOT_SEEN = "confirmed", "contradicted", "not seen"
_SMALL = 5
_SHOWN = 20
_SQL = {
    "invented": "SELECT count(*) AS n FROM staged WHERE invented",
    "by_status": "SELECT open, has_address, count(*) AS n FROM staged GROUP BY ALL ORDER BY ALL",
    "kinds": "SELECT coalesce(kind, 'empty') AS code, count(*) AS n FROM staged GROUP BY ALL ORDER BY ALL",
    "forms": "SELECT coalesce(form, 'empty') AS code, count(*) AS n FROM staged GROUP BY ALL ORDER BY ALL",
    "hours": "SELECT coalesce(hours, 'empty') AS code, count(*) AS n FROM staged GROUP BY ALL ORDER BY n DESC, code",
    "years": "SELECT coalesce(year(received)::VARCHAR, 'empty') AS code, count(*) AS n FROM staged "
    "GROUP BY ALL ORDER BY ALL",
    "courts": "SELECT court AS code, count(*) AS n FROM staged GROUP BY ALL ORDER BY ALL",
    "days": "SELECT min(adopted) AS adopted_first, max(adopted) AS adopted_last, min(received) AS received_first, "
    "max(received) AS received_last, min(published) AS published_first, max(published) AS published_last, "
    "count(*) FILTER (category IS NULL) AS category_empty, count(*) FILTER (adopted IS NULL) AS adopted_empty, "
    "count(*) FILTER (year(adopted) < 2005 OR adopted > received) AS adopted_odd, "
    "count(*) - count(DISTINCT document) AS documents_twice FROM staged",
    "unread": "SELECT category AS code, kind, count(*) AS n FROM staged WHERE category IS NOT NULL "
    "GROUP BY ALL ORDER BY ALL",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found."""

    page: tuple[str, ...]
    sound: bool
    """The package would be taken in, and every line of it is a document."""


def probe(file: Path, layout: Layout) -> Probe:
    """Hold a package against its layout; what stops the reading is part of the page.

    Raises:
        UnreadableInput: there is no such file.
    """
    if not file.is_file():
        raise unreadable(str(file), FileNotFoundError())
    lines, refused = [f"package: {file.name if layout.package.fullmatch(file.name) else 'of another name'}"], False
    facts: dict[str, str] = {}
    try:
        with opened(file, layout) as package, tempfile.TemporaryDirectory(prefix="absentia-") as folder:
            for line in _page(package, layout, Path(folder), facts):
                lines.append(line)
                refused = refused or (line.startswith("refused_lines: ") and line != "refused_lines: 0")
    except UnreadableInput as error:
        refused = True
        lines.append(f"REFUSED: {error.what}")
    lines.append("")
    lines += [f"{facts.get(key, NOT_SEEN)}: {sentence}" for key, sentence in layout.expected.items()]
    return Probe(tuple(lines), not refused)


def _page(package: Package, layout: Layout, folder: Path, facts: dict[str, str]) -> Iterator[str]:
    for name, one in sorted(package.members.items()):
        yield f"file {name}: {one.compress_size} bytes packed, {one.file_size} unpacked, of {one.date_time[:3]}"
    with connected(folder) as connection:
        found = stage(package, layout, connection, folder / "staged.parquet")
        facts["header"] = facts["encoding"] = CONFIRMED
        yield from _of_lines(found)
        yield from _of_documents(connection, facts)
        dictionaries = read_dictionaries(package, layout)
        yield from _of_codes(connection, layout, dictionaries, facts)
        must_be_told(connection, layout, dictionaries, package.where)


def _of_lines(found: Lines) -> Iterator[str]:
    yield f"header: {' '.join(found.columns)}"
    yield f"lines: {found.lines} = {found.rows} read + {found.breaks} line breaks in values + {found.refused} refused"
    yield f"refused_lines: {found.refused}"
    yield from (f"  line {line}: {reason}" for line, reason in found.listed[:_SHOWN])


def _of_documents(connection: Connection, facts: dict[str, str]) -> Iterator[str]:
    (invented,) = ask(connection, _SQL["invented"])
    if invented["n"]:
        yield f"SYNTHETIC: invented addresses: {_count(invented['n'])}"
    (days,) = ask(connection, _SQL["days"])
    yield from (f"{key}: {value}" for key, value in days.items())
    status = ask(connection, _SQL["by_status"])
    for row in status:
        yield f"status {int(row['open'])}, {'with' if row['has_address'] else 'without'} address: {_count(row['n'])}"
    facts["status"] = CONFIRMED if len({row["open"] for row in status}) > 1 else NOT_SEEN
    facts["address"] = CONFIRMED if any(row["open"] and not row["has_address"] for row in status) else NOT_SEEN
    hours = ask(connection, _SQL["hours"])
    yield from _listed("time", hours)
    midnight = {f"{blank}00:00:00{offset}" for blank in (" ", "T") for offset in ("+02", "+03")}
    told = [row["code"] for row in hours if row["code"] not in ("empty", "")]
    facts["times"] = NOT_SEEN if not told else CONFIRMED if set(told) <= midnight else CONTRADICTED
    years = ask(connection, _SQL["years"])
    yield from _listed("received in", years)
    facts["year"] = CONFIRMED if len(years) == 1 else CONTRADICTED


def _of_codes(
    connection: Connection, layout: Layout, dictionaries: Dictionaries, facts: dict[str, str]
) -> Iterator[str]:
    counted = {name: ask(connection, _SQL[name]) for name in ("kinds", "forms", "courts", "unread")}
    yield from _named(layout.columns["kind"], counted["kinds"], dictionaries, layout.kinds)
    yield from _named(layout.columns["form"], counted["forms"], dictionaries, layout.forms)
    known = dictionaries.names[layout.kinds].keys()
    facts["kinds"] = CONFIRMED if {row["code"] for row in counted["kinds"]} <= known else CONTRADICTED
    unnamed = {row["code"] for row in counted["forms"]} - dictionaries.names[layout.forms].keys()
    facts["forms"] = CONFIRMED if unnamed else NOT_SEEN
    courts = {row["code"]: row["n"] for row in counted["courts"]}
    missing = courts.keys() - dictionaries.names[layout.courts].keys()
    yield f"courts: {len(courts)}, of which {len(missing)} are not in {layout.courts}"
    facts["courts"] = CONFIRMED if missing else NOT_SEEN
    facts["leading_zero"] = CONFIRMED if any((code or "").startswith("0") for code in courts) else NOT_SEEN
    categories = dictionaries.names[layout.categories]
    unknown = {row["code"] for row in counted["unread"]} - categories.keys()
    yield f"categories: {len(categories)} in the dictionary; {len(unknown)} codes of documents are not in it"
    facts["categories"] = CONFIRMED if unknown else NOT_SEEN
    yield from _of_articles(connection, layout, dictionaries, counted["unread"])
    seen = [code for code in layout.codes if code in categories]
    facts["names"] = CONTRADICTED if dictionaries.unlike else CONFIRMED if seen else NOT_SEEN


def _of_articles(
    connection: Connection, layout: Layout, dictionaries: Dictionaries, by_kind: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    criminal = criminal_categories(connection, layout)
    for code, article in sorted(dictionaries.articles.items()):
        others = [f"kind {row['kind']} {_count(row['n'])}" for row in by_kind
                  if row["code"] == code and row["kind"] != layout.criminal]  # fmt: skip
        more = ", ".join(others) or "no other"
        yield f"category {code} = {article}: criminal {_count(criminal.get(code, 0))}; {more}"
    for code in sorted(dictionaries.groups):
        yield f"category {code} = a group of articles: criminal {_count(criminal.get(code, 0))}"
    for code in sorted(dictionaries.strange):
        name = dictionaries.names[layout.categories][code]
        yield f"category {code} means no article: “{name}”: criminal {_count(criminal.get(code, 0))}"
    for code, (expected, found) in sorted(dictionaries.unlike.items()):
        yield f"category {code} was {expected} elsewhere and is {found} here"
    yield f"names encoded twice: {dictionaries.undone}"


def _named(what: str, rows: Sequence[Mapping[str, Any]], dictionaries: Dictionaries, file: str) -> Iterator[str]:
    names = dictionaries.names[file]
    yield from (f"{what} {row['code']} ({names.get(row['code'], 'no name')}): {_count(row['n'])}" for row in rows)


def _listed(what: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from (f"{what} {row['code'].strip()!r}: {_count(row['n'])}" for row in rows[:_SHOWN])


def _count(number: int) -> str:
    return str(number) if number == 0 or number >= _SMALL else f"fewer than {_SMALL}"
