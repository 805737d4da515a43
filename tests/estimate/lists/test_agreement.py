"""What counts as agreement: each criterion by itself, its sentence, and that nothing shown or left out can buy it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.estimate.lists.conftest import result_of, two_kinds

from absentia.estimate.lists import LatentClassSettings, ListsOptions, Member, OverlapTable, Role, Standing
from absentia.estimate.lists.agreement import Agreement, agreement_of, bound_check, summary_of
from absentia.estimate.lists.estimating import estimate_lists
from absentia.estimate.lists.reading import read_lists
from absentia.model import Assumption, Estimate, Interval, Refusal
from absentia.model.texts import said


def member(name: str, total: float, low: float, high: float, role: Role = Role.TOTAL, **more: Any) -> Member:
    return Member(name, said(name), role, Estimate("lists", total, Interval(low, high), "units", name, **more))


def check(holds: bool | None) -> Assumption:
    return Assumption("two and two are four", holds, "they were added up")


SHORT = LatentClassSettings(chains=2, iterations=1_000, doublings=0)
"""Too short to converge: for tests that do not look at the sampler."""
FIRST, SECOND = member("a", 100, 80, 130), member("b", 120, 90, 160)
BEST = {"bic": 50.0, "weight": 0.9, "value": 100.0}
CASES: dict[str, tuple[list[Member], Standing, str]] = {
    "all well": ([FIRST, SECOND], Standing.AGREE, ""),
    "totals apart": ([FIRST, member("b", 160, 90, 260)], Standing.DISAGREE, "largest total is 1.6 times the smallest"),
    "intervals apart": (
        [member("a", 100, 90, 110), member("b", 120, 115, 130)], Standing.DISAGREE, "of “b” and “a” do not overlap"
    ),
    "one method": ([FIRST], Standing.CANNOT_TELL, ""),
    "single models are not compared": (
        [FIRST, member("b", 900, 890, 910, Role.MODEL)], Standing.CANNOT_TELL, ""
    ),
    "none": ([], Standing.CANNOT_TELL, ""),
    "a check fails": (
        [FIRST, member("b", 120, 90, 160, assumptions=[check(False)])], Standing.CANNOT_TELL,
        "a check fails: two and two are four: they were added up",
    ),
    "a check that nobody can make": ([FIRST, member("b", 120, 90, 160, assumptions=[check(None)])], Standing.AGREE, ""),
    "a check of a single model": (
        [FIRST, SECOND, member("c", 120, 90, 160, Role.MODEL, assumptions=[check(False)])], Standing.AGREE, ""
    ),
    "a method refuses": (
        [FIRST, SECOND, Member("c", said("c"), Role.TOTAL, Refusal("lists", "why"))], Standing.CANNOT_TELL,
        "c gave no number",
    ),
    "weight on models apart": (
        [member("a", 100, 80, 130, detail=[BEST, {"bic": 55.0, "weight": 0.06, "value": 155.0}]), SECOND],
        Standing.DISAGREE, "models with at least 5% of the weight each give totals from 100 to 155",
    ),
    "no weight on models apart": (
        [member("a", 100, 80, 130, detail=[BEST, {"bic": 57.0, "weight": 0.04, "value": 155.0}]), SECOND],
        Standing.AGREE, "",
    ),
    "bound above": ([FIRST, SECOND, member("c", 161, 90, 200, Role.BOUND)], Standing.DISAGREE, "the bound is 161"),
    "bound below": ([FIRST, SECOND, member("c", 159, 90, 200, Role.BOUND)], Standing.AGREE, ""),
}  # fmt: skip


@pytest.mark.parametrize(("members", "standing", "words"), CASES.values(), ids=CASES)
def test_each_criterion_and_its_sentence(members: Sequence[Member], standing: Standing, words: str) -> None:
    found = agreement_of(members)
    assert found.standing is standing
    assert words in str(summary_of(found, 70, "units"))
    assert bool(found.against) == bool(words)


def test_units_that_differ_can_undo_an_agreement_or_widen_it() -> None:
    """A model of differing units that fits as well: above every interval the totals may all be too low."""
    fitted = member("a", 100, 80, 130, detail=[BEST])

    def judged(total: float = 210.0, **changes: float) -> Agreement:
        row = {"bic": 53.0, "heterogeneity": 0.6, **changes}
        return agreement_of([fitted, SECOND, member("m", total, 90, 400, Role.MODEL, detail=[row])])

    above = judged()
    assert above.standing is Standing.DISAGREE
    assert "give up to 210" in str(above.against[0])
    assert judged(bic=57.0).standing is Standing.AGREE
    assert judged(heterogeneity=-0.6).standing is Standing.AGREE
    within = judged(total=150.0)
    assert (within.standing, within.highest, within.up_to) == (Standing.AGREE, 160, 400)
    assert judged(total=150.0, bic=57.0).up_to == 160


@pytest.mark.parametrize(
    ("beside", "up_to"),
    [
        ([], 160),
        ([member("saturated", 300, 90, 700, Role.MODEL)], 700),
        ([member("saturated", 110, 90, 150, Role.MODEL)], 160),
        ([member("independence", 300, 90, 700, Role.MODEL)], 160),
        ([Member("saturated", said("saturated"), Role.MODEL, Refusal("lists", "why"))], 160),
    ],
)
def test_what_is_quoted_reaches_as_far_as_the_model_that_assumes_least(beside: list[Member], up_to: float) -> None:
    """Of units of two kinds agreeing methods held the truth in 40 to 76 of 100 without it."""
    found = agreement_of([FIRST, SECOND, *beside])
    assert (found.standing, found.highest, found.up_to) == (Standing.AGREE, 160, up_to)


def test_strata_agree_only_where_each_does() -> None:
    good = agreement_of([FIRST, SECOND])
    bad = agreement_of([FIRST, member("b", 160, 90, 260)])
    unsure = agreement_of([FIRST])
    assert agreement_of([FIRST, SECOND], [("north", good), ("south", good)]).standing is Standing.AGREE
    apart = agreement_of([FIRST, SECOND], [("north", good), ("south", bad)])
    assert apart.standing is Standing.DISAGREE
    assert "in stratum south: the largest total is" in str(apart.against[0])
    assert agreement_of([FIRST, SECOND], [("north", good), ("south", unsure)]).standing is Standing.CANNOT_TELL


def test_a_bound_is_checked_only_beside_totals() -> None:
    bound = member("c", 161, 90, 200, Role.BOUND)
    assert bound_check([bound]) is None
    assert bound_check([FIRST]) is None
    found = bound_check([FIRST, bound])
    assert found is not None
    assert found.holds is False


@pytest.mark.parametrize(
    "methods", [(), ("loglinear-average", "decomposable"), ("loglinear-average",), ("independence", "captures-M0")]
)
def test_agreement_cannot_be_bought_by_what_is_shown(methods: tuple[str, ...]) -> None:
    """Left out of `--methods`, the models of differing units speak all the same; so does a method that refuses."""
    panel = estimate_lists(two_kinds(), ListsOptions(methods=methods, latent=SHORT))
    assert panel.agreement.standing is Standing.DISAGREE
    assert "too low" in str(panel.summary)
    assert {one.id for one in panel.shown} == set(methods or (one.id for one in panel.members))
    assert isinstance(panel.together, Refusal)


@pytest.mark.parametrize(("delta", "largest"), [(0.0625, None), (None, 30)])
def test_nor_by_the_prior_of_the_graphs(delta: float | None, largest: int | None, slavery: OverlapTable) -> None:
    options = ListsOptions(latent=SHORT, delta=delta, largest=largest, methods=("decomposable",))
    graphs = result_of(estimate_lists(slavery, options), "decomposable")
    assert any("prior" in str(one.statement) and one.holds is False for one in graphs.assumptions)


def test_where_all_agree_the_middle_stands_for_all_with_the_span() -> None:
    """Three equal independent lists, enough units: the middle total, from the lowest to the highest end."""
    table = OverlapTable(("A", "B", "C"), np.array([0, 144, 144, 96, 144, 96, 96, 64]))
    panel = estimate_lists(table, ListsOptions(latent=LatentClassSettings(iterations=10_000)))
    assert panel.agreement.standing is Standing.AGREE
    found = panel.together
    assert isinstance(found, Estimate)
    assert found.variant == "together"
    assert found.interval == Interval(panel.agreement.lowest or 0, panel.agreement.up_to or 0, kind="all methods")
    values = sorted(one.result.value for one in panel.members if one.role is Role.TOTAL)  # type: ignore[union-attr]
    assert found.value == values[1] == pytest.approx(1000, rel=0.02)
    assert panel.summary in found.caveats


@pytest.mark.parametrize(
    ("name", "criterion"),
    [
        ("hepatitis_a_taiwan_1995", "the largest total is 3.14 times the smallest"),
        ("kosovo_killings_1999", "of the weight each give totals from 10,357 to 18,393"),
        ("uk_modern_slavery_2013_5_lists", "of the weight each give totals from"),
        ("netherlands_trafficking_5_lists", "times the smallest"),
    ],
)
def test_of_no_published_table_a_single_number_is_supported(shared: Path, name: str, criterion: str) -> None:
    tables = read_lists(shared / "bench" / f"{name}.csv").tables
    panel = estimate_lists(tables, ListsOptions(latent=SHORT))
    assert panel.agreement.standing is Standing.DISAGREE
    assert criterion in str(panel.summary)
    assert isinstance(panel.together, Refusal)
