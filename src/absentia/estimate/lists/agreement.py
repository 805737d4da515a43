"""Whether the methods agree, and if not, which criterion failed; judged over rows that are always computed."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from absentia.estimate.lists.fitting import CellFit
from absentia.model import Assumption, Estimate, Refusal
from absentia.model.texts import Said, Words, joined, said, said_of, times


class Role(enum.StrEnum):
    """What a member of the panel is there for."""

    TOTAL = "total"
    """A method that answers the question; the agreement is judged over these."""
    MODEL = "model"
    """One model among many: shows what a choice does, not to be quoted alone."""
    BOUND = "bound"
    """A lower bound where units differ in how easily they are listed and the lists depend in no other way."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An estimate with what only the panel needs of it.

    ``draws`` are posterior draws of the total where the method has them, ``fit`` is what it expects in each cell.
    """

    result: Estimate
    draws: Any = None
    fit: CellFit | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One method's answer, or its refusal, with what :class:`Answered` holds."""

    id: str
    title: Said
    role: Role
    result: Estimate | Refusal
    draws: Any = field(default=None, repr=False, compare=False)
    fit: CellFit | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, name: str, title: Said, role: Role, built: Estimate | Refusal | Answered) -> Member:
        """A member from what its method gave."""
        if isinstance(built, Answered):
            return cls(name, title, role, built.result, built.draws, built.fit)
        return cls(name, title, role, built)


LARGEST_RATIO = 1.5
"""Totals that differ by more than this factor are not said to agree, even where all intervals overlap; nor where two
log-linear models, each with a fair share of the weight, do."""
FAIR_WEIGHT = 0.05
FAIR_BIC = 6.0
"""Nor where a model in which units differ comes within this BIC of the best (a twentieth of its weight) and its total
lies above every interval."""

LEAST = "saturated"
"""The member that assumes least of how lists depend. Methods agree, and are too low, where units are of two kinds and
lists too small to show it: what is quoted reaches as far as this one, which covers there."""

Total = tuple[Member, Estimate]


class Standing(enum.StrEnum):
    """Whether the methods say the same."""

    AGREE = "agree"
    DISAGREE = "disagree"
    """Their numbers, or those of models that fit about as well, lie apart."""
    CANNOT_TELL = "cannot tell"
    """A check fails, a method gave no number, or fewer than two did."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the methods of role total compare.

    They agree when every one of them gave a number, no check of theirs fails, and nothing lies apart; ``against`` says
    what does not hold, each criterion in a sentence. ``lowest`` and ``highest`` span all intervals.
    """

    standing: Standing
    methods: int
    """Methods of role total that gave a number."""
    refused: int
    """And those that refused."""
    against: tuple[Said, ...] = ()
    smallest: float | None = None
    largest: float | None = None
    lowest: float | None = None
    highest: float | None = None
    up_to: float | None = None
    """The upper end of what may be quoted: the most of ``highest``, that of a model of differing units that fits as
    well, and that of the model that assumes least (:data:`LEAST`)."""


def agreement_of(members: Sequence[Member], strata: Sequence[tuple[str, Agreement]] = ()) -> Agreement:
    """Compare the methods of role total; of strata each must agree by itself, too."""
    totals = [one for one in members if one.role is Role.TOTAL]
    found = [(one, one.result) for one in totals if isinstance(one.result, Estimate)]
    refused = [one for one in totals if not isinstance(one.result, Estimate)]
    if not found:
        reasons = dict.fromkeys(one.result.reason for one in refused if isinstance(one.result, Refusal))
        return Agreement(Standing.CANNOT_TELL, 0, len(refused), tuple(map(said_of, reasons)))
    apart = [*_apart(members, found), *_of_strata(strata, Standing.DISAGREE)]
    unsure = [*_failing(found), *_of_strata(strata, Standing.CANNOT_TELL)]
    unsure += [said("{method} gave no number", method=one.title) for one in refused]
    standing = Standing.DISAGREE if apart else Standing.CANNOT_TELL if unsure or len(found) == 1 else Standing.AGREE
    values = [one.value for _member, one in found]
    highest = max(_high(one) for _member, one in found)
    further = [*_differing(members, found), *(one.result for one in members if one.id == LEAST)]
    return Agreement(
        standing=standing,
        methods=len(found),
        refused=len(refused),
        against=(*apart, *unsure),
        smallest=min(values),
        largest=max(values),
        lowest=min(_low(one) for _member, one in found),
        highest=highest,
        up_to=max(
            highest,
            *(_high(one) for one in further if isinstance(one, Estimate)),
            sum(one.up_to or 0.0 for _stratum, one in strata),
        ),
    )


def _low(one: Estimate) -> float:
    return one.interval.low if one.interval else one.value


def _high(one: Estimate) -> float:
    return one.interval.high if one.interval else one.value


def _of_strata(strata: Sequence[tuple[str, Agreement]], standing: Standing) -> Iterator[Said]:
    for stratum, one in strata:
        if one.standing is standing:
            why = joined(one.against) if one.against else said("fewer than two methods gave a number")
            yield said("in stratum {stratum}: {reason}", stratum=stratum, reason=why)


