"""Which court a page belongs to: its code, its name, its host; and whether they agree."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from absentia.model import Issue
from absentia.sources.ru_sudrf.courts import court
from absentia.sources.ru_sudrf.decode import decode
from absentia.sources.ru_sudrf.findings import finding
from absentia.sources.ru_sudrf.links import counter_host, host_of, module_host
from absentia.sources.ru_sudrf.text import folded
from absentia.sources.ru_sudrf.uid import COURT_CODE

_CODE_MARK = b"fromOa="  # https://ej.sudrf.ru/?fromOa=77OV0000
_NAME_MARK = b"heading_title"  # <h5 class="heading heading_caps heading_title">2-й Западный окружной военный суд</h5>
_LONGEST_NAME = 600
_TITLE = re.compile(rb"<title>([^<]{1,300})</title>", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")
_BLOCK_HOST = re.compile(rb"Host:\s*([A-Za-z0-9.-]{4,120})")  # ip: 192.0.2.66 Host: leninskyeka--svd.sudrf.ru , …
_SHORT_PAGE = 8000
_MENU = 2000


@dataclass(frozen=True, slots=True)
class Identity:
    """The court of a page, as far as the page and its address tell."""

    code: str | None
    name: str | None
    host: str | None


def identify(data: bytes, before: int, after: int, url: str | None, issues: list[Issue]) -> Identity:
    """Read the court's code, name and host; the content lies between ``before`` and ``after``.

    The host is the address's; else the one the page carries; else, for a court of the directory, the one of its code.
    """
    code, name = _code(data, after, after + _MENU) or _code(data, 0, len(data)), _name(data, before)
    host = host_of(url) or counter_host(data) or _named_host(data)
    by_code = court(code=code)
    # a host that the directory does not have is not that of a court it has under another
    if host is not None and by_code is not None and by_code.host is not None and court(host=host) is not by_code:
        issues.append(finding("court_mismatch", "page", f"{host} / {code}"))
    if host is None and by_code is not None:
        host = by_code.host
    return Identity(code, name, host)


def _code(data: bytes, first: int, last: int) -> str | None:
    position = data.find(_CODE_MARK, first, last)
    while position >= 0:
        start = position + len(_CODE_MARK)
        text = data[start : start + 8].decode("ascii", errors="replace")
        if COURT_CODE.fullmatch(text):
            return text
        position = data.find(_CODE_MARK, start, last)
    return None


def _name(data: bytes, before: int) -> str | None:
    position = data.rfind(_NAME_MARK, 0, before)
    if position >= 0:
        start = data.find(b">", position) + 1
        end = data.find(b"</h", start, start + _LONGEST_NAME)
        if 0 < start < end:
            return _words(_TAGS.sub(" ", decode(data[start:end]).text))
    title = _TITLE.search(data, 0, min(before, 20_000))
    return _words(decode(title[1]).text) if title else None


def _words(markup: str) -> str | None:
    return folded(html.unescape(markup)) or None


def _named_host(data: bytes) -> str | None:
    if len(data) > _SHORT_PAGE:
        return None
    match = _BLOCK_HOST.search(data)
    return module_host(match[1].decode("ascii")) if match else None
