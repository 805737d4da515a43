"""The number of cases without those that are later filings of others: an estimate beside the count, never in it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import numpy as np

from absentia.engine import ask, named_statements
from absentia.estimate.method import Answer, Context
from absentia.estimate.options.courts import REFILED as NAME
from absentia.estimate.options.courts import REFILED_REFERENCE as REFERENCE
from absentia.estimate.options.courts import RefiledOptions
from absentia.estimate.refiled.model import End, Kind, kinds
from absentia.model import Assumption, Estimate, Interval, Period, Refusal
from absentia.model.estimate import failed
from absentia.model.texts import N_, Words, said
from absentia.observatory import Observatory
from absentia.tally.prepare import prepared

LEAST = 10.0
"""Ends that would have been joined if each were filed again: with fewer, the rate is anybody's guess."""
_SQL = named_statements((files(__package__) / "ends.sql").read_text(encoding="utf-8"))
_SYNTHETIC = "SELECT bool_or(synthetic) AS synthetic FROM captures"
_ENDINGS = {"returned": N_("returned to the prosecutor"), "transferred": N_("transferred to another court")}


def run(context: Context, options: RefiledOptions) -> Answer:
    """The corrected number of cases, or why there is none.

    Raises:
        ObservatoryProblem: no observatory, or nothing has been parsed yet.
    """
    observatory = context.needed()
    ends, seen = evidence(observatory)
    one = judge(ends, seen, options)
    lead = [said("synthetic pages")] if seen["synthetic"] else []
    return Answer(
        [one], lead=lead, more={"synthetic": seen["synthetic"], "kinds": [_told(kind) for kind in kinds(ends)]}
    )


def evidence(observatory: Observatory) -> tuple[list[End], dict[str, Any]]:
    """The ends that are seen, and how many cases, filings and days there are."""
    with prepared(observatory) as connection:
        rows = ask(connection, _SQL["ends"])
        (seen,) = ask(connection, _SQL["seen"])
        (pages,) = ask(connection, _SYNTHETIC)
    ends = [
        End(
            ending=row["ending"],
            has_uid=row["has_uid"],
            followed=row["followed"],
            recognised=row["with_uid"] / row["filings"] if row["filings"] else 0.0,
        )
        for row in rows
    ]
    return ends, seen | {"synthetic": bool(pages["synthetic"])}


def judge(ends: Sequence[End], seen: dict[str, Any], options: RefiledOptions) -> Estimate | Refusal:
    """The estimate, or the reason why these ends allow none."""
    found = kinds(ends)
    checks = (*(_enough(kind) for kind in found if kind.unjoined), *_untestable())
    inputs: dict[str, Words] = {
        "observatory": said("the observatory, synthetic pages") if seen["synthetic"] else said("the observatory")
    }
    if not seen["cases"]:
        return Refusal(NAME, said("there is no case of first instance"), checks, inputs, synthetic=seen["synthetic"])
    reason = failed(checks)
    if reason is not None:
        words = said("an assumption fails: {reason}", reason=reason)
        return Refusal(NAME, words, checks, inputs, synthetic=seen["synthetic"])
    generator = np.random.default_rng(options.seed)
    twice = np.sum([kind.unnoticed(generator) for kind in found] or [np.zeros(1, dtype=np.int64)], axis=0)
    cases, unjoined = seen["cases"], sum(kind.unjoined for kind in found)
    draws = cases - twice
    tail = (1 - options.level) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], method="inverted_cdf")
    return Estimate(
        name=NAME,
        value=float(np.median(draws)),
        interval=Interval(float(low), float(high), options.level, "credible"),
        unit=said("cases of first instance, each counted once however often it was filed"),
        method=said("how often filings that show an УИД are followed by another, for those that show none"),
        period=Period(seen["first_day"], seen["last_day"]) if seen["first_day"] else None,
        standard_error=float(draws.std()),
        inputs=inputs,
        assumptions=checks,
        sensitivity={
            said("no such filing was followed by another"): float(cases),
            said("each of them was"): float(cases - unjoined),
        },
        caveats=(
            said("it is no count: the cases of the tally ({cases}) stay as they are", cases=cases),
            said("filings that had not ended when they were last seen are taken not to have been filed again"),
        ),
        reference=REFERENCE,
        seed=options.seed,
        detail=tuple(_told(kind) for kind in found),
        synthetic=seen["synthetic"],
    )


def _enough(kind: Kind) -> Assumption:
    """Whether the rate of one kind of ends can be learnt from those that show an УИД."""
    return Assumption(
        said("enough filings that were {ending} show an УИД, and so do those that could follow", ending=_named(kind)),
        kind.expected >= LEAST,
        said(
            "{expected:.1f} of {number} would be recognised if all were filed again; {least:.0f} are needed",
            expected=kind.expected,
            number=len(kind.ends),
            least=LEAST,
        ),
    )


def _untestable() -> tuple[Assumption, ...]:
    cannot = said("no data here can test it")
    return (
        Assumption(
            said("whether a filing shows an УИД has nothing to do with whether it is filed again"), None, cannot
        ),
        Assumption(said("a case keeps its УИД when it is filed again"), None, cannot),
    )


def _named(kind: Kind) -> Words:
    return said(_ENDINGS[kind.ending])


def _told(kind: Kind) -> dict[str, Any]:
    with_uid = [one for one in kind.ends if one.has_uid]
    return {
        "ending": kind.ending,
        "ends": len(kind.ends),
        "with_uid": len(with_uid),
        "followed_with_uid": sum(one.followed for one in with_uid),
        "unjoined": kind.unjoined,
        "would_be_recognised": round(kind.expected, 1),
    }
