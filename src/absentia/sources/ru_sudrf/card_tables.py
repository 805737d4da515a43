"""Walk the tables of a card, in page order, and hand their rows to the builder.

The two templates differ in where a section's name stands: the primary one in the table's first heading (its tabs are
numbered differently on every card), VNKOD in the tab that points at the table's container. Copies for telephones and
for the printer are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from absentia.sources.ru_sudrf.card import CardBuilder
from absentia.sources.ru_sudrf.findings import finding
from absentia.sources.ru_sudrf.tables import (
    Grid,
    cell_text,
    enclosing,
    is_header,
    make_grid,
    names_column,
    row_cells,
    table_rows,
)
from absentia.sources.ru_sudrf.text import folded, key
from absentia.sources.ru_sudrf.vocabulary import vocabulary

_COMPLAINT = re.compile(r"^ЖАЛОБА\s*№\s*(\d+)\s*\*?$", re.IGNORECASE)  # ЖАЛОБА № 1*
_RULE = re.compile(r"^-+=+\s*(.*?)\s*=+-+$")  # ---=== ДВИЖЕНИЕ ЖАЛОБЫ ===---


@dataclass(slots=True)
class Context:
    """Where in the card a row stands."""

    section: str
    complaint: int | None = None
    movement: str | None = None
    """The rule «---=== … ===---» above a complaint's own table."""


@dataclass(slots=True)
class Content:
    """What one table says, before it is known not to be a copy."""

    pairs: list[tuple[str, str, str]] = field(default_factory=list)
    grid: Grid | None = None
    inner: list[int] = field(default_factory=list)

    def fingerprint(self) -> tuple[object, ...]:
        """Equal for tables with the same heading and the same rows."""
        grid = self.grid
        rows = (grid.section, tuple(grid.header), tuple(map(tuple, grid.rows))) if grid else None
        return (tuple(self.pairs), rows)


@dataclass(slots=True)
class Walk:
    """One walk over the tables of a card."""

    builder: CardBuilder
    tabs: Mapping[str, str]
    """Container id → name of its tab."""
    is_container: Callable[[str], bool]
    _seen: set[tuple[object, ...]] = field(default_factory=set)
    _inner: dict[int, Context | None] = field(default_factory=dict)
    """Tables inside a complaint, by node: their context; ``None`` for those of a copy."""
    _reported: set[str] = field(default_factory=set)

    def tables(self, root: LexborNode) -> None:
        """Read every table under ``root``."""
        for name in self.tabs.values():
            self._known_section(name)
        for table in root.css("table"):
            if table.id == "top_menu":
                continue
            if table.mem_id in self._inner:
                context = self._inner[table.mem_id]
                if context is not None:
                    self._table(table, context, placed=True, nested=True)
                continue
            container, copied = enclosing(table, self.is_container)
            if not copied:
                self._table(table, Context(self.tabs.get(container or "", "")), placed=container is not None)

    def _known_section(self, name: str) -> None:
        folded_name = key(name)
        if folded_name not in vocabulary().sections and folded_name not in self._reported:
            self._reported.add(folded_name)
            self.builder.issues.append(finding("unknown_section", "card", name))

    def _table(self, table: LexborNode, context: Context, *, placed: bool, nested: bool = False) -> None:
        content = Content()
        for row, in_head in table_rows(table):
            cells = row_cells(row)
            if not cells:
                continue
            if len(cells) == 1:
                if cells[0].tag == "th":
                    self._heading(folded(cells[0].text()), context)
                    placed = True
                else:
                    self._lone_cell(cells[0], context, content)
            elif content.grid is not None:
                content.grid.rows.append([cell_text(cell) for cell in cells])
            elif is_header(cells, in_head=in_head) or (not content.pairs and names_column(cells[0])):
                content.grid = make_grid(context.section, cells)
            else:
                content.pairs.append((context.section, cells[0].text(), cells[1].text()))
        if placed:  # else it is layout of the page, in no tab and under no heading
            self._hand_over(content, context, nested=nested)

    def _hand_over(self, content: Content, context: Context, *, nested: bool) -> None:
        if not content.pairs and content.grid is None:
            return
        if not nested:
            # the same table under the same heading again: a page served twice, not a case that has everything twice
            fingerprint = content.fingerprint()
            if fingerprint in self._seen:
                self._drop(content, context)
                return
            self._seen.add(fingerprint)
        for section, label, value in content.pairs:
            self.builder.pair(section, label, value, context.complaint)
        if content.grid is not None:
            self.builder.grid(content.grid, context.complaint)

    def _drop(self, content: Content, context: Context) -> None:
        section = content.grid.section if content.grid else content.pairs[0][0]
        self.builder.issues.append(finding("doubled_table", section))
        if context.complaint is not None:
            self.builder.complaints.pop()
        for inner in content.inner:
            self._inner[inner] = None

    def _heading(self, text: str, context: Context) -> None:
        if match := _COMPLAINT.match(text):
            context.section, context.movement = text.rstrip("* "), None
            context.complaint = self.builder.open_complaint(match[1])
        elif match := _RULE.match(text):
            context.movement = match[1]
            self._known_section(match[1])
        else:
            context.section = text
            self._known_section(text)

    def _lone_cell(self, cell: LexborNode, context: Context, content: Content) -> None:
        """A cell across the whole table: it holds the complaint's own table, or text we do not expect."""
        inner = cell.css_first("table")
        if inner is not None:
            section = context.movement or context.section
            self._inner[inner.mem_id] = Context(section, context.complaint)
            content.inner.append(inner.mem_id)
        elif text := folded(cell.text()):
            self.builder.issues.append(finding("row_shape", context.section, text))
