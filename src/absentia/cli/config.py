"""``absentia init`` and ``absentia config``: an observatory is made, and its settings are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from absentia.cli.base import Settings, TranslatedSubgroup, explained, verb
from absentia.cli.language import N_, _
from absentia.cli.options import format_option
from absentia.cli.output import render, say
from absentia.errors import AbsentiaError, UsageProblem
from absentia.model.texts import said
from absentia.observatory import CONFIG, Observatory
from absentia.sources import presets


@verb(
    "init",
    N_("Make an observatory in DIR: the folder in which pages, tables, decisions and runs are kept."),
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--preset",
    type=click.Choice(sorted(presets())),
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
def init_command(directory: Path, *, preset: str | None, contact: str, rehearsal: bool, courts: int, seed: int) -> None:
    if rehearsal and (preset or contact):
        raise UsageProblem(
            said("invented courts are never put among real ones"),
            where="--rehearsal",
            next_step=said("leave out --preset and --contact"),
        )
    if contact and preset is None:
        raise UsageProblem(
            said("a contact goes with the settings of a preset"),
            where="--contact",
            next_step=said("add --preset, or write it into absentia.toml, section [collect]"),
        )
    known = (directory / CONFIG).exists()
    observatory = Observatory.create(directory)
    if known:
        say("there is an observatory in {path} already; nothing in it was lost", path=observatory.path)
    else:
        say("an observatory was made in {path}", path=observatory.path)
    if rehearsal:
        _train(observatory, courts, seed)
    elif preset is not None:
        _fill_in(observatory, preset, contact)
    elif not known:
        say(
            "next: `absentia parse PATH… --into {path:sh}` takes in saved pages; with --preset it asks courts",
            path=directory,
        )


def _fill_in(observatory: Observatory, preset: str, contact: str) -> None:
    from absentia.collect.courts import apply_preset

    with observatory.writing():
        filled = apply_preset(observatory, preset, contact)
    if not filled:
        say("its settings have a section [collect] already; it was left as it is")
    elif not contact:
        say("write a contact into {file} before collecting", file=observatory.path / CONFIG)
    else:
        say("next: `absentia -C {path:sh} probe` asks every court for one page", path=observatory.path)


def _train(observatory: Observatory, courts: int, seed: int) -> None:
    from absentia.rehearsal.training import make_training

    first = make_training(observatory, courts, seed)
    say(
        "SYNTHETIC: {courts} invented court, and it is {day} there. Next: `absentia -C {path:sh} update`; then "
        "`absentia -C {path:sh} rehearse --advance 7d` lets a week pass",
        "SYNTHETIC: {courts} invented courts, and it is {day} there. Next: `absentia -C {path:sh} update`; then "
        "`absentia -C {path:sh} rehearse --advance 7d` lets a week pass",
        courts=courts,
        day=first,
        path=observatory.path,
    )


_COLUMNS = {"key": N_("setting"), "value": N_("value"), "origin": N_("said by")}


@click.group("config", cls=TranslatedSubgroup, help=N_("Show the settings in force, or say what is wrong with them."))
def command() -> None:
    pass


@command.command(
    "show",
    help=N_("Show every setting in force: its value, and whether the file says so or nothing does."),
)
@format_option()
@click.pass_obj
def show(settings: Settings, output_format: str) -> None:
    observatory = settings.observatory()
    rows = [
        {"key": f"{section}.{key}", "value": value, "origin": "file" if given else "default"}
        for section, read in _readers().items()
        for key, value, given in _in_force(read(observatory), observatory.config.get(section, {}))
    ]
    origins = {"file": CONFIG, "default": _("not said: the default")}
    shown = [row | {"value": _written(row["value"]), "origin": origins[row["origin"]]} for row in rows]
    render(output_format, rows, _COLUMNS, shown=shown)


@command.command(
    "check",
    help=N_(
        "Say everything that is wrong with the settings, section by section; no court is asked. Exit code 2 if "
        "anything is."
    ),
)
@click.pass_obj
def check(settings: Settings) -> int:
    observatory = settings.observatory()
    wrong, readers = 0, _readers()
    for unknown in sorted(observatory.config.keys() - {"format", *readers}):
        say("{file}: there is no section “{name}”", file=observatory.path / CONFIG, name=unknown)
        wrong += 1
    for section, read in readers.items():
        try:
            read(observatory)
        except AbsentiaError as error:
            say(explained(error))
            wrong += 1
            continue
        if section == "collect" and section in observatory.config:
            wrong += _courts_wrong(observatory)
    if not wrong:
        say("nothing is wrong with the settings in {file}", file=observatory.path / CONFIG)
    return 2 if wrong else 0


def _courts_wrong(observatory: Observatory) -> int:
    """Whether the list of courts or the contact cannot be used."""
    from absentia.collect import Collection

    try:
        _agent = Collection.open(observatory).settings.user_agent
    except AbsentiaError as error:
        say(explained(error))
        return 1
    return 0


def _readers() -> dict[str, Callable[[Observatory], Any]]:
    """Each section of the file, and what reads it."""
    from absentia.collect.settings import read_settings
    from absentia.pipeline.dossier import publish_settings
    from absentia.sharing.location import archive_settings
    from absentia.tally.suppress import threshold_of

    return {
        "privacy": lambda observatory: {"smallest_count": threshold_of(observatory)},
        "collect": read_settings,
        "archive": archive_settings,
        "publish": publish_settings,
    }


def _in_force(read: Any, given: dict[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    values = read if isinstance(read, dict) else read.model_dump(mode="json")
    for key, value in values.items():
        yield key, value, key in given


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "–" if value is None or value in ("", {}) else str(value)
