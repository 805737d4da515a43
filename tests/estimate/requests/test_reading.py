"""Tables as people bring them: one measure or none; gaps are gaps; what overlaps, mixes or is no table is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from absentia.errors import UnreadableInput, UsageProblem
from absentia.estimate.requests.reading import Counts, published, published_cases, read_cases, read_counts
from absentia.figures import Catalogue
from absentia.model.period import Period
from absentia.tally.dispersion import Series


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "own.csv"
    path.write_bytes(text.encode(encoding))
    return path


def counts_in(folder: Path, text: str, wanted: str | None = None) -> tuple[Counts, str]:
    return read_counts(table(folder, text), wanted)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("period,count\n2023-05,7\n2023-06,9\n", "requests"),
        ("date;count\n2023-05-01;7\n2023-06-01;9\n", "requests"),
        ("\ufeffдата;обращения\n2023-05;7\n2023-06;9\n", "requests"),
        ("period,helped\n2023-05,7\n2023-06,9\n", "helped"),
        ("period,measure,count\n2023-05,abroad,7\n2023-06,abroad,9\n", "abroad"),
        ("месяц\tпоказатель\tчисло\n2023-06\tконсультации\t9\n2023-05\tконсультации\t7\n", "counselled"),
    ],
)
def test_a_table_of_one_measure_is_read(tmp_path: Path, text: str, measure: str) -> None:
    found, held = counts_in(tmp_path, text)
    assert held == measure
    assert [one.name for one in found.periods] == ["2023-05", "2023-06"]
    assert found.counts == (7, 9)
    assert found.own


@pytest.mark.parametrize(
    ("text", "wanted", "reason"),
    [
        ("period,requests,helped\n2023-05,7,1\n", None, "mixes measures: helped, requests"),
        ("period,measure,count\n2023-05,requests,7\n2023-06,helped,1\n", None, "mixes measures: helped, requests"),
        ("period,measure,requests\n2023-05,helped,7\n", None, "mixes measures: helped, requests"),
        ("period,measure,count\n2023-05,requests_total,7\n", None, "none of the measures"),
        ("period,helped\n2023-05,7\n", "requests", "holds helped, and requests is asked for"),
        ("period,count\n2023-05,7\n2023-Q2,30\n", None, "2023-Q2 and 2023-05 overlap"),
        ("period,count\n2023-05,7\n2023-05,7\n", None, "2023-05 and 2023-05 overlap"),
        ("period,count\n2023-05-17,7\n", None, "a day where a period is needed"),
        ("period,count\nMay 2023,7\n", None, "not a date or a period"),
        ("period,count\n2023-05,-7\n", None, "negative"),
        ("period,count\n2023-05,7.5\n", None, "not a whole number"),
        ("period,count\n", None, "no rows"),
        ("period,much\n2023-05,7\n", None, "no column count"),
    ],
)
def test_what_cannot_be_one_measure_by_period_is_refused(
    tmp_path: Path, text: str, wanted: str | None, reason: str
) -> None:
    with pytest.raises(UnreadableInput, match=reason):
        counts_in(tmp_path, text, wanted)


def test_a_file_in_windows_1251_is_refused_and_told_how_to_be_saved(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="not a text file in UTF-8") as problem:
        read_counts(table(tmp_path, "дата;обращения\n2023-05;7\n", "cp1251"), None)
    assert "UTF-8" in str(problem.value.next_step)


@pytest.mark.parametrize("text", ["date,helped\n2023-05,7\n", "date,measure,count\n2023-05,requests,7\n"])
def test_a_measure_of_the_organisation_is_no_series_of_cases(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableInput, match="these are no cases but"):
        read_cases(table(tmp_path, text))


def test_an_empty_cell_is_a_month_that_nobody_counted(tmp_path: Path) -> None:
    found, _measure = counts_in(tmp_path, "period,count\n2023-05,7\n2023-06,\n2023-07,0\n")
    assert found.counts == (7, None, 0)
    assert [one.name for one in found.by_month] == ["2023-05", "2023-07"]
    assert found.within(Period.parse("2023-05..2023-07"))[2] == ["2023-06"]
    assert found.dated().defects


@pytest.mark.parametrize(
    ("wanted", "count", "parts", "missing"),
    [
        ("2023-05..2023-06", 16, Series((7, 9), (1.0, 1.0)), []),
        ("2023-05", 7, Series((7,), (1.0,)), []),
        ("2023-Q3", 30, Series((30,), (3.0,)), []),
        ("2023-05..2023-Q3", 46, Series((7, 9, 30), (1.0, 1.0, 3.0)), []),
        ("2023-07", 0, None, ["2023-07"]),  # a quarter is no month
        ("2023-Q2", 16, Series((7, 9), (1.0, 1.0)), ["2023-04"]),
        ("2023-05-01..2023-06-15", 7, Series((7,), (1.0,)), ["2023-06"]),  # half of a month was not counted alone
        ("2024-01", 0, None, ["2024-01"]),
    ],
)
def test_a_period_is_counted_by_what_lies_in_it_whole(
    tmp_path: Path, wanted: str, count: int, parts: Series | None, missing: list[str]
) -> None:
    found, _measure = counts_in(tmp_path, "period,count\n2023-05,7\n2023-06,9\n2023-Q3,30\n")
    assert found.within(Period.parse(wanted)) == (count, parts, missing)


@pytest.mark.parametrize(
    ("count", "shown", "withheld"),
    [(0, 2, True), (1, 2, True), (4, 2, True), (5, 5, False), (7, 5, False), (8, 10, False), (53, 55, False)],
)
def test_small_counts_are_withheld_and_others_rounded(tmp_path: Path, count: int, shown: int, withheld: bool) -> None:
    found, _measure = counts_in(tmp_path, f"period,count\n2023-05,{count}\n2023-06,\n")
    assert found.shown().counts == (shown, None)
    assert (Period.parse("2023-05") in found.shown().withheld) is withheld


def test_what_was_published_is_shown_as_it_was() -> None:
    found = published(Catalogue(), "requests")
    assert found.shown() == found
    assert {one.name: count for one, count in found.by_month.items()} == {
        "2023-01": 28, "2023-06": 54, "2023-09": 184, "2023-10": 218, "2023-11": 175, "2024-01": 284,
    }  # fmt: skip
    assert found.within(Period.parse("2023-06..2023-08")) == (305, Series((54, 251), (1.0, 2.0)), [])
    assert found.within(Period.parse("2023-10")) == (218, None, [])
    assert found.within(Period.parse("2023-Q1"))[2] == ["2023-02", "2023-03"]
    assert [period.name for period in found.qualifiers] == ["2023-09"]


def test_running_totals_are_never_taken_for_periods() -> None:
    for measure in ("requests", "helped"):
        assert 2086 not in {count for count, _parts in published(Catalogue(), measure).whole.values()}
        assert 520 not in {count for count, _parts in published(Catalogue(), measure).whole.values()}
    assert {one.name: count for one, count in published_cases(Catalogue()).by_month.items()} == {
        "2024-02": 718, "2024-05": 844,
    }  # fmt: skip


def test_of_people_abroad_nothing_was_published() -> None:
    with pytest.raises(UsageProblem, match="nothing was published of the measure abroad"):
        published(Catalogue(), "abroad")
