"""Filings become cases: what keys and decisions join, named after which filing, and the decisions this adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from absentia.decisions import MACHINE
from absentia.link import judgements as log
from absentia.link.clusters import Clusters
from absentia.link.edges import RULES, Edge, exact_edges
from absentia.link.facts import Gathered
from absentia.link.judgements import Judgement, State


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
