"""``absentia disappearances``."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option, period_value
from absentia.cli.completing import courts_option, provision_option
from absentia.cli.disappearances_output import write_counts, write_list
from absentia.cli.disappearances_packages import write_packages
from absentia.cli.estimate_output import chart_option, draw_chart
from absentia.cli.language import N_, _
from absentia.cli.output import say
from absentia.errors import EmptyInput, ObservatoryBusy, UsageProblem

if TYPE_CHECKING:
    from absentia.disappearances import Disappearances
    from absentia.model import Period
    from absentia.observatory import Observatory


@click.command(
    "disappearances",
    cls=TranslatedCommand,
    help=N_(
        "List or count what courts showed and show no more.\n\n"
        "A record is gone when looks on at least three different days, six or more days apart, missed it while its "
        "court showed others; until then it is suspected. What only changed its number, its names, its charge or its "
        "address has not disappeared (--excluded lists it). Where nobody could look there is no number: “–”, never 0."
    ),
)
@courts_option()
@provision_option()
@click.option(
    "--since", callback=period_value, metavar="DATE", help=N_("First missed on this day or later; or a period.")
)
@click.option(
    "--until", callback=period_value, metavar="DATE", help=N_("First missed on this day or before; or a period.")
)
@click.option(
    "--by",
    type=click.Choice(("court", "article", "provision", "week")),
    metavar="WHAT",
    help=N_("Count by court, article, provision or week instead of listing."),
)
@click.option(
    "--excluded",
    "--all",
    "excluded",
    is_flag=True,
    help=N_("Also list what is no disappearance, each with the reason."),
)
@click.option(
    "--suppress",
    type=click.IntRange(0),
    is_flag=False,
    flag_value=0,
    metavar="[N]",
    help=N_(
        "With --by: withhold counts below N (by default the observatory's own threshold), as `absentia tally` does."
    ),
)
@click.option(
    "--packages",
    is_flag=True,
    help=N_("What became of documents between packages that were taken in, instead of what courts showed."),
)
@chart_option
@format_option()
@click.pass_obj
def command(
    settings: Settings,
    /,
    *,
    courts: tuple[str, ...],
    provision: str | None,
    since: Period | None,
    until: Period | None,
    by: str | None,
    excluded: bool,
    suppress: int | None,
    packages: bool,
    chart_path: Path | None,
    output_format: str,
) -> None:
    if packages:
        write_packages(settings.observatory(), provision, suppress, output_format)
        return
    if since and until and until.end < since.start:
        raise UsageProblem(_("the period ends before it begins"), where=f"--since {since} --until {until}")
    if suppress is not None and by is None:
        raise UsageProblem(
            _("a list has no counts to withhold"), where="--suppress", next_step=_("count with --by court, for example")
        )
    from absentia.disappearances import chosen, count
    from absentia.pipeline.withholding import shown_disappearances

    observatory = settings.observatory()
    everything = _found(observatory)
    if everything.until is None:
        raise EmptyInput(
            _("nobody has looked yet, so nothing can be missed"),
            where=str(observatory.path),
            next_step=_("run `absentia collect`, again and again"),
        )
    found = chosen(
        everything,
        courts=[_host(observatory, one, everything) for one in courts],
        provision=provision,
        since=since.start if since else None,
        until=until.end if until else None,
    )
    if by is None:
        write_list(found, output_format, excluded=excluded)
    else:
        counts = count(found, by)
        threshold = _threshold(observatory, suppress)
        shown = counts if suppress is None else shown_disappearances(counts, threshold)
        write_counts(found, shown, by, output_format, threshold=None if suppress is None else threshold)
    if chart_path is not None:
        _draw(observatory, found, by or "court", suppress, chart_path)


def _found(observatory: Observatory) -> Disappearances:
    from absentia.disappearances import find_disappearances, look_for_disappearances

    try:
        return find_disappearances(observatory)
    except ObservatoryBusy:
        say(_("another process writes to this observatory: tables/disappearances.parquet is left as it is"))
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        say(_("nothing can be written here: tables/disappearances.parquet is left as it is"))
    return look_for_disappearances(observatory)


def _host(observatory: Observatory, text: str, found: Disappearances) -> str:
    """The host of a court named by host or code."""
    from absentia.link.courts import Told, fold_host, listed_court
    from absentia.link.directory import directory_of

    hosts = {fold_host(look.court): look.court for look in found.courts}
    listed = listed_court(code=text.strip().upper(), told=Told(directory_of(observatory)))
    wanted = fold_host(listed.host if listed else text)
    if wanted not in hosts:
        raise UsageProblem(
            _("no court “{text}” was ever asked").format(text=text),
            where="--court",
            next_step=_("`absentia status` lists the courts"),
        )
    return hosts[wanted]


def _threshold(observatory: Observatory, suppress: int | None) -> int:
    from absentia.tally import threshold_of

    return suppress or threshold_of(observatory)


def _draw(observatory: Observatory, found: Disappearances, by: str, suppress: int | None, path: Path) -> None:
    """A chart is made to be shown to others: small counts are always withheld in it."""
    from absentia.disappearances import chart, count
    from absentia.pipeline.withholding import shown_disappearances

    threshold = _threshold(observatory, suppress)
    counts = shown_disappearances(count(found, by), threshold)
    draw_chart(chart(counts, by, synthetic=found.synthetic) if counts else None, path)
