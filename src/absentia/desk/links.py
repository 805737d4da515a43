"""Links a person decides, one pair at a time: an open end, and the record that may be its next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from absentia.link.naming import decide, withdraw
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
