"""Each method as a member of the panel: an estimate with what it rests on, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from absentia.estimate.lists.bounds import (
    Total,
    chao,
    chao_corrected,
    chao_occasions,
    connected,
    log_normal_interval,
    pairs,
    saturated_unseen,
)
from absentia.estimate.lists.captures import NAMES, CaptureFit, fit_captures
from absentia.estimate.lists.checks import independence_check, overlap_check, table_checks
from absentia.estimate.lists.hierarchy import main_effects, saturated
from absentia.estimate.lists.models import ModelSet, fit_all
from absentia.estimate.lists.panel import NAME, ListsOptions, Member, Role
from absentia.estimate.lists.profile import averaged_interval
from absentia.estimate.lists.table import OverlapTable
from absentia.messages import N_, _
from absentia.model import Assumption, Estimate, Interval, Refusal
from absentia.model.texts import Said, said

TWO = 2
REFERENCES = {
    "loglinear": "Fienberg 1972; Bishop, Fienberg, Holland 1975; Cormack 1992; Fletcher, Turek 2012",
    "latent-class": "Manrique-Vallier 2016; Vehtari et al. 2021",
    "decomposable": "Madigan, York 1997",
    "chao": "Chao 1987",
    "saturated": "Fienberg 1972; Aleshin-Guendel, Sadinle, Wakefield 2024",
    "pairs": "Chapman 1951; Seber 1970",
    "captures": "Otis et al. 1978; Cormack 1989; Rivest, Baillargeon 2007",
}


@dataclass(frozen=True)
class Context:
    """One table with the options, and what several members share."""

    table: OverlapTable
    options: ListsOptions
    models: ModelSet

    @classmethod
    def of(cls, table: OverlapTable, options: ListsOptions) -> Context:
        """Fit the models once for all members."""
        return cls(table, options, fit_all(table))

    @cached_property
    def checks(self) -> tuple[Assumption, ...]:
        """The checks every member shows."""
        return table_checks(self.table, self.models)

    @property
    def unit(self) -> str:
        """What is counted."""
        return self.options.unit or _("units")

    def estimate(self, member: str, value: float, interval: Interval | None, method: str, **rest: Any) -> Estimate:
        """An estimate with what all members share filled in."""
        low = float(self.table.observed)
        if interval is not None and interval.low < low:
            interval = Interval(low, max(interval.high, low), interval.level, interval.kind)
        assumptions = (*rest.pop("assumptions", ()), *self.checks)
        return Estimate(
            name=NAME,
            variant=member,
            value=value,
            interval=interval,
            unit=self.unit,
            method=method,
            period=self.options.period,
            inputs=self.options.inputs,
            assumptions=assumptions,
            observed=low,
            **rest,
        )

    def refusal(self, member: str, reason: str, assumptions: Sequence[Assumption] = ()) -> Refusal:
        """A refusal with the checks."""
        return Refusal(NAME, reason, (*assumptions, *self.checks), inputs=self.options.inputs, variant=member)


Build = Callable[[Context], Estimate | Refusal | tuple[Estimate | Refusal, Any]]


def members_of(context: Context) -> tuple[Member, ...]:
    """Every member that was asked for, methods that answer first."""
    from absentia.estimate.lists.bayes import decomposable, latent_class

    many = context.table.size > TWO
    builders: list[tuple[str, Said, Role, Build]] = []
    if many:
        builders += [
            ("loglinear-average", said(N_("log-linear models, averaged")), Role.TOTAL, _average),
            ("latent-class", said(N_("latent classes, Bayesian")), Role.TOTAL, latent_class),
            ("decomposable", said(N_("decomposable graphs, averaged")), Role.TOTAL, decomposable),
            ("loglinear-best", said(N_("log-linear model of best BIC")), Role.MODEL, _best),
            ("independence", said(N_("independent lists")), Role.MODEL, _independence),
            ("saturated", said(N_("all interactions but the highest")), Role.MODEL, _saturated),
        ]
    else:
        builders += [
            ("lincoln-petersen", said(N_("Lincoln–Petersen")), Role.TOTAL, _lincoln_petersen),
            ("chapman", said(N_("Chapman")), Role.MODEL, _chapman),
        ]
    builders.append(("chao", said(N_("Chao's lower bound")), Role.BOUND, _chao))
    if many:
        builders += [
            (f"captures-{name}", said(N_("repeated captures, {name}"), name=name), _capture_role(name), _captures(name))
            for name in NAMES
        ]
    return tuple(_build(context, *builder) for builder in builders if context.options.wants(builder[0]))


def _capture_role(name: str) -> Role:
    return Role.BOUND if name.endswith("-chao") else Role.MODEL


def _build(context: Context, member: str, title: Said, role: Role, build: Build) -> Member:
    built = build(context)
    result, draws = built if isinstance(built, tuple) else (built, None)
    return Member(member, title, role, result, draws)


def _average(context: Context) -> Estimate | Refusal:
    models = context.models
    rows = models.within_window()
    if not len(rows):
        return context.refusal("loglinear-average", _("no log-linear model is identified by these lists"))
    interval = averaged_interval(models, rows)
    if interval is None:
        return context.refusal(
            "loglinear-average", _("the likelihood does not fall off for large totals: it has no upper end")
        )
    value = float(models.weights @ models.totals)
    error = float(models.weights @ np.sqrt(models.errors**2 + (models.totals - value) ** 2))
    sensitivity = {models.name(int(row)): float(models.totals[row]) for row in rows[:8]}
    caveats = []
    if models.searched:
        caveats.append(_("more than five lists: {count} models found by search").format(count=models.fitted))
    if context.options.bootstrap:
        interval, more = _bootstrapped(context, sensitivity)
        caveats += more
    return context.estimate(
        "loglinear-average",
        value,
        interval,
        _("{count} hierarchical log-linear models weighted by BIC; interval by averaged profile tails").format(
            count=models.fitted
        ),
        standard_error=error,
        sensitivity=sensitivity,
        caveats=tuple(caveats),
        reference=REFERENCES["loglinear"],
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


def _bootstrapped(context: Context, sensitivity: dict[str, float]) -> tuple[Interval, list[str]]:
    from absentia.estimate.lists.bootstrap import bootstrap_totals

    averaged, best = bootstrap_totals(context.models, context.options.bootstrap, context.options.seed)
    low, high = (float(np.quantile(averaged, q)) for q in (0.025, 0.975))
    sensitivity[_("bootstrap of the best model, 2.5 %")] = float(np.quantile(best, 0.025))
    sensitivity[_("bootstrap of the best model, 97.5 %")] = float(np.quantile(best, 0.975))
    text = _("interval by {count} bootstrap replicates, the model chosen again in each")
    return Interval(low, high), [text.format(count=context.options.bootstrap)]


def _one_model(context: Context, member: str, row: int | None, method: str, *extra: Assumption) -> Estimate | Refusal:
    if row is None:
        return context.refusal(member, _("this model is not identified by these lists, or has no maximum"), extra)
    interval = averaged_interval(context.models, np.array([row]))
    if interval is None:
        return context.refusal(
            member, _("the likelihood does not fall off for large totals: it has no upper end"), extra
        )
    return context.estimate(
        member,
        float(context.models.totals[row]),
        interval,
        method,
        standard_error=float(context.models.errors[row]),
        assumptions=extra,
        reference=REFERENCES["loglinear" if member != "saturated" else "saturated"],
        detail=({"model": context.models.name(row), "bic": float(context.models.bic[row])},),
    )


def _best(context: Context) -> Estimate | Refusal:
    row = 0 if len(context.models) else None
    name = context.models.name(0) if row == 0 else ""
    weight = float(context.models.weights[0]) if row == 0 else 0.0
    chosen = Assumption(
        _("the model chosen is the right one"),
        None,
        _("it has {weight:.0%} of the weight; its interval does not include the choice").format(weight=weight),
    )
    method = _("log-linear model {name}, profile likelihood").format(name=name)
    return _one_model(context, "loglinear-best", row, method, chosen)


def _independence(context: Context) -> Estimate | Refusal:
    fit = fit_captures(context.table, "Mt")
    row = context.models.row_of(main_effects(context.table.size))
    check = independence_check(fit.deviance, fit.degrees_of_freedom)
    return _one_model(context, "independence", row, _("log-linear model of independent lists"), check)


def _saturated(context: Context) -> Estimate | Refusal:
    if saturated_unseen(context.table) is None:
        return context.refusal("saturated", _("a combination of lists is empty: the odds ratios are not defined"))
    row = context.models.row_of(saturated(context.table.size))
    return _one_model(
        context, "saturated", row, _("log-linear model with every interaction but the highest-order one (ξ = 1)")
    )


def _lincoln_petersen(context: Context) -> Estimate | Refusal:
    pair = pairs(context.table)[0]
    check = independence_check(0.0, 0)
    if pair.lincoln_petersen is None:
        return context.refusal("lincoln-petersen", _("no unit is on both lists"), (check,))
    interval = averaged_interval(context.models, np.array([0])) if len(context.models) else None
    return context.estimate(
        "lincoln-petersen",
        pair.lincoln_petersen,
        interval,
        _("first list × second list / both; profile likelihood"),
        standard_error=float(context.models.errors[0]) if len(context.models) else None,
        assumptions=(check,),
        caveats=(_("two lists: independence is assumed and cannot be tested; positive dependence makes it too low"),),
        sensitivity={_("Chapman"): pair.chapman.value},
        reference=REFERENCES["pairs"],
    )


def _chapman(context: Context) -> Estimate | Refusal:
    pair = pairs(context.table)[0]
    check = independence_check(0.0, 0)
    if pair.both == 0:
        return context.refusal("chapman", _("no unit is on both lists"), (check,))
    return _of_total(context, "chapman", pair.chapman, _("Chapman's estimator"), REFERENCES["pairs"], check)


def _chao(context: Context) -> Estimate | Refusal:
    bound = chao(context.table)
    if bound is None:
        return context.refusal("chao", _("no unit is on exactly two lists"), (overlap_check(context.table),))
    sensitivity = {_("bias-corrected"): chao_corrected(context.table)}
    occasions = chao_occasions(context.table)
    if occasions is not None:
        sensitivity[_("repeated captures of equal effort")] = occasions
    method = _("n + f₁²/(2 f₂): a lower bound where units differ; log-normal interval")
    return _of_total(context, "chao", bound, method, REFERENCES["chao"], sensitivity=sensitivity)


def _of_total(
    context: Context,
    member: str,
    total: Total,
    method: str,
    reference: str,
    *extra: Assumption,
    sensitivity: dict[str, float] | None = None,
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


def _captures(name: str) -> Build:
    def build(context: Context) -> Estimate | Refusal:
        fit = fit_captures(context.table, name)
        member = f"captures-{name}"
        if fit.total is None or not connected(context.table):
            return context.refusal(member, _("the likelihood has no usable maximum for these lists"))
        interval = log_normal_interval(context.table.observed, fit.total.value, fit.total.standard_error)
        total = Total(fit.total.value, fit.total.standard_error, interval)
        method = _("log-linear model {name} of repeated captures; log-normal interval").format(name=name)
        return _of_total(context, member, total, method, REFERENCES["captures"], _fit_check(fit))

    return build


def _fit_check(fit: CaptureFit) -> Assumption:
    from scipy.stats import chi2

    statement = _("the model fits the combinations seen")
    if fit.degrees_of_freedom < 1:
        return Assumption(statement, None, _("no degrees of freedom are left to test it"))
    p_value = float(chi2.sf(fit.deviance, fit.degrees_of_freedom))
    return Assumption(
        statement,
        p_value >= 0.05,  # noqa: PLR2004  the usual level
        _("deviance {deviance:.1f} with {degrees} degrees of freedom, p = {p:.2g}").format(
            deviance=fit.deviance, degrees=fit.degrees_of_freedom, p=p_value
        ),
    )
