"""Out to other tools and back; and pages that differ in their shell only."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from tests.archive.warcs import Answer, page, write_warc
from warcio.archiveiterator import ArchiveIterator as PeerIterator
from warcio.checker import Checker

from absentia.archive import Archive, Capture, read_pages
from absentia.archive.bringing import BROUGHT, Brought, bring_in, said_of
from absentia.archive.export import export_wacz, export_warc
from absentia.archive.frames import compress, dictionary_frame, record_end
from absentia.archive.walking import Walk
from absentia.errors import UnreadableInput
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
    refs = [
        store.keep(
            Capture.of_page(shell(text, visit), url=url, captured=MOMENT + timedelta(days=visit)), "ru_sudrf", CONTENT
        )
        for visit, (text, url) in enumerate(
            [("one", "a"), ("one", "a"), ("two", "a"), ("one", "a"), ("one", "b"), ("two", "a")]
        )
    ]
    first, _same, second = refs[0], refs[1], refs[2]
    assert [ref.duplicate_of for ref in refs] == [None, first.digest, None, first.digest, None, second.digest]
    kept = store.get(refs[3])
    assert kept is not None
    assert kept.body == shell("one", 0)
    store.close()
    again = Archive.reading(tmp_path)
    assert again.counts() == (6, 3, 3)
    assert again.get(refs[5].digest) is not None
    assert [(one.url, one.captured) for one in again.captures() if one.sha256 == first.digest] == [("a", MOMENT)]


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


@pytest.mark.parametrize("kind", ["warc", "wacz"])
def test_what_goes_out_comes_back_the_same(archive: Archive, tmp_path: Path, kind: str) -> None:
    file, brought = exported(archive, tmp_path)[kind], Brought()
    back = Archive.appending(tmp_path / "back")
    bring_in(back, file, "ru_sudrf", brought)
    back.close()
    assert (brought.added, brought.damaged) == (29, [])
    first = [(one.sha256, one.url, one.captured) for one in archive.captures()]
    assert [(one.sha256, one.url, one.captured) for one in back.captures()] == first
    repeated = Brought()
    again = Archive.appending(tmp_path / "back")
    bring_in(again, file, "ru_sudrf", repeated)
    assert (repeated.added, repeated.known) == (0, 29)


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
    for file in Walk(tmp_path / "saved", BROUGHT).files:
        bring(file)
    assert brought.added == 2
    assert {entry.url for entry in store.entries} == {said_of(single)[0], said_of(browser)[0]}


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
    archive = Archive.appending(tmp_path / "archive")
    try:
        with pytest.raises(UnreadableInput, match=said):
            bring_in(archive, file, "ru_sudrf", Brought())
    finally:
        archive.close()
    assert not list(Archive.reading(tmp_path / "archive").entries)
