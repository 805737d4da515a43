"""Ask everything, and hold what an observatory says against the truth of the world it saw a part of.

What a tally states is taken as a reader of its JSON takes it: every number a range, every zero a zero.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from absentia.check import check_article
from absentia.errors import DataProblem
from absentia.model.checked import CheckedClaim, Verdict
from absentia.model.count import WITHHELD
from absentia.observatory import Observatory
from absentia.rehearsal.audit.claims import CLAIMS, Posed, article, operands_of, pose
from absentia.rehearsal.audit.operands import published, sums, tallied, write_figures
from absentia.rehearsal.audit.scope import BEGIN, DIMENSIONS, GRAINS, MEASURES, Cell, Scope, pairs
from absentia.rehearsal.audit.whole import NONE, Range, Whole
from absentia.rehearsal.courthouse.life import Life
from absentia.tally import suppressed, tally
from absentia.tally.suppress import DEFAULT, cut

LARGER = 50
"""Sets of more dimensions and filters."""
_PROVISIONS = ("337", "337.5", "337.3", "337.2.1", "332", "338", "158", "228.1", "228/1")
_INSTANCES = ("first", "appeal", "cassation", "all")
_PROCEDURES = ("criminal", "all", "civil")


@dataclass(frozen=True, slots=True)
class Question:
    """One tally."""

    measure: str
    by: tuple[str, ...]
    scope: Scope


def questions(life: Life, lot: random.Random) -> Iterator[Question]:
    """Every question of the audit about one world."""
    for measure in MEASURES:
        yield Question(measure, (), Scope())
        for one in DIMENSIONS:
            yield Question(measure, (one,), Scope())
        for two in pairs():
            yield Question(measure, two, Scope())
    hosts = [site.court.host for site in life.sites]
    for _set in range(LARGER):
        yield larger(hosts, lot)


def larger(hosts: Sequence[str], lot: random.Random) -> Question:
    """Some dimensions and filters."""
    chosen = lot.sample(DIMENSIONS, lot.choice((0, 0, 1, 2, 3, 4)))
    periods = [one for one in chosen if one in GRAINS]
    by = tuple(one for one in chosen if one not in periods[1:])
    since, until = _ends(lot)
    return Question(
        lot.choice(MEASURES),
        by,
        Scope(
            since=since,
            until=until,
            provision=lot.choice(_PROVISIONS) if lot.random() < 0.4 else None,  # invented shares
            sole=lot.choice((True, False)) if lot.random() < 0.25 else None,
            instance=lot.choice(_INSTANCES) if lot.random() < 0.4 else None,
            procedure=lot.choice(_PROCEDURES) if lot.random() < 0.15 else None,
            court=lot.choice(hosts) if lot.random() < 0.4 else None,
        ),
    )


def _ends(lot: random.Random) -> tuple[dt.date | None, dt.date | None]:
    """A period: both ends, one or none; long or short, whole months or not."""
    first = BEGIN + dt.timedelta(days=lot.randrange(-60, 520))
    last = first + dt.timedelta(days=lot.choice((0, 6, 30, 90, 183, 364)))
    if lot.random() < 0.3:  # as above
        first = first.replace(day=1)
    return (first if lot.random() < 0.6 else None), (last if lot.random() < 0.6 else None)  # as above


_MAY_BE_UNREAD = frozenset(("week", "month", "quarter", "half-year", "year", "article", "provision", "family", "sole"))
"""Dimensions in which nothing stands for "cannot be read": a cell of such units says nothing of the world."""


@dataclass(frozen=True, slots=True)
class Said:
    """A number as it was stated: the truth is ``low`` at least and ``high`` at most."""

    low: int
    high: int | None

    @property
    def kind(self) -> str:
        """How it was stated."""
        if self.high == 0:
            return "zero"
        return "at least" if self.high is None else "exact" if self.high == self.low else "between"

    def agrees(self, truth: Range) -> bool:
        """Whether some truth lies in the range stated."""
        return self.low <= truth.high and (self.high is None or truth.low <= self.high)

    def __str__(self) -> str:
        return {"zero": "0", "at least": f"≥ {self.low}", "exact": str(self.low)}.get(
            self.kind, f"{self.low} to {self.high}"
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """One number of a tally; ``cell`` is ``None`` for the total."""

    cell: Cell | None
    said: Said


def statements(tally: Mapping[str, Any]) -> Iterator[Statement]:
    """Every number of a tally, of its JSON form; where there is none nothing is stated."""
    by = tally["by"]
    if (total := _said(tally["total"], tally)) is not None:
        yield Statement(None, total)
    for row in tally["rows"]:
        cell = tuple(row[dimension] for dimension in by)
        unread = any(value is None and dimension in _MAY_BE_UNREAD for dimension, value in zip(by, cell, strict=True))
        if by and not unread and (said := _said(row["count"], row)) is not None:
            yield Statement(cell, said)


def _said(count: int | None, beside: Mapping[str, Any]) -> Said | None:
    """A count with what stands beside it; one that stands alone is taken as it is written: exact."""
    if count is None:
        return None
    if "low" in beside:
        return Said(beside["low"], beside["high"])
    # a zero is read as a zero, whatever stands beside it
    exact = beside.get("complete", True) or count == 0
    return Said(count, count if exact else None)


@dataclass(slots=True)
class Audit:
    """What was tried, and what of it contradicts the world."""

    tried: Counter[str] = field(default_factory=Counter)
    """Statements by kind."""
    unsound: list[dict[str, Any]] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    """Faults, by how many answers they had a hand in."""

    def add(self, other: Audit) -> None:
        """Take another's findings too."""
        self.tried += other.tried
        self.unsound += other.unsound
        self.struck += other.struck

    def as_json(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "statements": dict(sorted(self.tried.items())),
            "unsound": self.unsound,
            "struck": dict(sorted(self.struck.items())),
        }


