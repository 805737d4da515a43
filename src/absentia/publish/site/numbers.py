"""A published number: what it is known by through all versions, how it reads, and everything it rests on."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from absentia.messages import N_, translate
from absentia.model.checked import Standing, Text
from absentia.model.count import WITHHELD, Count
from absentia.model.estimate import Interval
from absentia.model.numbers import NOTHING, Quantity, bounded, finite, measured
from absentia.tally.words import REASONS

_DIGITS = 12
# a number within a sentence, until a page puts a link there: no text from outside can hold these marks
_MARK = re.compile("\ue000([0-9a-f]{12})([\ue001\ue002])")
_LOWER = "\ue002"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number of a site.

    ``value``, ``least`` and ``most`` are as in :class:`~absentia.model.checked.Computed`: the number, and the range of
    those that are possible where it is not exact.
    """

    keys: Mapping[str, str]
    """What it counts, for programs: measure, article, court, period; never its value. It is known by these."""
    label: Text
    value: float | None
    least: float | None = None
    most: float | None = None
    reason: Text | None = None
    """Why there is no number."""
    unit: Text
    quantity: Quantity = Quantity.COUNT
    period: str = ""
    interval: Interval | None = None
    unfinished: Text | None = None
    """Why more is still expected of its period."""
    bound: Text | None = None
    """Why it is a lower bound, where that is not for want of looking."""
    standing: Standing
    definition: Text
    coverage: Text | None = None
    statement: str = ""
    """The SQL that selects its units."""
    command: str = ""
    """What recomputes it."""
    sources: Sequence[str] = ()
    synthetic: bool = False
    data: str = ""
    """Digest of what it was computed from."""

    @property
    def id(self) -> str:
        """The same in every version, on every machine."""
        return id_of(self.keys)

    @property
    def withheld(self) -> bool:
        """It is known and not shown."""
        return self.reason is not None and self.reason.template == REASONS[WITHHELD]

    @property
    def mark(self) -> str:
        """Stands for it in a sentence."""
        return f"\ue000{self.id}\ue001"

    @property
    def mark_of_least(self) -> str:
        """Stands for its lower end in a sentence that says “at least” itself."""
        return f"\ue000{self.id}{_LOWER}"

    def text(self, code: str) -> str:
        """As it is read: ``5``, ``≥ 5``, ``5–7``; “withheld”, or a dash where nobody knows, never a zero."""
        if self.value is None:
            return translate(N_("withheld"), code) if self.withheld else NOTHING
        return bounded(self.value, self.least, self.most, self.quantity, code)

    def recorded(self, version: str) -> dict[str, Any]:
        """What later versions need to know of it; ``version``: of the program."""
        rule = "\x1f".join((version, str(self.definition), self.statement, self.command))
        return {
            "value": finite(self.value),
            "least": finite(self.least),
            "most": finite(self.most),
            "reason": str(self.reason) if self.reason else None,
            "data": self.data,
            "rule": hashlib.sha256(rule.encode()).hexdigest()[:_DIGITS],
        }


def id_of(keys: Mapping[str, str]) -> str:
    """The id of the number that is known by these keys."""
    written = json.dumps(dict(sorted(keys.items())), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:_DIGITS]


def of_count(count: Count) -> dict[str, Any]:
    """A count as ``value``, ``least`` and ``most`` of a number."""
    if count.low is None:
        return {"value": None}
    if count.exact:
        return {"value": count.low}
    return {"value": count.low, "least": count.low, "most": count.high}


@dataclass(slots=True)
class Book:
    """Every number of a site, each once."""

    numbers: dict[str, Number] = field(default_factory=dict)

    def add(self, number: Number) -> Number:
        """The number, kept under what it is known by."""
        return self.numbers.setdefault(number.id, number)

    def filled(self, sentence: str, code: str, show: Callable[[Number, str], str]) -> str:
        """A sentence with each mark replaced by what ``show`` makes of its number and how it reads there."""

        def put(found: re.Match[str]) -> str:
            number = self.numbers.get(found[1])
            if number is None:
                return ""
            lower = found[2] == _LOWER
            return show(number, measured(number.least, number.quantity, code) if lower else number.text(code))

        return _MARK.sub(put, sentence)
