from __future__ import annotations

import errno
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.archive.warcs import Answer, page, write_warc
from tests.study import many

from absentia.archive import Archive, Capture, archived, load, read_pages, store
from absentia.archive.chain import CHAIN_FILE
from absentia.archive.index_file import INDEX_FILE, forget

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
KINDS = ("warcinfo", "response", "resource", "revisit")
SEEN = "https://court.synthetic.example/?n={}"


@pytest.fixture(autouse=True)
def _fixed_import_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")


def filled(folder: Path, count: int = 5) -> Path:
    archive = Archive.appending(folder)
    for number in range(count):
        assert archive.append(Capture.of_page(page(number)), "ru_sudrf")
    archive.close()
    return archive.segments()[-1]


def kind_of(record: WarcRecord) -> str:
    return next(kind for kind in KINDS if record.record_type == getattr(WarcRecordType, kind))


def heads(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """Kind and headers of every record, read by another tool from the file's start."""
    found = []
    for segment in Archive.reading(folder).segments():
        with segment.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False):
                found.append((kind_of(record), dict(record.headers.items())))  # noqa: PERF401  two loops
    return found


def bodies(folder: Path) -> list[bytes]:
    captures = [load(folder, one) for one in archived(Archive.reading(folder).entries)]
    return sorted(capture.body for capture in captures if capture is not None)


def test_pages_come_back_as_they_went_in_and_only_once(tmp_path: Path) -> None:
    filled(tmp_path)
    archive = Archive.appending(tmp_path)
    assert [archive.append(Capture.of_page(page(number)), "ru_sudrf") for number in (0, 4, 5)] == [False, False, True]
    archive.close()
    assert bodies(tmp_path) == sorted(page(number) for number in range(6))


def test_a_crawled_answer_is_kept_as_the_server_sent_it(tmp_path: Path) -> None:
    answer = Answer(SEEN.format(1), page(1), ("gzip",), chunked=True)
    (capture,) = read_pages(io.BytesIO(write_warc([answer], gzipped=True)[0]))
    assert isinstance(capture, Capture)
    archive = Archive.appending(tmp_path)
    archive.append(capture, "ru_sudrf")
    archive.close()
    with archive.segments()[0].open("rb") as stream:
        found = ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False)
        records = [(kind_of(record), record.reader.read()) for record in found]
    assert [kind for kind, _block in records] == ["warcinfo", "response"]
    assert records[1][1] == capture.message
    (one,) = archived(Archive.reading(tmp_path).entries)
    again = load(tmp_path, one)
    assert again is not None
    assert (again.body, again.url, again.captured, again.status) == (page(1), SEEN.format(1), capture.captured, 200)


