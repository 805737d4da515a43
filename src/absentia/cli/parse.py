"""``absentia parse [PATH]…``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from absentia.cli.base import Settings, TranslatedCommand, explained
from absentia.cli.language import N_, _, language, ngettext
from absentia.cli.output import progress, say
from absentia.cli.render import write_json, write_table
from absentia.errors import EmptyInput, UsageProblem
from absentia.model.numbers import number
from absentia.model.sheets import write_rows
from absentia.model.texts import said
from absentia.observatory import Observatory

if TYPE_CHECKING:  # pydantic and Arrow are loaded only when pages are read
    from absentia.archive.shards import Shard
    from absentia.parse import Built, Found, Input, Outcome

_SHOWN = 20
_COLUMNS = {
    "page": N_("page"),
    "template": N_("template"),
    "court": N_("court"),
    "procedure": N_("procedure"),
    "instance": N_("instance"),
    "number": N_("no."),
    "received": N_("received"),
    "counter": N_("counter"),
    "rows": N_("rows"),
    "events": N_("events"),
    "defendants": N_("defendants"),
    "issues": N_("issues"),
    "source_file": N_("file"),
}
_TABLES = {
    "captures": N_("captures"), "filings": N_("filings"), "events": N_("events"), "defendants": N_("defendants"),
    "charges": N_("charges"), "issues": N_("issues"),
}  # fmt: skip
_REASONS = {
    "not_a_page": N_("no page (pictures, scripts, styles)"),
    "redirect": N_("a redirect"),
    "empty": N_("an empty answer"),
    "too_large": N_("larger than any page"),
    "other_file": N_("no file of the dump"),
    "revisit": N_("a page seen again, kept once"),
    "revisit_lost": N_("a page seen again, whose bytes are neither in these files nor in the archive"),
}


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
            _print(parse.print_inputs(inputs, printing, printed, jobs, advance), output_format or "json")
        if observatory is None:
            outcome.add(printed)
    tell(found, outcome)
    return outcome.exit_code


def say_left_out(kinds: Counter[str]) -> None:
    """Say how many files of folders and packages hold no pages, by kind."""
    from absentia.archive.formats import NAMES

    if kinds:
        listed = ", ".join(f"{_(NAMES[kind])} {number(count, language())}" for kind, count in kinds.most_common())
        say(
            ngettext(
                "{count} file that holds no page was left out: {kinds}",
                "{count} files that hold no page were left out: {kinds}",
                kinds.total(),
            ).format(count=kinds.total(), kinds=listed)
        )


def say_passed_over(reasons: Mapping[str, int]) -> None:
    """Say how many records hold no page, and why."""
    for reason, count in sorted(reasons.items()):
        say(
            ngettext("{count} record passed over: {reason}", "{count} records passed over: {reason}", count).format(
                count=count, reason=_(_REASONS.get(reason, reason))
            )
        )


def say_seen_again(sightings: int) -> None:
    """Say how many times pages were seen whose bytes were there already."""
    if sightings:
        say(
            ngettext(
                "{count} sighting of a page that was there already",
                "{count} sightings of pages that were there already",
                sightings,
            ).format(count=sightings)
        )


def say_outside(links: int) -> None:
    """Say how many links of named folders were not followed."""
    if links:
        say(
            ngettext(
                "{count} link leads out of its folder and was not followed",
                "{count} links lead out of their folders and were not followed",
                links,
            ).format(count=links)
        )


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
        try:
            with progress(_("reading"), None) as advance:
                built = parse.build_tables(observatory, jobs, advance, engine=engine)
        except EmptyInput as problem:
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


def tell_rebuilt(built: Built) -> None:
    """What was damaged and could be made anew is never made anew in silence."""
    if built.tables_lost:
        say(_("tables were missing, or not those that were written: they are rebuilt from the archive"))
    if built.index_lost:
        say(_("the archive's index was not what was written: it is made anew from the records"))


def take_shards(observatory: Observatory) -> None:
    """Fetch what other machines collected into the observatory's location, if it has one; say what came."""
    from absentia.sharing.fetch import fetch_shards

    fetched = fetch_shards(observatory)
    if fetched is None:
        return
    say(
        ngettext(
            "{count} shard of the location; captures: {records}", "{count} shards of the location; captures: {records}",
            len(fetched.shards),
        ).format(count=len(fetched.shards), records=fetched.records)
    )  # fmt: skip
    say_clash(fetched.shards)
    for problem in fetched.problems:
        say(explained(problem))


def say_clash(shards: Iterable[Shard]) -> None:
    """Say that machines which collect into one location do not share the courts out alike."""
    from absentia.sharing.location import clashing

    if numbers := clashing(shards):
        text = _(
            "the machines at this location share the courts out into different numbers of parts ({numbers}): some "
            "courts are collected twice and some perhaps by nobody; agree on one number"
        )
        say(text.format(numbers=", ".join(map(str, numbers))))


def _link(observatory: Observatory) -> None:
    """The new tables hold no cases yet."""
    from absentia.link import link_cases

    link_cases(observatory)


def _print(texts: Iterator[str], output_format: str) -> None:
    if output_format == "json":
        separator = "[\n"
        for text in texts:
            sys.stdout.write(separator + text)
            separator = ",\n"
        sys.stdout.write("[]\n" if separator == "[\n" else "\n]\n")
    elif output_format == "csv":
        pages_read = map(json.loads, texts)
        write_rows(sys.stdout, chain((_COLUMNS,), ([page[column] for column in _COLUMNS] for page in pages_read)))
    else:
        pages = [json.loads(text) for text in texts]
        write_table(pages, {column: _(heading) for column, heading in _COLUMNS.items()})


def tell(found: Found, outcome: Outcome) -> None:
    """Say on standard error what could not be used, and why; the rest has been done by then."""
    say_left_out(found.left_out + outcome.left_out)
    say_outside(found.outside)
    _list([explained(problem) for problem in outcome.problems])
    _list([_("{place}: a record of the archive cannot be read").format(place=place) for place in outcome.damaged])
    _list([_("{place}: not a page of this source's portal").format(place=place) for place in outcome.foreign])
    wrong = _("{place}: its text was saved in the wrong encoding: save the page again")
    _list([wrong.format(place=place) for place in outcome.unreadable])
    _list(
        [
            _("{place}: the layout of {court} is not what the source describes").format(place=place, court=court)
            for court, place in outcome.changed
        ]
    )
    if outcome.issues:
        kinds = ", ".join(f"{kind} {number(count, language())}" for kind, count in outcome.issues.most_common())
        say(_("issues: {kinds}").format(kinds=kinds))
    say_passed_over(outcome.passed_over)
    if outcome.synthetic:
        say(
            ngettext("synthetic: {count} of {total} page", "synthetic: {count} of {total} pages", outcome.total).format(
                count=outcome.synthetic, total=outcome.total
            )
        )


def _list(lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN]:
        say(line)
    if len(lines) > _SHOWN:
        say(_("… and {count} more").format(count=len(lines) - _SHOWN))
