"""``absentia rehearse``."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from absentia.cli.base import Settings, port_refused, verb
from absentia.cli.language import N_, _
from absentia.cli.options import format_option, port_option
from absentia.cli.output import echo, progress, say, write_json
from absentia.cli.rehearse_output import print_rehearsal
from absentia.errors import DataProblem, UsageProblem

if TYPE_CHECKING:
    from absentia.rehearsal.rehearsing import Script

_OF_SERVING = ("log", "truth", "courts_file", "port")
_OF_REHEARSING = ("into", "kills", "person")


def _days(_context: click.Context, _option: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    found = re.fullmatch(r"(\d{1,3})d", value)
    if found is None or not int(found[1]):
        raise click.BadParameter(_("write the days as 7d"))
    return int(found[1])


@verb(
    "rehearse",
    N_(
        "Rehearse on a SYNTHETIC courthouse on this machine: invented courts, people and cases, to train on and to "
        "test with.\n\n"
        "Collects from it week by week in virtual time, runs every stage, and holds ledger, disappearances, archive, "
        "every count and hundreds of claims against the truth; exit code 1 if a check fails. With "
        "--serve it only serves the courts: all on one loopback port, told apart by the Host header; time is the "
        "latest a request named in X-Rehearsal-Now. The same seed gives the same courts, cases and faults."
    ),
)
@click.option("--serve", is_flag=True, help=N_("Only serve the courts, until interrupted."))
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=N_("Keep the rehearsal's observatory in this new folder; by default it is deleted at the end."),
)
@click.option(
    "--kills",
    type=click.IntRange(0, 1000),
    default=0,
    show_default=True,
    help=N_("Kill the collector N times at random, to show that nothing is lost."),
)
@click.option(
    "--person/--nobody",
    default=True,
    show_default=True,
    help=N_("Simulate a person who answers captchas, or nobody."),
)
@port_option()
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
@click.option(
    "--advance",
    metavar="DAYS",
    callback=_days,
    help=N_("Let so many days pass at the courthouse of an observatory of `absentia init DIR --rehearsal`: 7d."),
)
@click.option("--list-faults", is_flag=True, help=N_("List the faults and stop."))
@format_option("table", "json")
@click.pass_obj
def command(
    settings: Settings,
    /,
    *,
    advance: int | None,
    serve: bool,
    port: int,
    list_faults: bool,
    into: Path | None,
    kills: int,
    person: bool,
    output_format: str,
    **choices: Any,
) -> int:
    if list_faults:
        _print_faults(output_format)
        return 0
    if advance is not None:
        from absentia.rehearsal.training import advance as pass_days

        day = pass_days(settings.observatory(), advance)
        say("SYNTHETIC: it is {day} at the courts now; `absentia update` looks at them", day=day)
        return 0
    _refuse_strangers(serve)
    if serve:
        _serve(port, output_format, **choices)
        return 0
    for name in _OF_SERVING[:-1]:
        choices.pop(name)
    from absentia.rehearsal.rehearsing import Script

    script = Script(**choices, kills=kills, answering=person)
    if into is not None:
        return _rehearse(script, into, output_format)
    with tempfile.TemporaryDirectory(prefix="absentia-rehearsal-") as folder:
        return _rehearse(script, Path(folder) / "observatory", output_format)


def _refuse_strangers(serve: bool) -> None:
    """What only the other of the two ways to run knows is refused, not passed over."""
    context = click.get_current_context()
    for name in _OF_REHEARSING if serve else _OF_SERVING:
        if context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        if serve:
            what, next_step = _("this does not go with --serve"), _("leave it out, or leave out --serve")
        else:
            what = _("this belongs to --serve")
            next_step = _("add --serve; without it, --format json prints truth and requests")
        raise UsageProblem(what, where=f"--{name.replace('_', '-')}", next_step=next_step)


def _rehearse(script: Script, folder: Path, output_format: str) -> int:
    from absentia.observatory import Observatory
    from absentia.rehearsal.audit.rehearsed import audited
    from absentia.rehearsal.rehearsing import rehearse

    with progress(_("rehearsing, SYNTHETIC"), None) as advance:
        done = audited(rehearse(script, folder, on_visit=lambda *_visit: advance()), Observatory.open(folder))
    for fault in done.never_struck:
        say("the fault “{name}” never struck: nobody asked what it spoils; more courts or months may", name=fault)
    if output_format == "json":
        write_json(done.report)
    else:
        print_rehearsal(done)
    return 0 if done.holds else DataProblem.exit_code


def _print_faults(output_format: str) -> None:
    from absentia.rehearsal.courthouse.faults import FAULTS

    first_words = {name: (fault.__doc__ or "").split("\n\n")[0].split() for name, fault in FAULTS.items()}
    described = {name: _(" ".join(words)) for name, words in first_words.items()}
    if output_format == "json":
        write_json([{"name": name, "does": does} for name, does in described.items()])
        return
    for name, does in described.items():
        echo(f"{name}\n  {does}")


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
    from absentia.durable import write_atomically
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
            echo(
                "SYNTHETIC courthouse: {courts} court on 127.0.0.1:{port}, from {start} to {end}",
                "SYNTHETIC courthouse: {courts} courts on 127.0.0.1:{port}, from {start} to {end}",
                courts=len(life.sites),
                port=str(bound),
                start=life.start,
                end=life.end,
            )
            echo("\n".join(life.by_host))
        sys.stdout.flush()

    try:
        in_foreground(house, port, ready)
    except OSError as error:
        raise port_refused(port, error) from error
