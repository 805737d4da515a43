"""From overlap tables to the panel: who is on it, built over each table, and the sums over strata.

Every method answers in each stratum by itself, so that lists may reach groups differently. Sums of independent strata:
values and variances add; where a method has posterior draws these are added, and the interval is that of the sums. A
method that refuses one stratum refuses the total, and says which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from absentia.errors import UsageProblem
from absentia.estimate.lists.agreement import LEAST, Answered, Member, Role, agreement_of, bound_check
from absentia.estimate.lists.bayes import all_graphs, decomposable, latent_class
from absentia.estimate.lists.checks import stopped
from absentia.estimate.lists.closed_forms import (
    NAMES,
    dependences,
    log_normal_interval,
    pairs,
    saturated_unseen,
    xi_curve,
)
from absentia.estimate.lists.hierarchy import saturated
from absentia.estimate.lists.members import (
    average,
    best,
    chapman,
    independence,
    lincoln_petersen,
    repeated_captures,
    saturated_model,
)
from absentia.estimate.lists.panel import Context, ListsOptions, ListsPanel
from absentia.estimate.lists.profile import averaged_interval, profiles, without_each
from absentia.estimate.lists.table import OverlapTable, without_extracts
from absentia.estimate.options.series import LISTS as NAME
from absentia.model import Assumption, Estimate, Interval, Refusal
from absentia.model.texts import Said, Words, said

TWO = 2
BOUND = "Mth-chao"
"""The one model of repeated captures that is a lower bound where lists differ in size."""

Build = Callable[[Context], Estimate | Refusal | Answered]
Builder = tuple[str, Said, Role, Build]


def members_of(context: Context, *, sampling: bool = True) -> tuple[Member, ...]:
    """Every member, methods that answer first; all refuse where the lists let no method say anything.

    A single model is built only where it is shown; what the agreement is judged by is built always. Without
    ``sampling`` there are no latent classes.
    """
    why = stopped(context.table)
    found = []
    for name, title, role, build in _two() if context.table.size == TWO else _many():
        judged_by = name == LEAST or name.startswith("captures-")
        if role is Role.MODEL and not judged_by and not context.options.wants(name):
            continue
        if name == "latent-class" and not sampling:
            continue
        built = build(context) if why is None else context.refusal(name, why)
        found.append(Member.of(name, title, role, built))
        context.options.advance()
    return tuple(found)


def _two() -> list[Builder]:
    return [
        ("lincoln-petersen", said("Lincoln–Petersen"), Role.TOTAL, lincoln_petersen),
        ("chapman", said("Chapman"), Role.MODEL, chapman),
        _captures("M0"),
    ]


def _many() -> list[Builder]:
    return [
        ("loglinear-average", said("log-linear models, averaged"), Role.TOTAL, average),
        ("latent-class", said("latent classes, Bayesian"), Role.TOTAL, latent_class),
        ("decomposable", said("decomposable graphs, averaged"), Role.TOTAL, decomposable),
        ("decomposable-all", said("the same with the complete graph"), Role.MODEL, all_graphs),
        ("loglinear-best", said("log-linear model of best BIC"), Role.MODEL, best),
        ("independence", said("independent lists"), Role.MODEL, independence),
        ("saturated", said("all interactions but the highest"), Role.MODEL, saturated_model),
        *map(_captures, NAMES),
    ]


def _captures(name: str) -> Builder:
    role = Role.BOUND if name == BOUND else Role.MODEL
    return (f"captures-{name}", said("repeated captures, {name}", name=name), role, repeated_captures(name))


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


MEMBERS = (
    "loglinear-average", "latent-class", "decomposable", "decomposable-all", "loglinear-best", "independence",
    "saturated", "lincoln-petersen", "chapman", *(f"captures-{name}" for name in NAMES),
)  # fmt: skip

PROFILED = 4
"""So many models have a curve; more are no picture."""


def estimate_lists(
    tables: OverlapTable | Sequence[OverlapTable], options: ListsOptions | None = None, notes: Sequence[Words] = ()
) -> ListsPanel:
    """Estimate the units on no list, by every method, and say whether the methods agree.

    Args:
        tables: one table, or one for each stratum (the same lists in each).
        options: seed, priors, lengths, members wanted.
        notes: what was noticed while the tables were read.

    Raises:
        UsageProblem: an unknown member, or a prior or length that is not positive.
        DataProblem: tables that are none (:class:`OverlapTable` says why), or no table at all.
    """
    chosen = options or ListsOptions()
    _check(chosen)
    given = [tables] if isinstance(tables, OverlapTable) else list(tables)
    if not given:
        raise UsageProblem(said("there is no table"), next_step=said("give at least one table of overlap counts"))
    if len({table.lists for table in given}) > 1:
        raise UsageProblem(said("the strata have different lists"), next_step=said("give every stratum the same lists"))
    whole = OverlapTable(given[0].lists, np.sum([table.counts for table in given], axis=0))
    used, extracts = without_extracts(whole)
    left_out = tuple(map(_extract, extracts))
    for name, *_others in extracts:
        given = [table.without(table.lists.index(name)) for table in given]
    if len(given) == 1:
        return _panel(given[0], chosen, notes, left_out)
    return _strata(given, Context(used, chosen), notes, left_out)


def _strata(
    tables: Sequence[OverlapTable], whole: Context, notes: Sequence[Words], left_out: tuple[Said, ...]
) -> ListsPanel:
    """Every stratum by itself, and their sums; ``whole`` is the table of all."""
    options = whole.options
    panels = [_panel(table, options, ()) for table in tables]
    # without strata, for comparison; the sampler's chains are not run once more for it
    summed = summed_members(panels, members_of(whole, sampling=False))
    return ListsPanel(
        **_shared(whole, summed),
        agreement=agreement_of(summed, [(str(one.stratum), one.agreement) for one in panels]),
        strata=tuple(panels),
        notes=tuple(notes),
        left_out=left_out,
    )


def _extract(found: tuple[str, str, int]) -> Said:
    name, outer, units = found
    return said(
        "List {list} is left out: all its units ({units}) are on {outer}, so it looks like an extract, which says "
        "nothing of what {outer} misses.",
        list=name,
        units=units,
        outer=outer,
    )


def _panel(
    table: OverlapTable, options: ListsOptions, notes: Sequence[Words], left_out: tuple[Said, ...] = ()
) -> ListsPanel:
    context = Context(table, options)
    members = members_of(context)
    interval = None
    if table.size > 2 and stopped(table) is None and saturated_unseen(table) is not None:
        row = context.models.row_of(saturated(table.size))
        interval = averaged_interval(context.models, np.array([row])) if row is not None else None
    totals = sorted(one.result.value for one in members if one.role is Role.TOTAL and isinstance(one.result, Estimate))
    return ListsPanel(
        **_shared(context, members),
        agreement=agreement_of(members),
        xi=tuple(xi_curve(table, interval)) if stopped(table) is None else (),
        stratum=table.stratum,
        notes=tuple(notes),
        left_out=left_out,
        without=without_each(table) if options.wants("loglinear-average") else (),
        dependence=dependences(table, totals[(len(totals) - 1) // 2]) if totals else (),
        profiles=profiles(context.models, context.models.within_window()[:PROFILED]) if totals else (),
    )


def _shared(context: Context, members: Sequence[Member]) -> dict[str, Any]:
    """What a panel says of its table, its options and its members."""
    table, options, bound = context.table, context.options, bound_check(members)
    return {
        "lists": table.lists,
        "counts": tuple(map(int, table.counts)),
        "members": tuple(members),
        "checks": (*context.checks, *([] if bound is None else [bound])),
        "pairs": tuple(pairs(table)),
        "seed": options.seed,
        "unit": context.unit,
        "asked": options.methods,
    }


def _check(options: ListsOptions) -> None:
    unknown = [member for member in options.methods if member not in MEMBERS]
    if unknown:
        raise UsageProblem(
            said("there is no method {name} on the panel", name=unknown[0]),
            next_step=said("there are: {known}", known=", ".join(MEMBERS)),
        )
    latent = options.latent
    positive = {
        "delta": options.delta,
        "largest": options.largest,
        "classes": latent.classes - 1,
        "shape": latent.shape,
        "rate": latent.rate,
        "chains": latent.chains - 1,
        "iterations": latent.iterations - 999,
    }
    for name, value in positive.items():
        if value is not None and value <= 0:
            raise UsageProblem(
                said("the option {name} is too small", name=name),
                next_step=said("priors are above zero; at least 2 classes, 2 chains and 1,000 iterations are needed"),
            )
