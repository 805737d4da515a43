"""``absentia collect``."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option, verbose_option
from absentia.cli.collect_output import print_plan, print_report, showing
from absentia.cli.completing import courts_option, provisions_known
from absentia.cli.language import N_, _
from absentia.cli.output import say
from absentia.cli.shards import say_clash
from absentia.errors import UsageProblem

if TYPE_CHECKING:
    from absentia.archive.shards import Shard
    from absentia.collect import Plan
    from absentia.collect.clock import Clock
    from absentia.observatory import Observatory
    from absentia.sharing.push import Sharing

_INTERRUPTED = 130


def _shard(_context: click.Context, _option: click.Parameter, value: str | None) -> Shard | None:
    from absentia.archive.shards import Shard

    if value is None:
        return None
    shard = Shard.parse(value)
    if shard is None:
        raise click.BadParameter(_("write it as 2/3: the second of three"))
    return shard


@click.command(
    "collect",
    cls=TranslatedCommand,
    help=N_(
        "Ask the courts what is due, and archive what they answer.\n\n"
        "Every answer is archived before it is read, every sweep gets an outcome in the ledger. At most one request "
        "per 3 seconds and court and per 1.5 seconds over all. A run that was cut short is taken up where it stopped."
    ),
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), default=None, help=N_("First receipt date."))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=None, help=N_("Last receipt date."))
@courts_option()
@click.option(
    "--provision",
    "provisions",
    multiple=True,
    metavar="PROVISION",
    shell_complete=provisions_known,
    help=N_("Only this article or part, such as 337 or 337.5."),
)
@click.option("--all", "everything", is_flag=True, help=N_("Also what was seen so lately that it is not due."))
@click.option(
    "--shard", callback=_shard, metavar="I/N", default=None, help=N_("Only the i-th of n parts of the courts.")
)
@click.option(
    "--archive",
    metavar="URL",
    default=None,
    help=N_("Put what is collected into this location too: a path or URL that several machines collect into."),
)
@click.option("--dry-run", is_flag=True, help=N_("Print the plan with an estimate of its requests; ask nobody."))
@verbose_option()
@format_option()
@click.pass_obj
def command(
    settings: Settings,
    *,
    since: dt.datetime | None,
    until: dt.datetime | None,
    courts: tuple[str, ...],
    provisions: tuple[str, ...],
    everything: bool,
    shard: Shard | None,
    archive: str | None,
    dry_run: bool,
    verbose: bool,
    output_format: str,
) -> int:
    if since and until and until < since:
        raise UsageProblem(
            _("the period ends before it begins"),
            where=f"--since {since:%Y-%m-%d} --until {until:%Y-%m-%d}",
            next_step=_("name the earlier day first"),
        )
    from absentia.collect import Collection
    from absentia.pipeline.training import served
    from absentia.sharing.location import own_shard
    from absentia.sharing.push import sharing_of

    observatory = settings.observatory()
    part = own_shard(observatory, shard)
    collection = Collection.open(observatory, courts, part=part)
    wanted = partial(
        Collection.plan,
        provisions=provisions,
        since=since.date() if since else None,
        until=until.date() if until else None,
        everything=everything,
    )
    if dry_run:
        print_plan(wanted(collection), output_format, rows_too=verbose)
        return 0
    sharing = sharing_of(observatory, part, archive)
    if sharing is not None:
        from absentia.archive.storage import LocationFails

        with contextlib.suppress(LocationFails):  # told when the run ends
            say_clash([sharing.shard, *sharing.location.shards()])
    with served(collection) as asked:
        return _run(observatory, wanted(asked), asked.clock, sharing, output_format)


def _run(observatory: Observatory, plan: Plan, clock: Clock, sharing: Sharing | None, output_format: str) -> int:
    from absentia.collect import collect
    from absentia.disappearances import alarms_of_run

    if plan.settings.i_have_permission_to_go_faster:
        say(_("the settings allow a pace the courts may answer with blocks"))
    try:
        with showing() as tell:
            asked = collect(observatory, plan, clock=clock, progress=tell, sharing=sharing, alarms=alarms_of_run)
            report = asyncio.run(asked)
    except KeyboardInterrupt:
        say(_("interrupted; nothing is lost, the next `absentia collect` goes on from here"))
        return _INTERRUPTED
    print_report(report, output_format)
    if report.not_shared:
        say(_("not put into the location yet: {reason}").format(reason=report.not_shared))
    return report.exit_code
