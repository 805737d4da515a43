"""``absentia captcha`` and ``absentia desk``: what waits for a person, in the terminal and on pages of this machine."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, port_refused, verb
from absentia.cli.language import N_, _, language
from absentia.cli.options import format_option, port_option
from absentia.cli.output import render, say
from absentia.errors import UsageProblem
from absentia.model.texts import said
from absentia.observatory import Observatory

if TYPE_CHECKING:
    from absentia.collect import Ledger


_COLUMNS = {
    "id": N_("no."),
    "region": N_("region"),
    "court": N_("court"),
    "asked": N_("since"),
    "image": N_("picture"),
}
_MINUTES = 16  # 2023-05-04T10:11


@verb(
    "captcha",
    N_(
        "Show the captchas that courts want answered, and take a person's answers.\n\n"
        "No program reads them. An answer serves every court of its region until one refuses it. With NUMBER and "
        "DIGITS, one answer is taken; with --ask, each picture is shown in turn; with --page, they are shown on a page "
        "of this machine; with --fetch, fresh pictures are fetched first."
    ),
)
@click.argument("number", metavar="[NUMBER]", required=False, type=int)
@click.argument("digits", metavar="[DIGITS]", required=False)
@click.option("--ask", is_flag=True, help=N_("Show each picture in the terminal and ask for its digits."))
@click.option("--page", is_flag=True, help=N_("Serve a page on loopback that shows the pictures and takes answers."))
@port_option(N_("Port of that page; 0 picks a free one."), "PORT")
@click.option("--fetch", is_flag=True, help=N_("Fetch a fresh picture for each region whose searches wait."))
@format_option()
@click.pass_obj
def command(
    settings: Settings,
    number: int | None,
    digits: str | None,
    ask: bool,
    page: bool,
    port: int,
    fetch: bool,
    output_format: str,
) -> None:
    from absentia.collect import Collection, Ledger
    from absentia.collect.collection import fetch_pictures, start_of
    from absentia.collect.settings import read_settings
    from absentia.rehearsal.training import served

    observatory = settings.observatory()
    wanted = read_settings(observatory)
    if not observatory.ledger.exists():
        _nothing_yet(number, output_format)
        return
    if fetch:
        with served(Collection.open(observatory)) as collection:
            fetched = asyncio.run(fetch_pictures(observatory, collection.settings))
        say("{count} picture fetched", "{count} pictures fetched", count=fetched)
    ledger = Ledger(observatory.ledger)
    now = start_of(wanted, ledger).now()
    try:
        if number is not None:
            _take(ledger, number, digits, now)
        elif page:
            open_desk(observatory, port, "captchas")
        elif ask:
            _ask(observatory, ledger, now)
        else:
            _list(ledger, output_format)
    finally:
        ledger.close()


def _nothing_yet(number: int | None, output_format: str) -> None:
    why = _("nothing was collected yet, so no court has asked for a captcha")
    if number is not None:
        raise UsageProblem(
            why, where=str(number), next_step=said("`absentia collect` first; it says where a captcha waits")
        )
    if output_format != "table":
        render(output_format, [], _COLUMNS)
    say(why)


def _take(ledger: Ledger, number: int, digits: str | None, now: dt.datetime) -> None:
    from absentia.collect.captcha import take_answer, usable

    if not digits or not usable(digits):
        raise UsageProblem(
            said("enter the digits after the number"),
            next_step=said("write them after the number: absentia captcha 3 12345"),
        )
    if not take_answer(ledger, number, digits, now):
        raise UsageProblem(
            said("no captcha with the number {number} waits", number=str(number)),
            next_step=said("`absentia captcha` lists those that do"),
        )
    say("taken; `absentia collect` will use it for every court of the region")


def _list(ledger: Ledger, output_format: str) -> None:
    from absentia.collect.captcha import waiting

    rows: list[dict[str, Any]] = [{key: row[key] for key in _COLUMNS} for row in waiting(ledger)]
    if rows or output_format != "table":
        shown = [row | {"asked": row["asked"][:_MINUTES].replace("T", " ")} for row in rows]
        render(output_format, rows, _COLUMNS, shown=shown)
    if output_format == "table":
        say(N_("answer with: absentia captcha NUMBER DIGITS, or --ask, or --page") if rows else N_("no captcha waits"))


def _ask(observatory: Observatory, ledger: Ledger, now: dt.datetime) -> None:
    from absentia.collect.captcha import take_answer, usable, waiting

    for row in waiting(ledger):
        image = observatory.path / row["image"]
        _show(image)
        digits = click.prompt(
            _("{region} ({image}), digits, or nothing to pass", region=row["region"], image=image),
            default="",
            show_default=False,
            err=True,
        )
        if usable(digits):
            take_answer(ledger, row["id"], digits, now)


def _show(image: Path) -> None:
    """Draw the picture where the terminal can: the protocols of iTerm2 (also WezTerm, Konsole) and kitty."""
    if not sys.stderr.isatty() or not image.exists():
        return
    content = base64.b64encode(image.read_bytes()).decode()
    if os.environ.get("KITTY_WINDOW_ID"):
        sys.stderr.write(f"\033_Ga=T,f=100;{content}\033\\\n")
    elif os.environ.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm") or os.environ.get("KONSOLE_VERSION"):
        sys.stderr.write(f"\033]1337;File=inline=1;width=30:{content}\a\n")
    sys.stderr.flush()


@verb(
    "desk",
    N_(
        "Open the owner's pages on this machine: what the last update found, captchas, courts, issues, links that a "
        "person decides, what is gone.\n\n"
        "Prints an address that lets its reader in, and answers on this machine only, until interrupted. It shows "
        "small counts and single records: nothing of it is to be published."
    ),
)
@port_option()
@click.pass_obj
def desk_command(settings: Settings, *, port: int) -> None:
    open_desk(settings.observatory(), port)


def open_desk(observatory: Observatory, port: int, page: str = "") -> None:
    """Serve the desk until interrupted, and say where one of its pages is."""
    from absentia.desk import Desk

    try:
        desk = Desk(observatory, port, language())
    except OSError as error:
        raise port_refused(port, error) from error
    say("open {address} in a browser of this machine; Ctrl-C ends", address=desk.address(page))
    try:
        desk.serve()
    except KeyboardInterrupt:
        say("ended")
