"""``brief.json`` and its schema, made from the types of a brief: what stands where, and what is no number."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from absentia.publish.document import Answer, Document, document, json_schema
from absentia.publish.site import Dossier


@pytest.fixture(scope="module")
def made(brief: Dossier) -> dict[str, Any]:
    return document(brief, ["brief.json"])


def test_the_keys_are_those_of_the_types(made: dict[str, Any]) -> None:
    assert list(made) == [one.name for one in fields(Document)]
    assert list(made["article"]) == ["id", "title", "publisher", "date", "url", "notes", "sentences"]
    assert list(made["claims"][0])[:3] == ["id", "label", "quote"]
    assert list(made["claims"][0]["numbers"][0])[-2:] == ["least", "most"]


def test_an_open_end_and_a_missing_number_are_null_and_whole_numbers_are_whole(made: dict[str, Any]) -> None:
    endless = made["claims"][1]["numbers"][2]
    assert endless["interval"] == {"low": 1.4, "high": None, "level": 0.95, "kind": "confidence"}
    assert repr(endless["value"]) == "7"
    assert made["claims"][3]["numbers"][0]["value"] is None


def test_texts_are_in_both_languages_and_answers_in_one_each(made: dict[str, Any]) -> None:
    assert made["estimates"][0]["title"] == {"en": "Excess deaths of men", "ru": "Избыточные смерти мужчин"}
    english, russian = (made["estimates"][0]["answers"][code][0] for code in ("en", "ru"))
    assert (english["unit"], russian["unit"]) == ("deaths", "смертей")
    assert english["sensitivity"] == {"10 years, linear": 22000.5}
    assert english["assumptions"] == [{"statement": "it holds", "holds": None, "outcome": "untestable"}]


def test_a_refusal_has_every_key_of_an_answer_and_no_number(made: dict[str, Any]) -> None:
    answer, refusal = made["estimates"][0]["answers"]["en"]
    assert list(answer) == list(refusal) == [one.name for one in fields(Answer)]
    assert (answer["refused"], refusal["refused"]) == (None, "no deaths")
    rest = {key: value for key, value in refusal.items() if key not in ("name", "refused")}
    assert [key for key, value in rest.items() if value is not None and value not in ([], {})] == []
    assert refusal["reference"] is None  # an empty one is none


def test_a_chart_has_its_files_and_its_rows_last(made: dict[str, Any]) -> None:
    chart = made["claims"][1]["chart"]
    assert list(chart) == ["name", "spec", "title", "description", "unit", "svg", "vega_lite", "csv", "rows"]
    assert chart["svg"]["ru"] == "articles/charts/guardian_2023_10-a_prime.ru.svg"
    assert made["claims"][5]["chart"] is None
    assert made["estimates"][0]["chart"]["csv"] == "estimates/charts/excess-male-deaths.csv"


def test_the_schema_has_the_keys_of_the_document(made: dict[str, Any]) -> None:
    schema = json_schema()
    assert list(schema["properties"]) == schema["required"] == list(made)
    assert list(schema["$defs"]["ChartData"]["properties"]) == list(made["claims"][0]["chart"])
    assert list(schema["$defs"]["CheckedArticle"]["properties"]) == list(made["article"])
    assert schema["$defs"]["Texts"]["required"] == ["en", "ru"]
    assert {"type": "null"} in schema["$defs"]["Interval"]["properties"]["high"]["anyOf"]
