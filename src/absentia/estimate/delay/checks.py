"""What the nowcast needs to be true, and what the triangle says about it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from absentia.estimate.delay.triangle import Triangle
from absentia.model.estimate import Assumption
from absentia.model.texts import joined, said

FEWEST_EVENTS = 20
"""Events in the window below which a delay distribution cannot be learned."""
FEWEST_WHOLE = 5
"""Whole periods (all delays seen) with events, likewise."""
BUSY = 10
"""Neighbours with at least so many events make an empty period between them improbable."""
PAUSE_SHARE = 0.1
"""A report period with at most this share of its less busy neighbour's reports is a pause in reporting."""
DRIFT_P, DRIFT_FACTOR = 1e-5, 1.5
"""A change of the delay counts where chance is excluded at this level and the newest counts' factor changes so much."""
LATE_SHARE = 0.02
"""More than this share of events reported beyond the longest delay makes the number too low to give."""
SPLITS = (1 / 2, 2 / 3, 4 / 5, 8 / 9)
"""Where the window is cut to compare older rows with newer ones."""
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
    changed_at: int | None = None
    """The row from which reports take another time than before."""

    @property
    def end(self) -> int:
        """The last report period."""
        return self.begin + len(self.counts) - 1

    @property
    def max_delay(self) -> int:
        """Longest delay of the window."""
        return int(self.counts.shape[1]) - 1

    def named(self, periods: list[int]) -> str:
        """Their names, at most five."""
        names = [self.triangle.name(period) for period in periods[:5]]
        return ", ".join(names) + (" …" if len(periods) > len(names) else "")


def check(window: Window) -> tuple[Assumption, ...]:
    """All checks in the order they matter; ``holds`` false means that no number can be given."""
    return (
        _enough(window),
        _in_order(window),
        _looked_at(window),
        _all_reported(window),
        _still_reporting(window),
        _same_delay(window),
    )


