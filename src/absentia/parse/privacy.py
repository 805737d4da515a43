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
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from absentia.model import Complaint, Defendant, Event, Field, Filing, Issue, ListingRow, PageRecord, Party
from absentia.parse.mask import Mask, Mode, is_hidden
from absentia.parse.names import fold_name
from absentia.parse.pseudonyms import Kind

IDENTIFIER = "[identifier]"

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
_QUERY_VALUE = re.compile(r"(?<==)[^&#;]*")
_JUDGE = ("судья", "судьи", "мировой судья", "председательствующ", "докладчик")
_NAMING_PARAMETER = re.compile(r"(?i)([^&?=;]*(?:names|fio|judge|parts)[^&?=;]*=)[^&#;]*")


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


def mask_record(record: PageRecord, mask: Mask) -> PageRecord:
    """The record without names: what may be printed, and stored in tables."""
    unknown = {issue.raw for issue in record.issues if issue.kind.startswith(_LABEL_ISSUES)}
    return replace(
        record,
        court=mask.maybe(record.court, "vocabulary"),
        title=mask.maybe(record.title, "vocabulary"),
        filing=None if record.filing is None else _filing(record.filing, mask),
        fields=tuple(_field(field, mask, unknown) for field in record.fields),
        events=tuple(_event(event, mask) for event in record.events),
        defendants=tuple(_defendant(defendant, mask) for defendant in record.defendants),
        parties=tuple(_party(party, mask) for party in record.parties),
        complaints=tuple(
            Complaint(
                mask.maybe(complaint.number),
                tuple(_field(field, mask, unknown) for field in complaint.fields),
                tuple(_event(event, mask) for event in complaint.events),
            )
            for complaint in record.complaints
        ),
        execution_documents=tuple(
            replace(
                document,
                recipient=mask.name(document.recipient),
                status=mask.maybe(document.status),
                form_number=mask.maybe(document.form_number),
                electronic_number=mask.maybe(document.electronic_number),
            )
            for document in record.execution_documents
        ),
        acts=tuple(replace(act, title=mask.text(act.title)) for act in record.acts),
        rows=tuple(_row(row, mask) for row in record.rows),
        issues=tuple(mask_issue(issue, mask) for issue in record.issues),
        url=mask_url(record.url),
    )


def mask_issue(issue: Issue, mask: Mask) -> Issue:
    """An issue without names. Labels and headings are needed to teach the reader; all other raw text is suspect."""
    label = issue.kind.startswith(_LABEL_ISSUES) and not issue.where.endswith(".info")
    mode: Mode = "free" if label else "strict"
    return replace(
        issue, where=mask.text(issue.where), raw=mask.text(issue.raw, mode), message=mask.text(issue.message)
    )


def mask_url(url: str | None) -> str | None:
    """An address without the names somebody searched for; nothing else in a query is spelled in letters of Russian."""
    if url is None:
        return None
    without_names = _NAMING_PARAMETER.sub(r"\1[masked]", url)
    return _QUERY_VALUE.sub(lambda value: "[masked]" if _spells_words(value.group()) else value.group(), without_names)


def _spells_words(value: str) -> bool:
    raw = unquote_to_bytes(value.replace("+", " "))
    return any(byte >= 0x80 for byte in raw)  # noqa: PLR2004  beyond ASCII, in whichever encoding


def _filing(filing: Filing, mask: Mask) -> Filing:
    return replace(
        filing,
        number=mask.maybe(filing.number, "vocabulary"),
        joined_number=mask.maybe(filing.joined_number, "vocabulary"),
        former_numbers=tuple(mask.text(number, "vocabulary") for number in filing.former_numbers),
        material_number=mask.maybe(filing.material_number, "vocabulary"),
        judge=mask.name(filing.judge, "judge"),
        result=mask.maybe(filing.result, "vocabulary"),
        lower_court=mask.maybe(filing.lower_court, "vocabulary"),
        lower_number=mask.maybe(filing.lower_number, "vocabulary"),
        lower_former_numbers=tuple(mask.text(number, "vocabulary") for number in filing.lower_former_numbers),
        lower_material_number=mask.maybe(filing.lower_material_number, "vocabulary"),
        lower_judge=mask.name(filing.lower_judge, "judge"),
    )


def _field(field: Field, mask: Mask, unknown: set[str]) -> Field:
    label = field.label
    if _IDENTIFIER_LABEL.match(label.casefold().strip()):
        value = IDENTIFIER if any(letter.isdigit() for letter in field.value) else field.value
    elif _is_judge(label) or _is_person(label):
        value = mask.name(field.value, "judge" if _is_judge(label) else "person") or ""
    else:
        strict = label in unknown or _CHARGE_LABEL.search(label.casefold()) is not None
        value = mask.text(field.value, "strict" if strict else "free")
    return Field(mask.text(field.section, "vocabulary"), mask.text(label, "vocabulary"), value)


def _event(event: Event, mask: Mask) -> Event:
    return replace(
        event,
        name=mask.maybe(event.name, "vocabulary"),
        place=mask.maybe(event.place),
        result=mask.maybe(event.result, "vocabulary"),
        ground=mask.maybe(event.ground),
        note=mask.maybe(event.note),
    )


def _defendant(defendant: Defendant, mask: Mask) -> Defendant:
    return replace(
        defendant,
        name=mask.name(defendant.name),
        charges=tuple(replace(charge, raw=mask.text(charge.raw, "strict")) for charge in defendant.charges),
        charges_raw=mask.text(defendant.charges_raw, "strict"),
        result=mask.maybe(defendant.result, "vocabulary"),
        material=mask.maybe(defendant.material),
        grounds=mask.maybe(defendant.grounds),
    )


def _party(party: Party, mask: Mask) -> Party:
    return replace(
        party,
        kind=mask.maybe(party.kind, "vocabulary"),
        name=mask.name(party.name),
        charges_raw=mask.maybe(party.charges_raw, "strict"),
        identifiers=tuple((label, IDENTIFIER) for label, _value in party.identifiers),
    )


def _row(row: ListingRow, mask: Mask) -> ListingRow:
    return replace(
        row,
        filing=_filing(row.filing, mask),
        defendants=tuple(_defendant(defendant, mask) for defendant in row.defendants),
        info_raw=mask.text(row.info_raw, "strict"),
        section=mask.maybe(row.section, "vocabulary"),
        place=mask.maybe(row.place),
        time=mask.maybe(row.time),
        category=mask.maybe(row.category, "strict"),
        hearing_result=mask.maybe(row.hearing_result, "vocabulary"),
    )
