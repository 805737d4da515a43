"""Cells written as figures are read again as they were; what was not written so is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.errors import FigureProblem
from absentia.figures import fact_columns
from absentia.figures.asylum.bundled import fact_row, read_cells
from absentia.figures.asylum.cells import EUROSTAT, INSTANCES, MEASURES, SEXES, UNHCR, Cell, Kind
from absentia.figures.catalogue import as_cells
from absentia.model.period import Period

CITED = {
    "source_title": "migr_asyappctza",
    "source_date": "2026-01-05",
    "source_url": "https://ec.europa.eu/eurostat",
}
KINDS = st.builds(
    Kind,
    publisher=st.sampled_from([EUROSTAT, UNHCR]),
    measure=st.sampled_from(sorted(MEASURES)),
    counted=st.sampled_from(["persons", "cases"]),
    instance=st.sampled_from(sorted(INSTANCES)),
    authority=st.sampled_from(["G", "U", "all"]),
    sex=st.sampled_from(sorted(SEXES)),
    age=st.sampled_from(["all", "Y18-34", "Y_GE65"]),
)
PERIODS = st.sampled_from(["2022", "2022-05", "2023-Q2"]).map(Period.parse)
CELLS = st.builds(
    lambda kind, place, period, low, shown, flags: Cell(
        kind, place, period, low, low + 4, shown and low + shown, flags
    ),
    KINDS, st.sampled_from(["FRA", "EU27", "USA"]), PERIODS, st.integers(0, 10_000), st.sampled_from([None, 2, 4]),
    st.sampled_from(["", "b", "ep"]),
)  # fmt: skip


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        table = csv.DictWriter(handle, [column.name for column in fact_columns()])
        table.writeheader()
        table.writerows(rows)
    return path


@given(cells=st.lists(CELLS, min_size=1, max_size=6, unique_by=lambda one: (one.kind, one.place, one.period)))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, cells: list[Cell]) -> None:
    path = tmp_path_factory.mktemp("facts") / "mine.csv"
    written(path, [as_cells(fact_row(one, CITED, "sha256 0")) for one in cells])
    assert list(read_cells(path)) == cells


def test_an_exact_number_has_no_ends(tmp_path: Path) -> None:
    exact = Cell(Kind(UNHCR, "pending"), "FRA", Period.years(2023), 2295, 2295, 2295)
    row = fact_row(exact, CITED, "")
    assert (row["value"], row["value_low"], row["interval"]) == (2295, None, None)
    assert read_cells(written(tmp_path / "a.csv", [as_cells(row)])) == (exact,)


def test_another_figure_is_no_cell(tmp_path: Path) -> None:
    row = as_cells(fact_row(Cell(Kind(UNHCR, "pending"), "FRA", Period.years(2023), 5, 9, 7), CITED, ""))
    for id_ in ("court_cases-001", "unhcr.pending", "frontex.pending.persons.all.all.all.all.FRA.2023"):
        with pytest.raises(FigureProblem, match="no number of an asylum table"):
            read_cells(written(tmp_path / "a.csv", [{**row, "id": id_}]))
    with pytest.raises(FigureProblem, match="neither a value nor ends"):
        read_cells(
            written(tmp_path / "a.csv", [{**row, "value": "", "value_low": "", "value_high": "", "interval": ""}])
        )
