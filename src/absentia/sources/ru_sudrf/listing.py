"""Rows of listings and hearing lists: one table, read once, cell by cell by the meaning of its column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from absentia.model import Defendant, Filing, Instance, Issue, ListingRow, Procedure
from absentia.sources.ru_sudrf.charges import read_cell
from absentia.sources.ru_sudrf.findings import finding
from absentia.sources.ru_sudrf.links import CaseLink, act_link, case_link
from absentia.sources.ru_sudrf.numbers import CaseNumber
from absentia.sources.ru_sudrf.tables import cell_text, columns_of, header_text, row_cells, table_rows
from absentia.sources.ru_sudrf.text import BREAK, folded, key, lines
from absentia.sources.ru_sudrf.values import date_value, number_value, text_or_none, time_value
from absentia.sources.ru_sudrf.vocabulary import heading_of, known_phrase, names_court_below, vocabulary
from absentia.sources.ru_sudrf.witnesses import Register, contradiction, numbers_in, register_told

_FEWEST_COLUMNS = 4
_CIVIL = frozenset({Procedure.CIVIL, Procedure.KAS})
# ПРАВОНАРУШЕНИЕ: Имя - ст.20.1 ч.1 КоАП РФ
_OFFENCE = re.compile(r"^ПРАВОНАРУШЕНИЕ\s*:\s*", re.IGNORECASE)
# the tail of a civil cell; a criminal one is read with its charges
_LOWER_COURT = re.compile(r"Суд \([^()\n]{1,40}\) первой инстанции ?:", re.IGNORECASE)
_LOWER_NUMBER = re.compile(r"Номер дела в первой инстанции ?:", re.IGNORECASE)
_BELOW = "первой инстанции"
"""Stands in both."""
# a greyed cell: background:#ddd (primary), class gray or disabled (VNKOD)
_GREY = re.compile(r"background(?:-color)?\s*:\s*#ddd", re.IGNORECASE)


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one page, one table after the other."""

    title: str | None = None
    court_code: str | None = None
    address: str | None = None
    issues: list[Issue] = field(default_factory=list)
    rows: list[ListingRow] = field(default_factory=list)
    section: str | None = None
    below: bool = False
    """The table names a court below."""
    _told: set[tuple[str, str]] = field(default_factory=set)
    """Contradictions that stand among the issues."""
    _unknown: set[str] = field(default_factory=set)
    """Sections that do."""

    def table(self, table: LexborNode) -> bool:
        """Read a table if it is one of results; says whether it was."""
        rows = [cells for row, _ in table_rows(table) if (cells := row_cells(row))]
        if not rows or len(rows[0]) < _FEWEST_COLUMNS:
            return False
        header = [header_text(cell) for cell in rows[0]]
        columns = columns_of(header)
        if "number" not in columns:
            return False
        for text, column in zip(header, columns, strict=True):
            if column is None:
                self.issues.append(finding("unknown_column", "listing", text))
        self.below = any(
            column == "info" and names_court_below(text) for text, column in zip(header, columns, strict=True)
        )
        for cells in rows[1:]:
            if len(cells) == 1:
                self._section_row(folded(cells[0].text()))
            else:
                self._row(columns, cells)
        return True

    def _section_row(self, text: str) -> None:
        if not text:
            return
        self.section = text
        if heading_of(text) is None:
            self._untold(text)

    def _untold(self, section: str) -> None:
        if section not in self._unknown:
            self._unknown.add(section)
            self.issues.append(finding("unknown_title", "listing", section))

    def _row(self, columns: list[str | None], cells: list[LexborNode]) -> None:
        position = len(self.rows)
        where = f"rows[{position}]"
        if len(cells) != len(columns):
            self.issues.append(finding("row_shape", where, " | ".join(folded(cell.text()) for cell in cells)))
        found = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
        texts = {column: cell.text() for column, cell in found.items()}
        texts["info"] = BREAK.join(
            cell_text(cell) for column, cell in zip(columns, cells, strict=False) if column == "info"
        )
        href = _href(found.get("number"))
        link = case_link(href)
        number = number_value(texts.get("number", ""), f"{where}.number", self.issues)
        self._identity(number.number, link, where)
        procedure, instance = self._register(number.number, href)
        info = _Info.read(texts["info"], procedure, f"{where}.info", self.issues)
        acts = found.get("acts")
        self.rows.append(
            ListingRow(
                position=position,
                filing=self._filing(texts, number, link, info, where),
                defendants=info.defendants,
                info_raw=folded(texts["info"]),
                has_act=acts.css_first("a") is not None if acts is not None else None,
                act_blocked=_greyed(acts) if acts is not None else None,
                act_link=_act(acts),
                procedure=procedure,
                instance=instance,
                section=self.section,
                time=time_value(texts.get("time", ""), f"{where}.time", self.issues),
                place=text_or_none(texts.get("place", "")),
                category=info.category,
                hearing_result=text_or_none(texts.get("hearing_result", "")),
            )
        )
        result = self.rows[-1].filing.result
        if procedure is Procedure.CRIMINAL and result and not known_phrase(result, vocabulary().results):
            self.issues.append(finding("unknown_result", where, result))

    def _filing(self, texts: dict[str, str], number: CaseNumber, link: CaseLink, info: _Info, where: str) -> Filing:
        lower = number_value(info.lower_number or "", f"{where}.lower_number", self.issues)
        return Filing(
            number=number.number,
            former_numbers=number.former,
            material_number=number.material,
            joined_number=number.joined,
            guid=link.guid,
            case_id=link.case_id,
            received=date_value(texts.get("received", ""), f"{where}.received", self.issues),
            decided=date_value(texts.get("decided", ""), f"{where}.decided", self.issues),
            in_force=date_value(texts.get("in_force", ""), f"{where}.in_force", self.issues),
            judge=text_or_none(texts.get("judge", "")),
            result=text_or_none(texts.get("decision", "")),
            lower_court=info.lower_court,
            lower_number=lower.number,
            lower_former_numbers=lower.former,
            lower_material_number=lower.material,
        )

    def _identity(self, number: str | None, link: CaseLink, where: str) -> None:
        if number is None:
            self.issues.append(finding("missing_number", where))
        if link.guid is None:
            self.issues.append(finding("bad_guid", where, number or ""))

    def _register(self, number: str | None, href: str) -> tuple[Procedure | None, Instance | None]:
        """The row's register: what its heading, its link, its number and the table say."""
        numbers = numbers_in(href)
        if not (self.section or self.title or numbers):
            return None, None
        told = self.told(number, numbers)
        if told.mismatch:
            self.contradicted(told.mismatch, number, numbers)
        if self.section and not told.title_known:
            self._untold(self.section)
        return told.procedure, told.instance

    def told(self, number: str | None = None, numbers: tuple[str, str] | None = None) -> Register:
        """The register of a row, or without one of the page; a page's own address speaks where its links do not."""
        return register_told(
            self.section or self.title,
            number,
            court_code=self.court_code,
            numbers=numbers or numbers_in(self.address),
            below=self.below,
        )

    def contradicted(self, mismatch: tuple[str, str], number: str | None, numbers: tuple[str, str] | None) -> None:
        """An issue, once for all rows that have it."""
        if mismatch not in self._told:
            self._told.add(mismatch)
            self.issues.append(contradiction(mismatch, self.section or self.title, number, self.court_code, numbers))


