"""Numbers and dates as a reader sees them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.model.estimate import Interval
from absentia.publish import numbers


def plain(spelled: str) -> str:
    """No-break spaces as plain ones, for the eye."""
    return spelled.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (2076, "2,076", "2 076"),
        (2076.0, "2,076", "2 076"),
        (4.147852, "4.15", "4,15"),
        (51.25, "51.2", "51,2"),
        (40542.148, "40,542", "40 542"),
        (0.94, "0.94", "0,94"),
        (0.00123, "0.0012", "0,0012"),
        (0, "0", "0"),
        (-1.13, "−1.13", "−1,13"),
        (-0.0, "0", "0"),
        (None, "–", "–"),
        (math.inf, "–", "–"),
        (math.nan, "–", "–"),
    ],
)
def test_a_number_is_written_as_the_language_does(value: float | None, english: str, russian: str) -> None:
    assert numbers.number(value, "en") == english
    assert plain(numbers.number(value, "ru")) == russian


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_no_number_above_zero_is_ever_written_as_zero(value: float) -> None:
    shown = numbers.number(value, "en").replace(",", "")
    assert float(shown) > 0
    assert float(shown) == pytest.approx(value, rel=0.06)


@pytest.mark.parametrize(
    ("interval", "value", "unit", "english", "russian"),
    [
        (Interval(3.8466, 4.4727), 4.1479, "times", "3.85–4.47", "3,85–4,47"),
        (Interval(40000, 55000), 47000, "deaths", "40,000–55,000", "40 000–55 000"),
        (Interval(0.8, 1.1), 0.94, "times", "0.80–1.10", "0,80–1,10"),
        (Interval(0.29949, 0.47122), 0.38535, "share of deaths", "29.9%–47.1%", "29,9 %–47,1 %"),
        (Interval(-0.0528, 0.2693), 0.108, "share of deaths", "−5.3% to 26.9%", "от −5,3 % до 26,9 %"),
        (Interval(2.9, math.inf), 3.08, "times", "from 2.90", "от 2,90"),
        (Interval(-math.inf, 7), 3.5, "times", "up to 7.00", "до 7,00"),
        (Interval(-6.2, 4.4), -1.13, "persons", "−6.20 to 4.40", "от −6,20 до 4,40"),
    ],
)
def test_an_interval_has_the_decimals_of_its_value(
    interval: Interval, value: float, unit: str, english: str, russian: str
) -> None:
    assert numbers.interval(interval, "en", value, unit) == english
    assert plain(numbers.interval(interval, "ru", value, unit)) == russian


def test_shares_are_shown_in_percent() -> None:
    assert numbers.measured(0.38535, "share of all deaths", "en") == "38.5%"
    assert numbers.measured(0.38535, "доля всех смертей", "ru") == "38,5\u00a0%"
    assert numbers.measured(None, "share of all deaths", "en") == "–"
    assert numbers.level(Interval(0, 1), "ru") == "95\u00a0%"


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("2023-01-01/2023-06-30", "first half of 2023", "первое полугодие 2023 года"),
        ("2023-01-01 – 2023-12-31", "2023", "2023"),
        ("2023-07-01..2023-09-30", "quarter 3 of 2023", "3-й квартал 2023 года"),
        ("2024-02-01 – 2024-02-29", "February 2024", "февраль 2024"),
        ("2023-06-01 – 2023-08-31", "June 2023 – August 2023", "июнь 2023 – август 2023"),
        ("2022-02-24 – 2023-05-27", "24 February 2022 – 27 May 2023", "24 февраля 2022 г. – 27 мая 2023 г."),
        (
            "2023-07-01 – 2023-12-31 / 2022-01-01 – 2022-12-31",
            "second half of 2023 / 2022",
            "второе полугодие 2023 года / 2022",
        ),
        ("2023-07-19", "19 July 2023", "19 июля 2023 г."),
        ("2023-H2", "second half of 2023", "второе полугодие 2023 года"),
        ("2022–2023", "2022–2023", "2022–2023"),
        ("2023-12 or 2024-01", "2023-12 or 2024-01", "2023-12 or 2024-01"),
        ("2023-02-31", "2023-02-31", "2023-02-31"),
        ("2025 (spring)", "2025 (spring)", "2025 (spring)"),
        ("", "", ""),
    ],
)
def test_dates_are_spelled_and_odd_ones_left_alone(text: str, english: str, russian: str) -> None:
    assert plain(numbers.period(text, "en")) == english
    assert plain(numbers.period(text, "ru")) == russian
