"""``absentia estimate NAME``: one sub-verb per method, made from its options."""

from __future__ import annotations

import enum
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import click
from pydantic.fields import FieldInfo

from absentia.cli.base import Settings, TranslatedCommand, TranslatedSubgroup
from absentia.cli.language import N_, _, told
from absentia.cli.options import chart_option, format_option
from absentia.cli.output import draw_chart, echo, progress, render, say, write_csv, write_json, write_table
from absentia.estimate import METHODS, Answer, Context, Method, answer, method, telling
from absentia.estimate.method import Table
from absentia.estimate.options.base import Shell
from absentia.estimate.registry import family
from absentia.estimate.telling import records


class EstimateGroup(TranslatedSubgroup):
    """The methods of the registry; those asked by an option of another are no sub-verbs of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [one.name for one in METHODS.values() if not one.asked_by]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return command_of(METHODS[cmd_name]) if cmd_name in self.list_commands(ctx) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-"):
            method(args[0])  # an unknown name is told what there is
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(METHODS[name].summary)) for name in self.list_commands(ctx)])


@click.group(
    "estimate",
    cls=EstimateGroup,
    invoke_without_command=True,
    subcommand_metavar="NAME [FILE]… [OPTIONS]",
    help=N_(
        "Estimate what the records do not show, by the method NAME; `absentia estimate --list` names the methods.\n\n"
        "Every number comes with its interval, the assumptions that were checked and their outcome, or is refused with "
        "the reason. Without a name, the methods are listed."
    ),
)
@click.option("--list", "listing", is_flag=True, help=N_("List the methods."))
@format_option()
@click.pass_context
def command(context: click.Context, listing: bool, output_format: str) -> int:
    if listing or context.invoked_subcommand is None:
        _list(output_format)
        if listing:
            context.exit(0)
    return 0


def _list(output_format: str) -> None:
    rows = [
        {"name": one.name, "title": _(one.title), "summary": _(one.summary), "reference": _(one.reference)}
        for one in METHODS.values()
        if not one.asked_by
    ]
    headings = {"name": _("name"), "summary": _("what it answers"), "reference": _("reference")}
    render(output_format, rows, headings, columns=["name", "title", "summary", "reference"])


def command_of(one: Method[Any]) -> click.Command:
    """The sub-verb of a method: an option for each field of its options and of those it may ask for."""
    fields: dict[str, FieldInfo] = {}
    for each in family(one.name):
        fields |= {name: field for name, field in each.options.model_fields.items() if name not in fields}
    parameters: list[click.Parameter] = [_parameter(field.alias or name, field) for name, field in fields.items()]

    @chart_option
    @format_option()
    @click.pass_obj
    def call(settings: Settings, /, output_format: str, chart_path: Path | None, **given: Any) -> int:
        asked = {name: value for name, value in given.items() if value not in (None, False)}
        with progress(_("estimating"), None) as advance:
            found = answer(one.name, Context(observatory=settings.observatory_if_any(), advance=advance), asked)
        draw_chart(found.chart, chart_path)
        return write(found, output_format)

    words = "\n\n".join(part for part in (one.summary, one.details) if part)
    made: click.Command = click.command(one.name, cls=TranslatedCommand, help=words)(call)
    made.params = [*parameters, *made.params]
    return made


def _parameter(name: str, field: FieldInfo) -> click.Parameter:
    shell = _shell(field)
    if field.kw_only is False:
        required = field.is_required()
        return click.Argument([name], required=required, metavar=shell.metavar if required else f"[{shell.metavar}]")
    kind = next(iter(_kinds(field.annotation)))
    flags = [*(shell.flags or (f"--{name.replace('_', '-')}",)), name]
    if kind is bool:
        return click.Option(flags, is_flag=True, help=field.description)
    if isinstance(kind, tuple):
        return click.Option(flags, type=click.Choice([str(one) for one in kind]), help=field.description)
    metavar = shell.metavar or {int: "N", float: "NUMBER"}.get(kind)
    return click.Option(flags, metavar=metavar, help=field.description)


def _shell(field: FieldInfo) -> Shell:
    """How the field is shown: what is said of the field itself, else of a type it may have."""
    within = [said for part in get_args(field.annotation) for said in getattr(part, "__metadata__", ())]
    return next((one for one in (*reversed(field.metadata), *reversed(within)) if isinstance(one, Shell)), Shell())


def _kinds(annotation: Any) -> Iterator[Any]:
    """The types of a field; the choices of an enumeration or literal as a tuple."""
    origin = get_origin(annotation)
    if origin is Literal:
        yield get_args(annotation)
    elif origin in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from _kinds(part)
    elif hasattr(annotation, "__metadata__"):
        yield from _kinds(annotation.__origin__)
    elif isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        yield tuple(one.value for one in annotation)
    else:
        yield annotation


def write(found: Answer, output_format: str) -> int:
    """Write the answer; the exit code: 0 where there is a number, 1 where all was refused."""
    if output_format == "json":
        write_json({**found.more, "estimates": found.estimates, "refusals": found.refusals})
    elif output_format == "csv":
        for text in found.lead:
            say(text)
        write_csv(*records(found))
    else:
        for part in telling.told(found):
            if isinstance(part, Table):
                headings = {key: told(text) for key, text in part.headings.items()}
                write_table(part.rows, headings, right=part.right)
            else:
                echo(part)
        seeds = sorted({one.seed for one in found.estimates if one.seed is not None})
        if seeds:
            say("seed {seed}", seed=", ".join(map(str, seeds)))
    return 0 if found.estimates else 1
