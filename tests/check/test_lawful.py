"""A term of the law as a number of a claim: of the part that applied on the day, or not known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from absentia.check.operand import Operand
from absentia.check.quantities import resolve
from absentia.check.quantity import Quantity, Sources
from absentia.errors import ClaimsProblem
from absentia.figures import Catalogue

CATALOGUE = Catalogue()


def provided(jurisdiction: str | None = "ua", **fields: Any) -> Quantity:
    operand = Operand.model_validate({"day": dt.date(2025, 8, 26), **fields})
    return resolve({"x": operand}, Sources(CATALOGUE, jurisdiction=jurisdiction))["x"]


@pytest.mark.parametrize(
    ("fields", "years", "source"),
    [
        ({"law": "407", "family": "wartime", "term": "least"}, 5, "ua:407.5"),
        ({"law": "407", "family": "wartime", "term": "most"}, 10, "ua:407.5"),
        ({"law": "408", "family": "wartime", "term": "most"}, 12, "ua:408.4"),
        ({"law": "408", "family": "wartime"}, 12, "ua:408.4"),
        ({"law": "408", "family": "wartime", "term": "most", "day": dt.date(2014, 1, 1)}, 12, "ua:408.3"),
        ({"law": "ч. 4 ст. 408 КК України", "term": "least"}, 5, "ua:408.4"),
        ({"law": "402.1", "term": "least"}, 0, "ua:402.1"),  # a milder punishment may be given
        ({"law": "402.1", "term": "most"}, 3, "ua:402.1"),
    ],
)
def test_the_part_that_applied_and_its_term(fields: dict[str, Any], years: float, source: str) -> None:
    found = provided(**fields)
    assert found.value == years
    assert found.sources == (source,)
    assert source in str(found.label)
    assert str(found.unit) == "years in prison"
    assert found.citations
    assert all(citation.publisher for citation in found.citations)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"law": "407", "family": "wartime", "term": "most", "day": dt.date(2015, 6, 1)}, "is not known"),
        (
            {"law": "407", "family": "wartime", "term": "most", "day": dt.date(2014, 1, 1)},
            "under ua:407.4 is not known",
        ),
        ({"law": "404", "term": "most"}, "is not known"),
        ({"law": "ru:337.1", "term": "most"}, "the term of imprisonment under ru:337.1 is not known"),
        ({"law": "ru:337.5"}, "under ru:337.5 is not verified: 10 years as reported. The act and its term"),
        ({"law": "ru:338.3", "day": dt.date(2022, 9, 23)}, "was not in force"),
    ],
)
def test_what_is_not_known_has_no_number_and_says_why(fields: dict[str, Any], why: str) -> None:
    found = provided(**fields)
    assert found.value is None
    assert why in str(found.note)


def test_what_is_no_provision_is_an_error_with_its_place() -> None:
    with pytest.raises(ClaimsProblem, match=r"operands\.x"):
        provided(law="nonsense", term="most")
    with pytest.raises(ClaimsProblem, match="may be of the law of ru or ua"):
        provided(jurisdiction=None, law="407", term="most")


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"law": "407"}, "“law” needs “day”"),
        ({"stated": 1, "term": "most"}, "“term” belongs to “law”"),
        ({"stated": 1, "family": "wartime"}, "“family” belongs to “law”"),
        ({"figure": "court_cases-001", "since": "2023-01-01"}, "“since” belongs to “tally / stated”"),
        ({"stated": 1, "since": "2023-01-01"}, "go together"),
    ],
)
def test_what_goes_with_a_law_and_with_a_stated_number(fields: dict[str, Any], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        Operand.model_validate(fields)


def test_a_term_that_was_read_is_given_with_the_doubt_of_its_days() -> None:
    found = provided(law="ru:338.3", day=dt.date(2023, 10, 26))
    assert found.value == 15
    (doubt,) = found.doubts
    assert "Not verified: the days on which ru:338.3 was in force" in str(doubt)
    assert all(citation.verified for citation in found.citations)
