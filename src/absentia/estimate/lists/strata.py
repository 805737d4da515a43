"""Strata: every method in each stratum by itself, then the sums, so that lists may reach groups differently.

Sums of independent strata: values and variances add; where a method has posterior draws these are added, and the
interval is that of the sums. A method that refuses one stratum refuses the total, and says which.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from absentia.estimate.lists.closed_forms import log_normal_interval
from absentia.estimate.lists.panel import ListsPanel
from absentia.estimate.lists.roles import Member
from absentia.estimate.options.lists import LISTS as NAME
from absentia.model import Assumption, Estimate, Interval, Refusal
from absentia.model.texts import Words, said


def summed_members(panels: Sequence[ListsPanel], pooled: Sequence[Member] = ()) -> tuple[Member, ...]:
    """The members of the total, one for each method; ``pooled`` are those without strata, for comparison."""
    return tuple(_summed(panels, number, pooled) for number in range(len(panels[0].members)))


def _summed(panels: Sequence[ListsPanel], number: int, pooled: Sequence[Member]) -> Member:
    parts = [panel.members[number] for panel in panels]
    first = parts[0]
    for panel, part in zip(panels, parts, strict=True):
        if isinstance(part.result, Refusal):
            reason = said("refused in stratum {stratum}: {reason}", stratum=panel.stratum, reason=part.result.reason)
            inputs = part.result.inputs
            refusal = Refusal(NAME, reason, part.result.assumptions, inputs=inputs, variant=first.id)
            return Member(first.id, first.title, first.role, refusal)
    estimates = [part.result for part in parts if isinstance(part.result, Estimate)]
    draws = None
    if all(part.draws is not None for part in parts):
        draws = sum_of_draws([part.draws for part in parts], panels[0].seed)
    return Member(first.id, first.title, first.role, _total(panels, estimates, draws, pooled), draws)


def sum_of_draws(draws: Sequence[np.ndarray], seed: int) -> np.ndarray:
    """Draws of the sum of independent strata: each stratum's draws in an order of their own, added."""
    size = min(len(one) for one in draws)
    rng = np.random.default_rng([seed, len(draws)])
    return np.sum([rng.permutation(one)[:size] for one in draws], axis=0)  # type: ignore[no-any-return]


def _total(
    panels: Sequence[ListsPanel],
    estimates: Sequence[Estimate],
    draws: np.ndarray | None,
    pooled: Sequence[Member],
) -> Estimate:
    first = estimates[0]
    observed = sum(panel.observed for panel in panels)
    errors = [one.standard_error for one in estimates]
    error = float(np.sqrt(sum(one**2 for one in errors if one is not None)))
    if draws is not None:
        value = float(np.median(draws))
        interval = Interval(float(np.quantile(draws, 0.025)), float(np.quantile(draws, 0.975)), kind="credible")
    else:
        value = sum(one.value for one in estimates)
        interval = log_normal_interval(observed, value, error)
    beside: dict[Words, float] = {}
    for panel, one in zip(panels, estimates, strict=True):
        beside[str(panel.stratum)] = one.value
    other = [member.result for member in pooled if member.result.variant == first.variant]
    if other and isinstance(other[0], Estimate):
        beside[said("without strata")] = other[0].value
    return Estimate(
        name=NAME,
        variant=first.variant,
        value=value,
        interval=interval,
        unit=first.unit,
        method=said("sum over {count} strata of: {method}", count=len(panels), method=first.method),
        period=first.period,
        standard_error=None if None in errors else error,
        inputs=first.inputs,
        assumptions=(_homogeneity(), *_worst(estimates)),
        sensitivity=beside,
        caveats=first.caveats,
        reference=first.reference,
        seed=first.seed,
        observed=float(observed),
    )


def _homogeneity() -> Assumption:
    return Assumption(
        said("no unit belongs to two strata, and strata are independent"), None, said("given by how the file was cut")
    )


def _worst(estimates: Sequence[Estimate]) -> tuple[Assumption, ...]:
    """Of each check the outcome of the stratum where it came out worst."""
    order = {False: 0, None: 1, True: 2}
    worst: dict[Words, Assumption] = {}
    for one in estimates:
        for check in one.assumptions:
            known = worst.get(check.statement)
            if known is None or order[check.holds] < order[known.holds]:
                worst[check.statement] = check
    return tuple(worst.values())
