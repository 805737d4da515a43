"""Charts: Vega-Lite specs kept as files, filled with rows, drawn as SVG offline.

A spec knows no language of its own: its parameter ``lang`` picks ``label_en`` or ``label_ru``. What the house looks
like stands in ``house.json``. A filled spec is complete: it can be drawn again by any Vega-Lite.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from lxml import etree

from absentia.errors import DataProblem
from absentia.messages import LANGUAGES
from absentia.model.checked import ChartData
from absentia.model.numbers import finite
from absentia.model.sheets import write_rows
from absentia.model.texts import in_columns, said

SPECS = Path(__file__).parent / "charts"
VEGA_LITE = "6.1"
"""Fixed, so that a newer converter draws the same."""
NAME = re.compile(r"[a-z0-9_]+$")

# colours of house.json and the specs → custom properties, so that a chart follows the colour scheme
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
# as in page.css
SCHEMES = (
    "svg { --chart-paper: #fdfcfa } @media (prefers-color-scheme: dark) { svg { --chart-ink: #eceae6; "
    "--chart-muted: #a9b0ba; --chart-line: #737b86; --chart-grid: #343940; --chart-paper: #15181c; --chart-1: #6fb0dd; "
    "--chart-2: #e3a552; --chart-3: #a9b884; --chart-4: #cf9cc4; --chart-warning: #ffb185 } }"
)

_Width = Literal["wide", "abbreviated"]


def _russian() -> dict[str, Any]:
    """Months stand in the nominative: an axis names them alone («октябрь»), d3's own locale has the genitive."""
    from babel.dates import get_day_names, get_month_names

    def days(width: _Width) -> list[str]:
        known = get_day_names(width, "stand-alone", "ru")
        return [known[(day - 1) % 7] for day in range(7)]  # from Sunday on

    def months(width: _Width) -> list[str]:
        return list(get_month_names(width, "stand-alone", "ru").values())

    return {
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
            "days": days("wide"),
            "shortDays": days("abbreviated"),
            "months": months("wide"),
            "shortMonths": months("abbreviated"),
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
        spec["config"]["locale"] = _russian()
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
            "text": _wrapped(chart.title.text(language), 36),
            "subtitle": _wrapped(chart.unit.text(language), 46),
        },
    }


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width) or [""]


def draw(spec: Mapping[str, Any]) -> str:
    """The SVG of a filled spec; text stays text.

    It is measured by Liberation Sans, which the converter brings with it, so that the bytes are the same on every
    machine; it is as wide as Arial, which a reader's device may show instead.
    """
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(dict(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    return drawn


def accessible(svg: str, *, title: str, description: str, language: str) -> str:
    """The SVG as one image with a name and a description, in the colours of the reader's scheme.

    The marks' own labels are English words of the library and repeat the description, so they go; each colour becomes
    a custom property, light or dark by what the reader's device asks for.
    """
    space = "{http://www.w3.org/2000/svg}"
    root = etree.fromstring(svg.encode())
    for element in root.iter():
        for attribute in [
            name for name in element.attrib if str(name).startswith("aria-") or name in ("role", "class")
        ]:
            del element.attrib[attribute]
        for attribute in ("fill", "stroke"):
            colour = (element.get(attribute) or "").lower()
            if colour in COLOURS:
                element.set(attribute, f"var({COLOURS[colour]},{colour})")
    heading, words, style = (etree.Element(f"{space}{name}") for name in ("title", "desc", "style"))
    heading.text, words.text, style.text = title, description, SCHEMES
    heading.set("id", "title")
    words.set("id", "description")
    for place, element in enumerate((heading, words, style)):
        root.insert(place, element)
    root.set("role", "img")
    root.set("aria-labelledby", "title")
    root.set("aria-describedby", "description")
    root.set("lang", language)
    etree.cleanup_namespaces(root)
    text: str = etree.tostring(root, encoding="unicode")
    return text


def names_of(stem: str) -> dict[str, Any]:
    """The files of a chart: ``svg`` and ``vega_lite`` by language, and ``csv``."""
    svg, vega_lite = ({code: f"{stem}.{code}.{ending}" for code in LANGUAGES} for ending in ("svg", "vl.json"))
    return {"svg": svg, "vega_lite": vega_lite, "csv": f"{stem}.csv"}


def files(chart: ChartData, stem: str) -> Iterator[tuple[str, bytes]]:
    """A chart as files: a picture in each language, what draws it again, its rows."""
    named = names_of(stem)
    yield named["csv"], as_csv(chart.rows).encode()
    for code in LANGUAGES:
        spec = titled(filled(chart, code), chart, code)
        written = json.dumps(spec, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        words = {"title": chart.title.text(code), "description": chart.description.text(code)}
        yield named["svg"][code], accessible(_drawn(written), **words, language=code).encode()
        yield named["vega_lite"][code], written.encode()


@cache
def _drawn(spec: str) -> str:
    """Each spec is drawn once: a publication that compares itself with the version before builds its pages twice."""
    return draw(json.loads(spec))


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
