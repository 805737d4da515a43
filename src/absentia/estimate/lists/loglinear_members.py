"""The log-linear members of the panel: the average, and single models beside it."""

from __future__ import annotations

import numpy as np

from absentia.estimate.lists.averaging import Average, average_of
from absentia.estimate.lists.checks import STRICT_LEVEL, cells_check, deviance_check, models_check
from absentia.estimate.lists.closed_forms import saturated_unseen
from absentia.estimate.lists.context import Context
from absentia.estimate.lists.hierarchy import main_effects, saturated
from absentia.estimate.lists.models import ModelSet
from absentia.estimate.lists.profile import averaged_interval
from absentia.estimate.lists.residuals import CellFit, poisson_fit
from absentia.estimate.lists.roles import Answered
from absentia.model import Assumption, Estimate, Interval, Refusal
from absentia.model.texts import Words, counted, said

REFERENCE = "Fienberg 1972; Bishop, Fienberg, Holland 1975; Cormack 1992; Fletcher, Turek 2012"
SATURATED_REFERENCE = "Fienberg 1972; Aleshin-Guendel, Sadinle, Wakefield 2024"


def average(context: Context) -> Answered | Refusal:
    """All models weighted by BIC, with an interval that includes the choice of the model."""
    models = context.models
    found = average_of(models)
    if not isinstance(found, Average):
        return context.refusal("loglinear-average", found, (models_check(models),))
    rows, interval = found.rows, found.interval
    sensitivity: dict[Words, float] = {models.name(int(row)): float(models.totals[row]) for row in rows[:8]}
    caveats: list[Words] = []
    if models.searched:
        caveats.append(
            counted(
                "more than five lists: {count} model found by search",
                "more than five lists: {count} models found by search",
                count=models.fitted,
            )
        )
    if context.options.bootstrap:
        interval, more = _bootstrapped(context, sensitivity)
        caveats += more
    fits = said("the best log-linear model fits the combinations seen")
    estimate = context.estimate(
        "loglinear-average",
        found.value,
        interval,
        counted(
            "{count} hierarchical log-linear model weighted by BIC; interval by averaged profile tails",
            "{count} hierarchical log-linear models weighted by BIC; interval by averaged profile tails",
            count=models.fitted,
        ),
        standard_error=found.standard_error,
        assumptions=(models_check(models), deviance_check(fits, *models.fit_of(0), STRICT_LEVEL)),
        sensitivity=sensitivity,
        caveats=tuple(caveats),
        reference=REFERENCE,
        seed=context.options.seed if context.options.bootstrap else None,
        detail=tuple(_row_of(models, int(row)) | {"weight": float(models.weights[row])} for row in rows[:20]),
    )
    return Answered(estimate, fit=_cells_of(models, rows))


def _row_of(models: ModelSet, row: int) -> dict[str, str | float | None]:
    deviance, degrees = models.fit_of(row)
    return {
        "model": models.name(row),
        "value": float(models.totals[row]),
        "standard_error": float(models.errors[row]),
        "deviance": deviance,
        "degrees_of_freedom": degrees,
        "bic": float(models.bic[row]),
    }


def _cells_of(models: ModelSet, rows: np.ndarray) -> CellFit:
    return poisson_fit(models.table.counts[1:], models.relative_weights(rows) @ models.means[rows])


def _bootstrapped(context: Context, sensitivity: dict[Words, float]) -> tuple[Interval, list[Words]]:
    from absentia.estimate.lists.bootstrap import bootstrap_totals

    averaged, best = bootstrap_totals(context.models, context.options.bootstrap, context.options.seed)
    low, high = (float(np.quantile(averaged, q)) for q in (0.025, 0.975))
    sensitivity[said("bootstrap of the best model, 2.5 %")] = float(np.quantile(best, 0.025))
    sensitivity[said("bootstrap of the best model, 97.5 %")] = float(np.quantile(best, 0.975))
    return Interval(low, high), [
        counted(
            "interval by {count} bootstrap replicate, the model chosen again in each",
            "interval by {count} bootstrap replicates, the model chosen again in each",
            count=context.options.bootstrap,
        )
    ]


def _one_model(context: Context, member: str, row: int | None, method: Words, *extra: Assumption) -> Estimate | Refusal:
    if row is None:
        return context.refusal(member, said("the lists do not determine the unseen of this model"), extra)
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
        detail=(_row_of(context.models, row),),
    )


def best(context: Context) -> Estimate | Refusal:
    """The model of best BIC alone."""
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
    fit = context.captures["Mt"]
    row = context.models.row_of(main_effects(context.table.size))
    check = deviance_check(said("the lists are independent"), fit.deviance, fit.degrees_of_freedom)
    return _one_model(context, "independence", row, said("log-linear model of independent lists"), check)


def saturated_model(context: Context) -> Estimate | Refusal:
    """Every interaction but the highest: the least that must be assumed, where ξ = 1."""
    cells = cells_check(context.table)
    if saturated_unseen(context.table) is None:
        why = said("a combination of lists is empty: the odds ratios are not defined")
        return context.refusal("saturated", why, (cells,))
    row = context.models.row_of(saturated(context.table.size))
    method = said("log-linear model with every interaction but the highest-order one (ξ = 1)")
    return _one_model(context, "saturated", row, method, cells)