def hold_tallies(observatory: Observatory, whole: Whole, asked: Iterable[Question], audit: Audit) -> None:
    """Ask, and hold every number of every answer against the truth."""
    for question in asked:
        scope = question.scope
        try:
            answer = tally(observatory, question.measure, by=question.by, **dataclasses.asdict(scope))
        except DataProblem:  # a court of which there is no page
            audit.tried["refused"] += 1
            continue
        cells = whole.cells(question.measure, question.by, scope)
        total = whole.total(question.measure, scope, question.by)
        # as it is published, where that is quickly worked out, it must be as true as it is at home
        publishable = len(question.by) <= 1 and cut(question.by, scope.since, scope.until) is None
        shown = [answer, *([suppressed(answer, DEFAULT)] if publishable else ())]
        for statement in (one for table in shown for one in statements(table.as_dict())):
            truth = total if statement.cell is None else cells.get(statement.cell, NONE)
            audit.tried[statement.said.kind] += 1
            if not statement.said.agrees(truth):
                audit.unsound.append(_finding(question, statement, truth))
        audit.tried["withheld"] += sum(row.get("reason") == WITHHELD for row in shown[-1].as_dict()["rows"])


def hold_claims(observatory: Observatory, whole: Whole, lot: random.Random, audit: Audit, number: int = CLAIMS) -> None:
    """Let claims be checked that are true or false of the world, and hold the verdicts against that."""
    counts = tallied(observatory, whole, lot, 4 + number // 16)
    figures, rows = published(counts, lot)
    pool = [*counts, *figures, *sums([*counts, *figures], lot)]
    posed = pose(pool, whole, lot, number)
    with tempfile.TemporaryDirectory(prefix="absentia-audit-") as folder:
        claims, table = Path(folder) / "claims.yml", Path(folder) / "synthetic.csv"
        claims.write_text(json.dumps(article(posed)), encoding="utf-8")
        write_figures(table, rows)
        checked = check_article(claims, observatory, figures=[table])
    values = {row["id"]: row for row in rows}
    for one, answer in zip(posed, checked.claims, strict=True):
        said = _SAID[answer.verdict]
        audit.tried[f"claim: {one.operation}"] += 1
        audit.tried["claims decided"] += said is not None
        if said is not None and said is not one.truth:
            audit.unsound.append(_false_verdict(one, answer, values))


_SAID = {
    Verdict.SUPPORTED: True,
    Verdict.SUPPORTED_WITH_CAVEAT: True,
    Verdict.NOT_SUPPORTED: False,
    Verdict.CANNOT_BE_TESTED: None,
}


def _false_verdict(posed: Posed, answer: CheckedClaim, figures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    used = [one["figure"] for one in posed.written["operands"].values() if "figure" in one]
    return {
        "claim": posed.operation,
        "comparison": {key: value for key, value in posed.written["comparisons"][0].items() if key not in _UNTOLD},
        "operands": list(operands_of(posed)),
        "figures": {name: {key: figures[name][key] for key in _TOLD if key in figures[name]} for name in used},
        "said": f"{answer.verdict.value}: {answer.reason}",
        "truth": str(posed.truth),
    }


_UNTOLD = ("label", "main", "operation")
_TOLD = ("value", "value_low", "value_high", "qualifier", "period_start", "period_end")


def _finding(question: Question, statement: Statement, truth: Range) -> dict[str, Any]:
    cell = statement.cell
    return {
        "measure": question.measure,
        "by": list(question.by),
        "filters": filters_of(question.scope),
        "cell": "total" if cell is None else dict(zip(question.by, cell, strict=True)),
        "said": str(statement.said),
        "truth": str(truth.low) if truth.definite else f"{truth.low} to {truth.high}",
    }


def filters_of(scope: Scope) -> dict[str, Any]:
    """The filters that are set, for JSON."""
    return {
        name: value if isinstance(value, bool) else str(value)
        for name, value in dataclasses.asdict(scope).items()
        if value is not None
    }
