"""The nowcast of recent periods: what was reported so far, and what is still to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.delay.averaging import Mixture, average, same_delay
from absentia.estimate.delay.checks import Window, check, pauses
from absentia.estimate.delay.laplace import unreported
from absentia.estimate.delay.triangle import Triangle
from absentia.estimate.options.series import DELAY as NAME
from absentia.estimate.options.series import DELAY_SEED as SEED
from absentia.estimate.options.series import LARGEST_WINDOW
from absentia.model.estimate import Assumption, Interval, Refusal, failed
from absentia.model.period import Grain
from absentia.model.texts import Words, counted, said

DRAWS = 4_000
WINDOW = {Grain.WEEK: 27, Grain.MONTH: 24, Grain.QUARTER: 16, Grain.HALF_YEAR: 12, Grain.YEAR: 12}
"""Event periods looked back over by default."""
WHOLE = 10
"""A longer delay lengthens the default window to hold so many whole periods."""
COVERED = 0.995
"""The default longest delay is the shortest within which this share of events was reported."""


@dataclass(frozen=True, slots=True)
class NowcastPeriod:
    """One event period: reported so far, and the predictive distribution of what it will have in the end.

    ``draws`` are draws of the final count, each at least ``observed``; ``mixture`` tells which models they are of.
    """

    index: int
    name: str
    observed: int
    draws: NDArray[np.int64]
    mixture: Mixture
    level: float = 0.95

    @property
    def value(self) -> float:
        """Median of the final count, of the draws quoted."""
        return self.mixture.of(self.draws, self.level)[0]

    @property
    def interval(self) -> Interval:
        """Prediction interval: the central ones of all draws, of those quoted, and of each likely change by itself."""
        _value, low, high = self.mixture.of(self.draws, self.level)
        return Interval(low, high, self.level, "prediction")

    @property
    def standard_error(self) -> float:
        """Standard deviation of the predictive distribution."""
        return float(self.draws.std())


@dataclass(frozen=True, slots=True)
class Nowcast:
    """Nowcast of every period that is not whole yet, oldest first, and of their sum."""

    periods: tuple[NowcastPeriod, ...]
    total: NowcastPeriod
    """All periods of ``periods`` together; draws are joint, so its interval is not the sum of theirs."""
    assumptions: tuple[Assumption, ...]
    window: int
    max_delay: int
    late: float
    """Events later than ``max_delay``, as a share of those before, that were added; 0 where none are in the number."""
    seed: int
    source: str

    @property
    def newest(self) -> NowcastPeriod:
        """The last period."""
        return self.periods[-1]


def default_delay(triangle: Triangle) -> int:
    """The shortest delay within which :data:`COVERED` of all events old enough to tell were reported."""
    visible = triangle.observable()
    counts = np.where(visible, triangle.counts, 0)
    width = int(counts.shape[1])
    old_enough = triangle.first + np.arange(len(counts)) + width - 1 <= triangle.now
    whole = counts[old_enough] if old_enough.sum() >= WHOLE else counts
    reached = whole.sum(axis=0).cumsum()
    if not reached.size or reached[-1] == 0:
        return max(1, width - 1)
    longest: int = int(np.searchsorted(reached, COVERED * reached[-1]))
    return max(1, longest)


def nowcast(
    triangle: Triangle,
    *,
    window: int | None = None,
    max_delay: int | None = None,
    holidays: Mapping[int, float | None] | None = None,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Nowcast | Refusal:
    """Nowcast all periods of a triangle that are not whole at ``triangle.now``, from what was reported by then.

    The choices are those of :class:`DelayOptions`. The number is of events reported within ``max_delay``; by default
    that is the one that holds :data:`COVERED`, and what came later until now is added in proportion. ``holidays`` are
    report periods of altered reporting (numbers as in the triangle) with the known share of the usual reporting (0:
    closed), or ``None`` where the share is to be estimated from the triangle itself.

    Raises:
        ValueError: a window, delay, level or number of draws that makes no sense.
    """
    longest = default_delay(triangle) if max_delay is None else max_delay
    wanted = max(WINDOW[triangle.grain], longest + WHOLE) if window is None else window
    _validate(longest, wanted, level, draws, holidays or {})
    history = triangle.now - triangle.first + 1
    if history < 1:
        return _refuse(triangle, said("nothing had happened yet when the last report period ended"))
    if triangle.last <= triangle.now - longest:
        return _refuse(triangle, _whole(triangle, longest))
    wide = min(wanted, history)
    if wide < longest + 2:
        return _refuse(
            triangle,
            counted(
                "a history of {history} period is too short for delays of up to {delay}; {needed} are needed",
                "a history of {history} periods is too short for delays of up to {delay}; {needed} are needed",
                history=wide,
                delay=longest,
                needed=longest + 2,
            ),
        )
    view = _view(triangle, wide, longest, holidays or {})
    assumptions = check(view)
    if reason := failed(assumptions):
        return _refuse(triangle, said("an assumption fails: {reason}", reason=reason), assumptions)
    late = triangle.beyond(longest) if max_delay is None else (0, 0)
    return _run(view, assumptions, late, level=level, draws=draws, seed=seed)


def _view(triangle: Triangle, wide: int, longest: int, holidays: Mapping[int, float | None]) -> Window:
    counts, seen = triangle.shape_of(wide, longest)
    view = Window(triangle, counts, seen, triangle.now - wide + 1, holidays)
    paused = pauses(view)
    return replace(
        view,
        holidays={**holidays, **dict.fromkeys(paused)},
        paused=tuple(paused),
    )


def _run(
    view: Window, assumptions: Sequence[Assumption], late: tuple[int, int], *, level: float, draws: int, seed: int
) -> Nowcast:
    averaged = average(view.counts, view.seen, view.holidays, view.begin)
    first = len(view.counts) - view.max_delay
    random = np.random.default_rng(seed)
    coming = unreported(averaged.components, first, draws, random)
    observed = np.where(view.seen, view.counts, 0)[first:].sum(axis=1)
    coming += _later(observed + coming, late, random)
    number = view.rows - first
    mixture = averaged.mixture(draws)
    periods = tuple(
        NowcastPeriod(
            index=view.begin + first + row,
            name=view.triangle.name(view.begin + first + row),
            observed=int(observed[row]),
            draws=observed[row] + coming[:, row],
            mixture=mixture,
            level=level,
        )
        for row in range(number)
    )
    every = int(observed.sum())
    name = f"{periods[0].name} – {periods[-1].name}"
    total = NowcastPeriod(periods[-1].index, name, every, every + coming[:, :number].sum(axis=1), mixture, level)
    return Nowcast(
        periods=periods,
        total=total,
        assumptions=(*assumptions, same_delay(averaged, view)),
        window=len(view.counts),
        max_delay=view.max_delay,
        late=late[0] / max(1, late[1] - late[0]),
        seed=seed,
        source=view.triangle.source,
    )


def _later(within: NDArray[np.int64], late: tuple[int, int], random: np.random.Generator) -> NDArray[np.int64]:
    """Draws of what comes after the longest delay, at the odds of so many late ones of all; Gamma-Poisson."""
    number, known = late
    if not number:
        return np.zeros_like(within)
    odds = random.gamma(number, size=(len(within), 1)) / (known - number)
    found: NDArray[np.int64] = random.poisson(within * odds)
    return found


def _whole(triangle: Triangle, longest: int) -> Words:
    """Nothing to nowcast: the table's last period has had its longest delay."""
    return counted(
        "every period is whole: the last one, {period}, has {count}, and reports reach {now}, {delay} period later",
        "every period is whole: the last one, {period}, has {count}, and reports reach {now}, {delay} periods later",
        delay=triangle.now - triangle.last,
        period=triangle.name(triangle.last),
        count=int(triangle.counts[-1, : longest + 1].sum()),
        now=triangle.name(triangle.now),
    )


def _validate(max_delay: int, window: int, level: float, draws: int, holidays: Mapping[int, Any]) -> None:
    if max_delay < 1 or not max_delay < window <= LARGEST_WINDOW:
        msg = f"a longest delay of {max_delay} in a window of {window}: 1 ≤ delay < window ≤ {LARGEST_WINDOW}"
        raise ValueError(msg)
    if not 0 < level < 1 or draws < 100:  # fewer say nothing about a tail
        msg = f"level {level} is not between 0 and 1, or {draws} draws are fewer than 100"
        raise ValueError(msg)
    if wrong := [share for share in holidays.values() if share is not None and not 0 <= share < float("inf")]:
        msg = f"a holiday's share of the usual reporting is at least zero: {wrong[0]}"
        raise ValueError(msg)


def _refuse(triangle: Triangle, reason: Words, assumptions: Sequence[Assumption] = ()) -> Refusal:
    inputs = {triangle.source: said("the user's table")} if triangle.source else {}
    return Refusal(NAME, reason, assumptions, inputs)
