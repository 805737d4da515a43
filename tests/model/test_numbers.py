"""Numbers as a reader sees them, in either language."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.model import numbers
from absentia.model.numbers import Quantity


def plain(spelled: str) -> str:
    """No-break spaces as plain ones, for the eye."""
    return spelled.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (2076, "2,076", "2 076"),
        (2076.0, "2,076", "2 076"),
        (4.147852, "4.15", "4,15"),
        (51.25, "51.25", "51,25"),
        (2.10, "2.1", "2,1"),
        (40542.148, "40,542", "40 542"),
        (0.3853, "0.385", "0,385"),
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
    ("low", "high", "value", "share", "english", "russian"),
    [
        (3.8466, 4.4727, 4.1479, False, "3.85–4.47", "3,85–4,47"),
        (40000, 55000, 47000, False, "40,000–55,000", "40 000–55 000"),
        (0.8, 1.1, 0.94, False, "0.80–1.10", "0,80–1,10"),
        (0.29949, 0.47122, 0.38535, True, "29.9–47.1%", "29,9–47,1 %"),
        (-0.0528, 0.2693, 0.108, True, "−5.3% to 26.9%", "от −5,3 % до 26,9 %"),
        (0.6, math.inf, 0.8, True, "from 60.0%", "от 60,0 %"),
        (2.9, math.inf, 3.08, False, "from 2.90", "от 2,90"),
        (-math.inf, 7, 3.5, False, "up to 7.0", "до 7,0"),
        (-6.2, 4.4, -1.13, False, "−6.20 to 4.40", "от −6,20 до 4,40"),
        (2.5, 4.25, 3.0, False, "2.50–4.25", "2,50–4,25"),
        (2.5, 4.25, None, False, "2.50–4.25", "2,50–4,25"),
    ],
)
def test_an_interval_has_the_decimals_of_its_value(
    low: float, high: float, value: float | None, share: bool, english: str, russian: str
) -> None:
    assert numbers.between(low, high, "en", value, share=share) == english
    assert plain(numbers.between(low, high, "ru", value, share=share)) == russian


@pytest.mark.parametrize(
    ("value", "quantity", "english", "russian"),
    [
        (0.38535, Quantity.SHARE, "38.5%", "38,5 %"),
        (None, Quantity.SHARE, "–", "–"),
        (20617.6, Quantity.COUNT, "20,618", "20 618"),
        (46.5, Quantity.COUNT, "46", "46"),
        (-0.2, Quantity.COUNT, "0", "0"),
        (2.0712, Quantity.RATIO, "2.07", "2,07"),
    ],
)
def test_each_kind_of_quantity_is_written_as_it_reads_best(
    value: float | None, quantity: Quantity, english: str, russian: str
) -> None:
    assert numbers.measured(value, quantity, "en") == english
    assert plain(numbers.measured(value, quantity, "ru")) == russian


def test_a_level_is_in_percent() -> None:
    assert (numbers.level(0.95, "ru"), numbers.level(0.995, "en")) == ("95\u00a0%", "99.5%")


@pytest.mark.parametrize(
    ("value", "specification", "english", "russian"),
    [
        (0.0213, ".1%", "2.1%", "2,1 %"),
        (0.0213, "+.1%", "+2.1%", "+2,1 %"),
        (-0.0213, "+.1%", "−2.1%", "−2,1 %"),
        (0.5, ".0%", "50%", "50 %"),
        (1234.5678, ".1f", "1,234.6", "1 234,6"),
        (-0.04, ".1f", "0.0", "0,0"),
        (0.000012, ".2g", "1.2e−05", "1,2e−05"),
        (0.25, "g", "0.25", "0,25"),
        (2021.0, "d", "2021", "2021"),
        (2.0712, "", "2.07", "2,07"),
    ],
)
def test_a_template_may_say_how_a_number_is_written(
    value: float, specification: str, english: str, russian: str
) -> None:
    assert numbers.written(value, specification, "en") == english
    assert plain(numbers.written(value, specification, "ru")) == russian


def test_a_template_cannot_ask_for_what_no_language_writes() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        numbers.written(1.0, ">10", "en")


@pytest.mark.parametrize(
    ("value", "least", "most", "quantity", "english", "russian"),
    [
        (5.0, None, None, Quantity.COUNT, "5", "5"),
        (49000.0, 49000.0, None, Quantity.COUNT, "≥ 49,000", "≥ 49 000"),
        (3.0814, 3.0814, None, Quantity.RATIO, "≥ 3.08", "≥ 3,08"),
        (0.25, None, 0.25, Quantity.SHARE, "≤ 25.0%", "≤ 25,0 %"),
        (5.0, 5.0, 7.0, Quantity.COUNT, "5–7", "5–7"),
        (None, None, None, Quantity.COUNT, "–", "–"),
    ],
)
def test_a_number_that_is_not_the_only_one_possible_says_so(
    value: float | None, least: float | None, most: float | None, quantity: Quantity, english: str, russian: str
) -> None:
    for code, expected in (("en", english), ("ru", russian)):
        assert plain(numbers.bounded(value, least, most, quantity, code)) == expected
