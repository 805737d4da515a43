"""What an answer shows of itself: text, rows, HTML, pictures; and the tables it takes."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from tests.running import called

from absentia.api import Answers, estimate
from absentia.errors import AbsentiaError, UsageProblem
from absentia.estimate.method import on_disk
from absentia.model import Estimate
from absentia.publish import charts

DELAYS = pd.DataFrame(
    {
        "event": pd.date_range("2023-01-02", periods=40, freq="W-MON").repeat(20),
        "report": pd.date_range("2023-01-02", periods=40, freq="W-MON").repeat(20)
        + pd.to_timedelta(np.tile([0] * 10 + [7] * 6 + [14] * 4, 40), unit="D"),
    }
)
COUNTS = [21, 18, 20, 22, 19, 20, 21, 17, 23, 20, 19, 21, 44, 41, 47, 39, 45, 42, 44, 46, 40, 43, 45, 41]
SERIES = pd.DataFrame({"date": pd.date_range("2020-01-01", periods=24, freq="MS"), "count": COUNTS})
OVERLAPS = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "count": [60, 50, 30]})


@pytest.fixture(scope="module")
def nowcast() -> Answers:
    return estimate.delay(DELAYS[DELAYS.report <= "2023-10-02"], backtest=3)


@pytest.fixture(scope="module")
def lists() -> Answers:
    return estimate.lists(OVERLAPS, unit="persons", methods="chapman,loglinear-best")


def as_csv(table: pd.DataFrame, path: Path) -> Path:
    table.to_csv(path, index=False, date_format="%Y-%m-%d")
    return path


@pytest.mark.parametrize("given", [lambda one: one, pa.table, duckdb.from_df], ids=["pandas", "pyarrow", "duckdb"])
def test_a_table_in_memory_is_read_as_its_file_is(given: Any, tmp_path: Path) -> None:
    path = as_csv(SERIES, tmp_path / "file.csv")
    assert list(estimate.change_point(given(SERIES))) == list(estimate.change_point(path))


def test_a_wrong_cell_of_a_table_in_memory_is_called_by_its_option() -> None:
    with pytest.raises(AbsentiaError) as told:
        estimate.change_point(SERIES.assign(count=-1))
    assert told.value.where == "file.csv, line 2, column count"
    assert told.value.told("ru")[1] == "file.csv, строка 2, столбец count"
    with pytest.raises(AbsentiaError) as told:
        estimate.lists(OVERLAPS.assign(count=-1))
    assert told.value.where == "file.csv, table row 1, column count"


@pytest.mark.parametrize(
    ("column", "written"),
    [
        (pd.to_datetime(["2024-01-01", "2024-01-02"]), "2024-01-01\n2024-01-02\n"),
        (pd.to_datetime(["2024-01-01 12:00", None]), "2024-01-01 12:00:00.000000\n\n"),
        (pd.Categorical(["a", "b"]), '"a"\n"b"\n'),
        ([1.0, None], "1\n\n"),
        ([True, False], "true\nfalse\n"),
    ],
)
def test_cells_are_written_as_a_file_has_them(column: Any, written: str) -> None:
    with on_disk({"file": pd.DataFrame({"a": column}), "seed": 1}) as options:
        assert options["seed"] == 1
        assert options["file"].name == "file.csv"
        assert options["file"].read_text() == '"a"\n' + written
    assert not options["file"].exists()


def test_a_column_that_is_no_text_is_refused() -> None:
    months = pd.period_range("2020-01", periods=24, freq="M")
    with pytest.raises(AbsentiaError, match="this is not a table") as told:
        estimate.change_point(SERIES.assign(date=months))
    assert told.value.where == "file.csv"
    assert told.value.next_step == "give it columns of text, numbers or dates"


def test_more_tables_than_a_method_has_are_refused() -> None:
    with pytest.raises(TypeError, match="change-point takes 1 tables without a name"):
        estimate.change_point(SERIES, SERIES)
    with pytest.raises(TypeError, match="refiled takes 0 tables"):
        estimate.refiled(SERIES)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_summary_is_what_the_command_writes(language: str, tmp_path: Path) -> None:
    path = str(as_csv(SERIES, tmp_path / "file.csv"))
    written = called("--lang", language, "estimate", "change-point", path).stdout
    told = estimate.change_point(path).summary(language)
    # the command's table is wider
    assert re.sub(r"[━╇┃│\s]+", " ", written).strip() == re.sub(r"[━╇┃│\s]+", " ", told).strip()


def test_every_number_is_one_row(lists: Answers, nowcast: Answers) -> None:
    for answers in (lists, nowcast):
        frame = answers.to_pandas()
        assert len(frame) == len(answers)
        for row, one in zip(frame.to_dict("records"), answers, strict=True):
            if isinstance(one, Estimate):
                assert row["value"] == pytest.approx(one.value)
                assert (row["unit"], row["variant"]) == (str(one.counts), one.variant)
                assert one.interval is not None
                assert (row["low"], row["kind"]) == (pytest.approx(one.interval.low), one.interval.kind)
            else:
                assert row["refused"] == str(one.reason)
    assert "лиц" not in lists.to_pandas()["unit"].iloc[0]


def test_the_table_of_lists_has_deviance_and_degrees_of_freedom() -> None:
    frame = estimate.lists(OVERLAPS).table().set_index("method")
    assert list(frame["role"]) == ["total", "model", "model"]
    assert frame.loc["captures-M0", ["deviance", "degrees_of_freedom"]].to_list() == [pytest.approx(0.910347), 1]


def test_the_scores_of_past_nowcasts_are_numbers(nowcast: Answers) -> None:
    frame = nowcast.table()
    assert list(frame["age"]) == [0, 1]
    assert frame["coverage"].between(0, 1).all()
    assert (frame["scored"] == 3).all()


def test_without_pandas_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = estimate.excess_external_causes(years="2022")
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageProblem, match="pandas is not installed") as told:
        answers.to_pandas()
    assert told.value.next_step == "install it: pip install 'absentia[pandas]'"
    assert answers.summary()


def test_a_repr_names_the_first_numbers_and_no_draws(nowcast: Answers) -> None:
    assert len(repr(nowcast).splitlines()) == len(nowcast)
    assert "2023-W39" in repr(nowcast)
    every = estimate.compare_deaths()
    assert repr(every).splitlines()[-1] == f"… and {len(every) - 8} more"
    assert all(len(repr(one)) < 20_000 for answers in (nowcast, every) for one in answers)
    assert repr(estimate.refiled).startswith("<")


def test_html_escapes_what_a_table_names() -> None:
    shown = estimate.lists(OVERLAPS, unit="<b>persons</b>", methods="chapman")._repr_html_()
    assert "<b>" not in shown
    assert "&lt;b&gt;persons" in shown
    assert shown.index("<table>") < shown.index("Reference")


def test_a_chart_is_a_spec_a_picture_and_words(nowcast: Answers) -> None:
    bundle = nowcast.plot()._repr_mimebundle_()
    spec = bundle["application/vnd.vegalite.v5+json"]
    assert spec["$schema"].endswith("v5.json")
    assert spec["datasets"]["rows"]
    assert json.dumps(spec)
    assert "<svg" in bundle["image/svg+xml"]
    assert "reported so far" in bundle["text/plain"]
    assert "сообщено" in nowcast.plot(language="ru").svg


@pytest.mark.parametrize("name", charts.names())
def test_notebooks_can_draw_every_spec(name: str) -> None:
    import vl_convert

    spec = json.loads((charts.SPECS / f"{name}.vl.json").read_text(encoding="utf-8"))
    vl_convert.vegalite_to_vega(
        {**spec, "$schema": "https://vega.github.io/schema/vega-lite/v5.json"}, vl_version="5.21"
    )


def test_vintages_show_what_was_said_and_what_came(nowcast: Answers) -> None:
    rows = nowcast.plot("vintages").data.rows
    vintages = sorted({row["vintage"] for row in rows})
    assert vintages == ["2023-W35", "2023-W36", "2023-W37"]
    assert {row["truth"] for row in rows} == {20.0}
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows)
    with pytest.raises(UsageProblem, match="there is no chart “vintages”"):
        estimate.delay(DELAYS).plot("vintages")


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(UsageProblem, match="no number to draw"):
        estimate.change_point(SERIES.head(5)).plot()
