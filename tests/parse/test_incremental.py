"""Tables that are added to are the tables that are written at once; what is read already is not read again."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study import many

from absentia.archive import EVIDENCE, Archive, Archived, Capture, load
from absentia.errors import Damaged
from absentia.manifest import MANIFEST
from absentia.observatory import Observatory
from absentia.parse import Built, batch, build_tables, fingerprint, portions, tables
from absentia.parse.mask import Pseudonyms
from absentia.parse.merging import Merging
from absentia.parse.tables import FILES, INDEX

FIXTURES = Path(__file__).resolve().parents[1] / "sources" / "fixtures"
BODIES = [file.read_bytes() for file in sorted(FIXTURES.glob("*.html"))]
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups, portions and batches so small that a few dozen pages have several of each."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    monkeypatch.setattr(tables, "GROUP_ROWS", 40)
    monkeypatch.setattr(portions, "PORTION", 9)
    monkeypatch.setattr(portions, "BATCH", 4)
    monkeypatch.setattr("absentia.parse.earlier._ROWS", 17)


def observatory_at(path: Path) -> Observatory:
    made = Observatory.create(path)
    (path / "keys" / "pseudonym.key").write_text("3" * 64)
    return made


def capture(number: int, day: int = 0) -> Capture:
    """A page of its own bytes, seen at a court of its own on some day."""
    body = BODIES[number % len(BODIES)] + b"<!-- synthetic %d -->" % number
    return Capture.of_page(
        body, url=f"https://gvs-{number % 5}.synthetic.example/?n={number}", captured=MOMENT + day * timedelta(days=1)
    )


def add(observatory: Observatory, captures: Sequence[Capture], source: str = "ru_sudrf") -> None:
    archive = Archive.appending(observatory.archive)
    for one in captures:
        archive.append(one, source)
    archive.close()


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def rebuilt(observatory: Observatory) -> dict[str, str]:
    """The digests of the tables written at once from the same archive."""
    shutil.rmtree(observatory.tables)
    build_tables(observatory, jobs=1)
    return digests(observatory.tables)


def delta_of(observatory: Observatory, built: Built) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((observatory.runs / built.run / "delta.json").read_text())
    return found


@given(st.lists(st.lists(st.tuples(st.integers(0, 39), st.integers(-2, 2)), max_size=14), min_size=1, max_size=5))
@settings(max_examples=many(5, 50))
def test_added_to_or_written_at_once_the_bytes_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, weeks: list[list[tuple[int, int]]]
) -> None:
    # a page may be seen again on an earlier day than before: then it is known otherwise, and its rows change
    observatory = observatory_at(tmp_path_factory.mktemp("weeks"))
    add(observatory, [capture(0)])
    ever = {0}
    for week in weeks:
        held = readings(observatory)
        add(observatory, [capture(number, day) for number, day in week])
        ever |= {number for number, _day in week}
        built = build_tables(observatory, jobs=1)
        now = readings(observatory)
        assert built.read == len(now.items() - held.items())
        assert built.known == len(now.items() & held.items())
        assert built.counts["captures"] == len(now) == len(ever)
    added_to = digests(observatory.tables)
    assert rebuilt(observatory) == added_to


def readings(observatory: Observatory) -> dict[str, bytes]:
    """What the tables say that they were made of."""
    file = observatory.tables / INDEX
    rows = pq.read_table(file).to_pylist() if file.exists() else []
    return {row["capture"]: row["reading"] for row in rows}


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digests of the captures that are read from here on."""
    read: list[str] = []

    def noted(folder: Path, wanted: Archived) -> Capture | None:
        read.append(wanted.sha256)
        return load(folder, wanted)

    monkeypatch.setattr(batch, "load", noted)
    return read


