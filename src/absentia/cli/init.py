"""``absentia init DIR``."""

from __future__ import annotations

from pathlib import Path

import click

from absentia.cli.base import TranslatedCommand
from absentia.cli.language import N_, _
from absentia.cli.output import say
from absentia.errors import UsageProblem
from absentia.observatory import CONFIG, Observatory
from absentia.sources import presets


@click.command(
    "init",
    cls=TranslatedCommand,
    help=N_("Make an observatory in DIR: the folder in which pages, tables, decisions and runs are kept."),
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--preset",
    type=click.Choice(sorted(presets())),
    default=None,
    help=N_("Fill in whom to ask what; each preset says in the settings what it asks for."),
)
@click.option(
    "--contact", default="", metavar="ADDRESS", help=N_("Where courts can reach you; nothing is collected without it.")
)
def command(directory: Path, preset: str | None, contact: str) -> None:
    if contact and preset is None:
        raise UsageProblem(
            _("a contact goes with the settings of a preset"),
            where="--contact",
            next_step=_("add --preset, or write it into absentia.toml, section [collect]"),
        )
    known = (directory / CONFIG).exists()
    observatory = Observatory.create(directory)
    if known:
        say(_("there is an observatory in {path} already; nothing in it was lost").format(path=observatory.path))
    else:
        say(_("an observatory was made in {path}").format(path=observatory.path))
    if preset is not None:
        _fill_in(observatory, preset, contact)


def _fill_in(observatory: Observatory, preset: str, contact: str) -> None:
    from absentia.collect.courts import apply_preset

    with observatory.writing():
        filled = apply_preset(observatory, preset, contact)
    if not filled:
        say(_("its settings have a section [collect] already; it was left as it is"))
    elif not contact:
        say(_("write a contact into {file} before collecting").format(file=observatory.path / CONFIG))
