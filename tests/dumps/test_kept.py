"""What is kept of a package is in the chain, the same to the byte, without judges, and held before it is read."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.dumps.register_world import JUDGE, World, drawn, package

from absentia.archive import Archive
from absentia.dumps import kept
from absentia.dumps.differences import CHANGES, compare, differences
from absentia.dumps.dump import CHANGED, SLICE, SNAPSHOT
from absentia.dumps.held import RECORD, broken_in, dumps_of, newest
from absentia.dumps.kept import PACKAGE, take_in
from absentia.dumps.probing import probe
from absentia.dumps.reading import connected as plain
from absentia.errors import Damaged, UnreadableInput
from absentia.observatory import Observatory
from absentia.sources import ua_edrsr

NAME = "edrsr_data_2026.zip"
COUNTED = ("40851", "5459", "40852", "2050", "40846", "40845")


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    return Observatory.create(tmp_path / "observatory")


def taken(observatory: Observatory, world: World, week: int = 0, *faults: str, keep: bool = False) -> kept.TakenIn:
    file = package(world.documents(week), observatory.path.parent / NAME, world.day(week), *faults)
    return take_in(observatory, file, ua_edrsr, keep=keep)


def test_the_package_is_in_the_chain_before_it_is_read(
    observatory: Observatory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(kept, "stage", never)
    with pytest.raises(RuntimeError):
        taken(observatory, World(1), keep=True)
    archive = Archive.reading(observatory.archive)
    (entry,) = archive.entries
    assert entry.url is not None
    assert entry.url.startswith("urn:sha256:")
    (copy,) = observatory.path.rglob(PACKAGE)
    assert copy.read_bytes() == (observatory.path.parent / NAME).read_bytes()
    assert dumps_of(observatory) == [], "what was not read to its end is no package that counts"


def test_the_same_package_makes_the_same_bytes_by_any_number_of_threads(
    observatory: Observatory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = taken(observatory, World(2, 300))
    first = {name: (found.dump.folder / name).read_bytes() for name in (RECORD, SNAPSHOT, SLICE)}
    assert taken(observatory, World(2, 300)).known
    for threads in (1, 2):
        monkeypatch.setattr(kept, "connected", lambda folder, threads=threads: plain(folder, threads))
        other = taken(Observatory.create(tmp_path / str(threads)), World(2, 300), 0)
        assert {name: (other.dump.folder / name).read_bytes() for name in first} == first


def test_the_order_of_lines_does_not_matter(observatory: Observatory, tmp_path: Path) -> None:
    world = World(2, 300)
    documents = world.documents(0)
    random.Random(1).shuffle(documents)  # noqa: S311  repeatable, no secret
    first = taken(observatory, world).dump.folder
    other = Observatory.create(tmp_path / "other")
    again = take_in(other, package(documents, tmp_path / NAME, world.day(0)), ua_edrsr).dump.folder
    assert first.name != again.name, "another package"
    assert [(first / one).read_bytes() for one in (SNAPSHOT, SLICE)] == [
        (again / one).read_bytes() for one in (SNAPSHOT, SLICE)
    ]


def test_no_judge_is_in_any_file(observatory: Observatory) -> None:
    faults = ("newline", "short_row", "swallowed", "open_quote", "twice_redated")
    found = taken(observatory, World(1, 200), 0, *faults)
    assert found.lines.refused == 3
    for file in found.dump.folder.glob("*.parquet"):
        table = pq.read_table(file)
        assert "judge" not in table.column_names
        assert JUDGE not in str(table.to_pydict())
    archive = Archive.reading(observatory.archive)
    bodies = [one.body for entry in archive.entries if (one := archive.get(entry.sha256)) is not None]
    assert len(bodies) == 2
    everything = bodies + [file.read_bytes() for file in observatory.path.rglob("*") if file.is_file()]
    assert not [one for one in everything if JUDGE.encode() in one]


def test_what_was_changed_is_not_counted(observatory: Observatory) -> None:
    dump = taken(observatory, World(1)).dump
    assert broken_in(observatory) == []
    file = dump.folder / SLICE
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(Damaged, match="not what was written"):
        dump.table(SLICE)
    assert [one.file for one in broken_in(observatory)] == [file.relative_to(observatory.path).as_posix()]
    told = json.loads((dump.folder / RECORD).read_text(encoding="utf-8"))
    (dump.folder / RECORD).write_text(json.dumps(told | {"day": "2026-01-01"}), encoding="utf-8")
    with pytest.raises(Damaged):
        dumps_of(observatory)
    assert len(broken_in(observatory)) == 1


@pytest.mark.parametrize("what", [RECORD, "the folder", "the year"])
def test_a_package_that_is_gone_is_not_an_older_one_that_is_the_newest(observatory: Observatory, what: str) -> None:
    world = World(1)
    taken(observatory, world)
    newer = taken(observatory, world, 1).dump
    if what == RECORD:
        (newer.folder / RECORD).unlink()
    else:
        shutil.rmtree(newer.folder if what == "the folder" else newer.folder.parent)
    with pytest.raises(Damaged, match="is missing") as problem:
        dumps_of(observatory)
    assert str(problem.value.where).endswith(f"{RECORD}")
    assert [one.reason for one in broken_in(observatory)] == [CHANGED]
    taken(observatory, world)
    taken(observatory, world, 1)
    assert newest(dumps_of(observatory))[0].day == newer.day, "taken in again it is there again"


@pytest.mark.parametrize(
    ("name", "day", "told"),
    [
        ("data.zip", World(1).day(0), "not called as its publisher calls it"),
        (NAME, dt.date(1980, 1, 1), "does not say of which day"),
        (NAME, World(1).day(-20), "not received in 2026 up to 2026-04-20"),
        ("edrsr_data_2025.zip", World(1).day(0), "not received in 2025 up to 2026-09-07"),
    ],
)
def test_a_package_that_does_not_say_what_it_covers_is_refused(
    observatory: Observatory, tmp_path: Path, name: str, day: dt.date, told: str
) -> None:
    file = package(World(1).documents(0), tmp_path / name, day)
    with pytest.raises(UnreadableInput, match=told):
        take_in(observatory, file, ua_edrsr)
    assert dumps_of(observatory) == []


def test_a_package_that_is_not_there_was_named_wrongly(observatory: Observatory, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / NAME
    for ask in (partial(take_in, observatory, nowhere, ua_edrsr), partial(probe, nowhere, ua_edrsr.register_layout)):
        with pytest.raises(UnreadableInput, match="no such file") as caught:
            ask()
        assert caught.value.where == str(nowhere)
        assert "check the path" in str(caught.value.next_step)


def test_a_document_that_contradicts_itself_is_not_counted_and_said(observatory: Observatory) -> None:
    found = taken(observatory, World(1), 0, "twice", "twice_redated")
    counts = found.dump.told["counts"]
    assert (counts["repeated"], counts["contradictory"]) == (2, 1)
    documents = World(1).documents(0)
    ids = pq.read_table(found.dump.folder / SNAPSHOT)["document"].to_pylist()
    assert ids == sorted(one.id for one in documents[1:])


def test_of_two_packages_of_one_day_nothing_tells_which_is_newer(observatory: Observatory) -> None:
    taken(observatory, World(1))
    with pytest.raises(UnreadableInput, match="nothing tells which is newer"):
        taken(observatory, World(2))
    assert len(dumps_of(observatory)) == 1


def test_a_code_of_the_chapter_without_a_name_stops(observatory: Observatory) -> None:
    with pytest.raises(UnreadableInput, match="means no article yet"):
        taken(observatory, World(1), 0, "unnamed_code")
    assert dumps_of(observatory) == []


def changed() -> tuple[World, dict[str, int]]:
    """A world in which one document each changed in each way between two weeks."""
    world = World(5, 300)
    shown = [one for one in world.documents(0) if one.kind == "2" and one.category in COUNTED and one.address]
    kinds = ("gone", "closed", "redated", "recategorised", "unaddressed")
    world.changes = {0: {shown[9].id: "closed"}, 1: {one.id: kind for one, kind in zip(shown, kinds, strict=False)}}
    world.changes[1][shown[9].id] = "reopened"
    before = {one.id for one in world.documents(0)}
    new = [one for one in world.documents(1) if one.id not in before and one.kind == "2" and one.category in COUNTED]
    return world, dict.fromkeys(CHANGES, 1) | {"new": len(new)}


def test_differences_are_those_that_happened(observatory: Observatory) -> None:
    world, happened = changed()
    for week in (0, 1):
        taken(observatory, world, week)
    held = dumps_of(observatory)
    (found,) = differences(held)
    assert found.changes == happened
    assert happened["new"] > 3
    same = compare(held[1], held[1])
    assert set(same.changes.values()) == {0}
    one, two = (compare(held[0], held[1], threads=threads).changes for threads in (1, 2))
    assert one == two == found.changes
    assert [one.day for one in newest(held)] == [world.day(1)]


def test_differences_under_one_article_are_a_part_of_all(observatory: Observatory) -> None:
    world, _happened = changed()
    for week in (0, 1):
        taken(observatory, world, week)
    held = dumps_of(observatory)
    (every,) = differences(held)
    parts = [next(differences(held, article)).changes for article in ("402", "407", "408")]
    assert all(sum(one[name] for one in parts) <= every.changes[name] for name in CHANGES)
    assert sum(one["gone"] for one in parts) == every.changes["gone"]


def test_an_address_that_was_never_there_is_no_loss(observatory: Observatory) -> None:
    world = World(5, 300)
    fresh = {one.id for one in world.documents(0) if not one.address}
    assert fresh
    for week in (0, 1):
        taken(observatory, world, week)
    (found,) = differences(dumps_of(observatory))
    assert (found.changes["address_lost"], found.changes["gone"]) == (0, 0)
    assert {one.id for one in drawn(5, 300)} >= fresh
