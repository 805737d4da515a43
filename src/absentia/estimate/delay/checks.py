"""What the nowcast needs to be true, and what the triangle says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from absentia.estimate.delay.triangle import Triangle
from absentia.model.estimate import Assumption
from absentia.model.texts import counted, first_few, joined, said

FEWEST_EVENTS = 20
"""Events in the window below which a delay distribution cannot be learned."""
FEWEST_WHOLE = 5
"""Whole periods (all delays seen) with events, likewise."""
BUSY = 10
"""Neighbours with at least so many events make an empty period between them improbable."""
PAUSE_SHARE = 0.1
"""A report period with at most this share of its less busy neighbour's reports is a pause in reporting."""
LATE_SHARE = 0.02
"""More than this share of events reported beyond the longest delay makes the number too low to give."""
STOP_SHARE, STOP_P = 0.2, 0.001
"""Fewer reports in the last period than this share of the usual, beyond chance (or than its square, of many): reporting
stopped."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a triangle a nowcast is made from."""

    triangle: Triangle
    counts: NDArray[np.int64]
    seen: NDArray[np.bool_]
    begin: int
    holidays: Mapping[int, float | None]
    paused: tuple[int, ...] = ()
    """Report periods taken as pauses although nobody named them; among ``holidays`` too."""

    @property
    def end(self) -> int:
        """The last report period."""
        return self.begin + len(self.counts) - 1

    @property
    def rows(self) -> int:
        """Rows up to the last event period of the table; the last report period may be later."""
        return min(len(self.counts), self.triangle.last - self.begin + 1)

    @property
    def max_delay(self) -> int:
        """Longest delay of the window."""
        return int(self.counts.shape[1]) - 1

    def named(self, periods: list[int]) -> str:
        """Their names, at most five."""
        return first_few(map(self.triangle.name, periods))


def check(window: Window) -> tuple[Assumption, ...]:
    """All checks in the order they matter; ``holds`` false means that no number can be given."""
    return (
        _enough(window),
        _in_order(window),
        _looked_at(window),
        _all_reported(window),
        _still_reporting(window),
    )


def _enough(window: Window) -> Assumption:
    total = int(window.counts[window.seen].sum())
    whole = window.counts[: -window.max_delay or None]
    busy = int((whole.sum(axis=1) > 0).sum())
    statement = said("there are events enough to learn how long reports take")
    filled = said(
        "{events} in {periods}, {whole} of these whole and with events (needed: {least}, {fewest})",
        events=counted("{n} event", "{n} events", n=total),
        periods=counted("{n} period", "{n} periods", n=len(window.counts)),
        whole=busy,
        least=FEWEST_EVENTS,
        fewest=FEWEST_WHOLE,
    )
    return Assumption(statement, total >= FEWEST_EVENTS and busy >= FEWEST_WHOLE, filled)


def _in_order(window: Window) -> Assumption:
    statement = said("the table is whole: rows in order of time, no period missing")
    triangle = window.triangle
    if triangle.unsorted:
        outcome = said(
            "the rows follow no order: a table put together from several, or damaged; sort it and look at it"
        )
        return Assumption(statement, False, outcome)
    missing = [period for period in triangle.missing if window.begin <= period <= window.end]
    if missing:
        outcome = said(
            "no row for {periods}; a period that was not looked at is not zero", periods=window.named(missing)
        )
        return Assumption(statement, False, outcome)
    return Assumption(statement, True, said("rows in order, none missing in the window"))


def pauses(window: Window) -> list[int]:
    """Report periods with hardly a report between busy neighbours, and not named as holidays: reporting paused."""
    reports = _by_report_period(window)
    found = [window.begin + at for at in range(1, len(reports) - 1) if _pause(reports, at)]
    if last_period(window)[2]:
        found.append(window.end)
    return [period for period in found if period not in window.holidays]


def _looked_at(window: Window) -> Assumption:
    """Where zeros are not written, an empty period between busy ones was more likely not looked at."""
    statement = said("a period without rows had no events; it was looked at")
    empty = _empty(window)
    if empty:
        return Assumption(
            statement,
            False,
            said(
                "{periods}: not one event where at least {least} were to be expected; more likely nobody looked",
                periods=window.named(empty),
                least=BUSY,
            ),
        )
    outcome = [said("no empty period between busy ones")]
    if window.paused:
        paused = window.named(list(window.paused))
        outcome.append(
            said("hardly a report in {periods}: taken as a pause in reporting, its effect estimated", periods=paused)
        )
    return Assumption(statement, True, joined(outcome))


def _empty(window: Window) -> list[int]:
    """Periods in a row without any event, of which those around them let expect :data:`BUSY` by now together.

    What is to be expected is the less busy side's level times the share of events that is reported at the age the
    period has reached, report periods of altered reporting apart. Where all is empty to the end there is one side.
    """
    shares = _shares(window)
    totals = np.where(window.seen, window.counts, 0).sum(axis=1)
    shown = np.array([_visible(window, at) @ shares for at in range(window.rows)])
    level = np.divide(totals[: window.rows], shown, out=np.zeros(window.rows), where=shown > 0)
    found: list[int] = []
    at = 0
    while at < window.rows:
        end = at
        while end < window.rows and not totals[end] and shown[end] > 0:
            end += 1
        if end > at > 0:
            before, after = level[at - 1], level[end] if end < window.rows else np.inf
            if min(before, after) * shown[at:end].sum() >= BUSY:
                found += range(window.begin + at, window.begin + end)
        at = max(end, at + 1)
    return found


