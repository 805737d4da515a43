"""``absentia collect`` and ``absentia probe``."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, verb
from absentia.cli.collect_output import duration, print_plan, print_report, say_clash, showing
from absentia.cli.language import N_, _, told
from absentia.cli.options import (
    all_option,
    courts_option,
    format_option,
    plan_options,
    provisions_known,
)
from absentia.cli.output import echo, progress, render, say
from absentia.errors import SourceBlocked, UsageProblem
from absentia.model.texts import said

if TYPE_CHECKING:
    from absentia.archive.shards import Shard
    from absentia.collect import Collection, Plan
    from absentia.collect.clock import Clock
    from absentia.collect.collection import Probed
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


@verb(
    "collect",
    N_(
        "Ask the courts what is due, and archive what they answer.\n\n"
        "Every answer is archived before it is read, every sweep gets an outcome in the ledger. At most one request "
        "per 3 seconds and court and per 1.5 seconds over all. A run that was cut short is taken up where it stopped."
    ),
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help=N_("First receipt date."))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help=N_("Last receipt date."))
@courts_option()
@click.option(
    "--provision",
    "provisions",
    multiple=True,
    metavar="PROVISION",
    shell_complete=provisions_known,
    help=N_("Only this article or part, such as 337 or 337.5."),
)
@all_option()
@click.option("--shard", callback=_shard, metavar="I/N", help=N_("Only the i-th of n parts of the courts."))
@click.option(
    "--archive",
    metavar="URL",
    help=N_("Put what is collected into this location too: a path or URL that several machines collect into."),
)
@plan_options
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
            said("the period ends before it begins"),
            where=f"--since {since:%Y-%m-%d} --until {until:%Y-%m-%d}",
            next_step=said("name the earlier day first"),
        )
    from absentia.collect import Collection
    from absentia.rehearsal.training import served
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
        say("the settings allow a pace the courts may answer with blocks")
    try:
        with showing() as tell:
            asked = collect(observatory, plan, clock=clock, progress=tell, sharing=sharing, alarms=alarms_of_run)
            report = asyncio.run(asked)
    except KeyboardInterrupt:
        say("interrupted; nothing is lost, the next `absentia collect` goes on from here")
        return _INTERRUPTED
    print_report(report, output_format)
    if report.not_shared:
        say("not put into the location yet: {reason}", reason=report.not_shared)
    return report.exit_code


_COLUMNS = {"court": N_("court"), "standing": N_("stands"), "reason": N_("reason")}
_CSV = ("court", "region", "standing", "reason")
_MINUTES_A_REGION = 1
"""What reading a captcha takes a person, once for all courts of a region."""


@verb(
    "probe",
    N_(
        "Ask every court for one page, to see which of them answer this network.\n\n"
        "Says how many answer, how many want a captcha, which block or are silent and why, and what to begin with. "
        "Each court costs its robots.txt and one page. Exit code 3 where none answers."
    ),
)
@courts_option()
@format_option()
@click.pass_obj
def probe_command(settings: Settings, courts: tuple[str, ...], output_format: str) -> int:
    from absentia.collect import Collection
    from absentia.collect.collection import probe
    from absentia.collect.status import Standing
    from absentia.rehearsal.training import served

    observatory = settings.observatory()
    collection = Collection.open(observatory, courts)
    with served(collection) as asked, progress(_("courts"), len(asked.courts)) as advance:
        found = asyncio.run(probe(observatory, asked.settings, asked.courts, advance))
    order = list(Standing)
    found = tuple(sorted(found, key=lambda one: (order.index(one.standing), one.court)))
    rows: list[dict[str, Any]] = [{key: getattr(one, key) for key in _CSV} for one in found]
    answering = [one.court for one in found if one.standing is Standing.ANSWERS]
    if output_format != "table":
        render(output_format, rows, {}, columns=_CSV)
    else:
        _print(found)
        if answering:
            _print_start(Collection.open(observatory, answering))
    return 0 if any(one.standing in (Standing.ANSWERS, Standing.CAPTCHA) for one in found) else SourceBlocked.exit_code


def _print(found: Sequence[Probed]) -> None:
    """Totals, then every court that does not simply answer."""
    from absentia.collect.kind import why
    from absentia.collect.status import STANDS, Standing
    from absentia.pipeline.digest import standing_line

    counts = Counter(one.standing for one in found)
    for standing, courts in sorted(counts.items(), key=lambda one: -one[1]):
        echo(standing_line(standing, courts))
    regions = len({one.region for one in found if one.standing is Standing.CAPTCHA})
    if regions:
        echo(
            "Captchas: a person reads {n} picture, about {duration}: `absentia captcha --page`",
            "Captchas: a person reads {n} pictures, about {duration}: `absentia captcha --page`",
            n=regions,
            duration=duration(60 * regions * _MINUTES_A_REGION),
        )
    rows = [
        {
            "court": one.court,
            "standing": _(STANDS[one.standing]),
            "reason": told(why(one.reason)) if one.reason else "",
        }
        for one in found
        if one.standing is not Standing.ANSWERS
    ]
    if rows:
        render("table", rows, _COLUMNS)


def _print_start(collection: Collection) -> None:
    """The least to begin with: one article, the last half-year that is over, what answers without a captcha."""
    provision = next(iter(collection.settings.provisions), None)
    since, until = last_half_year(collection.clock.now().date())
    plan = collection.plan(provisions=(provision,) if provision else (), since=since, until=until)
    of = f" --provision {provision}" if provision else ""
    echo(
        "To begin: these commands read one article and half a year of the courts that answer now, in {duration} at "
        "least. What they count is a lower bound (≥)",
        duration=duration(plan.seconds),
    )
    click.echo(f"  absentia collect{of} --since {since} --until {until}")
    click.echo("  absentia update --no-collect")
    click.echo(f"  absentia tally filings_received{of} --since {since} --until {until}")


def last_half_year(today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the newest half-year that is over."""
    if today.month > 6:  # July and later
        return dt.date(today.year, 1, 1), dt.date(today.year, 6, 30)
    return dt.date(today.year - 1, 7, 1), dt.date(today.year - 1, 12, 31)
