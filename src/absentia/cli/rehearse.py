"""``absentia rehearse``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.output import write_json
from absentia.errors import UsageProblem
from absentia.messages import N_, _


@click.command(
    "rehearse",
    cls=TranslatedCommand,
    help=N_(
        "Serve a SYNTHETIC courthouse on this machine: invented courts, people and cases, to train on and to test "
        "with.\n\n"
        "All courts answer on one loopback port, told apart by the Host header. Time is virtual: the latest a request "
        "named in X-Rehearsal-Now. The same seed gives the same courts, cases and faults."
    ),
)
@click.option("--serve", is_flag=True, help=N_("Serve until interrupted."))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help=N_("Loopback port; 0 takes any free one."))
@click.option("--courts", type=click.IntRange(1, 200), default=10, show_default=True, help=N_("How many courts."))
@click.option(
    "--months",
    type=click.IntRange(1, 36),
    default=12,
    show_default=True,
    help=N_("How long the visits may last: the last so many months of 2021 to 2023."),
)
@click.option("--seed", type=int, default=1, show_default=True, help=N_("The same seed, the same courthouse."))
@click.option(
    "--faults",
    multiple=True,
    metavar="LIST|all",
    help=N_("What goes wrong: names of faults, repeated or separated by commas, or all; nothing by default."),
)
@click.option("--log", type=click.Path(path_type=Path), help=N_("Append one JSON line per request to this file."))
@click.option("--truth", type=click.Path(path_type=Path), help=N_("Write what really happened to this file (JSON)."))
@click.option(
    "--courts-file",
    type=click.Path(path_type=Path),
    help=N_("Write the list of courts to this file: the `courts_file` of an observatory's [collect]."),
)
@click.option("--list-faults", is_flag=True, help=N_("List the faults and stop."))
@format_option("table", "json")
@click.pass_obj
def command(
    _settings: Settings,
    /,
    *,
    serve: bool,
    port: int,
    list_faults: bool,
    output_format: str,
    **choices: Any,
) -> None:
    if list_faults:
        _print_faults(output_format)
        return
    if not serve:
        raise UsageProblem(
            _("say what to do with the courthouse"),
            next_step=_("`absentia rehearse --serve` serves it; `--list-faults` lists what can go wrong"),
        )
    _serve(port, output_format, **choices)


def _print_faults(output_format: str) -> None:
    from absentia.rehearsal.courthouse.faults import FAULTS

    described = {name: " ".join((fault.__doc__ or "").split("\n\n")[0].split()) for name, fault in FAULTS.items()}
    if output_format == "json":
        write_json([{"name": name, "does": does} for name, does in described.items()])
        return
    for name, does in described.items():
        click.echo(f"{name}\n  {does}")


def _serve(
    port: int,
    output_format: str,
    *,
    courts: int,
    months: int,
    seed: int,
    faults: tuple[str, ...],
    log: Path | None,
    truth: Path | None,
    courts_file: Path | None,
) -> None:
    from absentia.observatory import write_atomically
    from absentia.rehearsal.courthouse import DIRECTORY, Courthouse, live
    from absentia.rehearsal.courthouse import truth as truths
    from absentia.rehearsal.courthouse.server import in_foreground

    house = Courthouse(live(courts=courts, months=months, seed=seed), faults, seed, log=log)
    life = house.life
    if truth is not None:
        write_atomically(truth, truths.write(life, house.faults).encode())
    if courts_file is not None:
        write_atomically(courts_file, house.courts_table())

    def ready(bound: int) -> None:
        if output_format == "json":
            write_json(
                {
                    "synthetic": True,
                    "port": bound,
                    "start": str(life.start),
                    "end": str(life.end),
                    "hosts": list(life.by_host),
                    "directory": DIRECTORY,
                    "faults": [fault.name for fault in house.faults],
                }
            )
        else:
            click.echo(
                _("SYNTHETIC courthouse: {courts} courts on 127.0.0.1:{port}, from {start} to {end}").format(
                    courts=len(life.sites), port=bound, start=life.start, end=life.end
                )
            )
            click.echo("\n".join(life.by_host))
        sys.stdout.flush()

    in_foreground(house, port, ready)
