"""``absentia tally MEASURE``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, verb
from absentia.cli.language import N_
from absentia.cli.options import courts_known, format_option, measures_known, provision_option
from absentia.cli.output import write_csv, write_json
from absentia.cli.tally_output import csv_columns, csv_rows, print_measures, print_tally
from absentia.cli.tally_pairs import print_comparison
from absentia.errors import UsageProblem
from absentia.model.texts import said
from absentia.tally.result import Tally
from absentia.tally.without_uid import WithoutUid

if TYPE_CHECKING:
    from absentia.estimate.delay.tallied import Tallied
    from absentia.observatory import Observatory
    from absentia.tally.counting import Counted


def _dimensions(_context: click.Context, _option: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for text in value for part in text.split(",") if part.strip())


@verb(
    "tally",
    N_(
        "Count MEASURE over the pages read into the observatory.\n\n"
        "Every number comes with its unit, its period, the pages it rests on, the courts nobody could look at, and "
        "what could not be read. Where nobody looked there is no number: “–”, never 0."
    ),
)
@click.argument("name", metavar="MEASURE", required=False, shell_complete=measures_known)
@click.option("--list", "list_measures", is_flag=True, help=N_("List the measures with their units and stop."))
@click.option(
    "--by",
    "by",
    multiple=True,
    metavar="DIMENSION",
    callback=_dimensions,
    help=N_(
        "Count by: court, okrug, region, week, month, quarter, half-year, year, article, provision, family, sole, "
        "instance, procedure; repeat or separate by commas."
    ),
)
@click.option("--since", metavar="DATE", help=N_("First day counted: 2022-09-24, or a period: 2022-H2."))
@click.option("--until", metavar="DATE", help=N_("Last day counted, written likewise."))
@provision_option()
@click.option("--sole/--among", "sole", default=None, help=N_("Only sole charges, or only those among several."))
@click.option("--instance", metavar="NAME", help=N_("first (the default), appeal, cassation, supervisory or all."))
@click.option("--procedure", metavar="NAME", help=N_("criminal (the default), material, civil, kas, koap or all."))
@click.option("--court", metavar="HOST", shell_complete=courts_known, help=N_("Only this court."))
@click.option(
    "--compare",
    nargs=2,
    metavar="A B",
    help=N_("Compare the monthly rates of two periods, such as 2023-H1 2022."),
)
@click.option(
    "--suppress",
    type=click.IntRange(0),
    is_flag=False,
    flag_value=0,
    metavar="[N]",
    help=N_("Withhold counts below N (by default the observatory's own threshold) so that none can be computed back."),
)
@click.option(
    "--nowcast/--no-nowcast",
    "wanted",
    default=None,
    help=N_(
        "Beside the counts of recent periods, what they will be when all is reported; by default for weeks and months."
    ),
)
@click.option(
    "--as-of",
    "as_of",
    metavar="DAY",
    help=N_("Count what could be known at the end of that day, beside what is known now."),
)
@click.option(
    "--coverage", "every_court", is_flag=True, help=N_("Under the counts, list what was seen court by court.")
)
@format_option()
@click.pass_obj
def command(
    settings: Settings,
    /,
    *,
    name: str | None,
    list_measures: bool,
    by: tuple[str, ...],
    compare: tuple[str, str] | None,
    suppress: int | None,
    wanted: bool | None,
    as_of: str | None,
    every_court: bool,
    output_format: str,
    since: str | None,
    until: str | None,
    **filters: Any,
) -> None:
    if list_measures:
        print_measures(output_format)
        return
    if name is None:
        raise UsageProblem(said("no measure was named"), next_step=said("`absentia tally --list` shows them"))
    observatory = settings.observatory()
    if compare is not None:
        if by or since or until or wanted or suppress is not None or as_of:
            raise UsageProblem(
                said("--compare names its own periods"),
                where="--compare",
                next_step=said("leave out --by, --since, --until, --nowcast, --suppress and --as-of"),
            )
        _compare(observatory, name, compare, output_format, filters)
        return
    if as_of is not None and (wanted or suppress is not None):
        raise UsageProblem(
            said("what was known on a day has no nowcast, and small counts could be told from what was added since"),
            where="--as-of",
            next_step=said("leave out --nowcast and --suppress"),
        )
    if wanted and _is_of_packages(name):
        raise UsageProblem(
            said("beside counts over packages nothing is expected"),
            where="--nowcast",
            next_step=said("`absentia estimate delay --measure {name}` says what is still expected", name=name),
        )
    asked = {**filters, "by": by, "since": since, "until": until}
    if as_of is not None:
        from absentia.cli.tally_pairs import write_as_of
        from absentia.tally import tally

        then = tally(observatory, name, **asked, as_of=as_of)
        write_as_of(then, tally(observatory, name, **asked), output_format, every_court=every_court)
        return
    _write(*_counted(observatory, name, asked, suppress, wanted), output_format, every_court=every_court)


def _counted(
    observatory: Observatory, name: str, asked: dict[str, Any], suppress: int | None, wanted: bool | None
) -> tuple[Tally, Tallied | None, Sequence[WithoutUid]]:
    """The counts, what is expected beside them, and where records have no УИД.

    Of packages nothing is captured page by page, linked by an УИД or expected by looks.
    """
    from absentia.tally import suppressed, tally, threshold_of
    from absentia.tally.counting import count
    from absentia.tally.without_uid import without_uid

    counted = None if _is_of_packages(name) else count(observatory, name, **asked)
    result = tally(observatory, name, **asked) if counted is None else counted.tally
    if suppress is not None:
        result = suppressed(result, suppress or threshold_of(observatory))
    if counted is None:
        return result, None, ()
    expected = _expected(observatory, replace(counted, tally=result), wanted)
    missing = without_uid(observatory, {**counted.scope.parameters(), "by_decision": counted.scope.by_decision})
    return result if expected is None else expected.tally, expected, missing


def _is_of_packages(name: str) -> bool:
    from absentia.tally.catalogue import measures_of_packages, named_as

    return named_as(name) in measures_of_packages()


def _write(
    result: Tally,
    expected: Tallied | None,
    missing: Sequence[WithoutUid],
    output_format: str,
    *,
    every_court: bool,
) -> None:
    if output_format == "json":
        shown = (result if expected is None else expected).as_dict()
        of_pages = "packages" not in result.coverage
        write_json(shown | ({"without_uid": None if result.suppressed else missing} if of_pages else {}))
    elif output_format == "csv":
        write_csv(csv_rows(result, expected, missing=missing), csv_columns(result, expected))
    else:
        print_tally(result, expected, every_court=every_court, missing=missing)


def _compare(
    observatory: Observatory, name: str, periods: tuple[str, str], output_format: str, filters: dict[str, Any]
) -> None:
    from absentia.tally import compare

    comparison = compare(observatory, name, *periods, **filters)
    if output_format == "json":
        write_json(comparison.as_dict())
    elif output_format == "csv":
        flat = comparison.as_row()
        write_csv([flat], tuple(flat))
    else:
        print_comparison(comparison)


def _expected(observatory: Observatory, counted: Counted, wanted: bool | None) -> Tallied | None:
    """The nowcast beside the counts: where it was asked for, or by default where they are by week or month only."""
    if wanted is False or (wanted is None and counted.tally.by not in {("week",), ("month",)}):
        return None
    from absentia.estimate.delay.tallied import fits, with_nowcast

    if wanted is None and not fits(counted.tally.by, counted.scope):
        return None
    if wanted:
        counted = replace(counted, tally=replace(counted.tally, command=f"{counted.tally.command} --nowcast"))
    return with_nowcast(observatory, counted)