def test_what_is_in_the_tables_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    observatory = observatory_at(tmp_path)
    add(observatory, [capture(number) for number in range(30)])
    build_tables(observatory, jobs=1)
    read = counting(monkeypatch)
    steps: list[int] = []
    again = build_tables(observatory, jobs=1, advance=steps.append)
    assert (again.read, again.known, read, steps) == (0, 30, [], [])
    assert delta_of(observatory, again) == {}

    new = [capture(number) for number in range(30, 35)]
    add(observatory, new)
    add(observatory, [Capture.of_page(b"User-agent: *", url="https://gvs-1.synthetic.example/robots.txt")], EVIDENCE)
    more = build_tables(observatory, jobs=2, advance=steps.append)
    assert (more.read, more.known) == (5, 30)
    assert sorted(read) == sorted(one.sha256 for one in new)  # so few that no process is started for them
    assert sum(steps) == 5
    assert more.outcome.total == more.counts["captures"] == 35


def test_nothing_new_leaves_the_linked_cases_in_place(tmp_path: Path) -> None:
    observatory = observatory_at(tmp_path)
    add(observatory, [capture(number) for number in range(5)])
    build_tables(observatory, jobs=1)
    (observatory.tables / "cases.parquet").write_bytes(b"cases")
    build_tables(observatory, jobs=1)
    assert (observatory.tables / "cases.parquet").exists()


def _another_reader(_observatory: Observatory) -> None:
    fingerprint._code.cache_clear()


def _flip(name: str) -> Callable[[Observatory], None]:
    def flip(observatory: Observatory) -> None:
        file = observatory.tables / name
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)

    return flip


def _remove(name: str) -> Callable[[Observatory], None]:
    return lambda observatory: (observatory.tables / name).unlink()


@pytest.mark.parametrize(
    "happens",
    [
        _another_reader,
        *map(_flip, (*FILES, MANIFEST)),
        *map(_remove, (INDEX, MANIFEST, "events.parquet")),
    ],
)
def test_tables_that_are_not_this_readers_own_are_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, happens: Callable[[Observatory], None]
) -> None:
    observatory = observatory_at(tmp_path)
    add(observatory, [capture(number) for number in range(20)])
    build_tables(observatory, jobs=1)
    before = digests(observatory.tables)
    if happens is _another_reader:
        monkeypatch.setattr(fingerprint, "_LIBRARIES", ("pyarrow",))
    happens(observatory)
    add(observatory, [capture(20)])
    built = build_tables(observatory, jobs=1)
    added_to = digests(observatory.tables)
    assert (built.read, built.known, built.counts["captures"]) == (21, 0, 21)
    assert added_to != before
    assert rebuilt(observatory) == added_to
    monkeypatch.undo()
    fingerprint._code.cache_clear()


def test_a_capture_that_is_gone_from_the_archive_goes_from_the_tables(tmp_path: Path) -> None:
    observatory = observatory_at(tmp_path)
    add(observatory, [capture(number) for number in range(25)])
    build_tables(observatory, jobs=1)
    lost = observatory.archive / Archive.reading(observatory.archive).entries[0].file
    content = lost.read_bytes()
    lost.unlink()
    with pytest.raises(Damaged, match="its file is missing"):
        build_tables(observatory, jobs=1)
    lost.write_bytes(content)
    # an owner who makes the archive anew, without some of it, and before anything was sealed
    shutil.rmtree(observatory.archive)
    add(observatory, [capture(number) for number in range(20)])
    built = build_tables(observatory, jobs=1)
    assert built.read == 0
    assert built.known == 20
    assert delta_of(observatory, built)["because"]["captures"] == {"gone": 25 - built.known}
    added_to = digests(observatory.tables)
    assert rebuilt(observatory) == added_to


