"""``absentia brief``."""

from __future__ import annotations

from pathlib import Path

import click

from absentia.cli.base import TranslatedCommand
from absentia.cli.language import N_, _, ngettext
from absentia.cli.output import progress, say

ARTICLE = "guardian_2023_10"
SEED = 2023


@click.command(
    "brief",
    cls=TranslatedCommand,
    help=N_(
        "Write the brief into a folder.\n\n"
        "Checks the article's claims against the bundled figures, runs the estimates it names, rehearses an "
        "observatory of courts labelled synthetic, and writes the pages of a site: index.html (with a Russian twin), a "
        "page for each number, brief.json and brief.md. Asks no other machine; the same figures give the same bytes."
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
    from absentia.pipeline.briefing import bundled
    from absentia.publish import build, check_target, write

    check_target(into)
    with progress(_("writing the brief"), 2) as advance:
        found = bundled(article, seed if rehearsal else None)
        advance()
        files = build(found)
        if not dry_run:
            write(into, files)
        advance()
    for name in sorted(files) if dry_run else ["index.html"]:
        click.echo(into / name)
    if dry_run:
        say(
            ngettext("{count} file would be written", "{count} files would be written", len(files)).format(
                count=len(files)
            )
        )
    else:
        say(
            ngettext(
                "the brief is written: {count} file; open {page}",
                "the brief is written: {count} files; open {page}",
                len(files),
            ).format(count=len(files), page=into / "index.html")
        )
