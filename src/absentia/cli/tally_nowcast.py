"""How a nowcast stands beside the rows of a tally: its columns, its words, and what is said under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from absentia.cli.language import N_, _, language, ngettext
from absentia.model import Refusal
from absentia.model.numbers import number

if TYPE_CHECKING:
    from absentia.estimate.delay.tallied import Expected, Tallied
    from absentia.model.texts import Words

NOWCAST_COLUMNS = ("nowcast", "nowcast_low", "nowcast_high", "nowcast_until", "nowcast_reason")
NOWCAST_REASONS = {
    "whole": N_("all is reported"),
    "settled": N_("nothing more expected"),
    "not_over": N_("not over yet"),
    "cut": N_("cut by the dates asked for"),
    "suppressed": N_("withheld"),
    "refused": "",
    "not_looked_at": "",
}
_MOST = 5


def headings() -> dict[str, str]:
    """The columns for people, after the count."""
    return {"nowcast": _("nowcast"), "interval": _("95 % prediction interval")}


def table_cells(row: Expected) -> dict[str, str]:
    """The cells under :func:`headings`."""
    found = row.nowcast
    if found is None:
        words = NOWCAST_REASONS[row.reason or ""]
        return {"nowcast": "", "interval": _(words) if words else ""}
    value, low, high = (number(found[key], language(), 0) for key in ("value", "low", "high"))
    return {"nowcast": value, "interval": f"{low}–{high}"}


def csv_cells(row: Expected, expected: Tallied) -> dict[str, Any]:
    """The cells under :data:`NOWCAST_COLUMNS`; where the method refuses, its reason in words."""
    found = row.nowcast
    if found is not None:
        ends = {"nowcast_low": found["low"], "nowcast_high": found["high"], "nowcast_until": found["until"]}
        return {"nowcast": found["value"], **ends, "nowcast_reason": None}
    reason: Words | None = row.reason
    if reason == "refused":
        court = row.row.cell.get("court")
        reason = next(
            (one.found.reason for one in expected.sources if one.court == court and isinstance(one.found, Refusal)),
            reason,
        )
    return {"nowcast": None, "nowcast_reason": reason}


def print_notes(expected: Tallied) -> None:
    """What a nowcast is, how it was made, and why there is none where there is none."""
    if expected.given:
        click.echo(
            _(
                "Nowcast (estimated): what the count will be when all is reported that comes within the longest delay. "
                "It is in no count and in no total."
            )
        )
        click.echo(_("Method: {method}.").format(method=expected.method))
        if expected.tally.synthetic:
            click.echo(_("Estimated from synthetic pages."))
    elif any(one.reason in ("whole", "settled") for one in expected.rows):
        click.echo(_("Nowcast: nothing more is expected about these periods within the longest delay."))
    for one in expected.sources:
        if one.left_out:
            courts = ", ".join(one.left_out)
            click.echo(_("Not in the nowcast, because they did not answer: {courts}.").format(courts=courts))
    refused = [one for one in expected.sources if isinstance(one.found, Refusal)]
    for one in refused[:_MOST]:
        reason = one.found.reason if isinstance(one.found, Refusal) else ""
        if one.court is None:
            click.echo(_("No nowcast: {reason}.").format(reason=reason))
        else:
            click.echo(_("No nowcast for {court}: {reason}.").format(court=one.court, reason=reason))
    if len(refused) > _MOST:
        click.echo(
            ngettext(
                "No nowcast for {count} more court.", "No nowcast for {count} more courts.", len(refused) - _MOST
            ).format(count=len(refused) - _MOST)
        )
    click.echo()
