"""The tables of records and cases, kept up with those of pages: what a run looks at, writes and notes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from absentia.archive.evidence import must_have_evidence, must_have_tables
from absentia.archive.watermark import head_of, remember
from absentia.decisions import FILE as DECISIONS
from absentia.decisions import MACHINE, digest
from absentia.engine import (
    Connection,
    fill,
    fits,
    named_statements,
    open_tables,
    query,
    read_notes,
    table_files,
)
from absentia.engine.undisturbed import undisturbed
from absentia.errors import ObservatoryProblem
from absentia.link import judgements as log
from absentia.link.courts import CourtNames, court_keys
from absentia.link.directory import digest_of_directory, directory_of
from absentia.link.facts import load, name_courts
from absentia.link.joining import Linked, link
from absentia.link.judgements import Judgement
from absentia.link.parts import Parts, named, remove
from absentia.link.records import NOTED, renew_records
from absentia.link.states import renew_states
from absentia.link.touched import courts_told, few_changed, touch, touch_all, touched_few
from absentia.manifest import LINKED_FROM, files_there, read_manifest, record, vouched
from absentia.model.tables import LINKED, TABLES
from absentia.model.texts import said
from absentia.observatory import Observatory

TABLE = "cases"
MEMORY = "1GB"
"""What does not fit is spilled to disk."""
VERSION = 8
"""Of the rules; another one links again."""


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What a linking run found and wrote down."""

    filings: int
    records: int
    cases: int
    rules: Mapping[str, int]
    """Filings by the strongest key that joins them to another: guid, number, uid, lower; or alone; or human."""
    declined: int
    """Keys that were ambiguous or contradictory and joined nothing."""
    decisions: int
    """Lines this run added to ``decisions/decisions.jsonl``."""


_READ = ("captures", "filings", "defendants", "charges", "issues", "looks", "registers")
"""The tables linking reads."""
_SQL = named_statements((files(__package__) / "cases.sql").read_text(encoding="utf-8"))


@undisturbed
def link_cases(observatory: Observatory) -> LinkReport:
    """Link the filings of an observatory and write the tables of linking.

    Only what is new is looked at, and what it has to do with; the tables and decisions are those that looking at all
    would give. Running it again without new data adds no decision and writes the same bytes.

    Raises:
        ObservatoryBusy: another process writes to the observatory.
        DataProblem: a line of the decisions cannot be understood.
        Damaged: something that linking rests on is missing, or is not what it was.
    """
    must_have_evidence(observatory)
    with observatory.writing():
        must_have_tables(observatory, _READ)
        decided = log.read(observatory.decisions)
        with _opened(observatory.tables) as connection:
            parts = Parts.of(connection, observatory.tables)
            linked = _linked(connection, parts, observatory, decided, _known(observatory))
            log.append(observatory.decisions, linked.added)
            head = head_of(observatory.decisions / DECISIONS)
            remember(observatory, decisions=head)
            found = _write(connection, parts, linked)
        more = {"size": head.size, "judgements": len(decided) + len(linked.added)}
        record(observatory.tables, *LINKED, **{LINKED_FROM: _inputs(observatory, head.sha256) | more})
    return LinkReport(**found, decisions=len(linked.added))


def must_have_pages(observatory: Observatory) -> None:
    """Stop where there is nothing that could be linked or counted.

    Raises:
        ObservatoryProblem: no pages have been parsed into this observatory, or their tables are gone.
    """
    if read_manifest(observatory.tables) or table_files(observatory.tables, "filings"):
        return
    if any(observatory.archive.glob("*.warc*")):
        raise ObservatoryProblem(
            said("the tables are missing"),
            where=str(observatory.tables),
            next_step=said("rebuild the tables with `absentia parse`; they are derived from the archive"),
        )
    by_hand = said("read some with `absentia parse PATH --into {path:sh}`", path=observatory.path)
    raise ObservatoryProblem(
        said("there is nothing to count: no pages have been read into this observatory"),
        where=str(observatory.path),
        next_step=said("ask the courts with `absentia update`") if "collect" in observatory.config else by_hand,
    )


def link_apart(tables: Path, observatory: Observatory) -> None:
    """Link tables that are a part of an observatory's, in a folder of their own: what is decided holds for them alone.

    What people decided holds, for it has no day; what the machine decided may rest on pages that are not among these.
    """
    people = [one for one in log.read(observatory.decisions) if one.who != MACHINE]
    with _opened(tables) as connection:
        parts = Parts.of(connection, tables)
        _write(connection, parts, _linked(connection, parts, observatory, people, None))


