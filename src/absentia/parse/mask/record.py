"""Take the names out of a record before anything of it is printed or stored outside the archive.

Cells that hold a name and nothing else become a pseudonym. In all other text every name the page shows anywhere, in
whatever case form, and everything built like a name becomes a pseudonym or ``[name]``. Three degrees of suspicion:

``vocabulary``
    results, event names, courts: names are not expected; only the page's surnames and name-like sequences go.
``free``
    notes, grounds, values of ordinary fields: every part of the page's names goes.
``strict``
    cells where names stand among charges, and whatever could not be read: every capitalised word goes that is not
    known to be harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from absentia.model import (
    ActLink,
    Charge,
    Complaint,
    Defendant,
    Event,
    Field,
    Filing,
    Issue,
    ListingRow,
    Masked,
    PageRecord,
    Party,
)
from absentia.model.page import ActReference, ExecutionDocument
from absentia.parse.mask import shapes
from absentia.parse.mask.address import mask_url
from absentia.parse.mask.gate import Mask, Mode, is_hidden
from absentia.parse.mask.names import fold_name
from absentia.parse.mask.pseudonyms import Kind, Pseudonyms
from absentia.parse.reading import Readable, Reading, charges_readable

IDENTIFIER = Masked("[identifier]")

_PERSON_LABEL = re.compile(
    r"судья|лиц[оа]\b|лицо,|фамилия|фио\b|ф\.и\.о|кому выдан|защитник|прокурор|заявител|истец|ответчик|докладчик|"
    r"председательств|подавш|представител|секретар|взыскател|должник|потерпевш|участник"
)
_NOT_A_PERSON_LABEL = re.compile(
    r"^(?:дата|время|результат|вид|процессуальн|номер|признак|категори|стади|статус|основани|материал|перечень|сумма|"
    r"суд\b|суд |регион|срок|место|наименование событ)"
)
_IDENTIFIER_LABEL = re.compile(r"^(?:инн|кпп|огрн|огрнип|снилс|паспорт)")
# «Перечень статей», «Статья»; not «Процессуальный статус заявителя»
_CHARGE_LABEL = re.compile(r"\bстат(?:ь|ей)")
_LABEL_ISSUES = ("unknown_", "layout", "missing_")
_JUDGE = ("судья", "судьи", "мировой судья", "председательствующ", "докладчик")


@dataclass(frozen=True, slots=True)
class MaskedReading:
    """A page as it may be stored and shown."""

    record: PageRecord[Masked]
    synthetic: bool
    readable: Readable
    """Which persons' charges were read whole: told by the text that is masked here."""


def mask_reading(reading: Reading, pseudonyms: Pseudonyms) -> MaskedReading:
    """The reading without names."""
    record = reading.record
    masked = mask_record(record, Mask(names_of(record), pseudonyms))
    return MaskedReading(masked, reading.synthetic, charges_readable(record))


def names_of(record: PageRecord) -> Iterator[tuple[str, Kind]]:
    """Every name the record holds in a place of its own, persons before judges."""
    yield from ((name, "person") for name in _persons_of(record) if name and not is_hidden(name))
    for filing in (record.filing, *(row.filing for row in record.rows)):
        for judge in () if filing is None else (filing.judge, filing.lower_judge):
            if judge and not is_hidden(judge):
                yield judge, "judge"
    for field in record.fields:
        if field.value and _is_judge(field.label) and not is_hidden(field.value):
            yield field.value, "judge"


def _persons_of(record: PageRecord) -> Iterator[str | None]:
    for defendants in (record.defendants, *(row.defendants for row in record.rows)):
        yield from (defendant.name for defendant in defendants)
    yield from (party.name for party in record.parties)
    yield from (document.recipient for document in record.execution_documents)
    for field in (*record.fields, *(field for complaint in record.complaints for field in complaint.fields)):
        if _is_person(field.label) and not _is_judge(field.label):
            yield field.value


def _is_judge(label: str) -> bool:
    return fold_name(label).startswith(_JUDGE)


def _is_person(label: str) -> bool:
    folded = label.casefold().replace("ё", "е").strip()
    return bool(_PERSON_LABEL.search(folded)) and not _NOT_A_PERSON_LABEL.match(folded)


