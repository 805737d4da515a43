"""A user's own file of figures: read strictly, and every problem named by line and column."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.errors import FigureProblem, UnreadableInput, UsageProblem
from absentia.figures import Catalogue
from absentia.figures.catalogue import Filter, fact_columns, read_user_figures
from absentia.figures.reading import CITATION_COLUMNS

GOOD = {
    "id": "mine-1",
    "measure": "art337_cases_filed",
    "value": "120",
    "unit": "cases",
    "period_start": "2024-01-01",
    "period_end": "2024-03-31",
    "geography": "Example region",
    "definition": "a synthetic figure",
    "publisher": "Example Gazette",
    "source_title": "A synthetic article",
    "source_date": "2024-04-02",
    "source_url": "https://example.org/a",
}


def write(path: Path, *rows: dict[str, str]) -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def test_a_good_file_stands_beside_the_bundled_figures_as_the_least_certain(tmp_path: Path) -> None:
    catalogue = Catalogue([write(tmp_path / "mine.csv", GOOD)])
    figure = catalogue.figure("mine-1")
    assert (figure.value, figure.table) == (120, "mine")
    assert (figure.evidence_level, figure.verified, figure.qualifier) == ("tertiary", False, "approx")
    assert [row["id"] for row in catalogue.select("mine", Filter(measure="art337*"))] == ["mine-1"]


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        *((name, "", "citation") for name in CITATION_COLUMNS),
        ("value", "1,500", "not a number"),
        ("value", "-3", "below 0"),
        ("period_start", "1 Jan 2024", "form"),
        ("source_url", "example.org", "form"),
        ("jurisdiction", "Russia", "form"),
        ("unit_", "x", "unknown"),
        ("id", "", "must be filled"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path: Path, column: str, cell: str, says: str) -> None:
    second = {**GOOD, "id": "mine-2", column: cell}
    first = {**GOOD, column: GOOD.get(column, "")}
    file = write(tmp_path / "mine.csv", first, second)
    with pytest.raises(FigureProblem, match=says) as caught:
        read_user_figures(file)
    assert caught.value.exit_code == 1
    assert "mine.csv" in str(caught.value.where)
    if column in GOOD:
        assert f"line 3, column {column}" in str(caught.value.where)


@given(blank=st.sampled_from(CITATION_COLUMNS), spaces=st.text(" \t", max_size=3), at=st.integers(0, 4))
def test_no_figure_without_its_citation_is_ever_read(
    tmp_path_factory: pytest.TempPathFactory, blank: str, spaces: str, at: int
) -> None:
    rows = [{**GOOD, "id": f"mine-{n}"} for n in range(5)]
    rows[at][blank] = spaces
    file = write(tmp_path_factory.mktemp("own") / "mine.csv", *rows)
    with pytest.raises(FigureProblem) as caught:
        read_user_figures(file)
    assert f"line {at + 2}, column {blank}" in str(caught.value.where)


def test_several_problems_are_counted_and_the_first_is_shown(tmp_path: Path) -> None:
    file = write(tmp_path / "mine.csv", {**GOOD, "value": "x", "publisher": ""}, {**GOOD, "id": "b", "value": "y"})
    with pytest.raises(FigureProblem, match=r"and 2 more problems"):
        read_user_figures(file)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"id,measure\nx,y\n", "missing"),
        (b"\xff\xfe\x00bad", "UTF-8"),
        (",".join(GOOD).encode() + b"\nonly,three,cells\n", "12"),
    ],
)
def test_a_file_that_is_no_table_says_why(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(content)
    with pytest.raises(FigureProblem, match=says):
        read_user_figures(file)


def test_a_missing_file_a_taken_id_and_a_taken_name_are_errors(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput):
        Catalogue([tmp_path / "absent.csv"])
    with pytest.raises(FigureProblem, match="already taken"):
        Catalogue([write(tmp_path / "a.csv", {**GOOD, "id": "court_cases-001"})])
    with pytest.raises(FigureProblem, match="exists already"):
        Catalogue([write(tmp_path / "court_cases.csv", GOOD)])
    with pytest.raises(FigureProblem, match="given twice"):
        Catalogue([write(tmp_path / "b.csv", GOOD, GOOD)])


def test_an_unknown_figure_names_the_nearest_and_an_unknown_measure_those_there_are() -> None:
    catalogue = Catalogue()
    with pytest.raises(FigureProblem) as caught:
        catalogue.figure("court_case-001")
    assert "court_cases-001" in str(caught.value.next_step)
    with pytest.raises(UsageProblem) as usage:
        catalogue.select("court_cases", Filter(measure="art999"))
    assert "art337_cases_filed" in str(usage.value.next_step)
    with pytest.raises(UsageProblem):
        catalogue.select("rosstat_external_deaths_by_sex", Filter(geography="Moscow"))


def test_filters_keep_what_overlaps_the_days_and_nothing_else() -> None:
    catalogue = Catalogue()
    kept = catalogue.select("court_cases", Filter("art337_cases_filed", since=dt.date(2023, 7, 1)))
    assert {row["id"] for row in kept} == {"court_cases-006"}
    kept = catalogue.select("unhcr_stock", Filter("asylum_seekers", geography="fra", since=dt.date(2023, 1, 1)))
    assert (2023, 2295) in {(row["year"], row["value"]) for row in kept}
    assert all(int(str(row["year"])) >= 2023 for row in kept)
    assert catalogue.select("court_cases", Filter(publisher="vedomosti"))


def test_a_figure_is_of_its_own_jurisdiction_or_its_tables(tmp_path: Path) -> None:
    catalogue = Catalogue(
        [write(tmp_path / "mine.csv", GOOD | {"jurisdiction": "xx"}, GOOD | {"id": "b", "jurisdiction": ""})]
    )
    found = [catalogue.figure(one).jurisdiction for one in ("mine-1", "b", "court_cases-001", "form10a-2017-337")]
    assert found == ["xx", None, "ru", "ru"]
    assert catalogue.select("mine", Filter())[0]["jurisdiction"] == "xx"
    assert {one.jurisdiction for one in catalogue.figures("asylum_press")} == {None}


def test_columns_of_a_users_file_are_those_of_the_bundled_tables_and_the_jurisdiction() -> None:
    bundled = [column.name for column in Catalogue().resources["court_cases"].columns]
    assert [column.name for column in fact_columns()] == [*bundled, "jurisdiction"]


@pytest.mark.parametrize(
    ("note", "level", "kind"),
    [
        ("95%", 0.95, "confidence"), ("95 %", 0.95, "confidence"), ("95", 0.95, "confidence"),
        ("0.95", 0.95, "confidence"), ("95% CI", 0.95, "confidence"), ("95 % confidence interval", 0.95, "confidence"),
        ("CI 95%", 0.95, "confidence"), ("95% CrI", 0.95, "credible"), ("90% credible interval", 0.9, "credible"),
        ("95% prediction interval", 0.95, "prediction"), ("99.5%", 0.995, "confidence"), ("95%-CI", 0.95, "confidence"),
    ],
)  # fmt: skip
def test_an_interval_is_read_however_its_level_is_written(tmp_path: Path, note: str, level: float, kind: str) -> None:
    row = GOOD | {"value_low": "100", "value_high": "150", "interval": note}
    (found,) = read_user_figures(write(tmp_path / "mine.csv", row))
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == (100, 150)
    assert found.interval.level == pytest.approx(level)
    assert found.interval.kind == kind


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"value_low": "100", "value_high": "150", "interval": "two sigma"}, "no interval that can be read"),
        ({"value_low": "100", "value_high": "150", "interval": "15%"}, "no interval that can be read"),
        ({"value_low": "100", "value_high": "150", "interval": "100%"}, "no interval that can be read"),
        ({"value_low": "100", "interval": "95%"}, "both ends"),
        ({"value_high": "150", "interval": "95% CI"}, "both ends"),
        ({"interval": "95%"}, "without ends"),
        ({"value_low": "150", "value_high": "100", "interval": "95%"}, "do not hold"),
        ({"value_low": "130", "value_high": "150", "interval": "95%"}, "do not hold"),
        ({"value_low": "100", "value_high": "110", "interval": "range"}, "do not hold"),
    ],
)
def test_ends_that_cannot_be_read_are_refused_never_dropped(tmp_path: Path, more: dict[str, str], says: str) -> None:
    names = ("value_low", "value_high", "interval")
    row = GOOD | dict.fromkeys(names, "") | more
    with pytest.raises(FigureProblem, match=says) as caught:
        read_user_figures(write(tmp_path / "mine.csv", row))
    assert "mine-1" in str(caught.value)


def test_a_range_and_ends_without_a_word_stay_ends_and_make_the_number_about(tmp_path: Path) -> None:
    for note in ("range", ""):
        row = GOOD | {"value_low": "0", "value_high": "150", "interval": note, "qualifier": "exact"}
        (found,) = read_user_figures(write(tmp_path / "mine.csv", row))
        assert (found.interval, found.about, found.bounds()) == (None, True, (0, 150))
