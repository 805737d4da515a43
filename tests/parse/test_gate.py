"""What the type checker proves about the gate, and that it is asked to."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Iterator
from typing import Any

from absentia import model
from absentia.model import Masked, PageRecord, Text
from absentia.model import page as pages
from absentia.parse.mask import MaskedReading
from absentia.parse.rows import Cell, rows_of


def text_records() -> list[type[Any]]:
    """Every dataclass that a page's record is made of."""
    modules = (pages, model.charge)
    found = {one for module in modules for one in vars(module).values() if dataclasses.is_dataclass(one)}
    return sorted(found, key=lambda one: one.__name__)  # type: ignore[arg-type]


def parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in typing.get_args(annotation):
        yield from parts(part)


def test_every_text_of_a_record_is_of_the_records_kind() -> None:
    records = text_records()
    assert PageRecord in records
    assert len(records) > 10
    for record in records:
        kinds = {part for hint in typing.get_type_hints(record).values() for part in parts(hint)}
        assert str not in kinds, f"{record.__name__} has a text that no gate is asked for"
        raw = {one for one in kinds if one in records}
        assert not raw, f"{record.__name__} holds {raw} of any kind of text"
        assert Text in kinds


def test_what_writes_the_tables_takes_masked_texts_only() -> None:
    taken = typing.get_type_hints(rows_of)
    assert taken["reading"] is MaskedReading
    assert typing.get_type_hints(MaskedReading)["record"] == PageRecord[Masked]
    assert {part for part in parts(Cell) if inspect.isclass(part) and issubclass(part, str)} == set()
    assert Masked in set(parts(Cell))
