"""Numbers the records do not show: each with its error, its assumptions and their outcome; or a refusal."""

from absentia.estimate.method import Answer, Context, Method
from absentia.estimate.registry import METHODS, answer, estimate, method
from absentia.estimate.variants import PAPER, VARIANTS, WAR_AGES, Variant, parse_ages

__all__ = [
    "METHODS",
    "PAPER",
    "VARIANTS",
    "WAR_AGES",
    "Answer",
    "Context",
    "Method",
    "Variant",
    "answer",
    "estimate",
    "method",
    "parse_ages",
]
