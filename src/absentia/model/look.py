"""A look: one question put to one publisher, and what came of it."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from dataclasses import dataclass


class LookOutcome(enum.StrEnum):
    """How a look at a court's register ended. Never a bare zero."""

    COMPLETE = "complete"
    """Every row was read: the distinct records over all pages equal the counter, stable on re-reading."""
    EMPTY = "empty"
    """No row, and it is proven that the question was understood."""
    CAPTCHA = "captcha"
    """The court wants a captcha; a person may answer it, no program does."""
    BLOCKED = "blocked"
    """The court, its firewall or its robots.txt refuses."""
    UNREACHABLE = "unreachable"
    """No answer, or only «Информация временно недоступна» and the like."""
    PARTIAL = "partial"
    """Something was read, but it cannot be shown to be all; the reason says what is missing."""
    LAYOUT_CHANGED = "layout_changed"
    """The page no longer reads as the source describes it."""

    @property
    def known(self) -> bool:
        """Whether what the register shows is now known: complete, or empty."""
        return self in (LookOutcome.COMPLETE, LookOutcome.EMPTY)


@dataclass(frozen=True, slots=True)
class Look:
    """What was asked of a court's register, when, and how it ended.

    ``since`` and ``until`` are receipt dates, both counted; ``None`` is an end the question left open. Moments are
    UTC. Captures are digests of pages in the archive.
    """

    court: str
    """The court's host."""
    register: str
    """As the source names it: ``criminal-first``."""
    building: int
    """Which of the court's databases."""
    provision: str | None
    """``337``, ``337.5``; ``None``: the whole register."""
    since: dt.date | None
    until: dt.date | None
    outcome: LookOutcome
    reason: str | None
    counter: int | None
    """What the court says there is."""
    distinct: int
    """Different records read."""
    started: dt.datetime
    ended: dt.datetime
    captures: tuple[str, ...] = ()
    """The pages of the answer, in the order they were read."""
    proof: tuple[str, ...] = ()
    """Of an empty look: the pages that prove the question was understood."""
    parent: str | None = None
    """The look whose window was split, where this is a part of it."""
    origin: str = "ledger"
    """``ledger``: the collector's own account; ``inferred``: from pages that came without one."""

    @property
    def id(self) -> str:
        """What tells it from every other look: a digest of question and moment."""
        asked = (self.court, self.register, self.building, self.provision, self.since, self.until)
        return hashlib.sha256(repr((*asked, self.started, self.ended, self.origin)).encode()).hexdigest()[:16]
