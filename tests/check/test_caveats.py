"""Which caveats weigh: where the opposite verdict lies inside the interval or follows from a stated alternative."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from tests.check.test_comparisons import compare, half, quantity, year

from absentia.check.article import decide
from absentia.check.caveats import find
from absentia.check.comparisons import carry_out
from absentia.check.outcomes import Outcome
from absentia.check.quantities import Quantity
from absentia.check.schema import Claim
from absentia.figures import Contradiction, Figure
from absentia.figures.contradictions import Side
from absentia.model.estimate import Interval
from absentia.model.verdict import Verdict

PUBLISHED = dt.date(2023, 10, 1)
TEXT = {"en": "invented"}


def figure(name: str, value: float, **more: Any) -> Figure:
    fields: dict[str, Any] = {
        "table": "invented", "id": name, "measure": "invented", "value": value, "value_low": None, "value_high": None,
        "unit": "cases", "qualifier": "exact", "period_start": "2023-01-01", "period_end": "2023-06-30", "as_of": None,
        "geography": "invented", "population": None, "definition": "invented", "publisher": "invented",
        "source_title": "invented", "source_date": "2023-08-01", "source_url": "https://invented.example",
        "evidence_level": "primary", "verified": True, "note": None, "interval_note": None,
    }  # fmt: skip
    known = Figure.__dataclass_fields__
    return Figure(**{name: value for name, value in (fields | more).items() if name in known})


def published(name: str, value: float, **more: Any) -> Quantity:
    one = figure(name, value, **more)
    return quantity(name, value, period=one.period, figures=(one,), meant=one.qualifier)


def weighing(*outcomes: Outcome, contradictions: tuple[Contradiction, ...] = ()) -> dict[str, bool]:
    quantities = {one.name: one for outcome in outcomes for one in outcome.operands}
    found = find(outcomes, quantities, PUBLISHED, contradictions)
    return {one.text["en"].split(":")[0].split(" (")[0]: one.weighs for one in found}


def one_claim(**comparison: Any) -> Claim:
    operands = {name: {"stated": 1, "unit": {"en": "cases"}} for name in ("a", "b")}
    fields = {"label": TEXT, "operation": "ratio", "of": "a", "to": "b", "main": True, "expect": {"at_least": 2}}
    return Claim.model_validate(
        {"id": "c", "said": TEXT, "reading": TEXT, "operands": operands, "comparisons": [fields | comparison]}
    )


def verdict(claim: Claim, **numbers: Quantity) -> Verdict:
    outcomes = [carry_out(comparison, numbers) for comparison in claim.comparisons]
    return decide(claim, outcomes, find(outcomes, numbers, PUBLISHED, ()))


def counts(a: float, b: float) -> dict[str, Quantity]:
    return {name: quantity(name, value, period=half, events=True) for name, value in (("a", a), ("b", b))}


@pytest.mark.parametrize("noise", [{}, {"noise": "poisson"}])
@pytest.mark.parametrize(
    ("a", "b", "expect", "expected"),
    [
        (300, 100, {"at_least": 2}, Verdict.SUPPORTED),
        (21, 10, {"at_least": 2}, Verdict.SUPPORTED_WITH_CAVEAT),  # 0.95–4.9
        (19, 10, {"at_least": 2}, Verdict.CANNOT_BE_TESTED),  # by the numbers no, by chance perhaps
        (100, 100, {"at_least": 2}, Verdict.NOT_SUPPORTED),
        (19, 10, {"at_most": 2}, Verdict.SUPPORTED_WITH_CAVEAT),
    ],
)
def test_a_ratio_of_counts_has_an_interval_whatever_the_file_says(
    noise: dict[str, str], a: float, b: float, expect: dict[str, float], expected: Verdict
) -> None:
    assert verdict(one_claim(expect=expect, **noise), **counts(a, b)) is expected


@pytest.mark.parametrize("operation", ["ratio", "ratio_per_month", "share", "trend"])
def test_every_ratio_of_counts_has_one(operation: str) -> None:
    a, b = counts(21, 10).values()
    more: dict[str, Any] = {"direction": "falling"} if operation == "trend" else {"expect": {"at_least": 0.1}}
    assert compare(operation, a, b, **more).computed.interval is not None


def test_what_is_no_count_has_none_unless_the_file_says_so() -> None:
    a, b = quantity("a", 21, period=half), quantity("b", 10, period=half)
    assert compare("ratio", a, b, expect={"at_least": 2}).computed.interval is None
    assert compare("ratio", a, b, expect={"at_least": 2}, noise="poisson").computed.interval is not None


def test_the_interval_weighs_where_it_holds_the_opposite() -> None:
    told = "The interval of “result” also holds values that would say the opposite."
    close, far = (compare("ratio", *counts(a, 10).values(), expect={"at_least": 2}) for a in (21, 900))
    assert weighing(close)[told] is True
    assert told not in weighing(far)
    # a lower bound is open above: its interval lowers its lower end
    above = quantity("a", 21, "at_least", period=half, events=True)
    below = quantity("b", 10, period=half, events=True)
    assert weighing(compare("ratio", above, below, expect={"at_least": 2}))[told] is True
    assert told not in weighing(compare("ratio", above, below, expect={"at_least": 0.5}))


@pytest.mark.parametrize(("low", "high", "weighs"), [(40, 55, False), (40, 61, True)])
def test_the_interval_of_a_number_between_two_others_weighs_likewise(low: float, high: float, weighs: bool) -> None:
    estimate = quantity("e", 47.0, interval=Interval(low, high))
    outcome = compare("between", estimate, quantity("l", 30), quantity("h", 60), low="l", high="h")
    assert (outcome.opposed is not None) is weighs
    assert outcome.holds is True


def test_unequal_periods_weigh_where_the_ratio_per_month_says_the_opposite() -> None:
    a, b = quantity("a", 2100, period=half), quantity("b", 1000, period=year)
    assert weighing(compare("ratio", a, b, expect={"at_least": 2}))["Unequal periods"] is False  # 4.2 per month
    assert weighing(compare("ratio", a, b, expect={"at_most": 3}))["Unequal periods"] is True


def test_a_rounded_number_weighs_where_one_of_its_ends_says_the_opposite() -> None:
    about = published("about", 1000, qualifier="approx")  # 950 to 1,050
    told = "about is a rounded or approximate number."
    assert weighing(compare("value", about, expect={"at_least": 900}))[told] is False
    assert weighing(compare("value", about, expect={"at_least": 960}))[told] is True


def test_another_publishers_number_weighs_where_it_says_the_opposite() -> None:
    one, other = figure("one", 1000), figure("other", 400, publisher="another")
    sides = (Side((one,), TEXT), Side((other,), TEXT))
    disputed = (Contradiction("d", "value", {"en": "which?", "ru": "какое?"}, sides, reviewed=True, by_rule=False),)
    mine = quantity("mine", 1000, period=half, figures=(one,))
    told = "Publishers contradict each other here"
    assert weighing(compare("value", mine, expect={"at_least": 300}), contradictions=disputed)[told] is False
    assert weighing(compare("value", mine, expect={"at_least": 500}), contradictions=disputed)[told] is True
    # also where the figure is a part of a sum: 1,200 with it, 600 with the other
    summed = quantity("sum", 1200, period=half, figures=(one, figure("rest", 200)))
    assert weighing(compare("value", summed, expect={"at_least": 700}), contradictions=disputed)[told] is True
    # of what is not decided nothing weighs
    assert weighing(compare("value", mine), contradictions=disputed) == {}


def test_what_states_no_alternative_is_told_and_does_not_weigh() -> None:
    weak = published("weak", 21, verified=False, evidence_level="tertiary", period_end="2023-12-31")
    persons = dataclasses.replace(quantity("p", 10, period=half), unit={"en": "persons", "ru": "лица"})
    found = weighing(compare("ratio", weak, persons, expect={"at_least": 0.5}))
    assert len(found) >= 4
    assert not any(found.values())


def test_invented_pages_always_weigh() -> None:
    invented = quantity("a", 21, synthetic=True)
    outcome = compare("value", invented, expect={"at_least": 2})
    assert weighing(outcome) == {"The pages counted are synthetic": True}
