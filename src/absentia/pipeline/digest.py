"""What an update ends with: ten lines at most that say what was looked at, what was not and why, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from absentia.collect.kind import why
from absentia.collect.report import READ, RunReport
from absentia.collect.status import CourtStatus, Standing, Status
from absentia.model import LookOutcome
from absentia.model.alarm import Alarm
from absentia.model.texts import LANGUAGES, SYNTHETIC, Said, Words, counted, joined, said

_NAMED = 3
"""Courts that a line names; the others are counted."""
_TOLD = 2
"""Lines for alarms, and for courts that moved: ten in all."""


@dataclass(frozen=True, slots=True)
class Week:
    """What an update did and found, as far as its digest tells it."""

    status: Status | None
    """``None``: the observatory asks no courts."""
    report: RunReport | None
    """Of this update's collecting; ``None``: nobody was asked."""
    disappearances: Mapping[str, int]
    """Records by state, all that are known."""
    changes: Sequence[Mapping[str, Any]]
    """Counts that changed."""
    first: bool
    """Nothing was counted before."""
    counted: bool = True
    """Whether there was a page to count."""
    packages: Sequence[Said] = ()
    """How the packages stand that were taken in."""


def digest(week: Week) -> tuple[Said, ...]:
    """The lines, the most urgent first: alarms, courts that moved, what was looked at, what waits, what changed."""
    told = (_alarms, _moved, _courts, _dark, _captchas, _gone, _packages, _new, _left)
    return tuple(line for part in told for line in part(week))


def as_markdown(lines: Sequence[Said], run: str, *, synthetic: bool) -> str:
    """The same lines in both languages, for ``report.md``."""
    parts = []
    for code in LANGUAGES:
        heading = said("What the update {run} found", run=run).text(code)
        invented = [SYNTHETIC.text(code), ""] if synthetic else []
        parts.append("\n".join([f"## {heading}", "", *invented, *(f"- {line.text(code)}" for line in lines), ""]))
    return "\n".join(parts)


def standing_lines(status: Status) -> tuple[Said, ...]:
    """The lines that tell how the courts stand now, whenever they were asked."""
    week = Week(status, None, {}, (), first=False)
    return (*_moved(week), courts_line(status), *_dark(week), *_captchas(week))


def lines_in(report: str, code: str) -> tuple[str, ...]:
    """The lines of a ``report.md`` in one language, as :func:`as_markdown` wrote them."""
    sections = report.split("## ")[1:]
    section = sections[LANGUAGES.index(code)] if len(sections) == len(LANGUAGES) else ""
    return tuple(line.removeprefix("- ") for line in section.splitlines()[1:] if line)


def _first_of(lines: list[Said], more: Callable[[int], Said]) -> list[Said]:
    """The first few; the last of them says how many more there are."""
    if len(lines) <= _TOLD:
        return lines
    return [*lines[: _TOLD - 1], joined([lines[_TOLD - 1], more(len(lines) - _TOLD)], " ")]


def _alarms(week: Week) -> list[Said]:
    raised: Sequence[Alarm] = week.report.alarms if week.report else ()
    return _first_of(
        [alarm.sentence for alarm in raised], lambda more: counted("({n} more alarm)", "({n} more alarms)", n=more)
    )


def _moved(week: Week) -> list[Said]:
    if week.status is None:
        return []
    lines = [_moved_court(court) for court in week.status.standing(Standing.MOVED)]
    return _first_of(lines, lambda more: counted("({n} more court moved)", "({n} more courts moved)", n=more))


def _moved_court(court: CourtStatus) -> Said:
    if not court.moved_to:
        return said(
            "MOVED: {court} says its site is no longer there. Find the new address and write "
            '`moved = {{ "{court}" = "new host" }}` under [collect] in absentia.toml',
            court=court.court,
        )
    return said(
        "MOVED: {court} points to {host}. If that is the same court, write "
        '`moved = {{ "{court}" = "{host}" }}` under [collect] in absentia.toml',
        court=court.court,
        host=court.moved_to,
    )


