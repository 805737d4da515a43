"""The words of the portals, from ``vocabulary.yml``: compared by :func:`.text.key`, looked up in constant time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from absentia.model import Instance, PageKind, Procedure
from absentia.model.own_yaml import own_yaml
from absentia.sources.protocol import Ending
from absentia.sources.ru_sudrf.text import key

CIVIL_OR_KAS = "civil_or_kas"


_COURT_BELOW = ("первой инстанции", "нижестоящий суд")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every known word by its folded key."""

    procedures: Mapping[str, str]
    instances: Mapping[str, Instance]
    alone: Mapping[str, Instance]
    sections: frozenset[str]
    labels: Mapping[str, str]
    columns: Mapping[str, str]
    info_parts: frozenset[str]
    info_lines: frozenset[str]
    hidden_names: frozenset[str]
    no_names: frozenset[str]
    results: tuple[str, ...]
    endings: tuple[tuple[str, Ending], ...]
    events: tuple[str, ...]
    event_results: tuple[str, ...]
    messages: tuple[tuple[str, PageKind], ...]
    ignored_headings: frozenset[str]


def _keys(words: list[str]) -> frozenset[str]:
    return frozenset(key(word) for word in words)


def _heads(*lists: list[str]) -> tuple[str, ...]:
    return tuple(key(phrase) for phrases in lists for phrase in phrases)


def _by_key(words: dict[str, str]) -> dict[str, str]:
    return {key(word): meaning for word, meaning in words.items()}


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    source = resources.files("absentia.sources.ru_sudrf").joinpath("vocabulary.yml").read_text(encoding="utf-8")
    words: dict[str, Any] = own_yaml(source)
    ignored = words["ignored"]["phrases"]
    return Vocabulary(
        procedures=_by_key(words["procedures"]),
        instances={key(word): Instance(meaning) for word, meaning in words["instances"].items()},
        alone={key(word): Instance(meaning) for word, meaning in words["alone"].items()},
        sections=_keys(words["sections"]),
        labels=_by_key(words["labels"]),
        columns=_by_key(words["columns"]),
        info_parts=_keys(words["info_parts"]),
        info_lines=_keys(words["info_lines"]),
        hidden_names=_keys(words["hidden_names"]),
        no_names=_keys(words["no_names"]),
        results=_heads(words["results"], ignored),
        endings=tuple((key(said), Ending(meaning)) for said, meaning in words["endings"].items()),
        events=_heads(words["events"], ignored),
        event_results=_heads(words["event_results"], words["results"], words["events"], ignored),
        messages=tuple((key(text), PageKind(kind)) for kind, texts in words["messages"].items() for text in texts),
        ignored_headings=_keys(words["ignored"]["headings"]),
    )


def heading_of(title: str, index: str = "") -> tuple[frozenset[Procedure], frozenset[Instance]] | None:
    """The procedures and instances that a title such as «Уголовные дела - апелляция» allows; ``None`` if not known.

    A title without an instance allows all; where one title serves civil and КАС cases, the ``index`` of a number
    decides: one ending in «а» is КАС.
    """
    words = vocabulary()
    head, dash, tail = key(title).partition(" - ")
    meaning = words.procedures.get(head)
    instance = words.instances.get(tail) if dash else words.alone.get(head)
    if meaning is None or (dash and instance is None):
        return None
    instances = frozenset({instance}) if instance else frozenset(Instance) - {Instance.UNKNOWN}
    if meaning == CIVIL_OR_KAS:
        if not index:
            return frozenset({Procedure.CIVIL, Procedure.KAS}), instances
        meaning = "kas" if key(index).endswith("а") else "civil"
    return frozenset({Procedure(meaning)}), instances


@lru_cache(maxsize=4096)
def column_field(header: str) -> str | None:
    """The field a column fills: ``None`` where its heading is not known. The tooltip behind it is not compared."""
    words = vocabulary()
    whole = key(header)
    if whole in words.columns:
        return words.columns[whole]
    parts = [part.strip() for part in whole.split(" / ")]
    if all(part in words.info_parts or words.columns.get(part) == "info" for part in parts):
        return "info"
    return None


def names_court_below(header: str) -> bool:
    """Whether a column names the court below: of no table of first instances."""
    return any(words in key(header) for words in _COURT_BELOW)


@lru_cache(maxsize=4096)
def ending(result: str) -> Ending:
    """What a result means for the case."""
    folded = key(result)
    return next((meaning for words, meaning in vocabulary().endings if words in folded), Ending.OTHER)


def known_phrase(text: str, heads: tuple[str, ...]) -> bool:
    """Whether a phrase begins with one of the known ones."""
    return key(text).startswith(heads)


def hidden_or_absent(name: str) -> tuple[bool, bool]:
    """Whether a name cell hides the name, and whether it says there is none."""
    words = vocabulary()
    folded = key(name.strip("<> "))
    return folded in words.hidden_names, folded in words.no_names
