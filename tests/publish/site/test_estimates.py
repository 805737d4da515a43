"""Estimates on pages: which an article names, what answers first, and a chart a reader can take in."""

from __future__ import annotations

import dataclasses
from typing import Any

from tests.publish.conftest import both, sample_article, sample_report
from tests.publish.site.conftest import signals_report

from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.texts import spoken
from absentia.publish import EstimateReport, Origin
from absentia.publish.site.estimates import drawn, named, sheets
from absentia.publish.site.numbers import Book

ORIGIN = Origin("9.9.9", "2026-02-24", {"deaths": "ab" * 32, "causes": "cd" * 32})


def aged(ages: str, value: float, **more: Any) -> Estimate:
    return Estimate(
        "excess-male-deaths", value, Interval(value - 5, value + 5), both("deaths", "смерти"), both("a line", "прямая"),
        period="2022", ages=ages, sensitivity={both("10 years", "10 лет"): value + 1}, **more,
    )  # fmt: skip


def report(*answers: Estimate | Refusal) -> EstimateReport:
    return dataclasses.replace(sample_report(), answers=answers)


def test_an_article_names_what_its_estimated_numbers_come_from_then_what_it_asks_for() -> None:
    article = sample_article()
    claim = article.claims[1]
    first, *others = claim.numbers
    first = dataclasses.replace(first, sources=("leading-cause --year 2022", "leading-cause --year 2023"))
    others = [dataclasses.replace(one, sources=("excess-male-deaths --x",)) for one in others]
    made = dataclasses.replace(article, claims=[dataclasses.replace(claim, numbers=[first, *others])])
    assert [one.standing for one in made.claims[0].numbers] == ["estimated", "published", "computed"]
    assert named(made) == ["leading-cause"]
    asked = dataclasses.replace(made, estimates=("compare-deaths", "leading-cause"))
    assert named(asked) == ["leading-cause", "compare-deaths"]


def test_many_ages_are_drawn_as_their_totals_and_nothing_else_is_changed() -> None:
    many = report(aged("15-19", 30), aged("20-24", 40), aged("15-24", 70))
    chart = drawn(many).chart
    assert chart is not None
    assert [(str(row["label"]), row["value"], row["low"]) for row in chart.rows] == [("ages 15–24, 2022", 70, 65)]
    one = report(aged("15-24", 70))
    assert drawn(one) is one
    bars = dataclasses.replace(many, chart=dataclasses.replace(many.chart, spec="bars"))  # type: ignore[type-var]
    assert drawn(bars) is bars


def test_the_total_answers_first_and_other_tables_are_other_data() -> None:
    book = Book()
    made = sheets([report(aged("15-19", 30), aged("15-24", 70, inputs={"deaths": "d"}))], ORIGIN, book)
    assert [one.name for one in made] == [
        "estimates/index", "estimates/excess-male-deaths", "estimates/excess-male-deaths-assumptions"
    ]  # fmt: skip
    lead = book.filled(made[1].lead[0].text("en"), "en", lambda _one, reads: reads)
    assert lead == "Ages 15–24, 2022: 70 (deaths; 65–75, 95% confidence interval)."
    whole = next(one for one in book.numbers.values() if one.value == 70)
    other = Book()
    later = dataclasses.replace(ORIGIN, digests={"deaths": "ef" * 32})
    sheets([report(aged("15-24", 70, inputs={"deaths": "d"}))], later, other)
    again = next(one for one in other.numbers.values() if one.value == 70)
    assert again.id == whole.id
    assert again.data != whole.data
    assert sheets([], ORIGIN, book) == []


def test_a_series_has_one_table_for_a_unit_and_a_row_for_a_period() -> None:
    first, more = sheets([signals_report()], ORIGIN, Book())[1:]
    assert [table.title.text("en") if table.title else "" for table in first.tables] == [
        "cases a month, average of the period", "requests a month, where one was published",
        "persons in all by that day, at least", "first applications a year, persons", "Refused",
    ]  # fmt: skip
    assert [spoken(row[0], "en") for row in first.tables[3].rows] == ["2021", "2022", "2023", "2024"]
    assert first.lead[-1].text("en").startswith("Numbers as their sources give them")
    assert "51 (" not in first.lead[0].text("en")  # a series has no one answer
    assert more.name == "estimates/signals-assumptions"
