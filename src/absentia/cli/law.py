"""``absentia law``: what a provision said on a day, and what of it is not known."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from absentia.cli.base import verb
from absentia.cli.language import N_, _, language
from absentia.cli.options import format_option, period_value
from absentia.cli.output import render, say
from absentia.errors import UsageProblem
from absentia.model.texts import Words, counted, in_languages, said, spoken

if TYPE_CHECKING:
    from absentia.law import LawProvision, Prison, Unknown
    from absentia.model import Provision
    from absentia.model.period import Period

COLUMNS = ("provision", "says", "circumstances", "least", "most", "milder", "unverified", "why")


@verb(
    "law",
    N_(
        "Say what a provision said on a day.\n\n"
        "PROVISION is an article or a part of one, such as ru:337.5 or ua:407, or as its own law writes it; "
        "of an article every part is told. What nobody here has read in the law is “not known”; without a day, "
        "so is all that ever changed."
    ),
)
@click.argument("provision")
@click.option("--on", metavar="DAY", callback=period_value, help=N_("The day it is asked of, such as 2023-06-30."))
@format_option()
def command(provision: str, on: Period | None, output_format: str) -> None:
    from absentia.law import parse_provision

    wanted, day = parse_provision(provision), _day(on)
    rows = [_row(one, day) for one in _parts(wanted)]
    headings = {
        "provision": _("provision"), "says": _("says"), "circumstances": _("circumstances"), "prison": _("prison"),
        "why": _("not known, or not verified"),
    }  # fmt: skip
    shown = [
        row | {"circumstances": _words(row["circumstances"]), "prison": spoken(_term(row), language())} for row in rows
    ]
    render(output_format, rows, headings, columns=COLUMNS, shown=shown)
    if output_format == "table":
        for title in dict.fromkeys(title for row in rows for title in row["sources"]):
            say("source: {title}", title=title)


def _day(on: Period | None) -> dt.date | None:
    if on is not None and on.start != on.end:
        raise UsageProblem(
            said("“{text}” is no day", text=on.name), where="--on", next_step=said("write it as 2023-06-30")
        )
    return None if on is None else on.start


def _parts(wanted: Provision) -> list[Provision]:
    """The provision itself; of an article every part the file lists, in its order."""
    from absentia.law import law

    if wanted.part is not None:
        return [wanted]
    listed = [one.provision for one in law(wanted.jurisdiction).provisions.values()]
    return [one for one in listed if one.article == wanted.article] or [wanted]


def _row(of: Provision, day: dt.date | None) -> dict[str, Any]:
    """What is known of a provision on a day, and why something is not."""
    from absentia.law import Unknown, on_day, prison, written

    found, term = on_day(of, day), prison(of, day)
    known = {} if isinstance(found, Unknown) else _known(found)
    if not isinstance(term, Unknown):
        known |= {"least": term.least, "most": term.most, "milder": term.milder}
    return {
        "provision": written(of, among=(of.jurisdiction, "")), "says": None, "circumstances": None, "least": None,
        "most": None, "milder": None, "unverified": [], "sources": [], "why": _why(found, term), **known,
    }  # fmt: skip


def _known(found: LawProvision) -> dict[str, Any]:
    name = found.name or found.article_name
    return {
        "says": spoken(in_languages(name), language()),
        "circumstances": found.family if "family" not in found.unverified else None,
        "unverified": list(found.unverified),
        "sources": [title for title, _address in found.sources],
    }


def _why(found: LawProvision | Unknown, term: Prison | Unknown) -> str | None:
    """Why there is no answer, or why it is not verified: the first reason there is."""
    from absentia.law import Unknown

    reasons: list[Words] = []
    if isinstance(found, Unknown):
        reasons.append(found.reason)
    elif found.doubt is not None:
        reasons.append(in_languages(found.doubt))
    if isinstance(term, Unknown):
        reasons.append(term.reason)
    return spoken(reasons[0], language()) if reasons else None


def _words(family: str | None) -> str:
    from absentia.law import FAMILIES

    return _("not known") if family is None else _(FAMILIES[family])  # type: ignore[index]  # the file's own word


def _term(row: dict[str, Any]) -> Words:
    """The term in words; a part with a milder punishment has no least."""
    if row["most"] is None:
        return said("not known")
    if row["least"] is None:
        told = counted("up to {n} year", "up to {n} years", n=row["most"])
    else:
        told = counted("{least} to {n} year", "{least} to {n} years", n=row["most"], least=row["least"])
    return said("{term}, or milder", term=told) if row["milder"] else told
