"""Where the persons of a cell begin: names, hidden names, and what only looks like one.

A stretch between semicolons or line breaks begins a person where it opens with

- «<Информация скрыта>» or «БЕЗ ИМЕНИ!»;
- anything that is no charge, then a dash, then something that can only be a charge: an article with its number, a code,
  a bracket («ООО "Пример - Плюс" - ст.238 ч.1» and «Пример-Образцова А.А.-ст.337 ч.5» are names up to the last dash);
- words built like a name and nothing else (materials), or words built like a name and a dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from absentia.sources.ru_sudrf.charge_tokens import Kind, Token

# «Вымышленный-Образцов», «Тестович», «А.А.», «О'Пример», «"Ромашка"», «ФИО1»
_NAME_WORD = re.compile(r"[\"«„“(]?[A-ZА-ЯЁ][\w.'’\"»“”()-]*,?")
_LONG_WORD = re.compile(r"[^\W\d_]{3}")
# «Пример - Образцова»
_JOINTS = re.compile(r"[\s‐‑‒–—―−-]+")
# «ЛИЦО1», «ФИО 2»: names somebody masked
_PLACEHOLDER = re.compile(r"(?:ЛИЦО|ФИО) ?[0-9]{0,3}")
# particles of names that are written small
_SMALL_WORDS = "оглы оглу кызы гызы улы уулу заде бей бек хан ибн аль эль де ди да дю дер ван фон и"
_PARTICLES = frozenset(_SMALL_WORDS.split())
_LONGEST_NAME = 300
_BREAKS = frozenset({Kind.SEMICOLON, Kind.LINE})
_OF_CHARGES = frozenset({Kind.ARTICLE, Kind.PART, Kind.CODE, Kind.OPEN})
_MARKERS = frozenset({Kind.HIDDEN, Kind.NO_NAME})


@dataclass(frozen=True, slots=True)
class PersonSpan:
    """A person's place: characters of the name, tokens of the charges."""

    first: int
    """Index of the token the person begins with."""
    name_end: int
    """Position in the text where the name ends."""
    charges_from: int
    """Index of the first token behind the name and its dash."""
    stop: int = 0
    """Index of the token the next person begins with."""
    named: bool = False
    hidden: bool = False
    announces: bool = False
    """A dash or a code says that charges follow."""
    unparted: bool = False
    """Words like a name stand before charges without a dash: a person, whose name is not certain."""
    nobody: bool = False
    """Nothing here is a person or a charge."""


def person_spans(found: list[Token], text: str) -> Iterator[PersonSpan]:
    """The persons of a tokenised cell, in order; together they cover every token but breaks before the first.

    ``text`` ends where the persons do.
    """
    starts: list[PersonSpan] = []
    position = 0
    while position < len(found):
        if found[position].kind in _BREAKS:
            position += 1
            continue
        end = _segment_end(found, position)
        start = _person_at(found, position, end, text)
        if start is None and (not starts or starts[-1].nobody):
            start = _nameless(found, position, end)
        if start is not None:
            starts.append(start)
        position = end
    following = [start.first for start in starts[1:]]
    for start, stop in zip(starts, [*following, len(found)], strict=False):
        yield replace(start, stop=stop)


def _segment_end(found: list[Token], position: int) -> int:
    """The next break, or the next hidden name: written like nothing but articles that are hidden behind a dash."""
    end = position + 1
    while end < len(found) and found[end].kind not in _BREAKS:
        if found[end].kind is Kind.HIDDEN and found[end - 1].kind is not Kind.DASH:
            break
        end += 1
    return end


