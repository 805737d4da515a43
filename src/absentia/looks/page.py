"""What must be true of a page before it is part of an answer: it is of this court, this register, this question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from absentia.model import Instance, Procedure

_UNTOLD_INSTANCE = (None, Instance.UNKNOWN)
_UNTOLD_PROCEDURE = (None, Procedure.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, as far as a page can contradict it; what is not known cannot."""

    instance: str | None
    procedure: str | None
    since: dt.date | None
    until: dt.date | None
    court_code: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page of results shows."""

    counter: int | None
    received: Sequence[dt.date | None]
    """The date of receipt of every row."""
    issues: AbstractSet[str]
    """Kinds of issues its reading raised."""
    instance: str | None
    procedure: str | None
    court_code: str | None
    another_charge: bool = False
    """A row names charges, and not the one the question asked for."""


def fault(asked: Asked, answer: Answer) -> str | None:
    """Why a page of results is no part of the answer to this question; ``None`` for one that is."""
    checks = (
        # a table of results that counts rows and shows none that could be read
        (not answer.received and answer.counter != 0, "layout_changed"),
        (answer.counter is None, "missing_counter"),
        ("bad_guid" in answer.issues, "rows_without_guid"),
        (bool(answer.issues & {"counter_mismatch", "row_shape"}), "rows_do_not_add_up"),
        (bool(asked.court_code and answer.court_code and answer.court_code != asked.court_code), "wrong_court"),
        (_another(asked.instance, answer.instance, _UNTOLD_INSTANCE), "wrong_register"),
        (_another(asked.procedure, answer.procedure, _UNTOLD_PROCEDURE), "wrong_register"),
        (any(_outside(day, asked) for day in answer.received), "filter_ignored"),
        # or a proxy keeps the answer to another question; what was asked for may then be on no page at all
        (answer.another_charge, "filter_ignored"),
    )
    return next((reason for failed, reason in checks if failed), None)


def _another(asked: str | None, shown: str | None, untold: Sequence[str | None]) -> bool:
    return asked not in untold and shown not in untold and asked != shown


def _outside(day: dt.date | None, asked: Asked) -> bool:
    if day is None:
        return False
    return (asked.since is not None and day < asked.since) or (asked.until is not None and day > asked.until)
