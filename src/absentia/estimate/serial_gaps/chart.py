"""The chart of serial gaps: the years of all courts, at random and bounded."""

from __future__ import annotations

from absentia.estimate.charts import bar, drawn
from absentia.estimate.serial_gaps.estimating import NAME, SerialGaps
from absentia.estimate.serial_gaps.report import AT_RANDOM, BOUNDS, answers
from absentia.model import Estimate
from absentia.model.checked import ChartData
from absentia.model.texts import N_, Said, Words, said


def chart(gaps: SerialGaps) -> ChartData | None:
    """The years of all courts, at random and bounded, for the chart ``estimate_intervals``."""
    found = [one for one in answers(gaps) if isinstance(one, Estimate) and one.name == NAME]
    if not found:
        return None
    labels = {AT_RANDOM: N_("hidden at random"), BOUNDS: N_("none or all of the hidden")}
    last, bounds = found[-2], found[-1].interval
    title: Words = said("Filings with Article {article}, shown and hidden", article=gaps.article)
    if gaps.synthetic:
        title = said("{unit} · synthetic pages", unit=title)
    return drawn(
        [
            bar(
                Said("{period}: {how}", {"period": one.period, "how": said(labels[one.variant or AT_RANDOM])}),
                one.value,
                one.interval,
            )
            for one in found
        ],
        title,
        said(
            "{period}: {shown} shown; {value} with the hidden ones at random; at most {high}",
            period=last.period,
            shown=last.observed,
            value=round(last.value),
            high=bounds.high if bounds else "",
        ),
        last.counts,
    )
