"""An answer in lines and tables: every interval in a table says what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.rehearsal.written import write_pages

from absentia.api import Answers, Observatory, estimate
from absentia.estimate import telling
from absentia.estimate.method import Answer, Table
from absentia.estimate.undercount import LEAKED, NOWCAST, _table
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.texts import Words, spoken

KINDS = (
    "confidence",
    "credible",
    "prediction",
    "bounds",
    "one-sided",
    "range over all ways",
    "span of all",
    "every way",
    "none … all hidden",
)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    table = tmp_path_factory.mktemp("lists") / "lists.csv"
    table.write_text("A,B,n\n1,0,60\n0,1,50\n1,1,30\n")
    return table


def ends(one: Estimate) -> Iterator[str]:
    """The interval as a table may write it."""
    assert one.interval is not None
    yield spoken(one.ends or "", "en")
    yield f"{one.interval.low:,.0f} … {one.interval.high:,.0f}"


def kinds_missing(answers: Answers | Answer) -> list[str]:
    """Cells that hold an interval of an estimate where neither they nor their heading say of what kind it is."""
    found = answers.answer if isinstance(answers, Answers) else answers
    given = {text for one in found.estimates if one.interval is not None for text in ends(one)}
    missing = []
    for table in (part for part in telling.told(found) if isinstance(part, Table)):
        for row in table.rows:
            for key, heading in table.headings.items():
                words = f"{spoken(heading, 'en')}: {spoken(row.get(key) or '', 'en')}"
                if any(text in words for text in given) and not any(kind in words for kind in KINDS):
                    missing.append(words)
    return missing


QUICK: dict[str, Callable[[Path], Answers]] = {
    "excess": lambda _lists: estimate.excess_male_deaths(years="2022"),
    "regions": lambda _lists: estimate.excess_by_region(region="Buryatia"),
    "external": lambda _lists: estimate.excess_external_causes(),
    "leading": lambda _lists: estimate.leading_cause(ages="20-29"),
    "compare": lambda _lists: estimate.compare_deaths(),
    "lists": estimate.lists,
    "undercount": lambda lists: estimate.undercount(lists=lists),
}


@pytest.mark.parametrize("name", QUICK)
def test_every_interval_of_a_table_says_what_it_is(name: str, lists: Path) -> None:
    answers = QUICK[name](lists)
    assert any(isinstance(part, Table) for part in telling.told(answers.answer))
    assert kinds_missing(answers) == []


def test_the_numbers_of_registers_say_it_too(tmp_path: Path) -> None:
    from absentia.cli.main import run

    write_pages(tmp_path / "pages", seed=1, scale=0.01)
    folder = tmp_path / "observatory"
    assert run(["parse", str(tmp_path / "pages"), "--source", "ru_sudrf", "--into", str(folder)]) == 0
    answers = estimate.serial_gaps(Observatory(folder))
    assert answers.estimates
    assert kinds_missing(answers) == []


def test_the_table_of_the_undercount_says_it_of_every_row() -> None:
    ways = [replace(SURE, name=LEAKED), replace(SPREAD, name=NOWCAST)]
    found = Answer(ways, table=_table(ways))
    assert kinds_missing(found) == []


def an_estimate(**more: Any) -> Estimate:
    return Estimate(**{"name": "e", "value": 5.0, "interval": None, "unit": "cases", "method": "counted", **more})


SURE, SPREAD = an_estimate(interval=Interval(4, 6)), an_estimate(interval=Interval(3, 7, 0.9, "prediction"))


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        (Answer([SURE]), ["95% confidence interval", "4 … 6"]),
        (Answer([SURE, SPREAD]), ["interval", "4 … 6, 95% confidence interval", "3 … 7, 90% prediction interval"]),
        (Answer([an_estimate()]), ["interval", "none"]),
    ],
)
def test_intervals_of_one_kind_are_named_by_the_heading_and_of_several_by_themselves(
    answer: Answer, lines: list[str]
) -> None:
    (table,) = (part for part in telling.told(answer) if isinstance(part, Table))
    assert [spoken(table.headings["interval"], "en"), *(spoken(row["interval"], "en") for row in table.rows)] == lines


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer([Refusal("e", "too few"), Refusal("e", "too few")]), ["No number for e: too few"]),
        (Answer([Refusal("e", "too few")], lead=["too few"]), ["too few", ""]),  # said above already
        (
            Answer([Refusal("e", "x")], table=Table([{"title": "T", "refused": "y"}], {"title": "title"})),
            ["No number for T: y"],
        ),
        (Answer([], notes=["a note"]), ["a note"]),
    ],
)
def test_reasons_are_said_once(answer: Answer, said: list[Words]) -> None:
    assert [spoken(part, "en") for part in telling.told(answer) if not isinstance(part, Table)] == said


def test_a_record_for_every_number_and_reason() -> None:
    found = Answer([SPREAD, Refusal("e", "too few", variant="v")])
    rows, columns = telling.records(found)
    assert columns == telling.COLUMNS
    assert [(row.get("low"), row.get("kind"), row.get("variant"), row.get("refused")) for row in rows] == [
        (3, "prediction", None, None),
        (None, None, "v", "too few"),
    ]
    own = Answer([SPREAD], table=Table([{"a": 1}], {"a": "A"}, ("a",)))
    assert telling.records(own) == ([{"a": 1}], ("a",))
    assert telling.numbers_of(own) == telling.numbers_of(Answer([SPREAD]))
