"""One published number with its citation, as text, BibTeX and CSL-JSON.

CSL-JSON: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from absentia.figures.reading import Resource, Row
from absentia.model.checked import Citation
from absentia.model.estimate import Interval
from absentia.model.numbers import number
from absentia.model.period import Period
from absentia.model.publishers import publisher
from absentia.model.texts import N_, Said, joined, said
from absentia.model.units import unit_after, unit_text

RANGE = "range"
"""What ends are called that are no interval of a level: the numbers a source thinks possible."""

# 95% · 95 % CI · 95 · 0.95 · CI 95% · 90 % credible interval
_LEVEL = r"(?P<level{n}>(?:0?[.,]\d+|\d{{2}}(?:[.,]\d+)?))\s*%?"
_KINDS = {
    "confidence": "confidence", "ci": "confidence", "credible": "credible", "cri": "credible", "hdi": "credible",
    "prediction": "prediction", "pi": "prediction", "": "confidence",
}  # fmt: skip
_KIND = rf"(?P<kind{{n}}>{'|'.join(kind for kind in _KINDS if kind)})"
_INTERVAL = re.compile(
    rf"{_LEVEL.format(n=1)}(?:[\s-]*{_KIND.format(n=1)})?(?:[\s-]*interval)?|{_KIND.format(n=2)}[\s-]*{_LEVEL.format(n=2)}",
    re.IGNORECASE,
)
_LEAST_LEVEL = 0.5


def read_level(note: str) -> tuple[float, str] | None:
    """Level and kind of what a source calls an interval (``95% CI`` → 0.95, confidence); ``None``: it calls it none."""
    found = _INTERVAL.fullmatch(note.strip())
    if found is None:
        return None
    level = float((found["level1"] or found["level2"]).replace(",", "."))
    level = level / 100 if level > 1 else level
    kind = (found["kind1"] or found["kind2"] or "").lower()
    return (level, _KINDS[kind]) if _LEAST_LEVEL <= level < 1 else None


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of a fact table. ``value`` is ``None`` where the source proves something without giving a number."""

    id: str
    table: str
    measure: str
    value: float | None
    value_low: float | None
    value_high: float | None
    interval_note: str | None
    """What the two ends are, in the source's words: ``95%``, ``95% CI``, ``range`` …"""
    unit: str
    qualifier: str
    period_start: str
    period_end: str | None
    as_of: str | None
    geography: str
    definition: str
    publisher: str
    source_title: str
    source_date: str
    source_url: str
    evidence_level: str
    verified: bool
    note: str | None
    jurisdiction: str | None = None
    """Whose law and state it is of, ``ru``; ``None``: of several, of none, or not said."""

    @classmethod
    def from_row(cls, table: str, row: Row) -> Figure:
        """A checked row of a fact table as a figure."""
        values = {name: row[name] for name in row if name != "interval"}
        values["unit"] = row["unit"] or ""
        return cls(table=table, interval_note=cast("str | None", row["interval"]), **values)  # type: ignore[arg-type]  # read_table checked each cell's type

    @property
    def period(self) -> Period | None:
        """The days it covers; ``None`` where the source leaves the end open."""
        return None if self.period_end is None else _from_to(self.period_start, self.period_end)

    @property
    def last_known_day(self) -> dt.date | None:
        """The day the figure speaks of: the end of its period, or the state's date."""
        text = self.period_end or self.as_of
        return Period.parse(text).end if text else None

    @property
    def interval(self) -> Interval | None:
        """The published interval, where the source says that its ends are one and of which level."""
        found = read_level(self.interval_note or "")
        if found is None or self.value_low is None or self.value_high is None:
            return None
        return Interval(self.value_low, self.value_high, *found)

    @property
    def ends_problem(self) -> Said | None:
        """What is wrong with its two ends, if anything; of ends nothing may be dropped in silence."""
        low, high, note = self.value_low, self.value_high, (self.interval_note or "").strip()
        in_order = [one for one in (low, self.value, high) if one is not None]
        if in_order != sorted(in_order):
            return said(
                "the ends {low} and {high} do not hold the number {value}", low=low, high=high, value=self.value
            )
        if low is None and high is None:
            return said("“{note}” names an interval without ends", note=note) if note else None
        level = read_level(note)
        if level is None and note not in ("", RANGE):
            return said("“{note}” is no interval that can be read", note=note)
        return said("an interval needs both ends") if level and (low is None or high is None) else None

    @property
    def about(self) -> bool:
        """It may be another number nearby: said to be about, or with ends that are no interval of a level."""
        ends = self.value_low is not None or self.value_high is not None
        return self.qualifier == "approx" or (ends and self.interval is None)

    def bounds(self) -> tuple[float, float]:
        """The numbers the statement allows: exact is one point, ``at_least`` has no upper bound, about is ± 5 %."""
        value = self.value if self.value is not None else 0.0
        low, high = value, value
        if self.qualifier == "approx":
            low, high = value * 0.95, value * 1.05
        low = min(low, self.value_low) if self.value_low is not None else low
        high = max(high, self.value_high) if self.value_high is not None else high
        if self.qualifier == "at_least":
            high = float("inf")
        if self.qualifier == "at_most":
            low = 0.0
        return low, high

    def citation(self) -> Citation:
        """Where it was published."""
        return Citation(
            publisher=self.publisher,
            title=self.source_title,
            date=self.source_date,
            url=self.source_url,
            figure=self.id,
            evidence_level=self.evidence_level,
            verified=self.verified,
        )


