"""What stands in the ledger is understood, or it is damaged: no date, no word that is none ends a reader."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.collect.conftest import Lab
from tests.collect.small_court import court
from tests.collect.test_sweep_truth import house_of

from absentia.archive import evidence
from absentia.cli.main import run
from absentia.collect.ledger import values
from absentia.errors import Damaged
from absentia.model import LookOutcome

NEVER = ("", "never", "2023-02-30", "2023-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "[", "7")
READERS: dict[str, Callable[[object], object]] = {
    "moment": values.moment_of,
    "day": values.day_of,
    "word": lambda text: values.word_of(LookOutcome, text),
    "captures": values.captures_of,
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", [*NEVER, None, 7, b"\xff", "[1]", "[" * 100_000])
def test_what_is_none_is_damage(reader: str, text: object) -> None:
    with pytest.raises(Damaged, match="the ledger cannot be used") as caught:
        READERS[reader](text)
    assert caught.value.where
    assert caught.value.next_step


@pytest.mark.parametrize("text", ["2023-01-01", "2023-01-01T00:00:00"])
def test_a_moment_says_of_which_clock_it_is(text: str) -> None:
    with pytest.raises(Damaged):
        values.moment_of(text)


@given(st.dates(dt.date(1900, 1, 2), dt.date(2999, 12, 30)), st.times())
def test_what_was_written_is_read(day: dt.date, time: dt.time) -> None:
    moment = dt.datetime.combine(day, time, dt.UTC)
    text = values.stamp(moment)
    assert values.moment(text) == moment
    assert values.day(text) == moment.date()
    assert values.moment(None) is None
    assert values.day(None) is None


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That of an observatory which asked twice and missed a record; synthetic."""
    lab = Lab(tmp_path_factory.mktemp("lab"))
    house = house_of(court(1), rows=6)
    for _visit in range(2):
        lab.run(house)
        lab.later(days=8)
        for rows in house.filings.values():
            rows[1] = rows[1][1:]
    with (lab.observatory.path / "absentia.toml").open("a", encoding="utf-8") as file:
        file.write('[collect]\ncontact = "test@synthetic.example"\ncourts = "ru-military"\n')
    return lab.observatory.ledger


@pytest.fixture(autouse=True)
def _under_no_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a run that was killed before it sealed: nothing vouches for the rows."""
    monkeypatch.setattr(evidence, "against_ledger", lambda *_given: [])


GONE = ("disappearances",)
SETS: dict[str, tuple[str, ...]] = {
    "sweeps SET since = '2023-02-30'": ("parse",),
    "sweeps SET until = 'never'": ("parse",),
    "sweeps SET ended = 'never'": ("disappearances", "parse"),
    "sweeps SET started = NULL": ("parse",),
    "sweeps SET outcome = 'fine'": ("disappearances", "parse", "status"),
    "sweeps SET captures = '{}'": ("parse",),
    "sweeps SET captures = '['": ("parse",),
    "runs SET started = 'never', ended = 'never'": ("parse",),
    "rows SET last_seen = '9999-12-31T23:59:59Z'": GONE,
    "rows SET received = '0000-00-00'": GONE,
    "rows SET first_seen = 'never'": GONE,
    "sightings SET date = '2023-01-01'": GONE,
    "hosts SET last_visit = 'never'": GONE,
    "hosts SET last_request = '9999-12-31'": GONE,
    "cards SET next_visit = 'never'": ("status",),
}


@pytest.mark.parametrize("change", SETS)
def test_every_reader_of_a_row_that_makes_no_sense_says_so(
    ledger: Path, capsys: pytest.CaptureFixture[str], change: str
) -> None:
    content = ledger.read_bytes()
    try:
        with closing(sqlite3.connect(ledger, isolation_level=None)) as base:
            base.execute(f"UPDATE {change}")
        for verb in SETS[change]:
            assert run(["-C", str(ledger.parent), verb]) == 1, verb
            said = capsys.readouterr().err
            assert "the ledger cannot be used" in said, verb
            assert "what next" in said
    finally:
        ledger.write_bytes(content)
        for end in ("-wal", "-shm"):
            ledger.with_name(ledger.name + end).unlink(missing_ok=True)


def test_unharmed_they_do_their_work(ledger: Path) -> None:
    for verb in ("disappearances", "status", "parse"):
        assert run(["-C", str(ledger.parent), verb]) == 0, verb
