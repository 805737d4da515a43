"""Random cells parse back to what they were made from; arbitrary text is read without a crash, in linear work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study import many

from absentia.model import Charge
from absentia.sources.ru_sudrf.charge_assembly import role_of
from absentia.sources.ru_sudrf.charges import read_articles, read_cell
from absentia.sources.ru_sudrf.codes import Code

LOOK_ALIKES = str.maketrans("СсКРТОоеа", "CcKPTOoea")  # Cyrillic to Latin, in the words of the grammar only


@dataclass(frozen=True)
class Unit:
    article: str
    part: str | None
    points: tuple[str, ...]
    modifiers: tuple[str, ...]


@dataclass(frozen=True)
class Writer:
    """One way of writing cells: every field is a habit seen on pages or tolerated by the grammar."""

    prefix: bool
    brackets: bool
    reversed: bool
    gap: str  # behind «ст.»
    between: str  # between article, part and points
    list_word: str
    quotes: tuple[str, str]
    separator: str
    joint: str
    dash: str
    end: str
    latin: bool

    def word(self, text: str) -> str:
        return text.translate(LOOK_ALIKES) if self.latin else text

    def number(self, article: str, part: str | None, points: tuple[str, ...]) -> str:
        st_, ch = self.word("ст."), self.word("ч.")
        pieces = [f"{st_}{self.gap}{article}"] + ([f"{ch}{part}"] if part else [])
        if points:
            left, right = self.quotes
            written = ",".join(f"{left}{point}{right}" for point in points)
            pieces.append(f"{'п.' if len(points) == 1 else self.list_word}{self.gap}{written}")
        # «п.в ч.2 ст.158» needs its spaces
        return " ".join(reversed(pieces)) if self.reversed else self.between.join(pieces)

    def unit(self, unit: Unit) -> str:
        before = [self.number(m.partition(".")[0], m.partition(".")[2] or None, ()) for m in unit.modifiers]
        return self.joint.join([*before, self.number(unit.article, unit.part, unit.points)])

    def charges(self, units: list[Unit], code: Code) -> str:
        if self.brackets:
            written = " ".join(f"[{self.unit(unit)}]" for unit in units)
        else:
            written = self.separator.join(self.unit(unit) for unit in units)
        if code is Code.UNASSIGNED:
            return written
        mark = self.word(f"{code.value} РФ")
        return f"{mark}: {written}" if self.prefix else f"{written} {mark}"


ARTICLES = st.sampled_from(["337", "338", "332", "105", "158", "228.1", "205.1", "173.1", "352.1", "275", "319"])
PARTS = st.none() | st.sampled_from(["1", "2", "2.1", "2.2", "3", "3.1", "4", "5", "1.1", "10"])
POINTS = st.lists(st.sampled_from("абвгдежзклп"), max_size=4, unique=True).map(lambda points: tuple(sorted(points)))
MODIFIERS = st.sampled_from(
    [(), (), (), ("30.3",), ("30.1",), ("33.3",), ("33.4",), ("33.5",), ("33.5", "30.3"), ("30",)]
)
NAMES = st.sampled_from(
    [
        "Вымышленный Пример Тестович",
        "Образцова-Тестова А.Б.",
        "Пример - Образцов П. Ч.",
        "Тестов Пример Образец оглы",
        "ПРИМЕР ТЕСТ",
        "Example Sample",
        'ООО "Пример - Плюс"',
        "П.П. Стёпин",
        "Ук Пример",
        None,
    ]
)


@st.composite
def units(draw: st.DrawFn) -> Unit:
    part = draw(PARTS)
    return Unit(draw(ARTICLES), part, draw(POINTS) if part else (), draw(MODIFIERS))


@st.composite
def people(draw: st.DrawFn) -> list[tuple[str | None, Code, list[Unit]]]:
    found = []
    for _person in range(draw(st.integers(1, 4))):
        code = draw(st.sampled_from([Code.UK, Code.UK, Code.UK, Code.UPK, Code.KOAP, Code.UNASSIGNED]))
        charged = draw(st.lists(units(), min_size=1, max_size=5))
        if code in (Code.UPK, Code.KOAP):
            charged = [Unit(unit.article, unit.part, unit.points, ()) for unit in charged]
        if draw(st.booleans()):
            repeated: list[Unit] = draw(st.lists(st.sampled_from(charged), max_size=3))
            charged = [*charged, *repeated]
        found.append((draw(NAMES), code, charged))
    return found


@st.composite
def writers(draw: st.DrawFn) -> Writer:
    style = draw(st.sampled_from(["suffix", "prefix", "brackets"]))
    return Writer(
        prefix=style != "suffix",
        brackets=style == "brackets",
        reversed=draw(st.sampled_from([False, False, True])),
        gap=draw(st.sampled_from(["", " ", "\u00a0"])),
        between=draw(st.sampled_from([" ", "  ", "\u00a0"])),
        list_word=draw(st.sampled_from(["п.п.", "пп.", "п."])),
        quotes=draw(st.sampled_from([("", ""), ("«", "»"), ('"', '"')])),
        separator=draw(st.sampled_from(["; ", ";", " ; ", ";\n"])),
        joint=draw(st.sampled_from([", ", "-", " - ", "; ", ","])),
        dash=draw(st.sampled_from([" - ", " – ", " — ", "  -  "])),
        end=draw(st.sampled_from([";", "; ", ";\n", "\n", ";;"])),
        latin=draw(st.booleans()),
    )


def expected_charges(code: Code, charged: list[Unit]) -> list[tuple[Any, ...]]:
    counted: dict[Unit, int] = {}
    for unit in charged:
        counted[unit] = counted.get(unit, 0) + 1
    return [(code, u.article, u.part, u.points, u.modifiers, role_of(u.modifiers), n) for u, n in counted.items()]


def as_read(charges: tuple[Charge, ...]) -> list[tuple[Any, ...]]:
    return [(c.code, c.article, c.part, c.points, c.modifiers, c.role, c.episodes) for c in charges]


@settings(max_examples=many(80, 1000))
@given(people(), writers())
def test_a_written_cell_reads_back_to_what_it_was_made_from(
    persons: list[tuple[str | None, Code, list[Unit]]], writer: Writer
) -> None:
    cell = writer.end.join(
        f"{name or '<Информация скрыта>'}{writer.dash}{writer.charges(charged, code)}"
        for name, code, charged in persons
    )
    reading = read_cell(cell)
    assert reading.issues == ()
    assert [(person.name, person.name_hidden) for person in reading.persons] == [
        (name, name is None) for name, _code, _charged in persons
    ]
    for person, (_name, code, charged) in zip(reading.persons, persons, strict=True):
        assert as_read(person.charges) == expected_charges(code, charged)


@settings(max_examples=many(70, 1000))
@given(people(), writers())
def test_the_articles_of_one_person_read_the_same_without_the_name(
    persons: list[tuple[str | None, Code, list[Unit]]], writer: Writer
) -> None:
    _name, code, charged = persons[0]
    charges, issues = read_articles(writer.charges(charged, code))
    assert issues == ()
    assert as_read(charges) == expected_charges(code, charged)


PIECES = (
    "ст.|ст|ч.|п.|п.п.|337|5|3.1|30|33| ч.3|а|в|и|,|;|-| - |\n|[|]|(|)|УК РФ|УК|УПК РФ|РСФСР|:| |\u00a0|Пример|А.А.|"
    "<Информация скрыта>|БЕЗ ИМЕНИ!|(2 эпизода)|(в ред. 2011)|«|»|¹|\x00|ı|ﬁ|İ|\ud800|"
    "Суд (судебный участок) первой инстанции:"
)
FRAGMENTS = st.sampled_from(PIECES.split("|"))
ANY_TEXT = st.text(max_size=200) | st.lists(FRAGMENTS, max_size=40).map("".join)


@settings(max_examples=many(120, 1500))
@given(ANY_TEXT)
def test_any_text_is_read_and_quoted_faithfully(text: str) -> None:
    reading = read_cell(text, where="here")
    place = 0
    for person in reading.persons:
        place = text.index(person.raw, place) + len(person.raw)
        for charge in person.charges:
            assert charge.raw
            assert charge.raw in person.raw
            assert charge.episodes >= 1
    for issue in reading.issues:
        assert issue.raw in text
        assert issue.where == "here"
    charges, issues = read_articles(text)
    assert all(charge.raw in text for charge in charges)
    assert all(issue.raw in text for issue in issues)


@settings(max_examples=many(100, 1000))
@given(st.lists(FRAGMENTS, max_size=25).map("".join))
def test_no_number_is_read_that_is_not_written(text: str) -> None:
    plain = text.replace("¹", ".1")
    for person in read_cell(text).persons:
        for charge in person.charges:
            assert charge.article in plain
            assert charge.part is None or charge.part in plain


HOSTILE = (
    "ст.|ст.1;|[|(|;| - |А.А. - |Пример |и|п.п.|ч.|а,|в ред. |<|1.|ук |\n|ст.158 п.а,|ст.30 ч.3, |, ч.2|"
    'ст.ст.158, 161, |<Информация скрыта>|суд (судебный |ст.1 (|"'
)


def calls_of(work: Callable[[], object]) -> int:
    """How many calls of functions, Python's and C's, a piece of work makes."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("piece", HOSTILE.split("|"))
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    once, fourfold = (calls_of(lambda times=times: read_cell(piece * times)) for times in (300, 1200))  # type: ignore[misc]
    assert fourfold <= 4.2 * once + 200


@pytest.mark.parametrize("piece", ["ст.", " ", "Пример ", "информация   ", "суд        "])
def test_a_megabyte_of_hostile_text_comes_to_an_end(piece: str) -> None:
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    assert len(read_cell(text).persons) <= 1
