"""What must hold of a register and year before its gaps are given a meaning, and what the check of each found."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
from scipy.special import chdtrc

from absentia.estimate.serial_gaps.counting import Counted
from absentia.estimate.serial_gaps.evidence import RegisterYear, Swept
from absentia.model import Assumption
from absentia.model.texts import counted, said

FEWEST = 10
"""Filings shown below which no register is judged."""
SLACK = 14
"""Days by which a clerk may enter one filing before another that came earlier."""
OUT_OF_ORDER = 0.02
"""Largest share of pairs of filings, received further apart than that, whose ordinals stand the other way round."""
DOUBLED = 0.02
_PACE = 10
"""A gap may be this many times as long as the shown filings of its days would make it."""
_SMALLEST_JUMP = 30
_RESIDUES = range(2, 11)
_CHANCE = 0.0005
_QUIET = 31
"""Days without a filing at the end that need no explanation; else five times the usual distance of two."""
_BLOCK = 0.1
"""Largest share of the register that may be either carried over or received, unknown which."""


def sweep_check(swept: Swept) -> Assumption:
    """The whole register was looked at, from 1 January on, and not only one article of it."""
    statement = said("the whole register was looked at, not only one article")
    if swept.due is not None:
        return Assumption(
            statement,
            True,
            said(
                "complete listings without an article show receipts from {start} to {end}; asked last on {taken}",
                start=swept.due.start,
                end=swept.due.end,
                taken=swept.taken,
            ),
        )
    outcome = {
        "article": said("the only complete listings were narrowed to an article"),
        "incomplete": said("the listings show fewer rows than their own counter says"),
        "start": said("no complete listing shows the first days of the year, looked at after the posting delay"),
    }.get(swept.reason, said("there is no complete listing of the register"))
    return Assumption(statement, False, outcome)


def assumptions(register: RegisterYear, found: Counted) -> tuple[Assumption, ...]:
    """Every other check; those whose ``holds`` is ``False`` forbid a number."""
    return (
        _enough(found),
        _one_series(found),
        _not_shared(register, found),
        _in_order(found),
        _every_ordinal(found),
        _no_jumps(register, found),
        _carried_over(found),
        _late_enough(register, found),
        Assumption(
            said("all databases of the court were asked"),
            None,
            said("asked: {databases}", databases=", ".join(register.swept.databases)),
        ),
        Assumption(
            said("hidden filings are like the shown ones of the same register and year"),
            None,
            said("cannot be tested; only the bounds do without it"),
        ),
    )


def _enough(found: Counted) -> Assumption:
    outcome = said("{shown} (needed: {least})", shown=len(found.own), least=FEWEST)
    return Assumption(said("enough filings are shown"), len(found.own) >= FEWEST, outcome)


def _one_series(found: Counted) -> Assumption:
    share = found.doubled / len(found.own)
    holds = found.doubled <= 1 or share <= DOUBLED
    return Assumption(
        said("one series of ordinals"),
        holds,
        said(
            "ordinals borne by two different records: {doubled} of {shown}",
            doubled=found.doubled,
            shown=len(found.own),
        ),
    )


def _not_shared(register: RegisterYear, found: Counted) -> Assumption:
    """Two series with ordinals of their own overlap by chance; judges' marks on one series never do."""
    statement = said("series with a mark of their own have ordinals of their own")
    own = {one.ordinal for one in found.own} | found.others
    for series, ordinals in register.other_series.items():
        expected = len(own) * len(ordinals) / max(*own, *ordinals)
        common = len(own & ordinals)
        if expected >= 5 and common < 0.2 * expected:  # far below chance
            return Assumption(
                statement,
                False,
                counted(
                    "series {series} shares {common} ordinal where chance would give {expected:.0f}",
                    "series {series} shares {common} ordinals where chance would give {expected:.0f}",
                    common=common,
                    series=series,
                    expected=expected,
                ),
            )
    outcome = said("other series in the register: {number}", number=len(register.other_series))
    return Assumption(statement, True, outcome)


