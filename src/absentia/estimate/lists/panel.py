"""The answer: a panel of methods side by side, and whether they agree; never one model's number alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from absentia.estimate.lists.agreement import Agreement, Member, Role, Standing, summary_of
from absentia.estimate.lists.checks import table_checks
from absentia.estimate.lists.closed_forms import CaptureFit, Dependence, Pair, XiPoint, fit_all_captures
from absentia.estimate.lists.latent_class import LatentClassSettings
from absentia.estimate.lists.models import ModelSet, fit_all
from absentia.estimate.lists.profile import ProfilePoint, Without
from absentia.estimate.lists.table import OverlapTable
from absentia.estimate.options.series import LISTS as NAME
from absentia.model import Assumption, Estimate, Interval, Refusal
from absentia.model.period import Period
from absentia.model.texts import Said, Words, said

TOGETHER = "together"
"""The variant of the answer that stands for the whole panel."""


def _nothing() -> None:
    """Nobody watches."""


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
    """Only these members are shown, by id; all where empty. The agreement is judged by the same members always."""
    unit: str | None = None
    period: Period | str | None = None
    inputs: Mapping[str, Words] = field(default_factory=dict)
    advance: Callable[[], None] = field(default=_nothing, repr=False, compare=False)
    """Called after each step of the work."""

    def wants(self, member: str) -> bool:
        """Whether a member was asked for."""
        return not self.methods or member in self.methods


@dataclass(frozen=True, slots=True)
class ListsPanel:
    """Every method's answer over the same lists, what was checked first, and whether the answers agree."""

    lists: tuple[str, ...]
    counts: tuple[int, ...]
    """The units of each of the 2^k combinations, those on no list first, as zero."""
    members: tuple[Member, ...]
    agreement: Agreement
    checks: tuple[Assumption, ...]
    pairs: tuple[Pair, ...]
    seed: int
    unit: Words
    xi: tuple[XiPoint, ...] = ()
    stratum: str | None = None
    strata: tuple[ListsPanel, ...] = ()
    notes: tuple[Words, ...] = ()
    left_out: tuple[Said, ...] = ()
    """Lists wholly inside another one, in words; none of the numbers uses them."""
    without: tuple[Without, ...] = ()
    dependence: tuple[Dependence, ...] = ()
    asked: tuple[str, ...] = ()
    """Members to show; all where empty."""
    profiles: tuple[ProfilePoint, ...] = ()
    """The profile likelihood of the total by the best models; none of strata."""

    @property
    def observed(self) -> int:
        """Units on at least one list."""
        return sum(self.counts)

    @property
    def shown(self) -> tuple[Member, ...]:
        """The members that were asked for; the others only take part in the agreement."""
        return tuple(one for one in self.members if not self.asked or one.id in self.asked)

    def results(self) -> list[Estimate | Refusal]:
        """The answers that were asked for, in the order of the panel."""
        return [one.result for one in self.shown]

    @property
    def summary(self) -> Said:
        """Whether the methods agree, with a range and never one number."""
        return summary_of(self.agreement, self.observed, self.unit, self.left_out)

    @property
    def together(self) -> Estimate | Refusal:
        """What a claim or another method may take: where all agree, the middle total with the span of all intervals.

        The span holds those of the model that assumes least, and of models in which units differ and that fit about as
        well. Otherwise a refusal that says
        which criterion failed: no single row stands for the panel.
        """
        agreement = self.agreement
        found = [one.result for one in self.members if one.role is Role.TOTAL and isinstance(one.result, Estimate)]
        if agreement.standing is not Standing.AGREE or agreement.lowest is None or agreement.up_to is None:
            first = self.members[0].result
            return Refusal(NAME, self.summary, first.assumptions, inputs=first.inputs, variant=TOGETHER)
        middle = sorted(found, key=lambda one: one.value)[(len(found) - 1) // 2]
        return dataclasses.replace(
            middle,
            variant=TOGETHER,
            interval=Interval(agreement.lowest, agreement.up_to, kind="all methods"),
            standard_error=None,
            method=said("the middle of {count} methods that agree, with the span of all intervals", count=len(found)),
            assumptions=tuple({check.statement: check for one in found for check in one.assumptions}.values()),
            sensitivity={one.method: one.value for one in found},
            caveats=(*middle.caveats, self.summary),
            reference="; ".join(dict.fromkeys(one.reference for one in found)),
            detail=(),
        )


@dataclass(frozen=True)
class Context:
    """One table with the options, and what several members share."""

    table: OverlapTable
    options: ListsOptions

    @cached_property
    def models(self) -> ModelSet:
        """The log-linear models, fitted once for all members, and only where one needs them."""
        return fit_all(self.table)

    @cached_property
    def captures(self) -> Mapping[str, CaptureFit]:
        """The models of repeated captures by name."""
        return {one.name: one for one in fit_all_captures(self.table)}

    @cached_property
    def checks(self) -> tuple[Assumption, ...]:
        """The checks every member shows."""
        return table_checks(self.table)

    @property
    def unit(self) -> Words:
        """What is counted."""
        return self.options.unit or said("units")

    def estimate(self, member: str, value: float, interval: Interval | None, method: Words, **rest: Any) -> Estimate:
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

    def refusal(self, member: str, reason: Words, assumptions: Sequence[Assumption] = ()) -> Refusal:
        """A refusal with the checks."""
        return Refusal(NAME, reason, (*assumptions, *self.checks), inputs=self.options.inputs, variant=member)
