"""Charts: complete specs, real text, nothing invented."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from absentia.errors import DataProblem
from absentia.model.checked import ChartData
from absentia.publish import Brief, charts

ROOT = Path(__file__).resolve().parents[2]
# the charts the brief draws; estimates have charts of their own besides
NAMES = ["bars", "estimate_intervals", "rate_per_month", "series", "share_by_age", "tally_half_years"]
SVG = "{http://www.w3.org/2000/svg}"


def every(brief: Brief) -> dict[str, ChartData]:
    assert brief.rehearsal is not None
    drawn = [claim.chart for claim in brief.article.claims if claim.chart] + [brief.rehearsal.chart]
    return {chart.spec: chart for chart in drawn}


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in etree.fromstring(svg.encode()).iter(f"{SVG}text")]


def test_the_sample_has_every_chart_of_a_brief(brief: Brief) -> None:
    assert sorted(every(brief)) == NAMES
    assert set(NAMES) <= set(charts.names())


def test_every_spec_takes_rows_and_a_language() -> None:
    for name in charts.names():
        spec = json.loads((charts.SPECS / f"{name}.vl.json").read_text(encoding="utf-8"))
        assert spec["data"] == {"name": "rows"}, name
        assert "lang" in [parameter["name"] for parameter in spec["params"]], name
        assert spec["description"], name


def test_every_chart_has_its_page_in_the_documentation() -> None:
    for name in charts.names():
        page = (ROOT / "docs" / "charts" / f"{name}.md").read_text(encoding="utf-8")
        assert "What it shows" in page
        assert "How to read it" in page
        assert "What it cannot tell" in page


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", NAMES)
def test_a_chart_says_its_rows_in_its_language(brief: Brief, name: str, language: str) -> None:
    chart = every(brief)[name]
    drawn = " ".join(texts(charts.draw(charts.filled(chart, language))))
    if name == "series":
        labels = {"en": ["helped, running total"], "ru": ["получили помощь, нарастающим итогом"]}[language]
    elif name == "share_by_age":
        labels = [str(row["age_group"]) for row in chart.rows]
    else:
        labels = [str(row[f"label_{language}"]) for row in chart.rows]
    for label in labels:
        # long labels are set in two lines
        assert all(word in drawn for word in label.split()), label
    other = "ru" if language == "en" else "en"
    assert not [row for row in chart.rows if row.get(f"label_{other}") and str(row[f"label_{other}"]) in drawn]


def test_numbers_in_charts_follow_the_language(brief: Brief) -> None:
    chart = every(brief)["bars"]
    assert "2,613" in texts(charts.draw(charts.filled(chart, "en")))
    assert "2\u00a0613" in texts(charts.draw(charts.filled(chart, "ru")))
    months = " ".join(texts(charts.draw(charts.filled(every(brief)["series"], "ru"))))
    assert "октябрь" in months
    assert "октября" not in months


def bars(svg: str) -> list[tuple[float, float]]:
    """Start and length of every horizontal bar."""
    found = re.findall(r'd="M([\d.]+),[\d.]+h([\d.]+)v[\d.]+h-[^"]*" fill="#', svg)
    return [(float(start), float(length)) for start, length in found]


def test_bars_start_at_zero_and_keep_proportion(brief: Brief) -> None:
    drawn = bars(charts.draw(charts.filled(every(brief)["bars"], "en")))
    assert [start for start, _length in drawn] == [0, 0, 0]
    # 2613, 32, 2295; the fourth has no value and so no bar
    assert drawn[1][1] / drawn[0][1] == pytest.approx(32 / 2613, rel=1e-6)
    assert drawn[2][1] / drawn[0][1] == pytest.approx(2295 / 2613, rel=1e-6)


def test_what_was_not_looked_at_is_said_and_not_drawn(brief: Brief) -> None:
    svg = charts.draw(charts.filled(every(brief)["tally_half_years"], "en"))
    assert len(bars(svg)) == 1
    assert {"not looked at", "withheld", "17"} <= set(texts(svg))
    assert "0" not in texts(svg)
    assert any("SYNTHETIC" in text for text in texts(svg))
    russian = texts(charts.draw(charts.filled(every(brief)["tally_half_years"], "ru")))
    assert any("ВЫМЫШЛЕННЫЕ" in text for text in russian)


def test_points_with_labels_of_their_own_are_one_series(brief: Brief) -> None:
    chart = every(brief)["series"]
    rows: list[dict[str, Any]] = [
        dict(row) | {"label_en": f"requests {number}"} for number, row in enumerate(chart.rows[:5])
    ]
    svg = charts.draw(charts.filled(replace(chart, rows=rows), "en"))
    assert len(re.findall(r'd="M[\d.]+,[\d.]+L[^"]*" stroke="#1f5f8b"', svg)) == 1
    assert not any("requests 4" in text for text in texts(svg))
    assert {"28", "60", "110", "218", "150"} <= set(texts(svg))


@pytest.mark.parametrize("name", NAMES)
def test_an_inline_chart_is_one_named_image_that_follows_the_page(brief: Brief, name: str) -> None:
    drawn = charts.draw(charts.filled(every(brief)[name], "en"))
    svg = charts.accessible(
        drawn, key=f"chart-{name}", title="A <title>", description="Words & more", language="en", follow_page=True
    )
    root = etree.fromstring(svg.encode())
    assert root.get("role") == "img"
    identities = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(identities) == len(set(identities))
    assert all(str(identity).startswith(f"chart-{name}-") for identity in identities)
    labelled = root.find(f"{SVG}title")
    assert labelled is not None
    assert labelled.text == "A <title>"
    assert root.get("aria-labelledby") == labelled.get("id")
    # every colour is the page's, so that the dark scheme reaches it
    painted = {element.get(side) for element in root.iter() for side in ("fill", "stroke")}
    fixed = {str(paint) for paint in painted if paint and not str(paint).startswith("var(") and paint != "none"}
    assert not fixed, fixed
    assert [str(element.tag) for element in root.iter() if "aria-label" in element.attrib] == []


def test_an_unknown_chart_is_a_clear_error(brief: Brief) -> None:
    chart = replace(every(brief)["bars"], spec="../../../etc/passwd")
    with pytest.raises(DataProblem, match="there is no chart") as caught:
        charts.filled(chart, "en")
    assert caught.value.next_step is not None
    assert "bars" in caught.value.next_step


def test_no_chart_reaches_the_network(brief: Brief) -> None:
    spec = charts.filled(every(brief)["bars"], "en")
    spec["data"] = {"url": "http://192.0.2.1/rows.json"}
    with pytest.raises(ValueError, match="not allowed"):
        charts.draw(spec)
