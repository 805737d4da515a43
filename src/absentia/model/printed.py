"""Rows as a table of letters, for a terminal or a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from absentia.model.numbers import number
from absentia.model.texts import Measured, Words, spoken


def cell(value: Any, code: str) -> str:
    """As people read it; whole numbers stay as they are: a year, a line and an id are not grouped."""
    if isinstance(value, float):
        return number(value, code)
    return "" if value is None else spoken(value, code)


def to_the_right(rows: Sequence[Mapping[str, Any]], key: str, right: Sequence[str]) -> bool:
    """Whether a column stands to the right: numbers, and what is named in ``right`` whatever it holds."""
    return key in right or (bool(rows) and all(isinstance(row.get(key), int | float | Measured | None) for row in rows))


def printed(
    rows: Sequence[Mapping[str, Any]],
    headings: Mapping[str, Words],
    code: str,
    *,
    title: str | None = None,
    right: Sequence[str] = (),
) -> Table:
    """The rows in one language; ``headings`` maps key → heading."""
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for key, heading in headings.items():
        side = to_the_right(rows, key, right)
        table.add_column(spoken(heading, code), justify="right" if side else "left", overflow="fold")
    for row in rows:
        table.add_row(*(cell(row.get(key), code) for key in headings))
    return table
