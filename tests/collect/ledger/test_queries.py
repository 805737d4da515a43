from __future__ import annotations

import datetime as dt
import re
import sqlite3
from pathlib import Path

import pytest

from absentia.collect.ledger import QUERIES, SCHEMA, Ledger

SOURCE = Path(__file__).resolve().parents[3] / "src/absentia"
_ASKED = re.compile(r"\.(?:ask|first|change)\(\s*\"(\w+)\"(?: if .* else \"(\w+)\")?")


@pytest.fixture
def empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    return connection


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_fits_the_tables(empty: sqlite3.Connection, name: str) -> None:
    values = dict.fromkeys(re.findall(r":(\w+)", QUERIES[name]))
    empty.execute(f"EXPLAIN {QUERIES[name]}", values)


def test_every_query_is_asked_and_every_question_is_there() -> None:
    text = (SOURCE / "collect/ledger/queries.sql").read_text(encoding="utf-8")
    assert len(QUERIES) == text.count("-- name:")
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for room in ("collect", "disappearances")
        for file in (SOURCE / room).rglob("*.py")
    )
    asked = {name for found in _ASKED.findall(code) for name in found if name}
    asked |= set(re.findall(r'"(want_card\w*|row_again)"', code))  # chosen by a condition
    assert asked == set(QUERIES)


def test_moments_and_days_are_written_as_text_that_sorts(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "state.sqlite")
    moment = dt.datetime(2023, 5, 4, 12, 11, 10, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    with ledger.step():
        ledger.change("begin_run", run="one", now=moment, plan_digest="")
        ledger.change("spend", day=moment.date(), host="synthetic.example")
    assert [row["started"] for row in ledger.rows("SELECT started FROM runs")] == ["2023-05-04T09:11:10.000000Z"]
    assert [row["day"] for row in ledger.rows("SELECT day FROM budget")] == ["2023-05-04"]
    spent = ledger.first("spent", day=moment.date(), host=None)
    assert spent is not None
    assert spent["n"] == 1
    assert ledger.spent(moment.date(), "another.synthetic.example") == 0
    ledger.close()
