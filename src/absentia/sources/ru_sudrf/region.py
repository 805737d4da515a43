"""Cut what matters out of a page, on raw bytes, before anything is parsed.

A portal page is 100-350 KB, of which the content column is 24-64 KB; the act texts in it are documents of their own
(``<html>`` and all) whose markup must not leak into the card. So the column is cut at its markers, and the acts are
cut out of the column. Where the markers are missing the whole page is the region. Patterns are case-sensitive and
begin with a fixed text wherever they run over a whole page: that is what makes them quick.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from stringzilla import find

LARGEST = 8_000_000
"""Bytes of a page that are read; more than any real page has. The rest is named in an issue, not read."""
_LONG_TAG = 1000
_MOST_ATTRIBUTES = 500
_QUOTE_OR_END = re.compile(rb"[\"'>]")
_MANY_TAGS = 4000
_DEEPEST = 2000
_MOST_FORMATTING = 400
_LONGEST_TAG = 300

_MARK = b"modSdpContent"
_OPENS_COLUMN = re.compile(rb"<div\s[^<>]*?id\s*=\s*[\"']?modSdpContent[\"'\s>]", re.IGNORECASE)
_END = b"m-all_m spice"
_BOX = b"box__head"
_HTML_OPEN = re.compile(rb"<html[\s>]", re.IGNORECASE)
_HTML_CLOSE = re.compile(rb"</html\s*>", re.IGNORECASE)
_TAIL = 600
# <div id='cont_doc1' style='…'>   <div class="lawcase-tab-content" id="tab_content_Document1" style="…">
_ACT_MARKS = (b"cont_doc", b"content_Document", b"printVersionBodyDoc")
_OPENS_ACT = re.compile(
    rb"<div\s[^<>]*?id\s*=\s*[\"']?"
    rb"(cont_doc|tab_content_Document|doctab_content_Document|printVersionBodyDoc)(\d{1,4})[\"'\s>]",
    re.IGNORECASE,
)
# what may follow an act: the next tab or act, the footer of the card, the scripts at the end of the column
_CONTAINERS = (b"id='cont", b'id="cont', b"tab_content_", b"printVersionBody")
_FOOTERS = ((b"print.gif", b"<div"), (b"publishInfo", b"<"), (b"<script", b"<"))
_SCRIPTS = ((b"<script", b"</script>"), (b"<style", b"</style>"))
_TAG = re.compile(rb"<(/?)([a-zA-Z]{1,12})")
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
# elements that close themselves or each other, so that leaving them open nests nothing
_FLAT = frozenset(
    b"br img input hr meta link col area base wbr source p li td th tr tbody thead tfoot option dd dt".split()
)


@dataclass(frozen=True, slots=True)
class Act:
    """The bytes of one act inside a card, still marked up. ``number`` is the one in its container's id."""

    number: int
    markup: bytes


@dataclass(frozen=True, slots=True)
class Region:
    """The content column of a page without its acts and scripts."""

    markup: bytes
    acts: tuple[Act, ...]
    found: bool
    """The column's own marker was there; otherwise ``markup`` is the whole page."""
    start: int
    """Where the region begins in the page."""
    truncated: bool
    """The page breaks off before its end."""
    oversize: bool
    end: int = 0
    """Where the column ends in the page: the frame's menu, which names the court, follows."""


def cut(data: bytes) -> Region:
    """Find the content column and take the acts out of it."""
    oversize = len(data) > LARGEST
    page = data[:LARGEST] if oversize else data
    start = _column_start(page)
    if start < 0:
        return Region(page, (), found=False, start=0, truncated=_breaks_off(page, 0), oversize=oversize)
    end = find(page, _END, start)
    if end >= 0:
        end = page.rfind(b"<", start, end)
    column = page[start : end if end >= 0 else len(page)]
    markup, acts = _without_acts(column)
    stop = end if end >= 0 else len(page)
    broken = _breaks_off(page, end)
    return Region(without_scripts(markup), acts, found=True, start=start, truncated=broken, oversize=oversize, end=stop)


def _column_start(page: bytes) -> int:
    position = find(page, _MARK)
    while position >= 0:
        opening = page.rfind(b"<", max(0, position - _LONGEST_TAG), position)
        if opening >= 0 and _OPENS_COLUMN.match(page, opening):
            return opening
        position = find(page, _MARK, position + 1)
    return -1


def _breaks_off(page: bytes, end: int) -> bool:
    """Whether the last ``</html>`` is missing.

    ``end`` is where the column ends: what closes after it closes the page. Without that mark (-1) a closing tag at the
    very end may be an act's, so opening and closing ones are counted.
    """
    if not _HTML_CLOSE.search(page, max(end, len(page) - _TAIL, 0)):
        return True
    if end >= 0:
        return False
    return len(_HTML_OPEN.findall(page)) > len(_HTML_CLOSE.findall(page))


