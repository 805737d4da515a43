"""What happens to an observatory when processes die, meet, or run out of disk: with real processes."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.archive.warcs import Answer, write_warc
from tests.running import Started, called
from tests.study import many

from absentia.archive import Archive, Capture, archived
from absentia.model import tables as model_tables
from absentia.observatory import Observatory

FIXTURES = Path(__file__).resolve().parents[1] / "sources" / "fixtures"
LINKED = {f"{table}.parquet" for table in model_tables.LINKED}
EPOCH = "1800000000"


def started(*arguments: str | Path, room: int | None = None) -> Started:
    """A process of its own."""
    return Started(*arguments, room=room, SOURCE_DATE_EPOCH=EPOCH)


def absentia(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return called(*arguments, SOURCE_DATE_EPOCH=EPOCH)


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.glob("*.parquet"))}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Some dozens of pages: fixtures, several times with different bytes."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(4):
        for fixture in sorted(FIXTURES.glob("*criminal*.html")):
            (folder / f"{number}-{fixture.name}").write_bytes(fixture.read_bytes() + b"<!-- %d -->" % number)
    return folder


@pytest.fixture
def key() -> str:
    return "5" * 64


def observatory_with(path: Path, key: str) -> Observatory:
    made = Observatory.create(path)
    (path / "keys" / "pseudonym.key").write_text(key)
    return made


def test_killed_at_any_moment_it_loses_and_doubles_nothing(tmp_path: Path, pages: Path, key: str) -> None:
    whole = observatory_with(tmp_path / "whole", key)
    began = time.monotonic()
    assert started("parse", pages, "--into", whole.path).wait().returncode == 0
    lasted = time.monotonic() - began

    killed = observatory_with(tmp_path / "killed", key)
    moments = random.Random(20260101)  # noqa: S311  moments to die at, not secrets
    seen: set[str] = set()
    for _ in range(many(2, 20)):
        process = started("parse", pages, "--into", killed.path)
        time.sleep(moments.uniform(0.15, 1.0) * lasted)
        process.kill()
        now = {entry.sha256 for entry in Archive.reading(killed.archive).entries}
        assert seen <= now
        seen = now
        tables = {*digests(killed.tables)} - LINKED
        assert tables in (set(), {*digests(whole.tables)} - LINKED)
    assert absentia("parse", pages, "--into", killed.path).returncode == 0

    entries = Archive.reading(killed.archive).entries
    assert len(entries) == len({entry.sha256 for entry in entries}) == len(list(pages.iterdir()))
    assert digests(killed.tables) == digests(whole.tables)


def test_killed_while_adding_to_tables_it_leaves_the_old_ones_or_the_new_ones(
    tmp_path: Path, pages: Path, key: str
) -> None:
    observatory = observatory_with(tmp_path / "added", key)
    few = sorted(pages.glob("0-*"))
    assert absentia("parse", *few, "--into", observatory.path).returncode == 0
    old = digests(observatory.tables)
    with observatory.writing():
        archive = Archive.appending(observatory.archive)
        for file in sorted(pages.iterdir()):
            archive.append(Capture.of_page(file.read_bytes()), "ru_sudrf")
        archive.close()
    whole = observatory_with(tmp_path / "whole", key)
    shutil.copytree(observatory.archive, whole.archive, dirs_exist_ok=True)
    began = time.monotonic()
    assert started("-C", whole.path, "parse").wait().returncode == 0
    lasted = time.monotonic() - began
    new = digests(whole.tables)

    moments = random.Random(20260102)  # noqa: S311  moments to die at, not secrets
    for _ in range(many(2, 20)):
        process = started("-C", observatory.path, "parse")
        time.sleep(moments.uniform(0.3, 1.0) * lasted)
        process.kill()
        now = digests(observatory.tables)
        # linking writes one table after the other, and vouches for them when all are there
        assert all(now[name] in (old[name], new[name]) for name in now)
        assert any(all(now[name] == each[name] for name in each.keys() - LINKED) for each in (old, new))
    assert absentia("-C", observatory.path, "parse").returncode == 0
    assert digests(observatory.tables) == new
    done = absentia("-C", observatory.path, "parse")
    assert f"0 pages read now, {len(list(pages.iterdir()))} known from before" in done.stderr


def test_a_torn_record_is_cut_off_and_its_page_archived_again(tmp_path: Path, pages: Path, key: str) -> None:
    observatory = observatory_with(tmp_path / "torn", key)
    assert absentia("parse", pages, "--into", observatory.path).returncode == 0
    before = digests(observatory.tables)
    with Archive.reading(observatory.archive).segments()[-1].open("r+b") as handle:
        handle.truncate(handle.seek(0, 2) - 500)
    chain = observatory.archive / "chain.log"  # a process that dies has not yet written its last line
    chain.write_bytes(b"".join(chain.read_bytes().splitlines(keepends=True)[:-1]))
    done = absentia("parse", pages, "--into", observatory.path)
    assert done.returncode == 0
    assert "bytes of an unfinished record were cut off" in done.stderr
    assert "1 new page archived" in done.stderr
    assert digests(observatory.tables) == before


def test_deleted_tables_are_rebuilt_byte_for_byte(tmp_path: Path, pages: Path, key: str) -> None:
    observatory = observatory_with(tmp_path / "again", key)
    assert absentia("parse", pages, "--into", observatory.path).returncode == 0
    before = digests(observatory.tables)
    assert len(before) == 8 + len(LINKED)
    shutil.rmtree(observatory.tables)
    done = absentia("-C", observatory.path, "parse", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert digests(observatory.tables) == before
    assert json.loads((observatory.runs / "0002" / "delta.json").read_text()) == {}


def test_the_order_of_import_does_not_show_but_in_the_place(tmp_path: Path, key: str) -> None:
    files = sorted(FIXTURES.glob("*criminal*.html"))
    found = []
    for name, order in (("forth", files), ("back", files[::-1])):
        observatory = observatory_with(tmp_path / name, key)
        assert absentia("parse", *order, "--into", observatory.path).returncode == 0
        found.append(observatory.tables)
    first, second = (digests(tables) for tables in found)
    assert {name for name in first if first[name] != second[name]} == {"captures.parquet"}
    captures = [pq.read_table(tables / "captures.parquet").drop(["archive_file", "archive_offset"]) for tables in found]
    assert captures[0].equals(captures[1])


def test_a_second_process_is_told_who_is_writing(tmp_path: Path, pages: Path, key: str) -> None:
    observatory = observatory_with(tmp_path / "busy", key)
    with observatory.writing():
        done = started("parse", pages, "--into", observatory.path).wait()
    assert done.returncode == 1
    assert f"pid {os.getpid()}" in done.stderr
    assert "what next" in done.stderr
    assert not list(observatory.archive.iterdir())


def test_two_at_once_one_does_the_work(tmp_path: Path, pages: Path, key: str) -> None:
    observatory = observatory_with(tmp_path / "race", key)
    both = [started("parse", pages, "--into", observatory.path) for _ in range(2)]
    done = [process.wait() for process in both]
    codes = sorted(one.returncode for one in done)
    assert codes[0] == 0
    assert codes[1] in (0, 1)  # the second may have come after the first had finished
    assert codes[1] == 0 or any("another process" in one.stderr for one in done)
    assert len(archived(Archive.reading(observatory.archive).entries)) == len(list(pages.iterdir()))


@pytest.mark.parametrize("room", [3_000, 9_000, 15_000])
def test_without_room_it_says_so_and_leaves_nothing_half_written(
    tmp_path: Path, pages: Path, key: str, room: int
) -> None:
    observatory = observatory_with(tmp_path / "full", key)
    few = sorted(pages.glob("0-garrison*"))
    assert absentia("parse", *few, "--into", observatory.path).returncode == 0
    before, entries = digests(observatory.tables), len(Archive.reading(observatory.archive).entries)
    done = started("parse", pages, "--into", observatory.path, room=room).wait()
    assert done.returncode == 1
    assert "absentia: error:" in done.stderr
    assert "Traceback" not in done.stderr
    assert digests(observatory.tables) == before
    assert not [path for path in observatory.path.rglob("*") if path.name.startswith(".")]
    archive = Archive.appending(observatory.archive)
    assert (archive.cut_off, archive.damages) == (0, [])
    assert len(archive.entries) >= entries
    assert absentia("parse", pages, "--into", observatory.path).returncode == 0


def test_a_full_disk_is_called_by_its_name(tmp_path: Path, pages: Path, key: str) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=190k", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        observatory = observatory_with(small / "observatory", key)
        done = started("parse", pages, "--into", observatory.path).wait()
        assert done.returncode == 1
        assert "the disk is full" in done.stderr
        assert not list(observatory.tables.iterdir())
        archive = Archive.appending(observatory.archive)
        archive.close()
        assert archive.cut_off == 0
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_an_interrupted_making_of_an_observatory_is_taken_up_again(tmp_path: Path) -> None:
    path = tmp_path / "begun"
    (path / "archive").mkdir(parents=True)
    (path / "keys").mkdir()
    assert absentia("parse", FIXTURES / "act.html", "--into", path).returncode == 0


def test_a_rotten_record_stops_the_reading_and_the_tables_stay_as_they_were(
    tmp_path: Path, pages: Path, key: str
) -> None:
    observatory = observatory_with(tmp_path / "rotten", key)
    assert absentia("parse", pages, "--into", observatory.path).returncode == 0
    entry = Archive.reading(observatory.archive).entries[7]
    with (observatory.archive / entry.file).open("r+b") as handle:
        handle.seek(entry.offset + 120)
        handle.write(b"\xee" * 50)
    done = absentia("-C", observatory.path, "parse")
    assert done.returncode == 1
    assert "a record of the archive cannot be read" in done.stderr
    assert pq.read_table(observatory.tables / "captures.parquet").num_rows == len(list(pages.iterdir()))
    # without a backup: what can still be read is taken into a new one
    anew = observatory_with(tmp_path / "new", key)
    absentia("-C", anew.path, "archive", "import", observatory.archive)
    assert absentia("-C", anew.path, "parse").returncode == 0
    assert pq.read_table(anew.tables / "captures.parquet").num_rows == len(list(pages.iterdir())) - 1


def test_a_crawl_goes_into_the_tables_with_address_and_time(tmp_path: Path, key: str) -> None:
    observatory = observatory_with(tmp_path / "crawl", key)
    card = FIXTURES / "garrison_card_criminal_first.html"
    answer = Answer("https://yargvs--jrs.sudrf.ru/modules.php?name=sud_delo&case_id=1", card.read_bytes(), ("gzip",))
    crawl = tmp_path / "crawl.warc.gz"
    crawl.write_bytes(write_warc([answer], gzipped=True)[0])
    assert absentia("parse", card, crawl, card, "--into", observatory.path).returncode == 0
    (capture,) = pq.read_table(observatory.tables / "captures.parquet").to_pylist()
    assert capture["url"] == answer.url
    assert capture["captured"].isoformat() == "2026-03-04T05:06:07"
    assert capture["court"] == "yargvs--jrs.sudrf.ru"
    assert capture["synthetic"] is True
