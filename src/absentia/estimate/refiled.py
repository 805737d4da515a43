"""From ends whose next filing would be recognised to those whose next filing would not.

Of an end that shows an identifier across courts (УИД), its next filing is joined to it if that shows one, too. With
``r`` the share of ends that are filed again and ``s`` the share of the filings that could follow which show one, it is
joined with probability ``r·s``: so the joined ones tell ``r``. An end that was not joined was filed again unnoticed
with probability ``r(1 − s)/(1 − r·s)``, or ``r`` where it shows none itself: each of these is one case too many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from absentia.engine import ask, named_statements
from absentia.estimate.method import Answer, Context, of_observatory
from absentia.estimate.options.courts import REFILED as NAME
from absentia.estimate.options.courts import REFILED_REFERENCE as REFERENCE
from absentia.estimate.options.courts import RefiledOptions
from absentia.model import Assumption, Estimate, Interval, Period, Refusal
from absentia.model.estimate import failed
from absentia.model.texts import N_, Words, said
from absentia.observatory import Observatory
from absentia.tally.prepare import prepared

GRID = 2_001
DRAWS = 20_000


@dataclass(frozen=True, slots=True)
class End:
    """One filing that ended without ending its case."""

    ending: str
    has_uid: bool
    followed: bool
    """A later filing is joined to it."""
    recognised: float
    """Which share of the filings that could follow it show an УИД."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The ends of one kind, returned or transferred."""

    ending: str
    ends: tuple[End, ...]

    @property
    def expected(self) -> float:
        """How many of its ends would be joined if each were filed again: what its rate is learnt from."""
        return sum(one.recognised for one in self.ends if one.has_uid)

    @property
    def unjoined(self) -> int:
        """Ends no later filing is joined to."""
        return sum(not one.followed for one in self.ends)

    def posterior(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rates of filing again and their probabilities, from Jeffreys' prior, over the ends that show an УИД."""
        rate = (np.arange(GRID) + 0.5) / GRID
        density = -0.5 * (np.log(rate) + np.log1p(-rate))
        for one in self.ends:
            if one.has_uid and one.recognised > 0:
                density += np.log(rate) if one.followed else np.log1p(-rate * one.recognised)
        weight = np.exp(density - density.max())
        return rate, weight / weight.sum()

    def unnoticed(self, generator: np.random.Generator) -> NDArray[np.int64]:
        """Draws of how many were filed again without being joined."""
        rates, weights = self.posterior()
        rate = generator.choice(rates, DRAWS, p=weights)
        total = np.zeros(DRAWS, dtype=np.int64)
        waiting: dict[float, int] = {}
        for one in self.ends:
            if not one.followed:
                seen = one.recognised if one.has_uid else 0.0
                waiting[seen] = waiting.get(seen, 0) + 1
        for seen, many in sorted(waiting.items()):
            total += generator.binomial(many, rate * (1 - seen) / (1 - rate * seen))
        return total


def kinds(ends: Sequence[End]) -> tuple[Kind, ...]:
    """The ends by how they ended."""
    return tuple(
        Kind(ending, tuple(one for one in ends if one.ending == ending)) for ending in sorted({e.ending for e in ends})
    )


LEAST = 10.0
"""Ends that would have been joined if each were filed again: with fewer, the rate is anybody's guess."""
_SQL = named_statements((files(__package__) / "refiled.sql").read_text(encoding="utf-8"))
_SYNTHETIC = "SELECT bool_or(synthetic) AS synthetic FROM captures"
_ENDINGS = {"returned": N_("returned to the prosecutor"), "transferred": N_("transferred to another court")}


def run(context: Context, options: RefiledOptions) -> Answer:
    """The corrected number of cases, or why there is none."""
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
    inputs = {"observatory": of_observatory(synthetic=seen["synthetic"])}
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
