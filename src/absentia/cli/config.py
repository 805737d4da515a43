"""``absentia config``: the settings in force, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, TranslatedCommand, TranslatedSubgroup, explained, format_option
from absentia.cli.language import N_, _
from absentia.cli.output import say
from absentia.cli.render import render
from absentia.errors import AbsentiaError
from absentia.observatory import CONFIG

if TYPE_CHECKING:
    from pydantic import BaseModel

    from absentia.observatory import Observatory

_COLUMNS = {"key": N_("setting"), "value": N_("value"), "origin": N_("said by")}


@click.group("config", cls=TranslatedSubgroup, help=N_("Show the settings in force, or say what is wrong with them."))
def command() -> None:
    pass


@command.command(
    "show",
    cls=TranslatedCommand,
    help=N_("Show every setting in force: its value, and whether the file says so or nothing does."),
)
@format_option()
@click.pass_obj
def show(settings: Settings, output_format: str) -> None:
    observatory = settings.observatory()
    rows = [
        {"key": f"{section}.{key}", "value": value, "origin": "file" if given else "default"}
        for section, read in _SECTIONS.items()
        for key, value, given in _in_force(read(observatory), observatory.config.get(section, {}))
    ]
    origins = {"file": CONFIG, "default": _("not said: the default")}
    shown = [row | {"value": _written(row["value"]), "origin": origins[row["origin"]]} for row in rows]
    render(output_format, rows, {key: _(heading) for key, heading in _COLUMNS.items()}, shown=shown)


@command.command(
    "check",
    cls=TranslatedCommand,
    help=N_(
        "Say everything that is wrong with the settings, section by section; no court is asked. Exit code 2 if "
        "anything is."
    ),
)
@click.pass_obj
def check(settings: Settings) -> int:
    observatory = settings.observatory()
    wrong = 0
    for unknown in sorted(observatory.config.keys() - {"format", *_SECTIONS}):
        say(_("{file}: there is no section “{name}”").format(file=observatory.path / CONFIG, name=unknown))
        wrong += 1
    for section, read in _SECTIONS.items():
        try:
            read(observatory)
        except AbsentiaError as error:
            say(explained(error))
            wrong += 1
            continue
        if section == "collect" and section in observatory.config:
            wrong += _courts_wrong(observatory)
    if not wrong:
        say(_("nothing is wrong with the settings in {file}").format(file=observatory.path / CONFIG))
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


def _collect(observatory: Observatory) -> BaseModel:
    from absentia.collect.settings import read_settings

    return read_settings(observatory)


def _archive(observatory: Observatory) -> BaseModel:
    from absentia.sharing.location import archive_settings

    return archive_settings(observatory)


def _publish(observatory: Observatory) -> dict[str, str]:
    from absentia.pipeline.dossier import publish_settings

    return publish_settings(observatory)


def _privacy(observatory: Observatory) -> dict[str, Any]:
    from absentia.tally.suppress import threshold_of

    return {"smallest_count": threshold_of(observatory)}


_SECTIONS: dict[str, Callable[[Observatory], Any]] = {
    "privacy": _privacy,
    "collect": _collect,
    "archive": _archive,
    "publish": _publish,
}
"""Each section of the file, and what reads it."""


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