_STANDS: Mapping[Standing, Callable[[int], Said]] = {
    Standing.ANSWERS: lambda n: counted("{n} answers", "{n} answer", n=n),
    Standing.CAPTCHA: lambda n: counted("{n} wants a captcha", "{n} want a captcha", n=n),
    Standing.DARK: lambda n: counted("{n} does not answer", "{n} do not answer", n=n),
    Standing.MOVED: lambda n: counted("{n} moved", "{n} moved", n=n),
    Standing.LAYOUT_CHANGED: lambda n: counted(
        "{n} shows pages that cannot be read", "{n} show pages that cannot be read", n=n
    ),
    Standing.PARTIAL: lambda n: counted("{n} could only be read in part", "{n} could only be read in part", n=n),
    Standing.NOT_ASKED: lambda n: counted("{n} was not looked at yet", "{n} were not looked at yet", n=n),
}


def standing_line(standing: Standing, courts: int) -> Said:
    """How many courts stand so."""
    return _STANDS[standing](courts)


def courts_line(status: Status) -> Said:
    """How many courts answer, and how the others stand."""
    courts = counted("{n} court", "{n} courts", n=len(status.courts))
    parts = [standing_line(standing, found) for standing in _STANDS if (found := len(status.standing(standing)))]
    return said("{courts}: {standing}", courts=courts, standing=joined(parts, ", "))


def _courts(week: Week) -> list[Said]:
    lines = [courts_line(week.status)] if week.status is not None else []
    return [joined([*lines, _looked(week.report)], ". ")]


def _looked(report: RunReport | None) -> Said:
    """What this update itself looked at."""
    if report is None:
        return said("No court was asked: only what is in the archive was used")
    asked = sum(report.outcomes.values())
    if not asked:
        return said("Nothing was due, so no court was asked for a list")
    read = sum(report.outcomes.get(one, 0) for one in READ)
    return counted(
        "Looked at {asked} window: {read} read whole, {missed} not",
        "Looked at {asked} windows: {read} read whole, {missed} not",
        asked=asked, read=read, missed=asked - read,
    )  # fmt: skip


def court_in_trouble(status: Status, court: CourtStatus) -> Said:
    """One court that does not stand well: for how long, and why."""
    reason: Words = why(court.reason) if court.reason else said("no reason is known")
    if court.last_read is None:
        return said("{court} (never read: {reason})", court=court.court, reason=reason)
    days = counted("{n} day", "{n} days", n=status.days(court))
    return said("{court} (for {days}: {reason})", court=court.court, days=days, reason=reason)


def _dark(week: Week) -> list[Said]:
    if week.status is None:
        return []
    status = week.status
    found = status.standing(Standing.DARK, Standing.LAYOUT_CHANGED)
    if not found:
        return []
    named = joined([court_in_trouble(status, court) for court in found[:_NAMED]], ", ")
    more = len(found) - _NAMED
    which = joined([named, counted("and {n} more", "and {n} more", n=more)], " ") if more > 0 else named
    return [said("Could not be looked at: {which}. `absentia status` tells all", which=which)]


def behind_captchas(status: Status | None) -> Said:
    """How many windows wait for a person who reads a picture."""
    windows = captcha_windows(status) if status else 0
    return counted("{n} window waits behind captchas", "{n} windows wait behind captchas", n=windows)


def captcha_windows(status: Status) -> int:
    """Windows whose latest look ended at a captcha."""
    return sum(court.outcomes.get(LookOutcome.CAPTCHA, 0) for court in status.courts)


def _captchas(week: Week) -> list[Said]:
    status = week.status
    windows = captcha_windows(status) if status else 0
    if status is None or not (windows or status.captchas):
        return []
    behind = behind_captchas(status)
    regions = len({one["region"] for one in status.captchas})
    if not regions:
        return [said("{behind}. `absentia captcha --fetch` gets fresh pictures", behind=behind)]
    pictures = counted(
        "a person can answer for {n} region: `absentia captcha --page`",
        "a person can answer for {n} regions: `absentia captcha --page`",
        n=regions,
    )
    return [joined([behind, pictures])]


