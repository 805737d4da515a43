"""What every method needs of the lists, checked before any model; and what no data can check."""

from __future__ import annotations

import numpy as np

from absentia.estimate.lists.models import ModelSet
from absentia.estimate.lists.table import LEAST, OverlapTable, connected, drawn_lists, never_overlapping, shared
from absentia.model import Assumption
from absentia.model.texts import N_, Words, counted, joined, said

_SHOWN_PAIRS = 6
USUAL_LEVEL, STRICT_LEVEL = 0.05, 0.01
APART = N_("at least one list shares no unit with the rest: their overlap says nothing of what all miss")


def stopped(table: OverlapTable) -> Words | None:
    """Why no method can say anything of these lists, asked before any model is fitted; ``None`` where one may."""
    if not connected(table):
        return said(APART)
    if shared(table) < LEAST:
        return said(
            "units on two lists or more: {shared}; fewer than {least} leave the total to chance",
            shared=shared(table),
            least=LEAST,
        )
    return None


def table_checks(table: OverlapTable) -> tuple[Assumption, ...]:
    """The checks of one table, those that data can decide first."""
    decided = (overlap_check(table), least_overlap_check(table), sizes_check(table), drawn_check(table))
    return (*decided, pairs_check(table), *untestable())


def overlap_check(table: OverlapTable) -> Assumption:
    """All lists are joined by overlaps."""
    joins = connected(table)
    return Assumption(
        said("overlaps join all lists"),
        joins,
        said("every list shares units with another, and through it with all") if joins else said(APART),
    )


def least_overlap_check(table: OverlapTable) -> Assumption:
    """Every list shares enough units with the others together (Robson and Regier 1964)."""
    common = {name: int(table.margins[1 << bit] - table.counts[1 << bit]) for bit, name in enumerate(table.lists)}
    least = min(common, key=lambda name: common[name])
    return Assumption(
        counted(
            "every list shares at least {least} unit with the others",
            "every list shares at least {least} units with the others",
            least=LEAST,
        ),
        common[least] >= LEAST,
        said("{list} shares {units}, the fewest", list=least, units=common[least]),
    )


def sizes_check(table: OverlapTable) -> Assumption:
    """No list holds nearly all: the rest would be all there is to learn the unseen from."""
    missed = {name: table.observed - int(table.margins[1 << bit]) for bit, name in enumerate(table.lists)}
    least = min(missed, key=lambda name: missed[name])
    return Assumption(
        counted(
            "every list misses at least {least} unit that another has",
            "every list misses at least {least} units that another has",
            least=LEAST,
        ),
        missed[least] >= LEAST,
        said(
            "{list} misses {units} of the {observed} observed, the fewest",
            list=least,
            units=missed[least],
            observed=table.observed,
        ),
    )


def drawn_check(table: OverlapTable) -> Assumption:
    """No list was drawn from another, as far as the others can show."""
    statement = said("no list was drawn from another")
    if table.size == 2:  # there is no third
        both, smaller = int(table.margins[3]), int(min(table.margins[1], table.margins[2]))
        found = counted(
            "also on the other list: {both} of the {units} unit of the smaller",
            "also on the other list: {both} of the {units} units of the smaller",
            units=smaller,
            both=both,
        )
        return Assumption(statement, None, said("{found}; two lists cannot show it", found=found))
    found_ones = [
        counted(
            "also on {outer}: {both} of the {units} unit of {inner}, of the other lists' {share:.0%}; leave it out "
            "with --lists unless it was made independently",
            "also on {outer}: {both} of the {units} units of {inner}, of the other lists' {share:.0%}; leave it out "
            "with --lists unless it was made independently",
            units=one.units,
            both=one.both,
            inner=table.lists[one.inner],
            outer=table.lists[one.outer],
            share=one.elsewhere,
        )
        for one in drawn_lists(table)
    ]
    outcome = joined(found_ones) if found_ones else said("none has nearly all its units on another one")
    return Assumption(statement, not found_ones, outcome)


