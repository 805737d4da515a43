"""A number with everything a comparison needs to know of it; sums of several; and where operands may come from."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from absentia.check.operand import Operand
from absentia.check.operand import Text as Written
from absentia.check.operations import Bound, Range
from absentia.figures import Catalogue, Figure
from absentia.figures.stretches import Stretch
from absentia.model.checked import Citation, Standing, Text
from absentia.model.estimate import Interval
from absentia.model.period import Period
from absentia.model.texts import Said, Words, said_of
from absentia.model.units import kind_of_unit
from absentia.tally.dispersion import Series

if TYPE_CHECKING:
    from absentia.observatory import Observatory


@dataclass(frozen=True, slots=True)
class Quantity:
    """One resolved operand; ``value`` is ``None`` where there is no number, and ``note`` says why."""

    name: str
    label: Text
    value: float | None
    unit: Text
    standing: Standing
    period: Period | None = None
    period_text: str | None = None
    reach: Period | None = None
    """Of a sum of several periods, the days from the first to the last, where they leave out next to none."""
    interval: Interval | None = None
    meant: str = "exact"
    """What the source says of the number: ``approx``, ``derived`` … , or how it was found: ``estimated``."""
    span: Range | None = None
    """The values it allows; none: just ``value``."""
    events: bool = False
    """A count of things that happen one by one: its number varies by chance."""
    series: Series | None = None
    """The same by sub-periods, where these are known."""
    tallied: tuple[str, str | None] | None = None
    """Of a count of the observatory, its measure and the provision asked for."""
    synthetic: bool = False
    """It was counted or estimated from invented pages."""
    running_total: bool = False
    figures: tuple[Figure, ...] = ()
    made_of: tuple[str, ...] = ()
    """Of an estimate, the ids of the figures it was computed from."""
    scale: float = 1
    """What the numbers of its figures were multiplied by."""
    source_unit: str = ""
    """What its source says it counts, in English, whatever the claims file calls it; nothing: what that says."""
    stretches: tuple[Stretch, ...] = ()
    """Of a published figure, every stretch of time its series counts."""
    whose: str | None = None
    """The jurisdiction it is counted in; ``None``: in none, in several, or not said."""
    sources: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    caveats: tuple[Text, ...] = ()
    doubts: tuple[Text, ...] = ()
    """What nobody verified of it: caveats that keep a verdict from being a plain “supported”."""
    note: Text | None = None

    @property
    def number(self) -> float:
        """The number of a quantity that has one.

        Raises:
            ValueError: it has none.
        """
        if self.value is None:
            msg = f"there is no number for {self.name}"
            raise ValueError(msg)
        return self.value

    @property
    def allowed(self) -> Range:
        """The values it allows."""
        return self.span or Range.exactly(self.value or 0.0)

    @property
    def bound(self) -> Bound:
        """How these are said."""
        return self.allowed.bound

    @property
    def origin(self) -> frozenset[str]:
        """The published figures it rests on, by id."""
        return frozenset((*(figure.id for figure in self.figures), *self.made_of))

    @property
    def counts(self) -> str:
        """The kind of thing it counts, in English; nothing where nobody says."""
        return kind_of_unit(self.source_unit or self.unit.text("en"))

    @property
    def window(self) -> Period | None:
        """The days it counts, as far as these are known."""
        return self.period or self.reach

    @property
    def qualifier(self) -> str:
        """How its number is meant: as its range is said; of one that is exact, as its source says."""
        return self.meant if self.bound == "exact" else self.bound


@dataclass(frozen=True, slots=True)
class Sources:
    """Where operands may come from."""

    catalogue: Catalogue
    observatory: Observatory | None = None
    answers: dict[tuple[str, ...], Any] = dataclasses.field(default_factory=dict, compare=False)
    """Estimates already run: several operands pick from the same answer."""
    jurisdiction: str | None = None
    """Whose law the claims' provisions are of, where they do not say."""
    as_of: dt.date | None = None
    """Count what could be known at the end of this day."""


def period_text(start: str, end: str | None) -> str:
    """``2023-01-01 – 2023-06-30``; an open end is an ellipsis."""
    return start if start == end else f"{start} – {end or '…'}"


def named(given: Written | None, otherwise: Words) -> Said:
    """The claims file's own words for a label or a unit; where it gives none, others."""
    return said_of(otherwise) if given is None else given.words


def widened(span: Range, operand: Operand) -> Range:
    """In the unit wanted; open above where the operand counts what is known only."""
    found = span.times(operand.scale)
    return found.at_least() if operand.minimum else found


def scaled(interval: Interval | None, scale: float) -> Interval | None:
    """The interval in the unit wanted."""
    if interval is None or scale == 1:
        return interval
    return dataclasses.replace(interval, low=interval.low * scale, high=interval.high * scale)


def absent(name: str, operand: Operand, why: Text, standing: Standing = "computed") -> Quantity:
    """An operand without a number, and why."""
    label, unit = named(operand.label, name), named(operand.unit, "")
    return Quantity(name=name, label=label, value=None, unit=unit, standing=standing, note=why)


def standing_of(parts: Sequence[Quantity]) -> Standing:
    """Of a number made of others: it is no better known than the least known of them."""
    standings = {part.standing for part in parts}
    if "estimated" in standings:
        return "estimated"
    return "tallied" if "tallied" in standings else "computed"


SLACK = 0.05
"""Part of a stretch of days that may be left out: a total of 27 December stands for the year's."""
