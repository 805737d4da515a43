"""From the bytes of one response to its record. Nothing here raises on any bytes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from absentia.model import Filing, Instance, Issue, PageKind, PageRecord, Procedure, Template
from absentia.model.page import ActReference
from absentia.sources.ru_sudrf.card import CardBuilder
from absentia.sources.ru_sudrf.card_tables import Walk
from absentia.sources.ru_sudrf.dates import iso_date, publication
from absentia.sources.ru_sudrf.decode import Decoded, decode, looks_like_mojibake
from absentia.sources.ru_sudrf.findings import finding
from absentia.sources.ru_sudrf.identity import Identity, identify
from absentia.sources.ru_sudrf.layout import Layout
from absentia.sources.ru_sudrf.links import FOOTER, case_link, guids_in, page_number
from absentia.sources.ru_sudrf.listing import RowReader
from absentia.sources.ru_sudrf.pages import (
    EMPTY_ACT,
    PLATFORM,
    Verdict,
    backend_failure,
    classify,
    classify_without_column,
)
from absentia.sources.ru_sudrf.primary import PRIMARY
from absentia.sources.ru_sudrf.region import Act, Region, cut, parses_in_time
from absentia.sources.ru_sudrf.text import BREAK, folded
from absentia.sources.ru_sudrf.values import date_value
from absentia.sources.ru_sudrf.vnkod import MARKS, VNKOD
from absentia.sources.ru_sudrf.vocabulary import register_of

_BREAKS = re.compile(r"<[bB][rR](?:\s[^<>]*)?/?>")
# Всего по запросу найдено — 567.   Всего по запросу найдено - <b>1</b>
_COUNTER = re.compile(r"Всего по запросу найдено\s*[—–-]\s*(?:<[^<>]{0,80}>\s*)*(\d[\d\s\xa0]{0,12})")
# На странице записи с 1   по 25   На странице записи с <b>1</b> по <b>1</b>
_RANGE = re.compile(
    r"На странице записи с\s*(?:<[^<>]{0,80}>\s*)*(\d{1,9})(?:\s|<[^<>]{0,80}>)*по\s*(?:<[^<>]{0,80}>\s*)*(\d{1,9})"
)
# Страницы : <b>1</b> | <a href= ./modules.php?…&page=2…>2</a>
_CURRENT_PAGE = re.compile(r"Страницы\s*:(?:[^<]|<a\s[^<>]{0,2000}>|</a>){0,400}?<b>(\d{1,6})</b>")
# the style sheet of the primary template's frame, on pages that show a message instead of the content column
_FRAME_STYLE = b"style_portal_old.css"
_PUBLISHED = "publishInfo"
_SCRIPTED = re.compile(rb"<(?:[sS][cC][rR][iI][pP][tT]|[sS][tT][yY][lL][eE])")
_NOT_READ = (PageKind.BLOCK_G, PageKind.BLOCK_B)


def read(data: bytes, url: str | None = None) -> PageRecord:
    """Classify and read one response; whatever fails is an issue of the record."""
    capture = hashlib.sha256(data).hexdigest()
    try:
        return _read(data, url, capture)
    except Exception as error:  # noqa: BLE001  one bad page must never stop an archive
        return PageRecord(capture, PageKind.UNKNOWN, url=url, issues=(finding("not_read", "page", repr(error)),))


def _read(data: bytes, url: str | None, capture: str) -> PageRecord:
    region = cut(data)
    issues: list[Issue] = []
    if region.oversize:
        issues.append(finding("oversize", "page", f"{len(data)} bytes"))
    if not region.found:
        return _without_column(data, url, capture, issues, region)
    decoded = decode(region.markup)
    identity = identify(data, region.start, region.end, url, issues)
    base = PageRecord(
        capture=capture,
        page=PageKind.UNKNOWN,
        court_code=identity.code,
        court=identity.name,
        host=identity.host,
        url=url,
        charset=decoded.charset,
    )
    if region.truncated:
        issues.append(finding("truncated", "page"))
    if decoded.garbled:
        issues.append(finding("garbled", "page"))
    if not parses_in_time(region.markup):
        issues.append(finding("too_deep", "page"))
        return replace(base, issues=tuple(issues))
    layout: Layout = VNKOD if any(mark in region.markup for mark in MARKS) else PRIMARY
    markup = _BREAKS.sub(BREAK, decoded.text)
    root = LexborHTMLParser(markup).root
    if root is None:
        return replace(base, issues=(*issues, finding("unknown_page", "page")))
    page = _Page(data, region, decoded, markup, root, layout, url, replace(base, template=layout.template), issues)
    return page.read(identity)


def _without_column(
    data: bytes, url: str | None, capture: str, issues: list[Issue], region: Region
) -> PageRecord:
    verdict = classify_without_column(region.markup)
    decoded = decode(region.markup)
    identity = identify(data, len(data), 0, url, issues)
    on_platform = any(mark in data for mark in PLATFORM)
    if verdict.kind is PageKind.UNKNOWN:
        kind = "unknown_page" if on_platform or identity.host else "foreign_page"
        issues.append(finding(kind, "page"))
        if region.truncated and on_platform:
            issues.append(finding("truncated", "page"))
        if looks_like_mojibake(decoded.text[:20_000]):
            issues.append(finding("mojibake", "page"))
    blocked = verdict.kind in _NOT_READ
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


class _Page:
    """One page with its content column parsed."""

    def __init__(
        self,
        data: bytes,
        region: Region,
        decoded: Decoded,
        markup: str,
        root: LexborNode,
        layout: Layout,
        url: str | None,
        record: PageRecord,
        issues: list[Issue],
    ) -> None:
        self.data, self.region, self.decoded, self.markup = data, region, decoded, markup
        self.root, self.layout, self.url = root, layout, url
        self.record, self.issues = record, issues

    def read(self, identity: Identity) -> PageRecord:
        """The record of the page."""
        verdict = classify(self.root, self.markup, self.layout, self.url)
        title = self.layout.title(self.root)
        found: dict[str, Any] = {"page": verdict.kind, "title": title}
        match verdict.kind:
            case PageKind.CARD:
                found |= self._card(title)
            case PageKind.LISTING:
                found |= self._listing(title)
            case PageKind.HEARING_LIST:
                found |= self._hearings(verdict)
            case PageKind.ACT:
                found |= self._act(verdict)
            case PageKind.SEARCH_FORM | PageKind.CAPTCHA_GATE:
                found |= self._form(title, verdict)
            case PageKind.UNKNOWN:
                pass
            case _:
                found["title"] = title or verdict.said or None
        if verdict.kind is not PageKind.ACT and (failure := backend_failure(self.region, self.data)):
            self.issues.append(finding("backend_warning", "page", failure.decode("ascii")))
            found["page"] = PageKind.BACKEND_ERROR
        if found["page"] is PageKind.UNKNOWN:
            self.issues.append(finding("unknown_page", "page"))
        strange = any(issue.kind.startswith("unknown") for issue in self.issues)
        if strange and looks_like_mojibake(self.decoded.text[:20_000]):
            self.issues.append(finding("mojibake", "page"))
        return replace(self.record, **found, issues=tuple(self.issues))

    def _register(self, title: str | None, number: str | None = None) -> tuple[Procedure | None, Instance | None]:
        """Procedure and instance of a title; an unknown one is an issue."""
        register = register_of(title, number) if title else None
        if register is None:
            self.issues.append(finding("unknown_title", "title", title or ""))
            return Procedure.UNKNOWN, Instance.UNKNOWN
        return register

    def _card(self, title: str | None) -> dict[str, Any]:
        number = self.layout.card_number(self.root) or ""
        procedure, instance = self._register(title, folded(number).rpartition("№")[2].strip())
        builder = CardBuilder(procedure, issues=self.issues)
        tabs = self.layout.tabs(self.root)
        Walk(builder, tabs, self.layout.is_container).tables(self.root)
        if not number:
            self.issues.append(finding("missing_number", "card"))
        link = case_link(self.url or "")
        guid = link.guid
        if guid is None:
            named = guids_in(self.region.markup) or guids_in(self.data[-FOOTER:])
            guid = named.pop() if len(named) == 1 else None
        published, changed = self._published()
        filing = builder.filing(
            number, guid=guid, case_id=link.case_id, published=published, changed=changed
        )
        return {
            "procedure": procedure,
            "instance": instance,
            "filing": filing,
            "fields": tuple(builder.fields),
            "events": tuple(builder.events),
            "defendants": tuple(builder.defendants),
            "parties": tuple(builder.parties),
            "complaints": tuple(builder.complaints),
            "execution_documents": tuple(builder.documents),
            "acts": self._acts(),
        }

    def _published(self) -> tuple[str | None, str | None]:
        node = self.root.css_first("." + _PUBLISHED) if _PUBLISHED in self.markup else None
        if node is None:
            return None, None
        text = folded(node.text())
        published, changed = publication(text)
        if text and published is None:
            self.issues.append(finding("bad_date", _PUBLISHED, text))
        return published, changed

    def _acts(self) -> tuple[ActReference, ...]:
        titles = self.layout.act_titles(self.root)
        return tuple(
            _act_reference(act, titles.get(act.number, f"#{act.number}"))
            for act in self.region.acts
            if act.markup.strip()
        )

    def _rows(self, reader: RowReader) -> None:
        seen: set[tuple[str, ...]] = set()
        for table in self.layout.result_tables(self.root):
            words = tuple(folded(row.text()) for row in table.css("tr"))
            if words in seen:
                self.issues.append(finding("doubled_table", "listing"))
                continue
            if reader.table(table):
                seen.add(words)
            elif words:
                self.issues.append(finding("unknown_column", "listing", words[0]))

    def _listing(self, title: str | None) -> dict[str, Any]:
        procedure, instance = self._register(title)
        reader = RowReader(procedure, instance, title, issues=self.issues)
        self._rows(reader)
        if procedure is Procedure.UNKNOWN and len(kinds := {row.procedure for row in reader.rows}) == 1:
            procedure = kinds.pop()  # one title serves civil and КАС cases; here every number says the same
        counter, shown = self._counter()
        self._check_counter(counter, shown, len(reader.rows))
        current, last = self._pagination(counter, shown)
        return {
            "procedure": procedure,
            "instance": instance,
            "rows": tuple(reader.rows),
            "counter": counter,
            "range": shown,
            "page_number": current,
            "pages": last,
        }

    def _counter(self) -> tuple[int | None, tuple[int, int] | None]:
        counter = _COUNTER.search(self.markup)
        shown = _RANGE.search(self.markup)
        return (
            int("".join(counter[1].split())) if counter else None,
            (int(shown[1]), int(shown[2])) if shown else None,
        )

    def _check_counter(self, counter: int | None, shown: tuple[int, int] | None, rows: int) -> None:
        if counter is None:
            self.issues.append(finding("missing_counter", "listing", f"{rows} rows"))
            return
        first, last = shown or (1, rows)
        if last - first + 1 != rows or last > counter:
            self.issues.append(
                finding("counter_mismatch", "listing", f"{rows} rows; {first}-{last} of {counter} announced")
            )
        copies = self.layout.copies(self.root)
        if copies is not None and copies != rows:
            self.issues.append(finding("mobile_mismatch", "listing", f"{rows} / {copies}"))

    def _pagination(self, counter: int | None, shown: tuple[int, int] | None) -> tuple[int | None, int | None]:
        linked = [
            number
            for anchor in self.root.css("a")
            if (number := page_number(anchor.attributes.get("href") or "")) is not None
        ]
        current = page_number(self.url or "")
        if current is None and (bold := _CURRENT_PAGE.search(self.markup)):
            current = int(bold[1])
        if current is None and shown is not None:
            size = shown[1] - shown[0] + 1
            if shown[0] == 1:
                current = 1
            elif size > 0 and shown[1] != counter and (shown[0] - 1) % size == 0:
                current = (shown[0] - 1) // size + 1
        if linked:
            return current, max([*linked, current or 1])
        whole = shown is not None and counter is not None and shown == (1, counter)
        return current, 1 if whole else current

    def _hearings(self, verdict: Verdict) -> dict[str, Any]:
        reader = RowReader(None, None, issues=self.issues)
        self._rows(reader)
        day = date_value(verdict.hearing_day or "", "title", self.issues)
        return {"rows": tuple(reader.rows), "hearing_date": day}

    def _act(self, verdict: Verdict) -> dict[str, Any]:
        titles = self.layout.act_titles(self.root)
        acts = [_act_reference(act, titles.get(act.number, f"#{act.number}")) for act in self.region.acts]
        if not acts:
            reference = _act_reference(Act(1, self.region.markup), next(iter(titles.values()), ""))
            if reference.characters:
                acts = [reference]
        if verdict.said == EMPTY_ACT:
            self.issues.append(finding("empty_act", "page"))
            acts = []
        return {"acts": tuple(acts)}

    def _form(self, title: str | None, verdict: Verdict) -> dict[str, Any]:
        gate = verdict.kind is PageKind.CAPTCHA_GATE
        captcha = gate or self.root.css_first("input[name=captcha]") is not None
        register = register_of(title) if title else None
        procedure, instance = register or (None, None)
        return {"captcha": captcha, "procedure": procedure, "instance": instance, "title": title or verdict.said or None}


def _act_reference(act: Act, title: str) -> ActReference:
    """Title, length and digest of an act's words; the words themselves stay in the archive."""
    text = ""
    if parses_in_time(act.markup):
        parser = LexborHTMLParser(decode(act.markup).text)
        if _SCRIPTED.search(act.markup):
            parser.strip_tags(["script", "style"])
        text = folded(parser.body.text()) if parser.body is not None else ""
    return ActReference(title, len(text), hashlib.sha256(text.encode()).hexdigest())
