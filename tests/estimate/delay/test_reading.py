"""The three shapes of a table, and what is wrong with a table is said with its line."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from absentia.cli.main import absentia, run
from absentia.errors import AbsentiaError, UnreadableInput
from absentia.estimate.delay import Triangle, nowcast, read_triangle
from absentia.estimate.grid import first_day
from absentia.model import Grain, Refusal

SHARES = np.array([0.3, 0.4, 0.2, 0.1])
WEEKS = 30


def counts() -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.random.default_rng(1).poisson(30 * SHARES, size=(WEEKS, 4))


def monday(week: int) -> dt.date:
    return dt.date(2023, 1, 2) + dt.timedelta(weeks=week)


def write(path: Path, header: list[str], rows: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows])
    return path


def line_list(path: Path) -> Path:
    rows: list[list[object]] = []
    for week, line in enumerate(counts()):
        for delay, number in enumerate(line):
            event, report = monday(week), monday(week + delay) + dt.timedelta(days=6)
            rows += [[event, report]] * int(number)
    random.Random(0).shuffle(rows)  # noqa: S311  an order, not a secret
    return write(path, ["event", "report"], rows)


def long_counts(path: Path) -> Path:
    rows = [[monday(week), delay, number] for (week, delay), number in np.ndenumerate(counts())]
    return write(path, ["event", "delay", "count"], rows)


def wide(path: Path, *, now: int = WEEKS - 1) -> Path:
    rows = [
        [monday(week), *(number if week + delay <= now else "" for delay, number in enumerate(line))]
        for week, line in enumerate(counts())
    ]
    return write(path, ["event", "0", "1", "2", "3"], rows)


def test_the_three_shapes_say_the_same(tmp_path: Path) -> None:
    now = monday(WEEKS - 1)
    found = [
        read_triangle(line_list(tmp_path / "lines.csv"), now=now),
        read_triangle(long_counts(tmp_path / "counts.csv"), now=now),
        read_triangle(wide(tmp_path / "wide.csv")),
    ]
    answers = [nowcast(one, window=27, max_delay=3) for one in found]
    for triangle, answer in zip(found, answers, strict=True):
        assert not isinstance(answer, Refusal), answer
        assert not isinstance(answers[0], Refusal)
        assert triangle.first == found[0].first
        assert np.array_equal(answer.total.draws, answers[0].total.draws)


def test_a_line_list_ends_with_the_last_whole_period(tmp_path: Path) -> None:
    rows: list[list[object]] = [["2024-01-01", "2024-01-20"], ["2024-01-02", "2024-01-31"]]
    path = write(tmp_path / "lines.csv", ["event", "report"], rows)
    # 31 January 2024 is a Wednesday: its week is not over, the week before is the last whole one
    assert first_day(read_triangle(path).now, Grain.WEEK) == dt.date(2024, 1, 22)
    assert first_day(read_triangle(path, now=dt.date(2024, 1, 31)).now, Grain.WEEK) == dt.date(2024, 1, 29)
    assert first_day(read_triangle(path, grain=Grain.MONTH).now, Grain.MONTH) == dt.date(2024, 1, 1)


@pytest.mark.parametrize(
    ("header", "row", "words", "column"),
    [
        ("event,delay,count", "2023-01-02,0,-3", "negative", "count"),
        ("event,delay,count", "2023-01-02,0,2.5", "whole number", "count"),
        ("event,delay,count", "2023-01-02,0,", "empty cell", "count"),
        ("event,delay,count", "2023-01-02,9999,1", "delay of 9,999", "delay"),
        ("event,delay,count", "2023-13-02,0,1", "not a date", "event"),
        ("event,delay,count", "2023-01-02,0,1\n2023-01-02,0,1", "twice", "event"),
        ("event,delay,count", "0001-01-01,0,1", "not a date", "event"),
        ("event,report", "2023-01-02,9999-12-31", "not a date", "report"),
        ("event,report", "2023-01-09,2023-01-02", "before it happened", "report"),
        ("event,report", "2023-01-09", "1 cell", None),
        ("event,something", "2023-01-09,1", "neither a date of report", None),
        ("when,report", "2023-01-09,1", "no column", None),
        ("event,0,1", "2023-01-02,1,x", "whole number", "1"),
        ("event,0,1", "2023-01,1,2\n2023-W06,1,2", "not one period of the length", "event"),
        ("event,delay,count", "2022-12,0,1\n2023,0,1", "not one period of the length", "event"),
        ("event,report", "2023-01,2023-01-31", "not one period of the length", "event"),
    ],
)
def test_a_wrong_cell_is_named_with_line_and_column(
    tmp_path: Path, header: str, row: str, words: str, column: str | None
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_triangle(path)
    assert words in caught.value.what
    assert str(path) in (caught.value.where or "")
    assert column is None or f"column {column}" in (caught.value.where or "")


@pytest.mark.parametrize("shape", ["wide", "counts"])
@pytest.mark.parametrize(
    ("rows", "totals"),
    [
        ([(4, 7, 9, 9)] * 5, True),
        ([(4, 4, 4, 4)] * 5, True),
        ([(4, 7, 9, 9)] * 4, False),  # too few to be sure
        ([(4, 7, 9, 9)] * 5 + [(4, 7, 9, 8)], False),
        ([(4, 7)] * 9, False),  # most may come after one period
        ([(0, 0, 0, 0)] * 9, False),
    ],
)
def test_running_totals_are_not_read_as_reports_of_each_delay(
    tmp_path: Path, shape: str, rows: list[tuple[int, ...]], totals: bool
) -> None:
    path = tmp_path / "table.csv"
    if shape == "wide":
        write(path, ["event", *map(str, range(len(rows[0])))], [[monday(at), *row] for at, row in enumerate(rows)])
    else:
        cells = [[monday(at), delay, n] for at, row in enumerate(rows) for delay, n in enumerate(row)]
        write(path, ["event", "delay", "count"], [list(one) for one in cells])
    if totals:
        with pytest.raises(UnreadableInput, match="running totals"):
            read_triangle(path, now=monday(30))
    else:
        assert read_triangle(path, now=monday(30)).counts.shape[1] == len(rows[0])


@pytest.mark.parametrize("content", [b"", b"\n\n", b"event,report\n", b"\xff\xfe\x00bad", b"event,delay,count\n"])
def test_an_empty_or_foreign_file_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(AbsentiaError) as caught:
        read_triangle(path)
    assert caught.value.next_step


def complete(path: Path, shape: str) -> Path:
    """A table whose reports go on three periods after its last row."""
    if shape == "wide":
        return wide(path, now=WEEKS + 3)
    return long_counts(path)


@pytest.mark.parametrize("shape", ["wide", "counts"])
def test_reports_reach_as_far_as_the_table_does(tmp_path: Path, shape: str) -> None:
    path = complete(tmp_path / "complete.csv", shape)
    triangle = read_triangle(path)
    assert triangle.now == triangle.last + 3
    assert triangle.later == 0
    found = nowcast(triangle, window=27, max_delay=3)
    assert isinstance(found, Refusal)
    assert "every period is whole" in str(found.reason)
    assert f"has {counts()[-1].sum()}" in str(found.reason)
    # a day that is named leaves reports out, and they are counted
    earlier = read_triangle(path, now=monday(WEEKS - 1))
    assert earlier.later == counts()[-3:, 3].sum() + counts()[-2:, 2].sum() + counts()[-1, 1]
    command = ["estimate", "delay", str(path), "--window", "27", "--max-delay", "3", "--now", str(monday(WEEKS - 1))]
    out = CliRunner().invoke(absentia, command).output
    assert f"{earlier.later} reports made after {earlier.name(earlier.now)} are in the table and not used" in out


def test_zeros_of_periods_to_come_are_no_reports(tmp_path: Path) -> None:
    rows = [[monday(week), *(int(number) if week + delay < WEEKS else 0 for delay, number in enumerate(line))]
            for week, line in enumerate(counts())]  # fmt: skip
    triangle = read_triangle(write(tmp_path / "wide.csv", ["event", "0", "1", "2", "3"], rows))
    assert triangle.now == triangle.last


def test_past_nowcasts_are_scored_where_it_is_asked_for(tmp_path: Path) -> None:
    path = wide(tmp_path / "wide.csv")
    command = ["estimate", "delay", str(path), "--max-delay", "3", "--backtest", "6", "--window", "15"]
    out = CliRunner().invoke(absentia, command)
    assert out.exit_code == 0, out.output
    assert "Past nowcasts scored: 6 of 6" in out.output
    assert "chain ladder: 95 % covers" in out.output
    told = json.loads(CliRunner().invoke(absentia, [*command, "--format", "json"]).output)
    assert [one["age"] for one in told["backtest"]] == [0, 1, 2]
    assert all(one["scored"] == 6 for one in told["backtest"])
    assert told["estimates"], "the nowcast itself stands beside its scores"


def test_who_writes_zeros_leaves_out_only_what_was_not_looked_at(tmp_path: Path) -> None:
    rows = [[monday(week), delay, number] for (week, delay), number in np.ndenumerate(counts()) if week not in (12, 26)]
    rows[4][2] = 0
    path = write(tmp_path / "counts.csv", ["event", "delay", "count"], rows)
    found = nowcast(read_triangle(path, now=monday(WEEKS - 1)), window=27, max_delay=3)
    assert isinstance(found, Refusal)
    assert "2023-W13" in str(found.reason)
    random.Random(1).shuffle(rows)  # noqa: S311  an order, not a secret
    shuffled = write(tmp_path / "shuffled.csv", ["event", "delay", "count"], rows)
    refused = nowcast(read_triangle(shuffled, now=monday(WEEKS - 1)), window=27, max_delay=3)
    assert isinstance(refused, Refusal)
    assert "no order" in str(refused.reason)


def test_a_cell_nobody_looked_at_is_not_read_as_zero(tmp_path: Path) -> None:
    path = wide(tmp_path / "wide.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[25] = lines[25].split(",")[0] + ",,,,"
    path.write_text("\n".join(lines), encoding="utf-8")
    answer = nowcast(read_triangle(path), window=27, max_delay=3)
    assert not isinstance(answer, Refusal), answer
    triangle = read_triangle(path)
    zeroed = nowcast(Triangle.of(triangle.counts, first=triangle.first), window=27, max_delay=3)
    assert isinstance(zeroed, Refusal), "as a zero between busy weeks it would not be believed"


def test_the_command_shows_observed_and_nowcast_apart(tmp_path: Path) -> None:
    path = line_list(tmp_path / "lines.csv")
    arguments = ["estimate", "delay", str(path), "--now", str(monday(WEEKS - 1)), "--max-delay", "3"]
    chart = tmp_path / "chart.svg"
    result = CliRunner().invoke(absentia, [*arguments, "--format", "json", "--chart", str(chart)])
    assert result.exit_code == 0, result.output
    answers = json.loads(result.stdout)["estimates"]
    assert [answer["period"] for answer in answers[:3]] == ["2023-W28", "2023-W29", "2023-W30"]
    for answer in answers:
        assert answer["observed"] <= answer["interval"]["low"] <= answer["value"] <= answer["interval"]["high"]
        assert answer["seed"]
        assert len(answer["assumptions"]) == 6
    assert answers[2]["sensitivity"]["chain ladder"] > 0
    drawn = chart.read_text(encoding="utf-8")
    assert "still expected" in drawn
    assert "2023-W30" in drawn
    again = CliRunner().invoke(absentia, [*arguments, "--format", "json"])
    assert json.loads(again.stdout) == json.loads(result.stdout)
    table = CliRunner().invoke(absentia, arguments).stdout
    assert "counted so far" in table


def test_what_cannot_be_run_has_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = wide(tmp_path / "wide.csv")
    assert run(["estimate", "delay"]) == 2
    assert run(["estimate", "delay", str(tmp_path / "absent.csv")]) == 1
    assert run(["estimate", "delay", str(path), "--window", "3", "--max-delay", "3"]) == 2
    assert run(["estimate", "delay", str(path), "--holidays", "soon"]) == 2
    assert run(["estimate", "delay", str(path), "--measure", "verdicts"]) == 2
    capsys.readouterr()
    assert run(["estimate", "delay", str(path), "--now", "2023-01-16", "--max-delay", "3"]) == 1
    assert "No number for delay" in capsys.readouterr().out
