"""The page out of what it came in: an HTTP message, framing and compression taken off; an MHTML; a saved page.

Crawlers differ: some keep the body as it was sent, some keep it decoded under the headers of the encoded one. A body
that is no valid encoding but plainly a page is therefore taken as the page. Programs that save a page write its address
and the day into it.

Source: RFC 2557 (MHTML); Chromium, «MHTML generation and loading» (``Snapshot-Content-Location``, the page first).
"""

from __future__ import annotations

import email
import email.utils
import html
import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fastwarc.stream_io import BrotliReader, ZstdReader

from absentia.archive.capture import LARGEST_PAGE, Capture
from absentia.archive.formats import HEAD, narrow, no_page_whatever_its_type

# HTTP/1.1 200 OK        HTTP/2 403
_STATUS = re.compile(rb"^HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
# 1a3f;extension=1
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_TITLE = re.compile(rb"<title[^<>]*>([^<]{0,2000})", re.IGNORECASE)
_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xhtml")
_UNTYPED = ("", "application/octet-stream", "text/plain", "application/unknown", "unknown/unknown")
_LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype|html|head|body|div|table|script|meta|title|p|h1|br|!--)", re.IGNORECASE)
_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP response taken apart; header names in lower case."""

    status: int | None
    headers: dict[str, str]
    body: bytes
    problems: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case; empty where the server named none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def looks_like_html(body: bytes) -> bool:
    """Whether the first kilobytes hold the beginning of a page."""
    return b"\0" not in body[:4096] and _LOOKS_LIKE_HTML.search(body, 0, 4096) is not None


def is_page(content_type: str, body: bytes) -> bool:
    """Whether a response of this media type is a page, unless its bytes are plainly something else.

    Where the server does not say what it sends, the first bytes do.
    """
    if content_type in _HTML_TYPES:
        return not no_page_whatever_its_type(body)
    return content_type in _UNTYPED and looks_like_html(body)


def parse_message(block: bytes) -> Message:
    """Take an HTTP response apart and decode its body."""
    end = _HEAD_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    lines = head.split(b"\n")
    status = _STATUS.match(lines[0])
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            headers[name.strip().lower().decode("latin-1")] = value.strip().decode("latin-1")
    body, problems = _decoded(body, headers)
    return Message(int(status[1]) if status else None, headers, body, problems)


def _decoded(body: bytes, headers: dict[str, str]) -> tuple[bytes, tuple[str, ...]]:
    encodings = [*_listed(headers.get("content-encoding")), *_listed(headers.get("transfer-encoding"))]
    problems: list[str] = []
    for encoding in reversed(encodings):
        decoder = _DECODERS.get(encoding)
        if decoder is None:
            problems.append("encoding_unknown")
            break
        try:
            body, whole = decoder(body)
        except (OSError, zlib.error, ValueError):
            if not looks_like_html(body):
                problems.append("encoding_unreadable")
            # otherwise the crawler kept the page decoded under the headers of the encoded one
            continue
        if not whole:
            problems.append("truncated")
    return body, tuple(dict.fromkeys(problems))


def _listed(value: str | None) -> list[str]:
    return [] if not value else [part.strip().lower() for part in value.split(",") if part.strip()]


def _inflate(body: bytes, window: int) -> tuple[bytes, bool]:
    decompressor = zlib.decompressobj(window)
    page = decompressor.decompress(body, LARGEST_PAGE)
    return page, decompressor.eof


def _gzip(body: bytes) -> tuple[bytes, bool]:
    return _inflate(body, _GZIP)


def _deflate(body: bytes) -> tuple[bytes, bool]:
    try:
        return _inflate(body, _ZLIB)
    except zlib.error:
        return _inflate(body, _RAW_DEFLATE)  # what some servers send under the name deflate


def _brotli(body: bytes) -> tuple[bytes, bool]:
    return BrotliReader(io.BytesIO(body)).read(LARGEST_PAGE), True


def _zstd(body: bytes) -> tuple[bytes, bool]:
    return ZstdReader(io.BytesIO(body)).read(LARGEST_PAGE), True


def _chunked(body: bytes) -> tuple[bytes, bool]:
    """Take the chunks apart by hand: what stands before a cut is kept, which a library reader would lose."""
    pieces: list[bytes] = []
    position = 0
    while True:
        line = _CHUNK_SIZE.match(body, position)
        if line is None:
            if position == 0:
                raise ValueError  # not chunked at all
            return b"".join(pieces), False
        size = int(line[1], 16)
        if size == 0:
            return b"".join(pieces), True
        pieces.append(body[line.end() : line.end() + size])
        position = line.end() + size + 2


def _as_it_is(body: bytes) -> tuple[bytes, bool]:
    return body, True


_DECODERS: dict[str, Callable[[bytes], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
    "chunked": _chunked,
    "identity": _as_it_is,
}


def title_of(body: bytes) -> str:
    """What a page calls itself; nothing where it does not."""
    found = _TITLE.search(body)
    if found is None:
        return ""
    try:
        text = found[1].decode("utf-8")
    except UnicodeDecodeError:
        text = found[1].decode("windows-1251", "replace")
    return " ".join(html.unescape(text).split())


# <!-- saved from url=(0057)https://gvs--reg.sudrf.ru/modules.php?… -->
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{4}\)(\S+)\s*-->", re.IGNORECASE)
# Page saved with SingleFile
#  url: https://gvs--reg.sudrf.ru/modules.php?…
#  saved date: Wed Apr 22 2026 18:54:00 GMT+0300 (…)
_SINGLE_FILE = re.compile(
    rb"Page saved with SingleFile\s+url:\s*(\S+)\s+"
    rb"saved date:\s*\w{3} (\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})"
)
_PAGES = ("text/html", "application/xhtml+xml")


def said_of(body: bytes) -> tuple[str | None, datetime | None]:
    """Address and date that a browser or SingleFile wrote into a page it saved."""
    head = narrow(body[:HEAD])
    if found := _SINGLE_FILE.search(head):
        return _address(found[1].decode("latin-1")), _moment(found[2].decode("ascii"))
    found = _SAVED_FROM.search(head)
    return (_address(found[1].decode("latin-1")), None) if found else (None, None)


def saved_page(body: bytes) -> Capture:
    """A saved page with the address and date that were written into it."""
    url, captured = said_of(body)
    return Capture.of_page(body, url=url, captured=captured)


def page_of_mhtml(data: bytes) -> Capture | None:
    """The page in an MHTML, without its frames and pictures; ``None`` where there is none."""
    message = email.message_from_bytes(data)
    for part in message.walk():
        body = part.get_payload(decode=True)
        if part.get_content_type() in _PAGES and isinstance(body, bytes) and body.strip():
            page = saved_page(body)
            named = message["Snapshot-Content-Location"] or part["Content-Location"]
            return replace(page, url=_address(named) or page.url, captured=_sent(message["Date"]) or page.captured)
    return None


def _address(text: object) -> str | None:
    """An address of the web; a browser also writes ``about:internet``, and folds long ones."""
    address = "".join(str(text).split())
    return address if address.lower().startswith(("http://", "https://")) else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%b %d %Y %H:%M:%S GMT%z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _sent(text: object) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(str(text))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
