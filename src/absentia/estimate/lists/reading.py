"""Overlap tables out of a file: a table of counts, or linked records with their lists.

Three layouts, told apart by their columns unless the caller names them:

- **counts**: a 0/1 column for each list and a column of counts; a combination that is absent counts zero;
- **units**: a row for each unit with a 0/1 column for each list, or one column that names its lists (``A;B``);
- **memberships**: a row for each unit on each list, with a column of unit ids and a column of lists.

Columns of strata cut any of them. Unit ids are compared, never kept or shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from absentia.errors import DataProblem, UsageProblem
from absentia.estimate.lists.columns import Columns, read_columns
from absentia.estimate.lists.table import MOST_UNITS, OverlapTable, check_number
from absentia.model.texts import Words, counted, said

COUNT_NAMES = frozenset({"n", "count", "counts", "freq", "frequency", "число", "количество", "кол-во"})
LIST_NAMES = frozenset({"list", "lists", "source", "sources", "список", "списки", "источник", "источники"})
UNIT_NAMES = frozenset({"unit", "unit_id", "id", "person", "person_id", "case", "case_id", "cluster", "cluster_id"})
# "A;B", "A|B", "A + B": how one column names several lists
SEVERAL = re.compile(r"\s*[;|+,]\s*")
WHOLE = re.compile(r"-?\d+(?:\.0+)?$")
MOST_STRATA = 10_000
NO_STRATUM = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the caller says of the file's columns; anything left out is found out."""

    lists: tuple[str, ...] = ()
    count: str | None = None
    unit: str | None = None
    list_column: str | None = None
    strata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListsFile:
    """The tables of a file, one for each stratum, and what was noticed while reading."""

    path: Path
    tables: tuple[OverlapTable, ...]
    layout: str
    rows: int
    notes: tuple[Words, ...] = field(default_factory=tuple)


def read_lists(path: Path, layout: Layout | None = None) -> ListsFile:
    """Read a file of any of the three layouts.

    Raises:
        UnreadableInput: no such file, or no table with a header.
        UsageProblem: a column named by the caller is not there.
        DataProblem: a count that is negative or no whole number, a combination twice, a value that is neither 0 nor 1,
            one list only, an empty stratum.
    """
    given = layout or Layout()
    columns = read_columns(path)
    for name in (*given.strata, *(name for name in (given.count, given.unit, given.list_column) if name)):
        columns.require(name)
    list_column = given.list_column or _list_column(columns, given)
    if list_column is not None:
        return _read_named(columns, given, list_column)
    return _read_binary(columns, given)


def _named_like(columns: Columns, names: frozenset[str], taken: Sequence[str]) -> str | None:
    found = [name for name in columns.names if name.strip().lower() in names and name not in taken]
    return found[0] if len(found) == 1 else None


def _list_column(columns: Columns, given: Layout) -> str | None:
    """A column that names lists, unless its values are 0 and 1: then it is a list that is called so."""
    if given.lists and all(name in columns.names for name in given.lists):
        return None
    name = _named_like(columns, LIST_NAMES, given.strata)
    return None if name is None or columns.binary_share(name) == 1 else name


def _read_binary(columns: Columns, given: Layout) -> ListsFile:
    count = given.count or _count_column(columns, given)
    taken = {*given.strata, count, given.unit}
    lists = given.lists or _binary_columns(columns, taken, whole_table=count is not None)
    for name in lists:
        columns.require(name)
    _check_chosen(columns, lists)
    codes = np.zeros(columns.rows, dtype=np.int64)
    for bit, name in enumerate(lists):
        codes |= columns.binary(name).astype(np.int64) << bit
    stratum, labels = columns.strata(given.strata, MOST_STRATA)
    notes: list[Words] = []
    if count is None:
        weights = np.ones(columns.rows, dtype=np.int64)
        codes, stratum, weights = _without_unlisted(columns, given, codes, stratum, weights, notes)
    else:
        weights = _counts(columns, count)
        left = [name for name in columns.names if name not in {*taken, *lists}]
        others = [name for name in left if columns.binary_share(name) == 1]
        _refuse_twice(columns, lists, left, stratum)
        elsewhere = np.any([columns.binary(name) for name in others], axis=0) if others else codes < 0
        codes, stratum, weights = _without_zero_cell(columns, (codes, stratum, weights), elsewhere, notes)
    tables = _tables(tuple(lists), codes, stratum, weights, labels, columns.path)
    return ListsFile(columns.path, tables, "counts" if count else "units", columns.rows, tuple(notes))


