"""``absentia disappearances``, of courts and of packages."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, verb
from absentia.cli.disappearances_output import write_counts, write_list
from absentia.cli.language import N_, language
from absentia.cli.options import chart_option, courts_option, format_option, period_value, provision_option
from absentia.cli.output import draw_chart, echo, render, say
from absentia.errors import EmptyInput, ObservatoryBusy, UsageProblem
from absentia.model.count import Count
from absentia.model.texts import SYNTHETIC, said

if TYPE_CHECKING:
    from absentia.disappearances import Disappearances
    from absentia.model import Period
    from absentia.observatory import Observatory


@verb(
    "disappearances",
    N_(
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
        raise UsageProblem(
            said("the period ends before it begins"),
            where=f"--since {since} --until {until}",
            next_step=said("name the earlier day first"),
        )
    if suppress is not None and by is None:
        raise UsageProblem(
            said("a list has no counts to withhold"),
            where="--suppress",
            next_step=said("count with --by court, for example"),
        )
    from absentia.disappearances import chosen, count
    from absentia.pipeline.withholding import shown_disappearances

    observatory = settings.observatory()
    everything = _found(observatory)
    if everything.until is None:
        raise EmptyInput(
            said("nobody has looked yet, so nothing can be missed"),
            where=str(observatory.path),
            next_step=said("run `absentia collect`, again and again"),
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
        say("another process writes to this observatory: tables/disappearances.parquet is left as it is")
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        say("nothing can be written here: tables/disappearances.parquet is left as it is")
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
            said("no court “{text}” was ever asked", text=text),
            where="--court",
            next_step=said("`absentia status` lists the courts"),
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


_COLUMNS = {
    "year": N_("received in"),
    "before": N_("package of"),
    "after": N_("against that of"),
    "new": N_("new ones"),
    "gone": N_("gone from it"),
    "closed": N_("closed to the public"),
    "reopened": N_("opened again"),
    "redated": N_("another day"),
    "recategorised": N_("another category"),
    "address_lost": N_("address lost"),
}


def write_packages(observatory: Observatory, provision: str | None, suppress: int | None, output_format: str) -> None:
    """A row for each package that has one before it; small counts withheld where ``suppress`` says so (0: as usual)."""
    from absentia.dumps.differences import differences
    from absentia.dumps.held import dumps_of
    from absentia.tally import threshold_of
    from absentia.tally.packages import article_of

    held = dumps_of(observatory)
    least = 0 if suppress is None else suppress or threshold_of(observatory)
    rows: list[dict[str, Any]] = []
    for one in differences(held, article_of(provision, held) if provision else None):
        counts = {key: _count(number, least) for key, number in one.changes.items()}
        about = {"year": str(one.after.year), "before": str(one.before.day), "after": str(one.after.day)}
        about["synthetic"] = "synthetic" if one.before.synthetic or one.after.synthetic else ""
        rows.append(about | counts)
    plain = [{key: one.low if isinstance(one, Count) else one for key, one in row.items()} for row in rows]
    texts = [{key: one.text(language()) if isinstance(one, Count) else one for key, one in row.items()} for row in rows]
    if output_format == "table" and any(one.synthetic for one in held):
        echo(SYNTHETIC)
    headings = _COLUMNS
    render(output_format, plain, headings, shown=texts, columns=(*_COLUMNS, "synthetic"))
    if output_format == "table":
        if not rows:
            echo("No two packages of one year were taken in, so nothing can be compared.")
        echo("Documents of criminal proceedings; one whose address is not there yet is no loss.")


def _count(number: int, least: int) -> Count:
    return Count.withheld() if 0 < number < least else Count.exactly(number)
