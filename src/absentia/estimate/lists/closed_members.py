"""The members of the panel in closed form, and the models of repeated captures."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from absentia.estimate.lists.bounds import (
    Total,
    chao,
    chao_corrected,
    connected,
    log_normal_interval,
    pairs,
)
from absentia.estimate.lists.captures import CaptureFit, fit_captures
from absentia.estimate.lists.checks import independence_check, overlap_check
from absentia.estimate.lists.context import Context
from absentia.estimate.lists.profile import averaged_interval
from absentia.model import Assumption, Estimate, Refusal
from absentia.model.texts import Words, said

PAIRS_REFERENCE = "Chapman 1951; Seber 1970"
CHAO_REFERENCE = "Chao 1987"
CAPTURES_REFERENCE = "Otis et al. 1978; Cormack 1989; Rivest, Baillargeon 2007"


def lincoln_petersen(context: Context) -> Estimate | Refusal:
    """Two lists: n₁n₂/m, which is also the only log-linear model they leave."""
    pair = pairs(context.table)[0]
    check = independence_check(0.0, 0)
    if pair.lincoln_petersen is None:
        return context.refusal("lincoln-petersen", said("no unit is on both lists"), (check,))
    interval = averaged_interval(context.models, np.array([0])) if len(context.models) else None
    return context.estimate(
        "lincoln-petersen",
        pair.lincoln_petersen,
        interval,
        said("first list × second list / both; profile likelihood"),
        standard_error=float(context.models.errors[0]) if len(context.models) else None,
        assumptions=(check,),
        caveats=(
            said("two lists: independence is assumed and cannot be tested; positive dependence makes it too low"),
        ),
        sensitivity={said("Chapman"): pair.chapman.value},
        reference=PAIRS_REFERENCE,
    )


def chapman(context: Context) -> Estimate | Refusal:
    """Two lists by Chapman's estimator, less biased where few units are on both."""
    pair = pairs(context.table)[0]
    check = independence_check(0.0, 0)
    if pair.both == 0:
        return context.refusal("chapman", said("no unit is on both lists"), (check,))
    return _of_total(context, "chapman", pair.chapman, said("Chapman's estimator"), PAIRS_REFERENCE, check)


def chao_bound(context: Context) -> Estimate | Refusal:
    """Chao's lower bound with its two variants beside it."""
    bound = chao(context.table)
    if bound is None:
        return context.refusal("chao", said("no unit is on exactly two lists"), (overlap_check(context.table),))
    sensitivity: dict[Words, float] = {said("bias-corrected"): chao_corrected(context.table)}
    form = chao(context.table, many=True)
    if form is not None:
        sensitivity[said("form for many lists, f₁²/(2 f₂)")] = form.value
    method = said("n + (t−1)/t · f₁²/(2 f₂) for t lists: a lower bound where units differ; log-normal interval")
    return _of_total(context, "chao", bound, method, CHAO_REFERENCE, sensitivity=sensitivity)


def _of_total(
    context: Context,
    member: str,
    total: Total,
    method: Words,
    reference: str,
    *extra: Assumption,
    sensitivity: dict[Words, float] | None = None,
) -> Estimate:
    return context.estimate(
        member,
        total.value,
        total.interval,
        method,
        standard_error=total.standard_error,
        assumptions=extra,
        sensitivity=sensitivity or {},
        reference=reference,
    )


def repeated_captures(name: str) -> Callable[[Context], Estimate | Refusal]:
    """The member for one of the models of repeated captures."""

    def build(context: Context) -> Estimate | Refusal:
        fit = fit_captures(context.table, name)
        member = f"captures-{name}"
        if fit.total is None or not connected(context.table):
            return context.refusal(member, said("the likelihood has no usable maximum for these lists"))
        interval = log_normal_interval(context.table.observed, fit.total.value, fit.total.standard_error)
        total = Total(fit.total.value, fit.total.standard_error, interval)
        method = said("log-linear model {name} of repeated captures; log-normal interval", name=name)
        estimate = _of_total(context, member, total, method, CAPTURES_REFERENCE, _fit_check(fit))
        row = {
            "model": name,
            "value": total.value,
            "bic": fit.bic,
            "heterogeneity": fit.heterogeneity,
        }
        return dataclasses.replace(estimate, detail=(row,))

    return build


def _fit_check(fit: CaptureFit) -> Assumption:
    from scipy.stats import chi2

    statement = said("the model fits the combinations seen")
    if fit.degrees_of_freedom < 1:
        return Assumption(statement, None, said("no degrees of freedom are left to test it"))
    p_value = float(chi2.sf(fit.deviance, fit.degrees_of_freedom))
    return Assumption(
        statement,
        p_value >= 0.05,  # noqa: PLR2004  the usual level
        said(
            "deviance {deviance:.1f} with {degrees} degrees of freedom, p = {p:.2g}",
            deviance=fit.deviance,
            degrees=fit.degrees_of_freedom,
            p=p_value,
        ),
    )
