"""Somebody who reads captchas, in a rehearsal: the courthouse itself tells what is in its pictures, and nobody looks.

This is no solver and cannot become one. It takes the *id* of a picture, never the picture, and it takes it to somebody
who made the picture up; and it refuses every court but those of a rehearsal, whose names no real site can bear.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from absentia.collect.captchas import take_answer, usable, waiting
from absentia.collect.fetch import SYNTHETIC
from absentia.collect.ledger import Ledger
from absentia.collect.settings import Settings
from absentia.errors import UsageProblem
from absentia.model.texts import said
from absentia.observatory import Observatory

Person = Callable[[str], str]
"""Takes the id of a captcha and gives its digits: ``Courthouse.captcha_answer``. No digits: it does not know."""
ROUNDS = 4
"""How often within one run the person comes back to the pictures: an answer may die before all is asked."""


def answer_waiting(ledger: Ledger, person: Person, now: dt.datetime) -> int:
    """Answer every captcha that waits; says how many were answered.

    Raises:
        UsageProblem: one of them is a real court's.
    """
    rows = waiting(ledger)
    for row in rows:
        if not row["court"].endswith(SYNTHETIC):
            raise _real(row["court"])
    answers = [(row["id"], person(row["captcha_id"])) for row in rows]
    return sum(take_answer(ledger, number, said, now) for number, said in answers if usable(said))


def answer_in_rehearsal(observatory: Observatory, settings: Settings, person: Person) -> int:
    """Answer what waits in an observatory between two runs; says how many were answered.

    Raises:
        UsageProblem: the observatory collects from real courts.
    """
    if settings.rehearsal is None:
        raise _real(str(observatory.path))
    file = observatory.ledger
    if not file.exists():
        return 0
    ledger = Ledger(file, durable=False)
    try:
        begin = settings.rehearsal.start
        now = max((one for one in (ledger.latest(), begin) if one is not None), default=dt.datetime.now(dt.UTC))
        return answer_waiting(ledger, person, now)
    finally:
        ledger.close()


def only_rehearsed(person: Person | None, *, rehearsed: bool) -> None:
    """Nobody but a person reads the captcha of a real court.

    Raises:
        UsageProblem: somebody else is asked to.
    """
    if person is not None and not rehearsed:
        raise _real("[collect]")


def _real(where: str) -> UsageProblem:
    return UsageProblem(
        said("captchas of real courts are read by people only"),
        where=where,
        next_step=said("`absentia captcha` shows them to you; a rehearsal has courts of its own"),
    )
