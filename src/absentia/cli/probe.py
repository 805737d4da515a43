"""``absentia probe``."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.collect_output import duration
from absentia.cli.completing import courts_option
from absentia.cli.language import N_, _, ngettext, told
from absentia.cli.output import progress
from absentia.cli.render import render
from absentia.errors import SourceBlocked

if TYPE_CHECKING:
    from absentia.collect import Collection
    from absentia.collect.collection import Probed

_COLUMNS = {"court": N_("court"), "standing": N_("stands"), "reason": N_("reason")}
_CSV = ("court", "region", "standing", "reason")
_MINUTES_A_REGION = 1
"""What reading a captcha takes a person, once for all courts of a region."""


@click.command(
    "probe",
    cls=TranslatedCommand,
    help=N_(
        "Ask every court for one page, to see which of them answer this network.\n\n"
        "Says how many answer, how many want a captcha, which block or are silent and why, and what to begin with. "
        "Each court costs its robots.txt and one page. Exit code 3 where none answers."
    ),
)
@courts_option()
@format_option()
@click.pass_obj
def command(settings: Settings, courts: tuple[str, ...], output_format: str) -> int:
    from absentia.collect import Collection
    from absentia.collect.collection import probe
    from absentia.collect.status import Standing
    from absentia.pipeline.training import served

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
        click.echo(told(standing_line(standing, courts)))
    regions = len({one.region for one in found if one.standing is Standing.CAPTCHA})
    if regions:
        said = ngettext(
            "Captchas: a person reads {n} picture, about {duration}: `absentia captcha --page`",
            "Captchas: a person reads {n} pictures, about {duration}: `absentia captcha --page`",
            regions,
        )
        click.echo(said.format(n=regions, duration=duration(60 * regions * _MINUTES_A_REGION)))
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
        render("table", rows, {key: _(heading) for key, heading in _COLUMNS.items()})


def _print_start(collection: Collection) -> None:
    """The least to begin with: one article, the last half-year that is over, what answers without a captcha."""
    provision = next(iter(collection.settings.provisions), None)
    since, until = last_half_year(collection.clock.now().date())
    plan = collection.plan(provisions=(provision,) if provision else (), since=since, until=until)
    of = f" --provision {provision}" if provision else ""
    click.echo(
        _(
            "To begin: these commands read one article and half a year of the courts that answer now, in {duration} at "
            "least. What they count is a lower bound (≥)"
        ).format(duration=duration(plan.seconds))
    )
    click.echo(f"  absentia collect{of} --since {since} --until {until}")
    click.echo("  absentia update --no-collect")
    click.echo(f"  absentia tally filings_received{of} --since {since} --until {until}")


def last_half_year(today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the newest half-year that is over."""
    if today.month > 6:  # noqa: PLR2004  July and later
        return dt.date(today.year, 1, 1), dt.date(today.year, 6, 30)
    return dt.date(today.year - 1, 7, 1), dt.date(today.year - 1, 12, 31)
