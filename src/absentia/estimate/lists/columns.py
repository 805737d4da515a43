"""A delimited text file as columns of text: read fast, each column as its distinct values and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from absentia.errors import DataProblem, UnreadableInput, UsageProblem
from absentia.model.texts import Said, Words, said

YES = frozenset({"1", "true", "yes", "да", "1.0"})
NO = frozenset({"0", "false", "no", "нет", "0.0"})
DELIMITERS = (",", ";", "\t", "|")
Index = NDArray[np.int64]


class Columns:
    """The columns of one file; nothing is turned into numbers before it is asked for."""

    def __init__(self, path: Path, table: Any) -> None:
        self.path = path
        self._table = table
        self.names: tuple[str, ...] = tuple(table.column_names)
        self.rows: int = table.num_rows
        self._encoded: dict[str, tuple[list[str], Index]] = {}

    def require(self, name: str) -> None:
        """Say clearly that a column the caller named is not there."""
        if name not in self.names:
            raise UsageProblem(
                said("there is no column {name}", name=name),
                where=str(self.path),
                next_step=said("the columns are: {names}", names=", ".join(self.names[:30])),
            )

    def encoded(self, name: str) -> tuple[list[str], Index]:
        """The distinct values of a column, in order of first appearance, and the place of each row's value."""
        if name not in self._encoded:
            encoded = self._table[name].combine_chunks().dictionary_encode()
            values = ["" if value is None else str(value) for value in encoded.dictionary.to_pylist()]
            index = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
            self._encoded[name] = (values, index)
        return self._encoded[name]

    def distinct(self, name: str) -> list[str]:
        """The distinct values of a column."""
        return self.encoded(name)[0]

    def binary_share(self, name: str) -> float:
        """Which share of a column's rows hold 0 or 1 (or yes, no)."""
        values, index = self.encoded(name)
        fine = np.array([text.strip().lower() in YES | NO for text in values], dtype=bool)
        return float(fine[index].mean()) if self.rows else 0.0

    def binary(self, name: str) -> NDArray[np.bool_]:
        """A list's column as booleans.

        Raises:
            DataProblem: a value that is neither 0 nor 1.
        """
        values, index = self.encoded(name)
        for place, text in enumerate(values):
            if text.strip().lower() not in YES | NO:
                raise DataProblem(
                    said("“{text}” in the column of list {name} is neither 0 nor 1", text=text[:40], name=name),
                    where=self.place(name, index == place),
                    next_step=said(
                        "mend the value, or say what the column is: --count, --strata, --unit-column, --lists"
                    ),
                )
        truth: NDArray[np.bool_] = np.array([text.strip().lower() in YES for text in values], dtype=bool)[index]
        return truth

    def strata(self, names: Sequence[str], most: int) -> tuple[Index, list[str]]:
        """The stratum of each row and the label of each stratum; without names one stratum without a label.

        Raises:
            DataProblem: more strata than anyone can mean.
        """
        if not names:
            return np.zeros(self.rows, dtype=np.int64), [""]
        parts = [self.encoded(name) for name in names]
        keys = np.zeros(self.rows, dtype=np.int64)
        for values, index in parts:
            keys = keys * len(values) + index
        unique, place = np.unique(keys, return_inverse=True)
        if len(unique) > most:
            raise DataProblem(
                said("{found} strata are more than {most}", found=len(unique), most=most),
                where=str(self.path),
                next_step=said("name columns with few values with --strata"),
            )
        labels = []
        for one in unique:
            row = int(np.flatnonzero(keys == one)[0])
            labels.append(", ".join(values[index[row]].strip() or "—" for values, index in parts))
        return place.astype(np.int64).reshape(-1), labels

    def place(self, name: str | None, rows: NDArray[np.bool_]) -> Said:
        """Where the first of some rows stands, in words."""
        first = int(np.flatnonzero(rows)[0]) + 1 if rows.any() else 0
        if name is None:
            return said("{path}, table row {row}", path=self.path, row=str(first))
        return said("{path}, table row {row}, column {column}", path=self.path, row=str(first), column=name)

    @cached_property
    def first_row_is_data(self) -> bool:
        """The header looks like numbers: there is none."""
        return all(name.strip().replace(".", "", 1).isdigit() for name in self.names)


def read_columns(path: Path) -> Columns:
    """Read a delimited file in UTF-8 with a header.

    Raises:
        UnreadableInput: it is missing, empty, not text, or its rows do not have the columns of its header.
    """
    import pyarrow as pa
    from pyarrow import csv

    def refuse(what: Words, next_step: Words) -> UnreadableInput:
        return UnreadableInput(what, where=str(path), next_step=next_step)

    if not path.is_file():
        raise refuse(said("there is no such file"), said("check the path"))
    with path.open("rb") as handle:
        head = handle.read(65536)
    if not head.strip():
        raise refuse(
            said("the file is empty"), said("it needs a header and a row for each combination of lists, or unit")
        )
    header = head.decode("utf-8-sig", errors="replace").splitlines()[0]
    delimiter = max(DELIMITERS, key=header.count)
    names = header.split(delimiter)
    read = csv.ReadOptions(encoding="utf8")
    convert = csv.ConvertOptions(
        column_types={}, strings_can_be_null=False, null_values=[], true_values=[], false_values=[]
    )
    try:
        names = csv.open_csv(path, read_options=read, parse_options=csv.ParseOptions(delimiter=delimiter)).schema.names
        convert.column_types = dict.fromkeys(names, pa.string())
        table = csv.read_csv(
            path, read_options=read, parse_options=csv.ParseOptions(delimiter=delimiter), convert_options=convert
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeDecodeError) as problem:
        reason = str(problem).splitlines()[0][:120]
        raise refuse(
            said("this is not a table: {reason}", reason=reason),
            said("give a CSV file in UTF-8 with a header"),
        ) from problem
    columns = Columns(path, table)
    if len(set(columns.names)) != len(columns.names):
        raise refuse(said("two columns have the same name"), said("give each column a name of its own"))
    if columns.first_row_is_data:
        raise refuse(said("the first row holds numbers, not names"), said("add a header: the lists' names, and count"))
    if columns.rows == 0:
        raise refuse(said("the table has no row"), said("it needs a row for each combination of lists, or unit"))
    return columns