def test_a_file_without_a_date_gets_none_though_the_standard_wants_one(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    (entry,) = Archive.reading(tmp_path).entries
    assert (entry.captured, entry.url) == (None, None)
    assert [headers["WARC-Date"] for _kind, headers in heads(tmp_path)] == ["2027-01-15T08:00:00Z"] * 2


def test_the_same_page_seen_again_is_one_capture_under_its_earliest_date_and_address(tmp_path: Path) -> None:
    body = page(1)
    later, earlier = MOMENT.replace(day=9), MOMENT
    sightings = [
        Capture.of_page(body),
        Capture.of_page(body, url=SEEN.format("b"), captured=later),
        Capture.of_page(body, url=SEEN.format("a"), captured=earlier),
        Capture.of_page(body, url=SEEN.format("a"), captured=earlier),
        Capture.of_page(body),
    ]
    for name, order in (("one way", sightings), ("the other", sightings[::-1])):
        folder = tmp_path / name
        archive = Archive.appending(folder)
        added = [archive.append(capture, "ru_sudrf") for capture in order]
        archive.close()
        assert sum(added) == 1
        (one,) = archived(Archive.reading(folder).entries)
        assert (one.url, one.captured) == (SEEN.format("a"), earlier)
        capture = load(folder, one)
        assert capture is not None
        assert capture.body == body
    kinds = [kind for kind, _headers in heads(tmp_path / "one way")]
    assert sorted(kinds) == sorted(["warcinfo", "resource", "warcinfo", "revisit", "revisit"])


@given(data=st.data())
@settings(max_examples=many(20, 300))
def test_a_process_that_dies_while_writing_loses_only_what_it_had_not_finished(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    segment = filled(folder)
    whole = segment.read_bytes()
    entries = Archive.reading(folder).entries
    offsets = [entry.offset for entry in entries if entry.file == segment.name]
    before = len(entries) - len(offsets)
    cut = data.draw(st.integers(0, len(whole)))
    segment.write_bytes(whole[:cut])
    # a process that dies has not yet written down what it was writing
    lines = (folder / CHAIN_FILE).read_bytes().splitlines(keepends=True)
    (folder / CHAIN_FILE).write_bytes(b"".join(line for line in lines if segment.name.encode() not in line))
    forget(folder / INDEX_FILE)
    finished = sum(1 for end in [*offsets[1:], len(whole)] if end <= cut)

    archive = Archive.appending(folder)
    assert len(archive.entries) == before + finished
    ends = [0, offsets[0], *offsets[1:], len(whole)]
    assert segment.stat().st_size == max(end for end in ends if end <= cut)
    assert archive.cut_off == cut - segment.stat().st_size
    assert archive.damages == []
    assert (folder / CHAIN_FILE).read_bytes() == b"".join(lines[: archive.chain.position])
    for number in range(5):
        archive.append(Capture.of_page(page(number)), "ru_sudrf")
    archive.close()
    assert bodies(folder) == sorted(page(number) for number in range(5))


def test_a_record_that_rotted_is_reported_never_cut_and_never_written_behind(tmp_path: Path) -> None:
    segment = filled(tmp_path)
    before = len(Archive.reading(tmp_path).segments())
    last = Archive.reading(tmp_path).entries[-1].offset
    rotten = bytearray(segment.read_bytes())
    rotten[last + 200 : last + 240] = b"\xee" * 40
    segment.write_bytes(rotten)

    archive = Archive.appending(tmp_path)
    assert archive.cut_off == 0
    assert len(archive.damages) == 1
    archive.append(Capture.of_page(page(4)), "ru_sudrf")
    archive.close()
    assert segment.read_bytes() == bytes(rotten)
    assert len(archive.segments()) == before + 1
    assert bodies(tmp_path) == sorted(page(number) for number in range(5))


def test_damage_in_the_middle_costs_that_page_and_cuts_nothing(tmp_path: Path) -> None:
    segment = filled(tmp_path)
    entries = Archive.reading(tmp_path).entries
    rotten = bytearray(segment.read_bytes())
    rotten[entries[2].offset + 30 : entries[2].offset + 60] = b"\xee" * 30
    segment.write_bytes(rotten)
    archive = Archive.appending(tmp_path)
    assert (len(archive.entries), len(archive.damages), archive.cut_off) == (4, 1, 0)
    assert segment.read_bytes() == bytes(rotten)


def test_a_page_whose_record_rotted_is_archived_again_though_it_was_seen_again(tmp_path: Path) -> None:
    seen = Capture.of_page(page(1), url=SEEN.format("a"), captured=MOMENT)
    archive = Archive.appending(tmp_path)
    for capture in (Capture.of_page(page(1)), seen, Capture.of_page(page(2))):
        archive.append(capture, "ru_sudrf")
    archive.close()
    first = archive.entries[0].offset
    segment = archive.segments()[0]
    rotten = bytearray(segment.read_bytes())
    rotten[first + 30 : first + 60] = b"\xee" * 30
    segment.write_bytes(rotten)

    again = Archive.appending(tmp_path)
    assert [one.sha256 for one in archived(again.entries)] == [Capture.of_page(page(2)).sha256]
    assert again.append(seen, "ru_sudrf")
    again.close()
    assert bodies(tmp_path) == sorted([page(1), page(2)])


def test_a_page_whose_bytes_are_not_what_the_archive_says_is_not_given_out(tmp_path: Path) -> None:
    filled(tmp_path, 2)
    first, second = archived(Archive.reading(tmp_path).entries)
    swapped = type(first)(**{**{name: getattr(first, name) for name in first.__slots__}, "offset": second.offset})
    assert load(tmp_path, swapped) is None


def test_segments_roll_over_and_are_read_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SEGMENT_BYTES", 2500)
    filled(tmp_path, 8)
    archive = Archive.reading(tmp_path)
    assert len(archive.segments()) > 2
    assert len(archive.entries) == 8
    assert bodies(tmp_path) == sorted(page(number) for number in range(8))


class _FullDisk(io.FileIO):
    """Takes half of the next write and then nothing more, as a full disk does."""

    left = 0

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        if not type(self).left:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = view[: type(self).left]
        type(self).left -= len(taken)
        return super().write(taken)


@pytest.mark.parametrize("room", [1, 700, 1500, 2500])
def test_a_full_disk_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    segment = filled(tmp_path, 2)
    before = segment.read_bytes()
    real: Callable[..., io.FileIO] = Path.open
    monkeypatch.setattr(_FullDisk, "left", room)
    monkeypatch.setattr(
        Path, "open", lambda path, mode="r", **k: _FullDisk(path, "ab") if "a" in mode else real(path, mode, **k)
    )
    archive = Archive.appending(tmp_path)

    def add_all() -> None:
        for number in range(2, 9):
            archive.append(Capture.of_page(page(number)), "ru_sudrf")

    with pytest.raises(OSError, match="No space left"):
        add_all()
    monkeypatch.undo()
    assert segment.read_bytes().startswith(before)
    again = Archive.appending(tmp_path)
    assert again.cut_off == 0
    assert not again.damages
