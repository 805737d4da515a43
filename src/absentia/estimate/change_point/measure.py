"""A measure of an observatory as a series: counts by period, where nobody looked left open."""

from __future__ import annotations

import datetime as dt

from absentia.estimate.change_point.series import Series
from absentia.model.period import Grain, Period
from absentia.model.texts import Said, Words
from absentia.observatory import Observatory
from absentia.tally import tally


def series_of(
    observatory: Observatory,
    measure: str,
    *,
    by: Grain = Grain.MONTH,
    since: dt.date | None = None,
    until: dt.date | None = None,
    provision: str | None = None,
    court: str | None = None,
) -> tuple[Series, Words, bool]:
    """The series, the measure's unit, and whether the pages are synthetic.

    A period that no complete listing shows has no count, also where some cases of it happen to be known: a part is not
    the whole. Such a period makes the change point a refusal.

    Raises:
        UsageProblem: an unknown measure, provision or date.
        ObservatoryProblem: nothing has been parsed yet.
    """
    found = tally(observatory, measure, by=(by.value,), since=since, until=until, provision=provision, court=court)
    dates: list[dt.date] = []
    labels: list[str] = []
    counts: list[int | None] = []
    for row in found.rows:
        name = row.cell[by.value]
        if name is None:
            continue
        dates.append(Period.parse(name).start)
        labels.append(name)
        counts.append(row.count.low if row.count.exact else None)
    series = Series.of(dates, counts, labels=labels, source=str(observatory.path))
    return series, Said("{unit}", {"unit": found.unit}), found.synthetic
