"""The answer: a panel of methods side by side, and whether they agree; never one model's number alone."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from absentia.estimate.lists.bounds import Pair, XiPoint
from absentia.estimate.lists.latent_class import LatentClassSettings
from absentia.model import Assumption, Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import Said, Words, joined, said, times

LARGEST_RATIO = 1.5
"""Methods whose totals differ by more than this factor are not said to agree, even where all intervals overlap."""
LARGEST_MODEL_RATIO = 2.0
"""Nor where two log-linear models, each with a fair share of the weight, have totals that differ by more than this."""
FAIR_WEIGHT = 0.05
FAIR_BIC = 6.0
"""Nor where a model in which units differ comes within this BIC of the best (a twentieth of its weight) and its total
lies above every interval."""


class Role(enum.StrEnum):
    """What a member of the panel is there for."""

    TOTAL = "total"
    """A method that answers the question; the agreement is judged over these."""
    MODEL = "model"
    """One model among many: shows what a choice does, not to be quoted alone."""
    BOUND = "bound"
    """A lower bound."""


@dataclass(frozen=True, slots=True)
class Member:
    """One method's answer, or its refusal. ``draws`` are posterior draws of the total where the method has them."""

    id: str
    title: Said
    role: Role
    result: Estimate | Refusal
    draws: Any = field(default=None, repr=False, compare=False)


class Standing(enum.StrEnum):
    """Whether the methods say the same."""

    AGREE = "agree"
    DISAGREE = "disagree"
    CANNOT_TELL = "cannot tell"
    """Fewer than two methods gave a number."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the methods of role total compare.

    They agree when every two intervals overlap, the largest total is at most :data:`LARGEST_RATIO` times the smallest,
    and no log-linear model with a fair weight has a total of more than :data:`LARGEST_MODEL_RATIO` times that of
    another (``model_ratio``), and no model of units that differ in how easily they are listed fits about as well and
    has a total above all intervals (``beyond``, the largest of these). ``lowest`` and ``highest`` span all intervals.
    """

    standing: Standing
    methods: int
    """Methods of role total that gave a number."""
    refused: int
    """And those that refused."""
    ratio: float | None = None
    overlap: bool | None = None
    smallest: float | None = None
    largest: float | None = None
    lowest: float | None = None
    highest: float | None = None
    model_ratio: float | None = None
    beyond: float | None = None


@dataclass(frozen=True, slots=True)
class ListsOptions:
    """How to estimate; every default is that of the published applications or stated on the methodology page."""

    seed: int = 1
    latent: LatentClassSettings = field(default_factory=LatentClassSettings)
    delta: float | None = None
    """Prior count per cell of the decomposable graphs; 2^−k where ``None``."""
    largest: int | None = None
    """Largest number of unseen units the graphs' prior allows; practically none where ``None``."""
    bootstrap: int = 0
    """Replicates of the parametric bootstrap of the log-linear average; none by default, the interval is profiled."""
    methods: tuple[str, ...] = ()
    """Only these members, by id; all where empty."""
    unit: str | None = None
    period: Period | str | None = None
    inputs: Mapping[str, Words] = field(default_factory=dict)

    def wants(self, member: str) -> bool:
        """Whether a member was asked for."""
        return not self.methods or member in self.methods


@dataclass(frozen=True, slots=True)
class ListsPanel:
    """Every method's answer over the same lists, what was checked first, and whether the answers agree."""

    lists: tuple[str, ...]
    observed: int
    members: tuple[Member, ...]
    agreement: Agreement
    checks: tuple[Assumption, ...]
    pairs: tuple[Pair, ...]
    xi: tuple[XiPoint, ...]
    seed: int
    unit: Words
    stratum: str | None = None
    strata: tuple[ListsPanel, ...] = ()
    notes: tuple[Words, ...] = ()

    def member(self, member_id: str) -> Member:
        """A member by its id.

        Raises:
            KeyError: it is not on this panel.
        """
        for one in self.members:
            if one.id == member_id:
                return one
        raise KeyError(member_id)

    def results(self) -> list[Estimate | Refusal]:
        """All answers in the order of the panel."""
        return [one.result for one in self.members]

    @property
    def summary(self) -> Said:
        """Whether the methods agree, with a range and never one number."""
        return summary_of(self.agreement, self.observed, self.unit)


