"""Counts: measures over the tables, one SQL file each, never without unit, coverage and what could not be read."""

from __future__ import annotations

from absentia.looks.coverage import Coverage
from absentia.tally.asked import DIMENSIONS
from absentia.tally.catalogue import Measure, measures
from absentia.tally.compare import Comparison, compare
from absentia.tally.counting import tally
from absentia.tally.prepare import held, held_as_of
from absentia.tally.rates import RateComparison, compare_rates
from absentia.tally.result import Tally
from absentia.tally.suppress import suppress_counts, suppressed, threshold_of

__all__ = [
    "DIMENSIONS",
    "Comparison",
    "Coverage",
    "Measure",
    "RateComparison",
    "Tally",
    "compare",
    "compare_rates",
    "held",
    "held_as_of",
    "measures",
    "suppress_counts",
    "suppressed",
    "tally",
    "threshold_of",
]
