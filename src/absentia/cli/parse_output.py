"""What ``absentia parse`` writes and says: the pages, what was done, and what could not be used."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from absentia.cli.base import explained
from absentia.cli.language import N_, _, language
from absentia.cli.output import say, write_table
from absentia.model.numbers import number
from absentia.model.sheets import write_rows

if TYPE_CHECKING:  # pydantic and Arrow are loaded only when pages are read
    from absentia.parse import Built, Found, Outcome

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
_REASONS = {
    "not_a_page": N_("no page (pictures, scripts, styles)"),
    "redirect": N_("a redirect"),
    "empty": N_("an empty answer"),
    "too_large": N_("larger than any page"),
    "other_file": N_("no file of the dump"),
    "revisit": N_("a page seen again, kept once"),
    "revisit_lost": N_("a page seen again, whose bytes are neither in these files nor in the archive"),
}


def print_pages(texts: Iterator[str], output_format: str) -> None:
    """Write pages, each a JSON text, as they come: as JSON, CSV or a table."""
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
        write_table(pages, _COLUMNS)


def tell(found: Found, outcome: Outcome) -> None:
    """Say on standard error what could not be used, and why; the rest has been done by then."""
    say_left_out(found.left_out + outcome.left_out)
    say_outside(found.outside)
    _list([explained(problem) for problem in outcome.problems])
    _list([_("{place}: a record of the archive cannot be read", place=place) for place in outcome.damaged])
    _list([_("{place}: not a page of this source's portal", place=place) for place in outcome.foreign])
    wrong = N_("{place}: its text was saved in the wrong encoding: save the page again")
    _list([_(wrong, place=place) for place in outcome.unreadable])
    changed = N_("{place}: the layout of {court} is not what the source describes")
    _list([_(changed, place=place, court=court) for court, place in outcome.changed])
    if outcome.issues:
        kinds = ", ".join(f"{kind} {number(count, language())}" for kind, count in outcome.issues.most_common())
        say("issues: {kinds}", kinds=kinds)
    say_passed_over(outcome.passed_over)
    if outcome.synthetic:
        say(
            "synthetic: {count} of {total} page",
            "synthetic: {count} of {total} pages",
            total=outcome.total,
            count=outcome.synthetic,
        )


def say_left_out(kinds: Counter[str]) -> None:
    """Say how many files of folders and packages hold no pages, by kind."""
    from absentia.archive.formats import NAMES

    if kinds:
        listed = ", ".join(f"{_(NAMES[kind])} {number(count, language())}" for kind, count in kinds.most_common())
        say(
            "{count} file that holds no page was left out: {kinds}",
            "{count} files that hold no page were left out: {kinds}",
            count=kinds.total(),
            kinds=listed,
        )


def say_passed_over(reasons: Mapping[str, int]) -> None:
    """Say how many records hold no page, and why."""
    for reason, count in sorted(reasons.items()):
        say(
            "{count} record passed over: {reason}",
            "{count} records passed over: {reason}",
            count=count,
            reason=_(_REASONS.get(reason, reason)),
        )


def say_seen_again(sightings: int) -> None:
    """Say how many times pages were seen whose bytes were there already."""
    if sightings:
        say(
            "{count} sighting of a page that was there already",
            "{count} sightings of pages that were there already",
            count=sightings,
        )


def say_outside(links: int) -> None:
    """Say how many links of named folders were not followed."""
    if links:
        say(
            "{count} link leads out of its folder and was not followed",
            "{count} links lead out of their folders and were not followed",
            count=links,
        )


def tell_rebuilt(built: Built) -> None:
    """What was damaged and could be made anew is never made anew in silence."""
    if built.tables_lost:
        say("tables were missing, or not those that were written: they are rebuilt from the archive")
    if built.index_lost:
        say("the archive's index was not what was written: it is made anew from the records")


def _list(lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN]:
        say(line)
    if len(lines) > _SHOWN:
        say("… and {count} more", count=len(lines) - _SHOWN)
