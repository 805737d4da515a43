"""Sentences as values: said in either language, with the plural form and the numbers of that language."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import BaseModel, Field, ValidationError, field_validator

from absentia.errors import DataProblem
from absentia.model.count import Count
from absentia.model.period import Period
from absentia.model.texts import (
    SYSTEM,
    Said,
    and_more,
    as_data,
    both,
    counted,
    in_columns,
    in_languages,
    joined,
    reason_of,
    said,
    said_of,
    spoken,
)


def test_numbers_are_written_in_the_language_of_the_sentence() -> None:
    sentence = Said("{n} of {all:.1f}, {share:.1%}", {"n": 20618, "all": 7.25, "share": 0.5})
    assert sentence.text("en") == "20,618 of 7.2, 50.0%"
    assert sentence.text("ru") == "20\u00a0618 of 7,2, 50,0\u00a0%"
    assert str(sentence) == sentence.text("en")


@pytest.mark.parametrize(
    ("number", "russian"),
    [(1, "смерть"), (2, "смерти"), (5, "смертей"), (11, "смертей"), (21, "смерть"), (2.07, "смерти"), (0, "смертей")],
)
def test_the_first_number_chooses_the_plural_form(number: float, russian: str) -> None:
    sentence = counted("{n} death", "{n} deaths", n=number)
    assert sentence.text("ru").split("\u00a0")[-1].split()[-1] == russian
    assert sentence.text("en").endswith("death" if number == 1 else "deaths")


def test_sentences_stand_within_sentences_and_beside_each_other() -> None:
    inner = said("supported")
    assert Said("“{what}”", {"what": inner}).text("ru") == f"“{inner.text('ru')}”" != "“supported”"
    assert joined([inner, "A {brace}", Said("{n}", {"n": 1.5})], " · ").text("ru").endswith(" · A {brace} · 1,5")
    assert joined([]).text("en") == ""
    named = Said("{unit}", {"unit": {"en": "cases", "ru": "дела"}})
    assert named.both() == {"en": "cases", "ru": "дела"}
    assert both("5-linear") == {"en": "5-linear", "ru": "5-linear"}


def test_a_sentence_without_values_keeps_its_braces_and_nothing_stays_nothing() -> None:
    line = 'write moved = { "old host" = "new host" }'
    assert said(line).text("en") == line
    assert said(line).text("ru").endswith('{ "старый хост" = "новый хост" }')
    assert Said("").text("ru") == joined([]).text("ru") == ""


@pytest.mark.parametrize(
    ("more", "russian"), [(0, ""), (1, "(и ещё 1 ошибка)"), (3, "(и ещё 3 ошибки)"), (25, "(и ещё 25 ошибок)")]
)
def test_what_is_wrong_besides_is_counted(more: int, russian: str) -> None:
    assert spoken(and_more("x", more), "ru").removeprefix("x").strip().replace("\u00a0", " ") == russian


class _Hours(BaseModel):
    hours: int = Field(ge=0)

    @field_validator("hours")
    @classmethod
    def _few(cls, value: int) -> int:
        if value > 24:
            raise ValueError(said("quiet hours are written 22:00-06:30"))
        return value


@pytest.mark.parametrize(
    ("given", "says"), [(25, "тихие часы"), ("x", "это не целое число"), (-1, "меньше 0"), ([], "это не целое число")]
)
def test_a_refused_value_is_explained_in_the_users_language(given: object, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        _Hours.model_validate({"hours": given})
    assert spoken(reason_of(caught.value.errors()[0]), "ru").startswith(says)


def test_an_error_is_told_in_the_language_asked_for_and_is_english_as_text() -> None:
    error = DataProblem(said("the file is empty"), where=said(", line {line}", line="1234"), next_step="x")
    assert str(error) == "the file is empty [, line 1234] → x"
    assert error.told("ru") == ("файл пуст", said(", line {line}", line="1234").text("ru"), "x")


def test_the_same_sentence_is_the_same_key() -> None:
    first, again = Said("{n}", {"n": 1}), Said("{n}", {"n": 1})
    assert {first: "kept", Said("{n}", {"n": 2}): "other"} == {again: "kept", Said("{n}", {"n": 2}): "other"}


@dataclass(frozen=True)
class _Record:
    what: Said
    period: Period
    inputs: dict[Said | str, float]
    day: dt.date
    path: Path


def test_a_record_becomes_data_in_one_language() -> None:
    record = _Record(said("supported"), Period.parse("2022"), {said("supported"): 1.0, "x": 2.0}, dt.date(2022, 2, 24),
                     Path("a/b"))  # fmt: skip
    found = as_data([record, None, 3, True], "ru")
    word = spoken(said("supported"), "ru")
    assert found == [
        {"what": word, "period": "2022", "inputs": {word: 1.0, "x": 2.0}, "day": "2022-02-24", "path": "a/b"},
        None,
        3,
        True,
    ]
    assert json.loads(json.dumps(found)) == found


def test_words_that_begin_a_sentence_are_written_so() -> None:
    assert joined([Said("one"), Said("Two"), Said("")], " ", "opening").both() == {"en": "One Two ", "ru": "One Two "}
    assert str(joined([Said("one"), Said("two")])) == "one; two"


def test_a_path_in_a_command_can_be_copied_whole() -> None:
    command = said("`absentia -C {path:sh} parse`", path=Path("мой архив"))
    assert command.text("en") == "`absentia -C 'мой архив' parse`"


def test_what_somebody_wrote_in_every_language_is_one_sentence() -> None:
    text = in_languages({"en": "{n} {braces}", "ru": Said("{n} дел", {"n": 12345})})
    assert text.both() == {"en": "{n} {braces}", "ru": "12 345 дел".replace(" ", "\u00a0", 1)}


def test_words_of_any_kind_are_a_sentence() -> None:
    assert [str(said_of(words)) for words in ("a {b}", Count.at_least(5), Said("one"))] == ["a {b}", "≥ 5", "one"]
    one = Said("one")
    assert said_of(one) is one


def test_a_sentence_of_a_row_stands_in_a_column_for_each_language() -> None:
    (row,) = in_columns([{"label": in_languages({"en": "one", "ru": "один"}), "value": 1.5, "state": None}])
    assert list(row.items()) == [("label_en", "one"), ("label_ru", "один"), ("value", 1.5), ("state", None)]


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        (dt.date(2023, 5, 27), "к 27 мая 2023 г.", "to 2023-05-27"),
        ("2023-05-27", "к 27 мая 2023 г.", "to 2023-05-27"),
        ("2022-02-24 – 2023-05-27", "к 24 февраля 2022 г. — 27 мая 2023 г.", "to 2022-02-24 – 2023-05-27"),
        ("2023-02-31", "к 2023-02-31", "to 2023-02-31"),  # no day
        ("2023-W05", "к 2023-W05", "to 2023-W05"),  # typed as it is
    ],
)
def test_a_day_in_a_russian_sentence_is_in_words(value: object, russian: str, english: str) -> None:
    sentence = Said(
        "{text}", {"text": {"ru": Said("к {day}.", {"day": value}), "en": Said("to {day}", {"day": value})}}
    )
    shown = sentence.text("ru").replace("\u00a0", " ").replace("\u202f", " ")
    assert shown == (russian if russian.endswith("г.") else f"{russian}.")  # one stop behind «г.»
    assert sentence.text("en") == english


def test_what_the_system_says_is_said_in_the_language() -> None:
    refused = FileNotFoundError(2, "No such file or directory")
    assert said("the file cannot be read: {reason}", reason=refused).text("ru").endswith("нет такого файла или папки")
    assert spoken(refused, "en") == "No such file or directory"
    assert spoken(OSError("odd"), "ru") == "odd"
    assert all(spoken(OSError(1, words), "ru") != words for words in SYSTEM)
