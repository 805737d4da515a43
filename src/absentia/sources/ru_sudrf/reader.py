"""From the bytes of one response to its record. Nothing here raises on any bytes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser
from stringzilla import find

from absentia.model import Issue, PageKind, PageRecord
from absentia.model.steps import KIND as TOO_DENSE
from absentia.model.steps import TooManySteps, of_one_page, spend
from absentia.sources.ru_sudrf.content import Content
from absentia.sources.ru_sudrf.decode import decode, in_utf_8, looks_like_mojibake
from absentia.sources.ru_sudrf.findings import finding
from absentia.sources.ru_sudrf.identity import identify
from absentia.sources.ru_sudrf.layout import Layout
from absentia.sources.ru_sudrf.pages import PLATFORM, Verdict, classify_without_column
from absentia.sources.ru_sudrf.primary import PRIMARY
from absentia.sources.ru_sudrf.region import Region, cut, parses_in_time
from absentia.sources.ru_sudrf.strangers import is_strangers
from absentia.sources.ru_sudrf.template import Template
from absentia.sources.ru_sudrf.text import BREAK
from absentia.sources.ru_sudrf.vnkod import MARKS, VNKOD

# ч.3<sup>1</sup>: a part of its own, 3.1
_RAISED = re.compile(r"<(?:sup|SUP)(?:\s[^<>]{0,80})?>\s{0,3}([0-9]{1,2})\s{0,3}</(?:sup|SUP)>")
_RAISED_ENDS = (b"</sup>", b"</SUP>")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BREAKS = re.compile(r"<[bB][rR](?:\s[^<>]*)?/?>")
# what shows as nothing and makes two names of one: soft hyphens, zero-width spaces and joiners, stress marks
_INVISIBLE = "\u00ad\u0301\u200b\u200c\u200d\u2060\ufeff"
_WRITTEN_INVISIBLE = re.compile(
    "&(?:shy|ZeroWidthSpace|zwnj|zwj|#0*(?:173|769|8203|8204|8205|8288|65279)|"
    "#[xX]0*(?:[aA][dD]|301|200[bBcCdD]|2060|[fF][eE][fF][fF]));"
)
# &amp;quot;   &amp;#39;
_ESCAPED_TWICE = re.compile(
    r"&amp;(?:amp;){0,3}(?=(?:quot|apos|lt|gt|nbsp|shy|laquo|raquo|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});)"
)
# the style sheet of the primary template's frame, on pages that show a message instead of the content column
_FRAME_STYLE = b"style_portal_old.css"
_MOJIBAKE_SAMPLE = 20_000


def read(data: bytes, url: str | None = None, *, capture: str | None = None, acts: bool = True) -> PageRecord:
    """Classify and read one response; whatever fails is an issue of the record."""
    capture = capture or hashlib.sha256(data).hexdigest()
    try:
        page, charset = in_utf_8(data)
        region = cut(page)
        issues = _of_the_bytes(region, page)
        if region.found:
            record = _content_page(page, url, capture, region, issues, acts=acts)
        else:
            record = _message_page(page, url, capture, region, issues)
        return replace(record, charset=charset) if charset else record
    except Exception as error:  # noqa: BLE001  one bad page must never stop an archive
        kind = type(error).__name__
        return PageRecord(capture, PageKind.UNKNOWN, url=url, issues=(finding("not_read", "page", kind),))


def _of_the_bytes(region: Region, data: bytes) -> list[Issue]:
    issues = []
    if region.oversize:
        issues.append(finding("oversize", "page", f"{len(data)} bytes"))
    if region.truncated and (region.found or _on_platform(data)):
        issues.append(finding("truncated", "page"))
    return issues


def _on_platform(data: bytes) -> bool:
    return any(mark in data for mark in PLATFORM)


def _content_page(
    data: bytes, url: str | None, capture: str, region: Region, issues: list[Issue], *, acts: bool
) -> PageRecord:
    decoded = decode(region.markup)
    identity = identify(data, region.start, region.end, url, issues)
    layout: Layout = VNKOD if any(find(region.markup, mark) >= 0 for mark in MARKS) else PRIMARY
    record = PageRecord(
        capture=capture,
        page=PageKind.UNKNOWN,
        template=layout.template,
        court_code=identity.code,
        court=identity.name,
        host=identity.host,
        url=url,
        charset=decoded.charset,
    )
    if decoded.garbled:
        issues.append(finding("garbled", "page"))
    try:
        with of_one_page():
            markup = _BREAKS.sub(BREAK, _once_and_visible(decoded.text))
            if any(find(region.markup, end) >= 0 for end in _RAISED_ENDS):  # nearly never, and looking is quick
                markup = _RAISED.sub(lambda found: found[1].translate(_SUPERSCRIPTS), markup)
            return _read_within(record, data, region, markup, layout, issues, acts=acts)
    except TooManySteps:
        return replace(record, issues=(*issues, finding(TOO_DENSE, "page")))


def _once_and_visible(text: str) -> str:
    """Markup escaped once, without the characters that show as nothing."""
    text = _ESCAPED_TWICE.sub("&", text) if "&amp;" in text else text
    for character in _INVISIBLE:
        if character in text:  # nearly never, and looking is many times as quick as replacing
            text = text.replace(character, "")
    return _WRITTEN_INVISIBLE.sub("", text)


def _read_within(
    record: PageRecord, data: bytes, region: Region, markup: str, layout: Layout, issues: list[Issue], *, acts: bool
) -> PageRecord:
    """The column read, in as many steps as a page may cost."""
    spend(len(markup))
    root = LexborHTMLParser(markup).root if parses_in_time(region.markup) else None
    if root is None:
        return replace(record, issues=(*issues, finding("too_deep", "page")))
    content = Content(
        data=data,
        region=region,
        markup=markup,
        root=root,
        layout=layout,
        url=record.url,
        court_code=record.court_code,
        acts=acts,
        issues=issues,
    )
    return content.read(record)


def _message_page(data: bytes, url: str | None, capture: str, region: Region, issues: list[Issue]) -> PageRecord:
    """A page without the content column: a message in the portal's frame, the firewall, another site."""
    strangers = is_strangers(data, url)
    verdict = Verdict(PageKind.UNKNOWN) if strangers else classify_without_column(region.markup)
    decoded = decode(region.markup)
    identity = identify(data, len(data), 0, url, issues)
    if verdict.kind is PageKind.UNKNOWN:
        known = not strangers and (identity.host or _on_platform(data))
        issues.append(finding("unknown_page" if known else "foreign_page", "page"))
        if looks_like_mojibake(decoded.text[:_MOJIBAKE_SAMPLE]):
            issues.append(finding("mojibake", "page"))
    blocked = verdict.kind in (PageKind.BLOCK_G, PageKind.BLOCK_B)
    return PageRecord(
        capture=capture,
        page=verdict.kind,
        template=Template.PRIMARY if _FRAME_STYLE in data else Template.NONE,
        court_code=identity.code,
        court=None if blocked else identity.name,
        host=identity.host,
        title=verdict.said.partition(" ip:")[0] or None,  # the firewall goes on with the reader's own address
        url=url,
        charset=decoded.charset,
        issues=tuple(issues),
    )
