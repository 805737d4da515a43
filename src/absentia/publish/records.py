"""What a brief is made from: plain records, filled by the command line from the stages before.

Texts are sentences, because one run writes the pages of both languages.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, Self

from absentia.model.checked import ChartData, CheckedArticle, Text
from absentia.model.count import Count
from absentia.model.estimate import Estimate, Refusal
from absentia.model.texts import IN_BOTH, Words


class State(enum.StrEnum):
    """What stands in a cell of a tally; only ``COUNTED`` is a number."""

    COUNTED = "counted"
    SUPPRESSED = "suppressed"
    """Withheld: people could be recognised by it, or by what it would let one compute."""
    NOT_LOOKED_AT = "not looked at"
    """Nobody could look: a captcha, a block, a page that was not there. Never a zero."""
    UNCERTAIN = "uncertain"
    """Something was seen, and nothing of it surely belongs here: it may be counted elsewhere, or could not be read."""


@dataclass(frozen=True, slots=True)
class TallyCell:
    """A count, or why there is none."""

    state: State
    value: int | None
    at_least: bool
    """The count is a lower bound: no complete listing shows the whole cell."""
    low: int | None
    high: int | None
    """The most there can be; ``None`` beside a ``low``: nothing limits it."""

    @classmethod
    def of(cls, state: State, count: Count) -> Self:
        """The cell of a count.

        Raises:
            ValueError: a number where the state says there is none, or none where it is counted.
        """
        if count.known != (state is State.COUNTED):
            msg = f"a cell has a number exactly where it is counted: {state}, {count}"
            raise ValueError(msg)
        return cls(state, count.low, at_least=count.known and count.high is None, low=count.low, high=count.high)

    @property
    def count(self) -> Count:
        """The number of a cell that is counted."""
        return Count(self.low, self.high)


@dataclass(frozen=True, slots=True)
class TallyRow:
    """One row of a tally: its headings, then one cell."""

    keys: Sequence[Text]
    cell: TallyCell


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Units that stand in no row, and why: they could not be placed or read."""

    reason: Text
    count: int


@dataclass(frozen=True, slots=True)
class TallyTable:
    """One measure, cut by something."""

    measure: str
    title: Text
    """What is counted, under which provision, by what."""
    unit: Text
    about: Text
    """What counts as one, in words."""
    headings: Sequence[Text]
    """Of the key columns."""
    rows: Sequence[TallyRow]
    total: TallyCell
    """Counted, not summed: a unit may stand in several rows."""
    truth: int | None
    """The total a faultless count must give, where the invented world knows it."""
    unplaced: Sequence[Unplaced]
    command: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """One court: what was looked at, or why it could not be."""

    court: str
    name: str | None
    """In the court's language, Russian."""
    pages: int
    """Pages that hold records."""
    looked_at: bool
    outcome: Text
    """In words: looked at; not looked at (captcha) …"""


@dataclass(frozen=True, slots=True)
class Book:
    """What ledger and archive say beside what happened: one line."""

    label: Text
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """The whole pipeline over invented courts: it shows the pipeline and says nothing of the world."""

    synthetic: Literal[True] = True
    seed: int
    courts: int
    since: str
    until: str
    """First and last day of the visits, ISO dates."""
    pages: int
    """Different pages archived."""
    smallest_count: int
    """Smaller counts are withheld."""
    tables: Sequence[TallyTable]
    coverage: Sequence[Coverage]
    books: Sequence[Book]
    unreadable: int
    """Places of the pages that could not be read and are kept as issues."""
    chart: ChartData
    commands: Sequence[str]
    """What makes the pages and the tables the tallies rest on."""


@dataclass(frozen=True, slots=True)
class EstimateReport:
    """The answers of one estimate."""

    name: str
    title: Annotated[Words, IN_BOTH]
    command: str
    answers: Sequence[Estimate | Refusal]
    chart: ChartData | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What the brief was computed with and from, instead of a time stamp."""

    version: str
    vintage: str
    """How new the figures are: the latest publication date among them."""
    digests: Mapping[str, str]
    """Table of figures → SHA-256 of its file."""


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms, and the data sets under them."""

    terms: Text
    data: Text


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a brief says."""

    article: CheckedArticle
    origin: Origin
    estimates: Sequence[EstimateReport] = ()
    rehearsal: Rehearsal | None = None
    licences: Sequence[Licence] = field(default_factory=tuple)
    """Of what the figures rest on."""
