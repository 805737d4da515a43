"""Workers that do not see an archive's folder read it at its location, in place, be that a folder or not."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.parse.test_incremental import add, capture, observatory_at
from tests.sharing.test_sharing import Buckets

from absentia.archive import Archive
from absentia.archive.remote import RemoteFolder
from absentia.archive.shards import Shard
from absentia.archive.storage import LocationFails
from absentia.cli.collect_output import place_of_shards
from absentia.errors import DataProblem
from absentia.observatory import Observatory
from absentia.parse import build, build_tables
from absentia.parse.batch import Parsed, read_alike, read_batch
from absentia.parse.fingerprint import reader_fingerprint
from absentia.parse.mask import Pseudonyms
from absentia.parse.portions import Wanted
from absentia.parse.tables import FILES
from absentia.sharing.fetch import fetch
from absentia.sharing.location import Location
from absentia.sharing.push import Sharing

PAGES = 30
KEY = b"3" * 32


def collected(path: Path, url: str) -> Observatory:
    """An observatory with pages of its own, all put into the location as its only shard."""
    observatory = observatory_at(path)
    add(observatory, [capture(number) for number in range(PAGES)])
    with observatory.writing():
        assert Sharing(observatory, Location(url), Shard(1, 1), 30).push()
    return observatory


def wanted_of(observatory: Observatory) -> list[Wanted]:
    return [Wanted(one, one.sha256, b"") for one in Archive.reading(observatory.archive).captures()]


def reading_at(remote: RemoteFolder, folder: Path) -> partial[Parsed]:
    given: dict[str, Any] = {"pseudonyms": Pseudonyms(KEY), "fingerprint": reader_fingerprint(KEY)}
    return partial(read_alike, folder=folder / "seen nowhere", remote=remote, **given)


def test_a_process_reads_at_an_address_what_is_in_the_folder(tmp_path: Path) -> None:
    url = f"file://{tmp_path}/location"
    observatory = collected(tmp_path / "o", url)
    wanted = wanted_of(observatory)
    here = read_batch(wanted, folder=observatory.archive, pseudonyms=Pseudonyms(KEY))
    assert here.files["captures.parquet"].num_rows == PAGES
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(reading_at(RemoteFolder(url, "1-of-1"), tmp_path), wanted).result()
    assert (there.files, there.damaged) == (here.files, [])


def test_what_others_collected_is_read_where_they_put_it_and_what_is_not_there_is_told(tmp_path: Path) -> None:
    url = f"buckets://{tmp_path}"
    collected(tmp_path / "o", url)
    head = observatory_at(tmp_path / "head")
    with head.writing():
        fetch(head, Location(url))
    wanted = wanted_of(head)
    read = reading_at(RemoteFolder(url, None), tmp_path)
    assert read(wanted).files == read_batch(wanted, folder=head.archive, pseudonyms=Pseudonyms(KEY)).files
    add(head, [capture(PAGES)])
    with pytest.raises(DataProblem, match="not at the location"):
        read(wanted_of(head))
    with pytest.raises(LocationFails, match="FileNotFound"):
        reading_at(RemoteFolder(url, "2-of-2"), tmp_path)(wanted_of(head))
    ours = [one for one in Buckets.store if "captures-" in one and str(tmp_path) in one]
    segment = max(ours, key=lambda one: Buckets.store[one].size)
    Buckets.store[segment].truncate(100)
    again = RemoteFolder(f"{url}/", None)  # opened anew
    with pytest.raises(DataProblem, match="cannot be read there"):
        reading_at(again, tmp_path)(wanted)


def test_tables_are_the_same_whether_workers_see_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"file://{tmp_path}/location"
    observatory = collected(tmp_path / "o", url)
    assert place_of_shards(observatory) is None
    file = observatory.path / "absentia.toml"
    file.write_text(
        file.read_text(encoding="utf-8") + f'\n[archive]\nlocation = "{url}"\nshard = "1/1"\n', encoding="utf-8"
    )
    observatory = Observatory.open(observatory.path)
    build_tables(observatory, 1)
    before = {name: (observatory.tables / name).read_bytes() for name in FILES}
    for name in FILES:
        (observatory.tables / name).unlink()

    def cluster(function: Callable[[Any], Any], items: Iterable[Any], **_given: Any) -> Iterator[Any]:
        away = observatory.archive.with_name("away")
        for item in items:
            observatory.archive.rename(away)
            try:
                done = function(item)
            finally:
                away.rename(observatory.archive)
            yield done

    monkeypatch.setattr(build, "ray_map", cluster)
    monkeypatch.setattr(build, "must_be_usable", lambda _engine: None)
    built = build_tables(observatory, 1, engine="ray://synthetic.example:1", remote=place_of_shards(observatory))
    assert built.read == PAGES
    assert {name: (observatory.tables / name).read_bytes() for name in FILES} == before