def _in_order(found: Counted) -> Assumption:
    """Filings received later have higher ordinals, but for a clerk's delay."""
    statement = said("ordinals follow the dates of receipt")
    # with thousands of filings every third or tenth tells the same
    chosen = found.own[:: 1 + len(found.own) // 1500]
    days = np.array([one.received.toordinal() for one in chosen if one.received is not None])
    lead = days[None, :] - days[:, None]
    upper = np.triu(np.ones(lead.shape, dtype=bool), 1)
    apart = int((upper & (np.abs(lead) > SLACK)).sum())
    wrong = int((upper & (lead < -SLACK)).sum())
    share = wrong / apart if apart else 0.0
    return Assumption(
        statement,
        share <= OUT_OF_ORDER,
        counted(
            "{share:.1%} of pairs received more than {days} day apart stand the other way round (at most {most:.0%})",
            "{share:.1%} of pairs received more than {days} days apart stand the other way round (at most {most:.0%})",
            days=SLACK,
            share=share,
            most=OUT_OF_ORDER,
        ),
    )


def _every_ordinal(found: Counted) -> Assumption:
    """No divisor whose remainders are far from equally frequent: not every second or tenth ordinal only."""
    statement = said("every ordinal is given out, not every second or tenth only")
    ordinals = np.array([one.ordinal for one in found.own])
    for step in _RESIDUES:
        seen = np.bincount(ordinals % step, minlength=step)
        rest = np.arange(step)
        possible = (found.last - rest) // step - (found.first - 1 - rest) // step
        if len(ordinals) < 5 * step or possible.min() == 0:
            continue
        expected = len(ordinals) * possible / possible.sum()
        uneven = chdtrc(step - 1, ((seen - expected) ** 2 / expected).sum()) < _CHANCE / len(_RESIDUES)
        if uneven and (seen / expected).min() < 0.5:  # half as often as its share
            outcome = said("remainders by {step} are far from equally frequent", step=step)
            return Assumption(statement, False, outcome)
    return Assumption(statement, True, said("remainders by 2 to 10 are as even as chance makes them"))


def _no_jumps(register: RegisterYear, found: Counted) -> Assumption:
    """No gap is far longer than the days it spans can have filled: blocks kept free, a series begun anew."""
    statement = said("no block of ordinals was passed over")
    due = register.swept.due
    days = due.days if due else 365
    pace = len(found.own) / days
    worst, at = 0, 0
    others = np.array(sorted(found.others))
    for one, following in pairwise(found.own):
        between = np.searchsorted(others, following.ordinal) - np.searchsorted(others, one.ordinal, side="right")
        gap = following.ordinal - one.ordinal - 1 - int(between)
        assert one.received is not None
        assert following.received is not None
        waited = max(0, (following.received - one.received).days)
        if gap > max(_SMALLEST_JUMP, _PACE * pace * (waited + 7)) and gap > worst:
            worst, at = gap, one.ordinal
    if worst:
        outcome = counted(
            "{gap} ordinal after {ordinal} is missing in too few days",
            "{gap} ordinals after {ordinal} are missing in too few days",
            gap=worst,
            ordinal=str(at),
        )
        return Assumption(statement, False, outcome)
    return Assumption(statement, True, said("no gap is longer than its days allow"))


def _carried_over(found: Counted) -> Assumption:
    """Unfinished cases got their new ordinals in January, before anything was received."""
    statement = said("cases carried over were renumbered in January, before the first receipt")
    late = found.carried_late
    if late > max(1, _BLOCK * found.carried):
        return Assumption(
            statement,
            False,
            said(
                "{late} of {carried} carried over have numbers above the first received",
                late=late,
                carried=found.carried,
            ),
        )
    allowed = max(FEWEST, _BLOCK * (found.last - found.first + 1))
    if found.before > allowed:
        return Assumption(
            statement,
            False,
            counted(
                "{before} ordinal before the first receipt is not shown: carried over or received, unknown which",
                "{before} ordinals before the first receipt are not shown: carried over or received, unknown which",
                before=found.before,
            ),
        )
    return Assumption(
        statement,
        True,
        counted(
            "{carried} carried over; {before} ordinal between them and the first receipt",
            "{carried} carried over; {before} ordinals between them and the first receipt",
            before=found.before,
            carried=found.carried,
        ),
    )


def _late_enough(register: RegisterYear, found: Counted) -> Assumption:
    """The last ordinal shown was received near the end of what was looked at."""
    due = register.swept.due
    end = due.end if due else dt.date(register.year, 12, 31)
    last = max(one.received for one in found.own if one.received is not None)
    quiet = (end - last).days
    usual = ((end - dt.date(register.year, 1, 1)).days + 1) / len(found.own)
    allowed = max(_QUIET, 5 * usual)
    return Assumption(
        said("the last ordinal is late enough"),
        quiet <= allowed,
        counted(
            "received {last}, {days} day before the end of the period (at most {most:.0f})",
            "received {last}, {days} days before the end of the period (at most {most:.0f})",
            days=quiet,
            last=last,
            most=allowed,
        ),
    )
