"""What every verb shares: lazy loading, translated help, the settings, the observatory in use."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.language import N_, _, language
from absentia.errors import AbsentiaError, UsageProblem
from absentia.observatory import Observatory

if TYPE_CHECKING:
    from absentia.model import Period

# verb → (module, one line for the list of verbs); the module defines a click command `command`
VERBS: dict[str, tuple[str, str]] = {
    "init": ("absentia.cli.init", N_("Make an observatory: the folder everything is kept in.")),
    "config": ("absentia.cli.config", N_("Show the settings in force, or say what is wrong with them.")),
    "probe": ("absentia.cli.probe", N_("Ask every court for one page: which of them answer this network.")),
    "collect": ("absentia.cli.collect", N_("Ask the courts what is due, and archive what they answer.")),
    "update": ("absentia.cli.update", N_("Collect what is due and bring every stage up to date.")),
    "status": ("absentia.cli.status", N_("Show what was looked at, what could not be, and what is due.")),
    "captcha": ("absentia.cli.captcha", N_("Show waiting captchas and take a person's answers.")),
    "desk": ("absentia.cli.desk", N_("Open the owner's pages on this machine.")),
    "archive": ("absentia.cli.archive", N_("Verify, seal, export, fill and describe the archive of captures.")),
    "doctor": ("absentia.cli.doctor", N_("Say what is wrong with the observatory, and what mends it.")),
    "backup": ("absentia.cli.backup", N_("Keep a verified copy of the observatory on another disk.")),
    "restore": ("absentia.cli.restore", N_("Bring an observatory back from its backup, verified.")),
    "lock": ("absentia.cli.lock", N_("Put the whole observatory into one encrypted file.")),
    "unlock": ("absentia.cli.unlock", N_("Bring a locked observatory back.")),
    "leave": ("absentia.cli.leave", N_("Lock, put a copy elsewhere, and remove the folder: in a hurry.")),
    "parse": ("absentia.cli.parse", N_("Read saved court pages into records.")),
    "sources": ("absentia.cli.sources", N_("Try out a portal or a dump of your own.")),
    "charges": ("absentia.cli.charges", N_("Read charge cells, one per line on standard input.")),
    "tally": ("absentia.cli.tally", N_("Count filings, cases, persons, charges or verdicts.")),
    "why": ("absentia.cli.why", N_("Say why filings are one case or are not, and take a person's decision.")),
    "reconcile": ("absentia.cli.reconcile", N_("Hold another counter's list of cases against the records here.")),
    "disappearances": ("absentia.cli.disappearances", N_("List and count what courts showed and show no more.")),
    "law": ("absentia.cli.law", N_("Say what a provision said on a day.")),
    "figures": ("absentia.cli.figures", N_("List, filter and cite published figures.")),
    "estimate": ("absentia.cli.estimate", N_("Estimate what the records do not show.")),
    "testimonies": ("absentia.cli.testimonies", N_("Count what published testimonies name, by codes alone.")),
    "check": ("absentia.cli.check", N_("Check an article's claims against figures, tallies and estimates.")),
    "brief": ("absentia.cli.brief", N_("Write the brief: every claim with verdict, number, chart and sources.")),
    "publish": ("absentia.cli.publish", N_("Publish the numbers as dated pages a reporter cites.")),
    "rehearse": ("absentia.cli.rehearse", N_("Rehearse everything on a synthetic courthouse, or serve one.")),
    "completion": ("absentia.cli.completion", N_("Print the completion script of a shell.")),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Global options of one call."""

    directory: Path | None = None

    def observatory(self) -> Observatory:
        """The observatory this call acts on: ``-C DIR``, or the current folder or one above it, as git does."""
        return Observatory.find(self.directory)

    def observatory_if_any(self) -> Observatory | None:
        """The one named with ``-C``, which must be there; else the one around here, or ``None``."""
        return Observatory.around() if self.directory is None else self.observatory()


class _TranslatedHelp(click.Command):
    """A command whose help is written in the user's language at the moment it is shown."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        kept = self.help
        self.help = _by_paragraph(kept) if kept else kept
        try:
            super().format_help_text(ctx, formatter)
        finally:
            self.help = kept

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        kept = {id(option): option.help for option in self.params if isinstance(option, click.Option)}
        options = [option for option in self.params if isinstance(option, click.Option)]
        for option in options:
            option.help = _(option.help) if option.help else option.help
        try:
            super().format_options(ctx, formatter)
        finally:
            for option in options:
                option.help = kept[id(option)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Click keeps the option as it first made it, in the language of that call."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.help).split("\n")[0][: limit * 4] if self.help else super().get_short_help_str(limit)


def _by_paragraph(text: str) -> str:
    """The help in the user's language: whole, or where it was put together, paragraph by paragraph."""
    whole = _(text)
    return whole if whole != text else "\n\n".join(_(part) for part in text.split("\n\n"))


class TranslatedCommand(_TranslatedHelp):
    """The class of every verb: ``@click.command(cls=TranslatedCommand)``."""


class TranslatedSubgroup(_TranslatedHelp, click.Group):
    """A verb with sub-verbs, such as ``absentia figures list``."""

    command_class = TranslatedCommand


class TranslatedGroup(_TranslatedHelp, click.Group):
    """The top group; loads the module of a verb only when the verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(VERBS[cmd_name][0])
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand:
            # the verbs are not loaded, so click knows none of them to offer
            raise click.NoSuchCommand(args[0], possibilities=self.list_commands(ctx), ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section(_("Commands")):
            formatter.write_dl([(verb, _(line)) for verb, (_module, line) in VERBS.items()])


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


def verbose_option() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option ``--verbose`` of a plan."""
    return click.option("-v", "--verbose", is_flag=True, help=N_("With --dry-run: also every window, one by one."))


def explained(error: AbsentiaError) -> str:
    """What is wrong, where, and what to do next, in the user's language; a line each."""
    what, where, next_step = error.told(language())
    lines = [_("absentia: error: {what}").format(what=what)]
    if where:
        lines.append(_("  where: {where}").format(where=where))
    if next_step:
        lines.append(_("  what next: {next_step}").format(next_step=next_step))
    return "\n".join(lines)


def period_value(_context: click.Context, option: click.Parameter, value: str | None) -> Period | None:
    """The callback of an option that takes a day or a period."""
    from absentia.model import Period

    if value is None:
        return None
    try:
        return Period.parse(value)
    except ValueError:
        raise UsageProblem(
            _("“{text}” is no day or period").format(text=value),
            where=f"--{option.name}",
            next_step=_("write it as 2023-05-17, 2023-W20, 2023-05, 2023-H1 or 2023"),
        ) from None


def port_refused(port: int, error: OSError) -> UsageProblem:
    """Why nothing can be served at this port of this machine."""
    return UsageProblem(
        _("this port cannot be used: {reason}").format(reason=error),
        where=f"127.0.0.1:{port}",
        next_step=_("choose another with --port, or 0 for any that is free"),
    )
