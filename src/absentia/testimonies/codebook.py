"""The codebook: at most twelve closed fields. What could tell of a person is no code, and is never printed.

A code is a few words in small letters (``refused_an_order``), a bracket (``under_3``, ``3_to_6``, ``over_12``) or a
half-year (``2022-H2``). So no date, unit number, coordinate or name as names are written can be one; of places an okrug
is the smallest: the regions known here are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from absentia.errors import UnreadableInput
from absentia.figures import Catalogue
from absentia.model.own_yaml import fault_of
from absentia.model.texts import Said, and_more, counted, joined, said

Scale = Literal["nominal", "ordinal"]
MOST_FIELDS, FEWEST_CODES, MOST_CODES, LONGEST, LARGEST_FILE = 12, 2, 12, 40, 1 << 20
RESERVED = ("testimony", "coder")
SHOWN = 10
"""So many places are told at once."""
_WORDS = re.compile(r"[a-zа-яё]{2,}|[a-zа-яё]+(?:_[a-zа-яё]+){1,5}")
_BRACKET = re.compile(r"(?:under|over)_[0-9]{1,2}|([0-9]{1,2})_to_([0-9]{1,2})")
_HALF_YEAR = re.compile(r"20[0-9]{2}-H[12]")
_OF_REGIONS = re.compile(r"\b(?:область|край|республика|автономный округ|автономная|город|г\.|oblast|krai|republic)\b")


@dataclass(frozen=True, slots=True)
class Field:
    """One closed question: its codes, of an ordinal one from least to most."""

    name: str
    scale: Scale
    codes: tuple[str, ...]


def read_codebook(path: Path) -> tuple[Field, ...]:
    """The fields of a codebook.

    Raises:
        UnreadableInput: it cannot be read, or says something a codebook may not; all of it at once, by its place alone.
    """
    content = _content(path)
    given = content.get("fields") if isinstance(content, dict) and set(content) == {"fields"} else None
    if not isinstance(given, dict) or not given:
        raise refused([said("{path}: a codebook is `fields:` and under it each field by name", path=path)])
    wrong = list(_wrong(str(path), given))
    if wrong:
        raise refused(wrong)
    return tuple(Field(name, one["scale"], tuple(one["codes"])) for name, one in given.items())


def refused(wrong: Iterable[Said]) -> UnreadableInput:
    """What is refused, and where: never the text itself, which may be a name."""
    found = list(wrong)
    return UnreadableInput(
        and_more(joined(found[:SHOWN], "\n  "), max(len(found) - SHOWN, 0)),
        next_step=said(
            "only codes are taken, never a testimony's own words, a name, a date, a place below an okrug or a unit's "
            "number: see `docs/guide/testimonies.md`"
        ),
    )


def content_of(path: Path) -> bytes:
    """The bytes of a file of codes.

    Raises:
        UnreadableInput: there is none, or it is larger than any.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(
            said("the file cannot be read: {reason}", reason=error),
            where=str(path),
            next_step=said("check that the path exists and that you may read it"),
        ) from None
    if len(content) > LARGEST_FILE:
        raise UnreadableInput(
            said("the file is larger than {limit} MB", limit=LARGEST_FILE >> 20),
            where=str(path),
            next_step=said("leave out what is no code"),
        )
    return content


def _content(path: Path) -> Any:
    try:
        return yaml.safe_load(content_of(path).decode("utf-8-sig"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = fault_of(path, error)[0] if isinstance(error, yaml.YAMLError) else str(path)
        # what the parser says may hold the text itself
        raise refused([said("{path}: this is no YAML in UTF-8", path=where)]) from None


def _wrong(path: str, given: Mapping[Any, Any]) -> Iterator[Said]:
    if len(given) > MOST_FIELDS:
        yield counted("{path}: more than {n} field", "{path}: more than {n} fields", n=MOST_FIELDS, path=path)
    for nth, (name, one) in enumerate(given.items(), 1):
        place = said("{path}, field {n}", path=path, n=str(nth))
        if not is_code(name) or not _WORDS.fullmatch(name) or name in RESERVED:
            yield said("{place}: its name is no name of a field (small letters, parted by _)", place=place)
        if not isinstance(one, dict) or set(one) != {"scale", "codes"} or not isinstance(one["codes"], list):
            yield said("{place}: a field has `scale` (nominal, ordinal) and `codes` (a list)", place=place)
            continue
        if one["scale"] not in ("nominal", "ordinal"):
            yield said("{place}: the scale is nominal or ordinal", place=place)
        yield from _wrong_codes(place, one["codes"])


def _wrong_codes(place: Said, codes: list[Any]) -> Iterator[Said]:
    if not FEWEST_CODES <= len(codes) <= MOST_CODES:
        yield said("{place}: it has {least} to {most} codes", place=place, least=FEWEST_CODES, most=MOST_CODES)
    for nth, code in enumerate(codes, 1):
        if not is_code(code):
            yield said("{place}, code {n}: this is no code", place=place, n=str(nth))
        elif code in codes[: nth - 1]:
            yield said("{place}, code {n}: this code is given twice", place=place, n=str(nth))


def is_code(text: object) -> bool:
    """Whether a text can be a code: words in small letters, a bracket or a half-year, and no place we know."""
    if not isinstance(text, str) or len(text) > LONGEST:
        return False
    bracket = _BRACKET.fullmatch(text)
    if bracket:
        return bracket[1] is None or int(bracket[1]) < int(bracket[2])
    return bool(_HALF_YEAR.fullmatch(text) or (_WORDS.fullmatch(text) and not names_a_region(text)))


def names_a_region(code: str) -> bool:
    """Whether a code holds a region of Russia, by its names in the figures."""
    words = f" {_plain(code.replace('_', ' '))} "
    return any(f" {region} " in words for region in _regions())


@cache
def _regions() -> frozenset[str]:
    rows = Catalogue().rows("census2021_men_16_61_by_region")
    return frozenset(_plain(cast("str", row[column])) for row in rows for column in ("region_ru", "regNameEng"))


def _plain(name: str) -> str:
    """A region's name without its kind."""
    return " ".join(_OF_REGIONS.sub(" ", name.casefold().replace("-", " ")).split())
