from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.sources.ru_sudrf.uid import check_digits, court_of_uid, valid_uid

# examples the portal and public lists print: the forms' own placeholder, a garrison court's
PUBLISHED = ["26RS0023-01-2020-222173-08", "27GV0008-01-2019-000081-20"]

stems = st.builds(
    "{:02}{}{:04}-0{}-{}-{:06}".format,
    st.integers(1, 99),
    st.sampled_from(["GV", "OV", "RS", "MS", "KJ", "AV"]),
    st.integers(0, 9999),
    st.integers(1, 9),
    st.integers(1990, 2040).filter(lambda year: str(year)[:2] in {"19", "20"}),
    st.integers(0, 999_999),
)


@pytest.mark.parametrize("uid", PUBLISHED)
def test_published_identifiers_are_valid(uid: str) -> None:
    assert valid_uid(uid)
    assert check_digits(uid[:-3]) == uid[-2:]
    assert court_of_uid(uid) == uid[:8]


@given(stem=stems)
def test_computed_check_digits_are_valid_and_all_others_are_not(stem: str) -> None:
    good = [f"{digits:02}" for digits in range(100) if valid_uid(f"{stem}-{digits:02}")]
    assert good == [check_digits(stem)]


@given(stem=stems, position=st.integers(0, 200), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed(stem: str, position: int, digit: str) -> None:
    uid = f"{stem}-{check_digits(stem)}"
    digits = [at for at, character in enumerate(uid) if character.isdigit()]
    at = digits[position % len(digits)]
    changed = uid[:at] + digit + uid[at + 1 :]
    assert valid_uid(changed) == (changed == uid)


@pytest.mark.parametrize(
    "text", ["", "27GV0008", "27GV0008-01-2019-000081-00", "27XX0008-01-2019-000081-20", "27GV0008-1-2019-81-20"]
)
def test_what_has_another_format_is_invalid(text: str) -> None:
    assert not valid_uid(text)
    assert court_of_uid("27XX0008-01-2019-000081-20") is None
