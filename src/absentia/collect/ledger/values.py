"""What the ledger writes down as text, and the one way to read it again: moments, days, outcomes, lists of captures.

Rows that no seal covers yet may have been written by hand. What stands in them is understood, or the ledger is damaged
and nobody counts on; a moment is one that the calendar can be reckoned on from without leaving it.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
from typing import Any, TypeVar

from absentia.errors import Damaged
from absentia.model.texts import Said, said

_YEARS = range(1900, 3000)
_Word = TypeVar("_Word", bound=enum.StrEnum)


def stamp(moment: dt.datetime) -> str:
    """A moment as the ledger writes it; text that sorts as time does."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: object) -> dt.datetime:
    """The moment the ledger wrote down.

    Raises:
        Damaged: what stands there is none.
    """
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.year not in _YEARS:
        raise not_understood(said("a moment"))
    return found


def moment(text: object) -> dt.datetime | None:
    """The same, where none may have been written down."""
    return None if text is None else moment_of(text)


def day_of(text: object) -> dt.date:
    """The day the ledger wrote down, or that of a moment.

    Raises:
        Damaged: what stands there is none.
    """
    try:
        found = dt.date.fromisoformat(str(text)[:10])
    except ValueError:
        found = None
    if found is None or found.year not in _YEARS or found.isoformat() != str(text)[:10]:
        raise not_understood(said("a day"))
    return found


def day(text: object) -> dt.date | None:
    """The same, where none may have been written down."""
    return None if text is None else day_of(text)


def word_of(words: type[_Word], text: object) -> _Word:
    """One of the words the ledger knows.

    Raises:
        Damaged: what stands there is none of them.
    """
    try:
        return words(str(text))
    except ValueError:
        raise not_understood(said("one of its words")) from None


def captures_of(text: object) -> tuple[str, ...]:
    """The captures of a list.

    Raises:
        Damaged: what stands there is no list of them.
    """
    try:
        found: Any = json.loads(str(text))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise not_understood(said("a list of captures"))
    return tuple(found)


def not_understood(wanted: Said) -> Damaged:
    """Said of text that is not what the ledger writes in its place; the text may be anything, and is not said."""
    return damaged(said("a row that should hold {wanted} does not", wanted=wanted))


def damaged(reason: Said | str, where: str = "state.sqlite") -> Damaged:
    """Said of a ledger that cannot be used."""
    return Damaged(
        said("the ledger cannot be used: {reason}", reason=reason),
        where=where,
        next_step=said("`absentia doctor` says what mends it; nothing is counted until then"),
    )
