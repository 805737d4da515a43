"""``absentia parse [PATH]…``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from absentia.cli.base import Settings, TranslatedCommand
from absentia.cli.language import N_, _, language, ngettext, told
from absentia.cli.output import progress, say
from absentia.cli.parse_output import print_pages, say_seen_again, tell, tell_rebuilt
from absentia.cli.render import write_json
from absentia.cli.shards import place_of_shards, take_shards
from absentia.errors import EmptyInput, UsageProblem
from absentia.model.numbers import number
from absentia.model.texts import said
from absentia.observatory import Observatory

if TYPE_CHECKING:  # pydantic and Arrow are loaded only when pages are read
    from absentia.parse import Input, Outcome

_TABLES = {
    "captures": N_("captures"), "filings": N_("filings"), "events": N_("events"), "defendants": N_("defendants"),
    "charges": N_("charges"), "issues": N_("issues"),
}  # fmt: skip


@click.command(
    "parse",
    cls=TranslatedCommand,
    help=N_(
        "Read saved court pages into records.\n\n"
        "PATH is a saved page (HTML, MHTML, SingleFile, also compressed), a WARC, WACZ or ZIP file, a folder of such "
        "files, or “-” for standard input; what it is shows in its bytes, not its name. Writes one JSON document: an "
        "array with one object per page, names as pseudonyms. With --into, the pages go into the observatory's archive "
        "and its tables are brought up to date; without PATH, inside an observatory, the tables are brought up to date "
        "with the archive."
    ),
)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option(
    "--source",
    "source",
    default=None,
    metavar="ID",
    help=N_("Whose pages these are; the only source, if there is one."),
)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    default=None,
    metavar="OBSERVATORY",
    help=N_("Archive the pages in this observatory (made if absent) and write its tables."),
)
@click.option("--show-names", is_flag=True, help=N_("Print names as the pages show them instead of pseudonyms."))
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help=N_("Processes that read."))
@click.option(
    "--engine",
    metavar="ray|ray://HOST:PORT",
    default=None,
    help=N_("Read with Ray, on this machine or a cluster; with --into or inside an observatory."),
)
@click.option("--print-schema", is_flag=True, help=N_("Print the JSON Schema of the output and stop."))
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("json", "table", "csv")),
    default=None,
    help=N_("How to write the pages: json by default; with --into nothing is written unless a format is named."),
)
@click.pass_obj
def command(
    settings: Settings,
    paths: tuple[str, ...],
    *,
    source: str | None,
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
    # what the archive holds says itself whose it is
    source_id = chosen_source(source).id if paths or source is not None or output_format is not None else ""
    found = parse.find_inputs(paths, source_id)
    outcome = parse.Outcome(problems=list(found.problems))
    if engine is not None and paths and into is None:
        raise UsageProblem(
            said("--engine reads into an observatory only"),
            where="--engine",
            next_step=said("name one with --into; or leave --engine out"),
        )
    observatory = _observatory(settings, into, wanted=bool(found.inputs) or not paths, rebuild=not paths)
    if observatory is not None:
        outcome.add(_into(observatory, found.inputs, source_id, jobs, engine))
    if (into is None and paths) or output_format is not None:
        inputs = found.inputs if observatory is None or paths else parse.archived_inputs(observatory)
        pseudonyms = parse.Pseudonyms.of_observatory(observatory) if observatory else parse.Pseudonyms.for_one_run()
        brief = output_format in ("table", "csv")
        printing = parse.Printing(source_id, None if show_names else pseudonyms, brief=brief, language=language())
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

    outcome = parse.Outcome()
    with observatory.writing():
        take_shards(observatory)
        if inputs:
            with progress(_("archiving"), len(inputs)) as advance:
                stored = parse.store_inputs(observatory, inputs, source, outcome, advance)
            if stored.cut_off:
                say(
                    ngettext(
                        "{count} byte of an unfinished record was cut off the archive",
                        "{count} bytes of an unfinished record were cut off the archive",
                        stored.cut_off,
                    ).format(count=stored.cut_off)
                )
            say(
                ngettext(
                    "{added} new page archived, {known} known",
                    "{added} new pages archived, {known} known",
                    stored.added,
                ).format(added=stored.added, known=stored.known)
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
                say(told(line))
            if not packages:
                outcome.problems.append(problem)
            return outcome
    outcome.add(built.outcome)
    tell_rebuilt(built)
    say(
        ngettext(
            "{read} page read now, {known} known from before",
            "{read} pages read now, {known} known from before",
            built.read,
        ).format(read=built.read, known=built.known)
    )
    _link(observatory)
    counts = ", ".join(
        f"{_(_TABLES.get(table, table))} {number(count, language())}" for table, count in built.counts.items()
    )
    say(_("tables written: {counts}").format(counts=counts))
    say(_("the run's report is {path}").format(path=observatory.runs / built.run))
    return outcome


def _link(observatory: Observatory) -> None:
    """The new tables hold no cases yet."""
    from absentia.link import link_cases

    link_cases(observatory)