def test_a_run_says_which_filings_are_told_otherwise_and_by_which_page(tmp_path: Path) -> None:
    observatory = observatory_at(tmp_path)
    card = (FIXTURES / "garrison_card_criminal_first.html").read_bytes()
    first = Capture.of_page(card, captured=MOMENT)
    add(observatory, [first, capture(1), capture(2)])
    begun = build_tables(observatory, jobs=1)
    name = Pseudonyms.of_observatory(observatory).capture
    assert "because" not in delta_of(observatory, begun)
    (filing,) = [row for row in rows_of(observatory, "filings") if row["capture"] == name(first.sha256)]
    assert filing["result"]

    encoded = filing["result"].encode()
    assert encoded in card
    later = Capture.of_page(card.replace(encoded, "ПРЕКРАЩЕНО".encode()), captured=MOMENT + timedelta(days=7))
    add(observatory, [later])
    built = build_tables(observatory, jobs=1)
    because = delta_of(observatory, built)["because"]
    assert because["captures"] == {"new": 1}
    assert because["filings"] == {"changed": 1}
    assert because["fields"]["result"] == 1
    assert because["courts"] == {filing["court"]: {"changed": 1}}
    (line,) = map(json.loads, (observatory.runs / built.run / "changes.jsonl").read_text().splitlines())
    assert (line["filing_id"], line["kind"], line["capture"]) == (filing["filing_id"], "changed", name(later.sha256))
    assert line["fields"]["result"] == {"before": filing["result"], "now": "ПРЕКРАЩЕНО"}

    archive = Archive.appending(observatory.archive)
    archive.append(Capture.of_page(card, captured=MOMENT + timedelta(days=9)), "ru_sudrf")
    archive.close()
    assert "because" not in delta_of(observatory, build_tables(observatory, jobs=1))  # seen again: nothing new is said


def rows_of(observatory: Observatory, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(observatory.tables / f"{table}.parquet").to_pylist()
    return found


def test_the_index_holds_nothing_to_try_names_out_with(tmp_path: Path) -> None:
    found = []
    for key in ("5", "6"):
        observatory = observatory_at(tmp_path / key)
        (observatory.path / "keys" / "pseudonym.key").write_text(key * 64)
        named = "https://gvs-1.synthetic.example/?U1_DEFENDANT__NAMESS=Вымышленный"
        add(observatory, [Capture.of_page(BODIES[0], url=named)])
        build_tables(observatory, jobs=1)
        found.append(readings(observatory))
        assert all("Вымышленный".encode() not in file.read_bytes() for file in observatory.tables.iterdir())
    assert not found[0].keys() & found[1].keys()
    assert not set(found[0].values()) & set(found[1].values())


@given(st.data())
@settings(max_examples=many(30, 300))
def test_merging_is_sorting_without_holding_all(data: st.DataObject) -> None:
    schema = pa.schema([("capture", pa.string()), ("row", pa.int32())])
    names = [f"{number:02x}" for number in range(40)]
    old = sorted(data.draw(st.lists(st.sampled_from(names), max_size=60)))
    gone = sorted(data.draw(st.sets(st.sampled_from(names), max_size=10)))
    new = data.draw(
        st.lists(st.sampled_from([name for name in names if name not in set(old) - set(gone)] or ["zz"]), max_size=30)
    )
    cuts = [*sorted(data.draw(st.sets(st.sampled_from(names), max_size=4))), None]
    random.Random(len(new)).shuffle(new)  # noqa: S311  an order, no secret
    rows = {name: list(range(index * 100, index * 100 + 3)) for index, name in enumerate(names)} | {"zz": [0, 1, 2]}

    def batches(captures: Sequence[str], size: int) -> list[pa.RecordBatch]:
        flat = [{"capture": name, "row": row} for name in dict.fromkeys(captures) for row in rows[name]]
        return [pa.RecordBatch.from_pylist(flat[start : start + size], schema) for start in range(0, len(flat), size)]

    written: list[dict[str, object]] = []
    merging = Merging(
        iter(batches(old, data.draw(st.integers(1, 9)))), schema, lambda part: written.extend(part.to_pylist())
    )
    lower = ""
    for until in cuts:
        upper = until or "~"
        inside = [name for name in new if lower < name <= upper]
        merging.add(batches(inside, 5), [name for name in gone if lower < name <= upper], until)
        lower = upper
    expected = [
        {"capture": name, "row": row} for name in sorted((set(old) - set(gone)) | set(new)) for row in rows[name]
    ]
    assert written == expected
