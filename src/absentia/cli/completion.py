"""``absentia completion SHELL``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from absentia.cli.base import TranslatedCommand
from absentia.cli.language import N_


@click.command(
    "completion",
    cls=TranslatedCommand,
    help=N_(
        "Print the completion script of a shell.\n\n"
        'Add it to the shell\'s start-up file, for example: eval "$(absentia completion bash)"'
    ),
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    from absentia.cli.main import absentia

    kind = get_completion_class(shell)
    assert kind is not None  # the three shells are click's own
    click.echo(kind(absentia, {}, "absentia", "_ABSENTIA_COMPLETE").source())
