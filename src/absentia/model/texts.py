"""Sentences with numbers in them, said in either language: templates are translated, numbers grouped as each writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from babel.numbers import format_decimal

from absentia.messages import LANGUAGES, language, translate

Value = str | int | float


_LARGE = 100
"""From here on decimals of a count or ratio mean nothing to a reader."""


def number(value: float, code: str | None = None) -> str:
    """The number as the language writes it: ``20,618`` or ``20 618``, ``2.07`` or ``2,07``, ``0.385`` or ``0,385``.

    ``code`` is the language in use by default.
    """
    decimals = 0 if abs(value) >= _LARGE else 2 if abs(value) >= 1 else 3
    pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
    return format_decimal(round(value, decimals) + 0.0, format=pattern, locale=code or language())


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence kept as template and values, so that it can be said in any language later.

    Whole numbers are grouped; give years and other labels as text. A :class:`Said` inside is said in the same language.
    """

    template: str
    values: Mapping[str, Value | Said | Mapping[str, str]] = field(default_factory=dict)

    def text(self, code: str | None = None) -> str:
        """The sentence in one language, by default the one in use."""
        spoken = code or language()
        return translate(self.template, spoken).format(**{key: _say(v, spoken) for key, v in self.values.items()})

    def both(self) -> dict[str, str]:
        """The sentence in every language, by code."""
        return {code: self.text(code) for code in LANGUAGES}


def _say(value: Value | Said | Mapping[str, str], code: str) -> str:
    if isinstance(value, Said):
        return value.text(code)
    if isinstance(value, Mapping):
        return value[code]
    if isinstance(value, str):
        return value
    return number(value, code)


def said(template: str, **values: Value | Said | Mapping[str, str]) -> Said:
    """Shorthand: ``said(N_("{n} pages"), n=3)``."""
    return Said(template, values)
