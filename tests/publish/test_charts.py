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
from absentia.model.texts import in_columns
from absentia.publish import charts
from absentia.publish.site import Dossier

ROOT = Path(__file__).resolve().parents[2]
# the charts the brief draws; estimates have charts of their own besides
NAMES = ["bars", "estimate_intervals", "rate_per_month", "series", "share_by_age"]
SVG = "{http://www.w3.org/2000/svg}"


def every(brief: Dossier) -> dict[str, ChartData]:
    return {claim.chart.spec: claim.chart for claim in brief.articles[0].claims if claim.chart}


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in etree.fromstring(svg.encode()).iter(f"{SVG}text")]


def test_the_sample_has_every_chart_of_a_brief(brief: Dossier) -> None:
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
def test_a_chart_says_its_rows_in_its_language(brief: Dossier, name: str, language: str) -> None:
    chart = every(brief)[name]
    rows = in_columns(chart.rows)
    drawn = " ".join(texts(charts.draw(charts.filled(chart, language))))
    if name == "series":
        labels = {"en": ["helped, running total"], "ru": ["получили помощь, нарастающим итогом"]}[language]
    elif name == "share_by_age":
        labels = [str(row["age_group"]) for row in chart.rows]
    else:
        labels = [str(row[f"label_{language}"]) for row in rows]
    for label in labels:
        # long labels are set in two lines
        assert all(word in drawn for word in label.split()), label
    other = "ru" if language == "en" else "en"
    assert not [row for row in rows if row.get(f"label_{other}") and str(row[f"label_{other}"]) in drawn]


def test_numbers_in_charts_follow_the_language(brief: Dossier) -> None:
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


def test_bars_start_at_zero_and_keep_proportion(brief: Dossier) -> None:
    drawn = bars(charts.draw(charts.filled(every(brief)["bars"], "en")))
    assert [start for start, _length in drawn] == [0, 0, 0]
    # 2613, 32, 2295; the fourth has no value and so no bar
    assert drawn[1][1] / drawn[0][1] == pytest.approx(32 / 2613, rel=1e-6)
    assert drawn[2][1] / drawn[0][1] == pytest.approx(2295 / 2613, rel=1e-6)


def test_points_with_labels_of_their_own_are_one_series(brief: Dossier) -> None:
    chart = every(brief)["series"]
    rows: list[dict[str, Any]] = [
        dict(row) | {"label_en": f"requests {number}", "date": f"2023-{number + 1:02}"}
        for number, row in enumerate(chart.rows[:5])
    ]
    svg = charts.draw(charts.filled(replace(chart, rows=rows), "en"))
    assert len(re.findall(r'd="M[\d.]+,[\d.]+L[^"]*" stroke="#1f5f8b"', svg)) == 1
    assert not any("requests 4" in text for text in texts(svg))
    assert {"28", "60", "110", "218", "150"} <= set(texts(svg))


@pytest.mark.parametrize(
    ("dates", "stretches"),
    [
        (["2023-01", "2023-02", "2023-03", "2023-06", "2023-07", "2023-09"], [3, 2]),
        (["2023-11", "2023-12", "2024-01", "2024-02", "2024-03", "2024-04"], [6]),
        (["2018", "2019", "2021", "2022", "2023", "2024"], [2, 4]),
        (["2019", "2020", "2021", "2022", "2023", "2024"], [6]),
        (["2023-01-05", "2023-04-01", "2023-04-02", "2023-06-30", "2023-09-01", "2023-12-31"], [6]),
    ],
)
def test_no_line_leads_across_a_month_or_a_year_without_a_number(
    brief: Dossier, dates: list[str], stretches: list[int]
) -> None:
    rows = [{"date": date, "value": 10 + place, "label_en": "x", "label_ru": "x", "qualifier": None}
            for place, date in enumerate(dates)]  # fmt: skip
    svg = charts.draw(charts.filled(replace(every(brief)["series"], rows=rows), "en"))
    lines = re.findall(r'd="(M[\d.]+,[\d.]+L[^"]*)" stroke="#1f5f8b"', svg)
    assert [line.count(",") for line in lines] == stretches


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_one_named_image_in_the_colours_of_the_reader_s_scheme(brief: Dossier, name: str) -> None:
    made = dict(charts.files(every(brief)[name], "a/b"))
    assert sorted(made) == ["a/b.csv", "a/b.en.svg", "a/b.en.vl.json", "a/b.ru.svg", "a/b.ru.vl.json"]
    root = etree.fromstring(made["a/b.ru.svg"])
    assert (root.get("role"), root.get("lang")) == ("img", "ru")
    named = root.find(f"{SVG}title")
    assert named is not None
    assert named.text == every(brief)[name].title.text("ru")
    assert root.get("aria-labelledby") == named.get("id")
    # every colour has its dark twin
    painted = {element.get(side) for element in root.iter() for side in ("fill", "stroke")}
    fixed = {str(paint) for paint in painted if paint and not str(paint).startswith("var(") and paint != "none"}
    assert not fixed, fixed
    told = root.find(f"{SVG}style")
    assert told is not None
    used = {colour for paint in painted for colour in re.findall(r"--[a-z0-9-]+", str(paint))}
    assert all(f"{colour}:" in str(told.text).partition("dark")[2] for colour in used)
    assert [str(element.tag) for element in root.iter() if "aria-label" in element.attrib] == []


def test_words_are_as_wide_on_every_machine(brief: Dossier) -> None:
    """Ten letters m and ten м of Liberation Sans at 100 pixels; another font has other widths."""
    labels = [{"label_en": "m" * 10, "label_ru": "м" * 10}]
    for code, width in (("en", 833.0), ("ru", 687.0)):
        spec: dict[str, Any] = {
            "data": {"values": labels}, "mark": "point", "width": 10, "height": 10, "background": "#ffffff",
            "encoding": {"y": {"field": f"label_{code}", "type": "nominal", "title": None,
                               "axis": {"labelFontSize": 100, "labelLimit": 2000, "ticks": False, "domain": False,
                                        "labelPadding": 0, "offset": 0}}},
            "config": charts.filled(every(brief)["bars"], code)["config"] | {"padding": 0, "background": "#ffffff"},
        }  # fmt: skip
        drawn = etree.fromstring(charts.draw(spec).encode())
        assert float(str(drawn.get("width"))) == pytest.approx(width + 10, abs=2), code


def test_text_of_a_chart_stays_text() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text fill="#1c2026">a</text></svg>'
    drawn = charts.accessible(svg, title="A <b>", description="</desc><script>", language="en")
    root = etree.fromstring(drawn.encode())
    assert root.find(f"{SVG}title").text == "A <b>"
    assert root.findall(f".//{SVG}script") == []


def test_an_unknown_chart_is_a_clear_error(brief: Dossier) -> None:
    chart = replace(every(brief)["bars"], spec="../../../etc/passwd")
    with pytest.raises(DataProblem, match="there is no chart") as caught:
        charts.filled(chart, "en")
    assert caught.value.next_step is not None
    assert "bars" in caught.value.next_step


def test_no_chart_reaches_the_network(brief: Dossier) -> None:
    spec = charts.filled(every(brief)["bars"], "en")
    spec["data"] = {"url": "http://192.0.2.1/rows.json"}
    with pytest.raises(ValueError, match="not allowed"):
        charts.draw(spec)
