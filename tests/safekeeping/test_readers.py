"""Whoever reads an observatory stops where something is missing or is not what it was, and says what.

Every reader against every part, one at a time. What can be made anew is made anew by who writes, and said.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.check.test_tallied_claims import claims

from absentia.archive import Archive
from absentia.cli.main import run
from absentia.collect import Ledger
from absentia.errors import Damaged
from absentia.link.judgements import Judgement, append
from absentia.model.count import Count
from absentia.observatory import Observatory
from absentia.pipeline.update import _before

Harm = Callable[[Path], None]
SEEN = ("captures", "filings", "charges", "looks", "registers")


def gone(name: str) -> Harm:
    return lambda path: next(iter(sorted(path.glob(name)))).unlink()


def changed(name: str, start: int = 200, size: int = 40) -> Harm:
    def harm(path: Path) -> None:
        file = next(iter(sorted(path.glob(name))))
        content = bytearray(file.read_bytes())
        content[start : start + size] = b"\xee" * size
        file.write_bytes(content)

    return harm


def cut(name: str) -> Harm:
    def harm(path: Path) -> None:
        file = next(iter(sorted(path.glob(name))))
        file.write_bytes(file.read_bytes()[:-30])

    return harm


def edited(sql: str) -> Harm:
    def harm(path: Path) -> None:
        with closing(sqlite3.connect(path / "state.sqlite", isolation_level=None)) as ledger:
            ledger.execute(sql)

    return harm


def emptied(path: Path) -> None:
    shutil.rmtree(path / "archive")
    (path / "archive").mkdir()


def other_key(path: Path) -> None:
    (path / "keys" / "pseudonym.key").write_text("ab" * 32)


COUNT = ("tally cases_received", "estimate serial-gaps", "estimate undercount", "check {claims}")
MISSED = ("disappearances",)
WRITE = ("parse", "parse {page} --into {path}", "update --no-collect")
ASK = ("collect",)
ASK_OR_TELL = ("collect --dry-run", "status")
MOVE = ("archive export out.warc.gz", "archive import {page}", "archive status")
EVERYBODY = (*COUNT, *MISSED, *WRITE, *ASK)
SOME = ("tally cases_received", "parse", "collect")
"""One of each kind, where the way to what is asked was tried with everybody already."""
WITH_THE_LEDGER = (*MISSED, "parse", "update --no-collect", *ASK, *ASK_OR_TELL, "archive seal")


def unreadable(path: Path) -> None:
    """One byte of a card's record, of which the tables know nothing yet."""
    archive = Archive.reading(path / "archive")
    card = next(entry for entry in archive.entries if "name_op=case" in (entry.url or "") and not entry.revisit)
    file = path / "archive" / card.file
    content = bytearray(file.read_bytes())
    content[card.offset + 200] ^= 0xFF
    file.write_bytes(content)
    (path / "tables" / "manifest.json").unlink()


PARTS: dict[str, tuple[Harm, str, tuple[str, ...]]] = {
    "a segment gone": (gone("archive/captures-gvs-1*"), "its file is missing", (*EVERYBODY, *MOVE)),
    "a segment cut": (cut("archive/captures-gvs-1*"), "its file ends before it does", (*SOME, *MOVE)),
    "a record unreadable": (unreadable, "a record of the archive cannot be read", WRITE),
    "the archive emptied": (emptied, "the chain is shorter than this seal says", (*SOME, *MOVE)),
    "the chain gone": (gone("archive/chain.log"), "the chain is shorter than this seal says", (*EVERYBODY, *MOVE)),
    "the chain damaged": (changed("archive/chain.log"), "its line in chain.log was changed", (*SOME, *MOVE)),
    "the memory gone": (gone("keys/watermark.json"), "whether there was more before", (*EVERYBODY, *MOVE)),
    "the memory damaged": (cut("keys/watermark.json"), "remembers of itself cannot be read", (*SOME, *MOVE)),
    "the ledger gone": (gone("state.sqlite"), "the ledger is missing", (*EVERYBODY, *ASK_OR_TELL, "archive seal")),
    "the ledger damaged": (changed("state.sqlite", 5000, 4000), "the ledger is damaged", WITH_THE_LEDGER),
    "no ledger any more": (changed("state.sqlite", 0), "the ledger is damaged", WITH_THE_LEDGER),
    "rows taken out": (edited("DELETE FROM sightings"), "the ledger is not what was sealed", WITH_THE_LEDGER),
    "a look rewritten": (
        edited("UPDATE sweeps SET outcome = 'empty' WHERE outcome = 'complete'"),
        "the ledger is not what was sealed",
        WITH_THE_LEDGER,
    ),
    "decisions gone": (
        gone("decisions/decisions.jsonl"),
        "the decisions do not begin",
        (*EVERYBODY, "archive seal"),
    ),
    "decisions cut": (cut("decisions/decisions.jsonl"), "the decisions do not begin", (*SOME, "archive seal")),
    "the key gone": (gone("keys/pseudonym.key"), "the pseudonym key is missing", (*EVERYBODY, "archive seal")),
    "another key": (other_key, "not the pseudonym key that this observatory", (*SOME, "archive seal")),
    "the sealing key gone": (gone("keys/seal.key"), "the key that seals is missing", ("collect", "archive seal")),
    **{f"{one} gone": (gone(f"tables/{one}.parquet"), f"the table {one}.parquet is missing", COUNT) for one in SEEN},
    **{f"{one} changed": (changed(f"tables/{one}.parquet"), f"the table {one}.parquet is not", COUNT[:1])
       for one in SEEN},
    "charges gone for the missed": (gone("tables/charges.parquet"), "the table charges.parquet is missing", MISSED),
    "the tables' manifest gone": (gone("tables/manifest.json"), "nothing vouches for the table", (*COUNT, *MISSED)),
    "no tables": (lambda path: shutil.rmtree(path / "tables"), "absentia parse", (*COUNT, *MISSED)),
}  # fmt: skip


