"""``absentia update``."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, verb
from absentia.cli.collect_output import print_plan, showing, take_shards
from absentia.cli.language import N_, _, language, told
from absentia.cli.options import all_option, format_option, jobs_option, plan_options
from absentia.cli.output import echo, say, write_csv, write_json, write_table
from absentia.cli.parse_output import tell_rebuilt
from absentia.model.count import Count
from absentia.model.texts import SYNTHETIC, counted

if TYPE_CHECKING:
    from absentia.collect import Collection, Plan
    from absentia.collect.clock import Clock
    from absentia.observatory import Observatory
    from absentia.pipeline.digest import Condition
    from absentia.pipeline.update import Updated

_INTERRUPTED = 130
_CELL = {
    "measure": N_("measure"),
    "court": N_("court"),
    "half-year": N_("half-year"),
    "provision": N_("provision"),
    "before": N_("before"),
    "now": N_("now"),
}
_SHOWN = 20
_STRUCK = 5
"""Exit code: the update went well, and a condition of ``--fail-on`` holds."""


def _conditions(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[Condition, ...]:
    from absentia.pipeline.digest import CONDITIONS, Condition

    read = []
    for text in (part.strip() for one in given for part in one.split(",")):
        condition = Condition.parse(text)
        if condition is None:
            raise click.BadParameter(
                _("{text} is none of {known}", text=text, known=", ".join([*CONDITIONS, "dark:14d"]))
            )
        read.append(condition)
    return tuple(read)


@verb(
    "update",
    N_(
        "Collect what is due, then bring everything that follows from it up to date.\n\n"
        "collect, archive, parse, link, disappearances, tally: each stage takes up only what is new. The run's report "
        "says which counts changed. It ends with a digest: what was looked at, what was not and why, what waits for "
        "a person, what is gone, changed and new. Interrupted at any time, it is resumed by the next update."
    ),
)
@click.option(
    "--collect/--no-collect",
    "collecting",
    default=True,
    show_default=True,
    help=N_("Ask the courts first, or only take up what the archive holds."),
)
@all_option()
@jobs_option()
@plan_options
@click.option(
    "--fail-on",
    "conditions",
    multiple=True,
    callback=_conditions,
    metavar="LIST",
    help=N_(
        "End with exit code 5 where one of these holds: dark (a court does not answer; dark:14d: for so many days), "
        "captcha, moved, layout, alarm. Repeated or separated by commas."
    ),
)
@click.option(
    "--notify",
    metavar="COMMAND",
    help=N_("Hand the digest to this command on its standard input: your own for mail or a webhook."),
)
@format_option()
@click.pass_obj
def command(
    settings: Settings,
    *,
    collecting: bool,
    everything: bool,
    jobs: int,
    dry_run: bool,
    verbose: bool,
    conditions: tuple[Condition, ...],
    notify: str | None,
    output_format: str,
) -> int:
    from absentia.sharing.location import only_reads

    observatory = settings.observatory()
    if conditions:
        _opened(observatory)  # of courts that the settings do not name nobody could tell whether one of these holds
    collecting = collecting and not only_reads(observatory)  # else others collect into its location
    if dry_run:
        print_plan(_opened(observatory).plan(everything=everything), output_format, rows_too=verbose)
        return 0
    with observatory.writing():
        take_shards(observatory)
    try:
        done = _collected(observatory, jobs, everything=everything) if collecting else _update(observatory, jobs)
    except KeyboardInterrupt:
        say("interrupted; nothing is lost, the next `absentia update` goes on from here")
        return _INTERRUPTED
    if done.built is not None:
        tell_rebuilt(done.built)
    _print(done, output_format)
    return _ended(done, conditions, notify)


def _ended(done: Updated, conditions: tuple[Condition, ...], notify: str | None) -> int:
    """The exit code, once whoever wants to hear of it has."""
    heard = notify is None or _notified(notify, done)
    struck = [one for one in conditions if one.struck(done.week)]
    if struck:
        say("--fail-on: {conditions}", conditions=", ".join(str(one) for one in struck))
    return done.exit_code or (_STRUCK if struck else 0) or (0 if heard else 1)


def _notified(command_line: str, done: Updated) -> bool:
    """Whether the user's own command took the digest."""
    text = "".join(f"{line}\n" for line in _told(done))
    try:
        done_with = subprocess.run(  # noqa: S603  the user's own command
            shlex.split(command_line), input=text, text=True, encoding="utf-8", check=False
        )
    except (OSError, ValueError) as error:
        say("--notify: the command could not be run: {reason}", reason=error)
        return False
    if done_with.returncode:
        say("--notify: the command ended with exit code {code}", code=str(done_with.returncode))
    return not done_with.returncode


def _told(done: Updated) -> list[str]:
    """The digest in the language in use."""
    from absentia.pipeline.digest import digest

    return [told(line) for line in ((SYNTHETIC,) if done.synthetic else ()) + digest(done.week)]


def _opened(observatory: Observatory) -> Collection:
    from absentia.collect import Collection
    from absentia.sharing.location import own_shard

    return Collection.open(observatory, part=own_shard(observatory))


def _collected(observatory: Observatory, jobs: int, *, everything: bool) -> Updated:
    """Ask what is due first; a courthouse to train on is served meanwhile."""
    from absentia.rehearsal.training import served

    with served(_opened(observatory)) as collection:
        return _update(observatory, jobs, collection.plan(everything=everything), collection.clock)


def _update(observatory: Observatory, jobs: int, plan: Plan | None = None, clock: Clock | None = None) -> Updated:
    from absentia.pipeline.update import STAGES, update
    from absentia.sharing.push import sharing_of

    names = {stage: _(stage) for stage in STAGES}
    with showing() as tell:
        return update(
            observatory,
            plan,
            clock=clock,
            sharing=sharing_of(observatory) if plan is not None else None,
            jobs=jobs,
            on_stage=lambda stage: say(names[stage]),
            on_progress=tell,
        )


def _written(row: Mapping[str, Any]) -> dict[str, Any]:
    """A change with both counts as they are read."""
    counts = {when: Count.of(row[when]).text(language()) if row[when] else "–" for when in ("before", "now")}
    return dict(row) | counts


def _print(done: Updated, output_format: str) -> None:
    if output_format == "json":
        write_json(done.as_json() | {"changes": done.changes, "digest": _told(done)})
    elif output_format == "csv":
        write_csv([_written(row) for row in done.changes], list(_CELL))
    else:
        if done.changes and not done.first:
            _print_changes(done)
        for line in _told(done):
            echo(line)
    if done.linked is not None:
        say(
            "{filings} filing is {cases}",
            "{filings} filings are {cases}",
            filings=done.linked.records,
            cases=counted("{n} case", "{n} cases", n=done.linked.cases),
        )
    say("the run's report is {path}", path=done.folder / "report.md")


def _print_changes(done: Updated) -> None:
    from absentia.tally.words import NAMES

    # what was seen may have changed where nothing more can be said of the count
    written = [row for row in map(_written, done.changes) if row["before"] != row["now"]]
    shown = [
        row | {"measure": _(NAMES.get(row["measure"], row["measure"])), "provision": row["provision"] or "–"}
        for row in written[:_SHOWN]
    ]
    if shown:
        write_table(shown, _CELL, title=_("Counts that changed"))
    if len(written) > _SHOWN:
        say("{count} more in {file}", count=len(written) - _SHOWN, file=done.folder / "delta.json")