def _positions(data: bytes, word: bytes, start: int = 0) -> list[int]:
    found = []
    position = find(data, word, start)
    while position >= 0:
        found.append(position)
        position = find(data, word, position + 1)
    return found


def _act_openings(column: bytes) -> list[re.Match[bytes]]:
    found = []
    for mark in _ACT_MARKS:
        for position in _positions(column, mark):
            opening = column.rfind(b"<", max(0, position - _LONGEST_TAG), position)
            match = _OPENS_ACT.match(column, opening) if opening >= 0 else None
            if match:
                found.append(match)
    return sorted(found, key=lambda match: match.start())


def _act_end(column: bytes, inside: int, containers: list[int]) -> int:
    """Where an act that begins at ``inside`` ends: at the next tab, act, footer or script, whichever comes first."""
    index = bisect_right(containers, inside)
    following = containers[index] if index < len(containers) else len(column)
    stop = column.rfind(b"<", inside, following) if following < len(column) else following
    stop = stop if stop >= 0 else following
    for word, opens in _FOOTERS:
        position = find(column, word, inside, stop)
        if position >= 0:
            opening = column.rfind(opens, inside, position + 1)
            stop = opening if opening >= 0 else position
    return stop


def _without_acts(column: bytes) -> tuple[bytes, tuple[Act, ...]]:
    openings = _act_openings(column)
    if not openings:
        return column, ()
    first = openings[0].end()
    containers = sorted(position for word in _CONTAINERS for position in _positions(column, word, first))
    acts: dict[int, Act] = {}
    kept: list[bytes] = []
    position = 0
    for opening in openings:
        if opening.start() < position:
            continue  # inside the act before it
        inside = column.find(b">", opening.end() - 1) + 1 or len(column)
        stop = _act_end(column, inside, containers)
        kept.append(column[position:inside])
        position = stop
        if opening[1] != b"printVersionBodyDoc":  # the same act again, for the printer
            number = int(opening[2])
            acts.setdefault(number, Act(number, column[inside:stop]))
    kept.append(column[position:])
    return b"".join(kept), tuple(acts.values())


def without_scripts(markup: bytes) -> bytes:
    """Scripts and styles say nothing of a case, and the one that prints a card quotes the markup of cards."""
    for opens, closes in _SCRIPTS:
        kept: list[bytes] = []
        position = 0
        start = find(markup, opens)
        while start >= 0:
            end = find(markup, closes, start)
            if end < 0:
                break
            kept.append(markup[position:start])
            position = end + len(closes)
            start = find(markup, opens, position)
        kept.append(markup[position:])
        markup = b"".join(kept)
    return markup


def boxes(page: bytes) -> list[bytes]:
    """What the boxes of the centre column say below their headings: there a portal puts its messages."""
    end = page.rfind(_END)
    pieces = page[: end if end >= 0 else len(page)].split(_BOX)[1:]
    return [piece.partition(b"</div>")[2] or piece for piece in pieces]


def _crowded(markup: bytes) -> bool:
    """Whether some tag has more attributes than any tag of a page; looks into long tags only, at each byte once."""
    start, size = 0, len(markup)
    while size - start > _LONG_TAG:
        opening = markup.rfind(b"<", start, start + _LONG_TAG + 1)
        if opening >= 0:
            start = opening + 1  # all between are short
            continue
        end = markup.find(b"<", start)
        piece = markup[start : end if end >= 0 else size]
        if _attributes(piece) > _MOST_ATTRIBUTES:
            return True
        start += len(piece) + 1
    return False


def _attributes(piece: bytes) -> int:
    """How many attributes a tag may have; what is quoted, or stands behind the tag, does not count."""
    count = position = 0
    while found := _QUOTE_OR_END.search(piece, position):
        count += len(piece[position : found.start()].split())
        closing = piece.find(found.group(), found.end())
        if found.group() == b">" or closing < 0:
            # an open quote may be none: all that follows counts
            return count if found.group() == b">" else count + len(piece[found.end() :].split())
        position = closing + 1
    return count + len(piece[position:].split())


def parses_in_time(markup: bytes) -> bool:
    """Whether the markup nests, and its tags have attributes, as those of a page can.

    An HTML5 parser takes quadratic time on markup that nests without end and on tags with ever more attributes, so what
    is deeper, or has more of them, than any page is not parsed at all. Pages with few tags cannot nest deeply.
    """
    tags = markup.count(b"<")
    if _crowded(markup):
        return False
    if tags < _MANY_TAGS:
        return True
    open_now: Counter[bytes] = Counter()
    depth = formatting = 0
    for match in _TAG.finditer(markup):
        tag = match[2].lower()
        if tag in _FLAT:
            continue
        step = -1 if match[1] else 1
        if step < 0 and not open_now[tag]:
            continue
        open_now[tag] += step
        depth += step
        if tag in _FORMATTING:
            formatting += step
        if depth > _DEEPEST or formatting > _MOST_FORMATTING:
            return False
    return True
