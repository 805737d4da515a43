"""Which filings the exact keys join, and which look-alikes they must not join. Pure functions of the facts.

Two levels. A *record* is one entry of one court's register, whatever number it bears; a *case* is all records of one
prosecution. Keys, strongest first:

``guid``    record: the same GUID in the same court.
``number``  record: a shared present or former number in the same court and register, receipt dates compatible; only
            where at most one GUID and one valid УИД are in play, otherwise the number is ambiguous and joins nothing.
``uid``     case: the same УИД with valid check digits, same procedure, in any court and instance.
``lower``   case: an appeal or cassation names the court and number of the first instance; the name must be that of one
            known court, the number that of one record there, received no later than the appeal.

A key that would put two GUIDs into one record, or two valid УИД into one case, is withdrawn wherever it acts in that
cluster: a contradiction is not settled by order of arrival.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from absentia.link.clusters import Clusters
from absentia.link.facts import Facts

Key = TypeVar("Key", bound=Hashable)
RULES = ("guid", "number", "uid", "lower")
"""From the strongest to the weakest."""
_CRIMINAL = frozenset({"criminal", "material"})
"""An appeal in a criminal register may be against a ruling on a material."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """Two filings an exact key joins."""

    level: str
    """record or case."""
    rule: str
    first: str
    second: str

    @classmethod
    def of(cls, level: str, rule: str, one: str, other: str) -> Edge:
        """An edge with its ends in order."""
        return cls(level, rule, min(one, other), max(one, other))


@dataclass(frozen=True, slots=True)
class Edges:
    """What joins, and how many keys were ambiguous or contradictory and so joined nothing."""

    joined: tuple[Edge, ...]
    declined: int


def exact_edges(facts: Sequence[Facts]) -> Edges:
    """Every edge the exact keys justify; the order of the facts does not matter."""
    by_id = {fact.filing_id: fact for fact in facts}
    guid = _stars("record", "guid", _grouped(facts, lambda fact: [(fact.court, fact.guid)] if fact.guid else []))
    number, ambiguous = _number_edges(facts)
    number, contradictory = _consistent(guid, number, by_id, (_guids, _uids))
    uid = _stars("case", "uid", _grouped(facts, _uid_key))
    lower, unclear = _lower_edges(facts, _clusters([*guid, *number]))
    lower, conflicting = _consistent([*guid, *number, *uid], lower, by_id, (_uids,))
    return Edges(
        joined=tuple(sorted({*guid, *number, *uid, *lower})),
        declined=ambiguous + contradictory + unclear + conflicting,
    )


def _guids(fact: Facts) -> set[str]:
    return {fact.guid} if fact.guid else set()


def _uids(fact: Facts) -> set[str]:
    return set(fact.uids)


def _uid_key(fact: Facts) -> list[tuple[str, str]]:
    # a filing that was seen with two valid УИД contradicts itself
    return [(uid, fact.procedure) for uid in fact.uids] if len(fact.uids) == 1 else []


def _grouped(facts: Iterable[Facts], keys: Callable[[Facts], Iterable[Key]]) -> dict[Key, list[Facts]]:
    groups: dict[Key, list[Facts]] = defaultdict(list)
    for fact in facts:
        for key in keys(fact):
            groups[key].append(fact)
    return groups


def _star(level: str, rule: str, members: Iterable[str]) -> list[Edge]:
    """Join all members to the smallest, which is the same whatever their order."""
    centre, *others = sorted(set(members))
    return [Edge.of(level, rule, centre, other) for other in others]


def _stars(level: str, rule: str, groups: Mapping[Key, Sequence[Facts]]) -> list[Edge]:
    return [edge for members in groups.values() for edge in _star(level, rule, (fact.filing_id for fact in members))]


def _clusters(edges: Iterable[Edge]) -> Clusters:
    clusters = Clusters()
    for edge in edges:
        clusters.join(edge.first, edge.second)
    return clusters


def _number_edges(facts: Sequence[Facts]) -> tuple[list[Edge], int]:
    edges: list[Edge] = []
    declined = 0
    groups = _grouped(facts, lambda fact: [(*fact.register, number) for number in fact.numbers])
    for members in groups.values():
        if len(members) < 2:  # noqa: PLR2004  one filing has nobody to be joined with
            continue
        for cluster in _by_receipt(members):
            guids = {fact.guid for fact in cluster if fact.guid}
            uids = {uid for fact in cluster for uid in fact.uids}
            if len(guids) > 1 or len(uids) > 1:
                declined += 1
            else:
                edges += _star("record", "number", (fact.filing_id for fact in cluster))
    return edges, declined


def _by_receipt(members: Sequence[Facts]) -> list[list[Facts]]:
    """Cut a group into receipt dates; a filing without a date goes along only where there is one date at most."""
    dated: dict[dt.date, list[Facts]] = defaultdict(list)
    undated = [fact for fact in members if not fact.received]
    for fact in members:
        if len(fact.received) == 1:
            dated[next(iter(fact.received))].append(fact)
    if len(dated) > 1:
        return list(dated.values())
    together = [*next(iter(dated.values()), []), *undated]
    return [together] if together else []


def _lower_edges(facts: Sequence[Facts], records: Clusters) -> tuple[list[Edge], int]:
    edges: list[Edge] = []
    declined = 0
    below = _grouped(
        (fact for fact in facts if fact.instance == "first" and fact.procedure in _CRIMINAL),
        lambda fact: [(fact.court, number) for number in fact.numbers],
    )
    other_procedures = _grouped(
        (fact for fact in facts if fact.instance == "first" and fact.procedure not in _CRIMINAL),
        lambda fact: [(fact.court, number, fact.procedure) for number in fact.numbers],
    )
    for key, above in _grouped(facts, _lower_key).items():
        court, number, procedure = key
        targets = below[court, number] if procedure == "criminal" else other_procedures[court, number, procedure]
        latest = min((day for fact in above for day in fact.received), default=dt.date.max)
        targets = [fact for fact in targets if all(day <= latest for day in fact.received)]
        if len({records.root(fact.filing_id) for fact in targets}) > 1:
            declined += 1
            continue
        edges += _star("case", "lower", (fact.filing_id for fact in (*above, *targets)))
    return edges, declined


def _lower_key(fact: Facts) -> list[tuple[str, str, str]]:
    if fact.lower_court is None or fact.instance not in ("appeal", "cassation", "supervisory"):
        return []
    procedure = "criminal" if fact.procedure in _CRIMINAL else fact.procedure
    return [(fact.lower_court, number, procedure) for number in fact.lower_numbers]


def _consistent(
    firm: Sequence[Edge],
    doubtful: Sequence[Edge],
    by_id: Mapping[str, Facts],
    identities: Sequence[Callable[[Facts], set[str]]],
) -> tuple[list[Edge], int]:
    """Withdraw the doubtful edges of every cluster in which two identities of one kind would meet."""
    clusters = _clusters([*firm, *doubtful])
    met: dict[tuple[str, int], set[str]] = defaultdict(set)
    for edge in (*firm, *doubtful):
        for filing in (edge.first, edge.second):
            for kind, identity in enumerate(identities):
                met[clusters.root(filing), kind] |= identity(by_id[filing])
    kept = [
        edge
        for edge in doubtful
        if all(len(met[clusters.root(edge.first), kind]) <= 1 for kind in range(len(identities)))
    ]
    return kept, len(doubtful) - len(kept)