def call(command: str, path: Path, folder: Path) -> int:
    """One command line on the observatory at ``path``."""
    page = folder / "page.html"
    page.write_text("<html><body>synthetic</body></html>")
    file = folder / "claims.yml"
    if not file.exists():
        claims(folder, 3)
    words = [word.format(claims=file, page=page, path=path) for word in command.split()]
    return run(["-C", str(path), *words])


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what is exported lands there."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("part", PARTS)
def test_every_reader_stops_and_says_what_is_missing(
    lived: Observatory, tmp_path: Path, capsys: pytest.CaptureFixture[str], part: str
) -> None:
    harm, words, readers = PARTS[part]
    path = tmp_path / "observatory"
    for command in readers:
        shutil.copytree(lived.path, path)
        harm(path)
        capsys.readouterr()
        code = call(command, path, tmp_path)
        printed = capsys.readouterr()
        assert (command, code, printed.out) == (command, 1, ""), printed.err
        assert words in printed.err, command
        assert "what next:" in printed.err
        shutil.rmtree(path)


def test_unharmed_every_one_of_them_does_its_work(lived: Observatory, tmp_path: Path) -> None:
    path = tmp_path / "observatory"
    shutil.copytree(lived.path, path)
    named = {command for _harm, _words, readers in PARTS.values() for command in readers}
    for command in sorted(named - {*ASK, WRITE[1], "update --no-collect"}):
        assert call(command, path, tmp_path) == 0, command


REBUILT: dict[str, tuple[Harm, str]] = {
    "tables": (lambda path: shutil.rmtree(path / "tables"), "tables were missing"),
    "a table": (gone("tables/events.parquet"), "tables were missing"),
    "a changed one": (changed("tables/looks.parquet"), "tables were missing"),
    "the manifest": (cut("tables/manifest.json"), "tables were missing"),
    "the index": (changed("archive/index.sqlite", 5000, 4000), "the archive's index was not what was written"),
    "no index": (gone("archive/index.sqlite"), ""),
}


@pytest.mark.parametrize(
    ("part", "command"), [*((part, "parse") for part in REBUILT), ("a table", "update --no-collect")]
)
def test_what_can_be_made_anew_is_made_anew_and_said(
    lived: Observatory, observatory: Observatory, tmp_path: Path, capsys: pytest.CaptureFixture[str], part: str,
    command: str,
) -> None:  # fmt: skip
    harm, words = REBUILT[part]
    harm(observatory.path)
    assert call(command, observatory.path, tmp_path) == 0
    said = capsys.readouterr().err
    assert words in said
    assert ("rebuilt" in said or "made anew" in said) == bool(words)
    before = {file.name: file.read_bytes() for file in lived.tables.glob("*.parquet")}
    made = {file.name: file.read_bytes() for file in observatory.tables.glob("*.parquet")}
    assert made.keys() | {"disappearances.parquet"} == before.keys()
    assert all(before[name] == content for name, content in made.items())
    assert call("parse", observatory.path, tmp_path) == 0
    assert "rebuilt" not in capsys.readouterr().err


