"""A page as JSON, and the JSON Schema of it: both from the types of :mod:`absentia.model.page`.

Beside what the page says there is where it comes from; and a row says of its filing what a card does, at its own level.
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from absentia.model import PageRecord
from absentia.model.shape import DIALECT, closed, schema_of


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
    schema = schema_of(_PAGES)
    shapes = schema["$defs"]
    page, row = (shapes[name]["properties"] for name in ("PageRecord", "ListingRow"))
    del row["filing"]
    shapes["ListingRow"]["properties"] = shapes["Filing"]["properties"] | row
    shapes["PageRecord"]["properties"] = _first(page, _WHENCE.json_schema()["properties"])
    return {"$schema": DIALECT, **closed(schema), "title": "absentia parse"}


def _first(page: dict[str, Any], whence: Whence | dict[str, Any]) -> dict[str, Any]:
    """The page behind where it comes from, in the order of the output."""
    where = {"source_file": whence["source_file"], "url": page["url"], "capture": page["capture"]}
    return {**where, "captured": whence["captured"], "http_status": whence["http_status"], **page}
