r"""What a cell says of the court below, behind its persons, before them or between; persons stand nowhere else.

::

    Пробный И.О. - ст.337 ч.5 УК РФСуд (судебный участок) первой инстанции: Учебный ГВС
    Судья (мировой судья) первой инстанции: Судейкина А.А. Пробный И.О. - ст.337 ч.5 УК РФ
    Суд (судебный участок) первой инстанции: Учебный ГВС\nПробный И.О. - ст.337 ч.5 УК РФ
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from absentia.model.texts import N_
from absentia.sources.ru_sudrf.charge_persons import like_a_name

BELOW_OR_PERSON = N_("whether the court below, its judge or the person is named here cannot be told")

_LABEL = re.compile(
    r"(?P<court>суд {0,8}(?:\((?:судебный {1,8}участок|мировой {1,8}судья)\) {0,8})?первой {1,8}инстанции {0,8}:)"
    r"|(?P<judge>судья {0,8}(?:\(мировой {1,8}судья\) {0,8})?первой {1,8}инстанции {0,8}:)"
    r"|(?P<number>номер {1,8}дела {1,8}в {1,8}первой {1,8}инстанции {0,8}:)"
)
_HINT = "первой"
# the judge's line, or surname and initials, before another name
_JUDGE = re.compile(r"(?:[^\n-]{1,120}\n|\s{0,8}[^\W\d_][\w-]{1,40} {1,8}[А-ЯЁ]\. {0,2}[А-ЯЁ]\.)(?=\s{0,8}[A-ZА-ЯЁ<])")
_NUMBER = re.compile(
    r"\s{0,8}(?:№ {0,2})?[\w/]{1,12}(?:-\d{1,7}){1,2}(?:/\d{1,4}-\d{2,4}|/\d{2,4})"
    r"(?:\s{0,3}[(\[][^()\[\]]{0,120}[)\]]){0,2}"
)
_COURT = re.compile(r"[^\n]{1,200}\n")
# what can only be somebody's charge, or somebody hidden
_CHARGE = re.compile(r"(?<![а-яё])ст(?:атья)?\.? {0,3}\d{2,3}|информация {1,8}скрыта")
_COURT_WORD = re.compile(r"\b(?:[Сс]уд|СУД|\w{0,3}ВС|(?:участок|участка) {0,2}№? {0,2}\d{1,4})\b")
_PLACE_WORD = re.compile(r"\b(?:области|края|округа|района|[Рр]еспублики)\b")
_EDGES = " ,:;.\n\t\u00a0-–—"


@dataclass(slots=True)
class Below:
    """A cell taken apart."""

    persons: str
    """The cell with all that is said of the court below blanked: every other character stays where it was."""
    court: str | None = None
    number: str | None = None
    unclear: list[str] = field(default_factory=list)
    """Stretches left to the persons that may be the court or its judge."""


@dataclass(slots=True)
class _Value:
    """What stands behind one label."""

    kind: str
    label: int
    """Where the label begins."""
    start: int
    end: int
    own: int
    """Where the value ends and persons begin; ``end`` where none do."""


def court_and_persons(text: str, folded: str) -> Below:
    """Part the persons of a cell from what it says of the court below; ``folded`` is the text as tokens are read."""
    if _HINT not in folded:
        return Below(text)
    found = Below(text)
    values = list(_values(text, folded, found))
    if not values:
        return found
    _blank(found, text, values)
    judge = next((one for one in values if one.kind == "judge" and one.own == one.end), None)
    if judge is not None and not found.persons.strip(_EDGES):
        # nobody else is named: the name behind the judge's label may be the person's
        judge.own = judge.start
        _blank(found, text, values)
        found.unclear.append(text[judge.start : judge.end].strip())
    for one in values:
        value = " ".join(text[one.start : one.own].split()) or None
        if one.kind == "court":
            found.court = found.court or value
        elif one.kind == "number":
            found.number = found.number or value
    return found


def behind_court(name: str) -> int | None:
    """Where a person's name begins behind a court's («Учебный ГВС Пробный И.О.»); the end where nobody's does.

    ``None`` for words that name no court.
    """
    if _COURT_WORD.search(name) is None:
        return None
    end = max(match.end() for words in (_COURT_WORD, _PLACE_WORD) for match in words.finditer(name))
    return end if like_a_name(name[end:].strip(_EDGES)) else len(name)


def _values(text: str, folded: str, found: Below) -> Iterator[_Value]:
    labels = list(_LABEL.finditer(folded))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        kind, start = label.lastgroup or "", label.end()
        own = _OWN[kind](text, start, end, folded)
        if own is None:
            own = start
            found.unclear.append(text[start:end].strip())
        yield _Value(kind, label.start(), start, end, own)


def _blank(found: Below, text: str, values: list[_Value]) -> None:
    """A break, so that what follows begins a person, and as many blanks as keep every place."""
    kept, position = [], 0
    for one in values:
        kept += [text[position : one.label], "\n", " " * (one.own - one.label - 1)]
        position = one.own
    found.persons = ("".join(kept) + text[position:]).rstrip()


def _charged(folded: str, start: int, end: int) -> int | None:
    match = _CHARGE.search(folded, start, end)
    return match.start() if match else None


def _own_number(text: str, start: int, end: int, folded: str) -> int | None:
    match = _NUMBER.match(text, start, end)
    if match is None:
        return end if _charged(folded, start, end) is None else None
    return match.end() if _is_person(text, match.end(), end, folded) else end


def _own_judge(text: str, start: int, end: int, folded: str) -> int | None:
    match = _JUDGE.match(text, start, end)
    if match is not None:
        return match.end()
    return end if _charged(folded, start, end) is None else None


def _own_court(text: str, start: int, end: int, folded: str) -> int | None:
    line = _COURT.match(text, start, end)
    if line is not None and _is_person(text, line.end(), end, folded):
        return line.end()
    charge = _charged(folded, start, end)
    if charge is None:
        return end
    cut = behind_court(text[start:charge].rstrip(_EDGES))
    return None if cut is None else start + cut


def _is_person(text: str, start: int, end: int, folded: str) -> bool:
    """Whether what stands here is somebody with a charge, or named and no court."""
    if _charged(folded, start, end) is not None:
        return True
    name = text[start:end].strip(_EDGES).partition("\n")[0]
    return like_a_name(name) and behind_court(name) is None


_OWN = {"court": _own_court, "judge": _own_judge, "number": _own_number}
