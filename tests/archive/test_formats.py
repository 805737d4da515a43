"""One detector by content for every way in: each form in which people keep pages, and each kind that is none."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.archive.saved import ADDRESS, PNG, mhtml, pages, readable, refused, wacz, warc, zipped

from absentia.archive import Archive, load
from absentia.archive.bringing import Brought, bring_in
from absentia.archive.formats import NAMES, READ, kind_of
from absentia.archive.wrappings import page_of_mhtml, said_of
from absentia.cli.main import run
from absentia.model import PageKind
from absentia.observatory import Observatory
from absentia.parse.reading import read_capture
from absentia.sources import get_source

SOURCE = get_source("ru_sudrf")
VERBS = ("parse", "archive import")
MOMENT = "2026-03-04T05:06:07Z"
Seen = set[tuple[str, str | None]]


def given(verb: str, file: Path | str, home: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Seen, str]:
    """Exit code; kind and date of every page that was read, or is archived then; what was said."""
    if verb == "parse":
        code, out = run(["parse", str(file)]), capsys.readouterr()
        return code, {(page["page"], page["captured"]) for page in json.loads(out.out)}, out.err
    observatory = Observatory.create(home)
    code = run(["-C", str(home), *verb.split(), str(file)])
    found = set()
    for one in Archive.reading(observatory.archive).captures():
        capture = load(observatory.archive, one)
        assert capture is not None
        captured = capture.captured.strftime("%Y-%m-%dT%H:%M:%SZ") if capture.captured else None
        found.add((str(read_capture(SOURCE, capture).record.page), captured))
    return code, found, capsys.readouterr().err


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", readable())
def test_both_verbs_read_pages_in_every_form(
    name: str, verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called, content, count = readable()[name]
    (tmp_path / called).write_bytes(content)
    code, found, said = given(verb, tmp_path / called, tmp_path / "o", capsys)
    assert code == 0, said
    kinds = {kind for kind, _captured in found}
    assert kinds <= {"listing", "card"}
    assert len(kinds) == min(count, 2) or "dictionary" in name
    dated = "WARC" in name or "MHTML" in name or name == "SingleFile"
    assert {captured for _kind, captured in found} - {None} == ({MOMENT} if dated or name.startswith("WACZ") else set())


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", refused())
def test_both_verbs_refuse_by_name_what_is_no_page_and_keep_nothing_of_it(
    name: str, verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called, content, word = refused()[name]
    (tmp_path / called).write_bytes(content)
    code, found, said = given(verb, tmp_path / called, tmp_path / "o", capsys)
    assert (code, found) == (1, set())
    assert word in said
    assert f"  where: {tmp_path / called}\n" in said
    assert "  what next: " in said


@pytest.mark.parametrize("verb", VERBS)
def test_of_a_folder_pages_are_read_and_the_rest_is_listed_by_kind(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listing, card = pages()
    folder = tmp_path / "saved"
    (folder / "list_files").mkdir(parents=True)
    (folder / "own.files").mkdir()
    contents = {
        "list.html": listing, "list_files/frame.html": b"<html>", "own.files/deeper": gzip.compress(card),
        "a.png": PNG, "b.png": PNG, "act.pdf": b"%PDF-1.7", "cases.csv": b"a,b\n1,2\n", "void": b"",
    }  # fmt: skip
    for called, content in contents.items():
        (folder / called).write_bytes(content)
    os.mkfifo(folder / "pipe")
    code, found, said = given(verb, folder, tmp_path / "o", capsys)
    assert (code, {kind for kind, _captured in found}) == (0, {"listing", "card"})
    line = next(line for line in said.splitlines() if "left out" in line)
    assert line.startswith("7 files that hold no page were left out: picture or scan 2, ")
    for kind in (
        "PDF document 1",
        "CSV table 1",
        "empty file 1",
        "neither file nor folder 1",
        "a saved page's parts 1",
    ):
        assert kind in line
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "a.png").write_bytes(PNG)
    code, found, said = given(verb, tmp_path / "none", tmp_path / "o2", capsys)
    assert (code, found) == (1, set())
    assert "the folder holds nothing that pages are kept in" in said
    assert "1 file that holds no page was left out: picture or scan 1" in said


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("beside", [True, False])
def test_not_each_archive_of_a_folder_need_hold_a_page_but_one_that_is_named_must(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, beside: bool
) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    for called, body in {"pictures.warc.gz": PNG, **({"pages.warc.gz": pages()[0]} if beside else {})}.items():
        (folder / called).write_bytes(warc(body))
    code, found, said = given(verb, folder, tmp_path / "o", capsys)
    assert (code, len(found)) == ((0, 1) if beside else (1, 0))
    assert "1 file that holds no page was left out: archive without pages 1" in said
    code, found, said = given(verb, folder / "pictures.warc.gz", tmp_path / "o2", capsys)
    assert (code, found) == (1, set())
    assert "the archive holds no page" in said


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ["a page", "gzip", "WARC, gzip", "WACZ", "MHTML", "PDF"])
def test_standard_input_is_read_like_a_file(
    name: str, verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (refused() if name == "PDF" else readable())[name][1]
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    code, found, said = given(verb, "-", tmp_path / "o", capsys)
    assert (code, bool(found)) == ((1, False) if name == "PDF" else (0, True)), said


def test_every_kind_has_a_name_and_none_is_both_read_and_refused() -> None:
    kinds = {kind_of(content[:4096]) for _called, content, _word in refused().values()} - READ
    assert kinds <= NAMES.keys()
    assert not READ & NAMES.keys()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"<br />\n<b>Warning</b>: synthetic", "page"),
        (b"\r\n\r\n  <TABLE><tr>", "page"),
        (b"<table-of-contents>", "xml"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">', "page"),
        ("<html>".encode("utf-16-le"), "page"),
        ("<html>".encode("utf-16-be"), "page"),
        ("просто слова".encode("utf-16"), "text"),
        ("просто слова".encode("koi8-r"), "text"),
        (b"var a = `<html>`;", "text"),
        (b"HTTP/1.1 200 OK\r\n\r\n<html>", "message"),
        (b"HTTP is a protocol\n", "text"),
        (b"Note: synthetic\nMIME-Version: 1.0\nContent-Type: text/html\n\n<html>", "mhtml"),
        (b"Note: synthetic\nContent-Type: text/html\n\nwords", "text"),
        (b"Note: synthetic\nMIME-Version: 1.0\nContent-Type: text/plain\n\n<html>", "mail"),
        (b"\xef\xbb\xbf<div>", "page"),
        (b"words and a single \0, as no text has it", "unknown"),
        (b"one, two\nthree, four, five\n", "text"),
        (b"one line, with a comma", "text"),
        (b"\x1f\x8b\x08 and then nothing of it", "warc"),
        (b"\x28\xb5\x2f\xfd and then nothing of it", "warc"),
        (b"\0" * 400, "unknown"),
        (bytes(range(1, 32)) * 8, "unknown"),
    ],
)
def test_what_a_file_is_shows_in_its_first_bytes(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


@pytest.mark.parametrize("kind", ["page", "pdf", "zip", "gzip of a page", "words"])
def test_what_a_server_calls_a_page_is_none_if_its_bytes_are_another_thing(kind: str, tmp_path: Path) -> None:
    listing, card = pages()
    body = {
        "page": listing, "pdf": b"%PDF-1.7 <html>", "zip": zipped({"a": b"b"}),
        "gzip of a page": gzip.compress(listing),
        "words": "Сервер не отвечает, попробуйте позже".encode(),
    }[kind]  # fmt: skip
    (tmp_path / "crawl.warc").write_bytes(warc(body, card))
    archive, brought = Archive.appending(tmp_path / "archive"), Brought()
    bring_in(archive, tmp_path / "crawl.warc", SOURCE.id, brought)
    archive.close()
    assert brought.added == (1 if kind in ("pdf", "zip") else 2)
    assert brought.passed_over == ({"not_a_page": 1} if kind in ("pdf", "zip") else {})


def test_a_page_that_came_compressed_keeps_its_bytes_and_its_identity(tmp_path: Path) -> None:
    packed = gzip.compress(pages()[0])
    (tmp_path / "crawl.warc").write_bytes(warc(packed))
    archive = Archive.appending(tmp_path / "archive")
    bring_in(archive, tmp_path / "crawl.warc", SOURCE.id, Brought())
    archive.close()
    (one,) = Archive.reading(tmp_path / "archive").captures()
    capture = load(tmp_path / "archive", one)
    assert capture is not None
    assert capture.body == packed
    record = read_capture(SOURCE, capture).record
    assert (record.page, record.capture) == (PageKind.LISTING, one.sha256)


@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize("cut", [10, 300])
def test_a_compressed_page_that_is_cut_says_so(cut: int, twice: bool, tmp_path: Path) -> None:
    content = gzip.compress(pages()[1])[:-cut]
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(content) if twice else content)
    archive = Archive.appending(tmp_path / "archive")
    bring_in(archive, tmp_path / "page.html.gz", SOURCE.id, Brought())
    archive.close()
    (one,) = Archive.reading(tmp_path / "archive").captures()
    assert one.problems == ("truncated",)


def test_one_torn_file_of_a_package_does_not_cost_the_others(tmp_path: Path) -> None:
    listing, card = pages()
    content = bytearray(zipped({"a.html": card, "b.html": listing, "c.html": card + b"<!-- 2 -->"}, zipfile.ZIP_STORED))
    place = content.index(b"b.html") + 200
    content[place : place + 4] = b"\0\0\0\0"
    (tmp_path / "pages.zip").write_bytes(content)
    archive, brought = Archive.appending(tmp_path / "archive"), Brought()
    bring_in(archive, tmp_path / "pages.zip", SOURCE.id, brought)
    archive.close()
    assert brought.added == 2
    (problem,) = brought.problems
    assert problem.where == f"{tmp_path / 'pages.zip'}, file 2 of the package"


@pytest.mark.parametrize(("levels", "added"), [(2, 1), (3, 0)])
def test_packages_lie_in_packages_only_so_deep(levels: int, added: int, tmp_path: Path) -> None:
    content = zipped({"p.html": pages()[0]})
    for _ in range(levels):
        content = zipped({"p.zip": content})
    (tmp_path / "deep.zip").write_bytes(content)
    archive, brought = Archive.appending(tmp_path / "archive"), Brought()
    bring_in(archive, tmp_path / "deep.zip", SOURCE.id, brought)
    archive.close()
    assert (brought.added, [problem.what for problem in brought.problems]) == (
        added, [] if added else ["packages lie in packages, too deep"],
    )  # fmt: skip


def test_a_package_in_a_package_that_unpacks_to_very_much_is_refused(tmp_path: Path) -> None:
    inner = zipped({"zeros": b"\0" * 1_000_000, "p.html": pages()[0]}, zipfile.ZIP_STORED)
    (tmp_path / "dense.zip").write_bytes(zipped({"inner.zip": inner, "p.html": pages()[1]}))
    archive, brought = Archive.appending(tmp_path / "archive"), Brought()
    bring_in(archive, tmp_path / "dense.zip", SOURCE.id, brought)
    archive.close()
    assert brought.added == 1
    assert [problem.what for problem in brought.problems] == ["a package in a package that unpacks to very much"]


def test_of_a_package_of_archives_only_its_archives_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "crawl.wacz").write_bytes(wacz({"a.warc.gz": warc(pages()[0]), "pictures.warc.gz": warc(PNG)}))
    archive, brought = Archive.appending(tmp_path / "archive"), Brought()
    bring_in(archive, tmp_path / "crawl.wacz", SOURCE.id, brought)
    archive.close()
    assert (brought.added, brought.left_out, brought.problems) == (1, {"without": 1}, [])
    assert brought.passed_over == {"not_a_page": 1}, "an archive of pictures of pages is no damage"


def test_an_mhtml_gives_its_page_its_address_and_its_day() -> None:
    page = page_of_mhtml(mhtml(pages()[0]))
    assert page is not None
    assert (page.url, page.captured) == (ADDRESS, datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))
    assert page.body.replace(b"\r\n", b"\n").strip() == pages()[0].strip()


@pytest.mark.parametrize(
    ("content", "url", "captured"),
    [
        (b"Content-Location: %s\r\nContent-Type: text/html\r\n\r\n<html>synthetic" % ADDRESS.encode(), ADDRESS, None),
        (b"Content-Type: text/html\r\nDate: someday\r\n\r\n<html>synthetic", None, None),
        (b"Snapshot-Content-Location: cid:1\r\nContent-Type: text/html\r\n\r\n<html>synthetic", None, None),
        (
            b"Date: Wed, 4 Mar 2026 05:06:07 -0000\r\nContent-Type: text/html\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(b"<html>synthetic"),
            None, datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
        ),
    ],
)  # fmt: skip
def test_an_mhtml_of_one_part_is_read_as_far_as_it_tells(
    content: bytes, url: str | None, captured: datetime | None
) -> None:
    page = page_of_mhtml(content)
    assert page is not None
    assert (page.body, page.url, page.captured) == (b"<html>synthetic", url, captured)


def test_a_mail_without_a_page_holds_none() -> None:
    assert page_of_mhtml(b"Content-Type: text/plain\r\n\r\nwords") is None
    assert page_of_mhtml(b"Content-Type: text/html\r\n\r\n  ") is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"<!-- saved from url=(0014)about:internet -->", (None, None)),
        (b"<!-- saved from url=(0030)https://a.synthetic.example/ -->", ("https://a.synthetic.example/", None)),
        (
            b"Page saved with SingleFile\n url: https://a.example/ \n saved date: Mon Feb 30 2026 10:00:00 GMT+0300",
            ("https://a.example/", None),
        ),
    ],
)
def test_what_is_written_into_a_page_is_an_address_and_a_day_or_nothing(
    written: bytes, said: tuple[str | None, datetime | None]
) -> None:
    assert said_of(b"<html>" + written) == said
    assert said_of(("<html>" + written.decode()).encode("utf-16")) == said
