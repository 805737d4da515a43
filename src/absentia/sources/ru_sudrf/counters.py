"""What a listing says of itself: how many rows there are, which of them it shows, which page of how many it is."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborNode

from absentia.sources.ru_sudrf.links import page_number
from absentia.sources.ru_sudrf.text import counting_number

_MARKUP = r"(?:<[^<>]{0,80}>|\s)*"
# what may stand inside of one number: tags within a line, comments, blanks, marks; no letter, no end of a sentence
_INSIDE = (
    r"(?:</?(?:b|i|u|em|strong|font|span|sup|nobr|small)\b[^<>]{0,80}>|<!--[^<>]{0,80}>|[^\w<>.]|_|\.(?=[\d<])){0,8}"
)
# 567, 1 234; what stands in 1,234 and in 1<i> </i>234 nobody knows, nor how many 1000+ are
_NUMBER = rf"(\d{{1,9}}(?:\s\d{{3}}){{0,3}})(?![&+A-Za-z]|{_INSIDE}\d)"
# Всего по запросу найдено — 567.   Всего по запросу найдено - <b>1</b>
_COUNTER = re.compile(rf"Всего по запросу найдено\s*[—–-]{_MARKUP}{_NUMBER}")
# На странице записи с 1   по 25   На странице записи с <b>1</b> по <b>1</b>
_RANGE = re.compile(rf"На странице записи с{_MARKUP}{_NUMBER}{_MARKUP}по{_MARKUP}{_NUMBER}")
# Страницы : <b>1</b> | <a href= ./modules.php?…&page=2…>2</a>
_CURRENT_PAGE = re.compile(r"Страницы\s*:(?:[^<]|<a\s[^<>]{0,2000}>|</a>){0,400}?<b>(\d{1,6})</b>")

Range = tuple[int, int]


def counter_and_range(markup: str) -> tuple[int | None, Range | None]:
    """«Всего по запросу найдено» and «записи с … по …», where the page has them."""
    text = markup.replace("&nbsp;", "\xa0")
    counter, shown = _COUNTER.search(text), _RANGE.search(text)
    if "&" in text and (counter is None or shown is None):
        text = html.unescape(text)
        counter, shown = _COUNTER.search(text), _RANGE.search(text)
    first, last = (_number(shown[1]), _number(shown[2])) if shown else (None, None)
    return _number(counter[1]) if counter else None, None if first is None or last is None else (first, last)


def _number(text: str) -> int | None:
    """``1 234`` with any blanks in it."""
    return counting_number("".join(text.split()))


def pagination(
    root: LexborNode, markup: str, url: str | None, counter: int | None, shown: Range | None
) -> tuple[int | None, int | None]:
    """The number of this page and of the last one that a link names; ``None`` where nothing tells."""
    current = page_number(url or "")
    if current is None and (bold := _CURRENT_PAGE.search(markup)):
        current = int(bold[1])
    if current is None and shown is not None and shown[0] == 1:
        current = 1
    linked = [
        number for anchor in root.css("a") if (number := page_number(anchor.attributes.get("href") or "")) is not None
    ]
    if linked:
        return current, max(*linked, current or 1)
    whole = shown is not None and counter is not None and shown == (1, counter)
    return current, 1 if whole else None
