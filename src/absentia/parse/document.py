"""A page as JSON, and the JSON Schema of it: both from the types of :mod:`absentia.model.page`.

Beside what the page says there is where it comes from; and a row says of its filing what a card does, at its own level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from absentia.model import PageRecord

if TYPE_CHECKING:
    from pydantic_core.core_schema import EnumSchema, WithDefaultSchema


class Whence(TypedDict):
    """Where a page comes from."""

    source_file: str
    captured: str | None
    http_status: int | None


_PAGES: TypeAdapter[list[PageRecord]] = TypeAdapter(list[PageRecord[str]])
_WHENCE = TypeAdapter(Whence)


def page_document(
    record: PageRecord, *, source_file: str, captured: str | None, http_status: int | None
) -> dict[str, Any]:
    """The record as one object of the output."""
    (page,) = _PAGES.dump_python([record], mode="json", by_alias=True)
    page["rows"] = [{**row.pop("filing"), **row} for row in page["rows"]]
    return _first(page, Whence(source_file=source_file, captured=captured, http_status=http_status))


def json_schema() -> dict[str, Any]:
    """The JSON Schema of what ``absentia parse --format json`` writes."""
    schema = _PAGES.json_schema(mode="serialization", by_alias=True, schema_generator=_Schema)
    shapes = schema["$defs"]
    page, row = (shapes[name]["properties"] for name in ("PageRecord", "ListingRow"))
    del row["filing"]
    shapes["ListingRow"]["properties"] = shapes["Filing"]["properties"] | row
    shapes["PageRecord"]["properties"] = _first(page, _WHENCE.json_schema()["properties"])
    for shape in shapes.values():
        if "properties" in shape:
            shape |= {"required": list(shape["properties"]), "additionalProperties": False}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "absentia parse"}


def _first(page: dict[str, Any], whence: Whence | dict[str, Any]) -> dict[str, Any]:
    """The page behind where it comes from, in the order of the output."""
    where = {"source_file": whence["source_file"], "url": page["url"], "capture": page["capture"]}
    return {**where, "captured": whence["captured"], "http_status": whence["http_status"], **page}


class _Schema(GenerateJsonSchema):
    """Types by their own names, without what their texts are; no defaults, because every key is always there."""

    def normalize_name(self, name: str) -> str:
        return super().normalize_name(name.partition("[")[0])

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def enum_schema(self, schema: EnumSchema) -> JsonSchemaValue:
        # the words of templates are those of a source
        return super().enum_schema(schema) if schema["members"] else {"type": "string"}
