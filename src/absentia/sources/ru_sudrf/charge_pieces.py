"""What a person's stretch of a cell is read into, before codes and modifiers are applied."""

from __future__ import annotations

from dataclasses import dataclass

from absentia.model.texts import N_
from absentia.sources.ru_sudrf.codes import Code

NOT_A_CHARGE = N_("this is not a charge as the grammar knows it")
NO_CHARGE_AFTER = N_("a general-part article (30 or 33) with no charge after it")
OTHER_CODE = N_("a code other than УК РФ, УПК РФ and КоАП РФ")
CODE_ALONE = N_("a code with no article to it")
NOTE_UNKNOWN = N_("a note that is not understood")
BRACKETS = N_("a bracket without its counterpart")


@dataclass(slots=True)
class Unit:
    """One article with part and points; ``code`` is assigned once the code that governs it is found."""

    start: int
    end: int
    article: str
    part: str | None = None
    points: tuple[str, ...] = ()
    episodes: int = 1
    code: Code | None = Code.UNASSIGNED
    """``None``: another code (УК РСФСР), which is never counted as one of ours."""


@dataclass(slots=True)
class Unread:
    """A stretch of text that is not read, and why."""

    start: int
    end: int
    message: str = NOT_A_CHARGE
    note_only: bool = False
    """The stretch stands beside charges, not in place of one: no charge was lost with it."""


@dataclass(slots=True)
class CodeMark:
    """A code as written; with a colon it governs what follows, else what stands before it."""

    start: int
    end: int
    code: Code | None
    colon: bool


@dataclass(slots=True)
class Episodes:
    """«(2 эпизода)» behind a code."""

    start: int
    end: int
    count: int


@dataclass(slots=True)
class Boundary:
    """The edge of a bracket, or (``hard`` false) a semicolon or line break."""

    start: int
    end: int
    hard: bool


Piece = Unit | Unread | CodeMark | Episodes | Boundary
