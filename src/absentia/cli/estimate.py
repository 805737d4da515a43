"""``absentia estimate NAME``: one sub-verb per method, each in a module of its own."""

from __future__ import annotations

import importlib

import click

from absentia.cli.base import TranslatedSubgroup, format_option
from absentia.cli.output import write_csv, write_json, write_table
from absentia.estimate import METHODS, method
from absentia.messages import N_, _


class EstimateGroup(TranslatedSubgroup):
    """The methods of the registry; ``excess-male-deaths`` stands in ``absentia.cli.estimate_excess_male_deaths``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(METHODS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in METHODS:
            return None
        module = importlib.import_module(f"absentia.cli.estimate_{cmd_name.replace('-', '_')}")
        found: click.Command = module.command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-"):
            method(args[0])  # an unknown name is told what there is
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section(_("Commands")):
            formatter.write_dl([(one.name, _(one.summary)) for one in METHODS.values()])


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
        {"name": one.name, "title": _(one.title), "summary": _(one.summary), "reference": one.reference}
        for one in METHODS.values()
    ]
    if output_format == "json":
        write_json(rows)
    elif output_format == "csv":
        write_csv(rows, ["name", "title", "summary", "reference"])
    else:
        write_table(rows, {"name": _("name"), "summary": _("what it answers"), "reference": _("reference")})
