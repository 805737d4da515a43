"""``absentia archive verify``: whether everything holds, and what vouches for one page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from absentia.cli.archive_output import as_json, print_whole, vouched_rows
from absentia.cli.base import Settings, TranslatedCommand, format_option
from absentia.cli.language import N_, _
from absentia.cli.output import progress
from absentia.cli.render import write_json
from absentia.errors import UnreadableInput, UsageProblem
from absentia.observatory import Observatory

if TYPE_CHECKING:
    from absentia.archive import Archived
    from absentia.archive.seals import Seal


@click.command(
    "verify",
    cls=TranslatedCommand,
    help=N_(
        "Compare every byte of the archive with the chain, and the chain with the seals.\n\n"
        "FOLDER is a copy of an archive that somebody else made, which needs no observatory; without it, the "
        "observatory's own archive and what it remembers of itself are verified. Names the first broken capture: file, "
        "record, offset, address. Exit code 1 if anything is broken."
    ),
)
@click.argument("folder", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--key",
    "keys",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_(
        "The public key the owner published; several for the parts of a shared archive. By default the observatory's."
    ),
)
@click.option(
    "--seal",
    "lines",
    multiple=True,
    metavar="LINE",
    help=N_("A seal that was published: it must hold for this archive."),
)
@click.option(
    "--ca",
    "authorities",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_("Certificates that you trust: one of them must vouch for each timestamp's authority."),
)
@click.option(
    "--capture",
    "captures",
    multiple=True,
    metavar="ID",
    help=N_("Also say of this page (c-…, as tables and results call it) which record it is and which seal covers it."),
)
@format_option("table", "json")
@click.pass_obj
def verify_command(
    settings: Settings,
    folder: Path | None,
    keys: tuple[Path, ...],
    lines: tuple[str, ...],
    authorities: tuple[Path, ...],
    captures: tuple[str, ...],
    output_format: str,
) -> int:
    from absentia.archive.timestamps import trusted_in
    from absentia.archive.whole import Brought, verify_folder, verify_observatory
    from absentia.dumps.held import broken_in
    from absentia.sharing.fetch import check_location
    from absentia.sharing.location import location_of

    brought = Brought(
        keys, [_seal_in(line) for line in lines], [one for file in authorities for one in trusted_in(file)]
    )
    observatory = settings.observatory() if folder is None else None
    wanted = _captures_of(observatory, captures)
    with progress(_("verifying"), None) as advance:
        if observatory is not None:
            found = verify_observatory(observatory, brought, advance)
        else:
            assert folder is not None
            found = verify_folder(_existing(folder), brought, advance)
    if observatory is not None:
        found.broken += broken_in(observatory)
    if observatory is not None and (location := location_of(observatory)) is not None:
        with progress(_("reading the location"), None):
            found.broken += check_location(location)
    shown = [] if observatory is None else vouched_rows(observatory, found, wanted)
    if output_format == "json":
        write_json(as_json(found, shown))
    else:
        print_whole(found, shown)
    return 1 if found.broken or not all(row["as_it_was"] for row in shown) else 0


def _captures_of(observatory: Observatory | None, ids: Sequence[str]) -> list[Archived]:
    """The captures that are named; a copy alone cannot tell them, for an id is read with the observatory's key."""
    from absentia.parse.resolving import resolve

    if ids and observatory is None:
        raise UsageProblem(
            _("an id leads back only in the observatory that gave it"),
            where=", ".join(ids),
            next_step=_("leave FOLDER out, and name the observatory with -C"),
        )
    return [one for name in ids for one in resolve(observatory, name)] if observatory is not None else []


def _seal_in(line: str) -> Seal:
    from absentia.archive.seals import Seal

    seal = Seal.parse(line)
    if seal is None:
        raise UsageProblem(
            _("this is no seal"),
            where=line,
            next_step=_(
                "give the whole line as it was published, in quotation marks: absentia DAY COUNT HEAD SIGNATURE"
            ),
        )
    return seal


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise UnreadableInput(
            _("there is no such file or folder"),
            where=str(folder),
            next_step=_("check the path, and that you may read it"),
        )
    return folder
