"""What a member of the panel is there for, and its answer."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

from absentia.estimate.lists.residuals import CellFit
from absentia.model import Estimate, Refusal
from absentia.model.texts import Said


class Role(enum.StrEnum):
    """What a member of the panel is there for."""

    TOTAL = "total"
    """A method that answers the question; the agreement is judged over these."""
    MODEL = "model"
    """One model among many: shows what a choice does, not to be quoted alone."""
    BOUND = "bound"
    """A lower bound where units differ in how easily they are listed and the lists depend in no other way."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An estimate with what only the panel needs of it.

    ``draws`` are posterior draws of the total where the method has them, ``fit`` is what it expects in each cell.
    """

    result: Estimate
    draws: Any = None
    fit: CellFit | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One method's answer, or its refusal, with what :class:`Answered` holds."""

    id: str
    title: Said
    role: Role
    result: Estimate | Refusal
    draws: Any = field(default=None, repr=False, compare=False)
    fit: CellFit | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, name: str, title: Said, role: Role, built: Estimate | Refusal | Answered) -> Member:
        """A member from what its method gave."""
        if isinstance(built, Answered):
            return cls(name, title, role, built.result, built.draws, built.fit)
        return cls(name, title, role, built)