def _enough(window: Window) -> Assumption:
    total = int(window.counts[window.seen].sum())
    whole = window.counts[: -window.max_delay or None]
    busy = int((whole.sum(axis=1) > 0).sum())
    statement = said("there are events enough to learn how long reports take")
    filled = said(
        "{events} events in {periods} periods, of which {whole} whole ones with events (needed: {least}, {fewest})",
        events=total,
        periods=len(window.counts),
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
    found = [window.begin + at for at in range(1, len(reports) - 1) if _gap(reports, at, PAUSE_SHARE)]
    if last_period(window)[2]:
        found.append(window.end)
    return [period for period in found if period not in window.holidays]


def _looked_at(window: Window) -> Assumption:
    """Where zeros are not written, an empty period between busy ones was more likely not looked at."""
    statement = said("a period without rows had no events; it was looked at")
    rows = np.where(window.seen, window.counts, 0).sum(axis=1)
    settled = len(rows) - max(2, window.max_delay // 2)
    visible = [bool(window.seen[at, : len(rows) - at].all()) for at in range(len(rows))]
    empty = [window.begin + at for at in range(1, settled - 1) if visible[at] and _gap(rows, at)]
    if empty:
        return Assumption(
            statement,
            False,
            said(
                "{periods}: not one event between busy neighbours; more likely nobody looked",
                periods=window.named(empty),
            ),
        )
    outcome = [said("no empty period between busy ones")]
    if window.paused:
        paused = window.named(list(window.paused))
        outcome.append(
            said("hardly a report in {periods}: taken as a pause in reporting, its effect estimated", periods=paused)
        )
    return Assumption(statement, True, joined(outcome))


def _gap(values: NDArray[np.int64], at: int, share: float = 0.0) -> bool:
    """Nothing, or at most this share of the less busy neighbour, between two busy ones."""
    less = min(values[at - 1], values[at + 1])
    return bool(values[at] <= share * less and less >= BUSY)


def _by_report_period(window: Window) -> NDArray[np.int64]:
    """Reports by the period they were made in; the first ``max_delay`` are not whole and set to the next one's."""
    rows, width = window.counts.shape
    sums = np.zeros(rows, dtype=np.int64)
    for delay in range(width):
        sums[delay:] += np.where(window.seen, window.counts, 0)[: rows - delay, delay]
    return sums


def _all_reported(window: Window) -> Assumption:
    late = window.triangle.beyond(window.max_delay)
    all_events = int(np.where(window.triangle.observable(), window.triangle.counts, 0).sum())
    share = late / all_events if all_events else 0.0
    statement = said("every event is reported within {delay} periods", delay=window.max_delay)
    outcome = said(
        "{late} of {all_events} known events came later ({share:.2%}; limit {limit:.0%})",
        late=late,
        all_events=all_events,
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
    outcome = said(
        "{came} reports of older events in the last period, {expected:.1f} were to be expected",
        came=came,
        expected=expected,
    )
    quiet = _quiet_at_the_end(window)
    if quiet > 1:
        return Assumption(
            statement,
            False,
            said(
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


def change_of_delay(window: Window) -> int | None:
    """The row from which reports take another time than before, if they do: to be modelled as a change."""
    p_value, change, cut = _drift(window) or (1.0, 1.0, 0)
    return cut if p_value < DRIFT_P and not 1 / DRIFT_FACTOR < change < DRIFT_FACTOR else None


def _drift(window: Window) -> tuple[float, float, int] | None:
    """The split of the window whose parts differ most: p-value (for several splits), factor, row of the cut."""
    cuts = [round(share * len(window.counts)) for share in SPLITS]
    told = [(*found, cut) for cut in cuts if (found := _compare(window, cut)) is not None]
    if not told:
        return None
    p_value, change, cut = min(told)
    return min(1.0, p_value * len(told)), change, cut


def _same_delay(window: Window) -> Assumption:
    """Older against newer rows of the window, by reverse hazards, with the variation between rows allowed for."""
    statement = said("reports take as long now as at the beginning of the window, or the change is in the model")
    found = _drift(window)
    if found is None:
        return Assumption(
            statement, None, said("too few reports to compare the older part of the window with the newer")
        )
    p_value, change, _cut = found
    outcome = said(
        "share reported at once in the newer part {change:.2f} times that in the older, p = {p_value:.2g} "
        "(limits: {factor} times, p = {limit})",
        change=change,
        p_value=p_value,
        factor=DRIFT_FACTOR,
        limit=DRIFT_P,
    )
    if window.changed_at is None:
        return Assumption(statement, True, outcome)
    newer = len(window.counts) - window.changed_at
    modelled = said("a change {newer} periods ago was modelled", newer=newer)
    return Assumption(statement, True, joined([outcome, modelled]))


def _compare(window: Window, cut: int) -> tuple[float, float] | None:
    """Rows before the cut against those from it on: p-value of no difference, and the factor between them."""
    older, newer = slice(0, cut), slice(cut, None)
    between = within = 0.0
    tests = degrees = 0
    factors = [1.0, 1.0]
    for delay in range(1, window.max_delay + 1):
        parts = [_reverse(window, rows, delay) for rows in (older, newer)]
        totals = [(int(new.sum()), int(upto.sum())) for new, upto in parts]
        if min(upto for _new, upto in totals) < FEWEST_WHOLE:
            continue
        pooled = sum(new for new, _upto in totals) / sum(upto for _new, upto in totals)
        for side, (new, upto) in enumerate(parts):
            share = totals[side][0] / totals[side][1]
            factors[side] *= 1 - share
            if not 0 < pooled < 1:
                continue
            variance = pooled * (1 - pooled)
            between += totals[side][1] * (share - pooled) ** 2 / variance
            used = upto > 0
            within += float(((new - share * upto)[used] ** 2 / (upto[used] * variance)).sum())
            degrees += int(used.sum()) - 1
        tests += 0 < pooled < 1
    if not tests or degrees < 1:
        return None
    dispersion = max(1.0, within / degrees)
    p_value = float(stats.f.sf(between / tests / dispersion, tests, degrees))
    return p_value, factors[1] / factors[0] if factors[0] > 0 and factors[1] > 0 else math.inf
