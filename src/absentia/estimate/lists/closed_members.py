"""The members of the panel in closed form, and the models of repeated captures."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from absentia.estimate.lists.checks import deviance_check, equal_sizes_check
from absentia.estimate.lists.closed_forms import Total, log_normal_interval, pairs
from absentia.estimate.lists.context import Context
from absentia.estimate.lists.profile import averaged_interval
from absentia.model import Assumption, Estimate, Refusal
from absentia.model.texts import Words, said

PAIRS_REFERENCE = "Chapman 1951; Seber 1970"
CAPTURES_REFERENCE = "Otis et al. 1978; Chao 1987; Cormack 1989; Rivest, Baillargeon 2007"


def _two_lists() -> Assumption:
    return Assumption(said("the lists are independent"), None, said("two lists leave nothing to test it with"))


def lincoln_petersen(context: Context) -> Estimate | Refusal:
    """Two lists: n₁n₂/m, which is also the only log-linear model they leave."""
    pair = pairs(context.table)[0]
    if pair.lincoln_petersen is None or not len(context.models):
        return context.refusal("lincoln-petersen", said("no unit is on both lists"), (_two_lists(),))
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
) -> Estimate:
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
        interval = log_normal_interval(context.table.observed, fit.total.value, fit.total.standard_error)
        total = Total(fit.total.value, fit.total.standard_error, interval)
        method = said("log-linear model {name} of repeated captures; log-normal interval", name=name)
        fits = said("the model fits the combinations seen")
        extra = [deviance_check(fits, fit.deviance, fit.degrees_of_freedom)]
        if name == "M0" or name.startswith("Mh-"):
            pair = (context.captures["M0"].deviance, context.captures["Mt"].deviance)
            extra.insert(0, equal_sizes_check(context.table, pair))
        estimate = _of_total(context, member, total, method, CAPTURES_REFERENCE, *extra)
        row = {
            "model": name,
            "value": total.value,
            "deviance": fit.deviance,
            "degrees_of_freedom": fit.degrees_of_freedom,
            "bic": fit.bic,
            "heterogeneity": fit.heterogeneity,
        }
        return dataclasses.replace(estimate, detail=(row,))

    return build
