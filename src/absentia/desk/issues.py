"""What could not be read, by kind and words, and what a person makes of it: a file for whoever keeps the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from absentia import decisions
from absentia.decisions import Decision
from absentia.desk.links import WHO
from absentia.engine import open_tables, query
from absentia.errors import UsageProblem
from absentia.link.cases import must_have_pages
from absentia.messages import N_
from absentia.model.tables import TABLES
from absentia.model.texts import said
from absentia.observatory import Observatory

KIND = "vocabulary"
"""Of the decisions; the newest of a kind of issue and its words counts."""
CHOICES = {"map": N_("means"), "ignore": N_("ignore"), "report": N_("report")}
_SHOWN = 100
_GROUPED = """
SELECT i.kind, coalesce(i.raw, '') AS words, any_value(i.message) AS message, count(*) AS times,
       count(DISTINCT i.capture) AS pages, min(i.capture) AS capture
FROM issues i GROUP BY 1, 2 ORDER BY times DESC, 1, 2 LIMIT $shown
"""


def grouped(observatory: Observatory) -> list[dict[str, Any]]:
    """Issues by kind and words, the most frequent first. Words of pages are masked in the tables.

    Raises:
        ObservatoryProblem: no pages have been parsed into it.
    """
    must_have_pages(observatory)
    with open_tables(observatory.tables, TABLES) as connection:
        return query(connection, _GROUPED, {"shown": _SHOWN})


def chosen(observatory: Observatory) -> Mapping[tuple[str, str], Decision]:
    """What was chosen of each kind and words."""
    found = decisions.read(observatory.decisions, KIND)
    return {(str(one.subject.get("kind")), str(one.subject.get("words"))): one for one in found}


def choose(observatory: Observatory, kind: str, words: str, choice: str, to: str) -> None:
    """Write down what some words mean, that they mean nothing, or that whoever keeps the reader should see them.

    Raises:
        UsageProblem: no such issue stands in the tables, or the choice is none or says not what the words mean.
        ObservatoryBusy: another process writes.
    """
    if choice not in CHOICES or (choice == "map") != bool(to.strip()):
        raise UsageProblem(
            said("say what the words mean, or that they are to be ignored or reported"), where=f"{kind}: {words}"
        )
    if not any((row["kind"], row["words"]) == (kind, words) for row in grouped(observatory)):
        raise UsageProblem(said("no page shows this any more"), where=f"{kind}: {words}")
    line = Decision(KIND, WHO, decisions.now(), {"kind": kind, "words": words}, choice, to.strip())
    with observatory.writing():
        decisions.append(observatory.decisions, [line])
