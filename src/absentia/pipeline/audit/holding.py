"""Hold what an observatory says against the truth of the world it saw a part of."""

from __future__ import annotations

import dataclasses
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from absentia.check import check_article
from absentia.errors import DataProblem
from absentia.model.checked import CheckedClaim, Verdict
from absentia.model.count import WITHHELD
from absentia.observatory import Observatory
from absentia.pipeline.audit.claims import CLAIMS, Posed, article, operands_of, pose
from absentia.pipeline.audit.operands import published, sums, tallied, write_figures
from absentia.pipeline.audit.questions import Question
from absentia.pipeline.audit.reading import Statement, statements
from absentia.rehearsal.audit.scope import Scope
from absentia.rehearsal.audit.whole import NONE, Range, Whole
from absentia.tally import suppressed, tally
from absentia.tally.suppress import DEFAULT, cut


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