def _gone(week: Week) -> list[Said]:
    cards = week.report.cards_gone if week.report else 0
    confirmed, suspected, returned = (week.disappearances.get(one, 0) for one in ("confirmed", "suspected", "returned"))
    if not (cards or confirmed or suspected or returned):
        return []
    now = counted(
        "Gone: {n} card was not there any more in this run", "Gone: {n} cards were not there any more in this run",
        n=cards,
    )  # fmt: skip
    ever = counted(
        "Since the beginning {confirmed} record is confirmed gone, {suspected} suspected, {returned} came back: "
        "`absentia disappearances`",
        "Since the beginning {confirmed} records are confirmed gone, {suspected} suspected, {returned} came back: "
        "`absentia disappearances`",
        confirmed=confirmed, suspected=suspected, returned=returned,
    )  # fmt: skip
    return [joined([now, ever], ". ") if cards else ever]


def _packages(week: Week) -> list[Said]:
    return [joined(week.packages, ". ")] if week.packages else []


def _new(week: Week) -> list[Said]:
    if not week.counted:
        return [said("No court answered with a page yet, so there is nothing to count")]
    parts: list[Words] = []
    if week.report is not None and _saw_nothing(week.report):
        parts.append(said("nothing new is known: nothing could be read"))
    elif week.report is not None:
        parts.append(counted("New: {n} filing", "New: {n} filings", n=week.report.new_filings))
        parts.append(counted("{n} changed", "{n} changed", n=week.report.changed_filings))
    changed = len(week.changes)
    if week.first:
        parts.append(
            counted("the first update: {n} count stands now", "the first update: {n} counts stand now", n=changed)
        )
    elif changed:
        parts.append(counted("{n} count is another than before", "{n} counts are others than before", n=changed))
    else:
        parts.append(said("no count changed"))
    return [joined([joined(parts, ", ")], form="opening")]


def _saw_nothing(report: RunReport) -> bool:
    """Courts were asked, and neither a window nor a card could be read: that nothing is new would be a guess."""
    read = any(report.outcomes.get(one) for one in READ)
    return bool(report.outcomes) and not (read or report.cards_opened or report.new_filings or report.changed_filings)


def _left(week: Week) -> list[Said]:
    if week.report is None:
        return []
    if week.report.not_shared:
        return [said("Not put into the location yet: {reason}", reason=week.report.not_shared)]
    if week.report.over_budget:
        return [
            counted(
                "The day's requests are spent: {n} window waits for the next run after midnight UTC",
                "The day's requests are spent: {n} windows wait for the next run after midnight UTC",
                n=week.report.over_budget,
            )
        ]
    return []


@dataclass(frozen=True, slots=True)
class Condition:
    """What makes an update fail for whoever runs it by a clock: ``dark:14d``, ``captcha`` or ``alarm``."""

    name: str
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read one; ``None``: it is none."""
        found = re.fullmatch(r"(?P<name>[a-z]+)(?::(?P<days>\d{1,4})d)?", text.strip())
        if found is None or found["name"] not in CONDITIONS or (found["days"] and found["name"] != "dark"):
            return None
        return cls(found["name"], int(found["days"] or 0))

    def struck(self, week: Week) -> bool:
        """Whether it holds."""
        return CONDITIONS[self.name](week, self.days)

    def __str__(self) -> str:
        return f"{self.name}:{self.days}d" if self.days else self.name


def _stand_so(week: Week, days: int, *which: Standing) -> bool:
    status = week.status
    return status is not None and any(status.days(court) >= days for court in status.standing(*which))


CONDITIONS: Mapping[str, Callable[[Week, int], bool]] = {
    "dark": lambda week, days: _stand_so(week, days, Standing.DARK, Standing.MOVED),
    "captcha": lambda week, _days: week.status is not None and bool(captcha_windows(week.status)),
    "layout": lambda week, _days: _stand_so(week, 0, Standing.LAYOUT_CHANGED),
    "moved": lambda week, _days: _stand_so(week, 0, Standing.MOVED),
    "alarm": lambda week, _days: week.report is not None and bool(week.report.alarms),
}
"""By name: whether it holds of a week; ``dark`` alone is asked for how many days."""
