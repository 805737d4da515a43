"""The reporting triangle: events by the period they happened in and the number of periods until they were reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.delay.model import Floats, Problem
from absentia.estimate.grid import label
from absentia.model.period import Grain

LONGEST = 520
"""Periods of delay beyond this are an error of the data (ten years of weeks)."""
DRIFT, DRIFTS = 0.4, (1, 2, 4, 8, 16, 32, 64, 128, 256)
"""The effect of a change on later hazards moves beyond each of these delays, by this part of its own prior deviation.
With one effect for all of them, that of the first weeks was believed of delays nobody had seen since."""


@dataclass(frozen=True, slots=True)
class Triangle:
    """``counts[t, d]``: events of period ``first + t`` reported ``d`` periods later.

    ``now`` is the number of the last report period the data reach, taken as over; cells with ``t + d`` beyond it are
    not yet observable, whatever the array holds there. ``looked[t, d]`` is false where nobody looked: such a cell is
    left out, never read as zero. ``source`` names the file or observatory.
    """

    counts: NDArray[np.int64]
    first: int
    now: int
    grain: Grain
    looked: NDArray[np.bool_]
    source: str = ""
    missing: tuple[int, ...] = ()
    """Event periods the data have no row for, although rows with zero are written elsewhere."""
    unsorted: bool = False
    """A table of counts whose rows follow no order."""

    @classmethod
    def of(
        cls,
        counts: Sequence[Sequence[int]] | NDArray[np.int64],
        *,
        first: int,
        grain: Grain = Grain.WEEK,
        now: int | None = None,
        source: str = "",
    ) -> Self:
        """From an array, T × (delays + 1); all cells observable at ``now`` (default: the last row's period) count.

        Raises:
            ValueError: not two-dimensional, negative, or not whole numbers.
        """
        raw = np.asarray(counts)
        if raw.ndim != 2 or not raw.size:  # periods by delays
            msg = f"a triangle has periods and delays; this has the shape {raw.shape}"
            raise ValueError(msg)
        whole = raw.astype(np.int64)
        if not np.array_equal(whole, raw) or whole.min() < 0:
            msg = "counts are whole numbers of at least zero"
            raise ValueError(msg)
        return cls(
            counts=whole,
            first=first,
            now=first + len(whole) - 1 if now is None else now,
            grain=grain,
            looked=np.ones(whole.shape, dtype=bool),
            source=source,
        )

    @classmethod
    def from_pairs(
        cls, cells: Mapping[tuple[int, int], int], *, grain: Grain, now: int, source: str, until: int | None = None
    ) -> Self:
        """From counts by (event period, delay). Periods run without a gap from the first event to ``until`` or now."""
        first = min(event for event, _delay in cells)
        last = max(now if until is None else until, *(event for event, _delay in cells))
        width = max(delay for _event, delay in cells) + 1
        counts = np.zeros((last - first + 1, width), dtype=np.int64)
        for (event, delay), number in cells.items():
            counts[event - first, delay] += number
        return cls(counts, first, now, grain, np.ones(counts.shape, dtype=bool), source)

    @property
    def last(self) -> int:
        """Number of the last event period."""
        return self.first + len(self.counts) - 1

    def at(self, now: int) -> Self:
        """What was known when report period ``now`` ended."""
        return replace(self, now=now)

    @property
    def _reported(self) -> NDArray[np.int64]:
        """The report period of each cell."""
        rows, columns = self.counts.shape
        return np.add.outer(np.arange(self.first, self.first + rows), np.arange(columns))

    def observable(self) -> NDArray[np.bool_]:
        """Cells whose report period is over and was looked at."""
        return self.looked & (self._reported <= self.now)

    def shape_of(self, window: int, max_delay: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Counts and observable cells of the last ``window`` event periods up to now, delays 0 to ``max_delay``.

        Cells beyond the table's own width are delays nobody ever saw: zero where observable. Periods after the table's
        last row are not known at all: nothing of them is observable.
        """
        counts = np.zeros((window, max_delay + 1), dtype=np.int64)
        looked = np.ones(counts.shape, dtype=bool)
        begin = self.now - window + 1
        top = max(begin, self.first)
        rows = slice(top - self.first, self.now - self.first + 1)
        width = min(max_delay + 1, self.counts.shape[1])
        given = self.counts[rows, :width]
        counts[top - begin : top - begin + len(given), :width] = given
        looked[top - begin : top - begin + len(given), :width] = self.looked[rows, :width]
        looked[max(0, self.last - begin + 1) :] = False
        seen = looked & (np.add.outer(np.arange(window), np.arange(max_delay + 1)) < window)
        return np.where(seen, counts, 0), seen

    def beyond(self, max_delay: int) -> tuple[int, int]:
        """Events reported later than ``max_delay``, and all, of the rows old enough to show the longest delay known.

        Nothing and nothing where the table ends at ``max_delay``, or no row is old enough.
        """
        width = self.counts.shape[1]
        old = max(0, self.now - self.first - width + 2)
        counts = np.where(self.observable(), self.counts, 0)[:old]
        if width <= max_delay + 1:
            return 0, 0
        return int(counts[:, max_delay + 1 :].sum()), int(counts.sum())

    @property
    def later(self) -> int:
        """Reports the table holds that were made after ``now``; they are not used."""
        return int(self.counts[self._reported > self.now].sum())

    def name(self, index: int) -> str:
        """The period's name."""
        return label(index, self.grain)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the delay that began so many periods ago.

    ``events``: what happened since then takes another time to be reported than what happened before. ``reports``:
    since then everything is reported faster or more slowly. ``held``: since then a share of the reports is held back
    and still to come.
    """

    periods: int
    kind: Literal["events", "reports", "held"]


def problem_of(
    counts: NDArray[np.int64],
    seen: NDArray[np.bool_],
    holidays: Mapping[int, float | None],
    begin: int,
    change: Change | None = None,
) -> Problem:
    """The model's problem; ``holidays`` maps report periods to a known share of usual reporting, or to ``None``.

    A change of the events' delay has an effect on the hazard of being reported at once and another on all later ones,
    which moves with the delay; a change of all reports has one on all hazards of its report periods; reports held back
    are cells of the problem.
    """
    window, width = counts.shape
    delays = width - 1
    reported = np.add.outer(np.arange(begin, begin + window), np.arange(delays))
    offset = np.zeros((window, delays))
    inside = sorted(period for period in holidays if begin <= period < begin + window)
    # in the first period open again, what had waited is reported on top of the usual: an effect of its own
    after = {next(day for day in range(period, begin + window + 1) if day not in holidays) for period in inside}
    unknown = [period for period in inside if holidays[period] is None]
    learned = sorted({*unknown, *(period for period in after if period < begin + window)})
    effects = [(reported == period).astype(np.float64) for period in learned]
    held = None
    if change is not None:
        since = begin + window - change.periods
        newer = np.arange(window)[:, None] >= window - change.periods
        delay = np.arange(delays)[None, :]
        if change.kind == "events":
            effects += [(newer & part).astype(np.float64) for part in (delay == 0, delay > 0)]
            effects += [DRIFT * (newer & (delay > longest)) for longest in DRIFTS if longest < delays - 1]
        elif change.kind == "reports":
            effects.append((reported >= since).astype(np.float64))
        else:
            held = seen & (np.add.outer(np.arange(begin, begin + window), np.arange(width)) >= since)
    for period, share in holidays.items():
        if share is not None:
            offset[reported == period] = np.log(max(share, 1e-9))
    columns: Floats = np.stack(effects, axis=2) if effects else np.zeros((window, delays, 0))
    return Problem(counts.astype(np.float64), seen, columns, offset, held)
