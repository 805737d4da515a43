"""``absentia status``."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.archive import print_forecast
from absentia.cli.base import Settings, verb
from absentia.cli.collect_output import OUTCOMES, duration, take_shards
from absentia.cli.language import N_, _, language, told
from absentia.cli.options import courts_option, format_option
from absentia.cli.output import echo, render, say
from absentia.errors import ObservatoryBusy
from absentia.link.courts import fold_host
from absentia.model.numbers import percent
from absentia.observatory import Observatory

if TYPE_CHECKING:
    from absentia.collect import Plan
    from absentia.collect.status import CourtStatus, Status

_COLUMNS = {
    "court": N_("court"),
    "standing": N_("stands"),
    "since": N_("last read"),
    "windows": N_("windows"),
    "reason": N_("reason"),
}
_CSV = (
    "court", "standing", "since", *OUTCOMES, "planned", "last_visit", "rest", "reason", "template", "without_uid",
)  # fmt: skip
_MINUTES = 16  # 2023-05-04T10:11
_SHOWN = 15


@verb(
    "status",
    N_(
        "Show what was looked at and what could not be: how many courts answer, which do not and why, which captchas "
        "wait, what is due and what it costs, how the archive grows. JSON and CSV have every court and every outcome."
    ),
)
@courts_option()
@click.option("--all", "everything", is_flag=True, help=N_("Also the courts that answer."))
@format_option()
@click.pass_obj
def command(settings: Settings, courts: tuple[str, ...], *, everything: bool, output_format: str) -> None:
    from absentia.collect import Collection
    from absentia.dumps.differences import standing_of_packages
    from absentia.sharing.location import only_reads

    observatory = settings.observatory()
    packages = standing_of_packages(observatory)
    if packages and not observatory.config.get("collect"):
        render(output_format, [], {}, document={"packages": packages}, columns=())
        for line in packages if output_format == "table" else ():
            echo(line)
        return
    collection = Collection.open(observatory, courts)
    if only_reads(observatory):
        # where somebody writes just now, what was fetched before is told
        with contextlib.suppress(ObservatoryBusy), observatory.writing():
            take_shards(observatory)
    found = collection.status()
    if output_format != "table":
        missing = _without_uid(observatory)
        rows: list[dict[str, Any]] = [
            court.as_json() | {"without_uid": missing.get(fold_host(court.court))} for court in found.courts
        ]
        render(output_format, rows, {}, document=found.as_json() | {"courts": rows}, columns=_CSV)
        return
    for line in packages:
        echo(line)
    _print_courts(found, everything=everything or bool(courts))
    _print_rest(found, collection.plan(), observatory)


def _print_courts(found: Status, *, everything: bool) -> None:
    """One line of totals, then the courts, those in trouble first."""
    from absentia.collect.status import Standing
    from absentia.pipeline.digest import courts_line

    echo(courts_line(found))
    which = [one for one in Standing if everything or one not in (Standing.ANSWERS, Standing.NOT_ASKED)]
    courts = [court for one in which for court in found.standing(one)]
    listed = courts if everything else courts[:_SHOWN]
    if listed:
        headings = _COLUMNS
        render("table", [_row(court) for court in listed], headings, right=("windows",))
    if len(listed) < len(courts):
        say("{count} more in trouble: --all", count=len(courts) - len(listed))


def _row(court: CourtStatus) -> dict[str, Any]:
    from absentia.collect.kind import why
    from absentia.collect.status import STANDS

    never = _("never") if court.windows else ""
    return {
        "court": court.court,
        "standing": _(STANDS[court.standing]),
        "since": court.last_read.date().isoformat() if court.last_read else never,
        "windows": f"{court.known}/{court.windows}" if court.windows else "",
        "reason": told(why(court.reason)) if court.reason else "",
    }


def _print_rest(found: Status, plan: Plan, observatory: Observatory) -> None:
    """What waits, what is due and costs, how the archive grows."""
    if found.unfinished_run:
        echo("The run {run} was cut short; `absentia collect` goes on with it", run=found.unfinished_run)
    if found.captchas:
        echo("Captchas wait for a person: `absentia captcha`")
    echo(
        "Due now: about {requests} request, {duration} at least; spent today {spent} of {budget}",
        "Due now: about {requests} requests, {duration} at least; spent today {spent} of {budget}",
        requests=plan.requests,
        duration=duration(plan.seconds),
        spent=found.requests_today,
        budget=found.budget,
    )
    if plan.requests > found.budget:
        days = -(-plan.requests // found.budget)
        echo("At the day's budget that is {n} day", "At the day's budget that is {n} days", n=days)
    if found.next_due:
        echo("Next card due: {moment} UTC", moment=found.next_due[:_MINUTES].replace("T", " "))
    missing = [share for share in _without_uid(observatory).values() if share is not None]
    if missing:
        share = percent(max(missing), language())
        echo("Records without a valid УИД: up to {share} of a court's; --format json says where", share=share)
    print_forecast(observatory)


def _without_uid(observatory: Observatory) -> dict[str, float | None]:
    """The share of records without a valid УИД, by host of the court, as linking last left the tables."""
    from absentia.tally.without_uid import share, without_uid

    found = without_uid(observatory)
    hosts = {one.court for one in found}
    return {fold_host(host): share(one for one in found if one.court == host) for host in hosts}
