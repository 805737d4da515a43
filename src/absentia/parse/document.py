"""A record written into the shapes of the JSON output."""

from __future__ import annotations

from absentia.model import Charge, Defendant, Event, Field, Filing, Issue, ListingRow, PageRecord
from absentia.parse.shapes import (
    ActDocument,
    ChargeDocument,
    ComplaintDocument,
    DefendantDocument,
    EventDocument,
    ExecutionDocumentDocument,
    FieldDocument,
    FieldValueDocument,
    FilingDocument,
    IssueDocument,
    PageDocument,
    PartyDocument,
    RowDocument,
)


def page_document(
    record: PageRecord, *, source_file: str, captured: str | None, http_status: int | None
) -> PageDocument:
    """The record as one object of the output."""
    return PageDocument(
        source_file=source_file,
        url=record.url,
        capture=record.capture,
        captured=captured,
        http_status=http_status,
        page=str(record.page),
        template=str(record.template),
        court_code=record.court_code,
        court=record.court,
        host=record.host,
        procedure=_word(record.procedure),
        instance=_word(record.instance),
        title=record.title,
        counter=record.counter,
        range=None if record.range is None else list(record.range),
        page_number=record.page_number,
        pages=record.pages,
        hearing_date=record.hearing_date,
        captcha=record.captcha,
        charset=record.charset,
        filing=None if record.filing is None else _filing(record.filing),
        fields=[_field(field) for field in record.fields],
        events=[_event(event) for event in record.events],
        defendants=[_defendant(defendant) for defendant in record.defendants],
        parties=[
            PartyDocument(
                kind=party.kind,
                name=party.name,
                name_hidden=party.name_hidden,
                charges_raw=party.charges_raw,
                identifiers=[FieldValueDocument(label=label, value=value) for label, value in party.identifiers],
            )
            for party in record.parties
        ],
        complaints=[
            ComplaintDocument(
                number=complaint.number,
                fields=[_field(field) for field in complaint.fields],
                events=[_event(event) for event in complaint.events],
            )
            for complaint in record.complaints
        ],
        execution_documents=[
            ExecutionDocumentDocument(
                issued=document.issued,
                form_number=document.form_number,
                electronic_number=document.electronic_number,
                status=document.status,
                recipient=document.recipient,
            )
            for document in record.execution_documents
        ],
        acts=[ActDocument(title=act.title, characters=act.characters, id=act.sha256) for act in record.acts],
        rows=[_row(row) for row in record.rows],
        issues=[_issue(issue) for issue in record.issues],
    )


def _word(value: object) -> str | None:
    return None if value is None else str(value)


def _filing(filing: Filing) -> FilingDocument:
    return FilingDocument(
        number=filing.number,
        former_numbers=list(filing.former_numbers),
        material_number=filing.material_number,
        joined_number=filing.joined_number,
        guid=filing.guid,
        uid=filing.uid,
        uid_valid=filing.uid_valid,
        received=filing.received,
        decided=filing.decided,
        in_force=filing.in_force,
        judge=filing.judge,
        result=filing.result,
        published=filing.published,
        changed=filing.changed,
        lower_court=filing.lower_court,
        lower_number=filing.lower_number,
        lower_former_numbers=list(filing.lower_former_numbers),
        lower_material_number=filing.lower_material_number,
        lower_judge=filing.lower_judge,
        case_id=filing.case_id,
    )


def _field(field: Field) -> FieldDocument:
    return FieldDocument(section=field.section, label=field.label, value=field.value)


def _event(event: Event) -> EventDocument:
    return EventDocument(
        name=event.name,
        date=event.date,
        time=event.time,
        place=event.place,
        result=event.result,
        ground=event.ground,
        note=event.note,
        posted=event.posted,
    )


def _charge(charge: Charge) -> ChargeDocument:
    return ChargeDocument(
        code=str(charge.code),
        article=charge.article,
        part=charge.part,
        points=list(charge.points),
        role=str(charge.role),
        episodes=charge.episodes,
        modifiers=list(charge.modifiers),
        raw=charge.raw,
    )


def _defendant(defendant: Defendant) -> DefendantDocument:
    return DefendantDocument(
        name=defendant.name,
        name_hidden=defendant.name_hidden,
        charges=[_charge(charge) for charge in defendant.charges],
        charges_raw=defendant.charges_raw,
        result=defendant.result,
        decided=defendant.decided,
        material=defendant.material,
        grounds=defendant.grounds,
    )


def _row(row: ListingRow) -> RowDocument:
    return RowDocument(
        **_filing(row.filing),
        position=row.position,
        defendants=[_defendant(defendant) for defendant in row.defendants],
        info=row.info_raw,
        has_act=row.has_act,
        act_blocked=row.act_blocked,
        procedure=_word(row.procedure),
        instance=_word(row.instance),
        section=row.section,
        time=row.time,
        place=row.place,
        category=row.category,
        hearing_result=row.hearing_result,
    )


def _issue(issue: Issue) -> IssueDocument:
    return IssueDocument(kind=issue.kind, where=issue.where, raw=issue.raw, message=issue.message)
