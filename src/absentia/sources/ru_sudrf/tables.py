"""Tables as plain rows: each table of a page is walked once, its nested tables left to themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from absentia.sources.ru_sudrf.text import BREAK, folded, key
from absentia.sources.ru_sudrf.vocabulary import column_field, vocabulary

_GROUPS = frozenset({"tbody", "thead", "tfoot"})
_CELLS = frozenset({"td", "th"})
_BLOCKS = "p, div, li, tr"
_HIGHEST = 40
_FEWEST_COLUMNS = 3
_MAY_REPEAT = frozenset({"kept", "identifier", "complaint", "info"})
"""Fields that several columns fill together."""


@dataclass(slots=True)
class Grid:
    """A header and the rows under it, as raw cell texts."""

    section: str
    header: list[str]
    columns: list[str | None]
    """See :func:`columns_of`."""
    rows: list[list[str]] = field(default_factory=list)


def table_rows(table: LexborNode) -> list[tuple[LexborNode, bool]]:
    """The rows that are the table's own, each with whether it stands in a ``thead``."""
    rows: list[tuple[LexborNode, bool]] = []
    for group in table.iter():
        tag = group.tag
        if tag in _GROUPS:
            head = tag == "thead"
            rows.extend((row, head) for row in group.iter() if row.tag == "tr")
        elif tag == "tr":
            rows.append((group, False))
    return rows


def row_cells(row: LexborNode) -> list[LexborNode]:
    """The cells of a row."""
    return [cell for cell in row.iter() if cell.tag in _CELLS]


def cell_text(cell: LexborNode) -> str:
    """The text of a cell; what stands in it in paragraphs, boxes or items of a list begins lines as ``<br>`` does."""
    if any(True for _element in cell.iter()):  # hardly ever, and selecting takes ten times as long
        for block in cell.css(_BLOCKS):
            block.insert_before(BREAK)
            block.insert_after(BREAK)
    return cell.text()


def header_text(cell: LexborNode) -> str:
    """A column's heading, without the tooltip that hangs behind it."""
    text = folded(cell.text())
    if column_field(text) is None and (tip := cell.css_first("span.tooltipShow")) is not None:
        text = folded(cell.text().replace(tip.text(), ""))
    return text


def make_grid(section: str, cells: list[LexborNode]) -> Grid:
    """An empty grid from its header row."""
    header = [header_text(cell) for cell in cells]
    return Grid(section, header, columns_of(header))


def columns_of(header: list[str]) -> list[str | None]:
    """The field each column fills; ``None`` where its heading is unknown, or means what one before it does."""
    columns: list[str | None] = []
    for text in header:
        column = column_field(text)
        columns.append(None if column in columns and column not in _MAY_REPEAT else column)
    return columns


def is_header(cells: list[LexborNode], *, in_head: bool) -> bool:
    """Whether the first row of a table with so many cells is a header, not a label with its value."""
    return in_head or len(cells) >= _FEWEST_COLUMNS


def names_column(cell: LexborNode) -> bool:
    """Whether a cell can only be the heading of a column: then the row is a header, however few its cells."""
    text = folded(cell.text())
    return column_field(text) is not None and key(text) not in vocabulary().labels


def enclosing(table: LexborNode, is_container: Callable[[str], bool]) -> tuple[str | None, bool]:
    """The id of the nearest container of a tab; and whether a copy (mobile, print) stands between."""
    node = table.parent
    copied = False
    for _step in range(_HIGHEST):
        if node is None:
            break
        identifier = node.id or ""
        if identifier and is_container(identifier):
            return identifier, copied
        if identifier.startswith("printVersion"):
            copied = True
        elif not copied and (classes := node.attributes.get("class")):
            copied = "mobile-" in classes or "block-mobile" in classes or "printVersion" in classes
        node = node.parent
    return None, copied
