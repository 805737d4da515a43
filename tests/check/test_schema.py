"""What a claims file may say: one row for each thing that must be given, must not stand together, or must be named."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pydantic import ValidationError
from tests.check.test_own_claims import GOOD

from absentia.check.operand import Operand, Text
from absentia.check.operations import Comparison, Expectation, decides
from absentia.check.schema import Article, Because, Claim
from absentia.model.checked import Verdict

LABEL = {"label": {"en": "invented"}}
ONE = {"expect": {"at_least": 1}}


@pytest.mark.parametrize(
    ("given", "en", "ru"),
    [({"en": "a"}, "a", "a"), ({"ru": "б"}, "б", "б"), ({"en": "a", "ru": "б"}, "a", "б"), ({}, None, None)],
)
def test_one_language_stands_for_both_and_none_for_nothing(given: dict[str, str], en: str, ru: str) -> None:
    if given:
        assert Text(**given).words.both() == {"en": en, "ru": ru}
        return
    with pytest.raises(ValidationError, match="en, in ru"):
        Text()


GOOD_OPERANDS: tuple[dict[str, Any], ...] = (
    {"figure": "a"},
    {"stated": 0},
    {"sum": ["a"]},
    {"series": "a", "where": {}},
    {"estimate": "undercount", "options": {"article": "337"}, "pick": "a"},
    {"tally": "a", "since": "2023-01-01", "until": "2023-06-30", "provision": "337"},
    {"latest": "a", "measure": "b", "not_after": "2023-01-01"},
    {"law": "338.3", "day": "2023-01-01"},
    {"days_since": "a", "day": "2023-01-01"},
)


@pytest.mark.parametrize("operand", GOOD_OPERANDS)
def test_an_operand_is_of_one_kind_and_has_what_it_needs(operand: dict[str, Any]) -> None:
    kind = next(iter(operand))
    assert Operand.model_validate(operand).kind == kind
    with pytest.raises(ValidationError, match="exactly one"):
        Operand.model_validate(operand | ({"stated": 1} if kind != "stated" else {"figure": "a"}))
    needed = {"series": ["where"], "tally": ["since", "until"], "latest": ["measure", "not_after"],
              "law": ["day"], "days_since": ["day"]}.get(kind, [])  # fmt: skip
    for field in needed:
        with pytest.raises(ValidationError, match=f"needs “{field}”"):
            Operand.model_validate({name: value for name, value in operand.items() if name != field})
    for field, value in operand.items():
        if field != kind:
            with pytest.raises(ValidationError, match="belongs"):
                Operand.model_validate({"figure": "a", field: value})


@pytest.mark.parametrize("operand", [{}, {"sum": []}, {"stated": 1, "scale": 0}, {"stated": 1, "scale": -1}])
def test_an_operand_names_something(operand: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Operand.model_validate(operand)


NO_NUMBERS = (math.nan, math.inf, -math.inf, True, 1e16, "many")


@pytest.mark.parametrize("value", NO_NUMBERS)
@pytest.mark.parametrize("field", ["stated", "scale"])
def test_an_operand_is_a_number_there_is(field: str, value: Any) -> None:
    with pytest.raises(ValidationError, match=field):
        Operand.model_validate({"stated": 1} | {field: value})


@pytest.mark.parametrize("value", NO_NUMBERS)
@pytest.mark.parametrize("field", ["at_least", "at_most", "equals"])
def test_what_is_expected_is_a_number_there_is(field: str, value: Any) -> None:
    with pytest.raises(ValidationError, match=field):
        Expectation.model_validate({field: value})


@pytest.mark.parametrize("kind", ["tally", "stated"])
def test_a_period_ends_no_earlier_than_it_begins(kind: str) -> None:
    day = {"tally": "a"} if kind == "tally" else {"stated": 1}
    assert Operand.model_validate(day | {"since": "2023-05-01", "until": "2023-05-01"}).until
    with pytest.raises(ValidationError, match="before it begins"):
        Operand.model_validate(day | {"since": "2023-05-01", "until": "2023-04-30"})


@pytest.mark.parametrize(
    ("given", "some_number"),
    [
        ({"at_least": 4, "at_most": 6}, True),
        ({"at_least": 5, "at_most": 5}, True),
        ({"at_least": 35 * 0.01, "at_most": 0.35}, True),
        ({"at_least": 6, "at_most": 4}, False),
        ({"equals": 5, "at_least": 6}, False),
        ({"equals": 5, "tolerance": 0.3, "at_least": 6}, True),
        ({"equals": -5, "at_most": -6}, False),
    ],
)
def test_some_number_can_be_what_is_expected(given: dict[str, float], some_number: bool) -> None:
    if some_number:
        assert Expectation(**given)
        return
    with pytest.raises(ValidationError, match="no number is both"):
        Expectation(**given)


@pytest.mark.parametrize(
    ("given", "fits"),
    [({"at_least": 0}, True), ({"at_most": 0}, True), ({"equals": 0}, True), ({}, False), ({"tolerance": 0.1}, False)],
)
def test_an_expectation_expects_something_be_it_nothing(given: dict[str, float], fits: bool) -> None:
    if fits:
        assert Expectation(**given)
        return
    with pytest.raises(ValidationError, match="expect at_least"):
        Expectation(**given)


def test_a_tolerance_is_of_a_number_and_of_no_limit() -> None:
    with pytest.raises(ValidationError, match="tolerance"):
        Expectation(at_least=5, tolerance=0.1)
    assert Expectation(equals=5, tolerance=0).slack == Expectation(equals=5).slack == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("compared", "problem"),
    [
        ({"operation": "value", "of": "a"}, None),
        ({"operation": "value", "of": ["a", "b"]}, "only trend, adds_up take a list"),
        ({"operation": "trend", "of": "a", "direction": "rising"}, "only trend, adds_up take a list"),
        ({"operation": "trend", "of": ["a", "b"], "direction": "rising"}, None),
        ({"operation": "trend", "of": ["a", "b"]}, "needs “direction”"),
        ({"operation": "trend", "of": ["a"], "direction": "rising"}, "at least two"),
        ({"operation": "trend", "of": ["a", "b"], "direction": "rising", **ONE}, "its own expectation"),
        *(({"operation": one, "of": "a"}, "needs “to”") for one in ("ratio", "ratio_per_month", "difference", "share")),
        *(({"operation": one, "of": "a", "to": "b", **ONE}, None) for one in ("ratio", "ratio_per_month", "share")),
        ({"operation": "contains", "of": "a"}, "needs “to”"),
        ({"operation": "contains", "of": "a", "to": "b"}, None),
        ({"operation": "contains", "of": "a", "to": "b", **ONE}, "its own expectation"),
        ({"operation": "between", "of": "a"}, "needs “low”"),
        ({"operation": "between", "of": "a", "low": "b"}, None),
        ({"operation": "between", "of": "a", "high": "b"}, None),
        ({"operation": "between", "of": "a", "low": "b", "high": "c"}, None),
        ({"operation": "between", "of": "a", "low": "b", **ONE}, "its own expectation"),
    ],
)
def test_a_comparison_has_what_its_operation_needs_and_no_more(compared: dict[str, Any], problem: str | None) -> None:
    if problem is None:
        assert Comparison.model_validate(LABEL | compared).operation == compared["operation"]
        return
    with pytest.raises(ValidationError, match=problem):
        Comparison.model_validate(LABEL | compared)


@pytest.mark.parametrize(
    ("compared", "deciding"),
    [
        ({"operation": "value"}, False),  # shown only
        ({"operation": "value", **ONE}, True),
        ({"operation": "value", **ONE, "decides": False}, False),
        ({"operation": "contains", "to": "b"}, True),
        ({"operation": "between", "low": "b"}, True),
        ({"operation": "between", "low": "b", "decides": False}, False),
        ({"operation": "trend", "of": ["a", "b"], "direction": "rising"}, True),
    ],
)
def test_a_comparison_decides_where_something_is_claimed_unless_the_file_says_no(
    compared: dict[str, Any], deciding: bool
) -> None:
    assert decides(Comparison.model_validate(LABEL | {"of": "a"} | compared)) is deciding


@pytest.mark.parametrize(
    ("operation", "more", "alone"),
    [
        ("value", {}, True),
        ("contains", {"to": "b"}, True),
        ("between", {"low": "b"}, True),
        ("ratio", {"to": "b"}, False),
    ],
)
def test_some_results_are_the_number_itself(operation: str, more: dict[str, str], alone: bool) -> None:
    assert Comparison.model_validate(LABEL | {"operation": operation, "of": "a"} | more).alone is alone


def test_a_comparison_names_its_operands_in_order() -> None:
    ends = Comparison.model_validate(LABEL | {"operation": "between", "of": "a", "low": "b", "high": "c"})
    assert ends.operands == ("a", "b", "c")
    line = Comparison.model_validate(LABEL | {"operation": "trend", "of": ["a", "b"], "direction": "rising"})
    assert line.operands == ("a", "b")


@pytest.mark.parametrize(
    ("when", "verdicts"),
    [
        ("supported", {Verdict.SUPPORTED, Verdict.SUPPORTED_WITH_CAVEAT}),
        ("not supported", {Verdict.NOT_SUPPORTED}),
        ("cannot be tested", {Verdict.CANNOT_BE_TESTED}),
    ],
)
def test_prose_fits_the_verdict_it_was_written_for(when: Any, verdicts: set[Verdict]) -> None:
    assert {verdict for verdict in Verdict if Because(en="so", when=when).fits(verdict)} == verdicts


CLAIM: dict[str, Any] = GOOD["claims"][0]


def claim(**change: Any) -> dict[str, Any]:
    return CLAIM | change


RATIO = GOOD["claims"][0]["comparisons"][0]
NOW, BEFORE = GOOD["claims"][0]["operands"]["now"], GOOD["claims"][0]["operands"]["before"]
CHART = {"spec": "bars", "title": {"en": "t"}, "description": {"en": "d"}, "unit": {"en": "u"}}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"comparisons": [RATIO | {"to": "z"}]}, "comparisons: there is no operand “z”"),
        ({"chart": CHART | {"rows": [{"operand": "z"}]}}, "chart: there is no operand “z”"),
        ({"chart": CHART | {"rows": [{"operand": "now"}]}}, None),
        ({"operands": {"now": {"sum": ["before", "z"]}, "before": BEFORE}}, "operands.now: there is no operand “z”"),
        ({"operands": {"now": {"sum": ["before"]}, "before": BEFORE}}, None),
        ({"operands": {"now": {"sum": ["before"]}, "before": {"sum": ["x"]}, "x": NOW}}, "cannot hold another sum"),
        ({"comparisons": [RATIO, RATIO]}, "exactly one comparison"),
        ({"comparisons": [RATIO | {"main": False}]}, "exactly one comparison"),
        ({"comparisons": [RATIO, RATIO | {"main": False}]}, None),
        ({"comparisons": [RATIO | {"expect": None}]}, "no comparison decides"),
        ({"comparisons": [RATIO | {"expect": None}], "untestable": {"en": "nobody counts"}}, None),
        ({"comparisons": [RATIO | {"name": "x"}, RATIO | {"name": "x", "main": False}]}, "“x” is already taken"),
        ({"comparisons": [RATIO | {"name": "now"}]}, "“now” is already taken"),
        ({"comparisons": [RATIO | {"name": "x"}, RATIO | {"name": "y", "main": False}]}, None),
        ({"because": {"en": "{now} and {before.low}"}}, None),
        ({"because": {"en": "{z}"}}, "no number named “z”"),
        ({"because": {"en": "{now}", "ru": "{z}"}}, "no number named “z”"),
        ({"because": {"en": "{times}"}}, "no number named “times”"),
        ({"because": {"en": "{times}"}, "comparisons": [RATIO | {"name": "times"}]}, None),
        ({"because": {"en": "{now"}}, "because: "),
        ({"because": {"en": "{now}"}, "untestable": {"en": "nobody counts"}}, "already says why"),
    ],
)
def test_a_claim_names_what_it_has_and_says_what_decides(change: dict[str, Any], problem: str | None) -> None:
    if problem is None:
        assert Claim.model_validate(claim(**change)).id == "twice"
        return
    with pytest.raises(ValidationError) as caught:
        Claim.model_validate(claim(**change))
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("claims", "stands_twice"),
    [
        ([claim(), claim(id="other")], None),
        ([claim(), claim()], "twice"),
        ([claim(aliases=["a′"]), claim(id="other", aliases=["a′"])], "a′"),
        ([claim(), claim(id="other", aliases=["twice"])], "twice"),
    ],
)
def test_a_claim_is_called_by_a_name_of_its_own(claims: list[dict[str, Any]], stands_twice: str | None) -> None:
    if stands_twice is None:
        assert len(Article.model_validate(GOOD | {"claims": claims}).claims) == len(claims)
        return
    with pytest.raises(ValidationError, match=f"“{stands_twice}” is given twice"):
        Article.model_validate(GOOD | {"claims": claims})
