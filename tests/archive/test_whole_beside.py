"""What stands beside an archive: ledger, seals and timestamps, held against what was sealed of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from tests.archive.sealed import DAY, asked, fill, reasons, sealed, sealing

from absentia.archive import Archive
from absentia.archive.evidence import LEDGER_DAMAGED, LEDGER_DIFFERS, SEAL_LOST, Since
from absentia.archive.seals import SEALS
from absentia.archive.statements import statements_in
from absentia.archive.whole import (
    Brought,
    verify_observatory,
)
from absentia.cli.main import run
from absentia.manifest import record
from absentia.observatory import Observatory


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    return sealed(tmp_path / "observatory")


def changed(observatory: Observatory, sql: str) -> None:
    with closing(sqlite3.connect(observatory.ledger, isolation_level=None)) as ledger:
        ledger.execute(sql)


def test_a_seal_covers_what_stands_beside_the_archive_and_says_so_once(observatory: Observatory) -> None:
    asked(observatory, "first")
    (observatory.decisions / "decisions.jsonl").write_text("synthetic 1\n")
    (observatory.tables / "one.parquet").write_bytes(b"synthetic")
    record(observatory.tables, "one")
    whole = verify_observatory(observatory, Brought())
    assert (whole.broken, whole.since) == ([], Since(ledger_rows=3, decisions=1, tables=True))
    first, path = sealing(observatory, DAY)
    assert sealing(observatory, DAY) == (first, path)
    assert len(statements_in(observatory.archive)) == 2
    assert verify_observatory(observatory, Brought()).since == Since()
    assert not Archive.reading(observatory.archive).get(first.head.hex())
    assert all(entry.source == "ru_sudrf" for entry in Archive.reading(observatory.archive).entries), "it is no page"
    # what was added since is said, and what was sealed still holds
    asked(observatory, "second", ended=False)
    with (observatory.decisions / "decisions.jsonl").open("a") as file:
        file.write("synthetic 2\n")
    whole = verify_observatory(observatory, Brought())
    assert (whole.broken, whole.since) == ([], Since(ledger_rows=3, decisions=1, tables=False))
    sealing(observatory, DAY)
    changed(
        observatory, "UPDATE runs SET ended = '2027' WHERE id = 'second'"
    )  # a run that goes on is stated when it ends
    changed(observatory, "UPDATE sweeps SET outcome = 'complete' WHERE run = 'second'")
    assert reasons(observatory) == set()


def test_a_run_that_no_court_answered_may_change_what_is_known(observatory: Observatory) -> None:
    asked(observatory, "first")
    sealing(observatory, DAY)
    changed(observatory, "INSERT INTO runs (id, started, ended, plan_digest) VALUES ('second', '2026', '2026', '')")
    changed(observatory, "UPDATE buildings SET state = 'unknown'")
    whole = verify_observatory(observatory, Brought())
    assert (whole.broken, whole.since) == ([], Since(ledger_rows=1))
    sealing(observatory, DAY)
    assert verify_observatory(observatory, Brought()).since == Since()
    changed(observatory, "UPDATE buildings SET state = 'absent'")
    assert reasons(observatory) == {LEDGER_DIFFERS}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE runs SET new_filings = 7 WHERE id = 'first'",
        "UPDATE sweeps SET outcome = 'complete' WHERE run = 'first'",
        "DELETE FROM sweeps WHERE run = 'first'",
        "DELETE FROM runs WHERE id = 'first'",
        "DELETE FROM sightings",
        "UPDATE sightings SET seen = 0",
        "UPDATE requests SET kind = 'card'",
        "UPDATE buildings SET state = 'absent'",
        "INSERT INTO texts VALUES ('one', 'r', 'first', 1, '', '')",
        "PRAGMA user_version = 99",
        "DROP TABLE sightings",
    ],
)
def test_a_ledger_that_was_edited_is_not_what_was_sealed(observatory: Observatory, sql: str) -> None:
    asked(observatory, "first")
    sealing(observatory, DAY)
    changed(observatory, sql)
    assert reasons(observatory) <= {LEDGER_DIFFERS, LEDGER_DAMAGED}
    assert reasons(observatory)


def test_what_is_known_now_is_held_against_the_seal_until_somebody_is_asked(observatory: Observatory) -> None:
    asked(observatory, "first")
    sealing(observatory, DAY)
    asked(observatory, "second")
    changed(observatory, "UPDATE buildings SET state = 'absent' WHERE court = 'first'")
    assert reasons(observatory) == set()
    sealing(observatory, DAY)
    changed(observatory, "UPDATE buildings SET state = 'empty' WHERE court = 'first'")
    assert reasons(observatory) == {LEDGER_DIFFERS}


def test_a_seal_or_a_timestamp_that_goes_is_missed(observatory: Observatory) -> None:
    (first,) = (observatory.archive / SEALS).glob("*.seal")
    first.with_suffix(".tsr").write_bytes(b"synthetic")
    fill(observatory, range(30, 33))
    sealing(observatory, date(2026, 3, 5))
    first.with_suffix(".tsr").unlink()
    assert reasons(observatory) == {SEAL_LOST}
    first.unlink()
    assert reasons(observatory) == {SEAL_LOST}


def test_a_lost_ledger_stops_whoever_reads_it(observatory: Observatory, capsys: pytest.CaptureFixture[str]) -> None:
    with (observatory.path / "absentia.toml").open("a", encoding="utf-8") as file:
        file.write('[collect]\ncontact = "test@synthetic.example"\ncourts = "ru-military"\n')
    observatory.ledger.unlink()
    for verb in (["status"], ["disappearances"], ["collect", "--dry-run"]):
        assert run(["-C", str(observatory.path), *verb]) == 1
        assert "the ledger is missing" in capsys.readouterr().err
