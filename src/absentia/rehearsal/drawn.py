"""Who the invented people are and what they are charged with: drawn by chance, and the same for the same seed.

People, GUIDs and УИД are plainly made up; the charges are a rough, invented mix, not an estimate of anything, in which
the mobilisation parts appear from the day they came into force.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import dataclass

from absentia.law import label

SURNAMES = ("Вымышленный", "Учебный", "Примерный", "Тестовый", "Образцовый", "Условный", "Макетный", "Пробный")
GIVEN = ("Пример", "Образец", "Тест", "Макет", "Эскиз", "Шаблон", "Набросок", "Черновик")
PATRONYMICS = ("Тестович", "Примерович", "Образцович", "Макетович", "Условьевич", "Пробович")
JUDGES = ("Судейский", "Председательский", "Коллегиальный", "Докладчиков")


def person(generator: random.Random) -> str:
    """A name nobody bears, e.g. «Вымышленный Пример Тестович»."""
    return f"{generator.choice(SURNAMES)} {generator.choice(GIVEN)} {generator.choice(PATRONYMICS)}"


def judge(generator: random.Random) -> str:
    """A judge nobody is, with initials as cards print them."""
    return f"{generator.choice(JUDGES)} {generator.choice('ВМТ')}.{generator.choice('ПТУ')}."


def guid(generator: random.Random) -> str:
    """A random GUID from the seeded generator."""
    return str(uuid.UUID(int=generator.getrandbits(128), version=4))


def uid(court_code: str, year: int, serial: int) -> str:
    """A УИД whose check digits hold: digits and letters (A = 10 … Z = 35) as one number leave 1 modulo 97."""
    body = f"{court_code}-01-{year}-{serial:06d}"
    digits = "".join(str(int(character, 36)) for character in body.replace("-", ""))
    # body * 100 + check ≡ 1 (mod 97); 00, 01 and 99 are never check digits, so 98 stands for 1
    check = (1 - int(digits) * 100) % 97
    return f"{body}-{check if check > 1 else check + 97:02d}"


def mistyped(uid: str) -> str:
    """The same with a check digit that does not hold."""
    return f"{uid[:-2]}{'02' if uid[-2:] != '02' else '03'}"


MOBILISATION = dt.date(2022, 9, 24)
"""Federal Law 365-FZ: the parts for mobilisation, martial law, war time and combat are in force from this day."""


@dataclass(frozen=True, slots=True)
class SyntheticCharge:
    """A provision as the simulation means it; ``text`` writes it as a page does."""

    article: str
    part: str | None
    points: tuple[str, ...] = ()
    episodes: int = 1
    attempt: bool = False

    @property
    def provision(self) -> str:
        """Article and part as tables name them: ``337.3.1``, ``228/1``."""
        return label(self.article, self.part, jurisdiction="ru")

    def text(self, *, spaced: bool = False) -> str:
        """One unit of a cell: ``ст.337 ч.3.1``."""
        gap = " " if spaced else ""
        written = f"ст.{gap}{self.article}" + (f" ч.{self.part}" if self.part else "")
        if self.points:
            written += f" п.{gap}{','.join(self.points)}"
        return f"ст.{gap}30 ч.3, {written}" if self.attempt else written


REPEATED = 0.06
"""Invented share of main charges with a second episode."""
_PEACE = (("337", "1", 4), ("337", "2", 6), ("337", "3", 12), ("337", "4", 14), ("338", "1", 2), ("332", "1", 1))
_MOBILISATION = (("337", "2.1", 4), ("337", "3.1", 8), ("337", "5", 30), ("338", "3", 2), ("332", "2.1", 4))
_LEFT_OVER = (("337", "3", 2), ("337", "4", 3), ("338", "1", 1))
_COMPANIONS = (
    SyntheticCharge("158", "3", ("г",)),
    SyntheticCharge("159", "2"),
    SyntheticCharge("228", "1"),
    SyntheticCharge("335", "1"),
    SyntheticCharge("105", "2", ("а", "в"), attempt=True),
)


def main_charge(day: dt.date, generator: random.Random) -> SyntheticCharge:
    """The charge of a case received on ``day``: old parts before mobilisation, mostly new ones after."""
    # a case takes a month or two from the offence to the court
    new = day >= MOBILISATION + dt.timedelta(days=45)
    table = (*_MOBILISATION, *_LEFT_OVER) if new else _PEACE
    article, part, _weight = generator.choices(table, weights=[row[2] for row in table])[0]
    episodes = 2 if generator.random() < REPEATED else 1
    return SyntheticCharge(article, part, episodes=episodes)


def companion(generator: random.Random) -> SyntheticCharge:
    """A second charge beside the main one."""
    return generator.choice(_COMPANIONS)


def cell(charges: tuple[SyntheticCharge, ...], *, prefix: bool = False) -> str:
    """A cell of charges in one of the two styles: «ст.… УК РФ», or «УК РФ: ст. …»."""
    units = [charge.text(spaced=prefix) for charge in charges for _episode in range(charge.episodes)]
    return f"УК РФ: {'; '.join(units)}" if prefix else f"{'; '.join(units)} УК РФ"
