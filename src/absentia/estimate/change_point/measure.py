"""A measure of an observatory as a series: counts by period, where nobody looked left open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from absentia.estimate.change_point.series import Series
from absentia.model.period import Grain, Period
from absentia.model.texts import Said, Words
from absentia.observatory import Observatory
from absentia.tally import tally


def counted_by(
    observatory: Observatory,
    measure: str,
    *,
    by: Grain = Grain.MONTH,
    since: dt.date | None = None,
    until: dt.date | None = None,
    provision: str | None = None,
    court: str | None = None,
) -> tuple[dict[Period, int | None], Words, bool]:
    """Counts by period in order of time, the measure's unit, and whether the pages are synthetic.

    A period that no complete listing shows has no count, also where some cases of it happen to be known: a part is not
    the whole.

    Raises:
        UsageProblem: an unknown measure, provision or date.
        ObservatoryProblem: nothing has been parsed yet.
    """
    found = tally(observatory, measure, by=(by.value,), since=since, until=until, provision=provision, court=court)
    counts = {
        Period.parse(name): row.count.low if row.count.exact else None
        for row in found.rows
        if (name := row.cell[by.value]) is not None
    }
    return counts, Said("{unit}", {"unit": found.unit}), found.synthetic


def series_of(observatory: Observatory, measure: str, **chosen: Any) -> tuple[Series, Words, bool]:
    """What :func:`counted_by` gives, as a series; a period without a count makes the change point a refusal.

    Raises:
        UsageProblem: an unknown measure, provision or date.
        ObservatoryProblem: nothing has been parsed yet.
    """
    counts, unit, synthetic = counted_by(observatory, measure, **chosen)
    series = Series.of(
        [one.start for one in counts],
        list(counts.values()),
        labels=[one.name for one in counts],
        source=str(observatory.path),
    )
    return series, unit, synthetic
