"""A capitalised word is nobody's name by what it is known for and by what stands around it, and by nothing else."""

from __future__ import annotations

import pytest

from absentia.parse.mask.surroundings import Cell, Surroundings
from absentia.parse.mask.words import About, words_of

WORDS = words_of("ru_sudrf")


def harmless(text: str, cell: Cell) -> list[str]:
    """The capitalised words of a text that are known to be nobody's name where they stand."""
    found = WORDS.of(text)
    around = Surroundings(text, found, cell, 0, WORDS.names_of_codes)
    known = [word for index, word in enumerate(found) if around.harmless(index)]
    return [
        text[word.start : word.end] for word in known if word.about & (About.CAPITAL | About.SINGLE) == About.CAPITAL
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # an adjective before a court, a district, a garrison; the same word alone may be a surname
        ("Тестовского районного суда", ["Тестовского"]),
        ("Тестовский гарнизон", ["Тестовский"]),
        ("Тестовского", []),
        ("Тестовского и районного суда", []),
        ("Тесто-Примерский районный суд", ["Тесто", "Примерский"]),
        # an unknown town is a town in the name of a court only
        ("г. Примерск", []),
        # the second word of a town
        ("г. Нижний Новгород, г. Великий Муром", ["Нижний", "Новгород", "Великий", "Муром"]),
        ("Владимир Пушкин", []),
        ("г. Киров Владимир Пушкин", ["Киров", "Владимир"]),
        ("г Киров, с. Пушкин, п. Мирный", ["Киров", "Пушкин", "Мирный"]),
        ("с Владимиром, д Артём, п Мирный", []),
        ("п.«Владимир Пушкин», г, Владимир Пушкин", []),
        # a known adjective is a word where a known noun follows at once
        ("Гражданский иск", ["Гражданский"]),
        ("Гражданский", []),
    ],
)
def test_a_word_among_others(text: str, told: list[str]) -> None:
    assert harmless(text, Cell.TEXT) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("г. Примерск", ["Примерск"]),
        ("2023 г. Примерск", []),
        ("г. Примерск А.", []),
        ("Республика Примерия", ["Республика", "Примерия"]),
        ("Примерия", []),
        ("Тестовский суд", ["Тестовский"]),
    ],
)
def test_in_the_name_of_a_court_places_are_in_no_list(text: str, told: list[str]) -> None:
    assert harmless(text, Cell.COURT) == told


def test_the_publishers_own_words_at_the_beginning_are_nobodys() -> None:
    text = "Примеров Тестов"
    found = WORDS.of(text)
    around = Surroundings(text, found, Cell.TEXT, len("Примеров"), None)
    assert [around.harmless(index) for index in range(2)] == [True, False]
    assert around.gap(0) == " "
