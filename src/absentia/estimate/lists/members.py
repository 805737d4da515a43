"""The members of the panel that are no Bayesians: log-linear models, closed forms and models of repeated captures."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from absentia.estimate.lists.agreement import Answered
from absentia.estimate.lists.checks import STRICT_LEVEL, cells_check, deviance_check, equal_sizes_check, models_check
from absentia.estimate.lists.closed_forms import Total, pairs, saturated_unseen
from absentia.estimate.lists.fitting import CellFit, poisson_fit
from absentia.estimate.lists.hierarchy import main_effects, saturated
from absentia.estimate.lists.models import ModelSet
from absentia.estimate.lists.panel import Context
from absentia.estimate.lists.profile import Average, average_of, averaged_interval, bootstrap_totals
from absentia.model import Assumption, Estimate, Interval, Refusal
from absentia.model.texts import N_, Words, counted, said

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


PAIRS_REFERENCE = "Chapman 1951; Seber 1970"
CAPTURES_REFERENCE = "Otis et al. 1978; Chao 1987; Cormack 1989; Rivest, Baillargeon 2007"


NONE_MISSED = N_("by this formula no unit is missed by all lists, and nothing says how sure that is")


def _two_lists() -> Assumption:
    return Assumption(said("the lists are independent"), None, said("two lists leave nothing to test it with"))


def lincoln_petersen(context: Context) -> Estimate | Refusal:
    """Two lists: n₁n₂/m, which is also the only log-linear model they leave."""
    pair = pairs(context.table)[0]
    if pair.lincoln_petersen is None:
        return context.refusal("lincoln-petersen", said("no unit is on both lists"), (_two_lists(),))
    if not len(context.models):
        return context.refusal("lincoln-petersen", said(NONE_MISSED), (_two_lists(),))
    return context.estimate(
        "lincoln-petersen",
        pair.lincoln_petersen,
        averaged_interval(context.models, np.array([0])),
        said("first list × second list / both; profile likelihood"),
        standard_error=float(context.models.errors[0]),
        assumptions=(_two_lists(),),
        caveats=(
            said("two lists: independence is assumed and cannot be tested; positive dependence makes it too low"),
        ),
        sensitivity={said("Chapman"): pair.chapman.value},
        reference=PAIRS_REFERENCE,
    )


def chapman(context: Context) -> Estimate | Refusal:
    """Two lists by Chapman's estimator, less biased where few units are on both."""
    pair = pairs(context.table)[0]
    if pair.both == 0:
        return context.refusal("chapman", said("no unit is on both lists"), (_two_lists(),))
    return _of_total(context, "chapman", pair.chapman, said("Chapman's estimator"), PAIRS_REFERENCE, _two_lists())


def _of_total(
    context: Context, member: str, total: Total, method: Words, reference: str, *extra: Assumption
) -> Estimate | Refusal:
    if total.interval.low >= total.interval.high:
        return context.refusal(member, said(NONE_MISSED), extra)
    return context.estimate(
        member,
        total.value,
        total.interval,
        method,
        standard_error=total.standard_error,
        assumptions=extra,
        reference=reference,
    )


def repeated_captures(name: str) -> Callable[[Context], Estimate | Refusal]:
    """The member for one of the models of repeated captures; those without a t assume lists of one size."""

    def build(context: Context) -> Estimate | Refusal:
        fit = context.captures[name]
        member = f"captures-{name}"
        if fit.total is None:
            return context.refusal(member, said("the likelihood has no usable maximum for these lists"))
        method = said("log-linear model {name} of repeated captures; log-normal interval", name=name)
        fits = said("the model fits the combinations seen")
        extra = [deviance_check(fits, fit.deviance, fit.degrees_of_freedom)]
        if name == "M0" or name.startswith("Mh-"):
            pair = (context.captures["M0"].deviance, context.captures["Mt"].deviance)
            extra.insert(0, equal_sizes_check(context.table, pair))
        estimate = _of_total(context, member, fit.total, method, CAPTURES_REFERENCE, *extra)
        if not isinstance(estimate, Estimate):
            return estimate
        row = {
            "model": name,
            "value": fit.total.value,
            "deviance": fit.deviance,
            "degrees_of_freedom": fit.degrees_of_freedom,
            "bic": fit.bic,
            "heterogeneity": fit.heterogeneity,
        }
        return dataclasses.replace(estimate, detail=(row,))

    return build
