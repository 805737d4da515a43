"""Options that several verbs have, and what a shell completes: measures, courts, tables, articles of law."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from absentia.cli.base import Settings
from absentia.cli.language import N_
from absentia.errors import AbsentiaError, UsageProblem
from absentia.model.period import Period
from absentia.model.texts import said

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


def format_option(*formats: str, default: str = "table") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option ``--format``, the same for every verb."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats or ("table", "json", "csv")),
        default=default,
        show_default=True,
        help=N_("How to write the result."),
    )


def all_option() -> Decorated:
    """The option ``--all`` of whatever asks courts."""
    return click.option(
        "--all", "everything", is_flag=True, help=N_("Also what was seen so lately that it is not due.")
    )


def plan_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options ``--dry-run`` and ``--verbose`` of whatever asks courts."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help=N_("With --dry-run: also every window, one by one.")),
        click.option(
            "--dry-run", is_flag=True, help=N_("Print the plan with an estimate of its requests; ask nobody.")
        ),
    ):
        function = option(function)
    return function


def period_value(_context: click.Context, option: click.Parameter, value: str | None) -> Period | None:
    """The callback of an option that takes a day or a period."""
    from absentia.model import Period

    if value is None:
        return None
    try:
        return Period.parse(value)
    except ValueError:
        raise UsageProblem(
            said("“{text}” is no day or period", text=value),
            where=f"--{option.name}",
            next_step=said("write it as 2023-05-17, 2023-W20, 2023-05, 2023-H1 or 2023"),
        ) from None


def _chart_file(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """The path of a chart, if its ending says what to write; asked before anything is computed."""
    if path is not None and path.suffix not in {".svg", ".json"}:
        raise UsageProblem(
            said("{path} is neither an .svg nor a .json file", path=path),
            where="--chart",
            next_step=said("end the name in .svg for a picture, or in .json for the Vega-Lite spec"),
        )
    return path


def chart_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--chart FILE``, the same for every verb that draws one."""
    return click.option(
        "--chart",
        "chart_path",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        callback=_chart_file,
        help=N_("Also draw the chart: .svg, or .json for the Vega-Lite spec."),
    )(function)


def own_figures(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--figures FILE``: a user's own file beside the bundled tables."""
    return click.option(
        "--figures",
        "files",
        metavar="FILE",
        multiple=True,
        type=click.Path(path_type=Path),
        help=N_("Your own figures beside the bundled ones: CSV with the columns of a table of figures."),
    )(function)


def source_option(words: str = N_("Whose pages these are; the only source, if there is one.")) -> Decorated:
    """The option ``--source`` of whatever reads what a publisher wrote."""
    return click.option("--source", "source_id", metavar="ID", help=words)


def jobs_option() -> Decorated:
    """The option ``--jobs`` of whatever reads many pages."""
    return click.option(
        "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help=N_("Processes that read.")
    )


def port_option(words: str = N_("Loopback port; 0 takes any free one."), metavar: str | None = None) -> Decorated:
    """The option ``--port`` of whatever serves pages on this machine."""
    return click.option("--port", type=click.IntRange(0, 65535), default=0, metavar=metavar, help=words)
