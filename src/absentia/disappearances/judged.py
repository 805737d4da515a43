"""What a person says of a disappearance after looking for the record: that it is gone, or that it is none.

A person's word takes away and never adds: ``not_gone`` makes an episode none, ``gone`` is kept beside it and leaves its
state to the looks, which alone can be walked back to pages. It speaks of one episode; a later one is asked anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from absentia import decisions
from absentia.archive.watermark import head_of, remember
from absentia.decisions import MACHINE, Decision, not_understood
from absentia.errors import UsageProblem
from absentia.model.texts import said
from absentia.observatory import Observatory

KIND = "disappearance"
GONE, NOT_GONE, WITHDRAWN = "gone", "not_gone", "withdrawn"
CHOICES = (GONE, NOT_GONE, WITHDRAWN)
Key = tuple[str, str]
"""Filing and the day (UTC) on which it was first missed."""


def key_of(filing_id: str, first_missed: dt.datetime) -> Key:
    """What a word is about."""
    return filing_id, first_missed.date().isoformat()


def judged(observatory: Observatory) -> Mapping[Key, Decision]:
    """The words that stand, by episode.

    Raises:
        DataProblem: a line of the decisions cannot be understood.
    """
    standing: dict[Key, Decision] = {}
    for one in decisions.read(observatory.decisions, KIND):
        key = (one.subject.get("filing"), one.subject.get("missed"))
        if one.choice not in CHOICES or not all(isinstance(part, str) for part in key):
            raise not_understood(f"{one.choice}: filing, missed", one.where)
        if one.choice == WITHDRAWN:
            standing.pop((str(key[0]), str(key[1])), None)
        else:
            standing[str(key[0]), str(key[1])] = one
    return standing


def judge(observatory: Observatory, key: Key, choice: str, *, reason: str, who: str) -> None:
    """Write down a person's word on an episode.

    Raises:
        UsageProblem: no such word; or none of whoever says it, or no reason why a missed record is not gone.
        ObservatoryBusy: another process writes to the observatory.
    """
    if choice not in CHOICES or who.strip() in ("", MACHINE):
        raise UsageProblem(said("that is no judgement"), next_step=said("choose one of the answers"))
    if choice == NOT_GONE and not reason.strip():
        raise UsageProblem(
            said("say where the record is, or why it is not gone"),
            next_step=said("write it into the field for the reason"),
        )
    subject = dict(zip(("filing", "missed"), key, strict=True))
    line = Decision(KIND, who.strip(), decisions.now(), subject, choice, reason.strip())
    with observatory.writing():
        decisions.append(observatory.decisions, [line])
        remember(observatory, decisions=head_of(observatory.decisions / decisions.FILE))