@lru_cache(maxsize=1 << 12)
def _from_to(first: str, last: str) -> Period:
    return Period.parse(first).through(Period.parse(last))


_ISO_DAY = re.compile(r"\d{4}(?:-\d{2}){0,2}")
_BIBTEX_SPECIAL = re.compile(r"([&%$#_{}])")


_LEVELS = {
    "primary": N_("the publisher's own text"),
    "secondary": N_("reported by another"),
    "tertiary": N_("a report of a report"),
}


def _value(figure: Figure, language: str) -> str:
    if figure.value is None:
        return said("no number").text(language)
    text = number(figure.value, language)
    if figure.value_low is not None or figure.value_high is not None:
        ends = [number(end, language) if end is not None else "…" for end in (figure.value_low, figure.value_high)]
        text += f" ({ends[0]}–{ends[1]}{', ' + figure.interval_note if figure.interval_note else ''})"
    return f"{text} {unit_after(figure.value, unit_text(figure.unit), language)}".strip()


def _standing(figure: Figure, language: str) -> str:
    read = said("read at its source") if figure.verified else said("NOT read at its source")
    return joined([Said(_LEVELS[figure.evidence_level]), read]).text(language)


def _titles(resource: Resource) -> str:
    """The titles of a table's sources, each once."""
    return "; ".join(dict.fromkeys(source.title for source in resource.sources))


def cite(cited: Figure | Resource, language: str = "en") -> str:
    """The citation as one paragraph, in English or Russian."""
    if isinstance(cited, Resource):
        urls = " ; ".join(source.path for source in cited.sources if source.path)
        sources = _titles(cited) + (f", {urls}" if urls else "")
        return said(
            "{title}. {description} Source: {sources}. Terms: {licence}.",
            title=cited.title,
            description=cited.description,
            sources=sources,
            licence=cited.licence,
        ).text(language)
    period = f"{cited.period_start} – {cited.period_end or '…'}"
    return said(
        "{publisher}. “{title}”, {date}. {url} — {value}; {definition}; {period}. [{id}; {standing}]",
        publisher=publisher(cited.publisher, language),
        title=cited.source_title,
        date=cited.source_date,
        url=cited.source_url,
        value=_value(cited, language),
        definition=cited.definition,
        period=period,
        id=cited.id,
        standing=_standing(cited, language),
    ).text(language)


def csl_json(cited: Figure | Resource, language: str = "en") -> dict[str, Any]:
    """The citation as one CSL-JSON item."""
    if isinstance(cited, Resource):
        urls = [source.path for source in cited.sources if source.path]
        item: dict[str, Any] = {
            "id": cited.name,
            "type": "dataset",
            "title": cited.title[language],
            "publisher": _titles(cited),
            "note": cited.description[language],
        }
        return item | ({"URL": urls[0]} if urls else {})
    day = _ISO_DAY.match(cited.source_date)
    exact = day is not None and day.group() == cited.source_date
    issued: dict[str, Any] = {"literal": cited.source_date}
    if exact:
        issued = {"date-parts": [[int(part) for part in cited.source_date.split("-")]]}
    return {
        "id": cited.id,
        "type": "webpage",
        "title": cited.source_title,
        "container-title": cited.publisher,
        "issued": issued,
        "URL": cited.source_url,
        "note": f"{_value(cited, language)}; {cited.definition}",
    }


def _escape(text: str) -> str:
    return _BIBTEX_SPECIAL.sub(r"\\\1", text)


def bibtex(cited: Figure | Resource, language: str = "en") -> str:
    """The citation as a BibTeX ``@misc`` entry (UTF-8)."""
    item = csl_json(cited, language)
    fields = {
        "title": "{" + _escape(item["title"]) + "}",
        "author": "{" + _escape(item.get("container-title") or item.get("publisher", "")) + "}",
        "howpublished": r"\url{" + item["URL"] + "}" if "URL" in item else None,
        "note": _escape(item["note"]),
    }
    if isinstance(cited, Figure):
        year = re.search(r"\d{4}", cited.source_date)
        fields["year"] = year.group() if year else None
        fields["date"] = cited.source_date if _ISO_DAY.fullmatch(cited.source_date) else None
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@misc{{{item['id']},", *lines, "}"])