def _failing(found: Sequence[Total]) -> Iterator[Said]:
    failing = {one.statement: one for _m, each in found for one in each.assumptions if one.holds is False}
    yield from (said("a check fails: {finding}", finding=one.finding) for one in failing.values())


def _apart(members: Sequence[Member], found: Sequence[Total]) -> Iterator[Said]:
    """Which numbers lie apart, each criterion in a sentence."""
    highest_low, lowest_high = max(found, key=lambda one: _low(one[1])), min(found, key=lambda one: _high(one[1]))
    if _low(highest_low[1]) > _high(lowest_high[1]):
        yield said(
            "the intervals of “{first}” and “{second}” do not overlap",
            first=highest_low[0].title,
            second=lowest_high[0].title,
        )
    values = [one.value for _member, one in found]
    if max(values) > LARGEST_RATIO * min(values):
        yield said("the largest total is {ratio} the smallest", ratio=times(max(values) / min(values)))
    weighty = _weighty(found)
    if weighty and max(weighty) > LARGEST_RATIO * min(weighty):
        yield said(
            "log-linear models with at least {share:.0%} of the weight each give totals from {low:.0f} to {high:.0f}",
            share=FAIR_WEIGHT,
            low=min(weighty),
            high=max(weighty),
        )
    bound = bound_check(members)
    if bound is not None and bound.holds is False:
        yield said("a check fails: {finding}", finding=bound.finding)
    highest = max(_high(one) for _member, one in found)
    if beyond := [one.value for one in _differing(members, found) if one.value > highest]:
        yield said(
            "models in which some units are easier to list than others fit about as well and give up to {beyond:.0f}, "
            "above every interval: the totals may all be too low",
            beyond=max(beyond),
        )


def _weighty(found: Sequence[Total]) -> list[float]:
    """Totals of the log-linear models with a fair weight."""
    return [
        float(row["value"])
        for _member, one in found
        for row in one.detail
        if isinstance(weight := row.get("weight"), float) and weight >= FAIR_WEIGHT and row["value"] is not None
    ]


def _differing(members: Sequence[Member], found: Sequence[Total]) -> list[Estimate]:
    """The models in which units differ that fit about as well as the best log-linear model."""
    known = [float(row["bic"]) for _m, one in found for row in one.detail if isinstance(row.get("bic"), float)]
    return [
        one.result
        for one in members
        if isinstance(one.result, Estimate)
        for row in one.result.detail
        if isinstance(differ := row.get("heterogeneity"), float)
        and differ > 0
        and isinstance(bic := row.get("bic"), float)
        and bic <= min(known, default=float("-inf")) + FAIR_BIC
    ]


def bound_check(members: Sequence[Member]) -> Assumption | None:
    """A lower bound lies below the upper end of some total; nothing to check without either."""
    bounds = [one.result.value for one in members if one.role is Role.BOUND and isinstance(one.result, Estimate)]
    totals = [one.result for one in members if one.role is Role.TOTAL and isinstance(one.result, Estimate)]
    if not bounds or not totals:
        return None
    highest = max(map(_high, totals))
    return Assumption(
        said("the lower bound is not above all intervals"),
        max(bounds) <= highest,
        said("the bound is {bound:.0f}, the intervals end at {highest:.0f}", bound=max(bounds), highest=highest),
    )


def summary_of(agreement: Agreement, observed: int, unit: Words, left_out: Sequence[Said] = ()) -> Said:
    """The agreement in words, with a range and never one number."""
    first = said("Observed on at least one list: {observed} ({unit}).", observed=observed, unit=unit)
    return joined([first, *left_out, _standing_of(agreement)], " ")


def _standing_of(agreement: Agreement) -> Said:
    values = {
        "methods": agreement.methods,
        **{key: round(getattr(agreement, key) or 0) for key in ("smallest", "largest", "lowest", "highest", "up_to")},
        "reasons": joined(agreement.against),
    }
    if agreement.standing is Standing.AGREE:
        return said(
            "The {methods} methods agree: totals from {smallest} to {largest}, intervals from {lowest} to {highest}; "
            "with the model that assumes least, and those in which units differ and that fit as well, up to {up_to}. "
            "Agreement is no proof: of units that are hard to list lists show little, and the totals may all be too "
            "low.",
            **values,
        )
    if agreement.standing is Standing.DISAGREE:
        return said(
            "No single number is supported by these lists: totals from {smallest} to {largest}, intervals from "
            "{lowest} to {highest}. What does not fit: {reasons}. Quote the whole range, or none.",
            **values,
        )
    if agreement.methods > 1:
        return said(
            "Whether the methods agree cannot be told: {reasons}. Totals from {smallest} to {largest}, intervals from "
            "{lowest} to {highest}.",
            **values,
        )
    if agreement.methods and agreement.against:
        return said(
            "Only one method gave a number, so nothing can be said of agreement: {reasons}; its interval is {lowest} "
            "to {highest}.",
            **values,
        )
    if agreement.methods:
        return said(
            "Only one method gave a number, so nothing can be said of agreement; "
            "its interval is {lowest} to {highest}.",
            **values,
        )
    return said("No method gave a number: {reasons}.", **values)
