"""No way of asking for a suppressed tally tells a small count. Every court, filing and person is invented."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.study import many
from tests.tally.build import COURT, OTHER, Book, listing_url

from absentia.cli.main import run
from absentia.observatory import Observatory
from absentia.tally.prepare import held

NOT_COUNTS = frozenset({
    "building", "suppressed_below", "incomplete_searches", "looks", "level", "nowcast", "courts_looked_at",
    "courts_not_looked_at", "low_level", "pages_of_no_court",
})  # fmt: skip
"""Keys of numbers that count nobody."""


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    """Forty cases in one court, three in another; three under 338; two of no day; cards of four."""
    book = Book(asked="2022-01-01")
    for court, cases in ((COURT, 40), (OTHER, 3)):
        page = book.page("listing", court=court, url=listing_url("2022-01-01", "2023-12-31"), counter=cases)
        for number in range(cases):
            article = "338.1" if number % 14 == 13 else "337.5"
            day = None if number in (20, 21) else f"2023-0{1 + number % 6}-{10 + number % 15}"
            book.entry(page, guid=f"{court}{number}", number=f"1-{number}/2023", received=day, persons=[[article]])
    for number in range(4):
        book.page("card", court=OTHER, url=f"https://{OTHER}/card{number}")
    return book.write(tmp_path_factory.mktemp("suppress") / "o")


def numbers(value: Any, key: str = "") -> Iterator[tuple[str, float]]:
    """Every number of an answer that may count somebody."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in NOT_COUNTS:
                yield from numbers(one, f"{key}.{name}")
    elif isinstance(value, list):
        for one in value:
            yield from numbers(one, key)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield key, value


def small(found: Iterator[tuple[str, float]]) -> list[tuple[str, float]]:
    return [(key, value) for key, value in found if 0 < value < 5]


WAYS = [
    [], ["--by", "court"], ["--by", "article"], ["--by", "court,article"], ["--by", "month"], ["--by", "provision"],
    ["--by", "court,half-year"], ["--by", "sole"], ["--by", "instance"], ["--provision", "338"], ["--court", OTHER],
    ["--coverage", "--by", "court"], ["--nowcast", "--by", "month"], ["--since", "2023-01", "--until", "2023-03"],
    ["--instance", "all", "--procedure", "all", "--by", "court"],
]  # fmt: skip


MEASURES = ("cases_received", "filings_received", "persons_charged")


@pytest.fixture(scope="module")
def opened(observatory: Observatory) -> Iterator[Observatory]:
    """It is asked 45 times and more, and opened for counting once."""
    with held(observatory):
        yield observatory


@pytest.mark.parametrize(
    ("measure", "way"),
    [(MEASURES[(number + turn) % 3], way) for number, way in enumerate(WAYS) for turn in range(many(1, 3))],
)
def test_no_way_of_asking_tells_a_small_count(
    opened: Observatory, capsys: pytest.CaptureFixture[str], measure: str, way: list[str]
) -> None:
    at = ["-C", str(opened.path), "tally", measure, *way, "--suppress"]
    assert run([*at, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert small(numbers(answer)) == []
    assert not answer["without_uid"]
    assert run([*at, "--format", "csv"]) == 0
    for row in csv.DictReader(io.StringIO(capsys.readouterr().out)):
        counted = {key: float(value) for key, value in row.items() if re.fullmatch(r"\d+", value or "")}
        assert small(iter((key, value) for key, value in counted.items() if key not in NOT_COUNTS)) == []
    assert run(at) == 0
    shown = capsys.readouterr().out
    assert "<5" not in shown
    assert not re.search(r"(?m)(?:^|  )[≥≤ ]*[1-4]$", shown), "a small count ends a row"
    assert not re.search(r"card [1-4]\b", shown)
    assert not re.search(r"Not readable:.*: [1-4]\b", shown)


def test_and_without_it_they_are_told(observatory: Observatory, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(observatory.path), "tally", "cases_received", "--by", "court", "--format", "json"]) == 0
    found = [key for key, _value in small(numbers(json.loads(capsys.readouterr().out)))]
    assert {".unreadable.undated", ".coverage.courts.pages.card"} <= set(found)
    assert any(key.startswith(".rows.") for key in found)


REFUSED = [["--as-of", "2023-06-01"], ["--compare", "2023-H1", "2022"], ["--until", "2023-05-17"]]


@pytest.mark.parametrize("more", REFUSED, ids=" ".join)
def test_what_would_tell_by_subtraction_is_refused(observatory: Observatory, more: list[str]) -> None:
    assert run(["-C", str(observatory.path), "tally", "cases_received", "--suppress", *more]) == 2