def _linked(
    connection: Connection, parts: Parts, observatory: Observatory, decided: Sequence[Judgement], known: int | None
) -> Linked:
    """Link what has changed since ``known`` of the decisions led to the cases that stand; ``None``: link everything."""
    names = CourtNames.of(connection, directory_of(observatory))
    stood = renew_states(connection, parts)
    court_keys(connection, names)
    name_courts(connection, names)
    if known is not None and stood and few_changed(connection):
        touched = touch(connection, read_notes(parts.folder / NOTED), decided, known)
        decided = log.among(decided, touched)
    else:
        touch_all(connection)
    return link(load(connection), decided)


def _write(connection: Connection, parts: Parts, linked: Linked) -> dict[str, Any]:
    """Write the tables of cases and records; what there is of them."""
    columns = {**dict.fromkeys(("filing_id", "case_of", "record_of", "rule"), "VARCHAR"), "declined": "INTEGER"}
    fill(connection, "linked", columns, linked.rows.told())
    for name in ("fresh", "before"):
        connection.execute(_SQL[name])
    if touched_few(connection):
        parts.show(connection, "standing_case", TABLE, parts.all)
        anew = named(connection, _SQL["parts"])
        parts.show(connection, "standing_case", TABLE, anew)
    else:
        anew = set(parts.all)
        parts.show(connection, "standing_case", TABLE, ())
    parts.write(connection, TABLE, _SQL["cases"], anew)
    renew_records(connection, parts.folder, courts_told(connection))
    counts = query(connection, _SQL["counts"])
    (resolved,) = query(connection, _SQL["resolved"])
    filings, declined = (sum(row[name] for row in counts) for name in ("filings", "declined"))
    return resolved | {
        "filings": filings,
        "declined": declined,
        "rules": {row["rule"]: row["filings"] for row in counts},
    }


def ensure_linked(observatory: Observatory) -> None:
    """Link unless the tables of cases and records were made from just these tables and decisions by just these rules.

    Raises:
        Damaged: something that counting rests on is missing, or is not what it was.
    """
    must_have_evidence(observatory)
    whole = all(vouched(observatory.tables, table) for table in LINKED)
    if not whole or not _inputs(observatory, digest(observatory.decisions)).items() <= _made_from(observatory).items():
        link_cases(observatory)


def _made_from(observatory: Observatory) -> dict[str, Any]:
    """What the tables of linking were made from, as it was noted."""
    noted: dict[str, Any] = read_manifest(observatory.tables).get(LINKED_FROM) or {}
    return noted


def _inputs(observatory: Observatory, decisions: str) -> dict[str, str]:
    """What linking rests on: by the digests that vouch for the tables, and that of the ``decisions``."""
    listed = read_manifest(observatory.tables).get("files", {})
    digests = [listed.get(f"{table}.parquet") for table in _READ if table != "looks"]  # these only name courts
    tables = hashlib.sha256(repr(digests).encode()).hexdigest()
    known = {"tables": tables, "courts": digest_of_directory(observatory), "decisions": decisions}
    return {"version": _version(), **known}


def _version() -> str:
    """Of the rules and of DuckDB: how it makes numbers of keys is its own."""
    return f"{VERSION} {duckdb.__version__}"


def _known(observatory: Observatory) -> int | None:
    """How many of the judgements led to the cases that stand; ``None`` where these cannot be gone on with.

    They can where all tables of linking stand, made by these rules, and decisions have only been added since.
    """
    noted = _made_from(observatory)
    if not all(table_files(observatory.tables, table) for table in LINKED):
        return None
    if noted.get("version") != _version():
        return None
    stand = head_of(observatory.decisions / DECISIONS, noted["size"]).sha256 == noted["decisions"]
    return int(noted["judgements"]) if stand else None


@contextmanager
def _opened(tables: Path) -> Iterator[Connection]:
    """The tables it reads, and of those it writes the ones that are whole: others are made anew."""
    for table in LINKED:
        if not vouched(tables, table) or not fits(table_files(tables, table)[0], TABLES[table]):
            remove(tables / name for name in files_there(tables, table))
    schemas = {table: TABLES[table] for table in (*_READ, *LINKED)}
    with open_tables(tables, schemas, memory=MEMORY) as connection:
        yield connection
