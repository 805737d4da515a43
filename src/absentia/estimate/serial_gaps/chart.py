"""The chart of serial gaps: the years of all courts, at random and bounded."""

from __future__ import annotations

from absentia.estimate.serial_gaps.estimating import NAME, SerialGaps
from absentia.estimate.serial_gaps.report import AT_RANDOM, BOUNDS, UNIT, answers
from absentia.messages import LANGUAGES, N_, translate
from absentia.model import Estimate
from absentia.model.checked import ChartData

CHART_TITLE = N_("Filings with Article {article}, shown and hidden")
CHART_WORDS = N_("{period}: {shown} shown; {value} with the hidden ones at random; at most {high}")


def chart(gaps: SerialGaps) -> ChartData | None:
    """The years of all courts, at random and bounded, for the chart ``estimate_intervals``."""
    found = [one for one in answers(gaps) if isinstance(one, Estimate) and one.name == NAME]
    if not found:
        return None
    labels = {AT_RANDOM: N_("hidden at random"), BOUNDS: N_("none or all of the hidden")}
    rows = [
        {
            **{
                f"label_{code}": f"{one.period}: {translate(labels[one.variant or AT_RANDOM], code)}"
                for code in LANGUAGES
            },
            "value": one.value,
            "low": one.interval.low if one.interval else None,
            "high": one.interval.high if one.interval else None,
            "standing": "estimated",
        }
        for one in found
    ]
    last, bounds = found[-2], found[-1].interval
    synthetic = {code: " · " + translate(N_("synthetic pages"), code) if gaps.synthetic else "" for code in LANGUAGES}
    return ChartData(
        spec="estimate_intervals",
        rows=rows,
        title={code: translate(CHART_TITLE, code).format(article=gaps.article) + synthetic[code] for code in LANGUAGES},
        description={
            code: translate(CHART_WORDS, code).format(
                period=last.period,
                shown=f"{last.observed:.0f}",
                value=f"{last.value:.0f}",
                high=f"{bounds.high:.0f}" if bounds else "",
            )
            for code in LANGUAGES
        },
        unit={code: translate(UNIT, code).format(article=gaps.article) + synthetic[code] for code in LANGUAGES},
    )
