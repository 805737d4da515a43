"""``absentia update``: every stage takes up what is new and says which counts changed."""

from __future__ import annotations

import datetime as dt
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from absentia.cli.main import run
from absentia.observatory import Observatory
from absentia.pipeline.update import newest_report
from absentia.rehearsal.courthouse import Courthouse, live
from absentia.tally import tally

SECTION = """
[collect]
contact = "test@synthetic.example"
courts_file = "courts.csv"
provisions = ["337"]
since = 2023-01-01
rehearsal = {{ port = {port}, start = {start:%Y-%m-%dT%H:%M:%SZ} }}
"""


class Newsroom:
    """An observatory, and a courthouse it may look at on any day."""

    def __init__(self, path: Path, house: Courthouse, port: int) -> None:
        self.path, self.house, self.port, self.served = path, house, port, port
        self._base = (path / "absentia.toml").read_text(encoding="utf-8")
        (path / "courts.csv").write_bytes(house.courts_table())

    def on(self, day: dt.date) -> None:
        """Let it be this day."""
        start = dt.datetime.combine(day, dt.time(9), dt.UTC)
        text = self._base + SECTION.format(port=self.port, start=start)
        (self.path / "absentia.toml").write_text(text, encoding="utf-8")

    def tables(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in sorted((self.path / "tables").glob("*.parquet"))}


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    house = Courthouse(live(courts=2, months=2, seed=5), (), 5)
    with house.serve() as running:
        path = Observatory.create(tmp_path / "observatory").path
        yield Newsroom(path, house, running.port)


