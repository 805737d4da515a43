"""``absentia update``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.collect_output import print_plan, showing
from absentia.cli.language import N_, _, language, ngettext
from absentia.cli.output import say
from absentia.cli.parse import take_shards, tell_rebuilt
from absentia.cli.render import write_csv, write_json, write_table
from absentia.errors import EmptyInput
from absentia.model.count import Count

if TYPE_CHECKING:
    from absentia.collect import Plan
    from absentia.collect.clock import Clock
    from absentia.observatory import Observatory
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


@click.command(
    "update",
    cls=TranslatedCommand,
    help=N_(
        "Collect what is due, then bring everything that follows from it up to date.\n\n"
        "collect, archive, parse, link, disappearances, tally: each stage takes up only what is new. The run's report "
        "says which counts changed. Cut short at any instant, the next update goes on where this one stopped."
    ),
)
@click.option(
    "--collect/--no-collect",
    "collecting",
    default=True,
    show_default=True,
    help=N_("Ask the courts first, or only take up what the archive holds."),
)
@click.option("--all", "everything", is_flag=True, help=N_("Also what was seen so lately that it is not due."))
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help=N_("Processes that read."))
@click.option("--dry-run", is_flag=True, help=N_("Print the plan with an estimate of its requests; ask nobody."))
@format_option()
@click.pass_obj
def command(
    settings: Settings, *, collecting: bool, everything: bool, jobs: int, dry_run: bool, output_format: str
) -> int:
    from absentia.sharing.location import only_reads

    observatory = settings.observatory()
    collecting = collecting and not only_reads(observatory)  # else others collect into its location
    plan, clock = _planned(observatory, everything=everything) if collecting or dry_run else (None, None)
    if dry_run and plan is not None:
        print_plan(plan, output_format)
        return 0
    with observatory.writing():
        take_shards(observatory)
    try:
        done = _update(observatory, plan, clock, jobs)
    except KeyboardInterrupt:
        say(_("interrupted; nothing is lost, the next `absentia update` goes on from here"))
        return _INTERRUPTED
    tell_rebuilt(done.built)
    _print(done, output_format)
    return done.exit_code


def _planned(observatory: Observatory, *, everything: bool) -> tuple[Plan, Clock]:
    from absentia.collect import Collection
    from absentia.sharing.location import own_shard

    part = own_shard(observatory)
    collection = Collection.open(observatory, part=part)
    return collection.plan(everything=everything), collection.clock


def _update(observatory: Observatory, plan: Plan | None, clock: Clock | None, jobs: int) -> Updated:
    from absentia.pipeline.update import STAGES, update
    from absentia.sharing.push import sharing_of

    names = {stage: _(stage) for stage in STAGES}
    with showing() as tell:
        try:
            return update(
                observatory,
                plan,
                clock=clock,
                sharing=sharing_of(observatory) if plan is not None else None,
                jobs=jobs,
                on_stage=lambda stage: say(names[stage]),
                on_progress=tell,
            )
        except EmptyInput as error:
            if plan is None:
                raise
            # nothing could be read from any court: the ledger says why, and there is nothing to count yet
            raise EmptyInput(
                _("no court answered with a page yet"),
                where=str(observatory.path),
                next_step=_("`absentia status` says what each court answered"),
            ) from error


def _written(row: Mapping[str, Any]) -> dict[str, Any]:
    """A change with both counts as they are read."""
    counts = {when: Count.of(row[when]).text(language()) if row[when] else "–" for when in ("before", "now")}
    return dict(row) | counts


def _print(done: Updated, output_format: str) -> None:
    if output_format == "json":
        write_json(done.as_json() | {"changes": done.changes})
    elif output_format == "csv":
        write_csv([_written(row) for row in done.changes], list(_CELL))
    else:
        if done.synthetic:
            click.echo(
                _("SYNTHETIC DATA: some or all of these pages are invented; the numbers say nothing about the world.")
            )
        shown = [_written(row) | {"provision": row["provision"] or "–"} for row in done.changes[:_SHOWN]]
        write_table(shown, {key: _(heading) for key, heading in _CELL.items()}, title=_("Counts that changed"))
        if len(done.changes) > _SHOWN:
            say(_("{count} more in {file}").format(
                count=len(done.changes) - _SHOWN, file=done.folder / "delta.json"
            ))  # fmt: skip
    if done.first:
        say(_("this is the first update: nothing was counted before"))
    if done.collected is not None:
        say(
            ngettext("{requests} request, {new} new filings", "{requests} requests, {new} new filings",
                     done.collected.requests).format(requests=done.collected.requests, new=done.collected.new_filings)
        )  # fmt: skip
    say(_("{filings} filings are {cases} cases; the run's report is {path}").format(
        filings=done.linked.records, cases=done.linked.cases, path=done.folder
    ))  # fmt: skip
