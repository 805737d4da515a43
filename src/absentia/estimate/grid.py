"""Time cut into numbered periods, and the reading of tables that carry them.

A period is known by its number on the axis of its grain: weeks since Monday 1970-01-05, months, quarters and so on
since 1970. Numbers make a gap visible: consecutive periods differ by one.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from absentia.errors import UnreadableInput
from absentia.estimate.options.base import period_in
from absentia.model.period import Grain, Period
from absentia.model.period import label as name_of
from absentia.model.texts import Words, counted, joined, said

_MONDAY = dt.date(1970, 1, 5).toordinal()
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF_YEAR: 6, Grain.YEAR: 12}
LARGEST_COUNT = 10**9
"""No cell of any table here counts more events than this; larger is an error of the file."""
LARGEST_FILE = 512 * 1024 * 1024
"""Bytes; more is not a table of counts."""


def index_of(day: dt.date, grain: Grain) -> int:
    """Number of the period a day falls into."""
    if grain is Grain.WEEK:
        return (day.toordinal() - _MONDAY) // 7
    return ((day.year - 1970) * 12 + day.month - 1) // _MONTHS[grain]


def first_day(index: int, grain: Grain) -> dt.date:
    """First day of a period."""
    if grain is Grain.WEEK:
        return dt.date.fromordinal(_MONDAY + 7 * index)
    months = index * _MONTHS[grain]
    return dt.date(1970 + months // 12, months % 12 + 1, 1)


def last_day(index: int, grain: Grain) -> dt.date:
    """Last day of a period."""
    return first_day(index + 1, grain) - dt.timedelta(days=1)


def label(index: int, grain: Grain) -> str:
    """``2023-W05``, ``2023-05``, ``2023-Q2``, ``2023-H1`` or ``2023``."""
    return name_of(first_day(index, grain), grain)


class Row:
    """One row of a CSV table, with the place to name when something in it is wrong."""

    __slots__ = ("cells", "line", "path")

    def __init__(self, path: str, line: int, cells: Mapping[str, str]) -> None:
        self.path, self.line, self.cells = path, line, cells

    def wrong(self, what: Words, column: str) -> UnreadableInput:
        """The error to raise about a cell."""
        return UnreadableInput(
            what,
            where=said("{path}, line {line}, column {column}", path=self.path, line=str(self.line), column=column),
            next_step=said("correct the file and run the same command again"),
        )

    def text(self, column: str) -> str:
        """The cell without spaces around it."""
        return self.cells[column].strip()

    def count(self, column: str) -> int:
        """A whole number of at least zero."""
        text = self.text(column)
        cleaned = text.removesuffix(".0")
        if not cleaned:
            raise self.wrong(said("an empty cell where a count is needed; an empty cell is not zero"), column)
        if cleaned.startswith(("-", "−")):
            raise self.wrong(said("a negative count: {text}", text=text), column)
        if not (cleaned.isascii() and cleaned.isdigit()):
            raise self.wrong(said("not a whole number: “{text}”", text=text[:40]), column)
        if len(cleaned) > len(str(LARGEST_COUNT)) or int(cleaned) > LARGEST_COUNT:
            raise self.wrong(said("a count larger than {limit}", limit=LARGEST_COUNT), column)
        return int(cleaned)

    def positive(self, column: str) -> float:
        """A number above zero."""
        text = self.text(column)
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not 0 < value < float("inf"):
            raise self.wrong(said("not a number above zero: “{text}”", text=text[:40]), column)
        return value

    def period(self, column: str) -> Period:
        """A period, or the day of a day or moment."""
        text = self.text(column)
        try:
            return period_in(text[:10] if "T" in text or " " in text else text)
        except ValueError:
            raise self.wrong(said("not a date or a period: “{text}”", text=text[:40]), column) from None

    def inside(self, column: str, grain: Grain) -> int:
        """Number of the period of this grain that a day or a shorter period lies in; a longer one lies in none."""
        found = self.period(column)
        index = index_of(found.start, grain)
        if index != index_of(found.end, grain):
            raise self.of_unlike_length(column, label(index, grain))
        return index

    def number_of(self, column: str, grain: Grain) -> int:
        """Number of the period of this grain that a row of counts is about; a day stands for the one it lies in.

        What was counted in a week is never taken for what was counted in the month around it.
        """
        found, index = self.period(column), self.inside(column, grain)
        if found.days > 1 and found.grain is not grain:
            raise self.of_unlike_length(column, label(index, grain))
        return index

    def of_unlike_length(self, column: str, other: str) -> UnreadableInput:
        """The error that a row's period is longer or shorter than the others, of which ``other`` is one."""
        return self.wrong(
            said(
                "“{text}” is not one period of the length counted here, as {other} is",
                text=self.text(column)[:40],
                other=other,
            ),
            column,
        )


def read_csv(path: Path) -> tuple[list[str], Iterator[Row]]:
    """Header and rows of a CSV file (comma, semicolon or tab; UTF-8).

    Raises:
        UnreadableInput: missing, not text, empty, two columns of one name, or a row with another number of cells than
            the header.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableInput(
                said("the file is larger than {limit} MB", limit=LARGEST_FILE >> 20),
                where=str(path),
                next_step=said("cut it to the columns and periods that are asked for"),
            )
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableInput(
            said("this is not a text file in UTF-8"), where=str(path), next_step=said("save the table as CSV, UTF-8")
        ) from None
    except OSError as error:
        raise UnreadableInput(
            said("the file cannot be read: {reason}", reason=error),
            where=str(path),
            next_step=said("check that the path exists and that you may read it"),
        ) from None
    first = content.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(content), delimiter=delimiter)
    header = [name.strip().strip('"').lower() for name in next(reader, [])]
    if not any(header):
        raise UnreadableInput(
            said("the file is empty"), where=str(path), next_step=said("the first line of the table names its columns")
        )
    named = [name for name in header if name]
    if len(set(named)) < len(named):
        raise UnreadableInput(
            said("two columns have the same name"),
            where=str(path),
            next_step=said("give each column a name of its own"),
        )
    return header, _rows(str(path), header, reader)


def _rows(path: str, header: Sequence[str], reader: Iterator[list[str]]) -> Iterator[Row]:
    try:
        for line, cells in enumerate(reader, start=2):
            if not cells or not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise UnreadableInput(
                    counted(
                        "a row has {found} cell, the header {expected}",
                        "a row has {found} cells, the header {expected}",
                        found=len(cells),
                        expected=len(header),
                    ),
                    where=said("{path}, line {line}", path=path, line=str(line)),
                    next_step=said("correct the file and run the same command again"),
                )
            yield Row(path, line, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise UnreadableInput(
            said("this is not CSV: {reason}", reason=error),
            where=path,
            next_step=said("save it again as CSV, with a comma or a semicolon between columns"),
        ) from None


def no_rows(path: Path, next_step: Words) -> UnreadableInput:
    """That a table has a header and nothing below."""
    return UnreadableInput(said("the table has no rows"), where=str(path), next_step=next_step)


def find_column(header: Sequence[str], names: Sequence[str]) -> str | None:
    """The first of the names the header has."""
    return next((name for name in names if name in header), None)


def need_column(path: Path, header: Sequence[str], names: Sequence[str]) -> str:
    """The first of the names the header has.

    Raises:
        UnreadableInput: it has none of them.
    """
    found = find_column(header, names)
    if found is None:
        raise UnreadableInput(
            said("the table has no column {names}", names=joined(names, " / ")),
            where=str(path),
            next_step=said("its columns are: {header}", header=", ".join(header)),
        )
    return found
