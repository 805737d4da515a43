"""Results on standard output: the same rows as a table for people, as JSON or as CSV for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import click

from absentia.cli.language import language
from absentia.cli.output import console
from absentia.model.printed import printed
from absentia.model.sheets import write_rows
from absentia.model.texts import as_data

Rows = Sequence[Mapping[str, Any]]


def render(
    output_format: str,
    rows: Rows,
    headings: Mapping[str, str],
    *,
    document: Any = None,
    columns: Sequence[str] | None = None,
    shown: Rows | None = None,
    right: Sequence[str] = (),
) -> None:
    """Write rows in the format that was asked for.

    Args:
        output_format: ``table``, ``json`` or ``csv``.
        rows: as programs get them.
        headings: key → heading (already translated) of what people see.
        document: what JSON holds instead of the rows.
        columns: of CSV, where they are not those people see.
        shown: the rows as people see them, where that is otherwise.
        right: columns that stand to the right whatever they hold.
    """
    if output_format == "json":
        write_json(rows if document is None else document)
    elif output_format == "csv":
        write_csv(rows, list(headings) if columns is None else columns)
    else:
        write_table(rows if shown is None else shown, headings, right=right)


def write_json(value: Any) -> None:
    """Write one JSON document, UTF-8, keys in their order; records as objects, sentences in the user's language."""
    click.echo(json.dumps(as_data(value, language()), ensure_ascii=False, indent=2))


def write_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Write rows as CSV with a header; a missing value is an empty cell."""
    cells = ([as_data(row.get(column), language()) for column in columns] for row in rows)
    write_rows(sys.stdout, chain((columns,), cells))


def write_table(
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, str],
    *,
    title: str | None = None,
    right: Sequence[str] = (),
) -> None:
    """Write rows as a table for people; ``columns`` maps key → heading (already translated).

    Numbers stand to the right, and so do the columns named in ``right`` whatever they hold. Where the screen is too
    narrow, a row is a block of lines.
    """
    screen = console(width=None if sys.stdout.isatty() else 200)
    screen.print(printed(rows, columns, language(), width=screen.width, title=title, right=right))
