"""The log-linear members of the panel: the average, and single models beside it."""

from __future__ import annotations

import numpy as np

from absentia.estimate.lists.bounds import connected, saturated_unseen
from absentia.estimate.lists.captures import fit_captures
from absentia.estimate.lists.checks import independence_check
from absentia.estimate.lists.context import Context
from absentia.estimate.lists.hierarchy import main_effects, saturated
from absentia.estimate.lists.profile import averaged_interval
from absentia.model import Assumption, Estimate, Interval, Refusal
from absentia.model.texts import N_, Words, said

REFERENCE = "Fienberg 1972; Bishop, Fienberg, Holland 1975; Cormack 1992; Fletcher, Turek 2012"
SATURATED_REFERENCE = "Fienberg 1972; Aleshin-Guendel, Sadinle, Wakefield 2024"
APART = N_("at least one list shares no unit with the rest: their overlap says nothing of what all miss")


def average(context: Context) -> Estimate | Refusal:
    """All models weighted by BIC, with an interval that includes the choice of the model."""
    if not connected(context.table):
        return context.refusal("loglinear-average", said(APART))
    models = context.models
    rows = models.within_window()
    if not len(rows):
        return context.refusal("loglinear-average", said("no log-linear model is identified by these lists"))
    interval = averaged_interval(models, rows)
    if interval is None:
        return context.refusal(
            "loglinear-average", said("the likelihood does not fall off for large totals: it has no upper bound")
        )
    # those outside the window weigh next to nothing, but nobody checked that they have a maximum: a total of millions
    # of times the observed would still pull the mean out of its own interval
    weights, totals = models.relative_weights(rows), models.totals[rows]
    value = float(weights @ totals)
    error = float(weights @ np.sqrt(models.errors[rows] ** 2 + (totals - value) ** 2))
    sensitivity: dict[Words, float] = {models.name(int(row)): float(models.totals[row]) for row in rows[:8]}
    caveats: list[Words] = []
    if models.searched:
        caveats.append(said("more than five lists: {count} models found by search", count=models.fitted))
    if context.options.bootstrap:
        interval, more = _bootstrapped(context, sensitivity)
        caveats += more
    return context.estimate(
        "loglinear-average",
        value,
        interval,
        said(
            "{count} hierarchical log-linear models weighted by BIC; interval by averaged profile tails",
            count=models.fitted,
        ),
        standard_error=error,
        sensitivity=sensitivity,
        caveats=tuple(caveats),
        reference=REFERENCE,
        seed=context.options.seed if context.options.bootstrap else None,
        detail=tuple(
            {
                "model": models.name(int(row)),
                "value": float(models.totals[row]),
                "standard_error": float(models.errors[row]),
                "bic": float(models.bic[row]),
                "weight": float(models.weights[row]),
            }
            for row in rows[:20]
        ),
    )


def _bootstrapped(context: Context, sensitivity: dict[Words, float]) -> tuple[Interval, list[Words]]:
    from absentia.estimate.lists.bootstrap import bootstrap_totals

    averaged, best = bootstrap_totals(context.models, context.options.bootstrap, context.options.seed)
    low, high = (float(np.quantile(averaged, q)) for q in (0.025, 0.975))
    sensitivity[said("bootstrap of the best model, 2.5 %")] = float(np.quantile(best, 0.025))
    sensitivity[said("bootstrap of the best model, 97.5 %")] = float(np.quantile(best, 0.975))
    return Interval(low, high), [
        said(
            "interval by {count} bootstrap replicates, the model chosen again in each", count=context.options.bootstrap
        )
    ]


def _one_model(context: Context, member: str, row: int | None, method: Words, *extra: Assumption) -> Estimate | Refusal:
    if row is None:
        return context.refusal(member, said("this model is not identified by these lists, or has no maximum"), extra)
    interval = averaged_interval(context.models, np.array([row]))
    if interval is None:
        return context.refusal(
            member, said("the likelihood does not fall off for large totals: it has no upper bound"), extra
        )
    return context.estimate(
        member,
        float(context.models.totals[row]),
        interval,
        method,
        standard_error=float(context.models.errors[row]),
        assumptions=extra,
        reference=SATURATED_REFERENCE if member == "saturated" else REFERENCE,
        detail=({"model": context.models.name(row), "bic": float(context.models.bic[row])},),
    )


def best(context: Context) -> Estimate | Refusal:
    """The model of best BIC alone."""
    if not connected(context.table):
        return context.refusal("loglinear-best", said(APART))
    row = 0 if len(context.models) else None
    name = context.models.name(0) if row == 0 else ""
    weight = float(context.models.weights[0]) if row == 0 else 0.0
    chosen = Assumption(
        said("the model chosen is the right one"),
        None,
        said("it has {weight:.0%} of the weight; its interval does not include the choice", weight=weight),
    )
    method = said("log-linear model {name}, profile likelihood", name=name)
    return _one_model(context, "loglinear-best", row, method, chosen)


def independence(context: Context) -> Estimate | Refusal:
    """The model of independent lists, with the test of it."""
    fit = fit_captures(context.table, "Mt")
    row = context.models.row_of(main_effects(context.table.size))
    check = independence_check(fit.deviance, fit.degrees_of_freedom)
    return _one_model(context, "independence", row, said("log-linear model of independent lists"), check)


def saturated_model(context: Context) -> Estimate | Refusal:
    """Every interaction but the highest: the least that must be assumed, where ξ = 1."""
    if saturated_unseen(context.table) is None:
        return context.refusal("saturated", said("a combination of lists is empty: the odds ratios are not defined"))
    row = context.models.row_of(saturated(context.table.size))
    return _one_model(
        context, "saturated", row, said("log-linear model with every interaction but the highest-order one (ξ = 1)")
    )
