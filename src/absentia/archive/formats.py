"""What a file is, by its first bytes: for whatever way it comes in, and whatever it is called.

The table is our own because what matters here is in no library's: WARC, ARC, MHTML, answers kept with their head, what
is a page and what only mentions markup; and each kind that is refused is named to a person with what to do about it.

Sources: ISO 28500:2017 (WARC); Internet Archive, «ARC file format» 1.0; RFC 2557 (MHTML); the rest as in the
file format registries (PRONOM).
"""

from __future__ import annotations

import contextlib
import re
import zlib
from typing import BinaryIO

from backports import zstd

from absentia.archive.capture import LARGEST_PAGE
from absentia.archive.frames import DICTIONARY_MAGIC, GZIP_MAGIC, ZSTD_MAGIC
from absentia.errors import UnreadableInput
from absentia.model.texts import N_, Said, said

HEAD = 4096
"""Bytes that tell."""
PAGE, MESSAGE, MHTML, WARC, ZIP = "page", "message", "mhtml", "warc", "zip"
READ = frozenset({PAGE, MESSAGE, MHTML, WARC, ZIP})
OFFICE, TEXT, UNKNOWN, EMPTY = "office", "text", "unknown", "empty"
PARTS, NO_FILE, WITHOUT = "parts", "no_file", "without"
NAMES = {
    "arc": N_("ARC archive"),
    "webarchive": N_("Safari webarchive"),
    "pdf": N_("PDF document"),
    OFFICE: N_("Office document (Word, Excel and their kin)"),
    "csv": N_("CSV table"),
    "picture": N_("picture or scan"),
    "film": N_("film or sound"),
    "font": N_("font"),
    "rar": N_("RAR archive"),
    "7z": N_("7-Zip archive"),
    "tar": N_("tar archive"),
    "bzip2": N_("bzip2 file"),
    "xz": N_("xz file"),
    "har": N_("HAR log of a browser"),
    "json": N_("JSON"),
    "xml": N_("XML"),
    "mail": N_("e-mail"),
    "database": N_("database file"),
    "program": N_("program"),
    TEXT: N_("text without markup, a script or a style sheet"),
    EMPTY: N_("empty file"),
    PARTS: N_("folder or file of a saved page's parts"),
    WITHOUT: N_("archive without pages"),
    NO_FILE: N_("neither file nor folder"),
    UNKNOWN: N_("bytes of no known kind"),
}
"""What people are told of each kind that is not read."""
_SAVE_ANEW = N_("save the page itself in the browser (as HTML, as MHTML or with SingleFile) and name that")
_UNPACK = N_("unpack it and name the folder")
_NEXT = {
    "arc": N_("turn it into WARC first: warcio recompress FILE.arc.gz FILE.warc.gz"),
    "har": N_("turn it into WARC first: har2warc FILE.har FILE.warc.gz"),
    "webarchive": N_("open it in Safari, save it as page source and name that"),
    **dict.fromkeys(("rar", "7z", "tar", "bzip2", "xz"), _UNPACK),
}
_BEGINNINGS = {
    b"WARC/": WARC, DICTIONARY_MAGIC: WARC, b"PK\x03\x04": ZIP, b"PK\x05\x06": ZIP, b"PK\x07\x08": ZIP,
    b"filedesc://": "arc", b"bplist": "webarchive", b"%PDF-": "pdf", b"%!PS": "pdf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OFFICE, b"{\\rtf": OFFICE,
    b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"GIF8": "picture", b"II*\0": "picture", b"MM\0*": "picture",
    b"\0\0\1\0": "picture", b"AT&TFORM": "picture", b"<svg": "picture",
    b"RIFF": "film", b"OggS": "film", b"ID3": "film", b"\x1aE\xdf\xa3": "film", b"fLaC": "film",
    b"wOFF": "font", b"wOF2": "font", b"OTTO": "font", b"\0\1\0\0": "font",
    b"Rar!": "rar", b"7z\xbc\xaf\x27\x1c": "7z", b"BZh": "bzip2", b"\xfd7zXZ": "xz",
    b"SQLite format 3\0": "database", b"PAR1": "database", b"MZ\x90\0": "program", b"\x7fELF": "program",
    b"<?php": TEXT,
}  # fmt: skip
_BINARY = frozenset(NAMES) - {TEXT, EMPTY, UNKNOWN, "csv", "json", "xml", "mail", "har"}
"""Kinds whose bytes no server means as a page, whatever it calls them."""
_FOURTH, _TAR_AT, _LONG_ENOUGH = 4, 257, 3
_MARK = b"\xef\xbb\xbf"
_BEGINS_A_PAGE = re.compile(
    rb"\s*<(?:!--|!doctype\s+html|(?:html|head|body|title|meta|base|link|script|style|noscript|div|span|table|tr|td|"
    rb"form|center|font|h[1-6]|p|br|hr|b|i|u|a|ul|ol|li|img|iframe|frameset|section|main|article)[\s>/])",
    re.IGNORECASE,
)
# words of a failing server before the page; a script writes such tags, too, but in quotes
_PAGE_LATER = re.compile(rb"(?<![\"'`(\w])<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_ANSWER = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+\d{3}\b")
_MIME = re.compile(rb"\s*[A-Za-z][A-Za-z-]{0,60}:[ \t<]")
_MIME_VERSION = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_HOLDS_A_PAGE = re.compile(rb"^Content-Type:\s*(?:multipart/related|text/html)", re.IGNORECASE | re.MULTILINE)
_XML_ROOT = re.compile(rb"<(html|svg|plist)[\s>]")
_XML_KINDS = {b"html": PAGE, b"svg": "picture", b"plist": "webarchive"}
_HAR = re.compile(rb'"log"\s*:\s*\{')
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1a\x1b")


class NoPage(UnreadableInput):
    """A file of a kind that is not read."""

    def __init__(self, kind: str, where: Said | str) -> None:
        if kind == EMPTY:
            super().__init__(said("the file is empty"), where=where, next_step=said("save the page again"))
        else:
            super().__init__(
                said("not a saved page: {kind}", kind=Said(NAMES[kind])),
                where=where,
                next_step=Said(_NEXT.get(kind, _SAVE_ANEW)),
            )
        self.kind = kind


def kind_of_file(stream: BinaryIO) -> str:
    """What a file is, read from its start."""
    stream.seek(0)
    return kind_of(stream.read(HEAD))


def kind_of(head: bytes) -> str:
    """What a file is that begins so; one that is compressed is what is in it."""
    return _told(inside(head))


def no_page_whatever_its_type(body: bytes) -> bool:
    """Whether bytes are plainly something else than a page, though a server calls them one."""
    return not body[:_LONG_ENOUGH].lstrip().startswith(b"<") and kind_of(body[:HEAD]) in {*_BINARY, ZIP, WARC, MHTML}


def page_in(body: bytes) -> bytes:
    """A page as it is read: a server that compressed it may not have said so."""
    if is_packed(body) and kind_of(body[:HEAD]) == PAGE:
        with contextlib.suppress(OSError):
            return unpack(body, LARGEST_PAGE)[0]
    return body


def is_packed(head: bytes) -> bool:
    """Whether bytes begin as gzip or Zstandard does."""
    return head.startswith((GZIP_MAGIC, ZSTD_MAGIC))


def inside(head: bytes) -> bytes:
    """What is in a compressed beginning, as far as it goes; what is damaged or needs a dictionary is taken for WARC."""
    if not is_packed(head):
        return head
    try:
        unpacked = unpack(head, HEAD)[0]
    except OSError:
        unpacked = b""
    return unpacked or b"WARC/"


def unpack(data: bytes, limit: int) -> tuple[bytes, bool]:
    """What is in gzip or Zstandard, up to so many bytes, and whether that is all of it.

    A program may save packed what was packed already: that is unpacked once more.

    Raises:
        OSError: the bytes are not what was compressed.
    """
    once, whole = _unpacked(data, limit)
    if not is_packed(once):
        return once, whole
    twice, inner_whole = _unpacked(once, limit)
    return twice, whole and inner_whole


def _unpacked(data: bytes, limit: int) -> tuple[bytes, bool]:
    pieces, size, whole = [], 0, False
    try:
        while is_packed(data) and size < limit:
            decompressor = zlib.decompressobj(31) if data.startswith(GZIP_MAGIC) else zstd.ZstdDecompressor()
            pieces.append(decompressor.decompress(data, limit - size))
            size, whole, data = size + len(pieces[-1]), decompressor.eof, decompressor.unused_data
    except (zlib.error, zstd.ZstdError) as error:
        raise OSError(str(error)) from error
    return b"".join(pieces), whole


def narrow(head: bytes) -> bytes:
    """A beginning in UTF-16 as UTF-8, without a byte order mark; any other as it is."""
    wide = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(head[:2])
    if wide is None:
        return head.removeprefix(_MARK)
    return head.decode(wide, errors="replace").removeprefix("\ufeff").encode(errors="replace")


def _told(head: bytes) -> str:
    head = narrow(head)
    if _BEGINS_A_PAGE.match(head):
        return PAGE
    if not head.strip():
        return EMPTY
    for length in _LENGTHS:
        if kind := _BEGINNINGS.get(head[:length]):
            return "picture" if head[8:12] == b"WEBP" else kind
    if head[_FOURTH : 2 * _FOURTH] == b"ftyp":
        return "film"
    if head[_TAR_AT : _TAR_AT + 5] == b"ustar":
        return "tar"
    if _ANSWER.match(head):
        return MESSAGE
    if _MIME.match(head) and _MIME_VERSION.search(head):
        return MHTML if _HOLDS_A_PAGE.search(head) else "mail"
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50:
        return UNKNOWN
    return _told_of_text(head)


def _told_of_text(head: bytes) -> str:
    start = head.lstrip()[:1]
    if head.lstrip().startswith(b"<?xml"):
        found = _XML_ROOT.search(head)
        return _XML_KINDS[found[1]] if found else "xml"
    if start in (b"{", b"["):
        return "har" if _HAR.search(head) else "json"
    if _PAGE_LATER.search(head):
        return PAGE
    return "xml" if start == b"<" else "csv" if _is_table(head) else TEXT


def _is_table(head: bytes) -> bool:
    """Whether the first lines are parted alike, more than by chance in a text."""
    lines = [line for line in head.splitlines()[:_LONG_ENOUGH] if line.strip()]
    return len(lines) > 1 and any(
        len(counts := {line.count(mark) for line in lines}) == 1 and counts.pop() > 0 for mark in (b";", b"\t", b",")
    )


_LENGTHS = sorted({len(beginning) for beginning in _BEGINNINGS}, reverse=True)
