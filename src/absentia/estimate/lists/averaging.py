"""One total from many log-linear models: their average by BIC weight, with an interval that includes the choice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from absentia.estimate.lists.checks import models_check
from absentia.estimate.lists.models import ModelSet
from absentia.estimate.lists.profile import averaged_interval
from absentia.model import Interval
from absentia.model.texts import Words, said


@dataclass(frozen=True, eq=False)
class Average:
    """The average over the models within the window of the best (``rows`` of the set)."""

    rows: NDArray[np.intp]
    value: float
    standard_error: float
    interval: Interval


def average_of(models: ModelSet) -> Average | Words:
    """The average, or why there is none."""
    rows = models.within_window()
    if not len(rows):
        return models_check(models).outcome
    interval = averaged_interval(models, rows)
    if interval is None:
        return said("the likelihood does not fall off for large totals: it has no upper bound")
    # those outside the window weigh next to nothing, but nobody checked that they have a maximum: a total of millions
    # of times the observed would still pull the mean out of its own interval
    weights, totals = models.relative_weights(rows), models.totals[rows]
    value = float(weights @ totals)
    error = float(weights @ np.sqrt(models.errors[rows] ** 2 + (totals - value) ** 2))
    return Average(rows, value, error, interval)
