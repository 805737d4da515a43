"""``absentia desk``."""

from __future__ import annotations

import click

from absentia.cli.base import Settings, TranslatedCommand, port_refused
from absentia.cli.language import N_, _, language
from absentia.cli.output import say
from absentia.observatory import Observatory


@click.command(
    "desk",
    cls=TranslatedCommand,
    help=N_(
        "Open the owner's pages on this machine: what the last update found, captchas, courts, issues, links that a "
        "person decides, what is gone.\n\n"
        "Prints an address that lets its reader in, and answers on this machine only, until interrupted. It shows "
        "small counts and single records: nothing of it is to be published."
    ),
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help=N_("Loopback port; 0 takes any free one."))
@click.pass_obj
def command(settings: Settings, *, port: int) -> None:
    open_desk(settings.observatory(), port)


def open_desk(observatory: Observatory, port: int, page: str = "") -> None:
    """Serve the desk until interrupted, and say where one of its pages is."""
    from absentia.desk import Desk

    try:
        desk = Desk(observatory, port, language())
    except OSError as error:
        raise port_refused(port, error) from error
    say(_("open {address} in a browser of this machine; Ctrl-C ends").format(address=desk.address(page)))
    try:
        desk.serve()
    except KeyboardInterrupt:
        say(_("ended"))
