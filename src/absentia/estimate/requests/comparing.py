"""Two stated periods of one measure as a ratio of rates: the interval is as wide as the sub-periods vary."""

from __future__ import annotations

from absentia.estimate.options.series import REQUESTS
from absentia.estimate.requests.reading import Counts
from absentia.model.estimate import Assumption, Estimate, Refusal
from absentia.model.numbers import Quantity
from absentia.model.period import Period
from absentia.model.texts import N_, Words, counted, said
from absentia.tally.rates import RateComparison, compare_rates

NAME = f"{REQUESTS}:ratio"
REFERENCE = (
    "Gu, Ng, Tang and Schucany, Biom. J. 50(2), 2008; McCullagh and Nelder, Generalized Linear Models, 1989, 6.2.3; "
    "docs/methodology/rate_comparison.md"
)
_METHODS = {
    "score": N_("score interval of two Poisson rates"),
    "exact": N_("exact interval of two Poisson rates"),
    "quasi-poisson": N_("quasi-Poisson, Student's t"),
    "negative-binomial": N_("negative binomial, Student's t"),
}


def ratio(counts: Counts, earlier: Period, later: Period, level: float) -> Estimate | Refusal:
    """The rate of the later period over that of the earlier, or why there is none."""
    (before, parts_before, missing_before), (after, parts_after, missing_after) = (
        counts.within(one) for one in (earlier, later)
    )
    inputs = {counts.source: counts.about}
    found = compare_rates(
        after,
        later.months,
        before,
        earlier.months,
        series_a=parts_after,
        series_b=parts_before,
        missing=[*missing_before, *missing_after],
        level=level,
    )
    if isinstance(found, Refusal):
        return Refusal(NAME, found.reason, found.assumptions, inputs)
    return Estimate(
        name=NAME,
        value=found.ratio,
        interval=found.interval,
        unit=said("rate of {unit}, {later} against {earlier}", unit=counts.unit, later=later, earlier=earlier),
        method=said(_METHODS[found.method]),
        period=later,
        inputs=inputs,
        assumptions=(_seen(found),),
        caveats=(
            *found.caveats,
            *_from(counts, earlier, later, before, after),
            said("what the organisation counted, and no more: it may be known to more people, or open longer hours"),
        ),
        reference=REFERENCE,
        variant=found.method,
        quantity=Quantity.RATIO,
    )


def _seen(found: RateComparison) -> Assumption:
    """Whether the interval rests on how much the sub-periods vary; it is widened where they vary more than chance."""
    statement = said("how much the counts vary inside the periods is seen, and is in the interval")
    if found.dispersion is None:
        return Assumption(statement, None, said("no sub-periods were given: the interval takes chance alone"))
    return Assumption(
        statement,
        True,
        counted(
            "{n} sub-period, dispersion {ratio:.1f} (chance: 1)",
            "{n} sub-periods, dispersion {ratio:.1f} (chance: 1)",
            n=found.dispersion.cells,
            ratio=found.dispersion.ratio,
        ),
    )


def _from(counts: Counts, earlier: Period, later: Period, before: int, after: int) -> tuple[Words, ...]:
    """What the ratio was computed from."""
    return (
        said(
            "from {after} in {later} and {before} in {earlier}",
            after=_count(counts, after),
            later=later,
            before=_count(counts, before),
            earlier=earlier,
        ),
    )


def _count(counts: Counts, count: int) -> Words:
    return said("about {n}", n=count) if counts.own else said("{n}", n=count)