def _person_at(found: list[Token], position: int, end: int, text: str) -> PersonSpan | None:
    """The person the segment begins with, or ``None`` where it goes on with the charges of the one before."""
    first = found[position]
    if first.kind in _MARKERS:
        dash = position + 1 < end and found[position + 1].kind is Kind.DASH
        return PersonSpan(position, first.end, position + 1 + dash, hidden=first.kind is Kind.HIDDEN, announces=dash)
    marks = _landmarks(found, position, end, text)
    if marks.parting is not None:
        return PersonSpan(position, found[marks.parting].start, marks.parting + 1, named=True, announces=True)
    if first.kind is Kind.CODE or marks.charge == position:
        return None
    if marks.spaced is not None and like_a_name(text[first.start : found[marks.spaced].start]):
        return PersonSpan(position, found[marks.spaced].start, marks.spaced + 1, named=True, announces=True)
    words_end = end if marks.charge is None else marks.charge
    name_end = found[words_end].start if words_end < len(found) else len(text)
    if not like_a_name(text[first.start : name_end]):
        return None
    if marks.charge is None:
        return PersonSpan(position, name_end, end, named=True)
    return PersonSpan(position, name_end, marks.charge, announces=True, unparted=True)


class _Landmarks(NamedTuple):
    """Indices of tokens in a segment, where there are such."""

    parting: int | None = None
    """The first dash that stands before what can only be charges."""
    spaced: int | None = None
    """The first dash with space on both sides, before any charge."""
    charge: int | None = None
    """The first token a name cannot hold."""


def _landmarks(found: list[Token], position: int, end: int, text: str) -> _Landmarks:
    spaced: int | None = None
    for index in range(position, end):
        if found[index].kind is Kind.DASH and index > position:
            if _opens_charges(found, index + 1, end):
                return _Landmarks(parting=index)
            if spaced is None and _spaced(text, found[index]):
                spaced = index
        elif _is_charge(found, index, end, text):
            return _Landmarks(spaced=spaced, charge=index)
    return _Landmarks(spaced=spaced)


def _nameless(found: list[Token], position: int, end: int) -> PersonSpan:
    """Charges with no name before them are somebody's all the same; other words are nobody."""
    nobody = not any(token.kind in _OF_CHARGES for token in found[position:end])
    return PersonSpan(position, found[position].start, position, announces=True, nobody=nobody)


def _opens_charges(found: list[Token], index: int, end: int) -> bool:
    """Whether what stands behind a dash can only be charges."""
    if index >= end:
        return False
    following = found[index + 1].kind if index + 1 < end else None
    match found[index].kind:
        case Kind.ARTICLE | Kind.CODE | Kind.OPEN | Kind.HIDDEN:
            return True
        case Kind.PART:
            return following is Kind.NUMBER
        case Kind.POINT:
            # «п.в ч.2 ст.158»; «п.п ч.2 ст.63» is the point «п»
            letter_p = following is Kind.POINT and index + 2 < end and found[index + 2].kind is Kind.PART
            return letter_p or following in (Kind.LETTER, Kind.NUMBER)
        case _:
            return False


def _is_charge(found: list[Token], index: int, end: int, text: str) -> bool:
    """Whether a name cannot stand here any more: an article with its number, a code, a bracket."""
    token = found[index]
    following = found[index + 1].kind if index + 1 < end else None
    match token.kind:
        case Kind.ARTICLE | Kind.PART:
            return following is Kind.NUMBER
        case Kind.OPEN:
            return True
        case Kind.CODE:
            # «Ук» is a surname, too
            return not (text[token.start : token.end] == "Ук" and following in (Kind.WORD, Kind.LETTER))
        case _:
            return False


def _spaced(text: str, dash: Token) -> bool:
    return text[dash.start - 1 : dash.start].isspace() and (
        text[dash.end : dash.end + 1].isspace() or dash.end == len(text)
    )


def like_a_name(text: str) -> bool:
    """Whether the words are built like a person's or a company's name: at least two, capitals first, no figures."""
    text = text.strip()
    if len(text) > _LONGEST_NAME:
        return False
    if _PLACEHOLDER.fullmatch(text):
        return True
    words = [word for word in _JOINTS.split(text) if word]
    long_enough = len(words) > 1 and any(_LONG_WORD.search(word) for word in words)
    return long_enough and all(word.lower() in _PARTICLES or _NAME_WORD.fullmatch(word) for word in words)
