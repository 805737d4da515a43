"""What programs write beside a page they save: its address, the day, and around it an MHTML.

Source: RFC 2557 (MHTML); Chromium, «MHTML generation and loading» (``Snapshot-Content-Location``, the page first).
"""

from __future__ import annotations

import email
import email.utils
import re
from dataclasses import replace
from datetime import UTC, datetime

from absentia.archive.capture import Capture
from absentia.archive.formats import HEAD, narrow

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
