"""Results on standard output as a table, JSON or CSV; talk and progress on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from absentia.cli.language import language
from absentia.model.numbers import number
from absentia.model.sheets import write_rows
from absentia.model.texts import Measured, as_data, spoken


def write_json(value: Any) -> None:
    """Write one JSON document, UTF-8, keys in their order; records as objects, sentences in the user's language."""
    click.echo(json.dumps(as_data(value, language()), ensure_ascii=False, indent=2))


def write_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Write rows as CSV with a header; a missing value is an empty cell."""
    cells = ([as_data(row.get(column), language()) for column in columns] for row in rows)
    write_rows(sys.stdout, chain((columns,), cells))


def console(*, stderr: bool = False, width: int | None = None) -> Console:
    """Where people read: texts appear letter by letter. ``[sic]`` and ``:dog:`` of a page are its words, no markup."""
    no_color = bool(os.environ.get("NO_COLOR"))
    return Console(stderr=stderr, width=width, no_color=no_color, highlight=False, markup=False, emoji=False)


def _cell(value: Any) -> str:
    """As people read it; whole numbers stay as they are: a year, a line and an id are not grouped."""
    if isinstance(value, float):
        return number(value, language())
    return "" if value is None else spoken(value, language())


def write_table(
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, str],
    *,
    title: str | None = None,
    right: Sequence[str] = (),
) -> None:
    """Write rows as a table for people; ``columns`` maps key → heading (already translated).

    Numbers stand to the right, and so do the columns named in ``right`` whatever they hold.
    """
    screen = console(width=None if sys.stdout.isatty() else 200)
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for key, heading in columns.items():
        numeric = all(isinstance(row.get(key), int | float | Measured | None) for row in rows)
        table.add_column(heading, justify="right" if (numeric and rows) or key in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(key)) for key in columns))
    screen.print(table)


def say(message: str) -> None:
    """Talk to the person: standard error, never mixed with results."""
    click.echo(message, err=True)


class Advance(Protocol):
    """Moves a progress bar on by some steps."""

    def __call__(self, steps: int = 1) -> None:
        """Advance by so many steps."""


@contextmanager
def progress(description: str, total: int | None) -> Iterator[Advance]:
    """A progress bar on standard error while the block runs; silent when that is not a terminal."""
    screen = console(stderr=True)
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    ) as bar:
        task = bar.add_task(description, total=total)

        def advance(steps: int = 1) -> None:
            bar.advance(task, steps)

        yield advance
