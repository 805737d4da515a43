"""Sentences as values: a template and what fills it; the language, plural form and number format are chosen once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Protocol, TypeAlias, runtime_checkable

from absentia.messages import LANGUAGES, N_, translate, translate_plural
from absentia.model.count import Count
from absentia.model.numbers import DAYS, Quantity, decimals, measured, period, written
from absentia.model.period import Period

__all__ = [
    "IN_BOTH",
    "IN_COLUMNS",
    "LANGUAGES",
    "N_",
    "SYNTHETIC",
    "Measured",
    "Said",
    "Words",
    "and_more",
    "as_data",
    "both",
    "counted",
    "filled",
    "in_columns",
    "in_languages",
    "joined",
    "nearest",
    "numbers_in",
    "plural_form",
    "reason_of",
    "said",
    "said_of",
    "spoken",
    "times",
]


@dataclass(frozen=True, slots=True, eq=True)
class Said:
    """A sentence kept as template and values, so that it can be said in any language later.

    Numbers are written as the language writes them, grouped and with a decimal sign of its own; a template may say how
    (``{share:.1%}``, ``{p:.2g}``; ``{path:sh}`` within a command). Give years, seeds and other labels as text. A
    :class:`Said` inside is said in the same language, and a text by language code in its own.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    plural: str | None = None
    """The template where the first value is not one; a language has as many forms as its catalogue gives."""

    def __hash__(self) -> int:
        return hash((self.template, self.plural))

    def text(self, code: str) -> str:
        """The sentence in one language."""
        if self.plural is None:
            template = translate(self.template, code)
        else:
            first = next(iter(self.values.values()))
            template = translate_plural(self.template, self.plural, plural_form(float(first)), code)
        # without values it is whole as it is, braces of a settings file included
        return filled(template, self.values, code) if self.values else template

    def both(self) -> dict[str, str]:
        """The sentence in every language, by code."""
        return {code: self.text(code) for code in LANGUAGES}

    def __str__(self) -> str:
        return self.text("en")


Words: TypeAlias = Said | Count | str
"""A sentence, or a name that is the same in every language."""


@dataclass(frozen=True, slots=True)
class _Filled:
    """A value where its template asks for it."""

    value: Any
    code: str

    def __format__(self, specification: str) -> str:
        # as typing.SupportsFloat asks, which is ten times slower: a site is a hundred thousand of these
        if hasattr(self.value, "__float__"):
            return written(float(self.value), specification, self.code)
        text = spoken(self.value, self.code)
        if specification == _SHELL:
            return shlex.quote(text)  # whoever copies the command gets the path whole, spaces and all
        if self.code == "ru" and DAYS.fullmatch(text):
            text = period(text, self.code)  # «27 мая 2023 г.»; English reads 2023-05-27 as it is
        return text[:1].upper() + text[1:] if specification == _OPENING else text

    def __str__(self) -> str:
        return format(self, "")


def filled(template: str, values: Mapping[str, Any], code: str) -> str:
    """A template with its values, each as the language writes it."""
    text = str.format(template, **{key: _Filled(value, code) for key, value in values.items()})
    return text.replace("г..", "г.") if code == "ru" else text


@dataclass(frozen=True, slots=True)
class Measured:
    """A number and its kind: people read it as its kind is written, a machine gets the number."""

    value: float
    quantity: Quantity

    def text(self, code: str) -> str:
        """The number in one language."""
        return measured(self.value, self.quantity, code)


def plural_form(value: float) -> int:
    """The whole number whose plural form fits: «2,07 раза» as «2 раза», for what a fraction is written as."""
    shown = round(value, decimals(value))
    return abs(int(shown)) if shown == int(shown) else 2


def numbers_in(words: object) -> bool:
    """Whether a sentence tells a number, in itself or in a sentence within it; labels given as text are none."""
    if isinstance(words, Said):
        return any(map(numbers_in, words.values.values()))
    return isinstance(words, int | float | Count | Measured)


def said(template: str, /, **values: Any) -> Said:
    """A sentence: ``said("{n} pages read", n=3)``. The catalogue tool finds the template here."""
    return Said(template, values)


def counted(singular: str, plural: str, /, **values: Any) -> Said:
    """A sentence about a number, the first value given: ``counted("{n} death", "{n} deaths", n=2)``."""
    return Said(singular, values, plural=plural)


def times(value: float) -> Said:
    """How many times as much: «2,07 раза», «5 раз»."""
    return counted("{n} time", "{n} times", n=value)


SYNTHETIC = said("SYNTHETIC DATA: some or all of these pages are invented; the numbers say nothing about the world.")
"""Stands wherever a person sees a number that invented pages have a part in."""
_OPENING = "opening"
"""A template asks so for words that begin a sentence, whatever they are: ``{label:opening}``."""
_SHELL = "sh"


def joined(parts: Iterable[Words], separator: str = "; ", form: str = "") -> Said:
    """Sentences one after the other; as ``form`` each begins with a capital: ``opening``."""
    named = {f"part{number}": part for number, part in enumerate(parts)}
    return Said(separator.join(f"{{{name}:{form}}}" if form else f"{{{name}}}" for name in named), named)


def first_few(names: Iterable[str], most: int = 5) -> str:
    """Names in a row; of many the first, enough to find them."""
    listed = list(names)
    return ", ".join(listed[:most]) + (" …" if len(listed) > most else "")


def said_of(words: Words) -> Said:
    """Words as a sentence: a name is the same in every language."""
    return words if isinstance(words, Said) else Said("{words}", {"words": words})


