"""Talk and progress on standard error; results on standard output as a table, JSON or CSV."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn

from absentia.cli.language import _, language
from absentia.durable import write_atomically
from absentia.model.checked import ChartData
from absentia.model.printed import legible, printed
from absentia.model.sheets import write_rows
from absentia.model.texts import Words, as_data

if TYPE_CHECKING:
    from logging.handlers import RotatingFileHandler


def console(*, stderr: bool = False, width: int | None = None) -> Console:
    """Where people read: texts appear letter by letter. ``[sic]`` and ``:dog:`` of a page are its words, no markup."""
    no_color = bool(os.environ.get("NO_COLOR"))
    return Console(stderr=stderr, width=width, no_color=no_color, highlight=False, markup=False, emoji=False)


_LARGEST_LOG, _LOGS_KEPT = 1_000_000, 5
"""Bytes of a log until the next is begun, and how many older ones are kept beside it."""


class _Talk:
    """How one call of the command line talks."""

    quiet = False
    log: RotatingFileHandler | None = None


def talk(*, quiet: bool = False, log: Path | None = None) -> None:
    """Choose for this call: nothing but errors on the screen; and a file that everything said is written to as well.

    Raises:
        OSError: the file cannot be written.
    """
    if _Talk.log is not None:
        _Talk.log.close()
    _Talk.quiet, _Talk.log = quiet, None
    if log is not None:
        from logging.handlers import RotatingFileHandler  # most calls write no log

        made = RotatingFileHandler(log, maxBytes=_LARGEST_LOG, backupCount=_LOGS_KEPT, encoding="utf-8")
        made.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        _Talk.log = made


def echo(sentence: Words = "", plural: str | None = None, /, **values: Any) -> None:
    """A line of the result, on standard output: words, or a template that is filled as :func:`~.language._` does."""
    click.echo(legible(_(sentence, plural, **values)))


def say(sentence: Words, plural: str | None = None, /, *, wrong: bool = False, **values: Any) -> None:
    """Talk to the person: standard error, never mixed with results; what is ``wrong`` also to whoever wants quiet."""
    message = legible(_(sentence, plural, **values))
    if wrong or not _Talk.quiet:
        click.echo(message, err=True)
    if _Talk.log is not None:
        level = logging.ERROR if wrong else logging.INFO
        _Talk.log.emit(logging.LogRecord("absentia", level, "", 0, message, None, None))


class Advance(Protocol):
    """Moves a progress bar on by some steps."""

    def __call__(self, steps: int = 1) -> None:
        """Advance by so many steps."""


@contextmanager
def bar(*beside: ProgressColumn) -> Iterator[Progress]:
    """A bar on standard error while the block runs, with how much is done of how much; silent where nobody watches."""
    screen = console(stderr=True)
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        *beside,
        console=screen,
        transient=True,
        disable=_Talk.quiet or not screen.is_terminal,
    ) as made:
        yield made


@contextmanager
def progress(description: str, total: int | None) -> Iterator[Advance]:
    """A bar that is moved on by steps."""
    with bar(TimeRemainingColumn()) as made:
        task = made.add_task(description, total=total)

        def advance(steps: int = 1) -> None:
            made.advance(task, steps)

        yield advance


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
        headings: key → heading of what people see, in English or in the language in use.
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
    echo(json.dumps(as_data(value, language()), ensure_ascii=False, indent=2))


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
    """Write rows as a table for people; ``columns`` maps key → heading.

    Numbers stand to the right, and so do the columns named in ``right`` whatever they hold. Where the screen is too
    narrow, a row is a block of lines. Without rows there is nothing to write headings over.
    """
    if not rows:
        return
    screen = console(width=None if sys.stdout.isatty() else 200)
    screen.print(
        printed(
            rows,
            {key: _(heading) for key, heading in columns.items()},
            language(),
            width=screen.width,
            title=title,
            right=right,
        )
    )


def draw_chart(data: ChartData | None, path: Path | None) -> None:
    """Write the chart, if one was asked for and there is something to draw."""
    if path is None:
        return
    if data is None:
        say("no chart: there is no number to draw")
        return
    from absentia.publish.charts import draw, filled, titled

    spec = titled(filled(data, language()), data, language())
    text = json.dumps(spec, ensure_ascii=False, indent=1) + "\n" if path.suffix == ".json" else draw(spec)
    write_atomically(path, text.encode())
    say("chart written to {path}", path=path)
