"""``absentia sources``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from absentia.cli.base import TranslatedSubgroup
from absentia.cli.language import N_, language
from absentia.cli.options import format_option
from absentia.cli.output import echo, say, write_json, write_table
from absentia.errors import UnreadableInput
from absentia.model.texts import said

if TYPE_CHECKING:  # loaded only when a source is tried
    from absentia.pipeline.conformance import Breach

_COLUMNS = {"rule": N_("rule"), "what": N_("what is wrong")}


@click.group("sources", cls=TranslatedSubgroup, help=N_("Try out a portal or a dump of your own."))
def command() -> None: ...


@command.command(
    "test",
    help=N_(
        "Try the source in the folder DIR with the faults of courts.\n\n"
        "Its names, its directory, its addresses, reading of any bytes, and pages cut short; pages are taken from "
        "DIR/pages. The folder is a program and is run. Exit code 1 if anything is wrong."
    ),
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@format_option("table", "json")
def test_command(directory: Path, output_format: str) -> int:
    folder = directory.resolve()
    if not (folder / "__init__.py").is_file():
        raise UnreadableInput(
            said("this is no source: it has no __init__.py"),
            where=str(directory),
            next_step=said("name the folder of one source; the guide “Add a portal” says what is in it"),
        )
    found, pages = _examined(folder)
    rows = [{"rule": one.rule, "what": one.what.text(language())} for one in found]
    if output_format == "json":
        write_json(rows)
    elif rows:
        write_table(rows, _COLUMNS)
    else:
        echo("nothing is wrong")
    say("{count} page tried", "{count} pages tried", count=pages)
    return 1 if rows else 0


@command.command(
    "check",
    help=N_(
        "Hold a package FILE of the source SOURCE against what is known of it: one page to mail to the "
        "maintainers.\n\n"
        "The page is in English. It has columns, codes, days and counts; no judge, case, address or small count. "
        "Exit code 1 if the package would not be taken in whole."
    ),
)
@click.argument("source_id", metavar="SOURCE")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def check_command(source_id: str, file: Path) -> int:
    from absentia.dumps.probing import probe
    from absentia.sources import register_dump

    found = probe(file, register_dump(source_id).register_layout)
    echo("\n".join(found.page))
    return 0 if found.sound else 1


def _examined(folder: Path) -> tuple[list[Breach], int]:
    """What is wrong with the source in a folder, which is one of the sources for as long as it is tried; its pages."""
    from absentia import sources
    from absentia.archive.wrappings import said_of
    from absentia.pipeline.conformance import Page, examine
    from absentia.sources.protocol import is_dump

    before = list(sources.__path__)
    sources.__path__[:] = list(dict.fromkeys((*before, str(folder.parent))))
    try:
        source = sources.load_source(folder.name)
        files = sorted(file for file in (folder / "pages").glob("*") if file.is_file())
        pages = []
        for place, file in enumerate(files, 1):
            body = file.read_bytes()
            url = source.member_url(file.name) if is_dump(source) else said_of(body)[0]
            # by its place: a file may be called after a person
            pages.append(Page(f"pages #{place}", body, url))
        return examine(source, pages), len(pages)
    finally:
        sources.__path__[:] = before
