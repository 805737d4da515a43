"""Dates that cannot be, because of when the page was fetched or of the year in the case's number: an issue, no date.

A receipt typed as 2062 would otherwise be counted in a year that nobody has seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from absentia.model import Defendant, Event, Filing, Issue, ListingRow, PageRecord
from absentia.model.texts import N_
from absentia.sources import Source

AFTER_CAPTURE = "date_after_capture"
FAR_FROM_NUMBER = "date_far_from_number"
_SENTENCES = {
    AFTER_CAPTURE: N_("a date that had not come when the page was fetched"),
    FAR_FROM_NUMBER: N_("a date that is years away from the year in the case's number"),
}
CLOCKS = dt.timedelta(days=1)
"""Courts live up to twelve hours ahead of UTC, in which captures are dated."""
AHEAD = dt.timedelta(days=731)
"""Our assumption of how far ahead a hearing is set or a decision takes effect."""
OLDEST_OPEN = 10
"""Years. An unfinished case is given a new number each January, unless it is suspended; our assumption of the longest
time that either may go on."""

Dated = TypeVar("Dated", Event, Filing, Defendant, ListingRow)


def with_possible_dates(source: Source, record: PageRecord, captured: dt.datetime | None) -> PageRecord:
    """The record without the dates that cannot be, each of them an issue that keeps it as it was read."""
    pruning = _Pruning(source, captured.date() if captured else None, record.rows)
    years = pruning.years(record.filing) if record.defendants else []
    pruned: dict[str, Any] = {
        "filing": pruning.filing(record.filing, "") if record.filing else None,
        "events": tuple(pruning.event(event, f"events[{event.position}]") for event in record.events),
        "defendants": tuple(
            _with(one, decided=pruning.decided(one.decided, years, f"defendants[{one.position}].decided"))
            for one in record.defendants
        ),
        "rows": tuple(pruning.row(row) for row in record.rows),
    }
    return replace(record, **pruned, issues=(*record.issues, *pruning.issues)) if pruning.issues else record


def _with(record: Dated, **dates: Any) -> Dated:
    """The record with these values; itself where it has them, as nearly all do: a copy costs more than the look."""
    if all(getattr(record, name) is value for name, value in dates.items()):
        return record
    return replace(record, **dates)


@dataclass(slots=True)
class _Pruning:
    """One record's dates, and what was taken out of them."""

    source: Source
    fetched: dt.date | None
    rows: Sequence[ListingRow]
    page: list[int] | None = None
    issues: list[Issue] = field(default_factory=list)

    def row(self, row: ListingRow) -> ListingRow:
        return _with(row, filing=self.filing(row.filing, f"rows[{row.position}]."))

    def filing(self, filing: Filing, where: str) -> Filing:
        years = self.years(filing) or self._years_of_the_page()
        received = self.past(filing.received, f"{where}received")
        in_force = self._within(filing.in_force, AHEAD, f"{where}in_force")
        return _with(
            filing,
            received=self._near(received, years, 1, f"{where}received"),
            decided=self.decided(filing.decided, years, f"{where}decided"),
            in_force=self._near(in_force, years, OLDEST_OPEN, f"{where}in_force"),
        )

    def event(self, event: Event, where: str) -> Event:
        return _with(
            event,
            date=self._within(event.date, AHEAD, f"{where}.date"),
            posted=self.past(event.posted, f"{where}.posted"),
        )

    def decided(self, date: str | None, years: Sequence[int], where: str) -> str | None:
        return self._near(self.past(date, where), years, OLDEST_OPEN, where)

    def past(self, date: str | None, where: str) -> str | None:
        """A date of something that has happened."""
        return self._within(date, CLOCKS, where)

    def years(self, filing: Filing | None) -> list[int]:
        """Of the numbers the case had; none where no number tells."""
        numbers = (filing.number, *filing.former_numbers) if filing else ()
        return [place.year for number in numbers if number and (place := self.source.place(number))]

    def _years_of_the_page(self) -> list[int]:
        """Of the numbers of all rows: they speak where a row's own does not."""
        if self.page is None:
            self.page = [year for row in self.rows for year in self.years(row.filing)]
        return self.page

    def _within(self, date: str | None, slack: dt.timedelta, where: str) -> str | None:
        fetched = self.fetched
        return self._kept(date, lambda day: fetched is None or day <= fetched + slack, AFTER_CAPTURE, where)

    def _near(self, date: str | None, years: Sequence[int], after: int, where: str) -> str | None:
        """A date not long before the oldest of the numbers the case had, and at most ``after`` years from the newest.

        A receipt may come a year after: cases of December are entered in January, and the other way round.
        """
        if not years:
            return date
        first, last = min(years) - OLDEST_OPEN, max(years) + after
        return self._kept(date, lambda day: first <= day.year <= last, FAR_FROM_NUMBER, where)

    def _kept(self, date: str | None, possible: Callable[[dt.date], bool], kind: str, where: str) -> str | None:
        if date is None or possible(dt.date.fromisoformat(date)):
            return date
        self.issues.append(Issue(kind, where, date, _SENTENCES[kind]))
        return None
