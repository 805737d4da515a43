"""Which units moved between versions, what a version does not tell, and what bounds what. All units are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest

from absentia.disclosure import Bound, Cell, Key
from absentia.model import Grain
from absentia.pipeline.claimed import REST, Labelled
from absentia.pipeline.one_problem import (
    BY_ARTICLE,
    BY_COURT,
    BY_PERIOD,
    GONE,
    HEADLINE,
    TOTAL,
    _Untold,
    alike,
    problem_of,
)
from absentia.pipeline.version_record import Shown
from absentia.pipeline.withholding import GONE_BY
from absentia.tally import measures

MONTH, HALF = BY_PERIOD["month"], BY_PERIOD["half-year"]


def cell(labels: str, month: str = "2023-02", court: str = "c") -> Cell:
    return (court,), (month, f"{month[:4]}-H{1 if month[5:] < '07' else 2}"), (frozenset(labels.split()),)


@pytest.mark.parametrize(
    ("versions", "counts", "found"),
    [
        ([{"u": cell("337")}], ["A"], ["337"]),
        ([{"u": cell("337")}, {"u": cell("337 A")}], ["", "A"], ["337 A", "337 A"]),  # asked for later
        ([{"u": cell("337 A")}, {"u": cell("337")}], ["A", ""], ["337 A", "337 A"]),  # and no longer
        ([{"u": cell("337 A")}, {"u": cell("337 B")}], ["A", "B"], ["337 A B", "337 A B"]),
        ([{"u": cell("337")}, {"u": cell("337 A")}], ["A", "A"], ["337", "337 A"]),  # it is counted now
        ([{"u": cell("337")}, {"u": cell("338 A")}], ["", "A"], ["337", "338 A"]),  # it moved
        ([{"u": cell("337 A")}, {"u": cell("337")}, {"u": cell("337")}], ["A", "", "A"], ["337 A", "337 A", "337"]),
        ([{"u": cell("337 A")}, {}, {"u": cell("337 B")}], ["A", "A", "B"], ["337 A", None, "337 B"]),
    ],
)
def test_a_unit_that_stays_has_the_labels_of_all_versions(
    versions: Sequence[Mapping[str, Cell]], counts: Sequence[str], found: Sequence[str | None]
) -> None:
    made = alike(versions, [frozenset(one.split()) for one in counts])
    assert [one.get("u", ((), (), (None,)))[2][0] for one in made] == [
        None if labels is None else frozenset(labels.split()) for labels in found
    ]


@pytest.mark.parametrize(
    ("key", "untold"),
    [(("337", "2023-02"), True), (("338", "2023-02"), False), (("A", "2023-02"), True), (("A", "2023-03"), False),
     (("A", None), False), (("337",), True), (("338",), False)],
)  # fmt: skip
def test_a_count_has_units_in_its_months_only_and_nobody_says_which(key: Key, *, untold: bool) -> None:
    assert (key in _Untold(frozenset({"337"}), {"A": frozenset({"2023-01", "2023-02"})})) is untold


def shown(units: Mapping[str, Mapping[str, Cell]], counts: Mapping[str, Mapping[str, tuple[str, str]]]) -> Shown:
    return Shown(articles=("337",), units=units, withheld={}, left_out={}, counts=counts)


def count(label: str, article: str | None, *, is_shown: bool = True) -> Labelled:
    days = dt.date(2023, 1, 1), dt.date(2023, 6, 30)
    return Labelled(label, *days, article, frozenset(), shown=is_shown)


def bounds_of(units: Mapping[str, Mapping[str, Cell]], counts: Sequence[Labelled] = ()) -> Sequence[Bound]:
    told = {HEADLINE: {one.label: (str(one.since), str(one.until)) for one in counts}}
    own = {name: counts if name == HEADLINE else () for name in measures()}
    return problem_of([shown(units, told)], own).bounds


def said(bound: Bound) -> tuple[str, tuple[Key, ...], str, tuple[Key, ...]]:
    return bound.lower.publication, bound.lower.keys, bound.upper.publication, bound.upper.keys


def test_measures_bound_each_other_in_the_cells_that_both_have() -> None:
    units = {"cases_received": "2023-02", "filings_received": "2023-02", "persons_charged": "2023-03"}
    found = [said(one) for one in bounds_of({name: {"a": cell("337", month)} for name, month in units.items()})]
    for key in (("337", "2023-02"), ("337", "2023-H1"), ("337",)):
        assert ("cases_received", (key,), "filings_received", (key,)) in found
    assert ("cases_received", (("337", "2023-H1"),), "persons_charged", (("337", "2023-H1"),)) in found
    assert not [one for one in found if one[2] == "persons_charged" and one[1] == (("337", "2023-02"),)]


def test_what_was_decided_by_a_month_was_received_by_then() -> None:
    units = {"cases_received": {"a": cell("337", "2023-01")}, "cases_decided": {"a": cell("337", "2023-03")}}
    found = [said(one) for one in bounds_of(units) if one.lower.table == MONTH and one.upper.publication == HEADLINE]
    until = (("337", "2023-01"), ("337", "2023-03"))
    assert ("cases_decided", until, "cases_received", (("337", None), *until)) in found
    # never month by month
    assert not [one for one in found if one[1] == one[3]]


def test_records_that_disappeared_are_no_more_than_cases_received() -> None:
    gone: dict[str, Cell] = {"g": (("c",), ("2023-W05",), (frozenset({"disappeared", "returned"}),))}
    found = [one for one in bounds_of({HEADLINE: {"a": cell("337")}, GONE: gone}) if one.lower.publication == GONE]
    assert [(one.lower.table, one.lower.keys, one.upper.table, one.upper.keys) for one in found] == [
        (GONE_BY["court"], (("disappeared", "c"),), BY_COURT, (("c", "2023-H1"),)),
        (GONE_BY["all"], (("disappeared",),), TOTAL, ((),)),
        (GONE_BY["court"], (("returned", "c"),), GONE_BY["court"], (("disappeared", "c"),)),
        (GONE_BY["week"], (("returned", "2023-W05"),), GONE_BY["week"], (("disappeared", "2023-W05"),)),
        (GONE_BY["all"], (("returned",),), GONE_BY["all"], (("disappeared",),)),
    ]


def test_a_count_and_its_rest_are_all_there_is_in_their_months() -> None:
    units = {HEADLINE: {"a": cell("337 A"), "b": cell("337"), "c": cell("337", "2023-08"), "d": cell("", "2023-09")}}
    counts = [count("A", "337"), count("B", None)]
    rest = count(f"{counts[0].whole} {REST} A", "337", is_shown=False)
    found = bounds_of(units, [*counts, rest])
    first = [one for one in found if one.lower.table == MONTH and one.upper.table == BY_ARTICLE]
    assert [said(one)[1:] for one in first] == [
        (tuple(("337", f"2023-0{month}") for month in range(1, 7)), HEADLINE, (("A",), (rest.label,)))
    ]
    (second,) = [one for one in found if one.lower.table == BY_COURT]
    assert said(second)[1:] == ((("c", "2023-H1"),), HEADLINE, (("B",),))


def test_grains_of_a_count() -> None:
    from absentia.pipeline.claimed import periods

    days = dt.date(2022, 12, 15), dt.date(2023, 7, 1)
    assert sorted(periods(*days, Grain.HALF_YEAR)) == ["2022-H2", "2023-H1", "2023-H2"]
    assert len(periods(*days, Grain.MONTH)) == 8
