"""Unlike things never give a number: documents, cases, persons, the steps of a procedure, and those of two states."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.check.test_comparisons import compare, half, quantity

from absentia.check.operand import Operand
from absentia.check.quantities import resolve
from absentia.check.quantity import Quantity, Sources
from absentia.check.worth import must_share_an_axis, unlike
from absentia.errors import ClaimsProblem
from absentia.figures import Catalogue
from absentia.model.texts import Said
from absentia.model.units import STEPS, UNITS, kind_of_unit

MAKES_ONE_OF_TWO = ("ratio", "ratio_per_month", "share", "difference", "trend")
KINDS = sorted({kind_of_unit(unit) for unit in UNITS})
CATALOGUE = Catalogue()


def counting(name: str, unit: str, whose: str | None = None, value: float = 10, **more: Any) -> Quantity:
    made = quantity(name, value, period=half, **more)
    return dataclasses.replace(made, unit=Said(unit), whose=whose)


def set_against(operation: str, one: Quantity, other: Quantity) -> Any:
    more: dict[str, Any] = {}
    if operation == "trend":
        more = {"direction": "rising"}
    elif operation == "between":
        more = {"low": other.name}
    elif operation != "contains":
        more = {"expect": {"at_least": 0.01}}
    return compare(operation, one, other, **more)


@given(
    st.sampled_from(MAKES_ONE_OF_TWO), st.sampled_from(KINDS), st.sampled_from(KINDS),
    st.sampled_from([None, "ru", "ua"]), st.sampled_from([None, "ru", "ua"]),
    st.integers(0, 10**6), st.integers(1, 10**6),
)  # fmt: skip
def test_no_pair_of_unlike_units_ever_gives_a_number(
    operation: str, first: str, second: str, ours: str | None, theirs: str | None, value: int, other: int
) -> None:
    outcome = set_against(
        operation, counting("a", first, ours, value), counting("b", second, theirs, max(other, value))
    )
    two_states = None not in (ours, theirs) and ours != theirs and bool({first, second} & STEPS)
    if first != second or two_states:
        assert outcome.computed.value is None
        assert outcome.holds is None
        assert outcome.computed.note is not None
    elif not (operation == "trend" and not value):
        assert outcome.computed.value is not None


@given(st.permutations(["cases", "documents", "persons"]))
def test_of_several_points_of_a_trend_each_must_count_the_same(units: list[str]) -> None:
    points = [counting(f"x{n}", unit) for n, unit in enumerate(units)]
    assert compare("trend", *points, direction="rising").computed.value is None


@pytest.mark.parametrize("operation", ["between", "contains", *MAKES_ONE_OF_TWO])
def test_registrations_of_one_state_are_not_even_more_than_the_cases_of_another(operation: str) -> None:
    ukraine = resolve({"x": Operand(figure="ukraine_desertion-013")}, Sources(CATALOGUE))["x"]
    russia = resolve({"y": Operand(figure="court_cases-006")}, Sources(CATALOGUE))["y"]
    assert ukraine.number == 161_461
    found = set_against(operation, dataclasses.replace(ukraine, name="x"), dataclasses.replace(russia, name="y"))
    assert found.computed.value is None
    assert "ua" in str(found.why) or "unlike things" in str(found.why)


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (("cases", None), ("cases", None), None),
        (("cases", "ru"), ("cases", "ru"), None),
        (("cases", "ru"), ("cases", None), None),
        (("", None), ("cases", "ru"), None),  # the article says no unit
        (("persons", "ru"), ("persons", "ua"), None),  # people are people
        (("named persons", None), ("persons", None), None),
        (("deaths", None), ("deaths of men", None), None),
        (("cases: prosecutions, each once", None), ("cases", None), None),  # a measure's
        (("verdicts", "ru"), ("verdicts", "ua"), "a step of the law of ru"),
        (("documents", "ua"), ("recorded offences", "ua"), "unlike things are counted"),
        (("persons", None), ("cases", None), "unlike things are counted"),
        (("suspicions", "ua"), ("cases sent to court", "ua"), "“b” counts cases sent to court"),
    ],
)
def test_which_things_are_unlike_and_why(
    first: tuple[str, str | None], second: tuple[str, str | None], why: str | None
) -> None:
    one, other = counting("a", *first), counting("b", *second)
    for pair in ((one, other), (other, one)):
        found = unlike(*pair)
        assert (found is None) is (why is None)
    if why is not None:
        assert why in str(unlike(one, other))


def test_a_label_of_the_claims_file_makes_nothing_alike() -> None:
    operands = {
        "documents": Operand.model_validate({"figure": "ukraine_desertion-086", "unit": {"en": "cases"}}),
        "offences": Operand.model_validate({"figure": "ukraine_desertion-007", "unit": {"en": "cases"}}),
    }
    found = resolve(operands, Sources(CATALOGUE))
    assert found["documents"].counts == "documents"
    assert unlike(found["documents"], found["offences"]) is not None


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        (("ukraine_desertion-007", "ukraine_desertion-008"), "different units"),
        (("ukraine_desertion-061", "court_cases-006"), "different units"),
        (("ukraine_desertion-083", "court_cases-064"), "different states"),
    ],
)
def test_nothing_is_summed_of_unlike_things(figures: tuple[str, str], reason: str) -> None:
    operands = {
        "a": Operand.model_validate({"figure": figures[0]}),
        "b": Operand.model_validate({"figure": figures[1]}),
        "sum": Operand(sum=["a", "b"]),
    }
    with pytest.raises(ClaimsProblem, match=reason):
        resolve(operands, Sources(CATALOGUE))


@pytest.mark.parametrize(
    ("units", "shared"),
    [
        (["cases"], True),
        (["cases", "cases"], True),
        (["deaths", "named persons", "persons"], True),  # all of them people
        (["cases", ""], True),  # a number without a unit is one of whatever stands beside it
        (["cases", "persons"], False),
        (["requests", "persons"], False),
        (["recorded offences", "suspicions"], False),
    ],
)
def test_one_axis_is_of_one_kind_of_thing(units: list[str], *, shared: bool) -> None:
    drawn = [counting(f"q{n}", unit) for n, unit in enumerate(units)]
    if shared:
        must_share_an_axis(drawn)
        return
    with pytest.raises(ClaimsProblem, match="unlike things on one axis"):
        must_share_an_axis(drawn)
