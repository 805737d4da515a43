"""What a tally rests on, for people: in a few lines, or court by court."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from absentia.cli.language import _, language, ngettext
from absentia.cli.render import write_table
from absentia.cli.tally_words import PAGES
from absentia.model.numbers import number
from absentia.tally.words import REASONS

_LINES = 5
"""So many kinds of courts are told of."""
_STRETCHES = 3
"""So many stretches of days of a court are told one by one."""


def print_coverage(seen: Mapping[str, Any], *, every_court: bool) -> None:
    """Pages, courts, and the receipt dates that complete listings show; of packages their days and lines."""
    if "packages" in seen:
        for line in in_short(seen):
            click.echo(line)
        return
    pages = ngettext("{pages} page read", "{pages} pages read", seen["pages"]).format(pages=seen["pages"])
    if seen["first_captured"]:
        pages += _(", captured {first} to {last}").format(
            first=seen["first_captured"][:10], last=seen["last_captured"][:10]
        )
    click.echo(
        _("Coverage: {pages}; courts looked at: {looked}; courts not looked at: {not_looked}.").format(
            pages=pages, looked=seen["courts_looked_at"], not_looked=seen["courts_not_looked_at"]
        )
    )
    if seen["pages_of_no_court"]:
        click.echo(_("Pages that name no court: {pages}.").format(pages=seen["pages_of_no_court"]))
    if not every_court:
        lines = in_short(seen)
        if lines:
            click.echo(_("Receipt dates that complete listings show, or why there are none:"))
        for line in lines:
            click.echo(f"  {line}")
        return
    rows = [_row(court) for court in seen["courts"]]
    columns = {
        "court": _("court"),
        "pages": _("pages by kind"),
        "windows": _("receipt dates that complete listings show"),
    }
    write_table(rows, columns)
    click.echo()


def in_short(seen: Mapping[str, Any]) -> list[str]:
    """A line for the courts of which the same was seen, the most frequent first; or for each package."""
    if "packages" in seen:
        return _packages(seen)
    alike: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for court in seen["courts"]:
        alike[_shown(court, short=True)].append(court)
    kinds = sorted(alike.items(), key=lambda one: (-len(one[1]), one[0]))
    lines = [f"{_courts(courts)}: {text}{_wanting(courts)}" for text, courts in kinds[:_LINES]]
    if others := [court for _text, courts in kinds[_LINES:] for court in courts]:
        lines.append(_("{courts} otherwise: see --coverage").format(courts=_courts(others)))
    return lines


def not_looked_at(seen: Mapping[str, Any]) -> list[str]:
    """Each court that was not, with the reason as data have it."""
    return [f"{court['court']}: {court['reason']}" for court in seen.get("courts", ()) if not court["looked_at"]]


def _packages(seen: Mapping[str, Any]) -> list[str]:
    lines = [
        _("Package of {day}, documents received in {year}: {documents} read, lines refused: {refused}.").format(
            day=one["day"], year=str(one["year"]), documents=number(one["documents"], language()),
            refused=number(one["lines_refused"], language()),
        )
        for one in seen["packages"]
    ]  # fmt: skip
    lines.append(
        _("Adopted from {first} on; whole until {whole} (documents may come 90 days late), later months grow.").format(
            first=seen["first_day"], whole=seen["whole_until"]
        )
    )
    if "cases" in seen:
        lines.append(
            _("Cases whose documents have different categories: {differing} of {cases}.").format(
                differing=seen["cases_whose_categories_differ"], cases=seen["cases"]
            )
        )
    return lines


def _courts(courts: Sequence[Mapping[str, Any]]) -> str:
    if len(courts) == 1:
        return str(courts[0]["court"])
    return ngettext("{courts} court", "{courts} courts", len(courts)).format(courts=number(len(courts), language()))


def _row(court: Mapping[str, Any]) -> dict[str, str]:
    return {
        "court": court["court"],
        "pages": ", ".join(f"{_(PAGES[kind])}: {number(count, language())}" for kind, count in court["pages"].items()),
        "windows": _shown(court) + _wanting([court]),
    }


def _shown(court: Mapping[str, Any], *, short: bool = False) -> str:
    """The receipt dates of a court that complete listings show, or why it was not looked at."""
    if not court["looked_at"]:
        return _(REASONS[court["reason"]])
    stretches = joined_windows(court["complete_windows"])
    if short and len(stretches) > _STRETCHES:
        more = len(stretches) - _STRETCHES
        text = ngettext("and {more} more stretch", "and {more} more stretches", more).format(more=more)
        stretches = [*stretches[:_STRETCHES], text]
    return ", ".join(stretches) or _("none")


def _wanting(courts: Iterable[Mapping[str, Any]]) -> str:
    """What looks at these courts left open."""
    text = ""
    if incomplete := sum(court["incomplete_searches"] for court in courts):
        text += _("; incomplete searches: {count}").format(count=incomplete)
    missing = {place["building"] for court in courts if court["looked_at"] for place in court["not_asked"]}
    if missing:
        text += _("; databases not looked at: {numbers}").format(numbers=", ".join(map(str, sorted(missing))))
    return text


def joined_windows(windows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The windows as stretches of days, each provision and each database of a register by itself."""
    stretches: dict[tuple[Any, ...], list[tuple[dt.date, dt.date]]] = {}
    for window in sorted(windows, key=lambda one: (one["provision"] or "", one["since"])):
        asked = (window["provision"], window["register"], window["building"])
        since, until = (dt.date.fromisoformat(window[end]) for end in ("since", "until"))
        known = stretches.setdefault(asked, [])
        if known and since <= known[-1][1] + dt.timedelta(days=1):
            known[-1] = (known[-1][0], max(known[-1][1], until))
        else:
            known.append((since, until))
    found = [
        f"{since}..{until}" + (f" ({asked[0]})" if asked[0] else "")
        for asked, known in stretches.items()
        for since, until in known
    ]
    return list(dict.fromkeys(found))
