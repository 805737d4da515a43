"""Rows as a table of letters, for a terminal or a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from absentia.model.numbers import number
from absentia.model.texts import Measured, Words, spoken

_ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def legible(text: str) -> str:
    """The text without orders to a terminal, which would hide lines or turn letters round: each stands as its code.

    Pages, names of files and tables of others are printed; JSON that holds such a code is the same JSON.
    """
    return _ORDERS.sub(lambda order: f"\\u{ord(order[0]):04x}", text)


def cell(value: Any, code: str) -> str:
    """As people read it; whole numbers stay as they are: a year, a line and an id are not grouped."""
    if isinstance(value, float):
        return number(value, code)
    return "" if value is None else legible(spoken(value, code))


def to_the_right(rows: Sequence[Mapping[str, Any]], key: str, right: Sequence[str]) -> bool:
    """Whether a column stands to the right: numbers, and what is named in ``right`` whatever it holds."""
    return key in right or (bool(rows) and all(isinstance(row.get(key), int | float | Measured | None) for row in rows))


def printed(
    rows: Sequence[Mapping[str, Any]],
    headings: Mapping[str, Words],
    code: str,
    *,
    width: int,
    title: str | None = None,
    right: Sequence[str] = (),
) -> Table | Text:
    """The rows in one language, for so many letters a line; ``headings`` maps key → heading.

    No word is broken: where that is too narrow the columns stand close together, and where even that is, each row is a
    block of lines.
    """
    names = [cell(heading, code) for heading in headings.values()]
    title = None if title is None else legible(title)
    cells = [[cell(row.get(key), code) for key in headings] for row in rows]
    words = [_longest_word([name, *(line[place] for line in cells)]) for place, name in enumerate(names)]
    if sum(words) + len(words) - 1 > width:
        return _one_below_the_other(cells, names, title)
    between = 3 if sum(words) + 3 * (len(words) - 1) <= width else 1
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False, padding=(0, between // 2))
    wide = _widths(names, cells, words, width - between * (len(words) - 1))
    for key, name, letters in zip(headings, names, wide, strict=True):
        side = to_the_right(rows, key, right)
        table.add_column(name, justify="right" if side else "left", overflow="fold", width=letters)
    for line in cells:
        table.add_row(*line)
    return table


def _widths(names: Sequence[str], cells: Sequence[Sequence[str]], words: Sequence[int], width: int) -> list[int]:
    """How wide each column is: as wide as it likes; where that is too much, the widest give, down to their words."""
    wide = [
        max(cell_len(text) for text in (name, *(line[place] for line in cells))) for place, name in enumerate(names)
    ]
    while sum(wide) > width:
        gives = max((place for place in range(len(wide)) if wide[place] > words[place]), key=lambda place: wide[place])
        wide[gives] -= 1
    return wide


def _longest_word(texts: Iterable[str]) -> int:
    """How wide a column must be so that no word of it is broken."""
    return max((cell_len(word) for text in texts for word in text.split()), default=0)


def _one_below_the_other(cells: Sequence[Sequence[str]], names: Sequence[str], title: str | None) -> Text:
    """A block of lines for each row; what is empty is left out."""
    wide = max(cell_len(name) for name in names)
    blocks = [
        "".join(
            f"{name}{' ' * (wide - cell_len(name))}  {text}\n" for name, text in zip(names, line, strict=True) if text
        )
        for line in cells
    ]
    return Text("\n".join([*([title] if title else []), *blocks]), overflow="fold")
