"""Talk and progress on standard error, and where people read."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

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


def say(message: str, *, wrong: bool = False) -> None:
    """Talk to the person: standard error, never mixed with results; what is ``wrong`` also to whoever wants quiet."""
    if wrong or not _Talk.quiet:
        click.echo(message, err=True)
    if _Talk.log is not None:
        level = logging.ERROR if wrong else logging.INFO
        _Talk.log.emit(logging.LogRecord("absentia", level, "", 0, message, None, None))


def watched(screen: Console) -> bool:
    """Whether somebody watches progress there."""
    return screen.is_terminal and not _Talk.quiet


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
        disable=not watched(screen),
    ) as bar:
        task = bar.add_task(description, total=total)

        def advance(steps: int = 1) -> None:
            bar.advance(task, steps)

        yield advance