@dataclass(frozen=True, slots=True)
class _Info:
    """An information cell, read by its procedure."""

    defendants: tuple[Defendant, ...] = ()
    category: str | None = None
    lower_court: str | None = None
    lower_number: str | None = None

    @classmethod
    def read(cls, raw: str, procedure: Procedure | None, where: str, issues: list[Issue]) -> _Info:
        text = lines(raw)
        if not text:
            return cls()
        civil = procedure in _CIVIL or (procedure in (None, Procedure.UNKNOWN) and text.startswith("КАТЕГОРИЯ"))
        return cls._civil(text, where, issues) if civil else cls._charged(text, where, issues)

    @classmethod
    def _charged(cls, text: str, where: str, issues: list[Issue]) -> _Info:
        reading = read_cell(_OFFENCE.sub("", text), where=where)
        issues.extend(reading.issues)
        defendants = tuple(
            Defendant(position, person.name, person.name_hidden, person.charges, charges_raw=folded(person.raw))
            for position, person in enumerate(reading.persons)
        )
        return cls(defendants, None, reading.lower_court, reading.lower_number)

    @classmethod
    def _civil(cls, text: str, where: str, issues: list[Issue]) -> _Info:
        below = _BELOW in text.casefold()
        court = _LOWER_COURT.search(text) if below else None
        number = _LOWER_NUMBER.search(text, court.end() if court else 0) if below else None
        stop = min((match.start() for match in (court, number) if match), default=len(text))
        own = text[:stop].rstrip()
        for line in own.split("\n"):
            label, colon, _ = line.partition(":")
            if line and (not colon or key(label) not in vocabulary().info_lines):
                issues.append(finding("unknown_label", where, line))
        named = text[court.end() : number.start() if number else len(text)] if court else ""
        numbered = text[number.end() :] if number else ""
        return cls((), folded(own) or None, folded(named) or None, folded(numbered) or None)


def _href(cell: LexborNode | None) -> str:
    anchor = cell.css_first("a") if cell is not None else None
    return (anchor.attributes.get("href") or "") if anchor is not None else ""


def _act(cell: LexborNode | None) -> str | None:
    anchors = cell.css("a") if cell is not None else []
    return next((link for one in anchors if (link := act_link(one.attributes.get("href") or ""))), None)


def _greyed(cell: LexborNode) -> bool:
    attributes = cell.attributes
    classes = (attributes.get("class") or "").split()
    return bool(_GREY.search(attributes.get("style") or "")) or "gray" in classes or "disabled" in classes
