"""The words of a tally: dimensions, values, reasons, and what it rests on in a few lines or court by court."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from absentia.cli.language import N_, _, language
from absentia.cli.output import echo, write_table
from absentia.law import FAMILIES
from absentia.model.numbers import number
from absentia.tally.words import REASONS

if TYPE_CHECKING:
    from absentia.tally import Tally


DIMENSIONS = {
    "court": N_("court"),
    "okrug": N_("okrug court"),
    "region": N_("region"),
    "week": N_("week"),
    "month": N_("month"),
    "quarter": N_("quarter"),
    "half-year": N_("half-year"),
    "year": N_("year"),
    "article": N_("article"),
    "provision": N_("provision"),
    "family": N_("family"),
    "sole": N_("sole or among"),
    "instance": N_("instance"),
    "procedure": N_("procedure"),
}
VALUES = {
    "sole": {"sole": N_("sole charge"), "among": N_("among several")},
    "family": {str(family): words for family, words in FAMILIES.items()},
    "instance": {
        "first": N_("first instance"),
        "appeal": N_("appeal"),
        "cassation": N_("cassation"),
        "supervisory": N_("supervisory"),
        "unknown": N_("unknown instance"),
    },
    "procedure": {
        "criminal": N_("criminal"),
        "civil": N_("civil"),
        "kas": N_("administrative suits"),
        "koap": N_("administrative offences"),
        "material": N_("materials"),
        "disciplinary": N_("disciplinary"),
        "unknown": N_("unknown procedure"),
    },
}
PAGES = {
    "listing": N_("listings"),
    "card": N_("cards"),
    "hearing_list": N_("lists of hearings"),
    "act": N_("texts of acts"),
    "search_form": N_("search forms"),
    "captcha_gate": N_("demands for a captcha"),
    "block_g": N_("refusals by geography"),
    "block_b": N_("refused requests"),
    "temporarily_unavailable": N_("answers of “temporarily unavailable”"),
    "backend_error": N_("errors of the database"),
    "no_such_database": N_("answers that there is no such database"),
    "empty_result": N_("empty answers"),
    "no_content": N_("sites without content"),
    "moved": N_("pages gone or moved"),
    "unknown": N_("pages not recognised"),
}
"""What a court answered, by :class:`absentia.model.page.PageKind`."""
NOTHING = {
    "sole": N_("cannot be told"),
    "article": N_("not readable or not shown"),
    "provision": N_("not readable or not shown"),
    "family": N_("not in the law file, not readable or not shown"),
    "okrug": N_("not in the directory"),
    "region": N_("not in the directory"),
}


def filters(tally: Tally) -> list[str]:
    """What was counted, piece by piece."""
    chosen = tally.filters
    texts = [value("instance", chosen["instance"]), value("procedure", chosen["procedure"])]
    if chosen["instance"] == "all":
        texts[0] = _("all instances")
    if chosen["procedure"] == "all":
        texts[1] = _("all procedures")
    if chosen["provision"]:
        texts.append(_("charged under {provision}", provision=chosen["provision"]))
    if chosen["sole"]:
        texts.append(value("sole", chosen["sole"]))
    if chosen["court"]:
        texts.append(chosen["court"])
    return texts


def value(dimension: str, given: str | None) -> str:
    """A value of a dimension as people read it."""
    if given is None:
        return _(NOTHING.get(dimension, N_("not dated"))) if dimension != "court" else ""
    known = VALUES.get(dimension, {})
    return _(known[given]) if given in known else given


def register(name: str) -> str:
    """A register as people read it, by its procedure and instance: ``criminal-first``; another stays as it is."""
    procedure, _dash, instance = name.rpartition("-")
    if procedure in VALUES["procedure"] and instance in VALUES["instance"]:
        return f"{value('procedure', procedure)}, {value('instance', instance)}"
    return name


def left_out_text(day: str, later: int, undated: int, *, packages: bool = False) -> str:
    """What is known at the end of a day does not have: pages, or packages."""
    if packages:
        stood: str = _(
            "As the newest package of {day} or before has it; later packages left out: {later}.",
            day=day,
            later=number(later, language()),
        )
        return stood
    text: str = _(
        "As known at the end of {day} (UTC); pages left out: {later} fetched later, {undated} without a time.",
        day=day,
        later=number(later, language()),
        undated=number(undated, language()),
    )
    return text


_LINES = 5
"""So many kinds of courts are told of."""
_STRETCHES = 3
"""So many stretches of days of a court are told one by one."""


def print_coverage(seen: Mapping[str, Any], *, every_court: bool) -> None:
    """Pages, courts, and the receipt dates that complete listings show; of packages their days and lines."""
    if "packages" in seen:
        for line in in_short(seen):
            echo(line)
        return
    pages = _("{pages} page read", "{pages} pages read", pages=seen["pages"])
    if seen["first_captured"]:
        pages += _(", captured {first} to {last}", first=seen["first_captured"][:10], last=seen["last_captured"][:10])
    echo(
        "Coverage: {pages}; courts looked at: {looked}; courts not looked at: {not_looked}.",
        pages=pages,
        looked=seen["courts_looked_at"],
        not_looked=seen["courts_not_looked_at"],
    )
    if seen["pages_of_no_court"]:
        echo("Pages that name no court: {pages}.", pages=seen["pages_of_no_court"])
    if not every_court:
        lines = in_short(seen)
        if lines:
            echo("Receipt dates that complete listings show, or why there are none:")
        for line in lines:
            echo(f"  {line}")
        return
    rows = [_row(court) for court in seen["courts"]]
    columns = {
        "court": _("court"),
        "pages": _("pages by kind"),
        "windows": _("receipt dates that complete listings show"),
    }
    write_table(rows, columns)
    echo()


def in_short(seen: Mapping[str, Any]) -> list[str]:
    """A line for the courts of which the same was seen, the most frequent first; or for each package."""
    if "packages" in seen:
        return _packages(seen)
    alike: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for court in seen["courts"]:
        alike[_shown(court, short=True)].append(court)
    kinds = sorted(alike.items(), key=lambda one: (-len(one[1]), one[0]))
    lines = [f"{_several(courts)}: {text}{_wanting(courts)}" for text, courts in kinds[:_LINES]]
    if others := [court for _text, courts in kinds[_LINES:] for court in courts]:
        lines.append(_("{courts} otherwise: see --coverage", courts=_several(others)))
    return lines


def not_looked_at(seen: Mapping[str, Any]) -> list[str]:
    """Each court that was not, with the reason as data have it."""
    return [f"{court['court']}: {court['reason']}" for court in seen.get("courts", ()) if not court["looked_at"]]


def _packages(seen: Mapping[str, Any]) -> list[str]:
    lines = [
        _(
            "Package of {day}, documents received in {year}: {documents} read, lines refused: {refused}.",
            day=one["day"],
            year=str(one["year"]),
            documents=number(one["documents"], language()),
            refused=number(one["lines_refused"], language()),
        )
        for one in seen["packages"]
    ]
    lines.append(
        _(
            "Adopted from {first} on; whole until {whole} (documents may come 90 days late), later months grow.",
            first=seen["first_day"],
            whole=seen["whole_until"],
        )
    )
    if "cases" in seen:
        lines.append(
            _(
                "Cases whose documents have different categories: {differing} of {cases}.",
                differing=seen["cases_whose_categories_differ"],
                cases=seen["cases"],
            )
        )
    return lines


def _several(courts: Sequence[Mapping[str, Any]]) -> str:
    if len(courts) == 1:
        return str(courts[0]["court"])
    return _("{courts} court", "{courts} courts", courts=len(courts))


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
        text = _("and {more} more stretch", "and {more} more stretches", more=more)
        stretches = [*stretches[:_STRETCHES], text]
    return ", ".join(stretches) or _("none")


def _wanting(courts: Iterable[Mapping[str, Any]]) -> str:
    """What looks at these courts left open."""
    text = ""
    if incomplete := sum(court["incomplete_searches"] for court in courts):
        text += _("; incomplete searches: {count}", count=incomplete)
    missing = {place["building"] for court in courts if court["looked_at"] for place in court["not_asked"]}
    if missing:
        text += _("; databases not looked at: {numbers}", numbers=", ".join(map(str, sorted(missing))))
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