def _count_column(columns: Columns, given: Layout) -> str | None:
    name = _named_like(columns, COUNT_NAMES, given.strata)
    if name is not None and name not in given.lists:
        return name
    last = columns.names[-1]
    others = [name for name in columns.names[:-1] if name not in given.strata]
    if last in given.lists or last in given.strata or last == given.unit or columns.binary_share(last) == 1:
        return None
    all_binary = len(others) > 0 and all(columns.binary_share(name) == 1 for name in others)
    return last if all_binary and all(WHOLE.match(text) for text in columns.distinct(last)) else None


def _binary_columns(columns: Columns, taken: set[str | None], *, whole_table: bool) -> tuple[str, ...]:
    """The list columns: in a table of counts all that are left; among units those nearly all 0 and 1."""
    left = [name for name in columns.names if name not in taken]
    chosen = left if whole_table else [name for name in left if columns.binary_share(name) > 0.9]
    if not chosen:
        raise DataProblem(
            said("no column of lists was found: a list's column holds 0 and 1"),
            where=str(columns.path),
            next_step=said("name the list columns with --lists, or a column of list names with --list-column"),
        )
    return tuple(chosen)


def _check_chosen(columns: Columns, lists: Sequence[str]) -> None:
    """A number of lists that can be used, none of them twice."""
    check_number(lists, str(columns.path))
    if len(set(lists)) < len(lists):
        raise UsageProblem(said("a list is named twice"), where="--lists", next_step=said("name each list once"))


def _counts(columns: Columns, name: str) -> NDArray[np.int64]:
    values, index = columns.encoded(name)
    numbers = np.zeros(len(values), dtype=np.int64)
    for place, text in enumerate(values):
        if not WHOLE.match(text) or float(text) > MOST_UNITS:
            what = said("“{text}” is not a whole number of units", text=text[:40])
            raise DataProblem(what, where=columns.place(name, index == place), next_step=said("give whole numbers"))
        numbers[place] = int(float(text))
        if numbers[place] < 0:
            what = said("the count {text} is negative", text=text)
            raise DataProblem(what, where=columns.place(name, index == place), next_step=said("counts start at zero"))
    return numbers[index]


Rows = NDArray[np.int64]


def _without_zero_cell(
    columns: Columns, rows: tuple[Rows, Rows, Rows], elsewhere: NDArray[np.bool_], notes: list[Words]
) -> tuple[Rows, Rows, Rows]:
    """Rows on at least one chosen list; ``elsewhere`` are those on a list that was not chosen."""
    codes, stratum, weights = rows
    nowhere = codes == 0
    missed = nowhere & ~elsewhere
    if np.any(weights[missed] > 0):
        raise DataProblem(
            counted(
                "a row counts {count} unit that is on none of the lists",
                "a row counts {count} units that are on none of the lists",
                count=int(weights[missed].max()),
            ),
            where=columns.place(None, missed & (weights > 0)),
            next_step=said("that number is what is to be estimated: remove the row, or check which lists were chosen"),
        )
    if left_out := int(weights[nowhere & elsewhere].sum()):
        notes.append(
            counted(
                "{count} unit on none of the chosen lists was left out",
                "{count} units on none of the chosen lists were left out",
                count=left_out,
            )
        )
    if missed.any():
        notes.append(said("the row of units on no list was left out: that cell is what is to be estimated"))
    return codes[~nowhere], stratum[~nowhere], weights[~nowhere]


def _without_unlisted(
    columns: Columns, given: Layout, codes: Rows, stratum: Rows, weights: Rows, notes: list[Words]
) -> tuple[Rows, Rows, Rows]:
    nowhere = codes == 0
    found = int(nowhere.sum())
    if found and not given.lists:
        raise DataProblem(
            counted("{count} row is on none of the lists", "{count} rows are on none of the lists", count=found),
            where=columns.place(None, nowhere),
            next_step=said("remove them, or choose the lists with --lists: then such rows are left out"),
        )
    if found:
        notes.append(
            counted(
                "{count} row on none of the chosen lists was left out",
                "{count} rows on none of the chosen lists were left out",
                count=found,
            )
        )
    return codes[~nowhere], stratum[~nowhere], weights[~nowhere]


