"""What is said below the table of the panel: what other assumptions give, what was checked, what was noticed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from absentia.estimate.lists.agreement import Member, Role
from absentia.estimate.lists.closed_forms import Dependence
from absentia.estimate.lists.panel import ListsPanel
from absentia.estimate.lists.profile import Without
from absentia.estimate.options.series import LISTS_REFERENCE as REFERENCE
from absentia.model import Assumption, Estimate
from absentia.model.texts import Said, Words, joined, said

UNLIKELY = 0.01
TELLING = ("decomposable-all", "independence", "captures-M0")
"""Single models whose first check says what a row of theirs rests on."""
SHOWN_CELLS = 5
SHOWN_PAIRS = 10


def notes_of(panel: ListsPanel) -> list[Words]:
    """The ξ curve, dependence, lists left out, the same by other choices, cells, checks, what reading noticed."""
    found: list[Words] = []
    if panel.xi:
        points = [Said("ξ = {xi:.3g}: {value:.0f}", {"xi": one.xi, "value": one.value}) for one in panel.xi]
        found += [
            said("If the highest-order odds ratio ξ were not 1 (no data can tell), the total would be:"),
            Said("  {points}", {"points": joined(points, "   ")}),
        ]
    if panel.dependence:
        found.append(said("Dependence of two lists among the units on no other one, which no data can tell:"))
        found += [_dependence(one) for one in panel.dependence[:SHOWN_PAIRS]]
    if panel.without:
        found += [said("Log-linear average without one list:"), *map(_without, panel.without)]
    for member in panel.shown:
        found += _choices(member)
    found += _cells(panel)
    found += [said("Checked:"), *(check.told for check in _checked(panel).values())]
    found += [Said("  ! {note}", {"note": note}) for note in panel.notes]
    found.append(said("Reference: {reference}", reference=REFERENCE))
    if panel.seed not in {one.result.seed for one in panel.shown if isinstance(one.result, Estimate)}:
        # no number shown says its seed, but what they are judged by is drawn too
        found.append(said("seed {seed}", seed=str(panel.seed)))
    return found


def _checked(panel: ListsPanel) -> dict[Words, Assumption]:
    """Every check once; of single models what they assume beside."""
    checks = {check.statement: check for check in panel.checks}
    for member in panel.shown:
        own = member.result.assumptions
        chosen = own if member.role is Role.TOTAL else own[:1] if member.id in TELLING else ()
        checks |= {check.statement: check for check in chosen if check.statement not in checks}
    return checks


def _choices(member: Member) -> Iterator[Words]:
    if member.role is Role.TOTAL and isinstance(member.result, Estimate) and member.result.sensitivity:
        others = member.result.sensitivity.items()
        parts = [Said("{choice}: {value:.0f}", {"choice": choice, "value": value}) for choice, value in others]
        yield said("{method}, other choices:", method=member.title)
        yield Said("  {parts}", {"parts": joined(parts, "   ")})


def _dependence(one: Dependence) -> Words:
    values = {
        "first": one.first,
        "second": one.second,
        "total": one.now.total,
        "now": one.now.correlation,
        "double": one.doubled.correlation,
    }
    if one.halved is None:
        return said(
            "  {first} – {second}: correlation {now:.2f} at {total:.0f}; {double:.2f} would double it; more than half "
            "are seen already",
            **values,
        )
    return said(
        "  {first} – {second}: correlation {now:.2f} at {total:.0f}; {double:.2f} would double it, {half:.2f} halve it",
        **values,
        half=one.halved.correlation,
    )


def _without(one: Without) -> Words:
    if one.value is None:
        return said("  without {list}: none: {reason}", list=one.without, reason=one.refused)
    ends = one.interval
    return said(
        "  without {list}: {value:.0f} ({low:.0f} … {high:.0f}) of {observed} observed",
        list=one.without,
        value=one.value,
        low=ends.low if ends else one.value,
        high=ends.high if ends else one.value,
        observed=one.observed,
    )


def cells_of(panel: ListsPanel) -> list[dict[str, Any]]:
    """Each combination of lists: units seen, units each method expects, and how likely a count as far off is."""
    fits = {one.id: one.fit for one in panel.shown if one.fit is not None}
    if not fits:
        return []
    rows = []
    for cell, observed in enumerate(panel.counts[1:], start=1):
        on = [name for bit, name in enumerate(panel.lists) if cell >> bit & 1]
        expected = {name: round(float(fit.expected[cell - 1]), 3) for name, fit in fits.items()}
        tails = {name: round(float(fit.tail[cell - 1]), 4) for name, fit in fits.items()}
        rows.append({"lists": on, "observed": observed, "expected": expected, "tail": tails})
    return rows


def _cells(panel: ListsPanel) -> Iterator[Words]:
    """The combinations that a method foresees worst, where one is too far off for chance among so many."""
    rows = cells_of(panel)
    worst = [
        (tail, row, member)
        for row in rows
        for member in panel.shown
        if (tail := row["tail"].get(member.id, 1.0)) < UNLIKELY / len(rows)
    ]
    if worst:
        yield said("Combinations far from what a method expects:")
    for tail, row, member in sorted(worst, key=lambda one: one[0])[:SHOWN_CELLS]:
        yield said(
            "  {lists}: {observed} seen, {expected:.1f} expected by “{method}” (p = {tail:.2g})",
            lists=" + ".join(row["lists"]),
            observed=row["observed"],
            expected=row["expected"][member.id],
            method=member.title,
            tail=tail,
        )
