"""``absentia init DIR``."""

from __future__ import annotations

from pathlib import Path

import click

from absentia.cli.base import TranslatedCommand
from absentia.cli.language import N_, _, ngettext
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
@click.option(
    "--rehearsal",
    is_flag=True,
    help=N_("Train on a SYNTHETIC courthouse on this machine: invented courts, a clock that you move on."),
)
@click.option(
    "--courts", type=click.IntRange(1, 200), default=8, show_default=True, help=N_("With --rehearsal: how many courts.")
)
@click.option("--seed", type=int, default=16, show_default=True, help=N_("With --rehearsal: which invented courts."))
def command(directory: Path, *, preset: str | None, contact: str, rehearsal: bool, courts: int, seed: int) -> None:
    if rehearsal and (preset or contact):
        raise UsageProblem(
            _("invented courts are never put among real ones"),
            where="--rehearsal",
            next_step=_("leave out --preset and --contact"),
        )
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
    if rehearsal:
        _train(observatory, courts, seed)
    elif preset is not None:
        _fill_in(observatory, preset, contact)
    elif not known:
        say(_("next: `absentia parse PATH… --into {path}` takes in saved pages; with --preset it asks courts").format(
            path=directory
        ))  # fmt: skip


def _fill_in(observatory: Observatory, preset: str, contact: str) -> None:
    from absentia.collect.courts import apply_preset

    with observatory.writing():
        filled = apply_preset(observatory, preset, contact)
    if not filled:
        say(_("its settings have a section [collect] already; it was left as it is"))
    elif not contact:
        say(_("write a contact into {file} before collecting").format(file=observatory.path / CONFIG))
    else:
        say(_("next: `absentia -C {path} probe` asks every court for one page").format(path=observatory.path))


def _train(observatory: Observatory, courts: int, seed: int) -> None:
    from absentia.pipeline.training import make_training

    first = make_training(observatory, courts, seed)
    say(
        ngettext(
            "SYNTHETIC: {courts} invented court, and it is {day} there. Next: `absentia -C {path} update`; then "
            "`absentia -C {path} rehearse --advance 7d` lets a week pass",
            "SYNTHETIC: {courts} invented courts, and it is {day} there. Next: `absentia -C {path} update`; then "
            "`absentia -C {path} rehearse --advance 7d` lets a week pass",
            courts,
        ).format(courts=courts, day=first, path=observatory.path)
    )