def _visible(window: Window, at: int) -> NDArray[np.float64]:
    """Which delays of a row could be seen by now, in report periods like any other."""
    usual = [window.begin + at + delay not in window.holidays for delay in range(window.max_delay + 1)]
    visible: NDArray[np.float64] = (window.seen[at] & usual).astype(np.float64)
    return visible


def _shares(window: Window) -> NDArray[np.float64]:
    """The share of events reported at each delay, of the rows that are whole."""
    whole = window.counts[window.seen.all(axis=1)].sum(axis=0).astype(np.float64)
    shares: NDArray[np.float64] = whole / max(whole.sum(), 1.0)
    return shares


def _pause(reports: NDArray[np.int64], at: int) -> bool:
    """Nothing, or hardly anything of the less busy neighbour, between two busy ones."""
    less = min(reports[at - 1], reports[at + 1])
    return bool(reports[at] <= PAUSE_SHARE * less and less >= BUSY)


def _by_report_period(window: Window) -> NDArray[np.int64]:
    """Reports by the period they were made in, as far as events are known; the first ``max_delay`` are not whole."""
    rows, width = window.counts.shape
    sums = np.zeros(rows, dtype=np.int64)
    for delay in range(width):
        sums[delay:] += np.where(window.seen, window.counts, 0)[: rows - delay, delay]
    return sums[: window.rows]


def _all_reported(window: Window) -> Assumption:
    """A table that ends at the longest delay cannot show what comes later."""
    statement = counted(
        "every event is reported within {delay} period",
        "every event is reported within {delay} periods",
        delay=window.max_delay,
    )
    late, old_enough = window.triangle.beyond(window.max_delay)
    if not old_enough:
        outcome = said(
            "the table ends at that delay, in which {share:.1%} of the events came; it cannot show what comes later",
            share=float(_shares(window)[-1]),
        )
        return Assumption(statement, None, outcome)
    share = late / old_enough
    outcome = counted(
        "{late} of {all_events} known event came later ({share:.2%}; limit {limit:.0%})",
        "{late} of {all_events} known events came later ({share:.2%}; limit {limit:.0%})",
        all_events=old_enough,
        late=late,
        share=share,
        limit=LATE_SHARE,
    )
    return Assumption(statement, share <= LATE_SHARE, outcome)


def _reverse(window: Window, rows: slice, delay: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Reports at a delay, and up to it, of rows that have reached it: counts that right truncation does not bend."""
    inside = window.seen[rows, delay]
    upto = np.where(window.seen[rows, : delay + 1], window.counts[rows, : delay + 1], 0).sum(axis=1)
    return window.counts[rows, delay][inside], upto[inside]


def _still_reporting(window: Window) -> Assumption:
    """One slow period at the end can be modelled as a pause; two are a series that stopped."""
    statement = said("reports were still coming in during the last period as usual")
    paused = window.end in window.paused
    if window.end in window.holidays and not paused:
        return Assumption(statement, None, said("the last period is named as a holiday; its effect is in the model"))
    came, expected, _stopped = last_period(window)
    outcome = counted(
        "{came} report of older events in the last period, {expected:.1f} to be expected",
        "{came} reports of older events in the last period, {expected:.1f} to be expected",
        came=came,
        expected=expected,
    )
    quiet = _quiet_at_the_end(window)
    if quiet > 1:
        return Assumption(
            statement,
            False,
            counted(
                "hardly a report in the last {periods} period; reporting stopped: nowcast an earlier period",
                "hardly a report in the last {periods} periods; reporting stopped: nowcast an earlier period",
                periods=quiet,
            ),
        )
    if paused:
        outcome = joined([outcome, said("taken as a pause in reporting, its effect estimated from these")])
    return Assumption(statement, True, outcome)


def last_period(window: Window) -> tuple[int, float, bool]:
    """Reports of older events in the last period, how many earlier rows let expect, and whether reporting stopped."""
    last = len(window.counts) - 1
    expected, came, spread = 0.0, 0, []
    for delay in range(1, window.max_delay + 1):
        row = last - delay
        if row < 0 or not window.seen[row, delay]:
            continue
        new, upto = _reverse(window, slice(0, row), delay)
        before = int(window.counts[row, :delay][window.seen[row, :delay]].sum())
        if (upto - new).sum() > 0:
            usual = new.sum() / (upto - new).sum() * (upto - new)
            expected += float(new.sum() / (upto - new).sum() * before)
            came += int(window.counts[row, delay])
            spread.append(((new - usual) ** 2 / np.maximum(usual, 0.1)).mean())
    if expected < BUSY:
        return came, expected, False
    dispersion = max(1.0, float(np.mean(spread)))
    chance = float(stats.nbinom.cdf(came, expected / dispersion, 1 / (1 + dispersion)))
    stopped = came < STOP_SHARE * expected and chance < STOP_P
    return came, expected, stopped or (expected >= 2 * BUSY and came < STOP_SHARE**2 * expected)


def _quiet_at_the_end(window: Window) -> int:
    """How many periods at the end had hardly a report, against the usual of those before; named holidays apart."""
    reports = _by_report_period(window)
    if window.rows < len(window.counts):  # of later periods, events are not known that could be reported
        return 0
    usual = float(np.median(reports[-4 - window.max_delay : -3])) if len(reports) > 4 + window.max_delay else 0.0
    quiet = 0
    while (
        usual >= BUSY
        and quiet < len(reports)
        and reports[-1 - quiet] <= PAUSE_SHARE * usual
        and window.end - quiet not in set(window.holidays) - set(window.paused)
    ):
        quiet += 1
    return quiet
