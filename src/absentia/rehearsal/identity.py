"""Invented people, GUIDs and УИД: plainly made up, and the same for the same seed."""

from __future__ import annotations

import random
import uuid

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
