"""A verdict's reason in prose: the claims file's own sentence, its numbers filled in from what was computed.

A template names operands and named comparisons in braces: ``{listed}``, ``{ratio.low}``, ``{share.percent}``. It is
written for one outcome; where the figures say something else, or a number it names is missing, the checker's own
sentence stands instead, so that prose can never claim what was not found.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from absentia.model.estimate import Interval
from absentia.model.texts import Said, in_languages, said, times

PARTS: Mapping[str, Callable[[float, Interval | None], float | None]] = {
    "": lambda value, _interval: value,
    "percent": lambda value, _interval: 100 * value,
    "times": lambda value, _interval: value,
    "low": lambda _value, interval: interval.low if interval else None,
    "high": lambda _value, interval: interval.high if interval else None,
    "low_percent": lambda _value, interval: 100 * interval.low if interval else None,
    "high_percent": lambda _value, interval: 100 * interval.high if interval else None,
}
"""What may follow a name after a point; ``times`` is said with its word: «2,07 раза», «5 раз»."""
SIGNS = {"at_least": "≥ ", "at_most": "≤ ", "approx": "≈ "}
"""What stands before a number that is one end of a range, or rounded."""


@dataclass(frozen=True, slots=True)
class Named:
    """A number a template can name; ``value`` is ``None`` where there is none, or where it is one of several."""

    value: float | None
    interval: Interval | None
    qualifier: str = "exact"
    """How it is meant; what is no exact number is written with its sign."""


def fields(template: str) -> list[tuple[str, str]]:
    """Every (name, part) a template names.

    Raises:
        ValueError: braces that do not close, or a part there is not.
    """
    found = []
    for _literal, field, specification, conversion in string.Formatter().parse(template):
        if field is None:
            continue
        name, _point, part = field.partition(".")
        if specification or conversion or part not in PARTS:
            allowed = ", ".join(part for part in PARTS if part)
            raise ValueError(
                said(
                    "“{field}” cannot be filled; after the name a point and one of {allowed} may follow",
                    field=f"{{{field}}}",
                    allowed=allowed,
                )
            )
        found.append((name, part))
    return found


def fill(templates: Mapping[str, str], values: Mapping[str, Named]) -> Said | None:
    """The sentence, by its templates for every language; ``None`` where a number one of them names is missing."""
    found = {}
    for code, template in templates.items():
        filled, shown = template, {}
        for key, (name, part) in enumerate(dict.fromkeys(fields(template))):
            one = values[name]
            number_named = None if one.value is None else PARTS[part](one.value, one.interval)
            if number_named is None:
                return None
            sign = SIGNS.get(one.qualifier, "") if part in ("", "percent", "times") else ""
            number = round(number_named, 1) if part.endswith("percent") else number_named
            shown[f"n{key}"] = Said(sign + "{number}", {"number": times(number) if part == "times" else number})
            filled = filled.replace("{" + (f"{name}.{part}" if part else name) + "}", f"{{n{key}}}")
        found[code] = Said(filled, shown)
    return in_languages(found)
