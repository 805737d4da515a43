"""The index beside the segments is checked before it is believed, and rebuilt where it is not what was written."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.archive.warcs import page
from tests.study import many

from absentia.archive import Archive, Capture, Entry
from absentia.archive.chain import CHAIN_FILE
from absentia.archive.index import Index
from absentia.archive.index_file import INDEX_FILE
from absentia.archive.verify import INDEX_DIFFERS, verify

URL = "https://{}.synthetic.example/?n={}"
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
PAGES = 40
EDITS = (
    "UPDATE records SET captured = '2020-01-01T00:00:00Z'",
    "UPDATE records SET captured = NULL WHERE position = nth(7)",
    "UPDATE records SET url = replace(url, 'one', 'six') WHERE position % 2",
    "UPDATE records SET source = 'evidence' WHERE position = nth(9)",
    "UPDATE records SET offset = offset + 1 WHERE position = nth(5)",
    "UPDATE records SET file = 'captures-00001.warc.zst' WHERE position = nth(5)",
    "UPDATE records SET revisit = 1 WHERE position = nth(11)",
    "UPDATE records SET problems = 'truncated' WHERE position = nth(11)",
    "UPDATE records SET sha256 = randomblob(32) WHERE position = nth(12)",
    "UPDATE records SET content = randomblob(32) WHERE position = nth(12)",
    "UPDATE records SET exact = randomblob(32) WHERE position = nth(12)",
    "UPDATE records SET position = 900 WHERE position = nth(12)",
    "DELETE FROM records WHERE position > 31",
    "DELETE FROM records",
    (
        "INSERT INTO records SELECT 500, file, offset, randomblob(32), source, url, captured, 0, '', NULL, NULL"
        " FROM records LIMIT 1"
    ),
    "UPDATE files SET size = size - 100",
    "UPDATE files SET changed = 1",
    "DELETE FROM files WHERE name LIKE '%one%'",
    "UPDATE state SET head = randomblob(32)",
    "UPDATE state SET position = position - 3",
    "UPDATE state SET rows = randomblob(32)",
    "DELETE FROM state",
    "DROP TABLE state",
    "DROP INDEX by_digest",
)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original") / "archive"
    archive = Archive.appending(folder)
    for number in range(PAGES):
        url = URL.format("one" if number % 3 else "two", number % 30)
        archive.append(
            Capture.of_page(page(number % 30), url=url, captured=MOMENT + timedelta(days=number)), "ru_sudrf"
        )
    archive.close()
    return folder


def edited(original: Path, folder: Path, sql: str, *, skilled: bool = False) -> Path:
    """A copy whose index was edited; ``skilled``: by somebody who wrote its digest anew."""
    shutil.copytree(original, folder)
    with closing(sqlite3.connect(folder / INDEX_FILE)) as connection:
        connection.execute(re.sub(r"nth\((\d+)\)", r"(SELECT position FROM records LIMIT 1 OFFSET \1)", sql))
        connection.commit()
    if skilled:
        index = Index(sqlite3.connect(folder / INDEX_FILE, isolation_level=None), folder / INDEX_FILE)
        index.begin()
        state = index.state
        assert state is not None
        index.commit(*state, index.files)
        index.close()
        reading = Index.reading(folder / INDEX_FILE)
        assert reading is not None
        assert reading.sound()
    return folder


def entries(folder: Path) -> list[Entry]:
    return Archive.reading(folder).entries


@pytest.mark.parametrize("sql", EDITS)
def test_an_edited_index_is_never_believed_and_verifying_names_it(original: Path, tmp_path: Path, sql: str) -> None:
    folder = edited(original, tmp_path / "copy", sql)
    before = (folder / CHAIN_FILE).read_bytes()
    assert entries(folder) == entries(original)
    if "UPDATE records" in sql or "FROM records" in sql:
        assert [one.reason for one in verify(folder, None).broken] == [INDEX_DIFFERS]
    archive = Archive.appending(folder)
    assert archive.entries == entries(original)
    archive.close()
    assert (folder / CHAIN_FILE).read_bytes() == before
    assert verify(folder, None).broken == []


@pytest.mark.parametrize("sql", [one for one in EDITS if "records" in one])
def test_who_writes_the_indexs_digest_anew_is_caught_by_the_records(original: Path, tmp_path: Path, sql: str) -> None:
    folder = edited(original, tmp_path / "copy", sql, skilled=True)
    assert [one.reason for one in verify(folder, None).broken] == [INDEX_DIFFERS]


@given(data=st.data())
@settings(max_examples=many(20, 200))
def test_no_damaged_byte_of_the_index_changes_what_is_read(
    original: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged") / "archive"
    shutil.copytree(original, folder)
    content = bytearray((folder / INDEX_FILE).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    (folder / INDEX_FILE).write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
    assert entries(folder) == entries(original)
    verify(folder, None)
    archive = Archive.appending(folder, durable=False)
    assert archive.entries == entries(original)
    archive.close()
    assert verify(folder, None).broken == []


def test_a_sound_index_is_used_and_takes_up_what_is_new(original: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(original, folder)
    archive = Archive.appending(folder)
    assert archive._index.sound()
    archive.append(Capture.of_page(page(500), url=URL.format("one", 500), captured=MOMENT), "ru_sudrf")
    archive.close()
    index = Index.reading(folder / INDEX_FILE)
    assert index is not None
    assert index.sound()
    assert len(list(index.entries())) == len(entries(original)) + 1


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + bytes(200)])
def test_a_reader_that_cannot_read_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def remembering(*given: Any, **named: Any) -> sqlite3.Connection:
        opened.append(connect(*given, **named))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", remembering)
    file = tmp_path / "index.sqlite"
    file.write_bytes(content)
    assert Index.reading(file) is None
    (connection,) = opened
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
