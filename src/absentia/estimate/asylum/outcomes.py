"""Of the decisions on the merits, the share that gave protection: every table that rounds to the published one.

A decision on the merits says yes or no; one that closes a case without an answer (withdrawn, another country
responsible) is none. With *x* decisions that gave protection and *y* that did not, each a whole number between its
ends, x / (x + y) rises with x and falls with y, so that its ends are those of the corners. With chance, the corners are
those of the Clopper–Pearson interval (Biometrika 26, 1934), which is monotone in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scipy import stats

from absentia.figures.asylum.cells import Cell, Kind
from absentia.model.estimate import Interval
from absentia.model.period import Period
from absentia.model.texts import Said, said

LEVEL = 0.95
PARTS = ("decisions_refugee", "decisions_humanitarian", "decisions_subsidiary", "decisions_complementary")
"""Kinds of protection; their sum is ``decisions_positive`` where a table has it."""


@dataclass(frozen=True, slots=True)
class Ends:
    """A number as shown, and the least and most it may stand for."""

    low: int
    shown: int
    high: int

    def __add__(self, other: Ends) -> Ends:
        return Ends(self.low + other.low, self.shown + other.shown, self.high + other.high)


NONE = Ends(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Decided:
    """What one instance of one country decided in one period: decisions of each outcome, of one kind throughout."""

    kind: Kind
    """That of all decisions together."""
    place: str
    period: Period
    outcomes: Mapping[str, Ends]

    def of(self, *measures: str) -> Ends:
        """The sum of some outcomes; those without a cell count nothing."""
        return sum((self.outcomes[one] for one in measures if one in self.outcomes), NONE)

    def protected(self, status: str) -> Ends:
        """Decisions that gave this status: refugee status alone, or any protection."""
        if status == "refugee":
            return self.of("decisions_refugee")
        return self.of("decisions_positive") if "decisions_positive" in self.outcomes else self.of(*PARTS)

    def others(self, status: str) -> Ends:
        """Decisions on the merits that gave another status or none."""
        rejected = self.of("decisions_rejected")
        return rejected if status == "any" else self.of(*PARTS[1:]) + rejected

    def share(self, status: str) -> float:
        """As the published numbers are."""
        yes, no = self.protected(status), self.others(status)
        return yes.shown / (yes.shown + no.shown)

    def ends(self, status: str) -> Interval:
        """Of every table that rounds to the published one."""
        yes, no = self.protected(status), self.others(status)
        return Interval(yes.low / (yes.low + no.high), yes.high / (yes.high + no.low), 1.0, "bounds")

    def ends_with_chance(self, status: str) -> Interval:
        """The same for the chance of another such case."""
        yes, no = self.protected(status), self.others(status)
        tail = (1 - LEVEL) / 2
        low = float(stats.beta.ppf(tail, yes.low, no.high + 1)) if yes.low else 0.0
        high = float(stats.beta.isf(tail, yes.high + 1, no.low)) if no.low else 1.0
        return Interval(low, high, LEVEL, "confidence")

    def why_not(self, status: str) -> Said | None:
        """Why there is no share; nothing where there is one."""
        given = {"decisions_refugee"} if status == "refugee" else {"decisions_positive", *PARTS}
        if "decisions_rejected" not in self.outcomes or not self.outcomes.keys() & given:
            return said("the table does not say how many decisions gave this and how many did not")
        whole, parts = self.outcomes.get("decisions"), self._parts()
        if whole is not None and not (parts.low <= whole.high and whole.low <= parts.high):
            return said(
                "the outcomes add up to {low} to {high}, the table's own total is {total}: some have no outcome",
                low=parts.low,
                high=parts.high,
                total=whole.shown,
            )
        yes, no = self.protected(status), self.others(status)
        if yes.low + no.low == 0:
            return said("no decision on the merits is shown: the share is not known, and not 0 %")
        return None

    def _parts(self) -> Ends:
        return self.protected("any") + self.of("decisions_rejected", "decisions_closed")


def decided(cells: Iterable[Cell]) -> list[Decided]:
    """The decisions of a table, together where country, period, instance, authority, sex, age and unit are the same.

    Masked numbers count as the middle of what they may be.
    """
    found: dict[tuple[Kind, str, Period], dict[str, Ends]] = {}
    for one in cells:
        if one.kind.measure.startswith("decisions"):
            key = (replace(one.kind, measure="decisions"), one.place, one.period)
            shown = (one.low + one.high) // 2 if one.shown is None else one.shown
            found.setdefault(key, {})[one.kind.measure] = Ends(one.low, shown, one.high)
    return [Decided(kind, place, period, outcomes) for (kind, place, period), outcomes in found.items()]
