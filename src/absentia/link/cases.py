"""Filings become records and cases: exact keys, the decisions made so far, and ids that survive new data."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from absentia.archive.evidence import must_have_evidence, must_have_tables
from absentia.archive.watermark import head_of, remember
from absentia.decisions import FILE as DECISIONS
from absentia.decisions import MACHINE, digest
from absentia.engine import Connection, copy_parquet, fill, fits, open_table, open_tables, table_files
from absentia.engine.undisturbed import undisturbed
from absentia.errors import ObservatoryProblem
from absentia.link import judgements as log
from absentia.link.clusters import Clusters
from absentia.link.courts import CourtNames, court_keys
from absentia.link.directory import directory_of
from absentia.link.edges import RULES, Edge, exact_edges
from absentia.link.facts import Gathered, load
from absentia.link.judgements import Judgement, State
from absentia.link.records import keep_cases, renew_records
from absentia.link.states import renew_states
from absentia.manifest import LINKED_FROM, read_manifest, record, vouched
from absentia.model.tables import LINKED, TABLES
from absentia.model.texts import said
from absentia.observatory import Observatory

FILE = "cases.parquet"
MEMORY = "1GB"
"""What does not fit is spilled to disk."""
VERSION = 5
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


_CASES = """
SELECT 'case-' || coalesce(r.case_of, f.filing_id) AS case_id, f.filing_id,
       'record-' || coalesce(r.record_of, f.filing_id) AS record_id, coalesce(r.rule, 'alone') AS rule
FROM filing f
LEFT JOIN renamed r USING (filing_id)
ORDER BY f.filing_id
"""
_READ = ("captures", "filings", "defendants", "charges", "issues", "looks", "registers")
"""The tables linking reads."""
_FILES = tuple(f"{table}.parquet" for table in LINKED)
"""What it writes."""


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

    def renamed(self) -> list[tuple[str | None, ...]]:
        """Of filings that are joined to another: what their case and record are named after, and the rule."""
        filings = sorted({*self.cases, *self.records, *self.rules})
        return [(one, self.cases.get(one), self.records.get(one), self.rules.get(one)) for one in filings]

    def ids(self, named: Mapping[str, str]) -> int:
        """How many records, or cases, there are."""
        names = set(named.values())
        return len(self.filings) - len(named) + len(names.difference(self.filings))

    def by_rule(self) -> dict[str, int]:
        """How many filings each rule joins."""
        counts = Counter(self.rules.values())
        counts["alone"] = len(self.filings) - len(self.rules)
        return {rule: filings for rule, filings in sorted(counts.items()) if filings}


@dataclass(frozen=True, slots=True)
class Linked:
    """Rows of the table ``cases`` and the decisions that led to them."""

    rows: Rows
    added: tuple[Judgement, ...]
    declined: int


@undisturbed
def link_cases(observatory: Observatory) -> LinkReport:
    """Link the filings of an observatory and write ``tables/cases.parquet``.

    Running it again without new data adds no decision and writes the same bytes.

    Raises:
        ObservatoryBusy: another process writes to the observatory.
        DataProblem: a line of the decisions cannot be understood.
        Damaged: something that linking rests on is missing, or is not what it was.
    """
    must_have_evidence(observatory)
    with observatory.writing():
        must_have_tables(observatory, _READ)
        with _opened(observatory.tables) as connection:
            gathered = _gathered(connection, observatory.tables, observatory)
            linked = link(gathered, log.read(observatory.decisions))
            log.append(observatory.decisions, linked.added)
            remember(observatory, decisions=head_of(observatory.decisions / DECISIONS))
            _write(connection, observatory.tables, linked)
        record(observatory.tables, *_FILES, **{LINKED_FROM: _inputs(observatory)})
    return LinkReport(
        filings=len(linked.rows.filings),
        records=linked.rows.ids(linked.rows.records),
        cases=linked.rows.ids(linked.rows.cases),
        rules=linked.rows.by_rule(),
        declined=linked.declined,
        decisions=len(linked.added),
    )


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
        _write(connection, tables, link(_gathered(connection, tables, observatory), people))


def _gathered(connection: Connection, tables: Path, observatory: Observatory) -> Gathered:
    names = CourtNames.of(connection, directory_of(observatory))
    renew_states(connection, tables)
    court_keys(connection, names)
    return load(connection, names)


def _write(connection: Connection, tables: Path, linked: Linked) -> None:
    keep_cases(connection)
    columns = dict.fromkeys(("filing_id", "case_of", "record_of", "rule"), "VARCHAR")
    fill(connection, "renamed", columns, linked.rows.renamed())
    copy_parquet(connection, _CASES, tables / FILE, TABLES["cases"])
    open_table(connection, tables, "cases", TABLES["cases"])
    renew_records(connection, tables)


def ensure_linked(observatory: Observatory) -> None:
    """Link unless the tables of cases and records were made from just these tables and decisions by just these rules.

    Raises:
        Damaged: something that counting rests on is missing, or is not what it was.
    """
    must_have_evidence(observatory)
    whole = all(vouched(observatory.tables, file) for file in _FILES)
    if not whole or read_manifest(observatory.tables).get(LINKED_FROM) != _inputs(observatory):
        link_cases(observatory)


def _inputs(observatory: Observatory) -> dict[str, str]:
    """What linking rests on: by the digests that vouch for the tables, and that of the decisions."""
    listed = read_manifest(observatory.tables).get("files", {})
    digests = [listed.get(f"{table}.parquet") for table in _READ if table != "looks"]  # these only name courts
    tables = hashlib.sha256(repr(digests).encode()).hexdigest()
    courts = hashlib.sha256(repr(directory_of(observatory)).encode()).hexdigest()
    known = {"tables": tables, "courts": courts, "decisions": digest(observatory.decisions)}
    return {"version": str(VERSION), **known}


@contextmanager
def _opened(tables: Path) -> Iterator[Connection]:
    """The tables it reads, and of those it writes the ones that are whole: others are made anew."""
    for table, file in zip(LINKED, _FILES, strict=True):
        if not vouched(tables, file) or not fits(tables / file, TABLES[table]):
            (tables / file).unlink(missing_ok=True)
    schemas = {table: TABLES[table] for table in (*_READ, *LINKED)}
    with open_tables(tables, schemas, memory=MEMORY) as connection:
        yield connection


def link(gathered: Gathered, decided: Sequence[Judgement]) -> Linked:
    """Link filings, given the decisions made so far; a pure function."""
    edges = exact_edges(gathered.sharing)
    known = gathered.filings
    added = [*_withdrawals(known, edges.joined, log.replay(decided))]
    added += _new_edges(edges.joined, log.replay([*decided, *added]))
    state = log.replay([*decided, *added])
    clusters = {level: state.clusters(level) for level in log.LEVELS}
    added += _new_anchors(known, state, clusters)
    # anchors name clusters, and join nothing
    state = log.replay([*decided, *added])
    return Linked(_rows(known, state, clusters), tuple(added), len(edges.declined))


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


def _rows(known: Sequence[str], state: State, clusters: Mapping[str, Clusters]) -> Rows:
    here = set(known)
    names = {level: _names(here, clusters[level], state.anchors[level]) for level in log.LEVELS}
    rules: dict[str, str] = {}
    for (_level, first, second), decision in state.edges.items():
        rule = decision.rule if decision.who == MACHINE else "human"
        # an edge a human's not_same has emptied joins nothing
        if clusters["case"].together(first, second):
            for filing in here.intersection((first, second)):
                rules[filing] = min(rules.get(filing, rule), rule, key=_rank)
    return Rows(known, names["case"], names["record"], rules)


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
