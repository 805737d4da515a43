"""Which caveats weigh: where the opposite verdict lies inside the interval or follows from a stated alternative."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, cast

import pytest
from tests.check.test_comparisons import compare, half, quantity, year

from absentia.check.article import decide
from absentia.check.caveats import _otherwise, find, in_doubt, name_of
from absentia.check.comparisons import carry_out
from absentia.check.operations import Comparison
from absentia.check.outcomes import Outcome
from absentia.check.quantity import Quantity
from absentia.check.schema import Claim
from absentia.figures import Break, Contradiction, Figure
from absentia.figures.contradictions import Side
from absentia.model.checked import Verdict
from absentia.model.estimate import Interval
from absentia.model.period import Period
from absentia.model.texts import Said

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
    return {one.text.text("en").split(":")[0].split(" (")[0]: one.weighs for one in found}


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
    # a lower bound is open above: its interval lowers its lower bound
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
    told = "A rounded or approximate number"
    assert weighing(compare("value", about, expect={"at_least": 900}))[told] is False
    assert weighing(compare("value", about, expect={"at_least": 960}))[told] is True


def test_another_publishers_number_weighs_where_it_says_the_opposite() -> None:
    one, other = figure("one", 1000), figure("other", 400, publisher="another")
    sides = (Side((one,), Said("invented")), Side((other,), Said("invented")))
    disputed = (Contradiction("d", "value", Said("which?"), sides, reviewed=True, by_rule=False),)
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
    persons = dataclasses.replace(quantity("p", 10, period=half), unit=Said("persons"))
    found = weighing(compare("ratio", weak, persons, expect={"at_least": 0.5}))
    assert len(found) >= 4
    assert not any(found.values())


def test_invented_pages_always_weigh() -> None:
    invented = quantity("a", 21, synthetic=True)
    outcome = compare("value", invented, expect={"at_least": 2})
    assert weighing(outcome) == {"The pages counted are synthetic": True}
    assert weighing(compare("value", quantity("a", 21), expect={"at_least": 2})) == {}


def test_what_is_only_shown_is_told_of_and_weighs_nothing() -> None:
    about = published("about", 1000, qualifier="approx")
    assert weighing(compare("value", about)) == {"A rounded or approximate number": False}
    noisy = compare("ratio", *counts(21, 10).values())
    assert not any(weighing(noisy).values())  # its interval bears on nothing claimed
    weak = published("weak", 21, verified=False)
    assert weighing(compare("value", weak)) == {}


def test_a_caveat_that_weighs_once_weighs_and_is_told_once() -> None:
    a, b = quantity("a", 2100, period=half), quantity("b", 1000, period=year)
    heavy, light = compare("ratio", a, b, expect={"at_most": 3}), compare("difference", a, b, expect={"at_most": 1100})
    for outcomes in ((heavy, light), (light, heavy), (heavy, heavy)):
        (found,) = find(outcomes, {"a": a, "b": b}, PUBLISHED, ())
        assert found.weighs
    (found,) = find([light, light], {"a": a, "b": b}, PUBLISHED, ())
    assert not found.weighs


@pytest.mark.parametrize(("last", "told"), [(19, True), (20, False)])
def test_periods_that_differ_by_a_twentieth_are_unequal(last: int, told: bool) -> None:
    long, short = (Period.parse(f"2022-01..2023-{month - 12:02d}") for month in (20, last))
    outcome = compare(
        "ratio", quantity("a", 10, period=long), quantity("b", 10, period=short), expect={"at_least": 0.01}
    )
    assert ("Unequal periods" in weighing(outcome)) is told


@pytest.mark.parametrize(
    ("qualifier", "told"),
    [
        ("exact", {}),
        ("at_least", {}),
        ("approx", {"A rounded or approximate number": False}),
        ("approx_date", {"Its day is approximate": False}),
    ],
)
def test_a_number_or_a_day_that_is_about_is_told(qualifier: str, told: dict[str, bool]) -> None:
    assert weighing(compare("value", published("x", 1000, qualifier=qualifier), expect={"at_least": 1})) == told


@pytest.mark.parametrize(
    ("operation", "told"),
    [("between", True), ("contains", False), ("value", False)],
)
def test_different_units_are_told_where_only_the_order_is_asked(operation: str, told: bool) -> None:
    more: dict[str, Any] = {"expect": {"at_least": 0.01}} if operation == "value" else {}
    more |= {"low": "p"} if operation == "between" else {}
    cases, persons = quantity("c", 10, period=half), quantity("p", 11, period=half)
    persons = dataclasses.replace(persons, unit=Said("persons"))
    found = weighing(compare(operation, cases, persons, **more))
    assert any(text.startswith("Different units") for text in found) is told
    same = weighing(compare(operation, cases, dataclasses.replace(persons, unit=cases.unit), **more))
    assert not any(text.startswith("Different units") for text in same)


@pytest.mark.parametrize(
    ("operation", "days", "told"),
    [
        ("ratio", 365, True),
        ("difference", 365, True),
        ("share", 365, True),
        ("ratio_per_month", 365, False),  # it counts the months itself
        ("trend", 365, False),
        ("ratio", 190, False),  # nearly as long
        ("ratio", 191, True),
        ("ratio", 172, False),
        ("ratio", 171, True),  # whichever of them is the longer
        ("ratio", None, False),  # how long it is nobody knows
    ],
)
def test_unequal_periods_are_told_where_their_lengths_matter(operation: str, days: int | None, told: bool) -> None:
    other = None if days is None else Period(half.start, half.start + dt.timedelta(days=days - 1))
    more: dict[str, Any] = {"direction": "rising"} if operation == "trend" else {"expect": {"at_least": 0.01}}
    for periods in ((half, other), (other, half)):
        if operation == "ratio" and days not in (None, 365) and periods[0] is other:
            continue
        pair = (
            quantity(name, 10 + n, period=period) for n, (name, period) in enumerate(zip("ab", periods, strict=True))
        )
        found = weighing(compare(operation, *pair, **more))
        assert ("Unequal periods" in found) is told


@pytest.mark.parametrize(("operation", "weighs"), [("ratio", True), ("share", False), ("difference", False)])
def test_only_a_ratio_is_tried_per_month(operation: str, weighs: bool) -> None:
    a, b = quantity("a", 2100, period=half), quantity("b", 1000, period=year)
    if operation == "share":
        a = dataclasses.replace(a, value=900, span=None)
    outcome = compare(operation, a, b, expect={"at_most": {"ratio": 3, "share": 0.95, "difference": 1100}[operation]})
    assert weighing(outcome)["Unequal periods"] is weighs


def test_what_stays_open_is_the_opposite_of_nothing() -> None:
    open_above = quantity("a", 2100, "at_least", period=half)
    outcome = compare("ratio", open_above, quantity("b", 1000, period=year), expect={"at_most": 3})
    assert outcome.holds is None
    assert weighing(outcome)["Unequal periods"] is False
    # nor is what stays open with the other number
    about = published("about", 1000, qualifier="approx")
    least = quantity("l", 970, "at_least")
    assert not any(weighing(compare("between", about, least, low="l")).values())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, []),
        ({"verified": False}, ["Not read at its source: x"]),
        ({"evidence_level": "secondary"}, []),
        ({"evidence_level": "tertiary"}, ["report of a report: x"]),
        ({"verified": False, "evidence_level": "tertiary"}, ["Not read at its source: x", "report of a report: x"]),
        ({"period_end": "2023-10-01"}, []),
        ({"period_end": "2023-10-02"}, ["x, to 2023-10-02."]),
        ({"period_end": "2023-10"}, ["x, to 2023-10."]),  # as its source writes it
        ({"period_end": None, "as_of": "2023-10-02"}, ["x, to 2023-10-02."]),
        ({"period_end": None, "as_of": None}, []),
    ],
)
def test_weak_and_later_sources_are_told(more: dict[str, Any], told: list[str]) -> None:
    outcome = compare("value", published("x", 10, **more), expect={"at_least": 1})
    found = [one.text.text("en") for one in find([outcome], {"x": outcome.operands[0]}, PUBLISHED, ())]
    assert len(found) == len(told)
    assert all(text in sentence for text, sentence in zip(told, found, strict=True))


@pytest.mark.parametrize(
    ("end", "when"), [(dt.date(2023, 2, 1), "2023-02-01"), (dt.date(2023, 3, 1), "2023-02-01 – 2023-03-01")]
)
def test_a_break_is_told_by_its_day_or_its_days(monkeypatch: pytest.MonkeyPatch, end: dt.date, when: str) -> None:
    entry = Break("b", dt.date(2023, 2, 1), end, TEXT | {"ru": "выдумано"}, (), (), (), verified=True)
    monkeypatch.setattr("absentia.check.caveats.breaks_crossed", lambda _figures: (entry,))
    outcome = compare("value", published("x", 10), expect={"at_least": 1})
    (found,) = find([outcome], {"x": outcome.operands[0]}, PUBLISHED, ())
    assert f"on {when}: " in found.text.text("en")


def disputed(*sides: tuple[Figure, ...], reviewed: bool = True) -> tuple[Contradiction, ...]:
    text = Said("which?")
    told = tuple(Side(side, text) for side in sides)
    return (Contradiction("d", "value", text, told, reviewed=reviewed, by_rule=not reviewed),)


def test_a_contradiction_weighs_by_the_other_sides_only() -> None:
    told = "Publishers contradict each other here"
    one, twin, other = figure("one", 1000), figure("twin", 400), figure("other", 990)
    mine = quantity("mine", 1000, figures=(one,))
    outcome = compare("value", mine, expect={"at_least": 500})
    assert weighing(outcome, contradictions=disputed((one, twin), (other,)))[told] is False
    assert weighing(outcome, contradictions=disputed((one,), (twin, other)))[told] is True
    # a figure that is on no side of it stays as it is
    apart = quantity("apart", 1000, figures=(figure("apart", 1000),))
    both = [outcome, compare("value", apart, expect={"at_least": 995})]
    assert weighing(*both, contradictions=disputed((one,), (other,)))[told] is False
    assert told not in weighing(both[1], contradictions=disputed((one,), (other,)))


def test_what_only_a_rule_found_is_told_with_its_numbers() -> None:
    one, other = figure("one", 1000, publisher="One"), figure("other", 990, publisher="Other")
    outcome = compare("value", quantity("mine", 1000, figures=(one,)), expect={"at_least": 500})
    for reviewed in (True, False):
        given = disputed((one,), (other,), reviewed=reviewed)
        (found,) = find([outcome], {"mine": outcome.operands[0]}, PUBLISHED, given)
        assert ("One: 1,000 ≠ Other: 990" in found.text.text("en")) is not reviewed


@pytest.mark.parametrize(
    ("value", "scale", "least", "weighs"),
    [
        (1000, 1, 960, True),  # 950 to 1,050
        (10, 0.01, 9.6, True),  # the same in another unit
        (10, 0.01, 9.4, False),
        (1200, 1, 1160, True),  # a part of a sum: 1,150 to 1,250
        (1200, 1, 1145, False),
    ],
)
def test_another_number_for_a_figure_moves_what_is_made_from_it_by_as_much(
    value: float, scale: float, least: float, weighs: bool
) -> None:
    about = figure("about", 1000, qualifier="approx")
    mine = quantity("mine", value, figures=(about,), scale=scale)
    found = weighing(compare("value", mine, expect={"at_least": least}))
    assert found["A rounded or approximate number"] is weighs


def test_nothing_known_of_a_figure_moves_nothing() -> None:
    nothing = figure("none", cast("float", None), qualifier="approx")
    outcome = compare("value", quantity("mine", 1000, figures=(nothing,)), expect={"at_least": 960})
    assert not any(weighing(outcome).values())
    zero = quantity("zero", 0, figures=(figure("zero", 0),))
    other = disputed((figure("zero", 0),), (figure("other", 5),))
    (weighs,) = weighing(compare("value", zero, expect={"at_most": 3}), contradictions=other).values()
    assert weighs  # also where it is nothing, another's number may be more


@pytest.mark.parametrize(
    ("value", "meant", "claimed", "answer"),
    [
        (1000, "exact", {"at_least": 1040}, False),
        (1000, "approx", {"at_least": 1040}, None),  # about a thousand may be 1,050
        (1000, "approx", {"at_least": 1060}, False),
        (1000, "approx", {"at_most": 960}, None),
        (1000, "approx", {"at_most": 940}, False),
        (1000, "approx", {"at_least": 900}, True),
        (1000, "approx", {"at_least": 990}, True),  # with a caveat that weighs
    ],
)
def test_a_rounded_number_refutes_only_with_both_its_ends(
    value: float, meant: str, claimed: dict[str, float], answer: bool | None
) -> None:
    one = published("a", value, qualifier=meant)
    outcome = compare("value", one, expect=claimed)
    (found,) = in_doubt([outcome], {"a": one})
    assert found.answer is answer
    assert (found.opposed is not None) == (answer is None)


ABOUT = {"qualifier": "approx"}  # a twentieth more or less


@pytest.mark.parametrize(
    ("operation", "claimed", "answer"),
    [
        # 1,000 over 1,000: neither alone turns what both turn together, 1,050 over 950
        ("ratio", {"at_least": 1.1}, None),
        ("ratio", {"at_least": 1.106}, False),
        ("ratio", {"at_most": 0.906}, None),
        ("ratio", {"at_most": 0.904}, False),
        ("difference", {"at_least": 99}, None),
        ("difference", {"at_least": 101}, False),
        # no end is that number, and some number between them is
        ("ratio", {"equals": 1.03}, None),
        ("difference", {"equals": 20}, None),
        ("difference", {"equals": 101}, False),
    ],
)
def test_rounded_numbers_refute_only_where_none_that_round_to_them_agree(
    operation: str, claimed: dict[str, float], answer: bool | None
) -> None:
    both = {name: published(name, 1000, **ABOUT) for name in "ab"}
    (found,) = in_doubt([compare(operation, *both.values(), expect=claimed)], both)
    assert found.answer is answer


@pytest.mark.parametrize(("own", "answer"), [(False, None), (True, False)])
def test_a_rounded_number_that_stands_on_both_sides_is_one_number(own: bool, answer: bool | None) -> None:
    """950 over 1,050 + 50 and over 950 + 50: whatever the figure is, it is less than itself and fifty."""
    one, other = (figure(name, 1000, **ABOUT) for name in ("one", "one" if own else "other"))
    both = {"a": quantity("a", 1000, figures=(one,)), "b": quantity("b", 1050, figures=(other,))}
    (found,) = in_doubt([compare("ratio", *both.values(), expect={"at_least": 1})], both)
    assert found.answer is answer


@pytest.mark.parametrize(("parts", "answer"), [((480, 480), None), ((470, 470), False)])
def test_all_rounded_parts_of_a_sum_may_be_more_at_once(parts: tuple[int, int], answer: bool | None) -> None:
    figures = tuple(figure(f"f{n}", value, **ABOUT) for n, value in enumerate(parts))
    whole = {"sum": quantity("sum", sum(parts), figures=figures)}
    (found,) = in_doubt([compare("value", whole["sum"], expect={"at_least": 1000})], whole)
    assert found.answer is answer


@pytest.mark.parametrize(("low", "high", "answer"), [(1010, 1020, None), (1060, 1070, False)])
def test_a_rounded_number_may_lie_between_two_where_none_of_its_ends_does(
    low: float, high: float, answer: bool | None
) -> None:
    numbers = {one.name: one for one in (published("a", 1000, **ABOUT), quantity("b", low), quantity("c", high))}
    outcome = carry_out(
        Comparison.model_validate({"label": {"en": "x"}, "operation": "between", "of": "a", "low": "b", "high": "c"}),
        numbers,
    )
    (found,) = in_doubt([outcome], numbers)
    assert found.answer is answer


@pytest.mark.parametrize(
    ("more", "about"),
    [
        ({}, False),
        ({"qualifier": "approx"}, True),
        ({"value_low": 900, "value_high": 1100, "interval_note": "range"}, True),
        ({"value_low": 900}, True),
        ({"value_high": 1100}, True),
        ({"value_low": 900, "value_high": 1100, "interval_note": "95%"}, False),  # its interval is asked instead
        ({"qualifier": "at_least"}, False),
    ],
)
def test_a_number_with_ends_is_about_unless_they_are_an_interval(more: dict[str, Any], *, about: bool) -> None:
    assert figure("a", 1000, **more).about is about


def test_ends_that_are_no_interval_take_a_refutation_back() -> None:
    one = published("a", 1000, value_low=900, value_high=1100, interval_note="range")
    (turned,) = in_doubt([compare("value", one, expect={"at_least": 1100})], {"a": one})
    (sure,) = in_doubt([compare("value", one, expect={"at_least": 1101})], {"a": one})
    assert (turned.answer, sure.answer) == (None, False)


def test_what_is_only_shown_or_exact_is_in_no_doubt() -> None:
    rounded = published("a", 1000, qualifier="approx")
    outcome = compare("value", rounded, expect={"at_least": 1040})
    (shown,) = in_doubt([dataclasses.replace(outcome, decides=False)], {"a": rounded})
    assert shown.opposed is None
    (sure,) = in_doubt([compare("value", published("b", 1000), expect={"at_least": 1040})], {})
    assert (sure.opposed, sure.answer) == (None, False)


def test_a_claim_is_refuted_where_one_of_its_comparisons_is_beyond_doubt() -> None:
    rounded, exact = published("a", 1000, qualifier="approx"), published("b", 1000)
    doubtful, sure = (compare("value", one, expect={"at_least": 1040}) for one in (rounded, exact))
    numbers = {"a": rounded, "b": exact}
    assert decide(one_claim(), in_doubt([doubtful], numbers), ()) is Verdict.CANNOT_BE_TESTED
    assert decide(one_claim(), in_doubt([doubtful, sure], numbers), ()) is Verdict.NOT_SUPPORTED


def test_figures_under_one_label_are_told_apart_by_their_periods() -> None:
    first, second = (
        figure("one", 10, qualifier="approx"),
        figure("two", 20, qualifier="approx", period_start="2023-02-01"),
    )
    both = quantity("both", 30, figures=(first, second))
    assert str(name_of(first, quantity("alone", 10, figures=(first,)))) == "alone"
    assert [str(name_of(one, both)) for one in (first, second)] == [
        f"both, {first.period_start}",
        "both, 2023-02-01",
    ]


def test_of_a_disputed_sum_what_is_left_for_a_part_stands_for_it() -> None:
    """59,606 against parts that make 59,953: the first part would be 347 less, not 59,606."""
    whole, first, second = figure("whole", 59_606), figure("first", 6_988), figure("second", 52_965)
    sides = (Side((whole,), Said("one")), Side((first, second), Said("other"), total=True))
    entry = Contradiction("x", "parts", Said("what"), sides, reviewed=False, by_rule=True)
    assert list(_otherwise(first, entry)) == [6_641]
    assert list(_otherwise(second, entry)) == [52_618]
    assert list(_otherwise(whole, entry)) == [59_953]
    plain = Contradiction(
        "y", "value", Said("what"), (Side((first,), Said("a")), Side((second,), Said("b"))), False, True
    )
    assert list(_otherwise(first, plain)) == [52_965]
