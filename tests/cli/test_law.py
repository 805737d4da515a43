"""``absentia law``: what is known of a provision on a day, and “not known” for the rest."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from tests.running import called


def asked(*arguments: str) -> list[dict[str, Any]]:
    done = called("law", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


@pytest.mark.parametrize(
    ("provision", "day", "circumstances", "least", "most"),
    [
        ("ua:407.5", "2025-08-26", "wartime", 5, 10),
        ("ч. 5 ст. 407 КК України", "2025-08-26", "wartime", 5, 10),
        ("ua:408.4", "2025-08-26", "wartime", 5, 12),
        ("ru:338.3", "2023-10-26", "mobilisation", 5, 15),
        ("ru:338.1", "2023-10-26", "peace", None, 7),
        # told by reports alone: no number of it is given
        ("ru:337.5", "2023-10-26", "mobilisation", None, None),
        # before it was there, and where nobody read it
        ("ru:338.3", "2022-01-01", None, None, None),
        ("ua:407.2", "2025-08-26", None, None, None),
    ],
)
def test_a_part_says_what_is_known_of_it_on_the_day(
    provision: str, day: str, circumstances: str | None, least: float | None, most: float | None
) -> None:
    (row,) = asked(provision, "--on", day)
    assert (row["circumstances"], row["least"], row["most"]) == (circumstances, least, most)
    assert row["why"] or not row["unverified"], "what is not verified has its reason"
    assert row["why"] or most is not None


def test_of_an_article_every_part_is_told() -> None:
    rows = asked("ua:407", "--on", "2025-08-26")
    assert [row["provision"] for row in rows] == [f"ua:407.{part}" for part in range(1, 6)]
    assert sum(row["most"] is not None for row in rows) == 1


def test_what_changed_is_not_known_without_a_day() -> None:
    (row,) = asked("ua:407.5")
    assert "say of which day" in row["why"]
    assert row["most"] is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["337"], "ru or ua"),
        (["ru:9999"], "9999"),
        (["ua:407", "--on", "2025"], "is no day"),
        (["ua:407", "--on", "soon"], "no day or period"),
    ],
)
def test_a_question_that_cannot_be_answered_is_told(arguments: list[str], told: str) -> None:
    done = called("law", *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["5 to 10 years", "not known"]), ("ru", ["от 5 до 10 лет", "неизвестно"])]
)
def test_people_read_terms_in_words(language: str, words: list[str]) -> None:
    done = called("--lang", language, "law", "ua:407", "--on", "2025-08-26", COLUMNS="200")
    assert all(word in done.stdout for word in words)
    assert "LB.ua" in done.stderr, "where it was read is said"


def test_a_spreadsheet_reads_it() -> None:
    done = called("law", "ua:407", "--on", "2025-08-26", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["most"] for row in rows] == ["", "", "", "", "10.0"]
