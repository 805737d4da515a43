"""The content column of one page, parsed: each kind of page read by its own function into fields of the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from selectolax.lexbor import LexborNode

from absentia.model import Instance, Issue, PageKind, PageRecord
from absentia.sources.ru_sudrf.acts import act_reference, references
from absentia.sources.ru_sudrf.card import CardBuilder
from absentia.sources.ru_sudrf.card_tables import Walk
from absentia.sources.ru_sudrf.counters import Range, counter_and_range, pagination
from absentia.sources.ru_sudrf.dates import publication
from absentia.sources.ru_sudrf.decode import looks_like_mojibake
from absentia.sources.ru_sudrf.findings import finding
from absentia.sources.ru_sudrf.layout import Layout
from absentia.sources.ru_sudrf.links import FOOTER, case_link, guids_in
from absentia.sources.ru_sudrf.listing import RowReader
from absentia.sources.ru_sudrf.pages import EMPTY_ACT, Verdict, backend_failure, classify
from absentia.sources.ru_sudrf.region import Region
from absentia.sources.ru_sudrf.text import folded
from absentia.sources.ru_sudrf.values import date_value
from absentia.sources.ru_sudrf.witnesses import contradiction, numbers_in, register_told

_PUBLISHED = "publishInfo"
_MOJIBAKE_SAMPLE = 20_000

Found = dict[str, Any]
"""Fields of the record by name."""


@dataclass(slots=True, kw_only=True)
class Content:
    """One page with its content column parsed."""

    data: bytes
    region: Region
    markup: str
    root: LexborNode
    layout: Layout
    url: str | None
    court_code: str | None
    acts: bool
    """Whether the record is to tell of the acts."""
    issues: list[Issue] = field(default_factory=list)

    def read(self, record: PageRecord) -> PageRecord:
        """The record, completed by what the column says."""
        verdict = classify(self.root, self.markup, self.layout, self.url)
        title = self.layout.title(self.root)
        readers: dict[PageKind, Callable[[str | None, Verdict], Found]] = {
            PageKind.CARD: self._card,
            PageKind.LISTING: self._listing,
            PageKind.HEARING_LIST: self._hearings,
            PageKind.ACT: self._act,
            PageKind.SEARCH_FORM: self._form,
            PageKind.CAPTCHA_GATE: self._form,
        }
        reader = readers.get(verdict.kind)
        found: Found = {"page": verdict.kind, "title": title}
        found |= reader(title, verdict) if reader else {"title": title or verdict.said or None}
        if verdict.kind is not PageKind.ACT and (failure := backend_failure(self.region, self.data)):
            self.issues.append(finding("backend_warning", "page", failure.decode("ascii")))
            found["page"] = PageKind.BACKEND_ERROR
        if found["page"] is PageKind.UNKNOWN:
            self.issues.append(finding("unknown_page", "page"))
        strange = any(issue.kind.startswith("unknown") for issue in self.issues)
        if strange and looks_like_mojibake(self.markup[:_MOJIBAKE_SAMPLE]):
            self.issues.append(finding("mojibake", "page"))
        return replace(record, **found, issues=tuple(self.issues))

    def _untold(self, title: str | None) -> None:
        self.issues.append(finding("unknown_title", "title", title or ""))

    def _card(self, title: str | None, _verdict: Verdict) -> Found:
        number = self.layout.card_number(self.root) or ""
        own = folded(number).rpartition("№")[2].strip()
        asked = numbers_in(self.url)
        told = register_told(title, own, court_code=self.court_code, numbers=asked)
        builder = CardBuilder(told.procedure, issues=self.issues)
        Walk(builder, self.layout.tabs(self.root), self.layout.is_container).tables(self.root)
        told = register_told(
            title,
            own,
            court_code=self.court_code,
            numbers=asked,
            below=bool({"lower_court", "lower_number"} & builder.values.keys()),
            charged=bool(builder.defendants),
        )
        if told.mismatch:
            self.issues.append(contradiction(told.mismatch, title, own, self.court_code, asked))
        if not told.title_known:
            self._untold(title)
        if not number:
            self.issues.append(finding("missing_number", "card"))
        link = case_link(self.url or "")
        published, changed = self._published()
        filing = builder.filing(
            number, guid=link.guid or self._own_guid(), case_id=link.case_id, published=published, changed=changed
        )
        return {
            "procedure": told.procedure,
            "instance": told.instance,
            "filing": filing,
            "fields": tuple(builder.fields),
            "events": tuple(builder.events),
            "defendants": tuple(builder.defendants),
            "parties": tuple(builder.parties),
            "complaints": tuple(builder.complaints),
            "execution_documents": tuple(builder.documents),
            "acts": references(self.region.acts, self.layout.act_titles(self.root)) if self.acts else (),
        }

    def _own_guid(self) -> str | None:
        """The one GUID the card's own links name; with several, none is taken for its own."""
        named = guids_in(self.region.markup) or guids_in(self.data[-FOOTER:])
        return named.pop() if len(named) == 1 else None

    def _published(self) -> tuple[str | None, str | None]:
        node = self.root.css_first("." + _PUBLISHED) if _PUBLISHED in self.markup else None
        text = folded(node.text()) if node is not None else ""
        published, changed = publication(text)
        if text and published is None:
            self.issues.append(finding("bad_date", _PUBLISHED, text))
        return published, changed

    def _rows(self, reader: RowReader) -> None:
        seen: set[tuple[str, ...]] = set()
        tables = self.layout.result_tables(self.root)
        for table in tables:
            words = _words(table) if len(tables) > 1 else ()
            if words in seen:
                self.issues.append(finding("doubled_table", "listing"))
            elif reader.table(table):
                seen.add(words)
            elif words := words or _words(table):
                self.issues.append(finding("unknown_column", "listing", words[0]))

    def _listing(self, title: str | None, _verdict: Verdict) -> Found:
        reader = RowReader(title, self.court_code, self.url, issues=self.issues)
        self._rows(reader)
        told = reader.told()
        if told.mismatch:
            reader.contradicted(told.mismatch, None, numbers_in(self.url))
        # one title serves civil and КАС cases, or names no instance: every row may say the same
        procedures = {row.procedure for row in reader.rows}
        instances = {row.instance for row in reader.rows}
        procedure = (procedures.pop() if len(procedures) == 1 else None) or told.procedure
        instance = (instances.pop() if len(instances) == 1 else None) or told.instance
        if instance is Instance.UNKNOWN:
            self._untold(title)
        counter, shown = counter_and_range(self.markup)
        current, last = pagination(self.root, self.markup, self.url, counter, shown)
        self._check_counter(counter, shown, len(reader.rows), only=current == 1 and last is None)
        return {
            "procedure": procedure,
            "instance": instance,
            "rows": tuple(reader.rows),
            "counter": counter,
            "range": shown,
            "page_number": current,
            "pages": last,
        }

    def _check_counter(self, counter: int | None, shown: Range | None, rows: int, *, only: bool) -> None:
        """Hold the rows against what the page announces; ``only``: it is the first page and links no other."""
        if counter is None:
            self.issues.append(finding("missing_counter", "listing", f"{rows} rows"))
            return
        first, last = shown or (1, rows)
        if last - first + 1 != rows or last > counter or (only and last < counter):
            raw = f"{rows} rows; {first}-{last} of {counter} announced"
            self.issues.append(finding("counter_mismatch", "listing", raw))
        copies = self.layout.copies(self.root)
        if copies is not None and copies != rows:
            self.issues.append(finding("mobile_mismatch", "listing", f"{rows} / {copies}"))

    def _hearings(self, title: str | None, verdict: Verdict) -> Found:
        reader = RowReader(court_code=self.court_code, issues=self.issues)
        self._rows(reader)
        day = date_value(verdict.hearing_day or "", "title", self.issues)
        return {"rows": tuple(reader.rows), "hearing_date": day, "title": title}

    def _act(self, _title: str | None, verdict: Verdict) -> Found:
        if verdict.said == EMPTY_ACT:
            self.issues.append(finding("empty_act", "page"))
            return {}
        if not self.acts:
            return {}
        titles = self.layout.act_titles(self.root)
        acts = references(self.region.acts, titles)
        if not acts:
            whole = act_reference(self.region.markup, next(iter(titles.values()), ""))
            acts = (whole,) if whole.characters else ()
        return {"acts": acts}

    def _form(self, title: str | None, verdict: Verdict) -> Found:
        gate = verdict.kind is PageKind.CAPTCHA_GATE
        captcha = gate or self.root.css_first("input[name=captcha]") is not None
        told = register_told(title, court_code=self.court_code) if title else None
        procedure, instance = (told.procedure, told.instance) if told and told.title_known else (None, None)
        heading = title or verdict.said or None
        return {"captcha": captcha, "procedure": procedure, "instance": instance, "title": heading}


def _words(table: LexborNode) -> tuple[str, ...]:
    """What each row of a table says."""
    return tuple(folded(row.text()) for row in table.css("tr"))
