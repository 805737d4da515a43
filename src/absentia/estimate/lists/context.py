"""One table with its options, and what every member of its panel shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from absentia.estimate.lists.captures import CaptureFit, fit_all_captures
from absentia.estimate.lists.checks import table_checks
from absentia.estimate.lists.models import ModelSet, fit_all
from absentia.estimate.lists.panel import ListsOptions
from absentia.estimate.lists.table import OverlapTable
from absentia.estimate.options.lists import LISTS as NAME
from absentia.model import Assumption, Estimate, Interval, Refusal
from absentia.model.texts import Words, said


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
