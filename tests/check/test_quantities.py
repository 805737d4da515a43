"""How each kind of operand becomes a number: what it allows, of which days, in which unit, and what is said of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import Any, cast

import pytest
from tests.check.test_caveats import figure
from tests.check.test_comparisons import half, quantity, year

from absentia.check import sums
from absentia.check.operand import Operand
from absentia.check.operations import Range
from absentia.check.quantities import of_figure, resolve
from absentia.check.quantity import Quantity, Sources, absent, period_text, standing_of
from absentia.errors import ClaimsProblem
from absentia.figures import Catalogue, Figure
from absentia.figures.reading import Column, Resource, Source
from absentia.model.checked import Standing
from absentia.model.estimate import Interval
from absentia.model.period import Period
from absentia.model.texts import in_languages
from absentia.observatory import Observatory
from absentia.tally.dispersion import Series

TEXT = {"en": "invented", "ru": "выдумано"}
WORDS = in_languages(TEXT)
OPEN = math.inf
COLUMNS = ("year", "place", "kind", "value", "qualifier", "period_start", "period_end")
ROWS: tuple[dict[str, Any], ...] = (
    {"place": "A", "kind": "x", "value": 12.0, "year": 2023},
    {"place": "A", "kind": "y", "value": 12.0, "year": 2023},
    {"place": "B", "kind": "x", "value": 12.0, "period_start": "2023-01-01", "period_end": "2023-06-30"},
    {"place": "C", "kind": "x", "value": 12.0, "qualifier": "approx", "period_start": "2023-01-01"},
    {"place": "D", "kind": "x", "value": 12.0, "qualifier": "at_least", "period_end": "2023-06-30"},
)


class Shelf:
    """A catalogue of invented figures and one table of rows."""

    def __init__(self, *figures: Figure, rows: tuple[dict[str, Any], ...] = ROWS) -> None:
        self._figures = {one.id: one for one in figures}
        self._rows = tuple({"qualifier": "exact"} | row for row in rows)

    @property
    def resources(self) -> dict[str, Resource]:
        columns = tuple(Column(name, "string") for name in COLUMNS)
        sources = (Source("A yearbook", "https://invented.example"), Source("A letter"))
        return {
            "rows": Resource(
                "rows", cast("Any", None), "series", TEXT, TEXT, {"en": "persons", "ru": "лица"}, 5, columns, (),
                sources, "", "",
            )
        }  # fmt: skip

    def figures(self, table: str | None = None) -> tuple[Figure, ...]:
        return tuple(one for one in self._figures.values() if table in (None, one.table))

    def figure(self, name: str) -> Figure:
        return self._figures[name]

    def rows(self, _table: str) -> tuple[dict[str, Any], ...]:
        return self._rows


def resolved(*figures: Figure, **operands: dict[str, Any]) -> dict[str, Quantity]:
    given = {name: Operand.model_validate(one) for name, one in operands.items()}
    return resolve(given, Sources(cast("Catalogue", Shelf(*figures))))


def published(value: float | None = 12, operand: dict[str, Any] | None = None, **more: Any) -> Quantity:
    one = figure("one", cast("float", value), **more)
    return of_figure(
        "mine", Operand.model_validate({"figure": "one"} | (operand or {})), one, cast("Catalogue", Shelf(one))
    )


def row(operand: dict[str, Any] | None = None, **where: Any) -> Quantity:
    return resolved(mine={"series": "rows", "where": where} | (operand or {}))["mine"]


def summed(parts: dict[str, dict[str, Any]], *figures: Figure, **more: Any) -> Quantity:
    return resolved(*figures, **parts, whole={"sum": list(parts)} | more)["whole"]


def test_a_quantity_without_a_number_gives_none() -> None:
    assert quantity("a", 0).number == 0
    with pytest.raises(ValueError, match="no number"):
        _ = quantity("a", None).number


def test_a_period_is_named_by_its_ends() -> None:
    assert period_text("2023", "2023") == "2023"
    assert period_text("2022", "2023") == "2022 – 2023"
    assert period_text("2022", None) == "2022 – …"


@pytest.mark.parametrize(
    ("qualifier", "operand", "allows", "qualified"),
    [
        ("exact", {}, (12, 12), "exact"),
        ("approx", {}, (12, 12), "approx"),
        ("derived", {}, (12, 12), "derived"),
        ("at_least", {}, (12, OPEN), "at_least"),
        ("at_most", {}, (-OPEN, 12), "at_most"),
        ("exact", {"minimum": True}, (12, OPEN), "at_least"),
        ("at_most", {"minimum": True}, (-OPEN, OPEN), "unknown"),
        ("at_least", {"scale": 0.5}, (6, OPEN), "at_least"),
    ],
)
def test_a_figure_allows_what_its_publisher_means(
    qualifier: str, operand: dict[str, Any], allows: tuple[float, float], qualified: str
) -> None:
    found = published(operand=operand, qualifier=qualifier)
    assert (found.allowed.low, found.allowed.high) == allows
    assert found.qualifier == qualified
    assert (found.value, found.scale) == (12 * operand.get("scale", 1), operand.get("scale", 1))


def test_a_source_that_gives_no_number_gives_none() -> None:
    found = published(None)
    assert (found.value, found.span, found.figures[0].id) == (None, None, "one")
    assert found.note is not None
    assert published().note is None
    assert published(0).value == 0


@pytest.mark.parametrize(
    ("more", "operand", "events"),
    [
        ({}, {}, True),
        ({"unit": "percent"}, {}, False),
        ({"qualifier": "approx"}, {}, False),  # a rounded number does not vary as a count does
        ({"qualifier": "approx_date"}, {}, False),
        ({"qualifier": "at_least"}, {}, False),  # one end of what is not known is no count
        ({"qualifier": "derived"}, {}, True),
        ({"value_low": 10, "value_high": 14, "interval_note": "95%"}, {}, False),  # it is an estimate
        ({"value_low": 10, "value_high": 14, "interval_note": "range"}, {}, True),
        ({}, {"scale": 0.5}, False),
    ],
)
def test_a_count_of_things_varies_by_chance_and_no_other_number_does(
    more: dict[str, Any], operand: dict[str, Any], events: bool
) -> None:
    assert published(operand=operand, **more).events is events


def test_an_interval_follows_the_unit_wanted() -> None:
    given: dict[str, Any] = {"value_low": 10, "value_high": 14, "interval_note": "95%"}
    assert published(**given).interval == Interval(10, 14)
    assert published(operand={"scale": 0.5}, **given).interval == Interval(5, 7)
    assert published().interval is None


def test_sub_periods_are_looked_up_for_counts_only() -> None:
    first = {"period_start": "2023-01-01", "period_end": "2023-03-31"}
    second = {"period_start": "2023-04-01", "period_end": "2023-06-30"}
    shelf = cast("Catalogue", Shelf(figure("one", 12), figure("q1", 5, **first), figure("q2", 7, **second)))
    for scale, counts in ((1, (5, 7)), (2, None)):
        operand = Operand.model_validate({"figure": "one", "scale": scale})
        series = of_figure("mine", operand, figure("one", 12), shelf).series
        assert (None if series is None else series.counts) == counts


@pytest.mark.parametrize(
    ("measure", "operand", "running"),
    [("dead", {}, False), ("dead_cumulative", {}, True), ("dead", {"running_total": True}, True)],
)
def test_a_total_that_can_only_grow_is_known_by_its_measure_or_the_file(
    measure: str, operand: dict[str, Any], running: bool
) -> None:
    assert published(measure=measure, operand=operand).running_total is running


def test_words_of_the_file_stand_before_those_of_the_source() -> None:
    own: dict[str, Any] = {"label": {"en": "mine"}, "unit": {"en": "men"}}
    sources: dict[str, dict[str, Any]] = {
        "published": {"figure": "one"},
        "none": {"latest": "invented", "measure": "other", "not_after": "2023-12-31"},
        "rows": {"series": "rows", "where": {"place": "B"}},
        "stated": {"stated": 3},
    }
    theirs = resolved(figure("one", 12), **sources)
    ours = resolved(figure("one", 12), **{name: one | own for name, one in sources.items()})
    assert {name: (one.label.text("en"), one.unit.text("en")) for name, one in theirs.items()} == {
        "published": ("invented", "cases"),
        "none": ("none", ""),
        "rows": ("invented", "persons"),
        "stated": ("as stated in the article", ""),
    }
    assert {(str(one.label), one.label.text("ru"), str(one.unit)) for one in ours.values()} == {("mine", "mine", "men")}
    parts = {"a": {"stated": 1, "unit": {"en": "men"}}}
    assert summed(parts).unit.text("en") == "men"
    assert summed(parts).label.text("en") == "sum"
    renamed = summed(parts, unit={"en": "thousand"}, label={"en": "all"})
    assert (renamed.unit.text("en"), renamed.label.text("en")) == ("thousand", "all")


@pytest.mark.parametrize(
    ("not_after", "found"),
    [("2023-06-29", None), ("2023-06-30", 1), ("2023-09-29", 1), ("2023-09-30", 2), ("2024-12-31", 2)],
)
def test_the_latest_figure_is_that_of_the_last_day_not_after_the_one_named(not_after: str, found: int | None) -> None:
    shelf = (
        figure("a", 2, period_end="2023-09-30"),
        figure("b", 1, period_end="2023-06-30"),
        figure("c", 3, measure="other"),
        figure("d", 4, period_end=None, as_of=None),  # of no day
        figure("e", 5, table="elsewhere"),
    )
    latest = {"latest": "invented", "measure": "invented", "not_after": not_after}
    assert resolved(*shelf, mine=latest)["mine"].value == found


@pytest.mark.parametrize(("jurisdiction", "found"), [(None, 3), ("ru", 2), ("xx", 3), ("zz", 1)])
def test_the_latest_figure_is_of_the_articles_jurisdiction_or_of_none(jurisdiction: str | None, found: int) -> None:
    shelf = (
        figure("a", 1, period_end="2023-01-30"),
        figure("b", 2, period_end="2023-02-28", jurisdiction="ru"),
        figure("c", 3, period_end="2023-03-31", jurisdiction="xx"),
    )
    latest = Operand.model_validate({"latest": "invented", "measure": "invented", "not_after": "2024-01-01"})
    sources = Sources(cast("Catalogue", Shelf(*shelf)), jurisdiction=jurisdiction)
    assert resolve({"mine": latest}, sources)["mine"].value == found


@pytest.mark.parametrize(
    ("written", "jurisdiction", "asked"),
    [("337", None, "337"), ("337", "ru", "ru:337"), ("xx:337", "ru", "xx:337"), (None, "ru", None)],
)
def test_a_provision_is_of_the_articles_jurisdiction_unless_it_says(
    monkeypatch: pytest.MonkeyPatch, written: str | None, jurisdiction: str | None, asked: str | None
) -> None:
    tallied = {"tally": "a", "since": "2023-01-01", "until": "2023-06-30", "provision": written}
    given: list[str | None] = []

    def count(_name: str, operand: Operand, _observatory: object, _as_of: object) -> Quantity:
        given.append(operand.provision)
        return quantity("mine", 5)

    monkeypatch.setattr("absentia.check.estimating.count", count)
    sources = Sources(cast("Catalogue", Shelf()), cast("Observatory", "a house"), jurisdiction=jurisdiction)
    resolve({"mine": Operand.model_validate(tallied)}, sources)
    assert given == [asked]


def test_a_cell_of_a_table_is_one_row() -> None:
    found = row(place="A", kind="x")
    assert (found.value, found.unit.text("en")) == (12, "persons")
    assert found.period == year.parse("2023")
    assert found.period_text == "2023-01-01 – 2023-12-31"
    assert found.sources == ("rows [place=A, kind=x]",)
    assert [(one.title, one.url) for one in found.citations] == [
        ("invented", "https://invented.example"),
        ("invented", ""),
    ]


@pytest.mark.parametrize(
    ("place", "period"),
    [("B", half), ("C", None), ("D", None)],  # an open stretch is no period
)
def test_a_row_is_of_the_days_it_gives(place: str, period: Period | None) -> None:
    found = row(place=place)
    assert found.period == period
    assert found.period_text == (None if period is None else "2023-01-01 – 2023-06-30")


def test_a_row_that_is_about_or_at_least_says_so() -> None:
    assert (row(place="B").qualifier, row(place="B").caveats) == ("exact", ())
    about = row(place="C")
    assert about.qualifier == "approx"
    assert [caveat.text("en") for caveat in about.caveats] == ["A rounded or approximate number: invented."]
    assert row(place="D").allowed == Range(12, OPEN)
    assert row({"minimum": True, "scale": 0.5}, place="B").allowed == Range(6, OPEN)
    assert row({"scale": 0.5}, place="B").value == 6


def test_a_number_the_article_states_is_scaled_like_any_other() -> None:
    found = resolved(a={"stated": 50, "scale": 0.01}, b={"stated": 50, "minimum": True}, c={"stated": 0})
    assert (found["a"].value, found["a"].allowed) == (0.5, Range(0.5, 0.5))
    assert found["b"].allowed == Range(50, OPEN)
    assert found["c"].value == 0


@pytest.mark.parametrize(
    ("standings", "of_all"),
    [
        (("published",), "computed"),
        (("published", "computed"), "computed"),
        (("published", "tallied"), "tallied"),
        (("tallied", "estimated"), "estimated"),
    ],
)
def test_a_number_made_of_others_is_no_better_known_than_they(standings: tuple[Standing, ...], of_all: str) -> None:
    assert standing_of([Quantity("a", WORDS, 1, WORDS, standing) for standing in standings]) == of_all


COUNTS = (
    figure("q1", 20, period_start="2023-01-01", period_end="2023-03-31"),
    figure("q2", 40, period_start="2023-04-01", period_end="2023-06-30"),
    figure("q3", 50, period_start="2023-07-01", period_end="2023-09-30"),
    figure("gap", 40, period_start="2023-04-02", period_end="2023-06-30"),
    figure("undated", 40, period_start="2023-04-01", period_end=None),
    figure("least", 40, qualifier="at_least", period_start="2023-04-01", period_end="2023-06-30"),
    figure("about", 40, measure="others", qualifier="approx", period_start="2023-04-01", period_end="2023-06-30"),
    figure("derived", 40, measure="more", qualifier="derived", period_start="2023-04-01", period_end="2023-06-30"),
    figure("guess", 40, measure="others", value_low=30, value_high=60, interval_note="95%"),
    figure("total", 40, measure="dead_cumulative"),
    figure("men", 5, unit="persons"),
    figure("other", 20, measure="others", period_start="2023-01-01", period_end="2023-03-31"),
    figure("ongoing", 40, measure="others", period_start="2023-04-01", period_end=None),
    figure("nothing", cast("float", None)),
)


def of(*names: str, **more: Any) -> Quantity:
    return summed({name: {"figure": name} for name in names}, *COUNTS, **more)


@pytest.mark.parametrize(
    ("names", "more", "series"),
    [
        (("q1", "q2"), {}, (20, 40)),
        (("q2", "q1"), {}, (20, 40)),  # whatever their order
        (("q1", "q2", "q3"), {}, (20, 40, 50)),
        (("q1", "gap"), {}, None),  # a day is missing
        (("q1", "q3"), {}, None),
        (("q1", "undated"), {}, None),
        (("q1", "least"), {}, None),  # not all of its events are known
        (("q1", "about"), {}, None),
        (("q1", "q2"), {"scale": 2}, None),  # no events any more
    ],
)
def test_parts_that_follow_each_other_are_the_sub_periods_of_a_sum(
    names: tuple[str, ...], more: dict[str, Any], series: tuple[int, ...] | None
) -> None:
    found = of(*names, **more).series
    assert (None if found is None else found.counts) == series
    assert found is None or found == Series(found.counts, (3.0,) * len(found.counts))


@pytest.mark.parametrize(
    ("names", "period", "text"),
    [
        (("q1", "other"), Period(dt.date(2023, 1, 1), dt.date(2023, 3, 31)), "2023-01-01 – 2023-03-31"),
        (("q1", "q2"), None, None),
        (("q2", "undated"), None, None),
        (("undated", "ongoing"), None, "2023-04-01 – …"),
    ],
)
def test_a_sum_is_of_a_period_where_all_its_parts_are(
    names: tuple[str, ...], period: Period | None, text: str | None
) -> None:
    parts = {f"part{n}": {"figure": name} for n, name in enumerate(names)}
    found = summed(parts, *COUNTS)
    assert (found.period, found.period_text) == (period, text)


@pytest.mark.parametrize(
    ("names", "more", "value", "allows", "qualified"),
    [
        (("q1", "q2"), {}, 60, (60, 60), "exact"),
        (("q1", "q2"), {"scale": 0.5}, 30, (30, 30), "exact"),
        (("q1", "q2"), {"minimum": True}, 60, (60, OPEN), "at_least"),
        (("q1", "q2"), {"minimum": True, "scale": 0.5}, 30, (30, OPEN), "at_least"),
        (("q1", "least"), {}, 60, (60, OPEN), "at_least"),
        (("about", "q1"), {}, 60, (60, 60), "approx"),  # it is no surer than its least sure part
        (("q1", "derived"), {}, 60, (60, 60), "derived"),
        (("derived", "about"), {}, 80, (80, 80), "approx"),
    ],
)
def test_a_sum_allows_what_its_parts_allow_together(
    names: tuple[str, ...], more: dict[str, Any], value: float, allows: tuple[float, float], qualified: str
) -> None:
    found = of(*names, **more)
    assert (found.value, (found.allowed.low, found.allowed.high)) == (value, allows)
    assert found.qualifier == qualified
    assert found.standing == "computed"
    assert found.scale == more.get("scale", 1)


def test_a_sum_has_the_interval_its_parts_give_together() -> None:
    assert of("q1", "q2").interval is None
    assert of("q1", "guess").interval == Interval(50, 80)
    assert of("guess", "q1", scale=0.5).interval == Interval(25, 40)


def test_a_sum_is_of_events_or_a_running_total_where_all_parts_are() -> None:
    assert of("q1", "q2").events is True
    assert of("q1", "guess").events is False
    assert of("q1", "q2", scale=2).events is False
    assert of("total", "total").running_total is True
    assert of("q1", "total").running_total is False


def test_a_sum_of_what_cannot_be_added_is_none() -> None:
    missing = of("q1", "nothing")
    assert missing.value is None
    assert missing.note is not None
    with pytest.raises(ClaimsProblem, match="cases, persons"):
        of("q1", "men")


DAYS = tuple(Period.parse(text) for text in ("2023-Q1", "2023-03..2023-05", "2023-Q2"))


def tallied(name: str, value: float, measure: str, provision: str | None, days: int) -> Quantity:
    return quantity(name, value, period=DAYS[days], tallied=(measure, provision), sources=(f"tally {measure}",))


@pytest.mark.parametrize(
    ("one", "other", "low"),
    [
        # two articles, and some case may be of both: at least as many as the greater, at most the sum
        (("cases_received", "337", 0), ("cases_received", "338", 0), 30),
        (("cases_received", "337", 0), ("cases_received", "338", 1), 30),
        (("cases_received", "337", 0), ("cases_received", "337.5", 0), 30),
        (("charges", "337", 0), ("charges", "337.5", 0), 30),
        (("charges", "ru:205", 0), ("charges", "ru:205.1/2", 0), 30),
        (("cases_seen", None, 0), ("cases_seen", None, 2), 30),  # of packages: in every month with a document
        (("cases_received", "337", 0), ("cases_decided", "337", 2), 30),
        # nothing is in both
        (("cases_received", "337", 0), ("cases_received", "338", 2), 50),
        (("cases_received", None, 0), ("cases_received", None, 2), 50),
        (("charges", "ru:337", 0), ("charges", "ru:338", 0), 50),
        # all of one is in the other
        (("cases_received", "337", 0), ("cases_received", "337", 1), None),
        (("charges", None, 0), ("charges", "338", 1), None),
    ],
)
def test_a_sum_takes_no_unit_for_two(
    one: tuple[str, str | None, int], other: tuple[str, str | None, int], low: float | None
) -> None:
    parts = [tallied("a", 20, *one), tallied("b", 30, *other)]
    wanted = Operand.model_validate({"sum": ["a", "b"]})
    if low is None:
        with pytest.raises(ClaimsProblem, match="“a” and “b” count the same things of the same days"):
            sums.summed("whole", wanted, parts)
        return
    found = sums.summed("whole", wanted, parts)
    assert (found.value, found.allowed) == (low, Range(low, 50))


@pytest.mark.parametrize(
    ("names", "again"),
    [
        (("q1", "q2"), False),
        (("q1", "other"), False),  # another series
        (("q2", "least"), True),  # one series, the same days
        (("q2", "gap"), True),
        (("q1", "q1"), True),
        (("undated", "undated"), True),
    ],
)
def test_a_sum_has_no_figure_of_the_same_days_twice(names: tuple[str, str], again: bool) -> None:
    parts = {f"part{n}": {"figure": name} for n, name in enumerate(names)}
    if again:
        with pytest.raises(ClaimsProblem, match="“part0” and “part1” count the same things"):
            summed(parts, *COUNTS)
    else:
        assert summed(parts, *COUNTS).value
    with pytest.raises(ClaimsProblem, match="“q1” and “q1” count the same things"):
        resolved(*COUNTS, whole={"sum": ["q1", "q1"]}, q1={"figure": "q1"})


def test_sums_are_made_last_and_stand_in_the_order_of_the_file() -> None:
    found = resolved(*COUNTS, whole={"sum": ["q1", "q2"]}, q1={"figure": "q1"}, q2={"figure": "q2"})
    assert list(found) == ["whole", "q1", "q2"]
    assert found["whole"].value == 60


def test_an_invented_part_makes_the_sum_invented(monkeypatch: pytest.MonkeyPatch) -> None:
    real, invented = (
        dataclasses.replace(quantity("q", 1, sources=("stated",)), synthetic=synthetic) for synthetic in (False, True)
    )
    for parts, expected in (((real, real), False), ((real, invented), True)):
        found = (dataclasses.replace(part, name=name) for name, part in zip("ab", parts, strict=True))
        monkeypatch.setattr("absentia.check.quantities._stated", lambda *_given, found=found: next(found))
        assert summed({"a": {"stated": 1}, "b": {"stated": 1}}).synthetic is expected


def test_what_is_absent_says_why() -> None:
    found = absent("mine", Operand(stated=1), WORDS)
    assert (found.value, found.note, found.standing) == (None, WORDS, "computed")


def test_a_tally_is_counted_where_there_is_an_observatory(monkeypatch: pytest.MonkeyPatch) -> None:
    operands = {"mine": Operand.model_validate({"tally": "a", "since": "2023-01-01", "until": "2023-06-30"})}
    counted, house = quantity("mine", 5), cast("Observatory", "a house")
    monkeypatch.setattr(
        "absentia.check.estimating.count", lambda _name, _operand, given, _as_of: counted if given is house else None
    )
    shelf = cast("Catalogue", Shelf())
    assert resolve(operands, Sources(shelf, house))["mine"] is counted
    nowhere = resolve(operands, Sources(shelf))["mine"]
    assert (nowhere.value, nowhere.standing) == (None, "tallied")
