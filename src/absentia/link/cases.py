"""Filings become records and cases: exact keys, the decisions made so far, and ids that survive new data."""

from __future__ import annotations

import hashlib
from collections import Counter
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
from absentia.link.clusters import Clusters
from absentia.link.courts import CourtNames, court_keys
from absentia.link.directory import directory_of
from absentia.link.edges import RULES, Edge, exact_edges
from absentia.link.facts import Gathered, load, name_courts
from absentia.link.judgements import Judgement, State
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


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the table ``cases``, in the order of filings: most filings stand alone, and nothing is kept of these."""

    filings: Sequence[str]
    cases: Mapping[str, str]
    """Filing → the filing its case is named after, where that is another."""
    records: Mapping[str, str]
    """The same for records."""
    rules: Mapping[str, str]
    """Filing → the strongest key that joins it to another."""
    declined: Mapping[str, int]
    """Filing → how many keys joined nothing that it is the first to bear."""

    def told(self) -> list[tuple[str | int | None, ...]]:
        """Of filings that do not just stand alone: what their case and record are named after, and the rest."""
        columns = (self.cases, self.records, self.rules, self.declined)
        return [(one, *(column.get(one) for column in columns)) for one in sorted(set().union(*columns))]


@dataclass(frozen=True, slots=True)
class Linked:
    """Rows of the table ``cases`` and the decisions that led to them."""

    rows: Rows
    added: tuple[Judgement, ...]


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
        record(observatory.tables, *LINKED, **{LINKED_FROM: _inputs(observatory) | more})
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
    by_hand = said("read some with `absentia parse PATH --into {path}`", path=observatory.path)
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
    (counts,) = query(connection, _SQL["counts"])
    return counts | {"rules": {row["rule"]: row["filings"] for row in query(connection, _SQL["rules"])}}


def ensure_linked(observatory: Observatory) -> None:
    """Link unless the tables of cases and records were made from just these tables and decisions by just these rules.

    Raises:
        Damaged: something that counting rests on is missing, or is not what it was.
    """
    must_have_evidence(observatory)
    whole = all(vouched(observatory.tables, table) for table in LINKED)
    if not whole or not _inputs(observatory).items() <= _made_from(observatory).items():
        link_cases(observatory)


def _made_from(observatory: Observatory) -> dict[str, Any]:
    """What the tables of linking were made from, as it was noted."""
    noted: dict[str, Any] = read_manifest(observatory.tables).get(LINKED_FROM) or {}
    return noted


def _inputs(observatory: Observatory) -> dict[str, str]:
    """What linking rests on: by the digests that vouch for the tables, and that of the decisions."""
    listed = read_manifest(observatory.tables).get("files", {})
    digests = [listed.get(f"{table}.parquet") for table in _READ if table != "looks"]  # these only name courts
    tables = hashlib.sha256(repr(digests).encode()).hexdigest()
    courts = hashlib.sha256(repr(directory_of(observatory)).encode()).hexdigest()
    known = {"tables": tables, "courts": courts, "decisions": digest(observatory.decisions)}
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


def link(gathered: Gathered, decided: Sequence[Judgement]) -> Linked:
    """Link filings, given the decisions made so far; a pure function."""
    edges = exact_edges(gathered.sharing)
    declined = Counter(one.filings[0] for one in edges.declined)
    known = gathered.filings
    added = [*_withdrawals(known, edges.joined, log.replay(decided))]
    added += _new_edges(edges.joined, log.replay([*decided, *added]))
    state = log.replay([*decided, *added])
    clusters = {level: state.clusters(level) for level in log.LEVELS}
    added += _new_anchors(known, state, clusters)
    # anchors name clusters, and join nothing
    state = log.replay([*decided, *added])
    return Linked(_rows(known, state, clusters, declined), tuple(added))


def _withdrawals(known: Sequence[str], fresh: Sequence[Edge], state: State) -> Iterator[Judgement]:
    """Machine decisions whose filings are both here and which no key supports any more."""
    here = set(known)
    direct = {(edge.level, edge.first, edge.second) for edge in fresh}
    doubtful = sorted((edge, decision) for edge, decision in state.edges.items() if edge not in direct)
    if not doubtful:
        return
    supported = {level: Clusters() for level in log.LEVELS}
    for edge in fresh:
        for level in log.LEVELS if edge.level == "record" else ("case",):
            supported[level].join(edge.first, edge.second)
    for (level, first, second), decision in doubtful:
        if decision.who == MACHINE and {first, second} <= here and not supported[level].together(first, second):
            yield Judgement("withdrawn", level, (first, second), decision.rule)


def _new_edges(fresh: Sequence[Edge], state: State) -> Iterator[Judgement]:
    """The edges that join what is not joined yet and no human keeps apart."""
    clusters = {level: state.clusters(level) for level in log.LEVELS}
    for edge in sorted(fresh, key=lambda edge: (edge.level != "record", RULES.index(edge.rule), edge)):
        if clusters[edge.level].together(edge.first, edge.second):
            continue
        # what a human keeps apart is not joined
        if clusters[edge.level].join(edge.first, edge.second):
            if edge.level == "record":
                clusters["case"].join(edge.first, edge.second)
            yield log.same(edge)


def _new_anchors(known: Sequence[str], state: State, clusters: Mapping[str, Clusters]) -> Iterator[Judgement]:
    """One line per level that names the clusters which have no name yet."""
    for level, of_level in clusters.items():
        joined = set(of_level)
        # one that stands alone has its own name: nothing is looked up for most
        named = {*state.anchors[level], *(of_level.root(one) for one in joined.intersection(state.anchors[level]))}
        fresh = []
        for filing in known:
            if filing not in named and (root := of_level.root(filing)) not in named:
                named.add(root)
                fresh.append(filing)
        if fresh:
            yield Judgement("anchor", level, tuple(fresh), "smallest key")


def _rows(known: Sequence[str], state: State, clusters: Mapping[str, Clusters], declined: Mapping[str, int]) -> Rows:
    here = set(known)
    names = {level: _names(here, clusters[level], state.anchors[level]) for level in log.LEVELS}
    rules: dict[str, str] = {}
    for (_level, first, second), decision in state.edges.items():
        rule = decision.rule if decision.who == MACHINE else "human"
        # an edge a human's not_same has emptied joins nothing
        if clusters["case"].together(first, second):
            for filing in here.intersection((first, second)):
                rules[filing] = min(rules.get(filing, rule), rule, key=_rank)
    return Rows(known, names["case"], names["record"], rules, declined)


def _names(here: set[str], clusters: Clusters, anchors: Sequence[str]) -> dict[str, str]:
    """Filing → the anchor its cluster is named after, where that is another than itself."""
    joined = set(clusters)
    named: dict[str, str] = {}
    for anchor in anchors:
        if anchor in joined:
            named.setdefault(clusters.root(anchor), anchor)
    return {filing: name for filing in joined & here if (name := named[clusters.root(filing)]) != filing}


def _rank(rule: str) -> int:
    return RULES.index(rule) if rule in RULES else len(RULES)
