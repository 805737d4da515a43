"""How a look at a court's register ended. Never a bare zero."""

from __future__ import annotations

import enum


class SweepOutcome(enum.StrEnum):
    """The seven ends of a sweep."""

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
        return self in (SweepOutcome.COMPLETE, SweepOutcome.EMPTY)
