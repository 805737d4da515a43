"""Every masked real cell of the shared facts, read and compared with a count that knows nothing of the grammar."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from absentia.model import Charge
from absentia.model.page import CellReading
from absentia.sources.ru_sudrf.charges import read_cell

LOWER_COURT = "Суд (судебный участок) первой инстанции:"
LOWER_NUMBER = "Номер дела в первой инстанции:"


@pytest.fixture(scope="session")
def cells(shared: Path) -> list[str]:
    with (shared / "facts" / "article_cells.csv").open(encoding="utf-8", newline="") as handle:
        return [row["case_info_masked"] for row in csv.DictReader(handle)]


def leading(text: str, allowed: str) -> str:
    """The characters of ``allowed`` the text begins with."""
    length = 0
    while length < len(text) and text[length] in allowed:
        length += 1
    return text[:length]


def counted(cell: str) -> Iterator[tuple[str, str, str]]:
    """(article, part, points) of everything that follows «ст.», cut out with string operations only."""
    for chunk in cell.partition(LOWER_COURT)[0].split("ст.")[1:]:
        stretch = chunk.partition(";")[0].partition("]")[0].partition(" УК РФ")[0].strip(" ,-")
        head, _, part = stretch.partition(" ч.")
        points = part.partition(" п")[2].removeprefix(".").removeprefix("п.").strip()
        yield leading(head.strip(), "0123456789."), leading(part, "0123456789."), points.replace(",", "")


def read(reading: CellReading) -> Iterator[tuple[str, str, str]]:
    for person in reading.persons:
        for charge in person.charges:
            yield from [(charge.article, charge.part or "", "".join(charge.points))] * charge.episodes
            for modifier in charge.modifiers:
                article, _, part = modifier.partition(".")
                yield from [(article, part, "")] * charge.episodes


def test_all_cells_read_without_a_complaint(cells: list[str]) -> None:
    assert len(cells) == 107
    assert [(cell, reading.issues) for cell in cells if (reading := read_cell(cell)).issues] == []


def test_every_article_part_and_point_is_there_as_often_as_written(cells: list[str]) -> None:
    for cell in cells:
        assert Counter(read(read_cell(cell))) == Counter(counted(cell)), cell


def test_persons_are_counted_as_written(cells: list[str]) -> None:
    for cell in cells:
        reading = read_cell(cell)
        hidden = cell.count("<Информация скрыта>")
        named = [f"ЛИЦО{number}" for number in range(1, 9) if f"ЛИЦО{number} - " in cell]
        assert [person.name for person in reading.persons if person.name] == named
        assert sum(person.name_hidden for person in reading.persons) == hidden
        assert len(reading.persons) == hidden + len(named) + cell.count("БЕЗ ИМЕНИ!")


def test_the_charges_of_each_person_stand_in_that_persons_piece(cells: list[str]) -> None:
    for cell in cells:
        reading = read_cell(cell)
        pieces = cell.partition(LOWER_COURT)[0].replace(";ЛИЦО", "\nЛИЦО").replace(";<Инф", "\n<Инф").split("\n")
        assert [person.raw for person in reading.persons] == pieces
        for person, piece in zip(reading.persons, pieces, strict=True):
            alone = CellReading(persons=(person,))
            assert Counter(read(alone)) == Counter(counted(piece))


def test_attempts_are_those_written_behind_article_30(cells: list[str]) -> None:
    for cell in cells:
        charges = [charge for person in read_cell(cell).persons for charge in person.charges]
        attempts = sum(charge.episodes for charge in charges if charge.modifiers)
        assert attempts == cell.count("ст. 30 ч.3, ст.") + cell.count("ст.30 ч.3; ст.")
        assert all(charge.role == "attempt" for charge in charges if charge.modifiers)


def test_the_court_below_of_appeals(cells: list[str]) -> None:
    appeals = [cell for cell in cells if LOWER_COURT in cell]
    assert len(appeals) == 3
    for cell in appeals:
        reading = read_cell(cell)
        court, _, number = cell.partition(LOWER_COURT)[2].partition(LOWER_NUMBER)
        assert (reading.lower_court, reading.lower_number) == (court.strip(), number.strip())
    others = [read_cell(cell) for cell in cells if LOWER_COURT not in cell]
    assert all(reading.lower_court is reading.lower_number is None for reading in others)


def test_only_two_codes_occur_and_each_is_as_written(cells: list[str]) -> None:
    charges: list[Charge] = [
        charge for cell in cells for person in read_cell(cell).persons for charge in person.charges
    ]
    assert {charge.code for charge in charges} == {"УК"}
    assert len(charges) > 150