def _refuse_twice(columns: Columns, lists: Sequence[str], left: Sequence[str], stratum: Rows) -> None:
    """Refuse a combination that stands twice; columns ``left`` out of the choice may tell rows apart."""
    told = [*(columns.binary(name) for name in lists), *(columns.encoded(name)[1] for name in left)]
    cells = np.column_stack([stratum, *told])
    unique, times = np.unique(cells, axis=0, return_counts=True)
    if np.any(times > 1):
        again = unique[times > 1][0]
        second = int(np.flatnonzero((cells == again).all(axis=1))[1])
        pattern = ",".join(map(str, again[1 : len(lists) + 1]))
        raise DataProblem(
            said("the combination {pattern} is given twice", pattern=pattern),
            where=said("{path}, table row {row}", path=columns.path, row=str(second + 1)),
            next_step=said("join the rows, or name the column that tells them apart with --strata"),
        )


def _read_named(columns: Columns, given: Layout, list_column: str) -> ListsFile:
    """Units with a column of list names: one row a unit, or with a unit column one row a membership."""
    unit = given.unit or _named_like(columns, UNIT_NAMES, (*given.strata, list_column))
    values, index = columns.encoded(list_column)
    pieces = [[piece for piece in SEVERAL.split(text.strip()) if piece] for text in values]
    if any(not found for found in pieces):
        empty = np.isin(index, [place for place, found in enumerate(pieces) if not found])
        raise DataProblem(
            said("a row names no list"),
            where=columns.place(list_column, empty),
            next_step=said("fill the column, or remove the rows"),
        )
    names = sorted({piece for found in pieces for piece in found})
    chosen = given.lists or tuple(names)
    missing = [name for name in chosen if name not in names]
    if missing:
        raise UsageProblem(
            said("no unit is on a list named {name}", name=missing[0]),
            where=str(columns.path),
            next_step=said("the lists are: {names}", names=", ".join(names[:20])),
        )
    _check_chosen(columns, chosen)
    bits = np.array([sum(1 << chosen.index(piece) for piece in set(found) & set(chosen)) for found in pieces])
    codes = bits[index].astype(np.int64)
    stratum, labels = columns.strata(given.strata, MOST_STRATA)
    if unit is not None:
        codes, stratum = _by_unit(columns, unit, codes, stratum)
    notes: list[Words] = []
    weights = np.ones(len(codes), dtype=np.int64)
    codes, stratum, weights = _without_unlisted(columns, given, codes, stratum, weights, notes)
    tables = _tables(chosen, codes, stratum, weights, labels, columns.path)
    return ListsFile(columns.path, tables, "memberships" if unit else "units", columns.rows, tuple(notes))


def _by_unit(columns: Columns, unit: str, codes: Rows, stratum: Rows) -> tuple[Rows, Rows]:
    values, index = columns.encoded(unit)
    blank = [place for place, text in enumerate(values) if not text.strip()]
    if blank:
        raise DataProblem(
            said("a row has no unit id"),
            where=columns.place(unit, np.isin(index, blank)),
            next_step=said("fill the column, or remove the rows"),
        )
    joined = np.zeros(len(values), dtype=np.int64)
    np.bitwise_or.at(joined, index, codes)
    first = np.full(len(values), -1, dtype=np.int64)
    first[index[::-1]] = stratum[::-1]
    different = stratum != first[index]
    if different.any():
        raise DataProblem(
            said("a unit is in two strata"),
            where=columns.place(None, different),
            next_step=said("give each unit one value in the columns of strata"),
        )
    return joined, first


def _tables(
    lists: tuple[str, ...], codes: Rows, stratum: Rows, weights: Rows, labels: Sequence[str], path: Path
) -> tuple[OverlapTable, ...]:
    cells = 1 << len(lists)
    counted: NDArray[Any] = np.zeros((len(labels), cells), dtype=np.int64)
    np.add.at(counted, (stratum, codes), weights)
    for label, row in zip(labels, counted, strict=True):
        if row.sum() == 0:
            raise DataProblem(
                said("stratum {name} has no unit", name=label)
                if label != NO_STRATUM
                else said("the table counts no unit"),
                where=str(path),
                next_step=said("leave it out, or check the count column and the filter the table was made with"),
            )
    return tuple(
        OverlapTable(lists, row, label if label != NO_STRATUM else None)
        for label, row in zip(labels, counted, strict=True)
    )
