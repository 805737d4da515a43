"""``absentia brief``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from absentia.cli.base import TranslatedCommand
from absentia.cli.language import N_, _
from absentia.cli.output import progress, say
from absentia.model.texts import Said

if TYPE_CHECKING:
    from absentia.figures import Catalogue
    from absentia.publish import EstimateReport

ARTICLE = "guardian_2023_10"
SEED = 2023
ESTIMATES = ("excess-male-deaths", "leading-cause", "compare-deaths", "undercount")
"""What is computed from bundled figures alone."""
DRAWN_BY_A_CLAIM = ("leading-cause",)
"""Estimates whose chart the bundled article's claims show already."""


@click.command(
    "brief",
    cls=TranslatedCommand,
    help=N_(
        "Write the brief into a folder.\n\n"
        "Checks the article's claims against the bundled figures, runs the estimates, rehearses the "
        "whole pipeline on a courthouse labelled synthetic, and writes index.html (with a Russian twin), brief.json, "
        "brief.md and every chart. Asks no other machine; the same figures give the same bytes."
    ),
)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=Path("brief"),
    show_default=True,
    metavar="DIR",
    help=N_("The folder to write; a brief that is there is replaced."),
)
@click.option(
    "--article", default=ARTICLE, show_default=True, metavar="NAME", help=N_("A bundled article, or a claims file.")
)
@click.option(
    "--rehearsal/--no-rehearsal", default=True, show_default=True, help=N_("With or without the synthetic section.")
)
@click.option("--seed", type=click.IntRange(0), default=SEED, show_default=True, help=N_("Of the synthetic courts."))
@click.option("--dry-run", is_flag=True, help=N_("Compute everything, list the files, write nothing."))
def command(into: Path, article: str, rehearsal: bool, seed: int, dry_run: bool) -> None:
    from absentia.check import check_article
    from absentia.figures import Catalogue
    from absentia.pipeline import briefing
    from absentia.publish import Brief, build, check_target, licences, origin, write

    check_target(into)
    catalogue = Catalogue()
    with progress(_("writing the brief"), 4) as advance:
        checked = check_article(article)
        advance()
        estimates = [_estimate(name, catalogue) for name in ESTIMATES]
        advance()
        rehearsed = briefing.rehearsal(seed) if rehearsal else None
        advance()
        files = build(
            Brief(
                article=checked,
                origin=origin(catalogue),
                estimates=estimates,
                rehearsal=rehearsed,
                licences=licences(),
            )
        )
        if not dry_run:
            write(into, files)
        advance()
    for name in sorted(files) if dry_run else ["index.html"]:
        click.echo(into / name)
    if dry_run:
        say(_("{count} files would be written").format(count=len(files)))
    else:
        say(_("the brief is written: {count} files; open {page}").format(count=len(files), page=into / "index.html"))


def _estimate(name: str, catalogue: Catalogue) -> EstimateReport:
    from absentia.estimate import Context, answer, method
    from absentia.publish import EstimateReport

    found = answer(name, Context(catalogue), {})
    chart = None if name in DRAWN_BY_A_CLAIM else found.chart
    return EstimateReport(name, Said(method(name).title), f"absentia estimate {name}", found.numbers, chart)
