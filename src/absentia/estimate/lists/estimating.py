"""From overlap tables to the panel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from absentia.errors import UsageProblem
from absentia.estimate.lists.agreement import agreement_of, bound_check
from absentia.estimate.lists.captures import NAMES
from absentia.estimate.lists.checks import stopped
from absentia.estimate.lists.closed_forms import pairs, saturated_unseen, xi_curve
from absentia.estimate.lists.context import Context
from absentia.estimate.lists.dependence import dependences
from absentia.estimate.lists.hierarchy import saturated
from absentia.estimate.lists.leaving_out import without_each
from absentia.estimate.lists.members import members_of
from absentia.estimate.lists.overlaps import without_extracts
from absentia.estimate.lists.panel import ListsOptions, ListsPanel
from absentia.estimate.lists.profile import averaged_interval, profiles
from absentia.estimate.lists.roles import Member, Role
from absentia.estimate.lists.strata import summed_members
from absentia.estimate.lists.table import OverlapTable
from absentia.model import Assumption, Estimate
from absentia.model.texts import Said, Words, said

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
        lists=whole.table.lists,
        counts=tuple(map(int, whole.table.counts)),
        members=summed,
        agreement=agreement_of(summed, [(str(one.stratum), one.agreement) for one in panels]),
        checks=_checks(whole, summed),
        pairs=tuple(pairs(whole.table)),
        xi=(),
        seed=options.seed,
        unit=whole.unit,
        strata=tuple(panels),
        notes=tuple(notes),
        left_out=left_out,
        asked=options.methods,
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
    if table.size > 2 and stopped(table) is None and saturated_unseen(table) is not None:  # noqa: PLR2004
        row = context.models.row_of(saturated(table.size))
        interval = averaged_interval(context.models, np.array([row])) if row is not None else None
    totals = sorted(one.result.value for one in members if one.role is Role.TOTAL and isinstance(one.result, Estimate))
    return ListsPanel(
        lists=table.lists,
        counts=tuple(map(int, table.counts)),
        members=members,
        agreement=agreement_of(members),
        checks=_checks(context, members),
        pairs=tuple(pairs(table)),
        xi=tuple(xi_curve(table, interval)) if stopped(table) is None else (),
        seed=options.seed,
        unit=context.unit,
        stratum=table.stratum,
        notes=tuple(notes),
        left_out=left_out,
        asked=options.methods,
        without=without_each(table) if options.wants("loglinear-average") else (),
        dependence=dependences(table, totals[(len(totals) - 1) // 2]) if totals else (),
        profiles=profiles(context.models, context.models.within_window()[:PROFILED]) if totals else (),
    )


def _checks(context: Context, members: Sequence[Member]) -> tuple[Assumption, ...]:
    bound = bound_check(members)
    return (*context.checks, *([] if bound is None else [bound]))


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
