"""Read phrases of charges as Ukrainian courts write them: «ч. 5 ст. 407 КК України», part before article.

Only phrases, as a person types or a cell holds them: texts of decisions are not read. What stands outside the grammar
is an issue with the text as it is written; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from absentia.model import UNASSIGNED, Charge, Issue
from absentia.model.charge import Role
from absentia.model.page import CellPerson, CellReading
from absentia.model.texts import N_

CODE = "КК"
_FOLDED = str.maketrans("’ʼ`‘–—‑−\xa0\n\t", "''''----   ")
# «(у редакції від 05 квітня 2001 року)», «(далі - КК)»: no brackets within
_BRACKET = re.compile(r"\([^()]*\)")
_WORDS = (
    "у", "в", "з", "із", "за", "на", "і", "й", "та", "дії", "дій", "вчинення", "вчиненні", "злочин", "злочину",
    "злочинів", "кримінальне", "кримінального", "кримінальних", "правопорушення", "правопорушень", "проступку",
    "проступків", "передбачене", "передбаченого", "передбаченої", "передбачених", "передбачений", "обвинувачений",
    "обвинуваченого", "обвинувачена", "обвинуваченої", "категорія", "перекваліфікувати",
)  # fmt: skip
"""Words a charge stands among."""
_MARKS = (
    "КК", "України", "Кримінального", "Кримінальний", "кодексу", "кодекс", "УК", "Украины", "Уголовного", "кодекса",
    "ст", "стаття", "статті", "статтею", "статтю", "статтям", "статтями", "статей", "ч", "частина", "частини",
    "частиною", "частину", "частинами", "частині", "пункт", "пункти", "пункту",
)  # fmt: skip
_ORDINALS = {"перш": "1", "друг": "2", "трет": "3", "четверт": "4", "п'ят": "5", "шост": "6"}
_TOKEN = re.compile(
    r"(?P<code>кк україни|кк|кримінальн(?:ого|ий) кодекс[у]? україни|ук украины|уголовного кодекса украины)(?!\w)"
    r"|(?P<other>кпк|купап|кримінального процесуального|кодексу|закону|конституції)(?!\w)"
    r"|(?P<article>ст\. ?ст\.?|ст\.?|статт(?:я|і|ею|ю|ям|ями)|статей)(?!\w)"
    r"|(?P<part>ч\. ?ч\.?|ч\.?|частин(?:а|и|ою|у|ами|і))(?!\w)"
    r"|(?P<point>п\. ?п\.?|п\.?|пункт(?:и|у|ом|ів|ами)?)(?![\w'])"
    r"|(?P<number>[0-9]+(?:-[0-9]+)?)(?![\w-])"
    r"|(?P<ordinal>(?:перш|друг|трет|четверт|п'ят|шост)(?:а|у|ою|ої|ій|я|ю|ьою|ьої))(?!\w)"
    r"|(?P<word>[а-яёіїєґ']+)"
    r"|(?P<sign>[,;:.-])"
    r"|(?P<strange>\S)"
)
_NUMBERED = ("article", "part", "point")
_LONGEST_PART = 2
_GENERAL_PART = 108
"""The Special Part, of crimes, begins behind this article."""
_RELEASE = "401"
"""Release from liability, not a crime."""
_MODIFIERS = {"14": Role.PREPARATION, "15": Role.ATTEMPT, "27": Role.OTHER, "28": Role.OTHER}
"""Articles that say how far the next one went, or who took part in it; complicity is kept and not interpreted."""
# a superscript that was lost: «4261» is 426-1; no article has four digits
_LOST_SUPERSCRIPT = re.compile(r"([1-9][0-9]{2})([1-9])")
_HYPHENED = ("258-3", "426-1", "435-1")
_EARLIER = re.compile(r"раніше +судим|судимост")

UNREADABLE = N_("not read: the phrase is no charge as the grammar knows it")
TWO_WAYS = N_("not read: the parts may belong to the articles before them or behind them")
OF_ANOTHER_LAW = N_("not a charge: another law than the Criminal Code is named")
NO_CRIME = N_("not a charge: an article of the General Part, or of release from liability")
CONVICTED_BEFORE = N_("not a charge: what a person was tried for before is told of")
NOTHING_TO_MODIFY = N_("not read: an attempt, a preparation or complicity with no article behind it")
REQUALIFIED = N_("requalified: the charge before it is this")

_Numbers = list[str]


@dataclass(slots=True)
class _Mark:
    """«ст.», «ч.» or «п.» with its numbers."""

    kind: str
    numbers: _Numbers
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """An article with its parts, as written from ``start`` to ``end``."""

    article: str
    parts: tuple[str, ...]
    points: tuple[str, ...]
    start: int
    end: int


class _Refused(Exception):
    """The phrase holds no charge that can be read, and why."""


def read_articles(text: str, *, where: str = "") -> tuple[tuple[Charge, ...], tuple[Issue, ...]]:
    """The charges of a phrase, in order; of a phrase that cannot be read whole, none, and an issue that says why.

    Where a charge was requalified, the one it is now is a charge, and the one before an issue.
    """
    if not text.strip():
        return (), ()
    try:
        charges, former = _charges(text)
    except _Refused as refused:
        return (), (Issue("charge_unreadable", where, text, str(refused)),)
    return tuple(charges), tuple(Issue("charge_requalified", where, one.raw, REQUALIFIED) for one in former)


def read_cell(text: str, *, where: str = "") -> CellReading:
    """A phrase as the charges of one person, who is not named in it."""
    charges, issues = read_articles(text, where=where)
    person = CellPerson(name=None, name_hidden=True, charges=charges, raw=text)
    return CellReading(persons=(person,) if charges else (), issues=issues)


def _charges(text: str) -> tuple[list[Charge], list[Charge]]:
    # as many letters as the text has: a charge is cut out of it by place
    folded = "".join(letter.lower()[0] for letter in text).translate(_FOLDED)
    if _EARLIER.search(folded):
        raise _Refused(CONVICTED_BEFORE)
    blanked = _BRACKET.sub(lambda found: " " * len(found.group()), folded)
    marks, code = _marks(blanked)
    units = _units(marks)
    charges = list(_modified(units, text, code))
    if not charges:
        raise _Refused(UNREADABLE)
    if "перекваліфікувати" in folded:
        if len(charges) != 2:  # what it was, and what it is
            raise _Refused(UNREADABLE)
        return charges[1:], charges[:1]
    return charges, []


def _marks(text: str) -> tuple[list[_Mark], str]:
    """The marks with their numbers, in order; and the code that is named."""
    marks: list[_Mark] = []
    code, open_mark = UNASSIGNED, False
    for found in _TOKEN.finditer(text):
        kind, written = str(found.lastgroup), found.group()
        if kind in _NUMBERED:
            marks.append(_Mark(kind, [], found.start(), found.end()))
            open_mark = True
        elif kind in ("number", "ordinal"):
            if not open_mark:
                raise _Refused(UNREADABLE)
            _add(marks, _ORDINALS[_root(written)] if kind == "ordinal" else written, found.start(), found.end())
        elif kind == "code":
            code, open_mark = CODE, False
        elif kind == "other":
            raise _Refused(OF_ANOTHER_LAW)
        elif kind == "word" and written in _WORDS:
            open_mark = open_mark and written in ("і", "й", "та")
        elif kind in ("word", "strange"):
            raise _Refused(NO_CRIME if _of_no_crime(text) else UNREADABLE)
    if any(not mark.numbers for mark in marks):
        raise _Refused(UNREADABLE)
    return marks, code


def _add(marks: list[_Mark], number: str, start: int, end: int) -> None:
    """A number to its mark; in «ст.ст. 407 ч.5, 408 ч.4» what is too long for a part is the next article."""
    last = marks[-1]
    if last.kind == "part" and len(number) > _LONGEST_PART:
        marks.append(_Mark("article", [number], start, end))
        return
    last.numbers.append(number)
    last.end = end


def _root(ordinal: str) -> str:
    return next(root for root in _ORDINALS if ordinal.startswith(root))


def _of_no_crime(text: str) -> bool:
    """Whether all articles of a phrase with other words in it are such as nobody is charged with."""
    numbers = re.findall(r"ст(?:атт\w+|атей|\.)? *([0-9]+(?:, *[0-9]+)*)", text)
    articles = [one.strip() for group in numbers for one in group.split(",")]
    return bool(articles) and all(_no_crime(one) for one in articles)


def _no_crime(article: str) -> bool:
    return article == _RELEASE or (article.isdigit() and int(article) <= _GENERAL_PART)


def _units(marks: Sequence[_Mark]) -> list[_Unit]:
    """Articles with their parts: written before them, or behind; where both ways can be read and differ, neither is."""
    before, behind = _grouped(marks), _grouped(marks[::-1])
    if behind is not None:
        behind.reverse()
    if before and behind and _said(before) != _said(behind):
        raise _Refused(TWO_WAYS)
    if not (before or behind):
        raise _Refused(UNREADABLE)
    return before or behind or []


def _said(units: Sequence[_Unit]) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return sorted((one.article, one.parts, one.points) for one in units)


def _grouped(marks: Sequence[_Mark]) -> list[_Unit] | None:
    """Each article with the parts and points that come before it in this order; ``None``: some belong to none."""
    units: list[_Unit] = []
    before: dict[str, _Mark] = {}
    for mark in marks:
        if mark.kind != "article":
            if mark.kind in before:
                return None
            before[mark.kind] = mark
            continue
        parts = tuple(before["part"].numbers) if "part" in before else ()
        points = tuple(before["point"].numbers) if "point" in before else ()
        if parts and len(mark.numbers) > 1:
            return None
        near = [mark, *before.values()]
        start, end = min(one.start for one in near), max(one.end for one in near)
        units += [_Unit(_article(number), parts, points, start, end) for number in mark.numbers]
        before = {}
    return None if before else units


def _article(number: str) -> str:
    lost = _LOST_SUPERSCRIPT.fullmatch(number)
    if lost is None:
        return number
    hyphened = f"{lost[1]}-{lost[2]}"
    if hyphened not in _HYPHENED:
        raise _Refused(UNREADABLE)
    return hyphened


def _modified(units: Sequence[_Unit], text: str, code: str) -> Iterator[Charge]:
    """A charge for each article and part, with the general-part articles written before it."""
    modifiers: list[str] = []
    role, start = Role.PRINCIPAL, None
    for unit in units:
        if unit.article in _MODIFIERS:
            modifiers += [f"{unit.article}.{part}" for part in unit.parts] or [unit.article]
            found = _MODIFIERS[unit.article]
            role = found if role is Role.PRINCIPAL else Role.OTHER
            start = unit.start if start is None else start
            continue
        if _no_crime(unit.article):
            raise _Refused(NO_CRIME)
        raw = text[unit.start if start is None else start : unit.end]
        for part in unit.parts or (None,):
            yield Charge(code, unit.article, part, unit.points, role, modifiers=tuple(modifiers), raw=raw)
        modifiers, role, start = [], Role.PRINCIPAL, None
    if modifiers:
        raise _Refused(NOTHING_TO_MODIFY)


def vocabulary() -> tuple[str, ...]:
    """The words charges are written with, in the forms in which they stand: nobody's names."""
    ordinals = [root + end for root in _ORDINALS for end in ("а", "у", "ою", "ої", "ій", "я", "ю", "ьою", "ьої")]
    return (*_WORDS, *_MARKS, *(piece for one in ordinals for piece in one.split("'")))
