"""Out to other tools and back; and pages that differ in their shell only."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from tests.archive.warcs import Answer, page, write_warc
from warcio.archiveiterator import ArchiveIterator as PeerIterator
from warcio.checker import Checker

from absentia.archive import Archive, Capture, load, read_pages
from absentia.archive.bringing import Brought, bring_in
from absentia.archive.capture import as_text
from absentia.archive.export import export_wacz, export_warc
from absentia.archive.frames import compress, dictionary_frame, record_end
from absentia.archive.intake import zip_date
from absentia.archive.walking import Walk
from absentia.archive.wrappings import said_of
from absentia.cli.main import run
from absentia.errors import EmptyInput, UnreadableInput
from absentia.observatory import Observatory
from absentia.parse.reading import read_capture
from absentia.sources import get_source

URL = "https://gvs.synthetic.example/modules.php?name=sud_delo&n={}"
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
CONTENT = get_source("ru_sudrf").content_digest
SHELL = """<html><head><title>Synthetic court</title></head><body>{clock}
<div id="modSdpContent"><img src="data:image/png;base64,{picture}">
<input type="hidden" name="captchaid" value="{captcha}"><input name="H_date" value="{day}">
<p>{text}</p></div><div class="m-all_m spice"></div><p>visitors: {visitors}</p></body></html>"""


def shell(text: str, visit: int) -> bytes:
    return SHELL.format(
        clock=f"10:00:{visit:02}", picture="iVBOR" * (visit + 1), captcha=f"q7f{visit}", day=f"{visit + 1:02}.03.2026",
        text=text, visitors=1000 + visit,
    ).encode("cp1251")  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    store = Archive.appending(tmp_path / "archive")
    (answered,) = read_pages(
        io.BytesIO(write_warc([Answer(URL.format(99), page(99), ("gzip",), True)], gzipped=True)[0])
    )
    assert isinstance(answered, Capture)
    store.append(answered, "ru_sudrf")
    for number in range(30):
        moment = MOMENT + timedelta(hours=number)
        store.append(Capture.of_page(page(number % 27), url=URL.format(number % 27), captured=moment), "ru_sudrf")
    store.append(Capture.of_page(page(500)), "ru_sudrf")
    store.close()
    return Archive.reading(tmp_path / "archive")


def test_every_frame_is_as_the_standard_wants_it_and_another_tool_reads_all(archive: Archive) -> None:
    with_dictionary = 0
    for segment in archive.segments():
        with segment.open("rb") as stream:
            position = len(dictionary_frame(stream))
            with_dictionary += position > 0
            starts = []
            while position < segment.stat().st_size:
                starts.append(position)
                stream.seek(position + 4)
                flags = stream.read(1)[0]
                assert flags >> 6 or flags & 0x20, "Frame_Content_Size is a must"
                assert flags & 0x04, "a checksum"
                position, _tail = record_end(stream, position)
            stream.seek(0)
            found = ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False)
            assert [(record.stream_pos, record.verify_block_digest()) for record in found] == [
                (start, True) for start in starts
            ]
    assert with_dictionary == 2


def test_siblings_take_a_ninth_of_their_size(tmp_path: Path) -> None:
    frame = "".join(
        f"<li class='menu__{number * 7919 % 10007}'>{number * 104729 % 99991}</li>" for number in range(4000)
    )
    store = Archive.appending(tmp_path)
    bodies = [
        f"<html><body>synthetic {frame}<p>{hashlib.sha256(b'%d' % number).hexdigest() * 3}</p></body></html>".encode()
        for number in range(60)
    ]
    for number, body in enumerate(bodies):
        store.append(Capture.of_page(body, url=URL.format(number), captured=MOMENT), "ru_sudrf")
    store.close()
    raw, kept = sum(map(len, bodies)), sum(path.stat().st_size for path in store.segments())
    assert raw > 9 * kept
    assert raw < 9 * sum(len(compress(body, None)) for body in bodies), "without dictionaries it would not be"


def test_a_page_whose_shell_alone_changed_is_seen_again_and_not_kept_again(tmp_path: Path) -> None:
    store = Archive.appending(tmp_path)
    seen = [("one", "a"), ("one", "a"), ("two", "a"), ("one", "a"), ("one", "b"), ("two", "a")]
    pages = [
        Capture.of_page(shell(text, visit), url=url, captured=MOMENT + timedelta(days=visit))
        for visit, (text, url) in enumerate(seen)
    ]
    assert [store.append(page, "ru_sudrf", CONTENT) for page in pages] == [True, False, True, False, True, False]
    kept = [entry.sha256 for page in pages if (entry := store.first(page.sha256))]
    first, _same, second, _again, other, _last = (page.sha256 for page in pages)
    assert kept == [first, first, second, first, other, second]
    found = store.get(pages[3].sha256)
    assert found is not None
    assert found.body == shell("one", 0)
    store.close()
    again = Archive.reading(tmp_path)
    assert again.counts() == (6, 3, 3)
    assert again.get(pages[5].sha256) is not None
    assert [(one.url, one.captured) for one in again.captures() if one.sha256 == first] == [("a", MOMENT)]


def test_without_being_told_only_the_same_bytes_are_the_same_page(tmp_path: Path) -> None:
    store = Archive.appending(tmp_path)
    captures = [Capture.of_page(shell("one", visit), url="a", captured=MOMENT) for visit in range(3)]
    assert all(store.append(capture, "ru_sudrf") for capture in captures)


def exported(archive: Archive, folder: Path) -> dict[str, Path]:
    files = {"warc": folder / "all.warc.gz", "wacz": folder / "all.wacz"}
    assert export_warc(archive, files["warc"]).lost == 0
    assert export_wacz(archive, files["wacz"], "synthetic", str).lost == 0
    return files


def test_another_tool_finds_every_digest_of_an_export_right(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = exported(archive, tmp_path)["warc"]
    checker = Checker(type("Command", (), {"inputs": [str(file)], "verbose": True})())
    checker.process_all()
    said = capsys.readouterr().out
    assert checker.exit_value == 0
    assert "digest pass" in said
    assert "fail" not in said
    with file.open("rb") as stream:
        kinds = [record.rec_type for record in PeerIterator(stream)]
    assert [kinds.count(kind) for kind in ("response", "resource", "revisit")] == [1, 28, 3]


def sightings(archive: Archive) -> list[tuple[str, str, str, bool, str | None]]:
    """Everything an archive says was seen, whatever the order."""
    return sorted(
        (one.sha256, one.url or "", str(one.captured or ""), one.revisit, one.exact) for one in archive.entries
    )


@pytest.mark.parametrize("kind", ["warc", "wacz"])
def test_what_goes_out_comes_back_the_same_and_goes_out_the_same_again(
    archive: Archive, tmp_path: Path, kind: str
) -> None:
    file, brought = exported(archive, tmp_path)[kind], Brought()
    back = Archive.appending(tmp_path / "back")
    bring_in(back, file, "ru_sudrf", brought)
    brought.settle(back, "ru_sudrf")
    back.close()
    assert (brought.added, brought.seen_again, brought.damaged, dict(brought.passed_over)) == (29, 3, [], {})
    assert sightings(back) == sightings(archive)
    first = [(one.sha256, one.url, one.captured) for one in archive.captures()]
    assert [(one.sha256, one.url, one.captured) for one in back.captures()] == first
    repeated = Brought()
    again = Archive.appending(tmp_path / "back")
    bring_in(again, file, "ru_sudrf", repeated)
    repeated.settle(again, "ru_sudrf")
    assert (repeated.added, repeated.known, repeated.seen_again) == (0, 32, 0)
    again.close()
    (tmp_path / "twice").mkdir()
    second = exported(Archive.reading(tmp_path / "back"), tmp_path / "twice")[kind]
    assert records_of(second, kind) == records_of(file, kind)


def records_of(file: Path, kind: str) -> list[tuple[str, ...]]:
    """What every record of an export says of itself, but the names that are made of its place."""
    content = file.read_bytes() if kind == "warc" else zipfile.ZipFile(file).read("archive/data.warc.gz")
    names = ("WARC-Type", "WARC-Target-URI", "WARC-Date", "WARC-Payload-Digest", "Absentia-Capture", "Absentia-Exact")
    found = ArchiveIterator(io.BytesIO(content), record_types=WarcRecordType.any_type, parse_http=False)
    return sorted(tuple(record.headers.get(name) or "" for name in names) for record in found)


def test_a_page_of_the_same_content_comes_back_as_it_was_seen(tmp_path: Path) -> None:
    store = Archive.appending(tmp_path / "archive")
    for visit in range(3):
        moment = MOMENT + timedelta(days=visit)
        store.append(Capture.of_page(shell("one", visit), url=URL.format(1), captured=moment), "ru_sudrf", CONTENT)
    store.close()
    file, brought = tmp_path / "all.warc.gz", Brought()
    export_warc(Archive.reading(tmp_path / "archive"), file)
    back = Archive.appending(tmp_path / "back")
    bring_in(back, file, "ru_sudrf", brought)
    brought.settle(back, "ru_sudrf")
    back.close()
    assert sightings(back) == sightings(store)
    assert sum(one.exact is not None for one in back.entries) == 2


def other_tool(kind: str, uri: str, date: str, block: bytes = b"", /, **headers: str) -> bytes:
    """A record as some other tool writes it."""
    lines = [f"WARC-Type: {kind}", f"WARC-Target-URI: {uri}", f"WARC-Date: {date}", f"Content-Length: {len(block)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += ["Content-Type: application/http; msgtype=response"]
    return ("WARC/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n").encode() + block + b"\r\n\r\n"


BODY = b"<html><body>synthetic, seen more than once</body></html>"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + BODY
DIGEST = hashlib.sha1(BODY, usedforsecurity=False).digest()
EARLY, LATE = "2026-03-04T05:06:07Z", "2026-03-11T05:06:07Z"
ID = "<urn:uuid:00000000-0000-4000-8000-000000000001>"
FIRST = {"WARC_Refers_To_Target_URI": URL.format(1), "WARC_Refers_To_Date": EARLY}
REFERENCES: dict[str, dict[str, str]] = {
    "payload in base 32": {"WARC_Payload_Digest": "sha1:" + base64.b32encode(DIGEST).decode()},
    "payload in base 16": {"WARC_Payload_Digest": "sha1:" + DIGEST.hex()},
    "payload by another sum": {"WARC_Payload_Digest": "SHA-256:" + hashlib.sha256(BODY).hexdigest()},
    "address and date": FIRST,
    "record": {"WARC_Refers_To": ID},
    "wrong digest, right address": {"WARC_Payload_Digest": "sha1:" + "A" * 32, **FIRST},
}


def bring(tmp_path: Path, *contents: bytes) -> tuple[Archive, Brought]:
    """Import these files, one after another."""
    store, brought = Archive.appending(tmp_path / "archive"), Brought()
    for number, content in enumerate(contents):
        (tmp_path / f"{number}.warc").write_bytes(content)
        with suppress(EmptyInput):
            bring_in(store, tmp_path / f"{number}.warc", "ru_sudrf", brought)
    brought.settle(store, "ru_sudrf")
    store.close()
    return Archive.reading(tmp_path / "archive"), brought


@pytest.mark.parametrize("how", REFERENCES)
@pytest.mark.parametrize("address", [1, 2])
@pytest.mark.parametrize("order", ["before", "behind", "same file", "import before"])
def test_a_revisit_of_any_tool_is_a_sighting(tmp_path: Path, how: str, address: int, order: str) -> None:
    first = other_tool("response", URL.format(1), EARLY, ANSWER, WARC_Record_ID=ID)
    second = other_tool("revisit", URL.format(address), LATE, **REFERENCES[how])
    if order == "import before":
        bring(tmp_path, first)
        if "digest" not in how and how not in ("address and date", "payload by another sum"):
            # what its record was called, and other sums of it, are not kept
            assert dict(bring(tmp_path, second)[1].passed_over) == {"revisit_lost": 1}
            return
    files = {"before": [first, second], "behind": [second, first], "same file": [first + second]}.get(order, [second])
    store, brought = bring(tmp_path, *files)
    assert (brought.seen_again, dict(brought.passed_over)) == (1, {})
    later = datetime(2026, 3, 11, 5, 6, 7, tzinfo=UTC)
    seen = [(one.url, one.captured, one.revisit) for one in store.entries]
    assert seen == [(URL.format(1), MOMENT, False), (URL.format(address), later, True)]
    (capture,) = store.captures()
    assert (capture.url, capture.captured) == (URL.format(1), MOMENT)


@pytest.mark.parametrize("ahead", [timedelta(hours=-1), timedelta(hours=20), timedelta(hours=28), timedelta(days=9999)])
def test_no_page_comes_from_a_day_that_has_not_come(tmp_path: Path, ahead: timedelta) -> None:
    """A clock went wrong where it was kept; believed, such a look would show all that will ever be received."""
    moment = (datetime.now(UTC) + ahead).replace(microsecond=0)
    can_be = ahead < timedelta(days=1)
    text = as_text(moment)
    store, brought = bring(
        tmp_path,
        other_tool("response", URL.format(1), EARLY, ANSWER) + other_tool("revisit", URL.format(1), text, **FIRST),
        write_warc([Answer(URL.format(2), page(2), extra={"WARC-Date": text})], gzipped=True)[0],
    )
    assert (brought.added, brought.seen_again) == (2, 1)
    told = [(one.url, one.captured, one.problems) for one in store.entries]
    assert sorted(told, key=lambda one: (one[0] or "", one[1] != MOMENT)) == [
        (URL.format(1), MOMENT, ()),
        (URL.format(1), moment if can_be else None, ()),
        (URL.format(2), moment if can_be else None, () if can_be else ("date_to_come",)),
    ]


@pytest.mark.parametrize("dates", [True, False])
def test_a_file_that_bears_a_day_to_come_is_a_page_without_a_date(tmp_path: Path, dates: bool) -> None:
    store, file = Archive.appending(tmp_path / "archive"), tmp_path / "page.html"
    file.write_bytes(page(1))
    later = datetime.now(UTC).timestamp() + 1e8
    os.utime(file, (later, later))
    bring_in(store, file, "ru_sudrf", Brought(), file_dates=dates)
    store.close()
    (kept,) = (load(tmp_path / "archive", one) for one in Archive.reading(tmp_path / "archive").captures())
    assert kept is not None
    assert (kept.captured, kept.problems) == (None, ("date_to_come",) if dates else ())
    issues = [one.kind for one in read_capture(get_source("ru_sudrf"), kept).record.issues]
    assert ("date_to_come" in issues) is dates


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_a_revisit_may_name_the_one_before_it(tmp_path: Path, order: tuple[int, ...]) -> None:
    latest = "2026-03-18T05:06:07Z"
    records = (
        other_tool("response", URL.format(1), EARLY, ANSWER),
        other_tool("revisit", URL.format(1), LATE, **FIRST),
        other_tool("revisit", URL.format(1), latest, WARC_Refers_To_Target_URI=URL.format(1), WARC_Refers_To_Date=LATE),
    )
    store, brought = bring(tmp_path, b"".join(records[one] for one in order))
    assert (brought.seen_again, dict(brought.passed_over)) == (2, {})
    days = [one.captured.day for one in store.entries if one.captured]
    assert days == [4, 11, 18]


def test_a_revisit_that_leads_nowhere_is_counted_and_said(tmp_path: Path) -> None:
    picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"
    _store, brought = bring(
        tmp_path,
        other_tool("response", URL.format(1), EARLY, ANSWER),
        other_tool("revisit", URL.format(2), LATE, WARC_Payload_Digest="sha1:" + "A" * 32),
        other_tool("revisit", URL.format(3), LATE),
        other_tool("revisit", URL.format(3), LATE, WARC_Payload_Digest="sha1:я", WARC_Refers_To="я"),
        other_tool("response", URL.format(4), EARLY, picture),
        other_tool("revisit", URL.format(4), LATE, WARC_Refers_To_Target_URI=URL.format(4), WARC_Refers_To_Date=EARLY),
    )
    assert (brought.added, brought.seen_again) == (1, 0)
    assert dict(brought.passed_over) == {"revisit_lost": 3, "not_a_page": 2}


def test_a_file_of_nothing_but_revisits_is_not_empty(tmp_path: Path) -> None:
    bring(tmp_path, other_tool("response", URL.format(1), EARLY, ANSWER))
    store, brought = Archive.appending(tmp_path / "archive"), Brought()
    (tmp_path / "again.warc").write_bytes(other_tool("revisit", URL.format(1), LATE, **FIRST))
    bring_in(store, tmp_path / "again.warc", "ru_sudrf", brought)
    brought.settle(store, "ru_sudrf")
    store.close()
    assert brought.seen_again == 1


@pytest.mark.parametrize("verb", ["archive import", "parse --into ."])
def test_both_ways_in_take_revisits(
    tmp_path: Path, verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Observatory.create(tmp_path / "observatory")
    file = tmp_path / "one.warc"
    file.write_bytes(
        other_tool("response", URL.format(1), EARLY, ANSWER)
        + other_tool("revisit", URL.format(1), LATE, **REFERENCES["payload in base 32"])
        + other_tool("revisit", URL.format(1), LATE, WARC_Payload_Digest="sha1:" + "B" * 32)
    )
    monkeypatch.chdir(made.path)
    run([*verb.split(), str(file)])
    said = capsys.readouterr().err
    assert "1 sighting of a page that was there already" in said
    assert "1 record passed over: a page seen again, whose bytes are neither in these files" in said
    assert [entry.revisit for entry in Archive.reading(made.archive).entries] == [False, True]


@pytest.mark.parametrize("asked", [True, False])
def test_an_export_says_that_it_holds_no_ledger_where_there_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, asked: bool
) -> None:
    made = Observatory.create(tmp_path / "observatory")
    if asked:
        made.ledger.touch()
    run(["-C", str(made.path), "archive", "export", str(tmp_path / "all.wacz")])
    assert ("not in an export: the ledger" in capsys.readouterr().err) == asked


def test_saved_pages_keep_the_address_and_date_that_were_written_into_them(tmp_path: Path) -> None:
    single = (
        b"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://gvs.synthetic.example/?n=1 \n"
        b" saved date: Wed Apr 22 2026 18:54:00 GMT+0300 (Moscow)\n--><body>synthetic one</body></html>"
    )
    browser = b"<!-- saved from url=(0035)https://gvs.synthetic.example/?n=2 --><html><body>synthetic</body></html>"
    assert said_of(single) == ("https://gvs.synthetic.example/?n=1", datetime(2026, 4, 22, 15, 54, tzinfo=UTC))
    assert said_of(browser) == ("https://gvs.synthetic.example/?n=2", None)
    folder = tmp_path / "saved" / "deeper"
    folder.mkdir(parents=True)
    (folder / "one.html").write_bytes(single)
    (folder.parent / "two.htm").write_bytes(browser)
    (folder / "picture.png").write_bytes(b"\x89PNG")
    store, brought = Archive.appending(tmp_path / "archive"), Brought()
    bring = partial(bring_in, store, source="ru_sudrf", brought=brought)
    for file in Walk(tmp_path / "saved").files:
        bring(file)
    assert brought.added == 2
    assert {entry.url for entry in store.entries} == {said_of(single)[0], said_of(browser)[0]}


def test_a_file_that_a_package_gives_no_date_has_none() -> None:
    assert zip_date(zipfile.ZipInfo("one.csv", (2024, 2, 29, 1, 2, 3))) == datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC)
    for none in ((1980, 0, 0, 0, 0, 0), (2023, 2, 30, 0, 0, 0), (2023, 1, 1, 31, 63, 62)):
        assert zip_date(zipfile.ZipInfo("one.csv", none)) is None


@pytest.mark.parametrize(
    ("harm", "said"), [("password", "encrypted"), ("unknown compression", "not supported"), ("torn", None)]
)
def test_a_package_that_cannot_be_opened_is_named_and_nothing_is_kept(
    tmp_path: Path, harm: str, said: str | None
) -> None:
    file = tmp_path / "other.wacz"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("archive/data.warc.gz", b"synthetic " * 400)
    data = bytearray(file.read_bytes())
    directory = data.index(b"PK\x01\x02")
    name_ends = 30 + len("archive/data.warc.gz")
    # the flags and the compression stand in the entry's own head and once more in the directory
    if harm == "password":
        data[6] |= 1
        data[directory + 8] |= 1
    elif harm == "unknown compression":
        data[8:10] = data[directory + 10 : directory + 12] = (99).to_bytes(2, "little")
    else:
        data[name_ends : name_ends + 8] = b"\xff" * 8
    file.write_bytes(data)
    archive, brought = Archive.appending(tmp_path / "archive"), Brought()
    bring_in(archive, file, "ru_sudrf", brought)
    archive.close()
    (problem,) = brought.problems
    assert isinstance(problem, UnreadableInput)
    assert (said or "cannot be read") in problem.what
    assert problem.where == f"{file}, file 1 of the package"
    assert not list(Archive.reading(tmp_path / "archive").entries)
