"""``absentia publish`` and ``absentia brief``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, verb
from absentia.cli.language import N_, _, language
from absentia.cli.options import own_figures
from absentia.cli.output import echo, progress, say, write_table

if TYPE_CHECKING:
    from absentia.publish.site import Built


ARTICLE = "guardian_2023_10"
"""What is checked where there is neither an observatory nor an article named."""


@verb(
    "publish",
    N_(
        "Publish the numbers of the observatory, or of articles and figures alone, as pages a reporter cites.\n\n"
        "Writes a dated version that never changes beside the earlier ones, in English and Russian: the number now, "
        "each measure by article of law, each court, coverage, disappearances, checked articles, corrections, and a "
        "page for every number with its citation. Small counts are withheld. A number that changed without new data or "
        "a correction stops it."
    ),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=N_("Where the versions are; by default the folder publications of the observatory, or here."),
)
@click.option("--dry-run", is_flag=True, help=N_("Say what would change; write nothing."))
@click.option(
    "--article",
    "articles",
    multiple=True,
    metavar="FILE",
    help=N_("A claims file, or the name of a bundled article, to check; may be given several times."),
)
@own_figures
@click.pass_obj
def command(
    settings: Settings, out: Path | None, dry_run: bool, articles: tuple[str, ...], files: tuple[Path, ...]
) -> None:
    from absentia.pipeline.publishing import make_ready

    observatory = settings.observatory_if_any()
    if observatory is None and not articles:
        articles = (ARTICLE,)
    with progress(_("publishing"), 3) as advance:
        ready = make_ready(observatory, out=out, articles=articles, figures=files, advance=advance)
        if ready.built is None:
            say("nothing changed since the version of {day}; no new one is needed", day=ready.last)
            return
        if not dry_run:
            ready.write()
        advance()
    _tell(ready.built, ready.versions.folder / ready.name, dry_run=dry_run)
    for one in ready.against:
        say("it would not be published: {what}", what=one)
    for one in ready.many:
        say("expected otherwise: {what}", what=one)


def _tell(built: Built, folder: Path, *, dry_run: bool) -> None:
    """What is another than in the version before, then what was written."""
    if built.changes:
        write_table([_row(one) for one in built.changes], {
            "number": _("number"), "before": _("before"), "now": _("now"), "why": _("why")
        })  # fmt: skip
    counts: dict[str, Any] = {"added": built.added, "changed": len(built.changes), "gone": len(built.gone)}
    say("numbers: {added} new, {changed} changed, {gone} no longer shown", **counts)
    about: dict[str, Any] = {"files": len(built.files), "folder": folder}
    if dry_run:
        say("{files} file would be written to {folder}", "{files} files would be written to {folder}", **about)
    else:
        say(
            "{files} file written; open {folder}/index.html", "{files} files written; open {folder}/index.html", **about
        )


def _row(change: Any) -> dict[str, str]:
    from absentia.publish.site.about import WHY

    return {
        "number": change.number.label.text(language()),
        "before": change.before,
        "now": change.number.text(language()),
        "why": _(WHY[change.why]),
    }


ARTICLE = "guardian_2023_10"
SEED = 2023


@verb(
    "brief",
    N_(
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
def brief_command(into: Path, article: str, rehearsal: bool, seed: int, dry_run: bool) -> None:
    from absentia.publish import build, check_target, write
    from absentia.rehearsal.brief import dossier_of_brief

    check_target(into)
    with progress(_("writing the brief"), 2) as advance:
        found = dossier_of_brief(article, seed if rehearsal else None)
        advance()
        files = build(found)
        if not dry_run:
            write(into, files)
        advance()
    for name in sorted(files) if dry_run else ["index.html"]:
        echo(str(into / name))
    if dry_run:
        say("{count} file would be written", "{count} files would be written", count=len(files))
    else:
        say(
            "the brief is written: {count} file; open {page}",
            "the brief is written: {count} files; open {page}",
            count=len(files),
            page=into / "index.html",
        )
