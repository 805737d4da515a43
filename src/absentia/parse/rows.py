"""One page's rows of every table, from its record without names.

``filing_id`` is the SHA-256 of court and GUID; where the page shows no GUID, of court, procedure, instance, number (as
its source compares numbers) and receipt; where it does not even show a number, of the capture and the row. No part of
it is personal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from absentia import law
from absentia.archive import Archived
from absentia.model import Defendant, Event, Filing, ListingRow, Masked, PageKind, PageRecord
from absentia.model.tables import WRITTEN, filing_id, filing_id_of_guid
from absentia.parse.mask import MaskedReading
from absentia.parse.reading import ON_THE_CARD
from absentia.sources import get_source

NumberKey = Callable[[str], str | None]
MaskedRecord = PageRecord[Masked]
Cell = Masked | int | date | datetime | list[Masked] | None
"""What may stand in a table: no text but one that passed the gate, or that is this program's own."""
Row = tuple[Cell, ...]


@dataclass(slots=True)
class PageRows:
    """Rows by table, in the order they are written."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in WRITTEN})

    def extend(self, other: PageRows) -> None:
        """Append another page's rows."""
        for table, rows in other.tables.items():
            self.tables[table] += rows


def rows_of(archived: Archived, size: int, reading: MaskedReading) -> PageRows:
    """The rows of one page.

    Args:
        archived: the capture; its digest and time stand in every row.
        size: bytes of the page.
        reading: what the page says, without names.
    """
    rows, record = PageRows(), reading.record
    page = _Page(archived, reading)
    rows.tables["captures"].append(_capture_row(page, size))
    if record.filing is not None:
        page.add_filing(rows, record.filing, ON_THE_CARD, None)
        page.add_events(rows, record.filing, record.events)
        page.add_defendants(rows, record.filing, None, record.defendants)
    for row in sorted(record.rows, key=lambda row: row.position):
        page.add_filing(rows, row.filing, row.position, row)
        page.add_hearing(rows, row)
        page.add_defendants(rows, row.filing, row, row.defendants)
    rows.tables["issues"] = [
        (record.capture, position, issue.kind, issue.where, issue.raw, issue.message)
        for position, issue in enumerate(record.issues)
    ]
    return rows


def identity_of(
    page: PageRecord, filing: Filing, row: int, listed: ListingRow | None = None, *, key: NumberKey
) -> Masked:
    """The identity of a filing in its court's register; ``key`` folds a number as its source does."""
    court = court_of(page) or ""
    if filing.guid:
        return _own(filing_id_of_guid(court, filing.guid))
    if filing.number:
        procedure = (listed.procedure if listed else None) or page.procedure
        instance = (listed.instance if listed else None) or page.instance
        number = (key(filing.number) or "".join(filing.number.split())).casefold()
        return _own(filing_id("number", court, str(procedure), str(instance), number, filing.received or ""))
    return _own(filing_id("place", page.capture, str(row)))


def court_of(page: PageRecord) -> str | None:
    """The full host; the court's code where no host is known."""
    return page.host.casefold() if page.host else page.court_code


@dataclass(frozen=True, slots=True)
class _Page:
    archived: Archived
    reading: MaskedReading

    @property
    def record(self) -> MaskedRecord:
        return self.reading.record

    @property
    def court(self) -> Masked | None:
        court = court_of(self.record)
        return None if court is None else _own(court)

    def identity(self, filing: Filing[Masked], row: int, listed: ListingRow[Masked] | None = None) -> Masked:
        return identity_of(self.record, filing, row, listed, key=get_source(self.archived.source).number_key)

    def add_filing(self, rows: PageRows, filing: Filing[Masked], row: int, listed: ListingRow[Masked] | None) -> None:
        record = self.record
        defendants = listed.defendants if listed else record.defendants
        readable = [self.reading.readable[row, one.position] for one in defendants]
        rows.tables["filings"].append(
            (
                self.identity(filing, row, listed),
                record.capture,
                row,
                _naive(self.archived.captured),
                self.court,
                record.court_code,
                _own(record.page),
                _own(record.template),
                _own_or_none((listed.procedure if listed else None) or record.procedure),
                _own_or_none((listed.instance if listed else None) or record.instance),
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
                self.reading.synthetic,
                filing.joined_number,
                _own(self.archived.source),
                len(readable),
                all(readable) if readable else None,
            )
        )

    def add_events(self, rows: PageRows, filing: Filing[Masked], events: Sequence[Event[Masked]]) -> None:
        identity = self.identity(filing, ON_THE_CARD)
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

    def add_hearing(self, rows: PageRows, row: ListingRow[Masked]) -> None:
        """A row of a hearing list is an event without a name: the day's, at its hour, with its result."""
        if self.record.page is not PageKind.HEARING_LIST:
            return
        identity = self.identity(row.filing, row.position, row)
        place = (identity, self.record.capture, row.position, 0)
        when = (None, _date(self.record.hearing_date), row.time, row.place, row.hearing_result)
        rows.tables["events"].append((*place, *when, None, None, None))

    def add_defendants(
        self,
        rows: PageRows,
        filing: Filing[Masked],
        listed: ListingRow[Masked] | None,
        defendants: Sequence[Defendant[Masked]],
    ) -> None:
        row = listed.position if listed else ON_THE_CARD
        identity = (self.identity(filing, row, listed), self.record.capture, row)
        for defendant in defendants:
            readable = self.reading.readable[row, defendant.position]
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
                whose = get_source(self.archived.source).jurisdiction
                rows.tables["charges"] += [
                    (
                        *identity,
                        defendant.position,
                        position,
                        charge.code,
                        charge.article,
                        charge.part,
                        list(charge.points),
                        _own(law.label(charge.article, charge.part, charge.code, jurisdiction=whose)),
                        _own(charge.role),
                        list(charge.modifiers),
                        charge.episodes,
                    )
                    for position, charge in enumerate(defendant.charges)
                ]


def _capture_row(page: _Page, size: int) -> Row:
    record, archived = page.record, page.archived
    return (
        record.capture,
        _own(archived.source),
        record.url,
        _naive(archived.captured),
        _own(archived.file),
        archived.offset,
        size,
        _own(record.page),
        _own(record.template),
        page.court,
        record.court_code,
        record.court,
        _own_or_none(record.procedure),
        _own_or_none(record.instance),
        record.counter,
        len(record.rows),
        record.pages,
        len(record.issues),
        page.reading.synthetic,
    )


def _own(text: str) -> Masked:
    """A text that this program made: a digest, a word of the model, the id of a source, a file of the archive."""
    return Masked(str(text))


def _own_or_none(text: str | None) -> Masked | None:
    return None if text is None else _own(text)


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
