"""``brief.json`` and its schema, made from the types of a brief: what stands where, and what is no number."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from absentia.model.count import Count
from absentia.publish import Brief, State, TallyCell
from absentia.publish.document import Answer, Document, chart_files, document, json_schema


@pytest.fixture(scope="module")
def made(brief: Brief) -> dict[str, Any]:
    return document(brief, ["brief.json"])


def test_the_keys_are_those_of_the_types(made: dict[str, Any]) -> None:
    assert list(made) == [one.name for one in fields(Document)]
    assert list(made["article"]) == ["id", "title", "publisher", "date", "url", "notes"]
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


def test_a_chart_has_its_files_and_its_rows_last(made: dict[str, Any], brief: Brief) -> None:
    chart = made["claims"][1]["chart"]
    assert list(chart) == ["name", "spec", "title", "description", "unit", "svg", "vega_lite", "csv", "rows"]
    assert chart["svg"] == {"en": "charts/a_prime.en.svg", "ru": "charts/a_prime.ru.svg"}
    assert made["claims"][5]["chart"] is None
    assert made["rehearsal"]["chart"]["name"] == "rehearsal"
    drawn = replace(brief, estimates=[replace(brief.estimates[0], chart=brief.article.claims[0].chart)])
    assert document(drawn, [])["estimates"][0]["chart"]["name"] == "estimate-excess-male-deaths"
    assert document(replace(brief, rehearsal=None), [])["rehearsal"] is None


def test_any_file_system_can_hold_the_names_of_charts() -> None:
    assert chart_files("../a′ b")["csv"] == "charts/___a__b.csv"


@pytest.mark.parametrize(
    ("state", "count", "shown"),
    [
        (State.COUNTED, Count.exactly(5), (5, False, 5, 5)),
        (State.COUNTED, Count.at_least(5), (5, True, 5, None)),
        (State.COUNTED, Count(5, 7), (5, False, 5, 7)),
        (State.SUPPRESSED, Count.withheld(), (None, False, None, None)),
    ],
)
def test_a_cell_says_what_its_count_is(state: State, count: Count, shown: tuple[Any, ...]) -> None:
    cell = TallyCell.of(state, count)
    assert (cell.value, cell.at_least, cell.low, cell.high) == shown


@pytest.mark.parametrize(("state", "count"), [(State.SUPPRESSED, Count.exactly(5)), (State.COUNTED, Count.withheld())])
def test_a_cell_has_a_number_exactly_where_it_is_counted(state: State, count: Count) -> None:
    with pytest.raises(ValueError, match="exactly where it is counted"):
        TallyCell.of(state, count)


def test_the_schema_has_the_keys_of_the_document(made: dict[str, Any]) -> None:
    schema = json_schema()
    assert list(schema["properties"]) == schema["required"] == list(made)
    assert list(schema["$defs"]["ChartData"]["properties"]) == list(made["claims"][0]["chart"])
    assert list(schema["$defs"]["CheckedArticle"]["properties"]) == list(made["article"])
    assert schema["$defs"]["Texts"]["required"] == ["en", "ru"]
    assert {"type": "null"} in schema["$defs"]["Interval"]["properties"]["high"]["anyOf"]
