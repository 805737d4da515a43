"""One page's rows of every table, from its record without names.

``filing_id`` is the SHA-256 of court and GUID; where the page shows no GUID, of court, procedure, instance, folded
number and receipt; where it does not even show a number, of the capture and the row. No part of it is personal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from absentia.archive import Archived
from absentia.model import Defendant, Event, Filing, Issue, ListingRow, PageKind, PageRecord, Provision
from absentia.model.tables import TABLES
from absentia.parse.reading import Reading

ON_THE_CARD = -1
"""``row`` of what stands on a card."""
WRITTEN = tuple(table for table in TABLES if table not in ("cases", "disappearances"))
"""The tables this stage writes; cases are linked later."""
_LOOK_ALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
_CHARGE_ISSUES = ("charge", "person_unreadable", "cell_too_long")
Row = tuple[Any, ...]


@dataclass(slots=True)
class PageRows:
    """Rows by table, in the order they are written."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in WRITTEN})

    def extend(self, other: PageRows) -> None:
        """Append another page's rows."""
        for table, rows in other.tables.items():
            self.tables[table] += rows


def rows_of(archived: Archived, size: int, raw: Reading, masked: PageRecord) -> PageRows:
    """The rows of one page.

    Args:
        archived: the capture; its digest and time stand in every row.
        size: bytes of the page.
        raw: the reading as it is, with names: only for telling which charges could not be read.
        masked: the same record without names, which the rows are made from.
    """
    rows = PageRows()
    page = _Page(archived, masked, raw)
    rows.tables["captures"].append(_capture_row(page, size))
    if masked.filing is not None:
        page.add_filing(rows, masked.filing, ON_THE_CARD, None)
        page.add_events(rows, masked.filing, masked.events)
        page.add_defendants(rows, masked.filing, ON_THE_CARD, masked.defendants, raw.record.defendants)
    for row, unmasked in sorted(zip(masked.rows, raw.record.rows, strict=True), key=lambda pair: pair[0].position):
        page.add_filing(rows, row.filing, row.position, row)
        page.add_hearing(rows, row)
        page.add_defendants(rows, row.filing, row.position, row.defendants, unmasked.defendants)
    rows.tables["issues"] = [
        (masked.capture, position, issue.kind, issue.where, issue.raw, issue.message)
        for position, issue in enumerate(masked.issues)
    ]
    return rows


def filing_id(page: PageRecord, filing: Filing, row: int, listed: ListingRow | None = None) -> str:
    """The identity of a filing in its court's register."""
    court = court_of(page) or ""
    parts: tuple[str, ...]
    if filing.guid:
        parts = ("guid", court, filing.guid.casefold())
    elif filing.number:
        procedure = (listed.procedure if listed else None) or page.procedure
        instance = (listed.instance if listed else None) or page.instance
        parts = ("number", court, str(procedure), str(instance), fold_number(filing.number), filing.received or "")
    else:
        parts = ("place", page.capture, str(row))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def court_of(page: PageRecord) -> str | None:
    """The full host; the court's code where no host is known."""
    return page.host.casefold() if page.host else page.court_code


def fold_number(number: str) -> str:
    """A case number free of spaces, case and Latin look-alikes."""
    return "".join(number.split()).casefold().translate(_LOOK_ALIKES)


