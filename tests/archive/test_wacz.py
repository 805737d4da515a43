"""A package that replay tools open, held against the specification and against the tools that read such packages.

WACZ 1.1.1 (specs.webrecorder.net/wacz/1.1.1); what pywb and replayweb.page demand beyond it is said where it is tested.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.archive.warcs import page
from tests.study import many
from warcio.archiveiterator import ArchiveIterator as PeerIterator

from absentia.archive import EVIDENCE, Archive, Capture, wacz
from absentia.archive.addresses import surt
from absentia.archive.export import export_wacz

URL = "https://gvs.synthetic.example/modules.php?vnkod=00GV0001&U1_CASE__ENTRY_DATE1D=01.01.2022&name=sud_delo&n={}"
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ROBOTS = b"User-agent: *\nDisallow:\n"
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\n\r\n"


def answer(body: bytes, url: str, media: str, days: int = 0) -> Capture:
    message = HEAD.format(media).encode() + body
    digest = Capture.of_page(body).sha256
    return Capture(body, digest, url, MOMENT + timedelta(days=days), 200, message)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Answers, saved pages with and without an address, pages seen twice, a robots.txt; an index of several blocks."""
    monkeypatch.setattr(wacz, "_BLOCK", 7)
    store = Archive.appending(tmp_path / "archive")
    for number in range(20):
        store.append(answer(page(number), URL.format(number), "text/html; charset=windows-1251"), "ru_sudrf")
    for number in range(3):
        store.append(answer(page(number), URL.format(number), "text/html", days=7), "ru_sudrf")
    store.append(Capture.of_page(page(30), url=URL.format(30), captured=MOMENT), "ru_sudrf")
    store.append(Capture.of_page(page(31)), "ru_sudrf")
    store.append(answer(ROBOTS, "https://gvs.synthetic.example/robots.txt", "text/plain"), EVIDENCE)
    store.close()
    file = tmp_path / "all.wacz"
    done = export_wacz(Archive.reading(tmp_path / "archive"), file, "synthetic", str)
    assert (done.pages, done.revisits, done.lost) == (23, 3, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.wacz", "archive"]
    return file


def test_description_and_digests_are_those_of_the_parts(package: Path) -> None:
    with zipfile.ZipFile(package) as parts:
        described = json.loads(parts.read("datapackage.json"))
        assert (described["profile"], described["wacz_version"]) == ("data-package", "1.1.1")
        assert {one["path"] for one in described["resources"]} == {
            "archive/data.warc.gz",
            "indexes/index.cdx.gz",
            "indexes/index.idx",
            "pages/pages.jsonl",
        }
        for one in described["resources"]:
            content = parts.read(one["path"])
            assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        digest = json.loads(parts.read("datapackage-digest.json"))
        assert digest["hash"] == "sha256:" + hashlib.sha256(parts.read("datapackage.json")).hexdigest()


def test_every_part_begins_where_replayweb_page_looks_for_it(package: Path) -> None:
    # it takes an entry without an extra field in the zip's directory to have none in its own head either
    with zipfile.ZipFile(package) as parts, package.open("rb") as stream:
        for info in parts.infolist():
            assert info.compress_type == zipfile.ZIP_STORED
            stream.seek(info.header_offset + 26)
            name, extra = struct.unpack("<HH", stream.read(4))
            assert (name, extra) == (len(info.filename), len(info.extra))


def index_of(package: Path) -> list[str]:
    with zipfile.ZipFile(package) as parts:
        return gzip.decompress(parts.read("indexes/index.cdx.gz")).decode().splitlines(keepends=True)


def test_pages_are_what_a_person_opens(package: Path) -> None:
    with zipfile.ZipFile(package) as parts:
        head, *pages = map(json.loads, parts.read("pages/pages.jsonl").splitlines())
    assert head["format"] == "json-pages-1.0"
    assert len({row["id"] for row in pages}) == len(pages) == 21
    assert {row["url"] for row in pages} == {URL.format(number) for number in (*range(20), 30)}
    assert all(row["ts"] == "2026-03-04T05:06:07Z" for row in pages)


def test_the_directory_of_the_index_leads_to_every_block(package: Path) -> None:
    with zipfile.ZipFile(package) as parts:
        packed = parts.read("indexes/index.cdx.gz")
        meta, *entries = parts.read("indexes/index.idx").decode().splitlines()
    assert json.loads(meta.removeprefix("!meta 0 ")) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    found = []
    for entry in entries:
        key, place = entry.split(" {")
        fields = json.loads("{" + place)
        block = packed[fields["offset"] : fields["offset"] + fields["length"]]
        assert fields["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        lines = gzip.decompress(block).decode().splitlines(keepends=True)
        assert lines[0].startswith(key + " {")
        found += lines
    assert len(entries) == 4
    assert found == index_of(package) == sorted(found)


def test_the_index_leads_to_every_record(package: Path) -> None:
    with zipfile.ZipFile(package) as parts:
        data = parts.read("archive/data.warc.gz")
    lines = index_of(package)
    assert len(lines) == 25  # the page without an address is in the WARC only
    for line in lines:
        entry = json.loads(line.split(" ", 2)[2])
        start, length = int(entry["offset"]), int(entry["length"])
        (record,) = PeerIterator(io.BytesIO(data[start : start + length]))
        assert record.rec_headers.get_header("WARC-Target-URI") == entry["url"]


def test_the_same_archive_gives_the_same_package(package: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.wacz"
    export_wacz(Archive.reading(tmp_path / "archive"), again, "synthetic", str)
    assert again.read_bytes() == package.read_bytes()


def test_the_reference_tool_finds_the_package_valid(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reference = pytest.importorskip("wacz.main", reason="needs the development dependency wacz")
    assert reference.main(["validate", "-f", str(package)]) == 0
    assert "the passed WACZ is valid" in capsys.readouterr().out


def test_another_indexer_writes_the_same_index(package: Path, tmp_path: Path) -> None:
    peer = pytest.importorskip("cdxj_indexer.main", reason="needs the development dependency wacz")
    with zipfile.ZipFile(package) as parts:
        parts.extract("archive/data.warc.gz", tmp_path)
    written = io.StringIO()
    peer.CDXJIndexer(written, [str(tmp_path / "archive" / "data.warc.gz")], sort=True).process_all()
    theirs = [line for line in written.getvalue().splitlines(keepends=True) if not line.startswith(("urn:", "- "))]

    def taken_apart(line: str) -> tuple[str, str, dict[str, str]]:
        key, moment, fields = line.split(" ", 2)
        return key, moment, {"status": "200", **json.loads(fields)}

    assert [taken_apart(line) for line in index_of(package)] == [taken_apart(line) for line in theirs]


HOSTS = st.sampled_from(
    ["gvs.synthetic.example", "www.gvs.synthetic.example", "WWW2.Synthetic.Example", "gvs--1.example"]
)
PORTS = st.sampled_from(["", ":80", ":443", ":8080"])
PIECES = st.text("aB1_.-~%5Cе «»+*'()!@;:,$", max_size=8)


@given(
    st.sampled_from(["http", "https"]), HOSTS, PORTS, st.lists(PIECES, max_size=3), st.lists(st.tuples(PIECES, PIECES))
)
@example("https", "gvs.synthetic.example", "", ["modules.php"], [("U1_NAME", "%CC%EE"), ("n", "%25D0"), ("a", "")])
@example(
    "https", "gvs.synthetic.example", "", ["a", "..", ".", "", "b"], [("PHPSESSID", "0123456789abcdef" * 2), ("n", "1")]
)
@settings(max_examples=many(50, 600))
def test_addresses_are_sorted_as_other_archives_sort_them(
    scheme: str, host: str, port: str, path: list[str], query: list[tuple[str, str]]
) -> None:
    peer = pytest.importorskip("surt", reason="needs the development dependency wacz")
    text = "&".join(f"{name}={value}" for name, value in query)
    url = f"{scheme}://{host}{port}/{'/'.join(path)}{'?' + text if text else ''}"
    assert surt(url) == peer.surt(url)


@pytest.mark.parametrize("url", ["urn:absentia:capture:00FF", "https://[broken/", "https://gvs.example:port/", ""])
def test_what_is_no_address_stays_as_it_is(url: str) -> None:
    assert surt(url) == url.lower()
