"""``absentia brief``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from absentia.cli.base import TranslatedCommand
from absentia.cli.output import progress, say
from absentia.messages import LANGUAGES, N_, _, language, set_language, translate

if TYPE_CHECKING:
    from absentia.figures import Catalogue
    from absentia.model.checked import ChartData
    from absentia.model.estimate import Estimate, Refusal
    from absentia.publish import EstimateReport

ARTICLE = "guardian_2023_10"
SEED = 2023
ESTIMATES = ("excess-male-deaths", "leading-cause", "compare-deaths", "undercount")
"""What is computed from bundled figures alone."""


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
    """One estimate, asked in each language: its words are made as it is computed."""
    from absentia.estimate import estimate, method
    from absentia.publish import EstimateReport

    answers: dict[str, list[Estimate | Refusal]] = {}
    spoken = language()
    try:
        for code in LANGUAGES:
            set_language(code)
            answers[code] = estimate(name, catalogue)
    finally:
        set_language(spoken)
    title = method(name).title
    titles = {code: translate(title, code) for code in LANGUAGES}
    return EstimateReport(name, titles, f"absentia estimate {name}", answers, _chart(name, catalogue, answers))


def _chart(name: str, catalogue: Catalogue, answers: Mapping[str, list[Estimate | Refusal]]) -> ChartData | None:
    """The chart of an estimate that has one; its unit is a word of each language's answers."""
    from absentia.estimate import excess_charts, published, undercount

    draw: dict[str, Callable[[list[Estimate | Refusal]], ChartData | None]] = {
        "excess-male-deaths": excess_charts.chart,
        "compare-deaths": lambda _answers: published.chart(published.compare(catalogue, {})),
        "undercount": undercount.chart,
    }
    if name not in draw:
        return None
    drawn = {code: draw[name](answers[code]) for code in LANGUAGES}
    found = drawn[LANGUAGES[0]]
    return found and replace(found, unit={code: each.unit[code] for code, each in drawn.items() if each is not None})
