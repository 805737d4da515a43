"""What a shell completes beside verbs and options: measures, courts, tables of figures, articles of law."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import CompletionItem

from absentia.cli.base import Settings
from absentia.cli.language import N_
from absentia.errors import AbsentiaError

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _of(known: Callable[[Settings], Iterable[tuple[str, str]]]) -> Complete:
    """The known words that begin so; none where they cannot be read: a shell is told no errors."""

    def complete(context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        # while a line is completed, no command runs that would have put the settings there
        settings = Settings(context.find_root().params.get("directory"))
        try:
            words = list(known(settings))
        except (AbsentiaError, OSError):
            return []
        return [CompletionItem(word, help=what or None) for word, what in words if word.startswith(begun)]

    return complete


def _measures(_settings: Settings) -> Iterable[tuple[str, str]]:
    from absentia.tally.catalogue import measures, measures_of_packages

    return ((name, one.unit["en"]) for name, one in {**measures(), **measures_of_packages()}.items())


def _courts(settings: Settings) -> Iterable[tuple[str, str]]:
    from absentia.collect import Collection

    return ((court.host, court.name) for court in Collection.open(settings.observatory()).courts)


def _tables(_settings: Settings) -> Iterable[tuple[str, str]]:
    from absentia.figures import load_package

    return ((name, "") for name in load_package())


def _provisions(_settings: Settings) -> Iterable[tuple[str, str]]:
    from absentia.law import laws

    return ((article, "") for one in laws().values() for article in one.articles)


measures_known, courts_known = _of(_measures), _of(_courts)
tables_known, provisions_known = _of(_tables), _of(_provisions)


Decorated = Callable[[Callable[..., Any]], Callable[..., Any]]


def courts_option() -> Decorated:
    """The option ``--court``, the same for every verb that takes several."""
    return click.option(
        "--court",
        "courts",
        multiple=True,
        metavar="COURT",
        shell_complete=courts_known,
        help=N_("Only this court: host, code or name."),
    )


def provision_option() -> Decorated:
    """The option ``--provision`` of whatever counts."""
    return click.option(
        "--provision",
        metavar="337[.PART]",
        shell_complete=provisions_known,
        help=N_("Only what is charged under this article or exact part."),
    )
