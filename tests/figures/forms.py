"""Invented forms 10-a as old Excel files, laid out in several ways."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import xlwt

Codes = Sequence[tuple[str, Any]]
SMALL: Codes = (
    ("332-352", 40),
    ("337ч.1", 3),
    ("337ч.3", 20),
    ("337ч.3.1", 5),
    ("338 ч. 1", 2),
    ("344ч.1,(344стар.ред.)", 4),
    ("345", 6),
    ("352.1", 0),
)


@dataclass(frozen=True)
class Layout:
    """Where things stand; the numbers are columns and rows."""

    title: Sequence[str] = ("Форма № 10-а", "за 12 месяцев 2021 г.")
    sheet: str = "Раздел 20 (Гл. 33)"
    headings: Sequence[Sequence[str]] = (
        ("Виды преступлений", "Статья УК РФ", "№ стр.", "Осуждено", "Осуждено", "Оправдано"),
        ("Виды преступлений", "Статья УК РФ", "№ стр.", "по основной статье", "по дополнительной статье", "Оправдано"),
        ("А", "Б", "", "1", "2", "3"),
    )
    code: int = 1
    count: int = 3
    merge_title: bool = True
    above: Codes = ()
    """Rows of other chapters that stand before."""
    other_sheets: Sequence[tuple[str, Codes]] = field(default_factory=tuple)


def form(codes: Codes = SMALL, layout: Layout | None = None) -> bytes:
    layout = layout or Layout()
    book = xlwt.Workbook()
    _write(book.add_sheet(layout.sheet), [*layout.above, *codes], layout)
    for name, others in layout.other_sheets:
        _write(book.add_sheet(name), others, layout)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write(sheet: Any, codes: Codes, layout: Layout) -> None:
    width = len(layout.headings[0])
    for row, text in enumerate(layout.title):
        if layout.merge_title:
            sheet.write_merge(row, row, 0, width - 1, text)
        else:
            sheet.write(row, 0, text)
    top = len(layout.title)
    _write_headings(sheet, layout.headings, top)
    for number, (code, count) in enumerate(codes, 1):
        row = top + len(layout.headings) + number - 1
        for place in range(width):
            if place == layout.code:
                sheet.write(row, place, int(code) if code.isdigit() else code)
            elif place == layout.count:
                sheet.write(row, place, count)
            elif layout.headings[0][place] == "№ стр.":
                sheet.write(row, place, number)
            elif place == 0:
                sheet.write(row, place, f"Состав {number}")
            else:
                sheet.write(row, place, 1000 + number)


def _write_headings(sheet: Any, headings: Sequence[Sequence[str]], top: int) -> None:
    """The same text beside or below itself is one merged cell."""
    done: set[tuple[int, int]] = set()
    for row, texts in enumerate(headings):
        for place, text in enumerate(texts):
            if (row, place) in done or not text:
                continue
            right = place
            while right + 1 < len(texts) and texts[right + 1] == text:
                right += 1
            low = row
            while low + 1 < len(headings) and headings[low + 1][place] == text:
                low += 1
            done |= {(r, c) for r in range(row, low + 1) for c in range(place, right + 1)}
            sheet.write_merge(top + row, top + low, place, right, text)
