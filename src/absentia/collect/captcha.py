"""Captchas wait for a person. Nothing here reads a picture.

A court that wants one gets its searches parked; the picture is saved, and whoever runs the observatory may type what
it says (``absentia captcha``). An answer is used for every court of its region until a court refuses it.

In a rehearsal the courthouse itself tells what is in its pictures, and nobody looks. That is no solver and cannot
become one: it takes the *id* of a picture, never the picture, to somebody who made the picture up; and it refuses every
court but those of a rehearsal, whose names no real site can bear.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

from absentia.collect.clock import Clock
from absentia.collect.ledger import Ledger, Row
from absentia.collect.request import SYNTHETIC
from absentia.collect.settings import Settings
from absentia.durable import write_atomically
from absentia.errors import UsageProblem
from absentia.model.texts import said
from absentia.observatory import Observatory
from absentia.sources.protocol import Captcha, Picture

FOLDER = "captcha"
LIFETIME = dt.timedelta(hours=6)
"""The longest life of an answer anybody reported; a court that refuses one ends it sooner."""
PICTURE_LIFETIME = dt.timedelta(minutes=30)
"""The shortest life of a picture anybody reported: older ones are fetched anew before a person is asked."""
_ANSWER = re.compile(r"^[0-9A-Za-z]{3,10}$")


class Captchas:
    """The table ``captcha`` and the pictures beside it."""

    def __init__(self, observatory: Observatory, ledger: Ledger, clock: Clock) -> None:
        self._observatory = observatory
        self._ledger = ledger
        self._clock = clock

    def answer_for(self, region: str) -> Captcha | None:
        """A person's answer that still lives, if there is one."""
        found = self._ledger.first("captcha_answer", region=region, now=self._clock.now())
        return Captcha(found["answer"], found["captcha_id"]) if found else None

    def refused(self, region: str, captcha_id: str) -> None:
        """A court did not take the answer: it was wrong, or its life is over."""
        with self._ledger.step():
            self._ledger.change("refuse_captcha", now=self._clock.now(), region=region, captcha_id=captcha_id)

    def wait_for(self, region: str, court: str, picture: Picture, capture: str | None) -> Path:
        """Save a picture for a person to read; older unread ones of the region are worthless by now."""
        name = f"{FOLDER}/{region}-{picture.captcha_id[:8]}.{picture.extension}"
        folder = self._observatory.path / FOLDER
        folder.mkdir(exist_ok=True)
        write_atomically(self._observatory.path / name, picture.image)
        for old in self._ledger.ask("pictures_of_region", region=region):
            if old["image"] != name:
                (self._observatory.path / old["image"]).unlink(missing_ok=True)
        with self._ledger.step():
            # not deleted: a number once shown to a person never comes to mean another picture
            self._ledger.change("forget_pictures", now=self._clock.now(), region=region)
            self._ledger.change(
                "new_picture",
                region=region,
                court=court,
                captcha_id=picture.captcha_id,
                image=name,
                capture=capture,
                now=self._clock.now(),
            )
        return self._observatory.path / name

    def has_fresh_picture(self, region: str) -> bool:
        """Whether a picture waits that a person could still answer."""
        since = self._clock.now() - PICTURE_LIFETIME
        return self._ledger.first("fresh_picture", region=region, since=since) is not None


def waiting(ledger: Ledger) -> list[Row]:
    """The pictures that wait for a person, oldest first."""
    return ledger.ask("captchas_waiting")


def usable(answer: str) -> bool:
    """Whether a person's answer can be one: some digits or letters, nothing that would change an address."""
    return bool(_ANSWER.match(answer.strip()))


def take_answer(ledger: Ledger, waiting_id: int, answer: str, now: dt.datetime) -> bool:
    """Write down what a person read; says whether the picture was still waiting."""
    with ledger.step():
        if ledger.first("captcha_waits", id=waiting_id) is None:
            return False
        ledger.change("answer_captcha", id=waiting_id, answer=answer.strip(), now=now, expires=now + LIFETIME)
    return True


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
