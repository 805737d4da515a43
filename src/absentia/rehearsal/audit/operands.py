"""Numbers a claim can name, each with what is true of it: counts of the observatory, published figures, sums."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from absentia.model import Period
from absentia.observatory import Observatory
from absentia.rehearsal.audit.scope import BEGIN, MEASURES, Scope
from absentia.rehearsal.audit.whole import Whole
from absentia.tally import tally

UNIT = {"en": "units"}
_PROVISIONS = (None, None, "337", "337.5", "332", "158")
_QUALIFIERS = ("exact", "at_least", "interval", "at_most", "running", "range", "no number")
_FIGURES = 28
_FIGURE_COLUMNS = (
    "id", "measure", "value", "value_low", "value_high", "interval", "unit", "qualifier", "period_start", "period_end",
    "geography", "definition", "publisher", "source_title", "source_date", "source_url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """An operand as a claims file writes it, and the truth behind it."""

    name: str
    written: dict[str, Any]
    truth: float
    said: float
    """The number the observatory or the file gives; the truth where it gives none."""
    period: Period | None = None
    interval: tuple[float, float] | None = None
    parts: tuple[Named, ...] = ()
    """Of a sum: what it adds."""
    of: tuple[str, str | None] | None = None
    """Measure and provision of a total that can only grow: on another day it was another number."""


def tallied(observatory: Observatory, whole: Whole, lot: random.Random, number: int) -> list[Named]:
    """So many counts of the observatory whose truth is one number."""
    found: list[Named] = []
    for _try in range(4 * number):
        measure, provision = lot.choice(MEASURES), lot.choice(_PROVISIONS)
        since, until = period(lot)
        truth = whole.total(measure, Scope(since=since, until=until, provision=provision))
        if not truth.definite or len(found) == number:
            continue
        counted = tally(observatory, measure, since=since, until=until, provision=provision).as_dict()["total"]
        written = {"tally": measure, "since": since.isoformat(), "until": until.isoformat(), "unit": UNIT}
        written |= {"provision": provision} if provision else {}
        said = truth.low if counted is None else counted
        found.append(Named(f"t{len(found)}", written, truth.low, said, Period(since, until), of=(measure, provision)))
    return found


def period(lot: random.Random) -> tuple[dt.date, dt.date]:
    """A closed period: a half-year, a year, a month or two, or days that come to mind; sometimes before everything."""
    way = lot.random()
    if way < 0.5:  # invented shares
        year, half = lot.choice(((2022, 2), (2023, 1), (2023, 2)))
        return dt.date(year, 6 * half - 5, 1), dt.date(year, 6, 30) if half == 1 else dt.date(year, 12, 31)
    if way < 0.65:
        year = lot.choice((2022, 2023, 2021))
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    since = BEGIN + dt.timedelta(days=lot.randrange(500))
    return since, since + dt.timedelta(days=lot.randrange(3, 120))


def published(of: Sequence[Named], lot: random.Random) -> tuple[list[Named], list[dict[str, Any]]]:
    """Figures somebody published of the same, and their rows.

    Exact, one-sided, with an interval or a range of another kind, running totals, and some that the source proves to
    exist without giving a number.
    """
    found, rows = [], []
    for number in range(_FIGURES):
        base = lot.choice(of)
        assert base.period is not None
        qualifier = _QUALIFIERS[number % len(_QUALIFIERS)]
        off = lot.choice((0, 1, 2, 5))
        value = {"at_least": max(base.truth - off, 0), "at_most": base.truth + off}.get(qualifier, base.truth)
        row: dict[str, Any] = {
            "id": f"synthetic-{number}",
            # each of its own, so that two may be summed
            "measure": f"invented_{number}" + ("_cumulative" if qualifier == "running" else ""),
            "value": int(value),
            "unit": "units",
            "qualifier": qualifier if qualifier.startswith("at_") else "exact",
            "period_start": base.period.start.isoformat(),
            "period_end": base.period.end.isoformat(),
            "geography": "synthetic",
            "definition": "invented",
            "publisher": "rehearsal",
            "source_title": "synthetic",
            "source_date": "2024-01-01",
            "source_url": "https://synthetic.example/figures",
        }
        interval = None
        if qualifier in ("interval", "range"):
            ends = (max(value - lot.randrange(1, 8), 0), value + lot.randrange(1, 8))
            row |= {
                "value_low": ends[0],
                "value_high": ends[1],
                "interval": "95%" if qualifier == "interval" else "range",
            }
            interval = ends if qualifier == "interval" else None
        if qualifier == "no number":
            del row["value"]
        rows.append(row)
        written = {"figure": row["id"], "unit": UNIT}
        if qualifier == "at_least" and lot.random() < 0.3:  # invented share
            row["qualifier"], written["minimum"] = "exact", True
        growing = base.of if qualifier == "running" else None
        found.append(Named(f"f{number}", written, base.truth, value, base.period, interval, of=growing))
    return found, rows


def write_figures(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """A user's file of figures."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, _FIGURE_COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)


def sums(of: Sequence[Named], lot: random.Random) -> list[Named]:
    """Sums of two or three operands; a count is not summed with another of the same days, which is refused."""
    found = []
    for number in range(10):
        parts = tuple(lot.sample(of, lot.choice((2, 2, 3))))
        while any(_again(*pair) for pair in combinations(parts, 2)):
            parts = tuple(lot.sample(of, 2))
        written = {"sum": [part.name for part in parts], "unit": UNIT}
        same = {part.period for part in parts}
        truth, said = sum(part.truth for part in parts), sum(part.said for part in parts)
        found.append(Named(f"s{number}", written, truth, said, same.pop() if len(same) == 1 else None, parts=parts))
    return found


def _again(one: Named, other: Named) -> bool:
    """Whether both may count a unit: one measure of the world, on days that meet."""
    if "tally" not in one.written or one.written["tally"] != other.written.get("tally"):
        return False
    assert one.period is not None
    assert other.period is not None
    return one.period.start <= other.period.end and other.period.start <= one.period.end


def stated(value: float, name: str) -> Named:
    """A number the article states."""
    return Named(name, {"stated": value, "unit": UNIT}, value, value)
