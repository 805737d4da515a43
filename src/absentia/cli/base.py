"""What every verb shares: lazy loading, translated help, the settings, the observatory in use."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.core import augment_usage_errors

from absentia.cli.language import N_, _, language
from absentia.errors import AbsentiaError, UsageProblem
from absentia.model.texts import said
from absentia.observatory import Observatory

# verb → (module, one line for the list of verbs); the click command in it is `command`, if no other is named
VERBS: dict[str, tuple[str, str]] = {
    "init": ("config:init_command", N_("Make an observatory: the folder everything is kept in.")),
    "config": ("config", N_("Show the settings in force, or say what is wrong with them.")),
    "probe": ("collect:probe_command", N_("Ask every court for one page: which of them answer this network.")),
    "collect": ("collect", N_("Ask the courts what is due, and archive what they answer.")),
    "update": ("update", N_("Collect what is due and bring every stage up to date.")),
    "status": ("status", N_("Show what was looked at, what could not be, and what is due.")),
    "captcha": ("captcha", N_("Show waiting captchas and take a person's answers.")),
    "desk": ("captcha:desk_command", N_("Open the owner's pages on this machine.")),
    "archive": ("archive", N_("Verify, seal, export, fill and describe the archive of captures.")),
    "doctor": ("safekeeping:doctor_command", N_("Say what is wrong with the observatory, and what mends it.")),
    "backup": ("safekeeping:backup_command", N_("Keep a verified copy of the observatory on another disk.")),
    "restore": ("safekeeping:restore_command", N_("Bring an observatory back from its backup, verified.")),
    "lock": ("safekeeping:lock_command", N_("Put the whole observatory into one encrypted file.")),
    "unlock": ("safekeeping:unlock_command", N_("Bring a locked observatory back.")),
    "leave": ("safekeeping:leave_command", N_("Lock, put a copy elsewhere, and remove the folder: in a hurry.")),
    "parse": ("parse", N_("Read saved court pages into records.")),
    "sources": ("sources", N_("Try out a portal or a dump of your own.")),
    "charges": ("parse:charges_command", N_("Read charge cells, one per line on standard input.")),
    "tally": ("tally", N_("Count filings, cases, persons, charges or verdicts.")),
    "why": ("why", N_("Say why filings are one case or are not, and take a person's decision.")),
    "reconcile": ("reconcile", N_("Hold another counter's list of cases against the records here.")),
    "disappearances": ("disappearances", N_("List and count what courts showed and show no more.")),
    "law": ("law", N_("Say what a provision said on a day.")),
    "figures": ("figures", N_("List, filter and cite published figures.")),
    "estimate": ("estimate", N_("Estimate what the records do not show.")),
    "testimonies": ("testimonies", N_("Count what published testimonies name, by codes alone.")),
    "check": ("check", N_("Check an article's claims against figures, tallies and estimates.")),
    "brief": ("publish:brief_command", N_("Write the brief: every claim with verdict, number, chart and sources.")),
    "publish": ("publish", N_("Publish the numbers as dated pages a reporter cites.")),
    "rehearse": ("rehearse", N_("Rehearse everything on a synthetic courthouse, or serve one.")),
    "completion": ("main:completion_command", N_("Print the completion script of a shell.")),
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


_PLACES = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."), N_("[COMMAND] [ARGS]..."), N_("NAME [FILE]… [OPTIONS]"))
"""What click's line of usage calls the places of a call."""


class _TranslatedHelp(click.Command):
    """A command whose help is written in the user's language at the moment it is shown."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Click's parser does not say of every mistake in which call it was made."""
        with augment_usage_errors(ctx):
            return super().parse_args(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        shown = copy(self)
        shown.help = _by_paragraph(self.help) if self.help else self.help
        shown.params = [_in_use(one) for one in self.params]
        super(_TranslatedHelp, shown).format_help(ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [_(piece) if piece in _PLACES else piece for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Click keeps the option as it first made it, in the language of that call."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.help).split("\n")[0][: limit * 4] if self.help else super().get_short_help_str(limit)


def _in_use(one: click.Parameter) -> click.Parameter:
    """A parameter with its help in the user's language."""
    shown = copy(one)
    if isinstance(shown, click.Option) and shown.help:
        shown.help = _(shown.help)
    return shown


def _by_paragraph(text: str) -> str:
    """The help in the user's language: whole, or where it was put together, paragraph by paragraph."""
    whole = _(text)
    return whole if whole != text else "\n\n".join(_(part) for part in text.split("\n\n"))


class TranslatedCommand(_TranslatedHelp):
    """The class of every verb."""


def verb(name: str, words: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Makes a function a verb: ``@verb("law", N_("Say what a provision said on a day."))``."""
    return click.command(name, cls=TranslatedCommand, help=words)


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
        module, _colon, name = VERBS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(f"absentia.cli.{module}"), name or "command")
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


def explained(error: AbsentiaError) -> str:
    """What is wrong, where, and what to do next, in the user's language; a line each."""
    what, where, next_step = error.told(language())
    lines = [_("absentia: error: {what}", what=what)]
    if where:
        lines.append(_("  where: {where}", where=where))
    if next_step:
        lines.append(_("  what next: {next_step}", next_step=next_step))
    return "\n".join(lines)


def port_refused(port: int, error: OSError) -> UsageProblem:
    """Why nothing can be served at this port of this machine."""
    return UsageProblem(
        said("this port cannot be used: {reason}", reason=error),
        where=f"127.0.0.1:{port}",
        next_step=said("choose another with --port, or 0 for any that is free"),
    )
