"""Rows as CSV that a spreadsheet opens as data: no cell of it is ever run as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import Any, TextIO

# what a spreadsheet takes for the beginning of a formula, also behind blanks it does not count
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?%?")


def write_rows(target: TextIO, rows: Iterable[Iterable[Any]]) -> None:
    """Write rows; nothing is an empty cell. A text that a spreadsheet would run has an apostrophe before it.

    What stands in a page stands in a cell, and pages are not ours: ``=HYPERLINK(…)`` would send a reader's data away.
    Numbers are left as they are, also negative ones.
    """
    writer = csv.writer(target, lineterminator="\n")
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])


def guarded(cell: Any) -> Any:
    """A cell as it may be written."""
    if cell is None:
        return ""
    if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
