"""What a fault may do, and how it decides when to strike."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import ClassVar

from absentia.rehearsal.courthouse.asking import Answer, Ask, Page
from absentia.rehearsal.courthouse.life import Life

_WHOLE = 2**64


@dataclass(frozen=True, slots=True)
class Move:
    """A court's site goes to another host: same court, same code, same records."""

    old: str
    new: str
    day: dt.date
    """From this day on it is there, and no longer here."""


class Fault:
    """A way to go wrong. Every method does nothing unless a fault overrides it."""

    name: ClassVar[str]
    days: ClassVar[float] = 0.03
    """Share of days on which a court has it."""
    share: ClassVar[float] = 0.5
    """Share of answers that suffer on such a day."""

    def __init__(self, life: Life, seed: int, intensity: float) -> None:
        self.life = life
        self._seed = seed
        self._intensity = intensity
        self.owed = False
        """It is to strike as soon as it can: somebody asked for it by name, and it has not struck yet."""
        self._sure: set[tuple[object, ...]] = set()

    def chance(self, *parts: object) -> float:
        """A number from 0 to 1 that follows from the seed, the fault and the parts."""
        text = "/".join(str(part) for part in (self._seed, self.name, *parts))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) / _WHOLE

    def happens(self, rate: float, *parts: object) -> bool:
        """Whether it is there for these parts: by chance, at a rate; and where it was owed, there it stays."""
        if self.owed:
            self._sure.add(parts)
        return parts in self._sure or self.chance(*parts) < rate * self._intensity

    def spell(self, ask: Ask) -> bool:
        """Whether the court has the fault on this day."""
        return self.happens(self.days, ask.court.host, ask.now.date())

    def strikes(self, ask: Ask) -> bool:
        """Whether this very answer suffers; the same question a minute later may not."""
        if not self.spell(ask):
            return False
        minute = int(ask.now.timestamp() // 60)
        return self.owed or self.chance(ask.court.host, ask.target, minute) < self.share * self._intensity

    def instead(self, ask: Ask) -> Answer | None:
        """An answer in place of the court's."""
        del ask
        return None

    def heard(self, ask: Ask, day: dt.date) -> dt.date:
        """The day whose hearings are listed."""
        del ask
        return day

    def relist(self, ask: Ask, page: Page) -> None:
        """Change a page of a listing before it is written."""

    def spoil(self, ask: Ask, answer: Answer) -> None:
        """Change an answer before it is sent."""

    def moves(self) -> tuple[Move, ...]:
        """Courts whose sites move to another host, as is known beforehand."""
        return ()

    def outages(self) -> tuple[tuple[str, dt.date, dt.date], ...]:
        """Host, first and last day of what is known beforehand to be closed."""
        return ()


def is_search(ask: Ask) -> bool:
    """Whether a listing was asked for."""
    return ask.operation == "r"
