"""What a person decides at the desk: of a pair of records whether they are one case, of words what they mean.

Links are decided one pair at a time: an open end, and the record that may be its next. Of what could not be read, by
kind and words, a file is kept for whoever keeps the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from absentia import decisions
from absentia.decisions import Decision
from absentia.engine import open_tables, query
from absentia.errors import UsageProblem
from absentia.link.cases import must_have_pages
from absentia.link.naming import decide, withdraw
from absentia.messages import N_
from absentia.model.tables import TABLES
from absentia.model.texts import Words, said
from absentia.observatory import Observatory
from absentia.tally.successors import OpenEnd, Successor, ambiguous

WHO = "desk"


@dataclass(frozen=True, slots=True)
class Pair:
    """An open end and one record that may be its next."""

    case_id: str
    end: OpenEnd
    next: Successor


class Links:
    """The pairs of one run of the desk: those that were put off come back in the next run."""

    def __init__(self) -> None:
        self._put_off: set[tuple[str, str]] = set()
        self._judged: list[tuple[str, str, str]] = []

    @property
    def last(self) -> tuple[str, str, str] | None:
        """The judgement that can be undone: what it was, and of which two records."""
        return self._judged[-1] if self._judged else None

    def next_pair(self, observatory: Observatory) -> Pair | None:
        """The next pair that shares a charge and that nobody has judged; ``None``: there is none.

        Raises:
            ObservatoryProblem: no pages have been parsed into it.
        """
        for case_id, end in ambiguous(observatory):
            for one in end.successors:
                if one.same_charge and (end.record_id, one.record_id) not in self._put_off:
                    return Pair(case_id, end, one)
        return None

    def judge(self, observatory: Observatory, fields: Mapping[str, str]) -> Words | None:
        """Take a judgement on a pair, or take the last one back; what is wrong with it, if anything is.

        Raises:
            UsageProblem, DataProblem: the pair is none any more.
            ObservatoryBusy: another process writes.
        """
        judgement, one, other = (fields.get(name, "") for name in ("judgement", "one", "other"))
        if judgement == "undo":
            return self._undo(observatory)
        if judgement == "later":
            self._put_off.add((one, other))
            return None
        if judgement not in ("same", "not_same"):
            return said("that is no judgement")
        held = decide(observatory, judgement, one, other, reason="judged at the desk", who=WHO)
        self._judged.append((judgement, one, other))
        return None if held else said("written down, but another decision contradicts it: `absentia why` names it")

    def _undo(self, observatory: Observatory) -> Words | None:
        if not self._judged:
            return said("there is nothing to take back in this run of the desk")
        _judgement, one, other = self._judged.pop()
        withdraw(observatory, one, other, reason="taken back at the desk", who=WHO)
        return None


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
            said("say what the words mean, or that they are to be ignored or reported"),
            where=f"{kind}: {words}",
            next_step=said("choose one of the answers"),
        )
    if not any((row["kind"], row["words"]) == (kind, words) for row in grouped(observatory)):
        raise UsageProblem(
            said("no page shows this any more"),
            where=f"{kind}: {words}",
            next_step=said("load the page again: it shows what is still to be decided"),
        )
    line = Decision(KIND, WHO, decisions.now(), {"kind": kind, "words": words}, choice, to.strip())
    with observatory.writing():
        decisions.append(observatory.decisions, [line])
