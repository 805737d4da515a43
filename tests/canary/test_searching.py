"""That the canary's search finds a name wherever it may hide: a search that finds nothing would prove nothing."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from tests.canary.searching import Search, files_outside
from tests.parse.people import Person, disguised

NAME = "Вымышленко"
SEARCH = Search([Person(NAME, "Пример", "Тестович", (NAME, "Вымышленкою"))])


def zipped(name: str, member: str, data: bytes) -> tuple[str, bytes]:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(member, data)
    return name, target.getvalue()


def table(text: str) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table({"lists": [[text]] * 3, "number": [1, 2, 3]}), target, compression="zstd")
    return target.getvalue()


def base(text: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute("CREATE TABLE t (a TEXT)")
        made.execute("INSERT INTO t VALUES (?)", (text,))
        made.commit()
        return made.serialize()


PLAIN = f"явился {NAME}, отложено".encode()
HIDDEN = {
    **{f"disguise {number}": ("a.txt", text.encode()) for number, text in enumerate(disguised(NAME))},
    "in cp1251": ("a.html", f"{NAME}ю №".encode("cp1251")),
    "in UTF-16": ("a.txt", NAME.encode("utf-16-le")),
    "in a word": ("a.txt", f"x{NAME}у".encode()),
    "JSON": ("a.json", json.dumps({"a": NAME}).encode()),
    "encoded cp1251": ("a.txt", quote(quote(NAME.encode("cp1251"))).encode()),
    "%u": ("a.txt", "".join(f"%u{ord(letter):04X}" for letter in NAME).encode()),
    "gzip": ("a.gz", gzip.compress(PLAIN)),
    "zstd": ("a.zst", zstandard.compress(PLAIN)),
    "zip": zipped("a.zip", "member.txt", PLAIN),
    "WACZ titles": zipped("a.wacz", "pages/pages.jsonl", json.dumps({"url": "", "title": NAME}).encode()),
    "WACZ about": zipped("a.wacz", "datapackage.json", PLAIN),
    "Parquet": ("a.parquet", table(NAME)),
    "SQLite": ("a.sqlite", base(NAME)),
    "SQLite with a log": ("a.sqlite", base(NAME)[:18] + b"\x02\x02" + base(NAME)[20:]),
    "the file's own name": (f"{NAME}.txt", b""),
    "packed twice": ("a.gz", gzip.compress(zipped("", "b", PLAIN)[1])),
}


@pytest.mark.parametrize("where", HIDDEN)
def test_a_name_is_found(where: str) -> None:
    assert list(SEARCH.found_in(*HIDDEN[where]))


@pytest.mark.parametrize("name", ["a.txt", "a.gz", "a.sqlite"])
def test_nothing_is_found_where_nothing_is(name: str) -> None:
    data = {"a.txt": b"p-0123 \xff", "a.gz": gzip.compress(b"nobody"), "a.sqlite": base("никто")}[name]
    assert not list(SEARCH.found_in(name, data))


def test_every_file_is_looked_at_but_those_of_the_archive(tmp_path: Path) -> None:
    for name in ("a.txt", "archive/b.txt", "runs/1/c.txt", "runs/archive/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert [name for name, _data in files_outside(tmp_path, "archive")] == ["a.txt", "runs/1/c.txt"]
