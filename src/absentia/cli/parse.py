"""``absentia parse [PATH]…`` and ``absentia charges``: saved pages, or single cells, are read."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import Settings, verb
from absentia.cli.collect_output import place_of_shards, take_shards
from absentia.cli.language import N_, _, language
from absentia.cli.options import format_option, jobs_option, source_option
from absentia.cli.output import echo, progress, say, write_json, write_table
from absentia.cli.parse_output import print_pages, say_seen_again, tell, tell_rebuilt
from absentia.errors import EmptyInput, UsageProblem
from absentia.model.numbers import number
from absentia.model.sheets import write_rows
from absentia.model.texts import said
from absentia.observatory import Observatory

if TYPE_CHECKING:
    from absentia.parse import Input, Outcome
    from absentia.parse.cells import CellKind


_TABLES = {
    "captures": N_("captures"), "filings": N_("filings"), "events": N_("events"), "defendants": N_("defendants"),
    "charges": N_("charges"), "issues": N_("issues"),
}  # fmt: skip


@verb(
    "parse",
    N_(
        "Read saved court pages into records.\n\n"
        "PATH is a saved page (HTML, MHTML, SingleFile, also compressed), a WARC, WACZ or ZIP file, a folder of such "
        "files, or “-” for standard input; what it is shows in its bytes, not its name. Writes one JSON document: an "
        "array with one object per page, names as pseudonyms. With --into, the pages go into the observatory's archive "
        "and its tables are brought up to date; without PATH, inside an observatory, the tables are brought up to date "
        "with the archive."
    ),
)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@source_option()
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="OBSERVATORY",
    help=N_("Archive the pages in this observatory (made if absent) and write its tables."),
)
@click.option("--show-names", is_flag=True, help=N_("Print names as the pages show them instead of pseudonyms."))
@jobs_option()
@click.option(
    "--engine",
    metavar="ray|ray://HOST:PORT",
    help=N_("Read with Ray, on this machine or a cluster; with --into or inside an observatory."),
)
@click.option("--print-schema", is_flag=True, help=N_("Print the JSON Schema of the output and stop."))
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("json", "table", "csv")),
    help=N_("How to write the pages: json by default; with --into nothing is written unless a format is named."),
)
@click.pass_obj
def command(
    settings: Settings,
    paths: tuple[str, ...],
    *,
    source_id: str | None,
    into: Path | None,
    show_names: bool,
    jobs: int,
    engine: str | None,
    print_schema: bool,
    output_format: str | None,
) -> int:
    from absentia import parse
    from absentia.sources import chosen_source

    if print_schema:
        write_json(parse.json_schema())
        return 0
    if jobs > 1 and engine is None:
        from absentia.parse.pool import get_ready

        get_ready()  # while this process loads what it needs itself
    # what the archive holds says itself whose it is
    named = paths or source_id is not None or output_format is not None
    source = chosen_source(source_id).id if named else ""
    found = parse.find_inputs(paths, source)
    outcome = parse.Outcome(problems=list(found.problems))
    if engine is not None and paths and into is None:
        raise UsageProblem(
            said("--engine reads into an observatory only"),
            where="--engine",
            next_step=said("name one with --into; or leave --engine out"),
        )
    observatory = _observatory(settings, into, wanted=bool(found.inputs) or not paths, rebuild=not paths)
    if observatory is not None:
        outcome.add(_into(observatory, found.inputs, source, jobs, engine))
    if (into is None and paths) or output_format is not None:
        inputs = found.inputs if observatory is None or paths else parse.archived_inputs(observatory)
        pseudonyms = parse.Pseudonyms.of_observatory(observatory) if observatory else parse.Pseudonyms.for_one_run()
        brief = output_format in ("table", "csv")
        printing = parse.Printing(source, None if show_names else pseudonyms, brief=brief, language=language())
        printed = parse.Outcome()
        with progress(_("reading"), len(inputs)) as advance:
            print_pages(parse.print_inputs(inputs, printing, printed, jobs, advance), output_format or "json")
        if observatory is None:
            outcome.add(printed)
    tell(found, outcome)
    return outcome.exit_code


def _observatory(settings: Settings, into: Path | None, *, wanted: bool, rebuild: bool) -> Observatory | None:
    """The observatory to write to: none without --into, unless its tables are to be rebuilt."""
    if into is not None and wanted:
        return Observatory.create(into)
    return settings.observatory() if rebuild else None


def _into(observatory: Observatory, inputs: Sequence[Input], source: str, jobs: int, engine: str | None) -> Outcome:
    """Archive the inputs, write the tables, link; say what was done."""
    from absentia import parse
    from absentia.link import link_cases
    from absentia.parse.pool import do_without_pandas

    do_without_pandas()
    outcome = parse.Outcome()
    with observatory.writing():
        take_shards(observatory)
        if inputs:
            with progress(_("archiving"), len(inputs)) as advance:
                stored = parse.store_inputs(observatory, inputs, source, outcome, advance)
            if stored.cut_off:
                say(
                    "{count} byte of an unfinished record was cut off the archive",
                    "{count} bytes of an unfinished record were cut off the archive",
                    count=stored.cut_off,
                )
            say(
                "{added} new page archived, {known} known",
                "{added} new pages archived, {known} known",
                added=stored.added,
                known=stored.known,
            )
            say_seen_again(stored.seen_again)
        remote = place_of_shards(observatory) if engine else None
        try:
            with progress(_("reading"), None) as advance:
                built = parse.build_tables(observatory, jobs, advance, engine=engine, remote=remote)
        except EmptyInput as problem:
            from absentia.dumps.differences import standing_of_packages

            packages = () if inputs else standing_of_packages(observatory)
            for line in packages:  # there are no pages, and none were asked for
                say(line)
            if not packages:
                outcome.problems.append(problem)
            return outcome
    outcome.add(built.outcome)
    tell_rebuilt(built)
    say(
        "{read} page read now, {known} known from before",
        "{read} pages read now, {known} known from before",
        read=built.read,
        known=built.known,
    )
    link_cases(observatory)  # the new tables hold no cases yet
    counts = ", ".join(
        f"{_(_TABLES.get(table, table))} {number(count, language())}" for table, count in built.counts.items()
    )
    say("tables written: {counts}", counts=counts)
    say("the run's report is {path}", path=observatory.runs / built.run)
    return outcome


_COLUMNS = {
    "line": N_("line"),
    "person": N_("person"),
    "name": N_("name"),
    "code": N_("code"),
    "provision": N_("provision"),
    "points": N_("points"),
    "role": N_("role"),
    "modifiers": N_("modifiers"),
    "episodes": N_("episodes"),
    "family": N_("family"),
    "raw": N_("as written"),
    "issues": N_("issues"),
}


@verb(
    "charges",
    N_(
        "Read charge cells, one per line on standard input.\n\n"
        "A cell is what a listing shows of the persons of a case and their charges; a line break inside one is written "
        "<br>. Writes one JSON array with one object per line: persons with their charges, and an issue for whatever "
        "could not be read. Issues are data: the exit code is 0."
    ),
)
@click.option(
    "--kind",
    type=click.Choice(("cell", "articles")),
    default="cell",
    show_default=True,
    help=N_("What the lines are: whole cells, or the articles of one person."),
)
@source_option(N_("Whose cells these are; the only source, if there is one."))
@click.option("--show-names", is_flag=True, help=N_("Print names as the cells show them instead of pseudonyms."))
@format_option("json", "table", "csv", default="json")
def charges_command(kind: CellKind, source_id: str | None, show_names: bool, output_format: str) -> None:
    from absentia.parse.cells import CellReader
    from absentia.sources import chosen_source

    source = chosen_source(source_id)
    if sys.stdin.isatty():
        say("type cells, one per line; end with Ctrl-D")
    reader = CellReader(source, kind=kind, show_names=show_names, language=language())
    documents = reader.read(sys.stdin.buffer)
    if output_format == "json":
        _write_array(documents)
    elif output_format == "csv":
        written = ([row.get(column) for column in _COLUMNS] for row in _rows(documents))
        write_rows(sys.stdout, chain((_COLUMNS,), written))
    else:
        write_table(list(_rows(documents)), _COLUMNS)
    cells = _("{cells} cell read", "{cells} cells read", cells=reader.cells)
    issues = _("{issues} issue", "{issues} issues", issues=reader.issues)
    say(f"{cells}, {issues}")


def _write_array(documents: Iterable[Mapping[str, Any]]) -> None:
    """One JSON array, an object per line, written as it is read."""
    separator = "["
    for document in documents:
        click.echo(separator + "\n" + json.dumps(document, ensure_ascii=False), nl=False)
        separator = ","
    echo("\n]" if separator == "," else "[]")


def _rows(documents: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row per charge; a person without charges and a line without persons have one row, too."""
    for document in documents:
        line = {"line": document["line"], "issues": len(document["issues"])}
        for position, person in enumerate(document["persons"], start=1):
            whose = {**line, "person": position, "name": _("(hidden)") if person["name_hidden"] else person["name"]}
            for charge in person["charges"]:
                lists = {"points": ",".join(charge["points"]), "modifiers": ",".join(charge["modifiers"])}
                yield {**whose, **charge, **lists}
            if not person["charges"]:
                yield whose
        if not document["persons"]:
            yield line
