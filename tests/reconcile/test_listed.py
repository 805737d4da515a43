"""Reading another counter's list, a cell at a time. Courts and numbers are invented."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from absentia.errors import UnreadableInput, UsageProblem
from absentia.link.courts import CourtNames
from absentia.model import Period
from absentia.reconcile.matching import day_in, named_court, number_key, provisions_in, read_list

NAMES = CourtNames.learn(
    [
        ("gvs-1.synthetic.example", "99GV0001", "Учебный гарнизонный военный суд № 1"),
        ("gvs-2.synthetic.example", "99GV0002", "Учебный суд"),
        ("gvs-3.synthetic.example", "99GV0003", "Учебный суд"),
    ]
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("gvs-1.synthetic.example", "gvs-1.synthetic.example"),
        ("www.GVS-1.synthetic.example", "gvs-1.synthetic.example"),
        ("99gv0001", "gvs-1.synthetic.example"),
        ("учебный  гарнизонный военный суд №1", "gvs-1.synthetic.example"),
        ("Учебный суд", None),  # two are called so
        ("gvs-9.synthetic.example", None),
        ("99GV0009", None),
        ("", None),
    ],
)
def test_a_court_by_host_code_or_name(text: str, key: str | None) -> None:
    assert named_court(NAMES, text) == key


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023-05-17", dt.date(2023, 5, 17), dt.date(2023, 5, 17)),
        ("2023-05-17 00:00:00", dt.date(2023, 5, 17), dt.date(2023, 5, 17)),
        ("17.05.2023", dt.date(2023, 5, 17), dt.date(2023, 5, 17)),
        ("7.5.2023", dt.date(2023, 5, 7), dt.date(2023, 5, 7)),
        ("2023-05", dt.date(2023, 5, 1), dt.date(2023, 5, 31)),
    ],
)
def test_a_day_or_a_month(text: str, first: dt.date, last: dt.date) -> None:
    found = day_in(text)
    assert found is not None
    assert (found.start, found.end) == (first, last)


def test_an_empty_cell_says_no_day_and_a_wrong_one_is_none() -> None:
    assert day_in("") is None
    for text in ("32.01.2023", "in May", "05/17/2023"):
        with pytest.raises(ValueError):
            day_in(text)


def test_articles_are_read_as_people_type_them() -> None:
    assert [(one.article, one.part) for one in provisions_in("ст. 337 ч. 5 УК РФ; 338", ("ru",))] == [
        ("337", "5"),
        ("338", None),
    ]
    assert provisions_in(" ", ("ru",)) == ()
    with pytest.raises(UsageProblem):
        provisions_in("desertion", ("ru",))


@pytest.mark.parametrize(
    ("number", "key"),
    [("1-12/2023", "1-12/2023"), ("№ 01-0012/2023", "1-12/2023"), ("1-12/23", "1-12/2023"), ("twelve", None)],
)
def test_numbers_are_compared_as_registers_do(number: str, key: str | None) -> None:
    assert number_key(number) == key


def test_a_list_of_any_delimiter_with_what_it_has(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Court;Number;Received;Article\n99GV0001;1-1/2023;17.05.2023;337\n?;x;never;what\n", "utf-8")
    first, second = read_list(file, lambda text: named_court(NAMES, text), ("ru",))
    day = dt.date(2023, 5, 17)
    assert (first.court, first.received, first.unreadable) == ("gvs-1.synthetic.example", Period(day, day), None)
    assert [one.article for one in first.provisions] == ["337"]
    assert (second.line, second.court, second.key, second.received, second.unreadable) == (3, None, None, None, "date")


@pytest.mark.parametrize("header", ["court,received", "number,received", "a,b"])
def test_a_list_without_courts_or_numbers_is_refused(tmp_path: Path, header: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"{header}\n1,2\n", "utf-8")
    with pytest.raises(UnreadableInput, match="no column"):
        read_list(file, lambda _text: None, ("ru",))
