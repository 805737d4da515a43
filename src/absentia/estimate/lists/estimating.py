"""From overlap tables to the panel."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from absentia.errors import UsageProblem
from absentia.estimate.lists.bounds import pairs, xi_curve
from absentia.estimate.lists.captures import NAMES
from absentia.estimate.lists.context import Context
from absentia.estimate.lists.hierarchy import saturated
from absentia.estimate.lists.members import members_of
from absentia.estimate.lists.panel import ListsOptions, ListsPanel, agreement_of
from absentia.estimate.lists.profile import averaged_interval
from absentia.estimate.lists.strata import summed_members
from absentia.estimate.lists.table import OverlapTable
from absentia.model.texts import Words, said

MEMBERS = (
    "loglinear-average", "latent-class", "decomposable", "loglinear-best", "independence", "saturated",
    "lincoln-petersen", "chapman", "chao", *(f"captures-{name}" for name in NAMES),
)  # fmt: skip


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
    if len(given) == 1:
        return _panel(given[0], chosen, notes)
    panels = [_panel(table, chosen, ()) for table in given]
    whole = OverlapTable(given[0].lists, np.sum([table.counts for table in given], axis=0))
    members = [member for member in MEMBERS if chosen.wants(member) and member != "latent-class"]
    # without strata, for comparison; the sampler's chains are not run once more for it
    pooled = _panel(whole, dataclasses.replace(chosen, methods=tuple(members)), ()) if members else None
    summed = summed_members(panels, pooled)
    context = Context.of(whole, chosen)
    return ListsPanel(
        lists=whole.lists,
        observed=whole.observed,
        members=summed,
        agreement=agreement_of(summed),
        checks=context.checks,
        pairs=tuple(pairs(whole)),
        xi=(),
        seed=chosen.seed,
        unit=context.unit,
        strata=tuple(panels),
        notes=tuple(notes),
    )


def _panel(table: OverlapTable, options: ListsOptions, notes: Sequence[Words]) -> ListsPanel:
    context = Context.of(table, options)
    members = members_of(context)
    row = context.models.row_of(saturated(table.size)) if table.size > 2 else None  # noqa: PLR2004
    interval = averaged_interval(context.models, np.array([row])) if row is not None else None
    return ListsPanel(
        lists=table.lists,
        observed=table.observed,
        members=members,
        agreement=agreement_of(members),
        checks=context.checks,
        pairs=tuple(pairs(table)),
        xi=tuple(xi_curve(table, interval)),
        seed=options.seed,
        unit=context.unit,
        stratum=table.stratum,
        notes=tuple(notes),
    )


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
