"""Sentences as values: said in either language, with the plural form and the numbers of that language."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from absentia.model.period import Period
from absentia.model.texts import Said, as_data, both, counted, joined, said, spoken


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
