"""Read charge cells: «Лица», «Информация по делу» and «Перечень статей», in every style the portals write them.

::

    cell    := persons [«Суд (судебный участок) первой инстанции:» court «Номер дела в первой инстанции:» number]
    persons := person (";" person)*
    person  := name [" - " charges]          name: as written, «<Информация скрыта>» or «БЕЗ ИМЕНИ!»

The semicolon separates charges and persons alike, so a person begins only where a name and a dash stand before
something that can only be a charge. What cannot be read is an issue with the text as written; nothing is supplied or
assumed.
"""

from __future__ import annotations

import re

from absentia.model import Charge, Issue
from absentia.model.cell import CellPerson, CellReading
from absentia.model.steps import spend
from absentia.model.texts import N_
from absentia.sources.ru_sudrf.charge_assembly import assemble
from absentia.sources.ru_sudrf.charge_persons import PersonSpan, person_spans
from absentia.sources.ru_sudrf.charge_tokens import Token, fold, tokens
from absentia.sources.ru_sudrf.charge_units import UnitReader
from absentia.sources.ru_sudrf.several import SEVERAL, several_persons

LONGEST_CELL = 2_000_000
"""Characters; the longest real cell known has about 5,000. A longer text is not a cell."""

PERSON_UNREADABLE = "person_unreadable"
TOO_LONG = N_("a text this long is not a charge cell; it was not read")
NOBODY = N_("neither a name nor a charge")
NO_DASH = N_("words stand where a name should, and no dash parts them from the charges")
JUDGE_OR_PERSON = N_("whether the judge of the court below or the person is named here cannot be told")

_EDGES = " ;\n\r\t\u00a0"
# «…УК РФСуд (судебный участок) первой инстанции: Смоленский ГВС Номер дела в первой инстанции: 1-105/2026»
_LOWER_COURT = re.compile(r"суд {0,8}\(судебный {1,8}участок\) {1,8}первой {1,8}инстанции {0,8}:")
# «Судья (мировой судья) первой инстанции: Судейкина А.А. Пробный И.О. - ст.337 ч.5»: who comes behind the judge
_LOWER_JUDGE = re.compile(r"\s{0,8}судья {0,8}\(мировой {1,8}судья\) {1,8}первой {1,8}инстанции {0,8}:")
# the judge's line, or surname and initials, before another name
_JUDGE = re.compile(r"(?:[^\n-]{1,120}\n|\s{0,8}[^\W\d_][\w-]{1,40} {1,8}[А-ЯЁ]\. {0,2}[А-ЯЁ]\.)(?=\s{0,8}[A-ZА-ЯЁ<])")
_LOWER_NUMBER = re.compile(r"номер {1,8}дела {1,8}в {1,8}первой {1,8}инстанции {0,8}:")


def read_cell(text: str, *, where: str = "") -> CellReading:
    r"""Read a cell «Лица» or «Информация по делу».

    Args:
        text: the cell's text; line breaks of the page as ``\n``.
        where: the place to name in issues.
    """
    if len(text) > LONGEST_CELL:
        return CellReading(issues=(_too_long(text, where),))
    spend(len(text))
    folded = fold(text)
    stop, lower_court, lower_number = _lower_instance(text, folded)
    below, issues = _judge_below(text[:stop], folded, where)
    found = tokens(" " * below + folded[below:stop])
    people = " " * below + text[below:stop]
    persons: list[CellPerson] = []
    for span in person_spans(found, people):
        person, person_issues = _person(span, found, people, where)
        issues.extend(person_issues)
        if person is not None:
            persons.append(person)
    return CellReading(tuple(persons), lower_court, lower_number, tuple(issues))


def read_articles(text: str, *, where: str = "") -> tuple[tuple[Charge, ...], tuple[Issue, ...]]:
    """Read a cell «Перечень статей»: the charges of one person, whose name stands elsewhere."""
    if len(text) > LONGEST_CELL:
        return (), (_too_long(text, where),)
    spend(len(text))
    found = tokens(fold(text))
    announced = text.strip(_EDGES) or None
    charges, issues = assemble(UnitReader(found, 0, len(found)).read(), text, where=where, announced=announced)
    return charges, tuple(issues)


def _too_long(text: str, where: str) -> Issue:
    return Issue("cell_too_long", where, text[:200], TOO_LONG)


def _judge_below(text: str, folded: str, where: str) -> tuple[int, list[Issue]]:
    """Where the persons begin, behind the judge of the court below; an issue where one name may be either's."""
    label = _LOWER_JUDGE.match(folded)
    if label is None:
        return 0, []
    judge = _JUDGE.match(text, label.end())
    if judge is not None:
        return judge.end(), []
    return label.end(), [Issue(PERSON_UNREADABLE, where, text[label.end() :].strip(_EDGES), JUDGE_OR_PERSON)]


def _lower_instance(text: str, folded: str) -> tuple[int, str | None, str | None]:
    """Where the persons end, and the court and number of the first instance behind them."""
    court = _LOWER_COURT.search(folded)
    number = _LOWER_NUMBER.search(folded, court.end() if court else 0)
    stop = min((found.start() for found in (court, number) if found), default=len(text))
    lower_court = text[court.end() : number.start() if number else len(text)] if court else ""
    lower_number = text[number.end() :] if number else ""
    return stop, _tidy(lower_court), _tidy(lower_number)


def _tidy(text: str) -> str | None:
    return " ".join(text.split()) or None


def _person(span: PersonSpan, found: list[Token], text: str, where: str) -> tuple[CellPerson | None, list[Issue]]:
    start = found[span.first].start
    end = found[span.stop].start if span.stop < len(found) else len(text)
    raw = text[start:end].strip(_EDGES)
    if span.nobody:
        return None, [Issue(PERSON_UNREADABLE, where, raw, NOBODY)]
    announced = text[span.name_end : end].strip(_EDGES) if span.announces else None
    pieces = UnitReader(found, span.charges_from, span.stop).read()
    charges, issues = assemble(pieces, text, where=where, announced=announced)
    if span.unparted:
        issues.insert(0, Issue(PERSON_UNREADABLE, where, text[start : span.name_end].strip(), NO_DASH))
    written = text[start : span.name_end]
    if span.named and several_persons(written):
        issues.insert(0, Issue(PERSON_UNREADABLE, where, written.strip(), SEVERAL))
    name = _tidy(written) if span.named else None
    return CellPerson(name, span.hidden, charges, raw), issues