def pairs_check(table: OverlapTable) -> Assumption:
    """No two lists exclude each other, beyond what their sizes make likely."""
    apart = never_overlapping(table)
    excluding = [one for one in apart if not one.by_chance]
    pairs = [
        said("{first} – {second} (expected {expected:.1f})", first=one.first, second=one.second, expected=one.expected)
        for one in (excluding or apart)[:_SHOWN_PAIRS]
    ]
    more = ["…"] if len(excluding or apart) > _SHOWN_PAIRS else []
    outcome = said("every pair has some")
    if excluding:
        outcome = said("pairs without a common unit: {pairs}", pairs=joined([*pairs, *more]))
    elif apart:
        outcome = said("pairs without a common unit, as chance has it: {pairs}", pairs=joined([*pairs, *more]))
    return Assumption(said("no two lists exclude each other"), not excluding, outcome)


def cells_check(table: OverlapTable) -> Assumption:
    """Every combination of lists is seen; only the model of all interactions needs it."""
    empty = int((table.counts[1:] == 0).sum())
    return Assumption(
        said("no combination of lists is empty"),
        empty == 0,
        said("combinations without a unit: {empty} of {cells}", empty=empty, cells=len(table.counts) - 1)
        if empty
        else counted(
            "all {cells} combination has units", "all {cells} combinations have units", cells=len(table.counts) - 1
        ),
    )


def models_check(models: ModelSet) -> Assumption:
    """Log-linear models determine the unseen cell, on a face of the marginal cone where they must."""
    return Assumption(
        said("log-linear models determine the unseen"),
        len(models) > 0,
        counted(
            "{fitted} model fitted, {faces} of these with combinations estimated as zero; {undetermined} left out, "
            "whose total the lists do not determine",
            "{fitted} models fitted, {faces} of these with combinations estimated as zero; {undetermined} left out, "
            "whose total the lists do not determine",
            fitted=models.fitted,
            faces=models.on_faces,
            undetermined=models.undetermined,
        )
        if models.undetermined or models.on_faces
        else said("every model fitted does ({fitted})", fitted=models.fitted),
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
        Assumption(
            said("no units are so hard to list that the overlaps tell nothing of them"),
            None,
            said(
                "all totals can be too low together; the models in which units differ, and that of all interactions "
                "but the highest, show how far"
            ),
        ),
    )


def deviance_check(statement: Words, deviance: float, degrees: int, level: float = USUAL_LEVEL) -> Assumption:
    """A hypothesis by the deviance it leaves, against χ² with so many degrees of freedom."""
    from scipy.stats import chi2

    if degrees < 1:
        return Assumption(statement, None, said("no degrees of freedom are left to test it"))
    p_value = float(chi2.sf(deviance, degrees))
    return Assumption(
        statement,
        p_value >= level,
        counted(
            "deviance {deviance:.1f} with {degrees} degree of freedom, p = {p:.2g}",
            "deviance {deviance:.1f} with {degrees} degrees of freedom, p = {p:.2g}",
            degrees=degrees,
            deviance=deviance,
            p=p_value,
        ),
    )


def equal_sizes_check(table: OverlapTable, deviances: tuple[float, float]) -> Assumption:
    """All lists are of one size: what M₀ and Mh assume, by the deviances of M₀ and Mt."""
    sizes = np.array([int(table.margins[1 << bit]) for bit in range(table.size)])
    check = deviance_check(
        said("all lists are of one size, as M0 and Mh assume"), deviances[0] - deviances[1], table.size - 1
    )
    outcome = said(
        "they hold {sizes}: {outcome}",
        sizes=joined([said("{n}", n=int(one)) for one in sizes], ", "),
        outcome=check.outcome,
    )
    return Assumption(check.statement, check.holds, outcome)
