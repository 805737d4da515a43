"""Open an observatory for counting: linked, with the courts' keys, regions and the families of provisions at hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from absentia.archive.evidence import must_have_evidence
from absentia.engine import (
    Connection,
    add,
    ask,
    fill,
    literal,
    named_statements,
    number_rows,
    open_tables,
    query,
    remembering,
)
from absentia.law import family, law
from absentia.link import ensure_linked
from absentia.link.cases import must_have_pages
from absentia.link.courts import CourtNames, court_keys
from absentia.link.directory import directory_of
from absentia.looks.coverage import POSTED_WITHIN, Coverage
from absentia.manifest import check
from absentia.model.tables import TABLES, WRITTEN
from absentia.observatory import Observatory
from absentia.parse.versions import must_be_reckoned_as_now
from absentia.sources import Source, get_source
from absentia.tally.as_of import tables_as_of
from absentia.tally.asked import must_have_come
from absentia.tally.least import settled
from absentia.tally.query import Scope
from absentia.tally.result import AsOf

_BASE = named_statements((files(__package__) / "base.sql").read_text(encoding="utf-8"))
_SOURCES = "SELECT DISTINCT source FROM captures ORDER BY source"
_JURISDICTIONS = "SELECT DISTINCT jurisdiction FROM source_law ORDER BY jurisdiction"
_KNOWN = "SELECT 1 FROM settled WHERE instance = $instance AND procedure = $procedure LIMIT 1"
_SETTLED = {"instance": "VARCHAR", "procedure": "VARCHAR", "court": "court_name", "since": "DATE", "until": "DATE"}
_held: ContextVar[_Held | None] = ContextVar("held", default=None)


@dataclass(frozen=True, slots=True)
class _Held:
    """An observatory that is open: as it is known now, and perhaps as it was known on a day."""

    path: Path
    connection: Connection
    then: tuple[Connection, AsOf] | None = None


@contextmanager
def held(observatory: Observatory) -> Iterator[None]:
    """Within, the observatory is opened for counting once, however often it is counted; nobody may write to it."""
    with _opened(observatory) as connection, remembering(connection), _holding(_Held(observatory.path, connection)):
        yield


@contextmanager
def held_as_of(observatory: Observatory, day: dt.date) -> Iterator[AsOf]:
    """As :func:`held`, and what could be known at the end of a day is set apart once for all counts of that day.

    Raises:
        UsageProblem: the day has not come.
    """
    with (
        prepared(observatory) as connection,
        prepared_as_of(observatory, day) as then,
        _holding(_Held(observatory.path, connection, then)),
    ):
        yield then[1]


@contextmanager
def _holding(one: _Held) -> Iterator[None]:
    before = _held.set(one)
    try:
        yield
    finally:
        _held.reset(before)


@contextmanager
def prepared(observatory: Observatory) -> Iterator[Connection]:
    """A connection in which the tables and views of ``base.sql`` stand.

    Raises:
        ObservatoryProblem: no pages have been parsed into this observatory.
    """
    if (known := _held.get()) is not None and known.path == observatory.path:
        yield known.connection
        return
    with _opened(observatory) as connection:
        yield connection


@contextmanager
def prepared_as_of(observatory: Observatory, day: dt.date) -> Iterator[tuple[Connection, AsOf]]:
    """As :func:`prepared`, of what could be known at the end of a day.

    Raises:
        UsageProblem: the day has not come: nobody knows what will be known.
    """
    held = _held.get()
    if held is not None and held.path == observatory.path and held.then is not None and held.then[1].day == day:
        yield held.then
        return
    must_have_come(day)
    _must_have_tables(observatory)
    must_have_evidence(observatory)
    with (
        tables_as_of(observatory, day) as (tables, as_of),
        _standing(tables, observatory) as connection,
        remembering(connection),
    ):
        yield connection, as_of


@contextmanager
def _opened(observatory: Observatory) -> Iterator[Connection]:
    _must_have_tables(observatory)
    ensure_linked(observatory)
    with _standing(observatory.tables, observatory) as connection:
        yield connection


def _must_have_tables(observatory: Observatory) -> None:
    must_have_pages(observatory)
    check(observatory.tables, [f"{table}.parquet" for table in ("looks", "registers", *WRITTEN)])
    must_be_reckoned_as_now(observatory.tables)


@contextmanager
def _standing(tables: Path, observatory: Observatory) -> Iterator[Connection]:
    """What measures stand on, of linked tables of an observatory."""
    with open_tables(tables, TABLES) as connection:
        court_keys(connection, CourtNames.of(connection, directory_of(observatory)))
        connection.execute(f"SET VARIABLE posted_within = {POSTED_WITHIN.days}")
        number_rows(connection, "record_line", tables / "records.parquet")
        _endings(connection)
        sources = [get_source(row["source"]) for row in query(connection, _SOURCES)]
        _laws(connection, sources)
        connection.execute(_BASE["words"])
        connection.execute(_BASE["records"].replace("{origin}", _origin(sources)))
        _families(connection)
        yield connection


def _origin(sources: Iterable[Source]) -> str:
    """Court and year that an identifier across courts tells, in SQL: each source has its own form of it."""
    forms = [
        f"WHEN {literal(one.id)} THEN regexp_extract(case_uid, {literal(one.origin)}, ['court', 'year'])"
        for one in sources
        if one.origin
    ]
    return f"CASE uid_source {' '.join(forms)} END" if forms else "{'court': NULL::VARCHAR, 'year': NULL::VARCHAR}"


def _endings(connection: Connection) -> None:
    """Table ``ending``: what results mean, as their sources say."""
    results = query(
        connection,
        "SELECT DISTINCT source, result FROM records WHERE result IS NOT NULL "
        "UNION SELECT DISTINCT source, p.result FROM record_persons p JOIN records USING (record_id) "
        "WHERE p.result IS NOT NULL",
    )
    endings = [(row["source"], row["result"], str(get_source(row["source"]).ending(row["result"]))) for row in results]
    fill(connection, "ending", {"source": "VARCHAR", "result": "VARCHAR", "ending": "VARCHAR"}, endings)


def _laws(connection: Connection, sources: Iterable[Source]) -> None:
    """Table ``source_law``: whose law each source's charges are of; with several, labels begin with it."""
    found = {source.id: source.jurisdiction for source in sources}
    several = len(set(found.values())) > 1
    rows = [(source, whose, law(whose).code, f"{whose}:" if several else "") for source, whose in found.items()]
    fill(connection, "source_law", dict.fromkeys(("source", "jurisdiction", "code", "prefix"), "VARCHAR"), rows)


def jurisdictions(connection: Connection) -> tuple[str, ...]:
    """Those of the pages of a prepared observatory, sorted."""
    return tuple(row["jurisdiction"] for row in query(connection, _JURISDICTIONS))


def _families(connection: Connection) -> None:
    """Table ``provision_family``: the family of every provision that occurs, as the law of its jurisdiction says."""
    found = query(connection, "SELECT DISTINCT jurisdiction, article, part FROM charge WHERE of_law")
    rows = [(*row.values(), family(row["article"], row["part"], jurisdiction=row["jurisdiction"])) for row in found]
    columns = dict.fromkeys(("jurisdiction", "article", "part", "family"), "VARCHAR")
    fill(connection, "provision_family", columns, rows)


def settle(connection: Connection, scope: Scope, seen: Coverage) -> None:
    """Fill the table ``settled`` for an instance and procedure, once; ``seen`` is of every court."""
    asked = {"instance": scope.instance, "procedure": scope.procedure}
    if not ask(connection, _KNOWN, asked):
        add(
            connection,
            "settled",
            _SETTLED,
            [(*asked.values(), court, period.start, period.end) for court, period in settled(seen)],
        )
