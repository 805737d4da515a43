"""What every method needs of the lists, checked before any number; and what no data can check."""

from __future__ import annotations

from absentia.estimate.lists.bounds import connected, never_overlapping
from absentia.estimate.lists.models import ModelSet
from absentia.estimate.lists.table import OverlapTable
from absentia.messages import _
from absentia.model import Assumption

_SHOWN_PAIRS = 6


def table_checks(table: OverlapTable, models: ModelSet) -> tuple[Assumption, ...]:
    """The checks of one table, those that data can decide first."""
    return (overlap_check(table), pairs_check(table), cells_check(table), models_check(models), *untestable())


def overlap_check(table: OverlapTable) -> Assumption:
    """All lists are joined by overlaps."""
    joined = connected(table)
    return Assumption(
        _("overlaps join all lists"),
        joined,
        _("every list shares units with another, and through it with all")
        if joined
        else _("at least one list shares no unit with the rest: their overlap says nothing of what all miss"),
    )


def pairs_check(table: OverlapTable) -> Assumption:
    """No two lists exclude each other."""
    apart = never_overlapping(table)
    shown = "; ".join(" – ".join(pair) for pair in apart[:_SHOWN_PAIRS]) + (" …" if len(apart) > _SHOWN_PAIRS else "")
    return Assumption(
        _("every two lists have a unit in common"),
        not apart,
        _("pairs without a common unit: {pairs}; their interaction is estimated as −∞").format(pairs=shown)
        if apart
        else _("every pair has some"),
    )


def cells_check(table: OverlapTable) -> Assumption:
    """Every combination of lists is seen."""
    empty = int((table.counts[1:] == 0).sum())
    return Assumption(
        _("no combination of lists is empty"),
        empty == 0,
        _("{empty} of {cells} combinations have no unit").format(empty=empty, cells=len(table.counts) - 1)
        if empty
        else _("all {cells} combinations have units").format(cells=len(table.counts) - 1),
    )


def models_check(models: ModelSet) -> Assumption:
    """Log-linear models are identified and have a maximum."""
    left_out = models.unidentified + models.without_maximum
    return Assumption(
        _("log-linear models are identified and their likelihood has a maximum"),
        len(models) > 0,
        _("{fitted} models fitted; left out: {unidentified} not identified, {without} without a maximum").format(
            fitted=models.fitted, unidentified=models.unidentified, without=models.without_maximum
        )
        if left_out
        else _("all {fitted} models fitted are").format(fitted=models.fitted),
    )


def untestable() -> tuple[Assumption, ...]:
    """What overlap counts cannot show."""
    return (
        Assumption(
            _("the lists' records were linked without error"),
            None,
            _("missed links raise every total, false links lower it"),
        ),
        Assumption(
            _("the lists cover the same closed population and period"),
            None,
            _("units that a list could never have held raise the total"),
        ),
        Assumption(
            _("the dependence among all lists at once is what the others predict (ξ = 1)"),
            None,
            _("the ξ curve shows what other values give"),
        ),
    )


def independence_check(deviance: float, degrees: int) -> Assumption:
    """The independence of the lists, by the deviance of Mt."""
    from scipy.stats import chi2

    if degrees < 1:
        return Assumption(_("the lists are independent"), None, _("two lists leave nothing to test it with"))
    p_value = float(chi2.sf(deviance, degrees))
    return Assumption(
        _("the lists are independent"),
        p_value >= 0.05,  # noqa: PLR2004  the usual level
        _("deviance {deviance:.1f} with {degrees} degrees of freedom, p = {p:.2g}").format(
            deviance=deviance, degrees=degrees, p=p_value
        ),
    )
