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
cluster: a contradiction is not settled by order of arrival. Every key that joins nothing is told, with the reason.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from absentia.link.clusters import Clusters
from absentia.link.facts import Facts

Key = TypeVar("Key", bound=Hashable)
RULES = ("guid", "number", "uid", "lower")
"""From the strongest to the weakest."""
_CRIMINAL = frozenset({"criminal", "material"})
"""An appeal in a criminal register may be against a ruling on a material."""
_HIGHER = ("appeal", "cassation", "supervisory")
"""The instances whose filings name a court below."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """Two filings an exact key joins."""

    level: str
    """record or case."""
    rule: str
    first: str
    second: str
    key: tuple[str, ...] = ()
    """What they share: the GUID, number or УИД; of ``lower`` the court and the number there."""

    @classmethod
    def of(cls, level: str, rule: str, one: str, other: str, key: tuple[str, ...] = ()) -> Edge:
        """An edge with its ends in order."""
        return cls(level, rule, min(one, other), max(one, other), key)


@dataclass(frozen=True, slots=True, order=True)
class Declined:
    """A key that was ambiguous or contradictory, and does not join these filings."""

    level: str
    rule: str
    reason: str
    """``guids``, ``uids``: several are in play; ``guids_meet``, ``uids_meet``: two would come together with all that is
    joined to its filings; ``received``: other days of receipt, or it is not known which; ``procedure``: another one;
    ``records``: several bear the number; ``received_later``: than the appeal. Of one filing: ``own_uids``: it shows
    two; ``lower_court``: it names none, or none that is exactly one known court."""
    key: tuple[str, ...]
    filings: tuple[str, ...]

    @classmethod
    def of(cls, level: str, rule: str, reason: str, key: tuple[str, ...], facts: Iterable[Facts]) -> Declined:
        """Of these filings, in order."""
        return cls(level, rule, reason, key, tuple(sorted({fact.filing_id for fact in facts})))


@dataclass(frozen=True, slots=True)
class Edges:
    """What joins, and the keys that were ambiguous or contradictory and so joined nothing."""

    joined: tuple[Edge, ...]
    declined: tuple[Declined, ...]


def exact_edges(facts: Sequence[Facts]) -> Edges:
    """Every edge the exact keys justify; the order of the facts does not matter."""
    by_id = {fact.filing_id: fact for fact in facts}
    guids = _grouped(facts, lambda fact: [(fact.guid, fact.court)] if fact.guid else [])
    guid = _stars("record", "guid", guids)
    number, ambiguous = _number_edges(facts)
    number, contradictory = _consistent(guid, number, by_id, {"guids_meet": _guids, "uids_meet": _uids})
    uid = _stars("case", "uid", _grouped(facts, _uid_key))
    foreign = _other_procedures(facts)
    lower, unclear = _lower_edges(facts, _clusters([*guid, *number]))
    lower, conflicting = _consistent([*guid, *number, *uid], lower, by_id, {"uids_meet": _uids})
    return Edges(
        joined=tuple(sorted({*guid, *number, *uid, *lower})),
        declined=tuple(sorted((*ambiguous, *contradictory, *foreign, *unclear, *conflicting))),
    )


def unusable(fact: Facts) -> Iterator[Declined]:
    """The keys of a filing that can join it to no other, whatever others there are."""
    if _contradicts_itself(fact):
        yield Declined.of("case", "uid", "own_uids", tuple(sorted(fact.uids)), [fact])
    if fact.instance in _HIGHER and fact.lower_court is None and fact.lower_numbers:
        yield Declined.of("case", "lower", "lower_court", tuple(sorted(fact.lower_numbers)), [fact])


def _contradicts_itself(fact: Facts) -> bool:
    """A filing that was seen with two valid УИД."""
    return len(fact.uids) > 1


def _guids(fact: Facts) -> set[str]:
    return {fact.guid} if fact.guid else set()


def _uids(fact: Facts) -> set[str]:
    return set(fact.uids)


def _uid_key(fact: Facts) -> list[tuple[str, str]]:
    return [] if _contradicts_itself(fact) else [(uid, fact.procedure) for uid in fact.uids]


def _other_procedures(facts: Sequence[Facts]) -> list[Declined]:
    by_uid = _grouped(facts, lambda fact: [uid for uid, _procedure in _uid_key(fact)])
    return [
        Declined.of("case", "uid", "procedure", (uid,), members)
        for uid, members in by_uid.items()
        if len({fact.procedure for fact in members}) > 1
    ]


def _grouped(facts: Iterable[Facts], keys: Callable[[Facts], Iterable[Key]]) -> dict[Key, list[Facts]]:
    groups: dict[Key, list[Facts]] = defaultdict(list)
    for fact in facts:
        for key in keys(fact):
            groups[key].append(fact)
    return groups


def _star(level: str, rule: str, key: tuple[str, ...], members: Iterable[Facts]) -> list[Edge]:
    """Join all members to the smallest, which is the same whatever their order."""
    centre, *others = sorted({fact.filing_id for fact in members})
    return [Edge.of(level, rule, centre, other, key) for other in others]


def _stars(level: str, rule: str, groups: Mapping[tuple[str, str], Sequence[Facts]]) -> list[Edge]:
    """Of groups whose key is the first part of what groups them."""
    return [edge for key, members in groups.items() for edge in _star(level, rule, key[:1], members)]


def _clusters(edges: Iterable[Edge]) -> Clusters:
    clusters = Clusters()
    for edge in edges:
        clusters.join(edge.first, edge.second)
    return clusters


def _number_edges(facts: Sequence[Facts]) -> tuple[list[Edge], list[Declined]]:
    edges: list[Edge] = []
    declined: list[Declined] = []
    groups = _grouped(facts, lambda fact: [(*fact.register, number) for number in fact.numbers])
    for (*_register, number), members in groups.items():
        if len(members) < 2:  # one filing has nobody to be joined with
            continue
        clusters = _by_receipt(members)
        if [len(cluster) for cluster in clusters] != [len(members)]:
            declined.append(Declined.of("record", "number", "received", (number,), members))
        for cluster in clusters:
            several = next((reason for reason, identity in _IDENTITIES.items() if _several(cluster, identity)), None)
            if several is not None:
                declined.append(Declined.of("record", "number", several, (number,), cluster))
            else:
                edges += _star("record", "number", (number,), cluster)
    return edges, declined


_IDENTITIES: Mapping[str, Callable[[Facts], set[str]]] = {"guids": _guids, "uids": _uids}


def _several(facts: Iterable[Facts], identity: Callable[[Facts], set[str]]) -> bool:
    return len({one for fact in facts for one in identity(fact)}) > 1


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


def _lower_edges(facts: Sequence[Facts], records: Clusters) -> tuple[list[Edge], list[Declined]]:
    edges: list[Edge] = []
    declined: list[Declined] = []
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
        bearing = below[court, number] if procedure == "criminal" else other_procedures[court, number, procedure]
        latest = min((day for fact in above for day in fact.received), default=dt.date.max)
        targets = [fact for fact in bearing if all(day <= latest for day in fact.received)]
        if len(targets) < len(bearing):
            later = [fact for fact in bearing if fact not in targets]
            declined.append(Declined.of("case", "lower", "received_later", (court, number), (*above, *later)))
        if len({records.root(fact.filing_id) for fact in targets}) > 1:
            declined.append(Declined.of("case", "lower", "records", (court, number), (*above, *targets)))
            continue
        edges += _star("case", "lower", (court, number), (*above, *targets))
    return edges, declined


def _lower_key(fact: Facts) -> list[tuple[str, str, str]]:
    if fact.lower_court is None or fact.instance not in _HIGHER:
        return []
    procedure = "criminal" if fact.procedure in _CRIMINAL else fact.procedure
    return [(fact.lower_court, number, procedure) for number in fact.lower_numbers]


def _consistent(
    firm: Sequence[Edge],
    doubtful: Sequence[Edge],
    by_id: Mapping[str, Facts],
    identities: Mapping[str, Callable[[Facts], set[str]]],
) -> tuple[list[Edge], list[Declined]]:
    """Withdraw the doubtful edges of every cluster in which two identities of one kind would meet."""
    clusters = _clusters([*firm, *doubtful])
    met: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edge in (*firm, *doubtful):
        for filing in (edge.first, edge.second):
            for kind, identity in identities.items():
                met[clusters.root(filing), kind] |= identity(by_id[filing])
    kept, declined = [], []
    for edge in doubtful:
        root = clusters.root(edge.first)
        meeting = next((kind for kind in identities if len(met[root, kind]) > 1), None)
        if meeting is None:
            kept.append(edge)
        else:
            declined.append(Declined(edge.level, edge.rule, meeting, edge.key, (edge.first, edge.second)))
    return kept, declined
