"""Forms of one name are found in any case. The surnames are common or invented; nobody in particular bears them."""

from __future__ import annotations

from itertools import combinations

import pytest
from tests.parse.people import declined

from absentia.parse.mask.declension import Dictionary, stems
from absentia.parse.mask.letters import fold


@pytest.mark.parametrize("forms", declined(), ids=lambda forms: forms[0])
def test_every_case_of_a_surname_is_found_from_every_other(forms: tuple[str, ...]) -> None:
    assert len(forms) == 6
    missed = [pair for pair in combinations(forms, 2) if stems(fold(pair[0])).isdisjoint(stems(fold(pair[1])))]
    assert not missed


def test_there_are_enough_surnames_and_all_kinds_of_them() -> None:
    assert len(declined()) >= 60
    endings = {forms[0][-1] for forms in declined()}
    assert endings >= set("аоийьяецвнк")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Образцов", "Образцовский"),
        ("Тестин", "Тестов"),
        ("Орёл", "Орлов"),
        ("Лев", "Левин"),
        ("Шевченко", "Шевчук"),
        ("Мороз", "Морозов"),
        ("Ким", "Кимов"),
        ("Белый", "Белов"),
    ],
)
def test_other_surnames_of_the_same_root_are_other_surnames(one: str, other: str) -> None:
    assert stems(fold(one)).isdisjoint(stems(fold(other)))


def test_a_letter_is_its_own_stem() -> None:
    assert stems("а") == {"а"}
    assert stems("") == {""}


def test_ordinary_words_are_known_in_their_forms_and_surnames_of_their_root_are_not() -> None:
    dictionary = Dictionary()
    for word in ("приговор", "жалоба", "мировой", "вынесенный", "заседание", "изъятый", "коллегия"):
        dictionary.add(word, 1)
    known = "приговоры приговором жалобу жалоб мирового мировым вынесено вынесены заседаниях изъято коллегией"
    assert all(dictionary.get(word)[0] for word in known.split())
    surnames = "приговоров жалобин миров мирова заседатель коллегин вынесенов"
    assert not [word for word in surnames.split() if dictionary.get(word)[0]]
    assert dictionary.get("мирового") == (1, True)
    assert dictionary.get("приговором") == (1, False)
