"""The JSON a page becomes: its typed shapes, and the JSON Schema made from them."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12


class FilingDocument(TypedDict):
    """What the page says of the filing as a whole."""

    number: str | None
    former_numbers: list[str]
    material_number: str | None
    joined_number: str | None
    guid: str | None
    uid: str | None
    uid_valid: bool | None
    received: str | None
    decided: str | None
    in_force: str | None
    judge: str | None
    result: str | None
    published: str | None
    changed: str | None
    lower_court: str | None
    lower_number: str | None
    lower_former_numbers: list[str]
    lower_material_number: str | None
    lower_judge: str | None
    case_id: str | None


class FieldDocument(TypedDict):
    """One label–value pair under its heading."""

    section: str
    label: str
    value: str


class EventDocument(TypedDict):
    """One step of the case; ``posted`` is the date it was put on the site."""

    name: str | None
    date: str | None
    time: str | None
    place: str | None
    result: str | None
    ground: str | None
    note: str | None
    posted: str | None


class ChargeDocument(TypedDict):
    """One charge of one person."""

    code: str
    article: str
    part: str | None
    points: list[str]
    role: str
    episodes: int
    modifiers: list[str]
    raw: str


class DefendantDocument(TypedDict):
    """One person charged; ``name`` is a pseudonym unless names were asked for."""

    name: str | None
    name_hidden: bool
    charges: list[ChargeDocument]
    charges_raw: str
    result: str | None
    decided: str | None
    material: str | None
    grounds: str | None


class PartyDocument(TypedDict):
    """One row of the parties."""

    kind: str | None
    name: str | None
    name_hidden: bool
    charges_raw: str | None
    identifiers: list[FieldValueDocument]


class FieldValueDocument(TypedDict):
    """A labelled value without a heading."""

    label: str
    value: str


class ComplaintDocument(TypedDict):
    """One complaint with its label–value pairs and its steps."""

    number: str | None
    fields: list[FieldDocument]
    events: list[EventDocument]


class ExecutionDocumentDocument(TypedDict):
    """One writ of execution."""

    issued: str | None
    form_number: str | None
    electronic_number: str | None
    status: str | None
    recipient: str | None


class ActDocument(TypedDict):
    """A judicial act that stands on the page; its text stays in the archive. The same words have the same id."""

    title: str
    characters: int
    id: str


class RowDocument(FilingDocument):
    """One row of a listing or hearing list: the filing's values, its persons, and what only rows have."""

    position: int
    defendants: list[DefendantDocument]
    info: str
    has_act: bool | None
    act_blocked: bool | None
    procedure: str | None
    instance: str | None
    section: str | None
    time: str | None
    place: str | None
    category: str | None
    hearing_result: str | None


class IssueDocument(TypedDict):
    """Something that could not be read or was not expected."""

    kind: str
    where: str
    raw: str
    message: str


class PageDocument(TypedDict):
    """One page."""

    source_file: str
    url: str | None
    capture: str
    captured: str | None
    http_status: int | None
    page: str
    template: str
    court_code: str | None
    court: str | None
    host: str | None
    procedure: str | None
    instance: str | None
    title: str | None
    counter: int | None
    range: list[int] | None
    page_number: int | None
    pages: int | None
    hearing_date: str | None
    captcha: bool | None
    charset: str | None
    filing: FilingDocument | None
    fields: list[FieldDocument]
    events: list[EventDocument]
    defendants: list[DefendantDocument]
    parties: list[PartyDocument]
    complaints: list[ComplaintDocument]
    execution_documents: list[ExecutionDocumentDocument]
    acts: list[ActDocument]
    rows: list[RowDocument]
    issues: list[IssueDocument]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of what ``absentia parse --format json`` writes."""
    schema = TypeAdapter(list[PageDocument]).json_schema()
    for shape in schema["$defs"].values():
        shape["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "absentia parse"}