def test_a_month_later_only_what_is_new_is_read_and_every_change_is_named(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    def update(*options: str) -> dict[str, Any]:
        assert run(["-C", str(newsroom.path), "update", "--format", "json", *options]) == 0
        printed: dict[str, Any] = json.loads(capsys.readouterr().out)
        return printed

    start = newsroom.house.life.start
    newsroom.on(start + dt.timedelta(days=1))
    first = update()
    assert first["collected"]["new_filings"] > 0
    assert sum(one["now"]["seen"] for one in first["changes"] if one["measure"] == "filings_received") > 0
    assert all(one["before"] is None for one in first["changes"])
    assert (first["first"], first["synthetic"]) == (True, True)
    before, counted = newsroom.tables(), _cells(newsroom)

    again = update("--no-collect")
    assert again["collected"] is None
    assert again["changes"] == []
    assert again["first"] is False
    assert newsroom.tables() == before
    # a rehearsal's time may stand still: the report of the first is not written over, and nothing changed since
    still = update()
    assert still["changes"] == []
    assert still["run"] != first["run"]
    assert len(json.loads((newsroom.path / "runs" / first["run"] / "delta.json").read_text())["cells"]) > 0

    newsroom.on(start + dt.timedelta(days=40))
    later = update()
    now = _cells(newsroom)
    expected = {key: (counted.get(key), now.get(key)) for key in counted.keys() | now.keys()}
    expected = {key: pair for key, pair in expected.items() if pair[0] != pair[1]}
    named = {
        (one["court"], one["half-year"], one["provision"]): tuple(
            one[when] and one[when]["seen"] for when in ("before", "now")
        )
        for one in later["changes"]
        if one["measure"] == "filings_received"
    }
    assert expected
    assert named == expected
    total = tally(Observatory.open(newsroom.path), "filings_received").total
    assert later["totals"]["filings_received"] == total.as_dict()
    report = json.loads((newsroom.path / "runs" / later["run"] / "delta.json").read_text(encoding="utf-8"))
    assert report["cells"] == later["changes"]

    kept = newsroom.tables()
    for file in (newsroom.path / "tables").iterdir():
        file.unlink()
    rebuilt = update("--no-collect")
    assert rebuilt["changes"] == []
    assert newsroom.tables() == kept, "what was taken up bit by bit is what a rebuild gives"
    # compared is with the last, whatever its name: as if it had not known one of the cells
    file = newsroom.path / "runs" / rebuilt["run"] / "cells.json"
    cells = json.loads(file.read_text(encoding="utf-8"))
    forgotten, count = cells.popitem()
    file.write_text(json.dumps(cells), encoding="utf-8")
    (named_again,) = update("--no-collect")["changes"]
    assert (named_again["measure"], named_again["now"]) == (json.loads(forgotten)[0], count)


def _cells(newsroom: Newsroom) -> dict[tuple[Any, ...], int]:
    by = ("court", "half-year", "provision")
    rows = tally(Observatory.open(newsroom.path), "filings_received", by=by).rows
    return {tuple(row.cell[one] for one in by): row.seen for row in rows if row.seen}


@pytest.mark.parametrize(
    ("language", "said"), [("en", "the archive holds no page"), ("ru", "в архиве нет ни одной страницы")]
)
def test_nothing_to_take_up_is_said(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    assert run(["--lang", language, "-C", str(newsroom.path), "update", "--no-collect"]) == 1
    assert said in capsys.readouterr().err


def test_a_plan_is_shown_and_nobody_is_asked(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.on(newsroom.house.life.start)
    heard: list[str] = []
    answer: Callable[..., Any] = newsroom.house.answer

    def listening(host: str, *rest: Any) -> Any:
        heard.append(host)
        return answer(host, *rest)

    monkeypatch.setattr(newsroom.house, "answer", listening)
    assert run(["-C", str(newsroom.path), "update", "--dry-run", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["requests_estimate"] > 0
    assert heard == []


def test_an_update_ends_with_its_digest_hands_it_on_and_fails_on_what_was_asked(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    newsroom.on(newsroom.house.life.start + dt.timedelta(days=1))
    heard = tmp_path / "heard.txt"
    program = f"import sys, pathlib; pathlib.Path({str(heard)!r}).write_text(sys.stdin.read(), encoding='utf-8')"
    notify = shlex.join([sys.executable, "-c", program])
    at = ["-C", str(newsroom.path), "update"]
    assert run([*at, "--notify", notify, "--fail-on", "dark:14d,captcha", "--fail-on", "alarm"]) == 0
    printed = capsys.readouterr().out
    lines = heard.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("SYNTHETIC DATA")
    assert lines[1].startswith("2 courts: 2 answer. Looked at ")
    assert "the first update: " in lines[-1]
    assert printed.splitlines() == lines, "a first update is told in lines, not in rows of “before: nothing”"
    (report,) = (newsroom.path / "runs").glob("update-*/report.md")
    told = report.read_text(encoding="utf-8")
    assert [line[2:] for line in told.splitlines() if line.startswith("- ")][: len(lines) - 1] == lines[1:]
    # what a person's command makes of it is told, and a command that is none
    assert run([*at, "--no-collect", "--notify", shlex.join([sys.executable, "-c", "raise SystemExit(7)"])]) == 1
    assert "exit code 7" in capsys.readouterr().err
    assert run([*at, "--no-collect", "--notify", "/no/such/command"]) == 1
    assert run([*at, "--no-collect", "--notify", "'"]) == 1
    assert capsys.readouterr().err.count("--notify: the command could not be run") == 2
    assert run([*at, "--fail-on", "dusk"]) == 2
    # of courts that the settings do not name nobody could tell; a count without them goes on
    settings = (newsroom.path / "absentia.toml").read_text(encoding="utf-8")
    (newsroom.path / "absentia.toml").write_text(settings.partition("[collect]")[0], encoding="utf-8")
    assert run([*at, "--no-collect", "--fail-on", "dark"]) == 2
    assert run([*at, "--no-collect"]) == 0
    (newsroom.path / "absentia.toml").write_text(settings, encoding="utf-8")
    # a courthouse that has gone: every court is dark now, and only who asks for it is told by the exit code
    newsroom.port = 9
    newsroom.on(newsroom.house.life.start + dt.timedelta(days=40))
    assert run([*at, "--fail-on", "captcha,dark:60d"]) == 3
    assert "2 courts: 2 do not answer" in capsys.readouterr().out
    assert run([*at, "--no-collect", "--fail-on", "captcha,dark:60d"]) == 0
    assert run([*at, "--no-collect", "--fail-on", "captcha,dark:30d"]) == 5
    assert "--fail-on: dark:30d" in capsys.readouterr().err


def test_where_no_court_ever_answered_the_reason_is_on_the_screen(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.port = 9
    newsroom.on(newsroom.house.life.start + dt.timedelta(days=1))
    assert run(["-C", str(newsroom.path), "update"]) == 3
    printed = capsys.readouterr().out
    assert "(never read: connection refused)" in printed
    assert "No court answered with a page yet, so there is nothing to count" in printed
    # that was no update: the first that counts is the first
    newsroom.port = newsroom.served
    newsroom.on(newsroom.house.life.start + dt.timedelta(days=3))
    assert run(["-C", str(newsroom.path), "update"]) == 0
    assert "the first update: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("updates", "newest"),
    [
        ([], None),
        ([("update-20230101", 1)], "update-20230101"),
        # names of updates that collected are dates, of others numbers; and a copy has other file times
        ([("update-9", 12), ("update-20230101", 3)], "update-9"),
        ([("update-9", 2), ("update-20230101", 3)], "update-20230101"),
        ([("update-20230101", None), ("update-1", 1)], "update-1"),
        ([("update-20230101", None)], "update-20230101"),
        ([("update-1", 1), ("update-2", "damaged")], "update-1"),
    ],
)
def test_the_newest_report_is_of_the_run_that_parsed_last(
    tmp_path: Path, updates: list[tuple[str, Any]], newest: str | None
) -> None:
    observatory = Observatory.create(tmp_path / "observatory")
    for name, parsed in reversed(updates):
        folder = observatory.runs / name
        folder.mkdir(parents=True)
        (folder / "index.json").write_text(json.dumps({"parse": parsed}), encoding="utf-8")
        (folder / "report.md").write_text(name, encoding="utf-8")
    assert newest_report(observatory) == newest


def test_wrong_settings_stop_an_update_even_where_nobody_is_asked(
    newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.on(newsroom.house.life.start + dt.timedelta(days=1))
    assert run(["-C", str(newsroom.path), "update"]) == 0
    settings = newsroom.path / "absentia.toml"
    settings.write_text(settings.read_text("utf-8").replace('["337"]', '["no article"]'), encoding="utf-8")
    capsys.readouterr()
    assert run(["-C", str(newsroom.path), "update", "--no-collect"]) == 2
    assert "the setting provisions cannot be used" in capsys.readouterr().err
