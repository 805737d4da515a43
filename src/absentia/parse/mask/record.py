"""A record on its way out of the archive: every text of it passes the gate that fits what the text is for.

Cells that hold a person's name and nothing else become a pseudonym; in all other text every name the page shows, in
whatever case form, and every capitalised word that is not known to be nobody's becomes a pseudonym or ``[name]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from absentia.model import (
    Charge,
    Complaint,
    Defendant,
    Event,
    Field,
    Filing,
    Identifier,
    Issue,
    ListingRow,
    Masked,
    PageRecord,
    Party,
)
from absentia.model.page import ActReference, ExecutionDocument
from absentia.parse.mask import shapes
from absentia.parse.mask.address import mask_query, mask_url
from absentia.parse.mask.gate import Mask, is_hidden
from absentia.parse.mask.labels import Label, label_of
from absentia.parse.mask.pseudonyms import Kind, Pseudonyms
from absentia.parse.mask.words import Words, words_of
from absentia.parse.reading import Readable, Reading, charges_readable
from absentia.sources import Source
from absentia.sources.content import Addresses

IDENTIFIER = Masked("[identifier]")

_LABEL_ISSUES = ("unknown_", "layout", "missing_")


@dataclass(frozen=True, slots=True)
class MaskedReading:
    """A page as it may be stored and shown."""

    record: PageRecord[Masked]
    synthetic: bool
    readable: Readable
    """Which persons' charges were read whole: told by the text that is masked here."""


def mask_reading(reading: Reading, pseudonyms: Pseudonyms, source: Source) -> MaskedReading:
    """The reading without names."""
    record = reading.record
    masked = mask_record(record, mask_of(record, pseudonyms, source), source)
    return MaskedReading(masked, reading.synthetic, charges_readable(record))


def mask_of(record: PageRecord, pseudonyms: Pseudonyms, source: Source) -> Mask:
    """The gate for the texts of one page: it knows the names that the page shows."""
    words = words_of(source.id)
    return Mask(names_of(record, words), pseudonyms, words)


def names_of(record: PageRecord, words: Words) -> Iterator[tuple[str, Kind]]:
    """Every name the record holds in a place of its own, persons before judges."""
    yield from ((name, "person") for name in _persons_of(record, words) if name and not is_hidden(name))
    for filing in (record.filing, *(row.filing for row in record.rows)):
        for judge in () if filing is None else (filing.judge, filing.lower_judge):
            if judge and not is_hidden(judge):
                yield judge, "judge"
    for field in record.fields:
        if field.value and label_of(field.label, words) is Label.JUDGE and not is_hidden(field.value):
            yield field.value, "judge"


def _persons_of(record: PageRecord, words: Words) -> Iterator[str | None]:
    for defendants in (record.defendants, *(row.defendants for row in record.rows)):
        yield from (defendant.name for defendant in defendants)
    yield from (party.name for party in record.parties)
    yield from (document.recipient for document in record.execution_documents)
    for field in (*record.fields, *(field for complaint in record.complaints for field in complaint.fields)):
        if label_of(field.label, words) is Label.PERSON:
            yield field.value


def mask_record(record: PageRecord, mask: Mask, source: Source) -> PageRecord[Masked]:
    """The record without names: what may be printed, and stored in tables."""
    unknown = frozenset(issue.raw.partition(":")[0] for issue in record.issues if issue.kind.startswith(_LABEL_ISSUES))
    return _Record(mask, words_of(source.id), source.addresses, unknown).page(record)


