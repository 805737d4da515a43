"""What every method needs of the lists, checked before any number; and what no data can check."""

from __future__ import annotations

from absentia.estimate.lists.bounds import connected, never_overlapping
from absentia.estimate.lists.models import ModelSet
from absentia.estimate.lists.table import OverlapTable
from absentia.model import Assumption
from absentia.model.texts import said

_SHOWN_PAIRS = 6


def table_checks(table: OverlapTable, models: ModelSet) -> tuple[Assumption, ...]:
    """The checks of one table, those that data can decide first."""
    return (overlap_check(table), pairs_check(table), cells_check(table), models_check(models), *untestable())


def overlap_check(table: OverlapTable) -> Assumption:
    """All lists are joined by overlaps."""
    joined = connected(table)
    return Assumption(
        said("overlaps join all lists"),
        joined,
        said("every list shares units with another, and through it with all")
        if joined
        else said("at least one list shares no unit with the rest: their overlap says nothing of what all miss"),
    )


def pairs_check(table: OverlapTable) -> Assumption:
    """No two lists exclude each other."""
    apart = never_overlapping(table)
    shown = "; ".join(" – ".join(pair) for pair in apart[:_SHOWN_PAIRS]) + (" …" if len(apart) > _SHOWN_PAIRS else "")
    return Assumption(
        said("every two lists have a unit in common"),
        not apart,
        said("pairs without a common unit: {pairs}; their interaction is estimated as −∞", pairs=shown)
        if apart
        else said("every pair has some"),
    )


def cells_check(table: OverlapTable) -> Assumption:
    """Every combination of lists is seen."""
    empty = int((table.counts[1:] == 0).sum())
    return Assumption(
        said("no combination of lists is empty"),
        empty == 0,
        said("{empty} of {cells} combinations have no unit", empty=empty, cells=len(table.counts) - 1)
        if empty
        else said("all {cells} combinations have units", cells=len(table.counts) - 1),
    )


def models_check(models: ModelSet) -> Assumption:
    """Log-linear models are identified and have a maximum."""
    left_out = models.unidentified + models.without_maximum
    return Assumption(
        said("log-linear models are identified and their likelihood has a maximum"),
        len(models) > 0,
        said(
            "{fitted} models fitted; left out: {unidentified} not identified, {without} without a maximum",
            fitted=models.fitted,
            unidentified=models.unidentified,
            without=models.without_maximum,
        )
        if left_out
        else said("all {fitted} models fitted are", fitted=models.fitted),
    )


def untestable() -> tuple[Assumption, ...]:
    """What overlap counts cannot show."""
    return (
        Assumption(
            said("the lists' records were linked without error"),
            None,
            said("missed links raise every total, false links lower it"),
        ),
        Assumption(
            said("the lists cover the same closed population and period"),
            None,
            said("units that a list could never have held raise the total"),
        ),
        Assumption(
            said("the dependence among all lists at once is what the others predict (ξ = 1)"),
            None,
            said("the ξ curve shows what other values give"),
        ),
    )


def independence_check(deviance: float, degrees: int) -> Assumption:
    """The independence of the lists, by the deviance of Mt."""
    from scipy.stats import chi2

    if degrees < 1:
        return Assumption(said("the lists are independent"), None, said("two lists leave nothing to test it with"))
    p_value = float(chi2.sf(deviance, degrees))
    return Assumption(
        said("the lists are independent"),
        p_value >= 0.05,  # noqa: PLR2004  the usual level
        said(
            "deviance {deviance:.1f} with {degrees} degrees of freedom, p = {p:.2g}",
            deviance=deviance,
            degrees=degrees,
            p=p_value,
        ),
    )
