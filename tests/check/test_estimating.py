"""An estimate as a quantity: which answer is picked, and what of it a claim keeps; a refusal is no number."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from tests.check.test_comparisons import half

from absentia.check.estimating import estimated
from absentia.check.operand import Operand
from absentia.check.operations import Range
from absentia.check.quantity import Quantity, Sources
from absentia.figures import Catalogue
from absentia.model.estimate import Estimate, Interval, Refusal

CATALOGUE = Catalogue()


def answer(name: str = "undercount", value: float = 10, **more: Any) -> Estimate:
    fields: dict[str, Any] = {"interval": Interval(8, 12), "unit": "filings", "method": "by gaps"}
    return Estimate(name, value, **(fields | more))


def quantity(*answers: Estimate | Refusal, **operand: Any) -> Quantity:
    given = Operand.model_validate({"estimate": "undercount"} | operand)
    options = tuple(f"{name}={value}" for name, value in (given.options or {}).items())
    return estimated("mine", given, Sources(CATALOGUE, None, {("undercount", *options): list(answers)}))


REFUSED = Refusal("undercount:nowcast", "too few weeks")


@pytest.mark.parametrize(
    ("answers", "pick", "value"),
    [
        ((answer(value=1), answer(value=2)), None, 2),  # the whole stands last
        ((answer("a", 1), answer("b", 2)), "a", 1),
        ((answer("a", 1), answer("a", 3), answer("b", 2)), "a", 3),
        ((answer("a", 1), REFUSED), "a", 1),
        ((answer("a", 1), REFUSED), None, None),
        ((answer("a", 1), REFUSED), "undercount:nowcast", None),
    ],
)
def test_the_answer_asked_for_is_picked(
    answers: tuple[Estimate | Refusal, ...], pick: str | None, value: float | None
) -> None:
    assert quantity(*answers, pick=pick).value == value


@pytest.mark.parametrize(
    ("answers", "pick", "why"),
    [
        ((answer("a"), Refusal("b", "first"), Refusal("c", "last"), answer("d")), "z", "last"),
        ((REFUSED,), "undercount:nowcast", "too few weeks"),
        ((answer("a"),), "nothing-such", "nothing-such"),
        ((), None, "undercount"),
    ],
)
def test_where_there_is_no_number_the_reason_is_told(
    answers: tuple[Estimate | Refusal, ...], pick: str | None, why: str
) -> None:
    found = quantity(*answers, pick=pick)
    assert (found.value, found.standing) == (None, "estimated")
    assert found.note is not None
    assert why in found.note.text("en")


def test_an_estimate_keeps_its_interval_period_and_caveats() -> None:
    found = quantity(answer(period=half, caveats=("weak",), synthetic=True))
    assert (found.value, found.interval, found.period, found.period_text) == (10, Interval(8, 12), half, half.name)
    assert (found.standing, found.qualifier, found.synthetic) == ("estimated", "estimated", True)
    assert [caveat.text("en") for caveat in found.caveats] == ["weak"]
    assert found.allowed == Range(10, 10)
    assert found.sources == ("undercount",)


@pytest.mark.parametrize("period", ["the first wave", None])
def test_words_a_user_gave_are_no_period(period: str | None) -> None:
    found = quantity(answer(period=period))
    assert (found.period, found.period_text) == (None, period)


def test_an_estimate_is_scaled_and_may_be_a_minimum() -> None:
    found = quantity(answer(), scale=0.5, minimum=True)
    assert (found.value, found.interval, found.allowed) == (5, Interval(4, 6), Range(5, float("inf")))


def test_words_of_the_file_stand_before_those_of_the_method() -> None:
    theirs, ours = quantity(answer()), quantity(answer(), label={"en": "mine"}, unit={"en": "men"})
    assert (theirs.label.text("en"), theirs.unit.text("en")) == ("by gaps", "filings")
    assert (ours.label.text("en"), ours.unit.text("en")) == ("mine", "men")


def test_options_are_part_of_the_source() -> None:
    assert quantity(answer(), options={"article": "337"}).sources == ("undercount --article 337",)


def test_what_an_estimate_was_made_from_is_cited() -> None:
    inputs = {"court_cases-001": "a figure", "unhcr_stock": "UNHCR", "own.csv": "my own list"}
    reference = "Somebody, A method, https://invented.example/paper; 2020"
    figure, table, own, paper = quantity(answer(inputs=inputs, reference=reference)).citations
    assert figure == CATALOGUE.figure("court_cases-001").citation()
    resource = CATALOGUE.resources["unhcr_stock"]
    assert (table.publisher, table.title, table.url, table.figure) == (
        "UNHCR", resource.title["en"], resource.sources[0].path, "unhcr_stock",
    )  # fmt: skip
    assert table.url.startswith("http")
    assert (own.publisher, own.title, own.url, own.figure) == ("my own list", "own.csv", "", None)
    assert paper.url == "https://invented.example/paper"
    plain = quantity(answer(reference="Somebody, 2020")).citations[-1]
    assert (plain.publisher, plain.url) == ("Somebody, 2020", "")


@pytest.mark.parametrize(
    ("options", "jurisdiction", "run"),
    [
        ({"article": "337"}, "ru", ("undercount", "article=ru:337")),
        ({"article": "xx:337"}, "ru", ("undercount", "article=xx:337")),
        ({"article": "337"}, None, ("undercount", "article=337")),
        ({"measure": "cases_received"}, "ru", ("undercount", "measure=cases_received")),
    ],
)
def test_a_provision_among_the_options_is_of_the_articles_jurisdiction(
    options: dict[str, str], jurisdiction: str | None, run: tuple[str, ...]
) -> None:
    given = Operand.model_validate({"estimate": "undercount", "options": options})
    sources = Sources(CATALOGUE, None, {run: [answer(value=7)]}, jurisdiction)
    assert estimated("mine", given, sources).value == 7


def test_of_a_panel_of_lists_a_claim_takes_what_all_methods_say_or_nothing(tmp_path: Path) -> None:
    """Three equal independent lists of 1,000; then one drawn from another: no single row may stand for the panel."""
    independent, drawn = tmp_path / "independent.csv", tmp_path / "drawn.csv"
    rows = "1,0,0,144\n0,1,0,144\n0,0,1,144\n1,1,0,96\n1,0,1,96\n0,1,1,96\n1,1,1,64\n"
    independent.write_text("A,B,C,n\n" + rows, encoding="utf-8")
    drawn.write_text("A,B,C,n\n1,0,0,800\n1,1,0,160\n0,0,1,280\n1,0,1,70\n1,1,1,14\n", encoding="utf-8")

    def asked(path: Path) -> Quantity:
        given = Operand.model_validate({"estimate": "lists", "options": {"file": str(path), "methods": "captures-M0"}})
        return estimated("mine", given, Sources(CATALOGUE, None, {}))

    found = asked(independent)
    assert found.value == pytest.approx(1000, rel=0.02)
    assert found.interval is not None
    assert found.interval.kind == "all methods"
    none = asked(drawn)
    assert none.value is None
    assert none.note is not None
    assert "List B is left out" in none.note.text("en")


def test_a_lower_bound_allows_whatever_is_more_and_is_scaled() -> None:
    assert quantity(answer(interval=None, at_least=True)).allowed == Range(10, math.inf)
    assert quantity(answer(interval=None, at_least=True), scale=0.5).allowed == Range(5, math.inf)


def test_what_the_methods_call_lower_bounds_are_such_in_a_claim() -> None:
    for pick in ("undercount:leaked-lists", "compare-deaths:named"):
        given = Operand.model_validate({"estimate": pick.partition(":")[0], "pick": pick})
        assert estimated("mine", given, Sources(CATALOGUE)).bound == "at_least"


@pytest.mark.parametrize(
    ("kind", "allowed", "told"),
    [
        # bounds are no chance: every number between them may be the one, and a claim is open within them
        ("bounds", Range(8, 12), True),
        ("prediction", Range.exactly(10), False),
        ("confidence", Range.exactly(10), False),
    ],
)
def test_bounds_are_a_range_and_say_what_would_decide(kind: str, allowed: Range, told: bool) -> None:
    found = quantity(answer(interval=Interval(8, 12, kind=kind), sensitivity={"hidden twice as often": 11.0}))
    assert found.allowed == allowed
    assert any("hidden twice as often: 11" in caveat.text("en") for caveat in found.caveats) is told
    scaled = quantity(answer(interval=Interval(8, 12, kind=kind)), scale=2)
    assert scaled.allowed == allowed.times(2)
