"""One package that was taken in, by what was written of it, and what packages cover; nothing here leads to its bytes.

They cover years of receipt, each up to the day of its newest package.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from absentia.errors import Damaged
from absentia.manifest import digest_of
from absentia.model.period import Period
from absentia.model.texts import N_, Said, said

_AROUND_NEW_YEAR = dt.timedelta(days=14)
"""So long may courts send nothing at a year's end."""
SNAPSHOT, SLICE = "documents.parquet", "criminal.parquet"
CHANGED = N_("this is missing, or is not what was written when the package was taken in")


@dataclass(frozen=True, slots=True)
class Dump:
    """One package that was taken in."""

    folder: Path
    source: str
    year: int
    """Of receipt."""
    day: dt.date
    """The day the package bears."""
    told: Mapping[str, Any]
    """What stands in ``dump.json``."""

    @property
    def articles(self) -> Mapping[str, str]:
        """Article by category, as its own dictionary names them."""
        found: Mapping[str, str] = self.told["articles"]
        return found

    @property
    def synthetic(self) -> bool:
        """Some of its documents are invented: they have addresses at a host whose name can never be registered."""
        return bool(self.told["synthetic"])

    @property
    def shown_until(self) -> dt.date:
        """The last day of receipt it shows. One taken after its year shows the whole of it, unless it ends well before.

        The day a ZIP bears is not enough: whoever packs old tables anew dates them anew.
        """
        last = dt.date.fromisoformat(self.told["counts"]["last_received"])
        end = dt.date(self.year, 12, 31)
        return end if self.day > end and end - last <= _AROUND_NEW_YEAR else min(last, end)

    def table(self, name: str) -> Path:
        """One of its tables, held against what was written.

        Raises:
            Damaged: it is missing, or was changed.
        """
        if digest_of(self.folder / name) != self.told["files"][name]:
            raise damaged(self.folder / name)
        return self.folder / name


def damaged(file: Path) -> Damaged:
    """What is said of a file that is not what it was."""
    return Damaged(
        Said(CHANGED),
        where=str(file),
        next_step=said("restore it from your backup, or remove its folder and take the package in again"),
    )


GREY = dt.timedelta(days=90)
"""Our assumption of the longest delay between the adoption of a document and its row: until then nothing is whole."""
WHOLE, GROWING, OUTSIDE = "whole", "growing", "outside"


@dataclass(frozen=True)
class PackageCoverage:
    """The newest package of each year of receipt, and what could not be placed in a count."""

    dumps: tuple[Dump, ...]
    cases: int = 0
    """Cases with a document under what is counted."""
    differing: int = 0
    """Of them those whose documents have other categories too."""

    @property
    def years(self) -> list[int]:
        """The years of receipt up to the newest without a gap: what is missing may have documents of any before."""
        held = {one.year for one in self.dumps}
        last = max(held)
        first = next(year for year in range(last, min(held) - 2, -1) if year not in held) + 1
        return list(range(first, last + 1))

    @property
    def first_day(self) -> dt.date:
        """A document is received on the day it is adopted or later: from this day on none is in an older package."""
        return dt.date(self.years[0], 1, 1)

    @property
    def last_day(self) -> dt.date:
        """What was received later no package shows: a year's package that was made within it ends on its day."""
        ends = {one.year: one.shown_until for one in self.dumps if one.year in self.years}
        last = max(ends)
        return min(day for year, day in ends.items() if year == last or day < dt.date(year, 12, 31))

    @property
    def whole_until(self) -> dt.date:
        """The last day of which, by our assumption, every document has its row."""
        return self.last_day - GREY

    def of(self, period: Period) -> str:
        """Whether a period of adoption is shown whole, still grows, or is outside of the packages."""
        if period.end < self.first_day or period.start > self.last_day:
            return OUTSIDE
        return WHOLE if self.first_day <= period.start and period.end <= self.whole_until else GROWING

    def without_pages(self) -> Self:
        """The same for a reader; how many cases differ may be few, and is left out."""
        return type(self)(self.dumps)

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """For JSON."""
        return {
            "packages": [
                {
                    "source": one.source,
                    "year": one.year,
                    "day": str(one.day),
                    "documents": one.told["lines"]["rows"],
                    "lines_refused": one.told["lines"]["refused"],
                    "contradictory": one.told["counts"]["contradictory"],
                }
                for one in self.dumps
            ],
            "first_day": str(self.first_day),
            "last_day": str(self.last_day),
            "whole_until": str(self.whole_until),
            **({"cases": self.cases, "cases_whose_categories_differ": self.differing} if self.cases else {}),
        }
