"""The JSON of a page and its schema: what is called otherwise than in the record, and what is left out."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from absentia.model import Defendant, Event, Filing, Identifier, ListingRow, PageKind, PageRecord, Party
from absentia.model.page import ActReference
from absentia.parse.document import json_schema, page_document
from absentia.sources.ru_sudrf.template import Template

DEFENDANT = Defendant(0, None, name_hidden=True)
ROW = ListingRow(3, Filing(number="1-2/2026", former_numbers=("1-1/2026",)), (DEFENDANT,), "info", act_link="number=5")
RECORD = PageRecord(
    capture="c-1",
    page=PageKind.LISTING,
    template=Template.PRIMARY,
    range=(1, 25),
    events=(Event(0, "begun", "2026-01-02"),),
    defendants=(DEFENDANT,),
    parties=(Party("side", None, name_hidden=True, identifiers=(Identifier("number", "0"),)),),
    acts=(ActReference("verdict", 7, "a-1"),),
    rows=(ROW,),
)


def document(record: PageRecord = RECORD) -> dict[str, Any]:
    return page_document(record, source_file="page.html", captured="2026-01-03", http_status=200)


def test_where_a_page_comes_from_stands_first() -> None:
    page = document()
    assert list(page)[:7] == ["source_file", "url", "capture", "captured", "http_status", "page", "template"]
    assert (page["source_file"], page["captured"], page["http_status"]) == ("page.html", "2026-01-03", 200)
    assert (page["page"], page["template"], page["range"]) == ("listing", "primary", [1, 25])


def test_a_row_says_of_its_filing_what_a_card_does() -> None:
    (row,) = document()["rows"]
    filing = document(PageRecord("c-1", PageKind.CARD, filing=ROW.filing))["filing"]
    assert {key: row[key] for key in filing} == filing
    assert list(row)[len(filing) :][:3] == ["position", "defendants", "info"]
    assert (row["position"], row["info"]) == (3, "info")


def test_an_act_is_known_by_its_id_and_its_text_stays_in_the_archive() -> None:
    assert document()["acts"] == [{"title": "verdict", "characters": 7, "id": "a-1"}]


def test_what_only_the_program_needs_is_left_out() -> None:
    page = document()
    for shown in (page["events"][0], page["defendants"][0], page["rows"][0]["defendants"][0]):
        assert "position" not in shown
    assert not {"filing", "info_raw", "act_link"} & page["rows"][0].keys()


def test_numbers_of_parties_have_their_labels() -> None:
    assert document()["parties"][0]["identifiers"] == [{"label": "number", "value": "0"}]


SCHEMA = json_schema()


def test_the_schema_fits_the_document_key_by_key() -> None:
    page = document()
    jsonschema.Draft202012Validator(SCHEMA).validate([page])
    shapes = SCHEMA["$defs"]
    assert list(shapes["PageRecord"]["properties"]) == list(page)
    assert list(shapes["ListingRow"]["properties"]) == list(page["rows"][0])
    assert shapes["PageKind"]["enum"] == [*PageKind]


@pytest.mark.parametrize("shape", [name for name, shape in SCHEMA["$defs"].items() if shape["type"] == "object"])
def test_every_key_is_always_there_and_no_other(shape: str) -> None:
    found = SCHEMA["$defs"][shape]
    assert found["required"] == list(found["properties"])
    assert found["additionalProperties"] is False
    assert not [key for key, value in found["properties"].items() if "default" in value]