def mask_record(record: PageRecord, mask: Mask) -> PageRecord[Masked]:
    """The record without names: what may be printed, and stored in tables."""
    return _Record(mask, frozenset(issue.raw for issue in record.issues if _is_of_a_label(issue))).page(record)


def _is_of_a_label(issue: Issue) -> bool:
    return issue.kind.startswith(_LABEL_ISSUES)


@dataclass(frozen=True, slots=True)
class _Record:
    """A record on its way through the gate, piece by piece."""

    mask: Mask
    unknown: frozenset[str]
    """Labels and headings that nobody knows."""

    def page(self, record: PageRecord) -> PageRecord[Masked]:
        mask = self.mask
        return PageRecord(
            capture=mask.shaped(record.capture, shapes.DIGEST),
            page=record.page,
            template=record.template,
            court_code=mask.shaped_or_none(record.court_code, shapes.CODE),
            court=mask.maybe(record.court, "vocabulary"),
            host=mask.shaped_or_none(record.host, shapes.HOST),
            procedure=record.procedure,
            instance=record.instance,
            title=mask.maybe(record.title, "vocabulary"),
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
            url=mask_url(record.url),
            charset=mask.shaped_or_none(record.charset, shapes.WORD),
        )

    def filing(self, filing: Filing) -> Filing[Masked]:
        mask = self.mask
        return Filing(
            number=mask.maybe(filing.number, "vocabulary"),
            former_numbers=self.numbers(filing.former_numbers),
            material_number=mask.maybe(filing.material_number, "vocabulary"),
            joined_number=mask.maybe(filing.joined_number, "vocabulary"),
            guid=mask.shaped_or_none(filing.guid, shapes.GUID),
            uid=mask.shaped_or_none(filing.uid, shapes.UID),
            uid_valid=filing.uid_valid,
            received=mask.shaped_or_none(filing.received, shapes.MOMENT),
            decided=mask.shaped_or_none(filing.decided, shapes.MOMENT),
            in_force=mask.shaped_or_none(filing.in_force, shapes.MOMENT),
            judge=mask.name(filing.judge, "judge"),
            result=mask.maybe(filing.result, "vocabulary"),
            published=mask.shaped_or_none(filing.published, shapes.MOMENT),
            changed=mask.shaped_or_none(filing.changed, shapes.MOMENT),
            lower_court=mask.maybe(filing.lower_court, "vocabulary"),
            lower_number=mask.maybe(filing.lower_number, "vocabulary"),
            lower_former_numbers=self.numbers(filing.lower_former_numbers),
            lower_material_number=mask.maybe(filing.lower_material_number, "vocabulary"),
            lower_judge=mask.name(filing.lower_judge, "judge"),
            case_id=mask.shaped_or_none(filing.case_id, shapes.FIGURES),
        )

    def numbers(self, numbers: Sequence[str]) -> tuple[Masked, ...]:
        return tuple(self.mask.text(number, "vocabulary") for number in numbers)

    def fields(self, fields: Sequence[Field]) -> tuple[Field[Masked], ...]:
        return tuple(map(self.field, fields))

    def field(self, field: Field) -> Field[Masked]:
        mask, label = self.mask, field.label
        if _IDENTIFIER_LABEL.match(label.casefold().strip()) and any(letter.isdigit() for letter in field.value):
            value = IDENTIFIER
        elif _is_judge(label) or _is_person(label):
            value = mask.name(field.value, "judge" if _is_judge(label) else "person") or Masked("")
        else:
            strict = label in self.unknown or _CHARGE_LABEL.search(label.casefold()) is not None
            value = mask.text(field.value, "strict" if strict else "free")
        return Field(mask.text(field.section, "vocabulary"), mask.text(label, "vocabulary"), value)

    def events(self, events: Sequence[Event]) -> tuple[Event[Masked], ...]:
        return tuple(map(self.event, events))

    def event(self, event: Event) -> Event[Masked]:
        mask = self.mask
        return Event(
            position=event.position,
            name=mask.maybe(event.name, "vocabulary"),
            date=mask.shaped_or_none(event.date, shapes.MOMENT),
            time=mask.shaped_or_none(event.time, shapes.MOMENT),
            place=mask.maybe(event.place),
            result=mask.maybe(event.result, "vocabulary"),
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
            charges_raw=mask.text(defendant.charges_raw, "strict"),
            result=mask.maybe(defendant.result, "vocabulary"),
            decided=mask.shaped_or_none(defendant.decided, shapes.MOMENT),
            material=mask.maybe(defendant.material),
            grounds=mask.maybe(defendant.grounds),
        )

    def party(self, party: Party) -> Party[Masked]:
        mask = self.mask
        return Party(
            kind=mask.maybe(party.kind, "vocabulary"),
            name=mask.name(party.name),
            name_hidden=party.name_hidden,
            charges_raw=mask.maybe(party.charges_raw, "strict"),
            identifiers=tuple((mask.text(label, "vocabulary"), IDENTIFIER) for label, _value in party.identifiers),
        )

    def complaint(self, complaint: Complaint) -> Complaint[Masked]:
        return Complaint(
            self.mask.maybe(complaint.number), self.fields(complaint.fields), self.events(complaint.events)
        )

    def execution_document(self, document: ExecutionDocument) -> ExecutionDocument[Masked]:
        mask = self.mask
        return ExecutionDocument(
            issued=mask.shaped_or_none(document.issued, shapes.MOMENT),
            form_number=mask.maybe(document.form_number),
            electronic_number=mask.maybe(document.electronic_number),
            status=mask.maybe(document.status),
            recipient=mask.name(document.recipient),
        )

    def act(self, act: ActReference) -> ActReference[Masked]:
        return ActReference(self.mask.text(act.title), act.characters, self.mask.shaped(act.sha256, shapes.DIGEST))

    def row(self, row: ListingRow) -> ListingRow[Masked]:
        mask = self.mask
        return ListingRow(
            position=row.position,
            filing=self.filing(row.filing),
            defendants=tuple(map(self.defendant, row.defendants)),
            info_raw=mask.text(row.info_raw, "strict"),
            has_act=row.has_act,
            act_blocked=row.act_blocked,
            procedure=row.procedure,
            instance=row.instance,
            section=mask.maybe(row.section, "vocabulary"),
            time=mask.maybe(row.time),
            place=mask.maybe(row.place),
            category=mask.maybe(row.category, "strict"),
            hearing_result=mask.maybe(row.hearing_result, "vocabulary"),
            act_link=None if row.act_link is None else self.act_link(row.act_link),
        )

    def act_link(self, link: ActLink) -> ActLink[Masked]:
        number, delo_id, new = (
            self.mask.shaped(text, shapes.FIGURES) for text in (link.number, link.delo_id, link.new)
        )
        return ActLink(number, delo_id, new)

    def issue(self, issue: Issue) -> Issue[Masked]:
        """An issue without names. Labels and headings are needed to teach the reader; all other raw text is suspect."""
        label = _is_of_a_label(issue) and not issue.where.endswith(".info")
        return masked_issue(issue, self.mask, "free" if label else "strict")


def masked_issue(issue: Issue, mask: Mask, mode: Mode) -> Issue[Masked]:
    """An issue, its raw text under the given suspicion."""
    kind = mask.shaped(issue.kind, shapes.WORD)
    return Issue(kind, mask.text(issue.where), mask.text(issue.raw, mode), mask.text(issue.message))


def masked_charge(charge: Charge, mask: Mask) -> Charge[Masked]:
    """A charge: numbers, letters of points, and what was read as written."""
    return Charge(
        code=charge.code,
        article=mask.shaped(charge.article, shapes.FIGURES),
        part=mask.shaped_or_none(charge.part, shapes.FIGURES),
        points=tuple(mask.shaped(point, shapes.POINT) for point in charge.points),
        role=charge.role,
        episodes=charge.episodes,
        modifiers=tuple(mask.shaped(modifier, shapes.FIGURES) for modifier in charge.modifiers),
        raw=mask.text(charge.raw, "strict"),
    )
