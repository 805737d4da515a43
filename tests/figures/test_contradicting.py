"""Contradictions between publishers are found and shown with both sides; breaks in series are known."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.errors import FigureProblem
from absentia.figures import Catalogue, Figure, breaks_crossed, contradictions, load_breaks
from absentia.figures.contradictions import _by_rule, _filled, _rule

CATALOGUE = Catalogue()
FOUND = {entry.id: entry for entry in contradictions(CATALOGUE)}
FIGURES = [figure for figure in CATALOGUE.figures() if figure.value is not None]


def _values(name: str) -> list[tuple[float, ...]]:
    return [side.values for side in FOUND[name].sides]


def test_the_eight_known_contradictions_stand_with_both_sides_read_from_the_tables() -> None:
    assert _values("art337-judicial-department-or-mediazona") == [(900, 2700, 3500), (615, 1001, 5024), (1379,)]
    assert _values("refusal-2023-two-vintages") == [(5593,), (5517,)]
    assert _values("verdicts-or-crimes-2022") == [(2835,), (1379,)]
    assert _values("convicted-six-or-seven-months") == [(1270,), (1270,)]
    assert _values("since-mobilisation-or-invasion") == [(7400,), (14182,)]
    assert _values("hundred-a-week") == [(2076,), (2076,)]
    assert _values("requests-one-or-two-years") == [(2086,), (2086,)]
    assert _values("cases-are-not-persons") == [(20538,), (20662,)]


def test_what_is_attributed_to_the_department_for_2021_stands_beside_its_own_form_and_its_year_2019() -> None:
    assert _values("art337-2021-department-or-its-form") == [(900,), (565,)]
    for name in ("art337-2021-department-or-its-form", "art337-judicial-department-or-mediazona"):
        what = FOUND[name].what
        assert "910" in what.text("en")
        assert "our inference" in what.text("en")
        assert "наш вывод" in what.text("ru")
        # the year 2019 is no side: nobody says it of 2021, and it may weigh on no claim
        assert "form10a-2019-337" not in FOUND[name].figure_ids


def test_numbers_of_two_jurisdictions_contradict_nothing() -> None:
    one = dataclasses.replace(CATALOGUE.figure("court_cases-001"), id="one", value=10.0)
    for jurisdiction, found in (("ru", ["value:one:other"]), ("xx", []), (None, [])):
        other = dataclasses.replace(one, id="other", value=99.0, jurisdiction=jurisdiction)
        assert [each.id for each in _by_rule([one, other])] == found


def test_a_sentence_names_figures_and_their_numbers_follow_the_language() -> None:
    text = "a {form10a-2017-337} b {court_cases-003} c"
    assert _filled(text, CATALOGUE).text("en") == "a 1,187 b 615 c"
    assert _filled(text, CATALOGUE).text("ru") == "a 1\u00a0187 b 615 c"
    with pytest.raises(FigureProblem, match="form10a-2012-337"):
        _filled("{form10a-2012-337}", CATALOGUE)
    assert not any("{" in text for entry in FOUND.values() for text in entry.what.both().values())


def test_rules_find_without_review_what_review_found_too_and_more() -> None:
    by_rule = {name for name, entry in FOUND.items() if entry.by_rule and entry.reviewed}
    assert by_rule >= {
        "art337-judicial-department-or-mediazona",
        "convicted-six-or-seven-months",
        "requests-one-or-two-years",
    }
    only_rule = {name for name, entry in FOUND.items() if not entry.reviewed}
    assert "value:death_estimates-003:death_estimates-012" in only_rule  # 2022, first 25,000 and later 20,000


def test_nothing_is_contradicted_by_a_second_report_of_the_same_number() -> None:
    pairs = [{"court_cases-004", "court_cases-005"}, {"death_estimates-001", "death_estimates-002"}]
    for pair in pairs:
        assert not any(entry.figure_ids == pair for entry in FOUND.values())


def _with(figure: Figure, value: float, qualifier: str = "exact") -> Figure:
    return dataclasses.replace(figure, value=value, qualifier=qualifier, value_low=None, value_high=None)


@given(st.sampled_from(FIGURES), st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_rule_is_symmetric_and_knows_what_at_least_means(figure: Figure, one: int, other: int) -> None:
    a, b = _with(figure, one), _with(figure, other)
    assert _rule(a, b) == _rule(b, a)
    if a.period is not None:
        assert (_rule(a, b) == "value") == (one != other)
        # "at least one" is contradicted by a smaller exact number only
        assert (_rule(_with(figure, one, "at_least"), b) == "value") == (other < one)


@given(st.sampled_from(FIGURES))
def test_no_figure_contradicts_itself(figure: Figure) -> None:
    assert _rule(figure, figure) is None


def test_a_series_breaks_only_for_figures_it_concerns_and_that_span_it() -> None:
    before, after, deaths = (
        CATALOGUE.figure(f"{name}") for name in ("court_cases-003", "court_cases-001", "death_estimates-001")
    )
    assert [entry.id for entry in breaks_crossed([before, after])] == ["mobilisation-wording"]
    assert breaks_crossed([after]) == ()
    assert breaks_crossed([deaths]) == ()
    convicted = [CATALOGUE.figure(f"court_cases-{n}") for n in ("068", "070")]
    assert "judicial-department-withdraws" in {entry.id for entry in breaks_crossed(convicted)}
    named = [CATALOGUE.figure("confirmed_deaths_vintages-019")]
    assert [entry.id for entry in breaks_crossed(named)] == ["named-list-registry-leak"]


def test_every_break_points_at_figures_that_exist_and_has_both_languages() -> None:
    assert len(load_breaks()) == 5
    for entry in load_breaks():
        assert entry.what["en"]
        assert entry.what["ru"]
        for name in entry.figures:
            CATALOGUE.figure(name)
