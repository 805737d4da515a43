"""What is another than in the version before, and what explains it; without an explanation nothing is published."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.errors import DataProblem
from absentia.model.numbers import NOTHING, bounded
from absentia.model.texts import counted, said
from absentia.publish.site.corrections import Correction, Explained, explained, same
from absentia.publish.site.numbers import Book, Number

_NAMED = 5
"""So many unexplained numbers are named."""


@dataclass(frozen=True, slots=True)
class Change:
    """A number that both versions have, and not the same."""

    number: Number
    before: str
    """As it read in English."""
    why: Explained


def text_of(recorded: Mapping[str, Any], number: Number, code: str = "en") -> str:
    """A number of an earlier version as it reads now."""
    if recorded["value"] is None:
        return NOTHING
    return bounded(recorded["value"], recorded["least"], recorded["most"], number.quantity, code)


def changes(
    book: Book,
    before: Mapping[str, Mapping[str, Any]],
    fresh: Sequence[Correction],
    version: str,
    untouched: Container[str] = (),
) -> list[Change]:
    """Every number that is another than before.

    Args:
        book: the numbers as they are.
        before: as the version before recorded them.
        fresh: corrections that came after it.
        version: of the program.
        untouched: numbers, and claims, whose own units and looks are what they were.
    """
    found = []
    for name, was in before.items():
        number = book.numbers.get(name)
        if number is None:
            continue
        now = number.recorded(version)
        if not same(was, now):
            own = _known_by(number) in untouched
            found.append(Change(number, text_of(was, number), explained(name, was, now, fresh, untouched=own)))
    return found


def _known_by(number: Number) -> str:
    """A number, or the claim that it stands in."""
    return f"{number.keys['article']} {number.keys['claim']}" if "claim" in number.keys else number.id


def must_be_explained(found: Sequence[Change]) -> None:
    """Refuse to publish a number that changed without a reason a reader is told.

    Raises:
        DataProblem: one did.
    """
    wanting = [one for one in found if one.why == "nothing"]
    if not wanting:
        return
    named = "; ".join(
        f"{one.number.label.text('en')} ({one.number.id}): {one.before} → {one.number.text('en')}"
        for one in wanting[:_NAMED]
    )
    raise DataProblem(
        counted(
            "{count} published number changed, and neither new data nor a correction explains it",
            "{count} published numbers changed, and neither new data nor a correction explains it",
            count=len(wanting),
        ),
        where=named,
        next_step=said("write corrections/NAME.yml with their ids; docs/guide/publish.md shows one"),
    )
