"""The sub-periods of a published count, where its publisher gives some too: they show how much months vary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from absentia.figures import Catalogue, Figure
from absentia.figures.stretches import same_series
from absentia.model.period import Period
from absentia.tally.dispersion import Series

_DAY = dt.timedelta(days=1)
_SHORTEST = 0.02
"""Months; what is left of a period that is shorter was rounded, and is no stretch of its own."""


def published_parts(figure: Figure, catalogue: Catalogue) -> Series | None:
    """The sub-periods of a count that its publisher gives too, and what they leave of it as one more.

    As many as follow each other without meeting. Where they leave nothing over they sum to it; of two accounts of one
    stretch that one is taken with which they do. ``None``: there are none, or they contradict the whole.
    """
    whole = figure.period
    if whole is None or figure.value is None:
        return None
    inside = [
        one
        for one in catalogue.figures(figure.table)
        if same_series(figure, one) and one.qualifier == "exact" and one.value is not None
        and one.period is not None and one.period != whole
        and whole.start <= one.period.start and one.period.end <= whole.end
    ]  # fmt: skip
    found = [series for chosen in _accounts(inside) if (series := _cut(figure, chosen)) is not None]
    return max(found, key=lambda series: len(series.counts), default=None)


def _accounts(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Stretches that do not meet, as many as possible; of two accounts of one stretch the first, then the last."""
    dated = [(one.period, one) for one in figures if one.period is not None]
    for order in (dated, dated[::-1]):
        chosen: list[tuple[Period, Figure]] = []
        for period, one in sorted(order, key=lambda pair: pair[0].end):
            if not chosen or period.start > chosen[-1][0].end:
                chosen.append((period, one))
        yield [one for _period, one in chosen]


def _cut(whole: Figure, chosen: Sequence[Figure]) -> Series | None:
    """The stretches and the rest as a series, in order of time; ``None`` where they contradict the whole.

    A rest of several stretches has no place of its own, and stands last.
    """
    assert whole.period is not None
    dated = sorted(((one.period, int(one.value or 0)) for one in chosen if one.period is not None), key=_start)
    counts = [count for _period, count in dated]
    months = [period.months for period, _count in dated]
    rest, left = int(whole.value or 0) - sum(counts), whole.period.months - sum(months)
    over = left >= _SHORTEST
    # the same number for a part and for the whole is a conflict about the period, not a rest without events
    if not counts or rest < 0 or over is (rest == 0):
        return None
    if over:
        ends = [whole.period.start - _DAY, *(period.end for period, _count in dated)]
        starts = [*(period.start for period, _count in dated), whole.period.end + _DAY]
        gaps = [at for at, (end, start) in enumerate(zip(ends, starts, strict=True)) if start - end > _DAY]
        place = gaps[0] if len(gaps) == 1 else len(counts)
        counts.insert(place, rest)
        months.insert(place, left)
    return Series(tuple(counts), tuple(months)) if len(counts) > 1 else None


def _start(dated: tuple[Period, int]) -> dt.date:
    return dated[0].start