def agreement_of(members: Sequence[Member]) -> Agreement:
    """Compare the methods of role total."""
    totals = [one.result for one in members if one.role is Role.TOTAL]
    found = [one for one in totals if isinstance(one, Estimate)]
    refused = len(totals) - len(found)
    if not found:
        return Agreement(Standing.CANNOT_TELL, 0, refused)
    values = [one.value for one in found]
    lows = [one.interval.low if one.interval else one.value for one in found]
    highs = [one.interval.high if one.interval else one.value for one in found]
    overlap = max(lows) <= min(highs)
    ratio = max(values) / min(values)
    models = _model_ratio(found)
    beyond = _beyond(members, found, max(highs))
    if len(found) == 1:
        standing = Standing.CANNOT_TELL
    else:
        close = overlap and ratio <= LARGEST_RATIO and (models is None or models <= LARGEST_MODEL_RATIO)
        close = close and beyond is None
        standing = Standing.AGREE if close else Standing.DISAGREE
    return Agreement(
        standing=standing,
        methods=len(found),
        refused=refused,
        ratio=ratio,
        overlap=overlap,
        smallest=min(values),
        largest=max(values),
        lowest=min(lows),
        highest=max(highs),
        model_ratio=models,
        beyond=beyond,
    )


def _model_ratio(found: Sequence[Estimate]) -> float | None:
    """Largest over smallest total among the log-linear models with a fair weight."""
    totals = [
        float(row["value"])
        for one in found
        for row in one.detail
        if isinstance(row.get("weight"), float)
        and float(row["weight"] or 0) >= FAIR_WEIGHT
        and row["value"] is not None
    ]
    return max(totals) / min(totals) if totals else None


def _beyond(members: Sequence[Member], found: Sequence[Estimate], highest: float) -> float | None:
    """The largest total above ``highest`` among the models of differing units that fit about as well as the best."""
    known = [float(row["bic"] or 0) for one in found for row in one.detail if row.get("bic") is not None]
    if not known:
        return None
    totals = [
        one.result.value
        for one in members
        if isinstance(one.result, Estimate)
        for row in one.result.detail
        if isinstance(differ := row.get("heterogeneity"), float)
        and differ > 0
        and isinstance(bic := row.get("bic"), float)
        and bic <= min(known) + FAIR_BIC
        and one.result.value > highest
    ]
    return max(totals, default=None)


def summary_of(agreement: Agreement, observed: int, unit: Words) -> Said:
    """The agreement in words."""
    parts: list[Words] = [said("Observed on at least one list: {observed} ({unit}).", observed=observed, unit=unit)]
    parts.append(_standing_of(agreement))
    if agreement.model_ratio is not None and agreement.model_ratio > LARGEST_MODEL_RATIO:
        ratio = times(agreement.model_ratio)
        parts.append(said("Log-linear models that fit about as well give totals {ratio} apart.", ratio=ratio))
    if agreement.beyond is not None:
        parts.append(
            said(
                "Models in which some units are easier to list than others fit about as well and give up to {beyond}, "
                "above every interval: the totals may all be too low.",
                beyond=round(agreement.beyond),
            )
        )
    if agreement.refused:
        parts.append(said("Methods that refused: {count}; see their reasons.", count=agreement.refused))
    return joined(parts, " ")


def _standing_of(agreement: Agreement) -> Said:
    values = {
        "methods": agreement.methods,
        **{key: round(getattr(agreement, key) or 0) for key in ("smallest", "largest", "lowest", "highest")},
        "ratio": times(agreement.ratio or 1),
    }
    if agreement.standing is Standing.AGREE:
        return said(
            "The {methods} methods agree: totals from {smallest} to {largest} (largest {ratio} the smallest), "
            "all intervals overlap; together they span {lowest} to {highest}. Agreement is no proof: all assume that "
            "what the lists do not show goes on as what they show.",
            **values,
        )
    if agreement.standing is Standing.DISAGREE:
        return said(
            "The {methods} methods DISAGREE: totals from {smallest} to {largest} (largest {ratio} the smallest), "
            "intervals from {lowest} to {highest}. No single number is supported by these lists: quote the whole "
            "range, or none.",
            **values,
        )
    if agreement.methods:
        return said(
            "Only one method gave a number, so nothing can be said of agreement; "
            "its interval is {lowest} to {highest}.",
            **values,
        )
    if agreement.refused:
        return said("No method gave a number: the lists do not support a total.")
    return said("Only single models or bounds were asked for, so there is no total to compare.")
