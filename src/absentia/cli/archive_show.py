"""``absentia archive show``: from the id of a capture to where its bytes are."""

from __future__ import annotations

from typing import Any

import click

from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.language import N_, _
from absentia.cli.render import render

_COLUMNS = {
    "capture": N_("capture"),
    "file": N_("file"),
    "offset": N_("offset"),
    "captured": N_("captured (UTC)"),
    "url": N_("address"),
    "as_it_was": N_("its bytes are those the archive named"),
}


@click.command(
    "show",
    cls=TranslatedCommand,
    help=N_(
        "Say where in the archive the page lies that tables and results call CAPTURE.\n\n"
        "Outside the archive a capture is named by a keyed id (c-…), not by the digest of its bytes: who guesses what "
        "a page says could prove it by the digest. The beginning of an id is enough. Exit code 1 if the page is not "
        "there, or not as it was."
    ),
)
@click.argument("capture", metavar="CAPTURE")
@format_option()
@click.pass_obj
def show_command(settings: Settings, capture: str, output_format: str) -> int:
    from absentia.archive import as_text, load
    from absentia.parse.mask import Pseudonyms, mask_url
    from absentia.parse.resolving import resolve
    from absentia.sources import get_source, known_sources

    observatory = settings.observatory()
    name = Pseudonyms.of_observatory(observatory).capture
    rows: list[dict[str, Any]] = [
        {
            "capture": name(one.sha256),
            "file": one.file,
            "offset": one.offset,
            "captured": as_text(one.captured) if one.captured else None,
            "url": mask_url(one.url, get_source(one.source).addresses) if one.source in known_sources() else None,
            "as_it_was": load(observatory.archive, one) is not None,
        }
        for one in resolve(observatory, capture)
    ]
    shown = [row | {"as_it_was": _("yes") if row["as_it_was"] else _("no")} for row in rows]
    render(output_format, rows, {column: _(heading) for column, heading in _COLUMNS.items()}, shown=shown)
    return 0 if all(row["as_it_was"] for row in rows) else 1
