"""``absentia status``."""

from __future__ import annotations

import contextlib
from typing import Any

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.collect_output import OUTCOMES
from absentia.cli.language import N_, _, language
from absentia.cli.output import say
from absentia.cli.parse import take_shards
from absentia.cli.render import render
from absentia.errors import ObservatoryBusy
from absentia.link.courts import fold_host
from absentia.model.numbers import percent
from absentia.observatory import Observatory

_COLUMNS = {
    "court": N_("court"),
    **OUTCOMES,
    "planned": N_("planned"),
    "last_visit": N_("last visit"),
    "rest": N_("at rest until"),
    "reason": N_("reason"),
    "template": N_("template"),
    "without_uid": N_("without УИД"),
}
_MINUTES = 16  # 2023-05-04T10:11


@click.command(
    "status",
    cls=TranslatedCommand,
    help=N_(
        "Show what was looked at and what could not be: for each court, how the latest sweep of every window ended, "
        "when it was last visited, which captchas wait, what is due."
    ),
)
@click.option("--court", "courts", multiple=True, metavar="COURT", help=N_("Only this court: host, code or name."))
@format_option()
@click.pass_obj
def command(settings: Settings, courts: tuple[str, ...], output_format: str) -> None:
    from absentia.collect import Collection
    from absentia.sharing.location import only_reads

    observatory = settings.observatory()
    collection = Collection.open(observatory, courts)
    if only_reads(observatory):
        # where somebody writes just now, what was fetched before is told
        with contextlib.suppress(ObservatoryBusy), observatory.writing():
            take_shards(observatory)
    found = collection.status()
    missing = _without_uid(observatory)
    rows: list[dict[str, Any]] = [
        court.as_json() | {"without_uid": missing.get(fold_host(court.court))} for court in found.courts
    ]
    shown = [
        row
        | {key: row[key] and row[key][:_MINUTES].replace("T", " ") for key in ("last_visit", "rest")}
        | {"without_uid": "" if row["without_uid"] is None else percent(row["without_uid"], language())}
        for row in rows
    ]
    headings = {key: _(heading) for key, heading in _COLUMNS.items()}
    render(output_format, rows, headings, document=found.as_json() | {"courts": rows}, shown=shown)
    if output_format != "table":
        return
    if found.unfinished_run:
        say(_("the run {run} was cut short; `absentia collect` goes on with it").format(run=found.unfinished_run))
    say(_("requests today: {spent} of {budget}").format(spent=found.requests_today, budget=found.budget))
    say(_("cards due: {cards}").format(cards=found.cards_due))
    if found.next_due:
        say(_("next card due: {moment} UTC").format(moment=found.next_due[:_MINUTES].replace("T", " ")))
    if found.captchas:
        say(_("captchas wait for a person: absentia captcha"))


def _without_uid(observatory: Observatory) -> dict[str, float | None]:
    """The share of records without a valid УИД, by host of the court, as linking last left the tables."""
    from absentia.tally.without_uid import share, without_uid

    found = without_uid(observatory)
    hosts = {one.court for one in found}
    return {fold_host(host): share(one for one in found if one.court == host) for host in hosts}
