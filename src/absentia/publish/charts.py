"""Charts: Vega-Lite specs kept as files, filled with rows, drawn as SVG offline.

A spec knows no language of its own: its parameter ``lang`` picks ``label_en`` or ``label_ru``. What the house looks
like stands in ``house.json``. A filled spec is complete: it can be drawn again by any Vega-Lite.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from absentia.errors import DataProblem
from absentia.model.checked import ChartData
from absentia.model.numbers import finite
from absentia.model.sheets import write_rows
from absentia.model.texts import in_columns, said

SPECS = Path(__file__).parent / "charts"
VEGA_LITE = "6.1"
"""Fixed, so that a newer converter draws the same."""
NAME = re.compile(r"[a-z0-9_]+$")

# colours of house.json and the specs → the page's custom properties, so that a chart follows the colour scheme
COLOURS = {
    "#1c2026": "--chart-ink",
    "#565e69": "--chart-muted",
    "#8b929c": "--chart-line",
    "#d8dbe0": "--chart-grid",
    "#ffffff": "--chart-paper",
    "#1f5f8b": "--chart-1",
    "#c07a1c": "--chart-2",
    "#5d6b3f": "--chart-3",
    "#8a4f7d": "--chart-4",
    "#9a3412": "--chart-warning",
}

_MONTHS = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
_SHORT = ["янв.", "февр.", "март", "апр.", "май", "июнь", "июль", "авг.", "сент.", "окт.", "нояб.", "дек."]
_DAYS = ["воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"]
# nominative months: an axis names them alone ("октябрь"), where d3's own locale has the genitive ("октября")
RUSSIAN = {
    "number": {
        "decimal": ",",
        "thousands": "\u00a0",
        "grouping": [3],
        "currency": ["", "\u00a0₽"],
        "percent": "\u00a0%",
        "minus": "−",
    },
    "time": {
        "dateTime": "%A, %e %B %Y г. %X",
        "date": "%d.%m.%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": _DAYS,
        "shortDays": ["вс", "пн", "вт", "ср", "чт", "пт", "сб"],
        "months": _MONTHS,
        "shortMonths": _SHORT,
    },
}


def names() -> list[str]:
    """Every chart that can be drawn."""
    return sorted(file.name.removesuffix(".vl.json") for file in SPECS.glob("*.vl.json"))


@cache
def _file(name: str) -> str:
    return (SPECS / name).read_text(encoding="utf-8")


def filled(chart: ChartData, language: str) -> dict[str, Any]:
    """The spec with its rows, language, locale and house style: complete, to be drawn by anybody.

    Raises:
        DataProblem: there is no spec of that name.
    """
    if not NAME.match(chart.spec) or chart.spec not in names():
        raise DataProblem(
            said("there is no chart “{name}”", name=chart.spec),
            next_step=said("choose one of: {names}", names=", ".join(names())),
        )
    spec: dict[str, Any] = json.loads(_file(f"{chart.spec}.vl.json"))
    spec["params"] = [
        parameter | {"value": language} if parameter["name"] == "lang" else parameter for parameter in spec["params"]
    ]
    spec["config"] = json.loads(_file("house.json"))
    if language == "ru":
        spec["config"]["locale"] = RUSSIAN
    spec["datasets"] = {
        "rows": [
            {key: finite(cell) if isinstance(cell, float) else cell for key, cell in row.items()}
            for row in in_columns(chart.rows)
        ]
    }
    return spec


def titled(spec: Mapping[str, Any], chart: ChartData, language: str) -> dict[str, Any]:
    """The spec as it is drawn into a file of its own: with title, unit and a ground that does not follow the page."""
    return {
        **spec,
        "background": "#ffffff",
        "padding": 14,
        "autosize": {"type": "pad"},
        "title": {
            "text": _wrapped(chart.title.text(language), 40),
            "subtitle": _wrapped(chart.unit.text(language), 60),
        },
    }


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width) or [""]


def draw(spec: Mapping[str, Any]) -> str:
    """The SVG of a filled spec; text stays text."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(dict(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    return drawn


def accessible(svg: str, *, key: str, title: str, description: str, language: str, follow_page: bool) -> str:
    """The SVG as one image with a name and a description, its ids unique by ``key``.

    The marks' own labels are English words of the library and repeat the description, so they go; with
    ``follow_page`` the colours become the page's custom properties.
    """
    space = "{http://www.w3.org/2000/svg}"
    root = etree.fromstring(svg.encode())
    for element in root.iter():
        for attribute in [
            name for name in element.attrib if str(name).startswith("aria-") or name in ("role", "class")
        ]:
            del element.attrib[attribute]
        if identity := element.get("id"):
            element.set("id", f"{key}-{identity}")
        if follow_page:
            for attribute in ("fill", "stroke"):
                colour = (element.get(attribute) or "").lower()
                if colour in COLOURS:
                    element.set(attribute, f"var({COLOURS[colour]},{colour})")
    heading, words = etree.Element(f"{space}title"), etree.Element(f"{space}desc")
    heading.text, words.text = title, description
    heading.set("id", f"{key}-title")
    words.set("id", f"{key}-description")
    root.insert(0, words)
    root.insert(0, heading)
    root.set("role", "img")
    root.set("aria-labelledby", f"{key}-title")
    root.set("aria-describedby", f"{key}-description")
    root.set("lang", language)
    if follow_page:
        root.set("class", "chart")
    etree.cleanup_namespaces(root)
    text: str = etree.tostring(root, encoding="unicode")
    return re.sub(r"url\(#", f"url(#{key}-", text)


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows of a chart; nothing is an empty cell."""
    rows = in_columns(rows)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    sheet = io.StringIO()
    cells = [
        [finite(cell) if isinstance(cell := row.get(column), float) else cell for column in columns] for row in rows
    ]
    write_rows(sheet, [columns, *cells])
    return sheet.getvalue()
