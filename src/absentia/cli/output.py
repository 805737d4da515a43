"""Talk and progress on standard error, and where people read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def console(*, stderr: bool = False, width: int | None = None) -> Console:
    """Where people read: texts appear letter by letter. ``[sic]`` and ``:dog:`` of a page are its words, no markup."""
    no_color = bool(os.environ.get("NO_COLOR"))
    return Console(stderr=stderr, width=width, no_color=no_color, highlight=False, markup=False, emoji=False)


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