def in_languages(texts: Mapping[str, Words]) -> Said:
    """A sentence that somebody wrote in every language, by code."""
    return Said("{text}", {"text": texts})


def and_more(what: Words, more: int) -> Words:
    """What is wrong first, and how much more is."""
    if not more:
        return what
    return joined([what, counted("(and {more} more problem)", "(and {more} more problems)", more=more)], " ")


_REFUSED = {
    "missing": N_("it is missing"), "extra_forbidden": N_("there is no such field"), "too_short": N_("it is empty"),
    "literal_error": N_("it is none of those allowed"), "enum": N_("it is none of those allowed"),
    "string_type": N_("it is no text"), "string_pattern_mismatch": N_("it does not have the form {pattern}"),
    "int_type": N_("it is no whole number"), "int_parsing": N_("it is no whole number"),
    "int_from_float": N_("it is no whole number"), "float_type": N_("it is no number"),
    "float_parsing": N_("it is no number"), "finite_number": N_("it is no number"),
    "bool_type": N_("it is neither true nor false"),
    "bool_parsing": N_("it is neither true nor false"), "date_type": N_("it is no day; write 2023-06-30"),
    "date_parsing": N_("it is no day; write 2023-06-30"),
    "date_from_datetime_parsing": N_("it is no day; write 2023-06-30"),
    "date_from_datetime_inexact": N_("it is no day; write 2023-06-30"),
    "greater_than_equal": N_("it is less than {ge}"), "greater_than": N_("it is not more than {gt}"),
    "less_than_equal": N_("it is more than {le}"), "less_than": N_("it is not less than {lt}"),
}  # fmt: skip
"""What pydantic says of a value, by its name for it."""


def reason_of(problem: Mapping[str, Any]) -> Words:
    """Why pydantic refused a value: the sentence of our own check, or its own in our words where it is a common one."""
    context = problem.get("ctx", {})
    error = context.get("error")
    if isinstance(error, ValueError) and error.args and isinstance(error.args[0], Said):
        return error.args[0]
    template = _REFUSED.get(problem["type"])
    return Said(template, context) if template else str(problem["msg"]).removeprefix("Value error, ")


SYSTEM = (
    N_("No such file or directory"), N_("Permission denied"), N_("Operation not permitted"), N_("Is a directory"),
    N_("Not a directory"), N_("File exists"), N_("Directory not empty"), N_("Read-only file system"),
    N_("Input/output error"), N_("Address already in use"), N_("Too many open files"), N_("File name too long"),
    N_("Connection refused"), N_("Broken pipe"), N_("Invalid argument"),
)  # fmt: skip
"""What systems say when they refuse, in their own words."""


def nearest(name: str, known: Iterable[str]) -> Said | None:
    """Which known names are most like this one, if any is."""
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    return said("did you mean {names}?", names=", ".join(close)) if close else None


def spoken(words: Any, code: str) -> str:
    """Words in one language: a sentence, a text by language code, a name, a period, a day, why the system refused."""
    if isinstance(words, Said | Measured | Count):
        return words.text(code)
    if isinstance(words, Mapping):
        return spoken(words[code], code)
    if isinstance(words, Period):
        return words.name
    if isinstance(words, OSError) and words.strerror:
        return translate(words.strerror, code)
    return str(words)


def both(words: Words) -> dict[str, str]:
    """Words in every language, by code."""
    return {code: spoken(words, code) for code in LANGUAGES}


def in_columns(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows as a chart and a sheet have them: a sentence in every language, ``label_en`` and ``label_ru``."""
    return [{name: one for key, cell in row.items() for name, one in _columns(key, cell)} for row in rows]


def _columns(key: str, cell: Any) -> Iterable[tuple[str, Any]]:
    if not isinstance(cell, Said):
        return ((key, cell),)
    return ((f"{key}_{code}", text) for code, text in cell.both().items())


@dataclass(frozen=True, slots=True)
class _Written:
    """What pydantic makes of a field, so that JSON and its schema come from the type that has it."""

    by: Callable[[Any], Any]
    keys: Sequence[str] = ()

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> Any:
        from pydantic_core import core_schema as core

        texts = {key: core.typed_dict_field(core.str_schema()) for key in self.keys}
        shape = core.typed_dict_schema(texts, cls_name="Texts", ref="Texts") if texts else None
        return core.any_schema(serialization=core.plain_serializer_function_ser_schema(self.by, return_schema=shape))


IN_BOTH = _Written(both, LANGUAGES)
"""Marks words that JSON holds in every language, by code."""
IN_COLUMNS = _Written(in_columns)
"""Marks rows that JSON holds with each sentence in a column for every language."""


@runtime_checkable
class Shown(Protocol):
    """A record that is shown otherwise than it is kept."""

    def shown(self) -> Mapping[str, Any]:
        """Its fields as they are shown."""


def as_data(value: Any, code: str) -> Any:
    """What JSON can hold: records as objects, sentences and periods as text in one language."""
    if isinstance(value, Measured):
        return value.value
    if isinstance(value, Shown):
        return as_data(value.shown(), code)
    if dataclasses.is_dataclass(value) and not isinstance(value, type | Said | Period):
        return {one.name: as_data(getattr(value, one.name), code) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {spoken(key, code): as_data(one, code) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_data(one, code) for one in value]
    if isinstance(value, Said | Period | dt.date | PurePath):
        return spoken(value, code)
    return value