def test_settings_that_cannot_be_read_are_no_missing_observatory(
    observatory: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = claims(tmp_path, 3)
    (observatory.path / "absentia.toml").write_text("format = [")
    monkeypatch.chdir(observatory.tables)
    for command in (["check", str(file)], ["estimate", "undercount"]):
        assert run(command) == 1
        assert "the settings cannot be read" in capsys.readouterr().err
    monkeypatch.chdir(tmp_path)
    assert run(["estimate", "undercount"]) == 0


@pytest.mark.parametrize(
    ("sql", "read"),
    [
        ("UPDATE runs SET started = 'never', ended = 'never'", Ledger.latest),
        ("DROP TABLE requests", lambda ledger: ledger.rows("SELECT * FROM requests")),
        ("DROP TABLE requests", lambda ledger: ledger.row("SELECT * FROM requests")),
    ],
)
def test_a_ledger_under_no_seal_that_makes_no_sense_is_told(
    observatory: Observatory, sql: str, read: Callable[[Ledger], object]
) -> None:
    edited("UPDATE hosts SET last_request = NULL")(observatory.path)
    edited("UPDATE requests SET time = 'never'")(observatory.path)
    edited(sql)(observatory.path)
    ledger = Ledger(observatory.ledger, reading=True)
    with pytest.raises(Damaged, match="the ledger cannot be used"):
        read(ledger)
    ledger.close()


def test_human_decisions_may_be_added_and_not_taken_back(
    observatory: Observatory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = observatory.decisions / "decisions.jsonl"
    before = file.read_bytes()
    append(observatory.decisions, [Judgement("not_same", "case", ("synthetic-1", "synthetic-2"), "", "synthetic")])
    assert call("tally cases_received", observatory.path, tmp_path) == 0
    file.write_bytes(before)
    assert call("tally cases_received", observatory.path, tmp_path) == 1
    assert "the decisions do not begin" in capsys.readouterr().err
    assert call("archive verify", observatory.path, tmp_path) == 1, "though no seal covers the line"


def test_a_lost_chain_is_written_again_by_whoever_seals(observatory: Observatory, tmp_path: Path) -> None:
    content = (observatory.archive / "chain.log").read_bytes()
    (observatory.archive / "chain.log").unlink()
    assert call("archive seal", observatory.path, tmp_path) == 0
    assert (observatory.archive / "chain.log").read_bytes() == content
    assert call("archive verify", observatory.path, tmp_path) == 0


DEEP = "[" * 200_000


@pytest.mark.parametrize(
    ("name", "content", "command", "code"),
    [
        ("absentia.toml", f"format = 1\na = {DEEP}", "tally cases_received", 1),
        ("keys/watermark.json", DEEP, "tally cases_received", 1),
        ("tables/manifest.json", DEEP, "tally cases_received", 1),
        ("tables/manifest.json", DEEP, "parse", 0),
        ("tables/manifest.json", '{"files": {"filings.parquet": [], "../x": 1}, "reader": []}', "parse", 0),
        ("decisions/decisions.jsonl", DEEP, "tally cases_received", 1),
        ("runs/0001/statistics.json", DEEP, "parse", 0),
        ("archive/seals/seal.pub", DEEP, "archive verify", 1),
        ("archive/seals/2099-01-01.1.seal", DEEP, "archive verify", 1),
        ("courts.csv", "\0" * 99, "status", 1),
    ],
)
def test_no_text_is_too_deep_or_too_strange_to_be_told(
    observatory: Observatory, tmp_path: Path, name: str, content: str, command: str, code: int
) -> None:
    (observatory.path / name).write_text(content)
    assert call(command, observatory.path, tmp_path) == code


@pytest.mark.parametrize("content", [DEEP, "[1, 2]", "{", '{"[1]": 2}', '{"[1]": {"low": 3, "high": 2}}'])
def test_what_a_former_update_counted_is_not_known_where_it_cannot_be_read(tmp_path: Path, content: str) -> None:
    observatory = Observatory.create(tmp_path / "observatory")
    folder = observatory.runs / "update-1"
    folder.mkdir()
    (folder / "index.json").write_text('{"parse": "0001"}')
    counted = Count.exactly(2).as_dict()
    (folder / "cells.json").write_text(json.dumps({"[1]": counted}))
    assert _before(observatory) == {"[1]": counted}
    (folder / "cells.json").write_text(content)
    assert _before(observatory) is None
