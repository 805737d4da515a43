"""What kind of page a response is.

The order matters. A page that carries data is told by its structure (a case number over tabs, a table of results, the
day of a hearing list); a page that carries a message instead is told by the message, and only where the content is
short: an act that quotes «Информация временно недоступна» stays an act. Acts are cut out before anything is looked
at here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode
from stringzilla import find

from absentia.model import PageKind
from absentia.sources.ru_sudrf.decode import decode
from absentia.sources.ru_sudrf.layout import Layout
from absentia.sources.ru_sudrf.links import asks_for_act, operation
from absentia.sources.ru_sudrf.region import Region, boxes, parses_in_time
from absentia.sources.ru_sudrf.text import folded, key
from absentia.sources.ru_sudrf.vocabulary import vocabulary

LONGEST_MESSAGE = 1500
"""Characters; a page whose content is longer is not a message."""
_LONGEST_BOX = 60_000

# Список дел, назначенных к слушанию на 12.08.2026   (также «дел и материалов»)
_HEARINGS = re.compile(r"Список дел(?: и материалов)?,? назначенных к слушанию на (\d{2}\.\d{2}\.\d{4})")
# На 13.08.2026 дел не назначено
_NO_HEARINGS = re.compile(r"На (\d{2}\.\d{2}\.\d{4}) (?:слушаний )?дел(?: и материалов)? не назначено")
_ON_A_DAY = "назначен"
"""Stands in both."""
# what PHP and its database write into a page when they fail
FAILURES = (
    b"pg_connect()",
    b"pg_query()",
    b"ERROR LEVEL",
    b"Trying to access array offset",
    b"<b>Warning</b>",
    b"<b>Notice</b>",
    b"<b>Fatal error</b>",
    b"<b>Parse error</b>",
)
_FAILURE_HINTS = (b"pg_", b"ERROR LEVEL", b"array offset", b" on line ")
_BEFORE_PAGE = 3000
# <div id="search_results">2025-12-03 11:22:33 …: a line of the server's log; the portal itself writes 03.12.2025
_LOGGED = b"search_results"
_LOG_LINE = re.compile(
    rb"id\s{0,3}=\s{0,3}[\"']?search_results\b[^<>]{0,200}>(?:\s++|<(?:p|pre|br|b|div)\b[^<>]{0,80}>){0,20}+"
    rb"\[?(\d{4}-\d{2}-\d{2})[ T\]]"
)
_NESTED_DOCUMENT = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
EMPTY_ACT = "пустой документ"
PLATFORM = (b"sudrf", b"fromOa=", b"sud_delo")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind of a page, and what told it."""

    kind: PageKind
    said: str = ""
    """The sentence or title that told."""
    hearing_day: str | None = None


def _names_hearings(text: str) -> bool:
    """Whether a text names a day of hearings; most hold no such word, and need no folding."""
    return _ON_A_DAY in text and hearing_day(folded(text)) is not None


def hearing_day(text: str) -> str | None:
    """The day of a hearing list's title, as written."""
    match = _HEARINGS.search(text) or _NO_HEARINGS.search(text)
    return match[1] if match else None


def backend_failure(region: Region, data: bytes) -> bytes | None:
    """The words of a failing server, outside acts."""
    before = data[: min(region.start, _BEFORE_PAGE)]
    for text in (region.markup, before):
        if any(find(text, hint) >= 0 for hint in _FAILURE_HINTS):
            for words in FAILURES:
                if words in text:
                    return words
    logged = _LOG_LINE.search(region.markup) if find(region.markup, _LOGGED) >= 0 else None
    return b"log line of " + logged[1] if logged else None


def said(text: str) -> tuple[PageKind, str] | None:
    """The message in a text, if it is one of the known ones."""
    folded_text = key(text[: 4 * LONGEST_MESSAGE])
    for phrase, kind in vocabulary().messages:
        if phrase in folded_text:
            return kind, folded(text)[:LONGEST_MESSAGE]
    return None


def classify_without_column(data: bytes) -> Verdict:
    """A page without the content marker: firewall pages, messages in the portal's frame, other sites."""
    for box in reversed(boxes(data)):
        if len(box) <= _LONGEST_BOX and (verdict := _message(_plain(box))):
            return verdict
    if len(data) <= _LONGEST_BOX * 4 and (verdict := _message(_plain(data))):
        return verdict
    return Verdict(PageKind.UNKNOWN)


def _message(text: str) -> Verdict | None:
    if len(text) > LONGEST_MESSAGE:
        return None
    found = said(text)
    return Verdict(found[0], found[1]) if found else None


def _plain(markup: bytes) -> str:
    """The words of some markup, scripts and styles left out."""
    if not parses_in_time(markup):
        return ""
    parser = LexborHTMLParser(decode(markup).text)
    parser.strip_tags(["script", "style", "noscript"])
    return folded(parser.body.text(separator=" ")) if parser.body is not None else ""


def classify(root: LexborNode, markup: str, layout: Layout, address: str | None) -> Verdict:
    """A page with the content marker. ``root`` is its parsed content, acts cut out; ``markup`` the same unparsed."""
    if layout.card_number(root) is not None or layout.tabs(root):
        return Verdict(PageKind.CARD)
    error = root.css_first("#error, #errors, .error-message")
    if error is not None and (found := said(error.text())):
        return Verdict(found[0], found[1])
    if layout.act_titles(root) or _NESTED_DOCUMENT.search(markup):
        return Verdict(PageKind.ACT)
    act = asks_for_act(address)
    listing = any(table.css_first("tr") is not None for table in layout.result_tables(root))
    # a day of hearings that stands nowhere does not stand outside the calendar form either, which is costly to take out
    if listing and not act and not _names_hearings(root.text()):
        return Verdict(PageKind.LISTING)
    words = folded(_content_text(markup))
    return _instead_of_act(root, words, layout) if act else _by_words(root, words, layout, address, listing=listing)


def _by_words(root: LexborNode, words: str, layout: Layout, address: str | None, *, listing: bool) -> Verdict:
    """What neither a card nor an act is: told by its words, and whether it has a table of results."""
    if day := hearing_day(words):
        return Verdict(PageKind.HEARING_LIST, hearing_day=day)
    if listing:
        return Verdict(PageKind.LISTING)
    if layout.form(root) is not None:
        asked = operation(address) == "r" and root.css_first("input[name=captcha]") is not None
        return Verdict(PageKind.CAPTCHA_GATE if asked else PageKind.SEARCH_FORM)
    if message := _message(words):
        return message
    empty = key(EMPTY_ACT) in key(words[:LONGEST_MESSAGE])
    return Verdict(PageKind.ACT, EMPTY_ACT) if empty else Verdict(PageKind.UNKNOWN)


def _instead_of_act(root: LexborNode, words: str, layout: Layout) -> Verdict:
    """What answers the address of an act and is no document of its own: a message, a form, bare words of an act."""
    if key(EMPTY_ACT) in key(words[:LONGEST_MESSAGE]):
        return Verdict(PageKind.ACT, EMPTY_ACT)
    if layout.form(root) is not None:
        return Verdict(PageKind.SEARCH_FORM)
    return _message(words) or Verdict(PageKind.ACT)


def _content_text(markup: str) -> str:
    """The words of the content, without the calendar form that stands above every page."""
    parser = LexborHTMLParser(markup)
    parser.strip_tags(["script", "style", "noscript"])
    # one after the other: the one may stand in the other, and what is gone must not be touched again
    for selector in (".form-container", "form#calformH"):
        while (node := parser.css_first(selector)) is not None:
            node.decompose()
    return parser.body.text() if parser.body is not None else ""
