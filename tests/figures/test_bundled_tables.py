"""The tables are carried over whole, described by a valid package, and hold no name of a person in a case."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from frictionless import Package

from absentia.figures import Catalogue, load_package
from absentia.figures.reading import DATA

REWRITTEN = {
    # definitions that only said "same", spelled out so that a row stands alone; (id, column)
    *((f"asylum_press-{n:03}", "definition") for n in (2, 3, 4)),
    *((f"court_cases-{n:03}", "definition") for n in (11, 67, 69, 71, 76, 77, 78, 79, 83)),
    ("death_estimates-002", "definition"),
    ("help_organisations-002", "definition"),
    ("help_organisations-008", "definition"),
    # the name of a convicted person left out
    ("court_cases-094", "definition"),
    # notes worded for readers
    ("court_cases-001", "note"),
    ("death_estimates-001", "note"),
    ("death_estimates-011", "note"),
    ("death_estimates-023", "note"),
    ("help_organisations-006", "note"),
    ("confirmed_deaths_weekly", "source_url"),
}
RENAMED = {
    ("form10a_convicted_ch33", "convicted_main_article"): "value",
    ("eurostat_asylum_first_time_rus_by_sex", "first_time_applicants"): "value",
}
"""Columns that have the name they have in every other series."""
IN_THE_PACKAGE = {("eurostat_asylum_first_time_rus_by_sex", "source")}
"""Columns with the same words in every row: the package says them once."""
CARRIED = sorted(set(load_package()) - {"series_breaks", "ukraine_desertion"})


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_package_is_a_valid_frictionless_package_and_so_is_every_row() -> None:
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, [(task.name, [error.message for error in task.errors]) for task in report.tasks if task.errors]


@pytest.mark.parametrize("name", CARRIED)
def test_a_table_differs_from_what_was_researched_only_where_said(name: str, shared: Path) -> None:
    ours, theirs = _rows(DATA / f"{name}.csv"), _rows(shared / "facts" / "figures" / f"{name}.csv")
    theirs = [
        {RENAMED.get((name, key), key): cell for key, cell in row.items() if (name, key) not in IN_THE_PACKAGE}
        for row in theirs
    ]
    if name == "datasets":  # lists the series; those that are not carried over yet stand in no row of ours
        carried = {row["dataset"] for row in ours}
        theirs = [row for row in theirs if row["dataset"] in carried]
    assert len(ours) == len(theirs) == load_package()[name].rows
    differing = {
        (row.get("id") or row.get("dataset") or f"row {n}", column)
        for n, (row, other) in enumerate(zip(ours, theirs, strict=True))
        for column in other
        if row[column] != other[column]
    }
    assert differing <= REWRITTEN
    assert all(row["value"] == other["value"] for row, other in zip(ours, theirs, strict=True) if "value" in other)


def test_no_definition_needs_the_row_above_it() -> None:
    for figure in Catalogue().figures():
        assert not figure.definition.lower().startswith("same"), figure.id


def test_the_convicted_persons_name_stayed_behind(shared: Path) -> None:
    original = _rows(shared / "facts" / "figures" / "court_cases.csv")[93]["definition"]
    name = original[original.index("(") + 1 : original.index(",")]
    assert all(name not in path.read_text(encoding="utf-8") for path in DATA.glob("*.*"))


def test_every_figure_has_its_citation_and_every_series_its_source_and_terms() -> None:
    for figure in Catalogue().figures():
        assert figure.publisher
        assert figure.source_title
        assert figure.source_date
        assert figure.source_url.startswith("http")
    for resource in load_package().values():
        assert resource.licence
        assert resource.sources
        if resource.kind == "series":
            assert resource.unit["en"]
            assert resource.unit["ru"]
            assert all(source.path for source in resource.sources)


def test_series_in_the_package_are_those_of_the_table_of_datasets() -> None:
    listed = {str(row["dataset"]): row["rows"] for row in Catalogue().rows("datasets")}
    series = {name: resource.rows for name, resource in load_package().items() if resource.kind == "series"}
    assert series == listed


def test_a_year_and_band_stand_once_and_the_extra_band_is_part_of_another() -> None:
    rows = {(r["year"], r["sex"], r["age_group"]): r["value"] for r in Catalogue().rows("rosstat_deaths_by_age_sex")}
    extra = {key: value for key, value in rows.items() if key[2] == "15-17"}
    assert {key[0] for key in extra} == {2023}
    assert all(int(str(value)) < int(str(rows[key[0], key[1], "15-19"])) for key, value in extra.items())
