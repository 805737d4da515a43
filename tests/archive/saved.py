"""The files in which people keep pages, and those that are none: one synthetic page in every form, made here."""

from __future__ import annotations

import base64
import gzip
import io
import json
import plistlib
import quopri
import tarfile
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import zstandard
from tests.archive.warcs import Answer, write_warc, write_zstd

FIXTURES = Path(__file__).resolve().parents[1] / "sources" / "fixtures"
ADDRESS = "https://gvs-1.synthetic.example/modules.php?name=sud_delo&n=1"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR synthetic"


@cache
def pages() -> tuple[bytes, bytes]:
    """A listing and a card."""
    names = ("garrison_listing_criminal_first", "garrison_card_criminal_first")
    first, second = ((FIXTURES / f"{name}.html").read_bytes() for name in names)
    return first, second


def warc(*bodies: bytes, gzipped: bool = True) -> bytes:
    answers = [Answer(f"{ADDRESS}&m={number}", body) for number, body in enumerate(bodies)]
    return write_warc(answers, gzipped=gzipped)[0]


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return target.getvalue()


def wacz(warcs: Mapping[str, bytes]) -> bytes:
    inside = {f"archive/{name}": content for name, content in warcs.items()}
    parts = {"pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n', "indexes/index.cdx.gz": gzip.compress(b"a 1 {}\n")}
    return zipped({**inside, **parts, "datapackage.json": b'{"profile": "data-package"}'}, zipfile.ZIP_STORED)


def mhtml(body: bytes, head: str = "From: <Saved by Blink>\r\n") -> bytes:
    """As Chromium and its kin save a page: the page, a frame of it and a picture."""
    heads = (
        f"{head}Snapshot-Content-Location: {ADDRESS}\r\nSubject: =?utf-8?Q?synthetic?=\r\n"
        "Date: Wed, 4 Mar 2026 08:06:07 +0300\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----synthetic"\r\n\r\n\r\n'
    )
    part = "------synthetic\r\nContent-Type: {}\r\nContent-Transfer-Encoding: {}\r\nContent-Location: {}\r\n\r\n"
    return b"".join((
        heads.encode(), part.format("text/html", "quoted-printable", ADDRESS).encode(), quopri.encodestring(body),
        b"\r\n", part.format("text/html", "quoted-printable", "cid:frame@mhtml.blink").encode(),
        b"<html><body>synthetic, a frame</body></html>\r\n",
        part.format("image/png", "base64", ADDRESS + ".png").encode(), base64.encodebytes(PNG),
        b"------synthetic--\r\n",
    ))  # fmt: skip


def arc(*bodies: bytes) -> bytes:
    """The format before WARC (Internet Archive, 1996)."""
    head = b"1 0 synthetic\nURL IP-address Archive-date Content-type Archive-length\n\n"
    found = [b"filedesc://synthetic.arc 0.0.0.0 20260304050607 text/plain %d\n" % len(head) + head]
    for body in bodies:
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        found.append(b"%s 1.2.3.4 20260304050607 text/html %d\n%s\n" % (ADDRESS.encode(), len(block), block))
    return b"".join(found)


def tar(content: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as package:
        entry = tarfile.TarInfo("page.html")
        entry.size = len(content)
        package.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def readable() -> dict[str, tuple[str, bytes, int]]:
    """By what it is: what the file is called, its bytes, how many pages it holds."""
    listing, card = pages()
    single = b"<!--\n Page saved with SingleFile \n url: %s \n saved date: Wed Mar 04 2026 08:06:07 GMT+0300 (x)\n-->"
    browser = b"<!-- saved from url=(%04d)%s -->\n" % (len(ADDRESS), ADDRESS.encode())
    html = b"<!DOCTYPE html>\n"
    multi = zipped({"a.wacz": wacz({"a.warc.gz": warc(listing)}), "b.wacz": wacz({"b.warc.gz": warc(card)}),
                    "datapackage.json": b'{"profile": "multi-wacz-package"}'}, zipfile.ZIP_STORED)  # fmt: skip
    shell = b"<!DOCTYPE html><html><head><title>Please wait</title></head><body><!-- "
    return {
        "a page": ("page.html", listing, 1),
        "a page with no ending in its name": ("modules.php?name=sud_delo&n=1", card, 1),
        "a page in UTF-16": ("wide.html", listing.decode().encode("utf-16"), 1),
        "a page behind a byte order mark": ("mark.html", b"\xef\xbb\xbf" + listing, 1),
        "a page behind words of a failing server": ("late.html", b"Notice: synthetic in x on line 1\n" + card, 1),
        "SingleFile": ("single.html", html + (single % ADDRESS.encode()) + listing, 1),
        "SingleFile, one that unpacks itself": ("self.html", shell + zipped({"index.html": listing}) + b" -->", 1),
        "a browser's page": ("browser.html", html + browser + listing, 1),
        "an answer with its head": ("curl.txt", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + listing, 1),
        "gzip": ("page.html.gz", gzip.compress(listing), 1),
        "gzip under another name": ("page.html", gzip.compress(listing), 1),
        "gzip of gzip": ("page.html.gz.gz", gzip.compress(gzip.compress(listing)), 1),
        "WARC, a body that is packed twice": ("twice.warc.gz", warc(gzip.compress(zstandard.compress(card))), 1),
        "zstd": ("page.html.zst", zstandard.compress(listing), 1),
        "WARC": ("crawl.warc", warc(listing, card, gzipped=False), 2),
        "WARC, gzip": ("crawl.warc.gz", warc(listing, card), 2),
        "WARC, one member": ("crawl.warc.gz", gzip.compress(warc(listing, card, gzipped=False)), 2),
        "WARC, line feeds only": ("feeds.warc", feeds(listing, card), 2),
        "WARC, zstd": ("crawl.warc.zst", write_zstd([Answer(ADDRESS, listing)], with_dictionary=False)[0], 1),
        "WARC, zstd with a dictionary": (
            "crawl.warc.zst", write_zstd([Answer(ADDRESS, listing)] * 3, with_dictionary=True)[0], 3,
        ),
        "WARC, a gzip body whose head does not say so": ("bare.warc.gz", warc(gzip.compress(listing), card), 2),
        "WACZ": ("crawl.wacz", wacz({"a.warc.gz": warc(listing), "b.warc.gz": warc(card)}), 2),
        "WACZ, several in one": ("multi.wacz", multi, 2),
        "WACZ in a ZIP with a page": ("all.zip", zipped({"x/a.wacz": wacz({"a.warc": warc(card)}), "p": listing}), 2),
        "ZIP of pages": ("pages.zip", zipped({"list.html": listing, "list_files/f.html": card, "a/c.htm": card}), 2),
        "MHTML": ("page.mhtml", mhtml(listing), 1),
        "MHTML of another browser": ("page.mht", mhtml(listing, "From: <Saved by Windows Internet Explorer 8>\r\n"), 1),
    }  # fmt: skip


def feeds(*bodies: bytes) -> bytes:
    """A WARC file whose heads end their lines as Unix does."""
    records = []
    for body in bodies:
        block = b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + body
        head = f"WARC/1.0\nWARC-Type: response\nWARC-Target-URI: {ADDRESS}\nWARC-Date: 2026-03-04T05:06:07Z\n"
        head += f"Content-Type: application/http; msgtype=response\nContent-Length: {len(block)}\n\n"
        records.append(head.encode() + block + b"\n\n")
    return b"".join(records)


def refused() -> dict[str, tuple[str, bytes, str]]:
    """By what it is: what the file is called, its bytes, and the word by which it is refused."""
    listing, _card = pages()
    office = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    har = json.dumps({"log": {"version": "1.2", "entries": [{"response": {"content": {"text": "<html>"}}}]}}, indent=1)
    safari = {"WebMainResource": {"WebResourceData": listing, "WebResourceURL": ADDRESS}}
    xml = plistlib.dumps(safari, fmt=plistlib.FMT_XML)
    return {
        "ARC": ("crawl.arc", arc(listing), "ARC"),
        "ARC, gzip": ("crawl.arc.gz", gzip.compress(arc(listing)), "ARC"),
        "webarchive": ("page.webarchive", plistlib.dumps(safari, fmt=plistlib.FMT_BINARY), "webarchive"),
        "webarchive, XML": ("page.webarchive", xml, "webarchive"),
        "PDF": ("act.pdf", b"%PDF-1.7\n1 0 obj<</Title(<html>)>>\n" + listing, "PDF"),
        "PDF under a page's name": ("act.html", b"%PDF-1.7\nsynthetic", "PDF"),
        "CSV": ("cases.csv", "номер;дата\n1-1/2026;01.03.2026\n1-2/2026;02.03.2026\n".encode(), "CSV"),
        "CSV, gzip": ("cases.csv.gz", gzip.compress(b"number,day\n1,2026-03-01\n2,2026-03-02\n"), "CSV"),
        "XLS": ("cases.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Office"),
        "XLSX": ("cases.xlsx", office, "Office"),
        "ODS": ("cases.ods", zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "Office"),
        "RTF": ("act.rtf", rb"{\rtf1\ansi synthetic}", "Office"),
        "PNG": ("shot.png", PNG, "picture"),
        "JPEG": ("shot.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\1" * 90, "picture"),
        "GIF": ("shot.gif", b"GIF89a" + b"\0" * 60, "picture"),
        "WebP": ("shot.webp", b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 60, "picture"),
        "TIFF": ("scan.tif", b"II*\0\x08\0\0\0" + b"\0" * 60, "picture"),
        "SVG": ("logo.svg", b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"></svg>', "picture"),
        "DjVu": ("scan.djvu", b"AT&TFORM\0\0\0\x10DJVU" + b"\0" * 40, "picture"),
        "film": ("hearing.mp4", b"\0\0\0\x20ftypisom" + b"\0" * 60, "film"),
        "font": ("letters.woff2", b"wOF2" + b"\0" * 60, "font"),
        "RAR": ("pages.rar", b"Rar!\x1a\x07\x01\0" + b"\0" * 60, "RAR"),
        "7-Zip": ("pages.7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 60, "7-Zip"),
        "tar": ("pages.tar", tar(listing), "tar"),
        "tar, gzip": ("pages.tar.gz", gzip.compress(tar(listing)), "tar"),
        "bzip2": ("page.html.bz2", b"BZh91AY&SYsynthetic", "bzip2"),
        "xz": ("page.html.xz", b"\xfd7zXZ\0synthetic", "xz"),
        "HAR": ("session.har", har.encode(), "HAR"),
        "JSON": ("answer.json", b'{"rows": [1, 2, "<html>"]}', "JSON"),
        "XML": ("feed.xml", b'<?xml version="1.0"?><rss><item>&lt;html&gt;</item></rss>', "XML"),
        "script": ("jquery.js", b'/* synthetic */ var a = "<html><body>", b = document.createElement("div");', "text"),
        "style sheet": ("style.css", b"body > div { color: red }\n/* <b> */", "text"),
        "PHP": ("modules.php", b"<?php echo '<html>'; ?>", "text"),
        "plain text": ("note.txt", "Заметка: синтетическая, страницы здесь нет".encode(), "text"),
        "SQLite": ("state.sqlite", b"SQLite format 3\0" + b"\0" * 80, "database"),
        "Parquet": ("cases.parquet", b"PAR1" + b"\0" * 80 + b"PAR1", "database"),
        "program": ("setup.exe", b"MZ\x90\0" + b"\0" * 80, "program"),
        "e-mail": ("letter.eml", b"From: a@synthetic.example\r\nMIME-Version: 1.0\r\n\r\nsynthetic\r\n", "e-mail"),
        "bytes of no known kind": ("x.bin", bytes(range(7, 256)) * 8 + b"\0", "no known kind"),
        "ZIP without a page": ("pictures.zip", zipped({"a.png": PNG, "b.csv": b"a,b\n1,2\n"}), "no page"),
        "ZIP without anything": ("nothing.zip", zipped({}), "no page"),
        "nothing at all": ("empty.html", b"", "empty"),
        "blanks": ("blank.html", b" \r\n\t", "empty"),
    }  # fmt: skip
