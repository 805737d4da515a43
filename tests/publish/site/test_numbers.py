"""A number is known by what it counts, never by its value; it reads as what is known of it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.publish.conftest import both

from absentia.model.count import Count
from absentia.publish.site.numbers import Book, Number, of_count


def number_of(count: Count, **more: Any) -> Number:
    given: dict[str, Any] = {
        "keys": {"measure": "cases_received", "article": "337", "period": "2023-H1"},
        "label": both("cases", "дела"),
        "unit": both("cases", "дела"),
        "standing": "tallied",
        "definition": both("each once", "каждое раз"),
        **of_count(count),
    }
    return Number(**(given | more))


@pytest.mark.parametrize(
    ("count", "reads", "kept"),
    [
        (Count.exactly(0), "0", {"value": 0}),
        (Count.exactly(1234), "1,234", {"value": 1234}),
        (Count.at_least(5), "≥\u00a05", {"value": 5, "least": 5, "most": None}),
        (Count(5, 7), "5–7", {"value": 5, "least": 5, "most": 7}),
        (Count.withheld(), "–", {"value": None}),
        (Count.unknown("captcha"), "–", {"value": None}),
    ],
)
def test_a_count_reads_as_its_range(count: Count, reads: str, kept: dict[str, Any]) -> None:
    assert of_count(count) == kept
    assert number_of(count).text("en") == reads


def test_it_is_known_by_what_it_counts() -> None:
    first = number_of(Count.exactly(1))
    assert first.id == number_of(Count.at_least(9), label=both("x", "y"), data="other").id
    assert first.id == number_of(Count.exactly(1), keys=dict(reversed(list(first.keys.items())))).id
    assert first.id != number_of(Count.exactly(1), keys={**first.keys, "period": "2023-H2"}).id
    # a link somebody printed: never to be another
    assert first.id == "0003a2c480d6"


def test_marks_in_a_sentence_become_what_is_asked_for() -> None:
    book = Book()
    number = book.add(number_of(Count.at_least(5)))
    shown = book.filled(f"{number.mark} or {number.mark_of_least}.", "en", lambda one, reads: f"[{one.id}:{reads}]")
    assert shown == f"[{number.id}:≥\u00a05] or [{number.id}:5]."
    assert book.filled("\ue000" + "0" * 12 + "\ue001", "en", lambda _one, reads: reads) == ""


def test_what_it_was_made_by_is_recorded_apart_from_what_it_was_made_from() -> None:
    first = number_of(Count.exactly(1), data="a", command="absentia tally").recorded("1.0")
    assert first["rule"] == number_of(Count.exactly(2), data="b", command="absentia tally").recorded("1.0")["rule"]
    for other in ({"command": "absentia check"}, {"statement": "SELECT"}, {"definition": both("other", "иное")}):
        assert (
            first["rule"]
            != number_of(Count.exactly(1), **({"command": "absentia tally"} | other)).recorded("1.0")["rule"]
        )
    assert first["rule"] != number_of(Count.exactly(1), command="absentia tally").recorded("1.1")["rule"]