@dataclass(frozen=True, slots=True)
class _Page:
    archived: Archived
    record: PageRecord
    raw: Reading

    def add_filing(self, rows: PageRows, filing: Filing, row: int, listed: ListingRow | None) -> None:
        record = self.record
        rows.tables["filings"].append(
            (
                filing_id(record, filing, row, listed),
                record.capture,
                row,
                _naive(self.archived.captured),
                court_of(record),
                record.court_code,
                str(record.page),
                str(record.template),
                _text((listed.procedure if listed else None) or record.procedure),
                _text((listed.instance if listed else None) or record.instance),
                filing.guid,
                filing.case_id,
                filing.uid,
                filing.uid_valid,
                filing.number,
                list(filing.former_numbers),
                filing.material_number,
                _date(filing.received),
                _date(filing.decided),
                _date(filing.in_force),
                filing.judge,
                filing.result,
                _moment(filing.published),
                _moment(filing.changed),
                filing.lower_court,
                filing.lower_number,
                list(filing.lower_former_numbers),
                filing.lower_material_number,
                self.raw.synthetic,
                filing.joined_number,
            )
        )

    def add_events(self, rows: PageRows, filing: Filing, events: Sequence[Event]) -> None:
        identity = filing_id(self.record, filing, ON_THE_CARD)
        for event in events:
            rows.tables["events"].append(
                (
                    identity,
                    self.record.capture,
                    ON_THE_CARD,
                    event.position,
                    event.name,
                    _date(event.date),
                    event.time,
                    event.place,
                    event.result,
                    event.ground,
                    event.note,
                    _date(event.posted),
                )
            )

    def add_hearing(self, rows: PageRows, row: ListingRow) -> None:
        """A row of a hearing list is an event without a name: the day's, at its hour, with its result."""
        if self.record.page is not PageKind.HEARING_LIST:
            return
        identity = filing_id(self.record, row.filing, row.position, row)
        place = (identity, self.record.capture, row.position, 0)
        when = (None, _date(self.record.hearing_date), row.time, row.place, row.hearing_result)
        rows.tables["events"].append((*place, *when, None, None, None))

    def add_defendants(
        self,
        rows: PageRows,
        filing: Filing,
        row: int,
        masked: Sequence[Defendant],
        raw: Sequence[Defendant],
    ) -> None:
        listed = next((one for one in self.record.rows if one.position == row), None) if row >= 0 else None
        identity = (filing_id(self.record, filing, row, listed), self.record.capture, row)
        for defendant, unmasked in zip(masked, raw, strict=True):
            readable = charges_readable(unmasked, self.raw.record.issues, row)
            rows.tables["defendants"].append(
                (
                    *identity,
                    defendant.position,
                    defendant.name,
                    defendant.name_hidden,
                    _date(defendant.decided),
                    defendant.result,
                    readable,
                )
            )
            if readable:
                rows.tables["charges"] += [
                    (
                        *identity,
                        defendant.position,
                        position,
                        str(charge.code),
                        charge.article,
                        charge.part,
                        list(charge.points),
                        Provision(charge.article, charge.part).key,
                        str(charge.role),
                        list(charge.modifiers),
                        charge.episodes,
                    )
                    for position, charge in enumerate(defendant.charges)
                ]


def charges_readable(defendant: Defendant, issues: Sequence[Issue], row: int) -> bool | None:
    """Whether everything in the person's cell was read; ``None`` where the page gives no charges to read.

    A cell that raised an issue is not readable as a whole: what was read beside it may lack its companion. Issues of a
    card name the person's place (``ЛИЦА[1]``), those of a row only the row's cell, which may hold several persons.
    """
    text = " ".join(defendant.charges_raw.split())
    for issue in issues:
        if not issue.kind.startswith(_CHARGE_ISSUES):
            continue
        if row == ON_THE_CARD:
            concerned = issue.where.endswith(f"[{defendant.position}]")
        else:
            concerned = issue.where == f"rows[{row}].info" and " ".join(issue.raw.split()) in text
        if concerned:
            return False
    if defendant.charges:
        return True
    return False if text else None


def _capture_row(page: _Page, size: int) -> Row:
    record, archived = page.record, page.archived
    return (
        record.capture,
        archived.source,
        record.url,
        _naive(archived.captured),
        archived.file,
        archived.offset,
        size,
        str(record.page),
        str(record.template),
        court_of(record),
        record.court_code,
        record.court,
        _text(record.procedure),
        _text(record.instance),
        record.counter,
        len(record.rows),
        record.pages,
        len(record.issues),
        page.raw.synthetic,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _naive(moment: datetime | None) -> datetime | None:
    """UTC without a zone, as the tables keep it."""
    return None if moment is None else moment.replace(tzinfo=None)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        return None
