"""``absentia publish``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, TranslatedCommand
from absentia.cli.figures import own_figures
from absentia.cli.language import N_, _, language, ngettext
from absentia.cli.output import progress, say
from absentia.cli.render import write_table

if TYPE_CHECKING:
    from absentia.publish.site import Built

ARTICLE = "guardian_2023_10"
"""What is checked where there is neither an observatory nor an article named."""


@click.command(
    "publish",
    cls=TranslatedCommand,
    help=N_(
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
            say(_("nothing changed since the version of {day}; no new one is needed").format(day=ready.last))
            return
        if not dry_run:
            ready.write()
        advance()
    _tell(ready.built, ready.versions.folder / ready.name, dry_run=dry_run)
    for one in ready.against:
        say(_("it would not be published: {what}").format(what=one))
    for one in ready.many:
        say(_("expected otherwise: {what}").format(what=one))


def _tell(built: Built, folder: Path, *, dry_run: bool) -> None:
    """What is another than in the version before, then what was written."""
    if built.changes:
        write_table([_row(one) for one in built.changes], {
            "number": _("number"), "before": _("before"), "now": _("now"), "why": _("why")
        })  # fmt: skip
    counts = {"added": built.added, "changed": len(built.changes), "gone": len(built.gone)}
    say(_("numbers: {added} new, {changed} changed, {gone} no longer shown").format(**counts))
    files = len(built.files)
    if dry_run:
        text = ngettext(
            "{files} file would be written to {folder}", "{files} files would be written to {folder}", files
        )
    else:
        text = ngettext(
            "{files} file written; open {folder}/index.html", "{files} files written; open {folder}/index.html", files
        )
    say(text.format(files=files, folder=folder))


def _row(change: Any) -> dict[str, str]:
    from absentia.publish.site.about import WHY

    return {
        "number": change.number.label.text(language()),
        "before": change.before,
        "now": change.number.text(language()),
        "why": _(WHY[change.why]),
    }
