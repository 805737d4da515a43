"""What one cell of persons and charges says, read on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic

from absentia.model.charge import Charge
from absentia.model.page import Issue
from absentia.model.text import Text


@dataclass(frozen=True, slots=True)
class CellPerson(Generic[Text]):
    """One person of a cell. ``name`` is ``None`` where the page hides (``name_hidden``) or omits it."""

    name: Text | None
    name_hidden: bool
    charges: tuple[Charge[Text], ...]
    raw: Text
    """The characters of the cell this person was read from."""


@dataclass(frozen=True, slots=True)
class CellReading(Generic[Text]):
    """What a cell says: its persons in order, and in appeals the court and number of the first instance."""

    persons: tuple[CellPerson[Text], ...] = ()
    lower_court: Text | None = None
    lower_number: Text | None = None
    issues: tuple[Issue[Text], ...] = ()
