"""A count: the closed range of whole numbers that what was seen allows; or none, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from absentia.model.numbers import DASH, NOTHING, number

WITHHELD = "suppressed"
"""The reason of a count that is known and not shown, because it, or another it would give away, is small."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many units there are, as far as what was seen can say.

    There are ``low`` at least and ``high`` at most; ``high`` is ``None`` where nothing limits it. Exact is ``low ==
    high``. Where there is no number both are ``None`` and ``reason`` says why: :data:`WITHHELD`, or why nobody knows.

    Raises:
        ValueError: a range that is none: negative, turned round, or neither numbers nor a reason.
    """

    low: int | None
    high: int | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.low is None:
            sound = self.high is None and self.reason is not None
        else:
            sound = self.low >= 0 and (self.high is None or self.high >= self.low) and self.reason is None
        if not sound:
            msg = f"no count: low {self.low}, high {self.high}, reason {self.reason!r}"
            raise ValueError(msg)

    @classmethod
    def exactly(cls, number: int) -> Self:
        """All of them were counted."""
        return cls(number, number)

    @classmethod
    def at_least(cls, number: int) -> Self:
        """So many were counted, and nothing says that there are no more."""
        return cls(number)

    @classmethod
    def unknown(cls, reason: str) -> Self:
        """Nobody knows, and why."""
        return cls(None, None, reason)

    @classmethod
    def withheld(cls) -> Self:
        """Known to whoever has the records, and not shown."""
        return cls(None, None, WITHHELD)

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> Self:
        """As :meth:`as_dict` wrote it."""
        return cls(written["low"], written["high"], written.get("reason"))

    @property
    def known(self) -> bool:
        """There is a number."""
        return self.low is not None

    @property
    def exact(self) -> bool:
        """There is one number and no other can be."""
        return self.low is not None and self.low == self.high

    def __add__(self, other: Count) -> Count:
        """Of two kinds of units together; what is unknown or withheld of either is so of both."""
        if self.low is None:
            return self
        if other.low is None:
            return other
        open_end = self.high is None or other.high is None
        return Count(self.low + other.low, None if open_end else (self.high or 0) + (other.high or 0))

    def text(self, code: str) -> str:
        """As it is read: ``5``, ``≥ 5``, ``5–7``; a dash where there is no number, never a zero."""
        if self.low is None:
            return NOTHING
        low = number(self.low, code)
        if self.high is None:
            return f"≥ {low}"
        return low if self.exact else f"{low}{DASH}{number(self.high, code)}"

    def as_dict(self, name: str = "count") -> dict[str, Any]:
        """For JSON and CSV: ``count`` (so many at least), ``complete``, ``low``, ``high``; ``reason`` if any."""
        found = {name: self.low, "complete": self.exact, "low": self.low, "high": self.high}
        return found | ({"reason": self.reason} if self.reason is not None else {})
