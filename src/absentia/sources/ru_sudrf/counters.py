"""What a listing says of itself: how many rows there are, which of them it shows, which page of how many it is."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from absentia.sources.ru_sudrf.links import page_number

_MARKUP = r"(?:<[^<>]{0,80}>|\s)*"
# Всего по запросу найдено — 567.   Всего по запросу найдено - <b>1</b>
_COUNTER = re.compile(rf"Всего по запросу найдено\s*[—–-]{_MARKUP}(\d[\d\s\xa0]{{0,12}})")
# На странице записи с 1   по 25   На странице записи с <b>1</b> по <b>1</b>
_RANGE = re.compile(rf"На странице записи с{_MARKUP}(\d{{1,9}}){_MARKUP}по{_MARKUP}(\d{{1,9}})")
# Страницы : <b>1</b> | <a href= ./modules.php?…&page=2…>2</a>
_CURRENT_PAGE = re.compile(r"Страницы\s*:(?:[^<]|<a\s[^<>]{0,2000}>|</a>){0,400}?<b>(\d{1,6})</b>")

Range = tuple[int, int]


def counter_and_range(markup: str) -> tuple[int | None, Range | None]:
    """«Всего по запросу найдено» and «записи с … по …», where the page has them."""
    counter, shown = _COUNTER.search(markup), _RANGE.search(markup)
    return (
        int("".join(counter[1].split())) if counter else None,
        (int(shown[1]), int(shown[2])) if shown else None,
    )


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
