"""What a rounded number may stand for, and what is never added: one case for each rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.errors import FigureProblem
from absentia.figures import Catalogue
from absentia.figures.asylum.bundled import DECISIONS, STOCK, first_time_applicants, unhcr_cells
from absentia.figures.asylum.cells import (
    EU27,
    EUROSTAT,
    INSTANCES,
    MEASURES,
    MEMBERS,
    MEN,
    UNHCR,
    WOMEN,
    Cell,
    Kind,
    added,
    find_place,
    of_unhcr,
    place_name,
    rounded_to_five,
    unlike,
)
from absentia.model.period import Period

CATALOGUE = Catalogue()
MEN_OF = Kind(EUROSTAT, "first_time_applicants", sex=MEN)
DECIDED = Kind(UNHCR, "decisions_refugee", instance="FI", authority="G")


def cell(kind: Kind = MEN_OF, place: str = "FRA", year: int = 2022, shown: int | None = 10) -> Cell:
    low, high = (8, 12) if shown is not None else (1, 4)
    return Cell(kind, place, Period.years(year), low, high, shown)


@pytest.mark.parametrize(("shown", "ends"), [(0, (0, 2)), (5, (3, 7)), (10, (8, 12)), (9815, (9813, 9817))])
def test_eurostat_rounds_to_the_nearest_five(shown: int, ends: tuple[int, int]) -> None:
    assert rounded_to_five(shown) == ends


@pytest.mark.parametrize("shown", [3, 12, -5])
def test_what_is_no_multiple_of_five_is_not_eurostats(shown: int) -> None:
    with pytest.raises(ValueError, match=str(shown)):
        rounded_to_five(shown)


@given(st.integers(0, 100_000))
def test_every_whole_number_lies_between_the_ends_of_what_it_rounds_to(persons: int) -> None:
    low, high = rounded_to_five(5 * ((persons + 2) // 5))
    assert low <= persons <= high
    assert high - low <= 4


@pytest.mark.parametrize(
    ("shown", "decisions", "ends"),
    [
        (None, False, (1, 4)),  # the asterisk
        (0, False, (0, 4)),
        (0, True, (0, 4)),
        (5, False, (1, 5)),
        (5, True, (1, 9)),  # of decisions 6 to 9 are never shown
        (6, False, (6, 6)),
        (10, False, (10, 10)),
        (10, True, (6, 10)),
        (11, True, (11, 11)),
        (7663, False, (7663, 7663)),
    ],
)
def test_unhcr_hides_small_numbers(shown: int | None, decisions: bool, ends: tuple[int, int]) -> None:
    assert of_unhcr(shown, decisions=decisions) == ends


def test_the_published_tables_are_rounded_as_is_said() -> None:
    numbers = {name: {int(str(row["value"])) for row in CATALOGUE.rows(name)} for name in (DECISIONS, STOCK)}
    assert not numbers[DECISIONS] & {1, 2, 3, 4, 6, 7, 8, 9}
    assert not numbers[STOCK] & {1, 2, 3, 4}
    assert {6, 7, 8, 9} <= numbers[STOCK]
    assert {0, 5, 10, 11, 12} <= numbers[DECISIONS]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (replace(MEN_OF, publisher=UNHCR), "two publishers"),
        (replace(MEN_OF, counted="cases"), "a case may hold several persons"),
        (replace(MEN_OF, measure="repeat_applicants"), "the same person may be counted in both"),
        (replace(MEN_OF, instance="FI"), "two instances"),
        (replace(MEN_OF, authority="U"), "two authorities"),
        (replace(MEN_OF, sex="all"), "the row of all holds men and women"),
        (replace(MEN_OF, age="Y18-34"), "all ages holds the others"),
    ],
)
def test_what_does_not_count_the_same_is_never_added(other: Kind, why: str) -> None:
    assert why in str(unlike(MEN_OF, other))
    with pytest.raises(FigureProblem, match=why):
        added([cell(), cell(other, "DEU")])


def test_the_same_kind_is_added_with_its_ends() -> None:
    assert unlike(MEN_OF, MEN_OF) is None
    summed = added([cell(), cell(place="DEU", shown=20)])
    assert (summed.low, summed.shown, summed.high) == (16, 30, 24)
    assert added([cell(DECIDED), cell(DECIDED, "DEU", shown=None)]).shown is None  # a masked part masks the sum
    assert added([cell(place="NOR"), cell(place=EU27)]).shown == 20  # Norway is no member


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([], "nothing to add"),
        ([cell(), cell()], "France is given twice"),
        ([cell(), cell(place=EU27)], "holds other countries of the sum"),
        ([cell(place="NOR"), cell(place="TOTAL")], "holds other countries of the sum"),
        ([cell(place=EU27), cell(place="EU28")], "holds other countries of the sum"),
        ([cell(), cell(place="DEU", year=2023)], "different periods"),
    ],
)
def test_nobody_is_counted_twice(cells: list[Cell], why: str) -> None:
    with pytest.raises(FigureProblem, match=why):
        added(cells)


def test_all_bundled_rows_are_cells_of_known_kinds() -> None:
    ours, theirs = first_time_applicants(CATALOGUE), unhcr_cells(CATALOGUE)
    assert (len(ours), len(theirs)) == (787, 1_847 + 5_760 + sum(row["measure"] == "asylum_seekers"
                                                                 for row in CATALOGUE.rows(STOCK)))  # fmt: skip
    for one in (*ours, *theirs):
        assert one.kind.measure in MEASURES
        assert one.kind.instance in INSTANCES
        assert one.kind.named.text("ru") != one.kind.named.text("en")
        assert one.shown is not None
        assert one.low <= one.shown <= one.high


def test_places_have_names_in_both_languages() -> None:
    assert len(MEMBERS[EU27]) == 27
    known = frozenset({*MEMBERS["EU28"], EU27})
    for text, place in (("Germany", "DEU"), ("германия", "DEU"), ("EL", "GRC"), ("fra", "FRA"), ("EU27_2020", EU27)):
        assert find_place(text, known) == place
    assert find_place("Atlantis", known) is None
    assert place_name("XYZ").text("ru") == "XYZ"  # type: ignore[union-attr]
    assert {one.place for one in unhcr_cells(CATALOGUE) if place_name(one.place).text("ru") == one.place} <= {"XXA"}  # type: ignore[union-attr]
    assert WOMEN != MEN
