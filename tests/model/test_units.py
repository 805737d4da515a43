"""A unit beside a number takes the form that fits the number as it is written."""

from __future__ import annotations

import pytest

from absentia.model.texts import in_languages
from absentia.model.units import UNITS, unit_after, unit_text


@pytest.mark.parametrize(
    ("value", "unit", "russian", "english"),
    [
        (2.07, "times", "раза", "times"),
        (5, "times", "раз", "times"),
        (1, "times", "раз", "time"),
        (4.15, "times, per month", "раза, на месяц", "times, per month"),
        (47_000, "deaths", "смертей", "deaths"),
        (46_963.54, "deaths of men", "смерти мужчин", "deaths of men"),  # written 46,964
        (2_295, "persons", "человек", "persons"),
        (22, "persons", "человека", "persons"),
        (11, "cases", "дел", "cases"),
        (21, "cases", "дело", "cases"),
        (1, "cases", "дело", "case"),
        (0, "cases", "дел", "cases"),
        (38.5, "percent", "процента", "percent"),
        (3, "verdicts", "приговоры", "verdicts"),  # has no such form
    ],
)
def test_the_form_fits_the_number(value: float, unit: str, russian: str, english: str) -> None:
    assert unit_after(value, unit_text(unit), "ru") == russian
    assert unit_after(value, unit_text(unit), "en") == english


def test_a_unit_an_author_words_stays_as_it_is_worded() -> None:
    assert unit_after(5, in_languages({"en": "cases", "ru": "уголовные дела"}), "ru") == "уголовные дела"
    assert unit_after(5, in_languages({"en": "boots", "ru": "сапоги"}), "ru") == "сапоги"


def test_a_share_is_of_something() -> None:
    unit = in_languages({"en": "share of all deaths", "ru": "доля всех смертей"})
    assert unit_after(0.385, unit, "ru") == "всех смертей"
    assert unit_after(0.385, unit, "en") == "of all deaths"


def test_units_stand_alone_in_both_languages() -> None:
    for unit in UNITS:
        alone = unit_text(unit)
        assert alone.text("en") == unit
        assert alone.text("ru") != unit
