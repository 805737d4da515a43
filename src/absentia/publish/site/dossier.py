"""What a site is made from: plain records, filled by the pipeline from the stages before; counts are withheld already.

Nothing in it leads to a page of a court: tallies carry no unit that was seen and not shown.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from absentia.model.checked import CheckedArticle, Text
from absentia.model.count import Count
from absentia.model.estimate import Estimate, Refusal
from absentia.publish.site.corrections import Correction
from absentia.publish.sources import EstimateReport, Licence, Origin
from absentia.tally.result import Tally


class Seen(enum.StrEnum):
    """What came of looking at one court in one week."""

    WHOLE = "whole"
    """Every question was answered in full, or the answer was proven empty."""
    PARTLY = "partly"
    """Some were."""
    NOTHING = "nothing"
    """None was: a captcha, a block, no answer, pages that could not be read."""
    NOT_ASKED = "not asked"
    """Nobody asked in that week."""


@dataclass(frozen=True, slots=True)
class CourtWeeks:
    """One court, week by week."""

    court: str
    name: str | None
    """In the court's language."""
    weeks: Mapping[dt.date, Seen]
    """By the Monday; a week that is not there was not asked about."""
    reason: Text | None = None
    """Why it counts as not looked at, where it does."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What courts showed and show no more, by one dimension."""

    by: str
    """``court`` or ``week``."""
    rows: Sequence[tuple[str, Mapping[str, Count]]]
    """The court's host or the ISO week, with its counts by column: disappeared, returned, suspected."""
    command: str


@dataclass(frozen=True, slots=True)
class Focus:
    """The number that stands first."""

    measure: str
    article: str
    """Empty: too little was seen of any."""
    half_year: str
    """``2023-H1``."""


@dataclass(frozen=True, slots=True)
class Headline(Focus):
    """The number an observatory is about, as it stands now: counted, expected and hidden, never added."""

    expected: Estimate | Refusal
    """When everything about the half-year is posted."""
    hidden: Sequence[Estimate | Refusal]
    """What the numbers of the registers say of filings no page shows."""
    commands: Mapping[str, str]
    """What recomputes ``expected`` and ``hidden``."""
    months_expected: Mapping[str, Estimate] = field(default_factory=dict)
    """By month, of those that are not all reported yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Measures under articles, of whatever they are counted."""

    headline: Focus
    months: Mapping[str, Mapping[str, Tally]]
    """By measure and article: by month."""
    half_years: Mapping[str, Mapping[str, Tally]]
    """By measure and article: by half-year."""
    definitions: Mapping[str, str]
    """The SQL of each measure."""
    threshold: int
    """Smaller counts are withheld."""
    data: str
    """Digest of the tables all of it was counted from."""
    jurisdictions: tuple[str, ...]
    """Whose law they are under; an article is written with its own only where there are several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed(Counts):
    """What an observatory counts on the pages of courts."""

    until: dt.date | None
    """The day of the newest look at any court."""
    headline: Headline
    courts: Tally
    """The headline's measure by court and half-year, under every article."""
    weeks: Sequence[CourtWeeks]
    removed: Sequence[Removed]
    removed_in_all: Count
    """Records that are confirmed gone."""
    seal: str | None
    """The newest line that fixes everything captured so far."""


@dataclass(frozen=True, slots=True)
class PackageRead:
    """One package of a register, and what was read of it."""

    source: str
    name: str
    """Its folder's: the day and the beginning of the digest."""
    year: int
    """Of receipt of its documents."""
    day: dt.date
    documents: int
    refused: int
    """Lines that are no documents."""
    digest: str
    """Of the package, SHA-256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packaged(Counts):
    """What it counts over packages of a register: other units, and no court is looked at."""

    synthetic: bool
    """Some of their documents are invented."""
    until: dt.date
    """The last day of receipt that they show."""
    whole_until: dt.date
    """The last day of adoption of which nothing more is expected."""
    packages: Sequence[PackageRead]
    credit: Text
    """Whose data these are: their licence asks for it."""
    unplaced: Mapping[str, int | None]
    """Documents that stand in no count, by reason; ``None``: few, and withheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything a site says."""

    title: Text
    contact: str
    """How a reader reports an error; empty: nobody said."""
    address: str
    """Where the site stands, ``https://example.org/tally``; empty: nobody said."""
    origin: Origin
    observed: Observed | None = None
    packaged: Packaged | None = None
    articles: Sequence[CheckedArticle] = ()
    apart: bool = False
    """The articles were checked against figures alone."""
    again: str = ""
    """The command that makes an invented observatory again."""
    estimates: Sequence[EstimateReport] = ()
    """Those the articles name."""
    corrections: Sequence[Correction] = ()
    licences: Sequence[Licence] = ()
    untouched: Mapping[str, Container[str]] = field(default_factory=dict)
    """By earlier version: ids of numbers whose own units and looks are now what they were then; of a claim that rests
    on counts alone, its article and its id."""

    @property
    def synthetic(self) -> bool:
        """The observatory it was counted from is invented, or some of it."""
        pages, packages = self.observed, self.packaged
        return (pages is not None and pages.courts.synthetic) or (packages is not None and packages.synthetic)

    @property
    def boxed(self) -> bool:
        """Articles come first, and the invented observatory, of which they know nothing, stands in a box."""
        return self.synthetic and self.apart

    @property
    def invented(self) -> bool:
        """Any of it may be."""
        return self.synthetic and not self.apart
