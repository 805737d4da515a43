"""Judgements on links: which filings are the same is a pure function of these decisions.

Decisions of kind ``link``, as in :mod:`absentia.decisions`; choice and subject::

    same       {"level": "case", "keys": [A, B]}    because of a rule, or for a person's reason
    withdrawn  {"level": "case", "keys": [A, B]}
    not_same   {"level": "case", "keys": [A, B]}
    anchor     {"level": "case", "keys": [A, C, …]}

Keys are filing ids. ``same`` and ``withdrawn`` speak of one pair and the later line holds; a human's ``not_same`` keeps
its two filings apart whatever any key says, until the human's own ``same`` of that pair. ``not_same`` of level ``case``
holds for records too. ``anchor`` names the filings whose ids name their clusters: a cluster is named after the anchor
in it that was written first, so an id survives new data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

from absentia import decisions
from absentia.decisions import MACHINE, Decision, not_understood
from absentia.link.clusters import Clusters
from absentia.link.edges import RULES, Edge
from absentia.model.texts import Words, said

KIND = "link"
LEVELS = ("record", "case")
JUDGEMENTS = ("same", "withdrawn", "not_same", "anchor")
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision of this kind."""

    judgement: str
    level: str
    keys: tuple[str, ...]
    rule: str
    """The rule that joins, or a person's reason."""
    who: str = MACHINE
    when: str | None = field(default=None, compare=False)

    def decision(self) -> Decision:
        """As it is written down."""
        subject = {"level": self.level, "keys": list(self.keys)}
        return Decision(KIND, self.who, self.when, subject, self.judgement, self.rule)


@dataclass(slots=True)
class State:
    """What the decisions amount to."""

    edges: dict[tuple[str, str, str], Judgement] = field(default_factory=dict)
    """(level, first, second) → the decision in force that joins them."""
    apart: dict[tuple[str, str, str], Judgement] = field(default_factory=dict)
    anchors: dict[str, list[str]] = field(default_factory=lambda: {level: [] for level in LEVELS})
    """level → filings that name their cluster, in the order they were written."""

    def clusters(self, level: str) -> Clusters:
        """The sets of this level: human judgements first, then machine ones from the strongest rule to the weakest."""
        apart = [pair[1:] for pair in self.apart if pair[0] in ("case", level)]
        clusters = Clusters(apart)
        levels = ("record",) if level == "record" else LEVELS
        edges = [(key, decision) for key, decision in self.edges.items() if key[0] in levels]
        for key, _decision in sorted(edges, key=lambda item: (_strength(item[1]), item[0])):
            clusters.join(key[1], key[2])
        return clusters


def _strength(decision: Judgement) -> int:
    if decision.who != MACHINE:
        return -1
    return RULES.index(decision.rule) if decision.rule in RULES else len(RULES)


def replay(judgements: Iterable[Judgement]) -> State:
    """The state the decisions amount to, in their order."""
    state = State()
    for decision in judgements:
        if decision.judgement == "anchor":
            state.anchors[decision.level].extend(decision.keys)
            continue
        pair = (decision.level, *sorted(decision.keys))
        key = (pair[0], pair[1], pair[2])
        human = decision.who != MACHINE
        if decision.judgement == "not_same" and human:
            state.apart[key] = decision
            state.edges.pop(key, None)
        elif decision.judgement == "withdrawn":
            if human:
                state.apart.pop(key, None)
            standing = state.edges.get(key)
            if standing is not None and (human or standing.who == MACHINE):
                del state.edges[key]
        elif decision.judgement == "same":
            if human:
                state.apart.pop(key, None)
            if human or (key not in state.apart and key not in state.edges):
                state.edges[key] = decision
    return state


def among(judgements: Iterable[Judgement], filings: AbstractSet[str]) -> list[Judgement]:
    """Those on these filings; of every pair that was judged, both are among them or none."""
    return [replace(one, keys=keys) for one in judgements if (keys := tuple(key for key in one.keys if key in filings))]


def same(edge: Edge) -> Judgement:
    """The machine's judgement that an edge holds."""
    return Judgement("same", edge.level, (edge.first, edge.second), edge.rule)


def read(folder: Path) -> list[Judgement]:
    """All judgements, in order.

    Raises:
        DataProblem: a line cannot be understood; nothing is guessed from a damaged file.
    """
    return [_judgement(one) for one in decisions.read(folder, KIND)]


def append(folder: Path, judgements: Sequence[Judgement]) -> None:
    """Write them down, on the disk when this returns."""
    decisions.append(folder, [one.decision() for one in judgements])


def _judgement(one: Decision) -> Judgement:
    level, keys = one.subject.get("level", "case"), one.subject.get("keys")
    if not isinstance(keys, list):
        raise not_understood("keys", one.where)
    found = Judgement(one.choice, level, tuple(keys), one.note, one.who, one.when)
    problem = _invalid(found)
    if problem:
        raise not_understood(problem, one.where)
    return found


def _invalid(one: Judgement) -> Words:
    if one.judgement not in JUDGEMENTS or one.level not in LEVELS:
        return f"{one.judgement} / {one.level}"
    if not {*map(type, one.keys)} <= {str}:  # of an anchor there are thousands
        return "keys"
    if one.judgement != "anchor" and len(set(one.keys)) != _PAIR:
        return said("keys: 2 different ones are needed")
    return ""