@dataclass(frozen=True, slots=True)
class _Record:
    """A record on its way through the gate, piece by piece."""

    mask: Mask
    words: Words
    addresses: Addresses
    unknown: frozenset[str]
    """Labels and headings that nobody knows."""

    def page(self, record: PageRecord) -> PageRecord[Masked]:
        mask = self.mask
        return PageRecord(
            capture=mask.capture(record.capture),
            page=record.page,
            template=record.template,
            court_code=mask.shaped_or_none(record.court_code, shapes.CODE),
            court=mask.maybe(record.court, mask.court),
            host=mask.shaped_or_none(record.host, shapes.HOST),
            procedure=record.procedure,
            instance=record.instance,
            title=mask.maybe(record.title, mask.charges),  # the vocabulary's words, or nobody knows whose
            counter=record.counter,
            range=record.range,
            page_number=record.page_number,
            pages=record.pages,
            hearing_date=mask.shaped_or_none(record.hearing_date, shapes.MOMENT),
            captcha=record.captcha,
            filing=None if record.filing is None else self.filing(record.filing),
            fields=self.fields(record.fields),
            events=self.events(record.events),
            defendants=tuple(map(self.defendant, record.defendants)),
            parties=tuple(map(self.party, record.parties)),
            complaints=tuple(map(self.complaint, record.complaints)),
            execution_documents=tuple(map(self.execution_document, record.execution_documents)),
            acts=tuple(map(self.act, record.acts)),
            rows=tuple(map(self.row, record.rows)),
            issues=tuple(map(self.issue, record.issues)),
            url=mask_url(record.url, self.addresses),
            charset=mask.shaped_or_none(record.charset, shapes.WORD),
        )

    def filing(self, filing: Filing) -> Filing[Masked]:
        mask = self.mask
        return Filing(
            number=mask.maybe(filing.number, mask.number),
            former_numbers=self.numbers(filing.former_numbers),
            material_number=mask.maybe(filing.material_number, mask.number),
            joined_number=mask.maybe(filing.joined_number, mask.number),
            guid=mask.shaped_or_none(filing.guid, shapes.GUID),
            uid=mask.shaped_or_none(filing.uid, shapes.UID),
            uid_valid=filing.uid_valid,
            received=mask.shaped_or_none(filing.received, shapes.MOMENT),
            decided=mask.shaped_or_none(filing.decided, shapes.MOMENT),
            in_force=mask.shaped_or_none(filing.in_force, shapes.MOMENT),
            judge=mask.name(filing.judge, "judge"),
            result=mask.maybe(filing.result),
            published=mask.shaped_or_none(filing.published, shapes.MOMENT),
            changed=mask.shaped_or_none(filing.changed, shapes.MOMENT),
            lower_court=mask.maybe(filing.lower_court, mask.court),
            lower_number=mask.maybe(filing.lower_number, mask.number),
            lower_former_numbers=self.numbers(filing.lower_former_numbers),
            lower_material_number=mask.maybe(filing.lower_material_number, mask.number),
            lower_judge=mask.name(filing.lower_judge, "judge"),
            case_id=mask.shaped_or_none(filing.case_id, shapes.FIGURES),
        )

    def numbers(self, numbers: Sequence[str]) -> tuple[Masked, ...]:
        return tuple(map(self.mask.number, numbers))

    def fields(self, fields: Sequence[Field]) -> tuple[Field[Masked], ...]:
        return tuple(map(self.field, fields))

    def field(self, field: Field) -> Field[Masked]:
        section, label = self.heading(field.section), self.heading(field.label)
        return Field(section, label, self.value(field.label, field.value))

    def heading(self, text: str) -> Masked:
        """A heading or a label: one that nobody knows may be anything."""
        return self.mask.charges(text) if text in self.unknown else self.mask.text(text)

    def value(self, label: str, value: str) -> Masked:
        mask, kind = self.mask, label_of(label, self.words)
        match kind:
            case Label.JUDGE | Label.PERSON:
                masked = mask.party(value, "judge" if kind is Label.JUDGE else "person") or Masked("")
            case Label.IDENTIFIER if any(letter.isdigit() for letter in value):
                masked = IDENTIFIER
            case Label.COURT:
                masked = mask.court(value)
            case Label.NUMBER:
                masked = mask.number(value)
            case _:
                expected = label not in self.unknown and kind is not Label.CHARGES
                masked = mask.text(value) if expected else mask.charges(value)
        return masked

    def events(self, events: Sequence[Event]) -> tuple[Event[Masked], ...]:
        return tuple(map(self.event, events))

    def event(self, event: Event) -> Event[Masked]:
        mask = self.mask
        return Event(
            position=event.position,
            name=mask.maybe(event.name),
            date=mask.shaped_or_none(event.date, shapes.MOMENT),
            time=mask.shaped_or_none(event.time, shapes.MOMENT),
            place=mask.maybe(event.place),
            result=mask.maybe(event.result),
            ground=mask.maybe(event.ground),
            note=mask.maybe(event.note),
            posted=mask.shaped_or_none(event.posted, shapes.MOMENT),
        )

    def defendant(self, defendant: Defendant) -> Defendant[Masked]:
        mask = self.mask
        return Defendant(
            position=defendant.position,
            name=mask.name(defendant.name),
            name_hidden=defendant.name_hidden,
            charges=tuple(masked_charge(charge, mask) for charge in defendant.charges),
            charges_raw=mask.charges(defendant.charges_raw),
            result=mask.maybe(defendant.result),
            decided=mask.shaped_or_none(defendant.decided, shapes.MOMENT),
            material=mask.maybe(defendant.material),
            grounds=mask.maybe(defendant.grounds),
        )

    def party(self, party: Party) -> Party[Masked]:
        mask = self.mask
        return Party(
            kind=mask.maybe(party.kind),
            name=mask.party(party.name),
            name_hidden=party.name_hidden,
            charges_raw=mask.maybe(party.charges_raw, mask.charges),
            identifiers=tuple(Identifier(mask.text(each.label), IDENTIFIER) for each in party.identifiers),
        )

    def complaint(self, complaint: Complaint) -> Complaint[Masked]:
        return Complaint(
            self.mask.maybe(complaint.number, self.mask.number),
            self.fields(complaint.fields),
            self.events(complaint.events),
        )

    def execution_document(self, document: ExecutionDocument) -> ExecutionDocument[Masked]:
        mask = self.mask
        return ExecutionDocument(
            issued=mask.shaped_or_none(document.issued, shapes.MOMENT),
            form_number=mask.maybe(document.form_number, mask.number),
            electronic_number=mask.maybe(document.electronic_number, mask.number),
            status=mask.maybe(document.status),
            recipient=mask.party(document.recipient),
        )

    def act(self, act: ActReference) -> ActReference[Masked]:
        return ActReference(self.mask.charges(act.title), act.characters, self.mask.words(act.sha256))

    def row(self, row: ListingRow) -> ListingRow[Masked]:
        mask = self.mask
        return ListingRow(
            position=row.position,
            filing=self.filing(row.filing),
            defendants=tuple(map(self.defendant, row.defendants)),
            info_raw=mask.charges(row.info_raw) if row.category is None else mask.text(row.info_raw),
            has_act=row.has_act,
            act_blocked=row.act_blocked,
            procedure=row.procedure,
            instance=row.instance,
            section=mask.maybe(row.section, mask.charges),
            time=mask.shaped_or_none(row.time, shapes.MOMENT),
            place=mask.maybe(row.place),
            category=mask.maybe(row.category),
            hearing_result=mask.maybe(row.hearing_result),
            act_link=mask.maybe(row.act_link, lambda link: mask_query(link, self.addresses)),
        )

    def issue(self, issue: Issue) -> Issue[Masked]:
        """An issue without names: its raw text is what nobody expected."""
        return masked_issue(issue, self.mask, self.mask.shaped(issue.raw, shapes.EXCEPTION))


def masked_issue(issue: Issue, mask: Mask, raw: Masked) -> Issue[Masked]:
    """An issue, with its raw text masked already."""
    return Issue(mask.shaped(issue.kind, shapes.WORD), mask.text(issue.where), raw, mask.text(issue.message))


def masked_charge(charge: Charge, mask: Mask) -> Charge[Masked]:
    """A charge: numbers, letters of points, and what was read as written."""
    return Charge(
        code=mask.code(charge.code),
        article=mask.shaped(charge.article, shapes.FIGURES),
        part=mask.shaped_or_none(charge.part, shapes.FIGURES),
        points=tuple(mask.shaped(point, shapes.POINT) for point in charge.points),
        role=charge.role,
        episodes=charge.episodes,
        modifiers=tuple(mask.shaped(modifier, shapes.FIGURES) for modifier in charge.modifiers),
        raw=mask.charges(charge.raw),
    )
