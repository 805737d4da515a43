"""Draw the chart of every page under docs/charts: the very pictures the program makes.

``--check`` writes nothing and fails where a picture says other than what the program draws now.
Those of a brief are the bundled article's; of the others the rows are invented, by a seed, and each says so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from lxml import etree

from absentia.api import check, estimate
from absentia.api.answers import Chart
from absentia.model.checked import ChartData
from absentia.model.texts import in_languages

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "images" / "charts"
_WEEKS, _WAIT, _LISTS = 60, 0.5, ("police", "clinic", "press")


def of_the_article() -> Iterator[ChartData]:
    """The first chart of each kind in the bundled article, and the signals it asks for."""
    seen: set[str] = set()
    for claim in check("guardian_2023_10").claims:
        if claim.chart and claim.chart.spec not in seen:
            seen.add(claim.chart.spec)
            yield claim.chart
    yield estimate.signals().plot().data


def invented() -> Iterator[ChartData]:
    """Charts of estimates over tables that a seed invents."""
    draw = np.random.default_rng(1)
    weeks = pd.date_range("2023-01-02", periods=_WEEKS, freq="W-MON")
    happened = weeks.repeat(draw.poisson(30, len(weeks)))
    reported = happened + pd.to_timedelta(7 * draw.geometric(_WAIT, len(happened)) - 7, unit="D")
    events = pd.DataFrame({"event": happened, "report": reported})
    delay = estimate.delay(events[events.report <= weeks[-1]], backtest=4)
    months = pd.date_range("2020-01-01", periods=48, freq="MS")
    counts = draw.poisson([20] * 30 + [45] * 18)
    overlaps = pd.DataFrame(
        [[1, 0, 0, 300], [0, 1, 0, 250], [0, 0, 1, 220], [1, 1, 0, 90], [1, 0, 1, 80], [0, 1, 1, 70], [1, 1, 1, 30]]
    )
    overlaps.columns = [*_LISTS, "count"]
    charts = [
        delay.plot(),
        delay.plot("vintages"),
        estimate.change_point(pd.DataFrame({"date": months, "count": counts})).plot(),
    ]
    charts.append(estimate.lists(overlaps, unit="persons").plot("profile"))
    asked = draw.poisson(np.exp(np.log(60) + draw.normal(0, 0.5, 36)))
    own = pd.DataFrame({"period": months[:36], "count": asked})
    following = pd.DataFrame({"period": months[:36], "count": draw.poisson(3 * np.roll(asked, 2))})
    charts.append(estimate.requests(own, cases=following).plot("lags"))
    for chart in charts:
        yield synthetic(chart.data)


def synthetic(data: ChartData) -> ChartData:
    """The chart with what it is in its title."""
    named = in_languages({"en": f"Synthetic: {data.title.text('en')}", "ru": f"Вымышлено: {data.title.text('ru')}"})
    return ChartData(spec=data.spec, rows=data.rows, title=named, description=data.description, unit=data.unit)


def by_hand() -> Iterator[ChartData]:
    """What no estimate draws: rows written here."""
    unit = in_languages({"en": "cases per month", "ru": "дел в месяц"})
    title = in_languages({"en": "Synthetic: cases received per month", "ru": "Вымышлено: поступило дел в месяц"})
    rates = [("2031", 20.0, 17.6, 22.7), ("2032", 31.0, 27.9, 34.3), ("2033, first half", 88.0, 80.7, 95.8)]
    rows = [
        {"label_en": name, "label_ru": name, "value": value, "low": low, "high": high}
        for name, value, low, high in rates
    ]
    yield ChartData(spec="rate_per_month", rows=rows, title=title, description=title, unit=unit)
    unit = in_languages({"en": "records confirmed gone", "ru": "записей, исчезновение которых подтверждено"})
    title = in_languages({"en": "Synthetic: records gone, by week", "ru": "Вымышлено: исчезнувшие записи по неделям"})
    gone = [
        ("2023-W46", 12, "≥ 12", "counted"),
        ("2023-W47", None, "withheld", "suppressed"),
        ("2023-W48", None, "could not look", "not looked at"),
    ]
    rows = [
        {
            "label_en": week,
            "label_ru": week,
            "value": value,
            "text_en": text,
            "text_ru": text,
            "state": state,
            "synthetic": True,
        }
        for week, value, text, state in gone
    ]
    yield ChartData(spec="disappearances", rows=rows, title=title, description=title, unit=unit)


def words(svg: str) -> list[str]:
    """The texts of a picture, in order."""
    return [
        "".join(node.itertext()) for node in etree.fromstring(svg.encode()).iter("{http://www.w3.org/2000/svg}text")
    ]


def main() -> None:
    """Write, or check."""
    stale = []
    for data in (*of_the_article(), *invented(), *by_hand()):
        svg = Chart(data).svg
        target = PICTURES / f"{data.spec}.svg"
        if "--check" not in sys.argv:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(svg, encoding="utf-8")
        elif not target.is_file() or words(target.read_text(encoding="utf-8")) != words(svg):
            stale.append(target.name)
    if stale:
        sys.exit(f"{', '.join(stale)}: stale, run `make reference`")


if __name__ == "__main__":
    main()
