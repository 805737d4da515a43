"""The Ukrainian figures: carried over whole, each unit apart, and the series that are printed of other periods."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from absentia.figures import Catalogue, Figure, contradictions
from absentia.figures.contradictions import _by_parts
from absentia.model.period import Period
from absentia.model.units import STEPS, UNITS

CATALOGUE = Catalogue()
FIGURES = list(CATALOGUE.figures("ukraine_desertion"))
ARTICLES = {"407": "art407", "408": "art408", "336": "art336", "407+408": "art407_408", "military": "military"}


def test_every_row_that_was_researched_stands_with_its_number_period_and_address(shared: Path) -> None:
    with (shared / "facts" / "ukraine" / "published_figures.csv").open(encoding="utf-8", newline="") as handle:
        theirs = list(csv.DictReader(handle))
    assert len(FIGURES) == len(theirs) == 91
    for figure, row in zip(FIGURES, theirs, strict=True):
        assert figure.value == float(row["value"])
        assert (figure.period_start, figure.period_end) == (row["period_start"], row["period_end"])
        assert figure.measure.startswith(ARTICLES[row["article_cc_ua"]] + "_")
        assert figure.source_url == row["url"] or row["source"] == "importer"
        rounded = "rounded" in row["unit"] or "almost" in row["unit"]
        assert (figure.qualifier == "approx") is rounded
        assert (figure.qualifier == "at_least") is ("more than" in row["unit"])
        assert (figure.qualifier == "derived") is (row["verified"] == "computed")


def test_a_unit_is_told_apart_from_every_other_and_known_in_both_languages() -> None:
    by_unit = {figure.unit for figure in FIGURES}
    assert by_unit == {
        "recorded offences", "suspicions", "accusations filed", "cases sent to court", "closed cases", "verdicts",
        "documents", "persons",
    }  # fmt: skip
    assert by_unit <= set(UNITS)
    assert by_unit - {"persons"} <= STEPS
    assert "cases" not in by_unit  # the press calls everything so
    measures = {figure.measure: figure.unit for figure in FIGURES}
    assert all(figure.unit == measures[figure.measure] for figure in FIGURES)


def test_all_are_of_one_jurisdiction_and_say_who_told_them() -> None:
    assert {figure.jurisdiction for figure in FIGURES} == {"ua"}
    told = [figure for figure in FIGURES if "tass.com" in figure.source_url]
    assert len(told) == 18
    for figure in told:
        assert "TASS" in figure.publisher
        assert "party to the war" in figure.publisher
        assert "party to the war" in (figure.note or "")


def test_what_an_importer_counted_in_dumps_nobody_here_has_seen_is_not_verified() -> None:
    documents = [figure for figure in FIGURES if figure.unit == "documents"]
    assert len(documents) == 4
    assert not any(figure.verified for figure in documents)
    assert all(figure.verified for figure in FIGURES if figure.unit != "documents")


def test_a_total_called_since_january_that_is_without_january_and_february_is_found_by_rule() -> None:
    (found,) = [one for one in contradictions(CATALOGUE) if one.kind == "parts" and "ukraine_desertion-045" in one.id]
    assert found.by_rule
    assert not found.reviewed
    assert [side.values for side in found.sides] == [(59_606,), (59_953,)]
    assert found.what.text("en") == "a total that its parts do not sum to, though from 2022-03-01 on they do"


def test_only_totals_that_no_account_of_their_parts_sums_to_are_told() -> None:
    found = {one.sides[0].figures[0].id: one.sides[1].values for one in _by_parts(CATALOGUE.figures())}
    assert found == {
        "ukraine_desertion-002": (339,),  # January and February: corrected later
        "ukraine_desertion-005": (67_218,),  # 2024, by months of which the last three were corrected
        "ukraine_desertion-045": (59_953,),
    }


def part(name: str, value: float, start: str, end: str, qualifier: str = "exact") -> Figure:
    period = Period.parse(start).through(Period.parse(end))
    return Figure(
        id=name, table="invented", measure="invented", value=value, value_low=None, value_high=None,
        interval_note=None, unit="cases", qualifier=qualifier, period_start=str(period.start),
        period_end=str(period.end), as_of=None, geography="invented", definition="invented", publisher="invented",
        source_title="invented", source_date="2024", source_url="https://invented.example", evidence_level="primary",
        verified=True, note=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("whole", "parts", "told"),
    [
        (30, [(10, "2023-H1"), (21, "2023-H2")], True),
        (31, [(10, "2023-H1"), (21, "2023-H2")], False),
        (31, [(10, "2023-H1"), (21, "2023-H2"), (99, "2023-Q3"), (1, "2023-Q4")], False),  # one account agrees
        (30, [(10, "2023-H1"), (21, "2023-Q4")], False),  # a gap
        (30, [(31, "2023")], False),  # no parts, but another value: the rule of values
        (30, [(10, "2023-H1")], False),
    ],
)
def test_a_total_against_its_parts(whole: int, parts: list[tuple[int, str]], told: bool) -> None:
    figures = [part("w", whole, "2023", "2023"), *(part(f"p{n}", v, when, when) for n, (v, when) in enumerate(parts))]
    found = [one for one in _by_parts(figures) if one.sides[0].figures[0].id == "w"]
    assert bool(found) is told


def test_rounded_numbers_and_other_series_are_no_parts() -> None:
    halves = [part("a", 10, "2023-H1", "2023-H1"), part("b", 21, "2023-H2", "2023-H2", "approx")]
    assert not list(_by_parts([part("w", 30, "2023", "2023"), *halves]))
    assert not list(_by_parts([part("w", 30, "2023", "2023", "approx"), *halves]))


def test_the_day_from_which_the_parts_sum_to_it_is_told() -> None:
    months = [
        part("a", 5, "2023-01", "2023-01"),
        part("b", 7, "2023-02", "2023-02"),
        part("c", 8, "2023-03", "2023-03"),
    ]
    (found,) = _by_parts([part("w", 15, "2023-01", "2023-03"), *months])
    assert str(dt.date(2023, 2, 1)) in found.what.text("en")
