"""Days and periods as a reader sees them."""

from __future__ import annotations

import re

import pytest

from absentia.figures import Catalogue
from absentia.model.numbers import period, spelled


def plain(spelled: str) -> str:
    """No-break spaces as plain ones, for the eye."""
    return spelled.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("2023-01-01/2023-06-30", "first half of 2023", "первое полугодие 2023 года"),
        ("2023-01-01 – 2023-12-31", "2023", "2023"),
        ("2023-07-01..2023-09-30", "quarter 3 of 2023", "3-й квартал 2023 года"),
        ("2024-02-01 – 2024-02-29", "February 2024", "февраль 2024"),
        ("2023-06-01 – 2023-08-31", "June 2023 – August 2023", "июнь 2023 — август 2023"),
        ("2022-02-24 – 2023-05-27", "24 February 2022 – 27 May 2023", "24 февраля 2022 г. — 27 мая 2023 г."),
        (
            "2023-07-01 – 2023-12-31 / 2022-01-01 – 2022-12-31",
            "second half of 2023 / 2022",
            "второе полугодие 2023 года / 2022",
        ),
        ("2023-07-19", "19 July 2023", "19 июля 2023 г."),
        ("2023-H2", "second half of 2023", "второе полугодие 2023 года"),
        ("2022–2023", "2022–2023", "2022–2023"),
        ("2023-12 or 2024-01", "December 2023 or January 2024", "декабрь 2023 или январь 2024"),
        ("2023-02-31", "2023-02-31", "2023-02-31"),
        ("2023-02-01 – 2023-02-30", "2023-02-01 – 2023-02-30", "2023-02-01 – 2023-02-30"),
        ("2023-13 – 2023-14", "2023-13 – 2023-14", "2023-13 – 2023-14"),
        ("2023-01-01 – 9999-12-31", "2023-01-01 – 9999-12-31", "2023-01-01 – 9999-12-31"),
        ("2025 (spring)", "2025 (spring)", "весна 2025 года"),
        ("2025 (autumn)", "2025 (autumn)", "2025 (autumn)"),  # nothing bundled
        ("", "", ""),
    ],
)
def test_dates_are_spelled_and_odd_ones_left_alone(text: str, english: str, russian: str) -> None:
    assert plain(period(text, "en")) == english
    assert plain(period(text, "ru")) == russian


def test_every_day_of_publication_of_the_bundled_figures_is_russian_in_russian() -> None:
    days = {period(figure.source_date, "ru") for figure in Catalogue().figures()}
    assert not [day for day in days if re.search("[A-Za-z]", day)]


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("c. 2023-05-27", "c. 27 May 2023", "c. 27 мая 2023 г."),
        ("A, 2023-12 or 2024-01", "A, December 2023 or January 2024", "A, декабрь 2023 или январь 2024"),
        ("A, 2025 (spring)", "A, 2025 (spring)", "A, весна 2025 года"),
        ("`law x --on 2023-10-26`, --until 2023-06-30", *["`law x --on 2023-10-26`, --until 2023-06-30"] * 2),
        ("https://a.example/2023-07-10/x, docs/2023-07", *["https://a.example/2023-07-10/x, docs/2023-07"] * 2),
        ("form10a-2021-337, 2021-22, 2023-13-01", *["form10a-2021-337, 2021-22, 2023-13-01"] * 2),
    ],
)
def test_days_within_a_sentence_are_in_words_and_what_is_typed_stays(text: str, english: str, russian: str) -> None:
    assert plain(spelled(text, "en")) == english
    assert plain(spelled(text, "ru")) == russian
