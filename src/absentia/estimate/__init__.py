"""Numbers the records do not show: each with its error, its assumptions and their outcome; or a refusal."""

from absentia.estimate.ages import WAR_AGES, parse_ages
from absentia.estimate.excess import PAPER, VARIANTS, Excess, Variant
from absentia.estimate.registry import METHODS, Method, estimate, method

__all__ = [
    "METHODS",
    "PAPER",
    "VARIANTS",
    "WAR_AGES",
    "Excess",
    "Method",
    "Variant",
    "estimate",
    "method",
    "parse_ages",
]
