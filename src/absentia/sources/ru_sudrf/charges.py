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

from dataclasses import replace
from functools import lru_cache

from absentia.model import Charge, Issue
from absentia.model.page import CellPerson, CellReading
from absentia.model.steps import spend
from absentia.model.texts import N_
from absentia.sources.ru_sudrf.below import BELOW_OR_PERSON, behind_court, court_and_persons
from absentia.sources.ru_sudrf.charge_assembly import UNREADABLE, assemble
from absentia.sources.ru_sudrf.charge_persons import PersonSpan, person_spans
from absentia.sources.ru_sudrf.charge_pieces import OTHER_CODE
from absentia.sources.ru_sudrf.charge_tokens import Token, fold, tokens
from absentia.sources.ru_sudrf.charge_units import UnitReader
from absentia.sources.ru_sudrf.several import AMONG_CHARGES, SEVERAL, may_name_somebody, one_name, several_persons
from absentia.sources.ru_sudrf.text import folded as folded_text
from absentia.sources.ru_sudrf.text import lines

LONGEST_CELL = 2_000_000
"""Characters; the longest real cell known has about 5,000. A longer text is not a cell."""

_LONGEST_KEPT = 6000
"""Characters of a text whose reading is remembered."""
PERSON_UNREADABLE = "person_unreadable"
TOO_LONG = N_("a text this long is not a charge cell; it was not read")
NOBODY = N_("neither a name nor a charge")
NO_DASH = N_("there are words where a name should be, and no dash parts them from the charges")
COURT_ALONE = N_("there is a court where a person should be")

_NAME_EDGES = " ,;:"
_EDGES = " ;\n\r\t\u00a0"


def read_cell(text: str, *, where: str = "") -> CellReading:
    r"""Read a cell «Лица» or «Информация по делу».

    Args:
        text: the cell's text; line breaks of the page as ``\n``.
        where: the place to name in issues.
    """
    if len(text) > LONGEST_CELL:
        return CellReading(issues=(_too_long(text, where),))
    spend(len(text))
    reading = (_kept_cell if len(text) <= _LONGEST_KEPT else _read_cell)(text)
    return replace(reading, issues=_placed(reading.issues, where)) if reading.issues else reading


def _read_cell(text: str) -> CellReading:
    where = ""
    folded = fold(text)
    below = court_and_persons(text, folded)
    people = below.persons
    found = tokens(folded if people is text else fold(people))
    issues = [Issue(PERSON_UNREADABLE, where, unclear, BELOW_OR_PERSON) for unclear in below.unclear]
    persons: list[CellPerson] = []
    for span in person_spans(found, people):
        person, person_issues = _person(span, found, people, where)
        issues.extend(person_issues)
        if person is not None:
            persons.append(person)
    return CellReading(tuple(persons), below.court, below.number, tuple(issues))


def read_articles(text: str, *, where: str = "") -> tuple[tuple[Charge, ...], tuple[Issue, ...]]:
    """Read a cell «Перечень статей»: the charges of one person, whose name stands elsewhere."""
    if len(text) > LONGEST_CELL:
        return (), (_too_long(text, where),)
    spend(len(text))
    charges, issues = (_kept_articles if len(text) <= _LONGEST_KEPT else _read_articles)(text)
    return charges, _placed(issues, where)


def _read_articles(text: str) -> tuple[tuple[Charge, ...], tuple[Issue, ...]]:
    found = tokens(fold(text))
    announced = text.strip(_EDGES) or None
    charges, issues = assemble(UnitReader(found, 0, len(found)).read(), text, where="", announced=announced)
    return charges, (*issues, *_unread_persons(issues))


# a row stands on a listing week after week, and most charges are the same few
_kept_cell = lru_cache(maxsize=1 << 13)(_read_cell)
_kept_articles = lru_cache(maxsize=1 << 13)(_read_articles)


def _placed(issues: tuple[Issue, ...], where: str) -> tuple[Issue, ...]:
    """The issues of a text, at the place where it stands."""
    return tuple(replace(issue, where=where) for issue in issues)


def read_person(raw: str, *, where: str = "") -> tuple[str | None, bool, tuple[Issue, ...]]:
    """Read a cell «Фамилия / наименование» of one person charged: the name, and whether the page hides it."""
    text = lines(raw)
    below = court_and_persons(text, fold(text))
    issues = [Issue(PERSON_UNREADABLE, where, unclear, BELOW_OR_PERSON) for unclear in below.unclear]
    name, hidden, several = one_name(below.persons)
    if several:
        issues.append(Issue(PERSON_UNREADABLE, where, folded_text(below.persons), SEVERAL))
    elif name is not None:
        name, found = _name(name, where)
        issues += found
    return name, hidden, tuple(issues)


def _too_long(text: str, where: str) -> Issue:
    return Issue("cell_too_long", where, text[:200], TOO_LONG)


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
    name, name_issues = _name(text[start : span.name_end], where) if span.named else (None, [])
    if name is None and name_issues and not charges:
        return None, name_issues  # a court alone is nobody
    return CellPerson(name, span.hidden, charges, raw), [*name_issues, *issues, *_unread_persons(issues)]


def _unread_persons(issues: list[Issue]) -> list[Issue]:
    """Issues of persons for what could not be read as charges and is built like a name: nobody knows how many."""
    return [
        Issue(PERSON_UNREADABLE, issue.where, issue.raw, AMONG_CHARGES)
        for issue in issues
        if issue.kind == UNREADABLE and issue.message != OTHER_CODE and may_name_somebody(issue.raw)
    ]


def _name(written: str, where: str) -> tuple[str | None, list[Issue]]:
    """The name without a court before it; an issue where it may be several persons', or nobody's."""
    begins = behind_court(written)
    own = written if begins is None else written[begins:]
    if not own.strip(_EDGES):
        return None, [Issue(PERSON_UNREADABLE, where, written.strip(), COURT_ALONE)]
    issues = [Issue(PERSON_UNREADABLE, where, own.strip(), SEVERAL)] if several_persons(own) else []
    return _tidy(own.strip(_NAME_EDGES)), issues
