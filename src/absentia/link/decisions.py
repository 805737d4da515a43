"""Link decisions: an append-only file of judgements; which filings are the same is a pure function of it.

``decisions/links.jsonl``, one JSON object a line::

    {"judgement": "same", "level": "case", "keys": [A, B], "rule": "uid", "who": "machine"}
    {"judgement": "withdrawn", "level": "case", "keys": [A, B], "rule": "uid", "who": "machine"}
    {"judgement": "not_same", "level": "case", "keys": [A, B], "rule": "different people", "who": "a reviewer"}
    {"judgement": "anchor", "level": "case", "keys": [A, C, …], "rule": "smallest key", "who": "machine"}

Keys are filing ids. ``same`` and ``withdrawn`` speak of one pair and the later line holds; a human's ``not_same`` keeps
its two filings apart whatever any key says, until the human's own ``same`` of that pair. ``not_same`` of level ``case``
holds for records too. ``anchor`` names the filings whose ids name their clusters: a cluster is named after the anchor
in it that was written first, so an id survives new data.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from absentia.durable import put_on_disk
from absentia.errors import DataProblem
from absentia.link.clusters import Clusters
from absentia.link.edges import RULES, Edge
from absentia.model.texts import Words, said

FILE = "links.jsonl"
LEVELS = ("record", "case")
JUDGEMENTS = ("same", "withdrawn", "not_same", "anchor")
MACHINE = "machine"
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file."""

    judgement: str
    level: str
    keys: tuple[str, ...]
    rule: str
    who: str = MACHINE

    def as_json(self) -> str:
        """The line, without its end."""
        row = {
            "judgement": self.judgement,
            "level": self.level,
            "keys": list(self.keys),
            "rule": self.rule,
            "who": self.who,
        }
        return json.dumps(row, ensure_ascii=False)


@dataclass(slots=True)
class State:
    """What the decisions amount to."""

    edges: dict[tuple[str, str, str], Decision] = field(default_factory=dict)
    """(level, first, second) → the decision in force that joins them."""
    apart: dict[tuple[str, str, str], Decision] = field(default_factory=dict)
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


def _strength(decision: Decision) -> int:
    if decision.who != MACHINE:
        return -1
    return RULES.index(decision.rule) if decision.rule in RULES else len(RULES)


def replay(decisions: Iterable[Decision]) -> State:
    """The state the decisions amount to, in their order."""
    state = State()
    for decision in decisions:
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


def same(edge: Edge) -> Decision:
    """The machine's judgement that an edge holds."""
    return Decision("same", edge.level, (edge.first, edge.second), edge.rule)


def read(folder: Path) -> list[Decision]:
    """All decisions, in order.

    Raises:
        DataProblem: a line cannot be understood; nothing is guessed from a damaged file.
    """
    file = folder / FILE
    if not file.exists():
        return []
    decisions = []
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        if line.strip():
            decisions.append(_parsed(line, f"{file}:{number}"))
    return decisions


def digest(folder: Path) -> str:
    """SHA-256 of the file as it is; of nothing where there is none."""
    file = folder / FILE
    return hashlib.sha256(file.read_bytes() if file.exists() else b"").hexdigest()


def _parsed(line: bytes, where: str) -> Decision:
    problem: Words
    try:
        row: Any = json.loads(line)
        decision = Decision(
            judgement=row["judgement"],
            level=row.get("level", "case"),
            keys=tuple(row["keys"]),
            rule=row.get("rule", ""),
            who=row["who"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        problem = str(error) or type(error).__name__
    else:
        problem = _invalid(decision)
        if not problem:
            return decision
    raise DataProblem(
        said("this link decision cannot be understood: {problem}", problem=problem),
        where=where,
        next_step=said("mend or remove the line; docs/methodology/linking.md shows the form"),
    )


def _invalid(decision: Decision) -> Words:
    if decision.judgement not in JUDGEMENTS or decision.level not in LEVELS:
        return f"{decision.judgement} / {decision.level}"
    if not all(isinstance(key, str) for key in decision.keys):
        return "keys"
    if decision.judgement != "anchor" and len(set(decision.keys)) != _PAIR:
        return said("keys: 2 different ones are needed")
    return ""


def append(folder: Path, decisions: Sequence[Decision]) -> None:
    """Add lines to the file, on the disk when this returns.

    A torn last line of a crash is completed by nothing and told by :func:`read`: it may be a person's.
    """
    if not decisions:
        return
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    content = "".join(f"{decision.as_json()}\n" for decision in decisions).encode()
    there = file.read_bytes() if file.exists() else b""
    before = len(there)
    if there and not there.endswith(b"\n"):
        content = b"\n" + content  # a person's editor need not end the last line
    with file.open("ab") as handle:
        try:
            handle.write(content)
            put_on_disk(handle)
        except BaseException:
            # a full disk must not leave half a line
            os.truncate(handle.fileno(), before)
            raise
