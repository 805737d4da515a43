from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.uid import check_digits

from absentia.sources.ru_sudrf.uid import ORIGIN, valid_uid


def origin(uid: str) -> tuple[str, ...]:
    """As the counts read it: nothing where the expression does not fit."""
    # a connection of its own: one that all tests share would be left with a result nobody has read to its end
    with duckdb.connect() as connection:
        asked = connection.execute("SELECT regexp_extract($1, $2, ['court', 'year'])", [uid, ORIGIN])
        ((found,),) = asked.fetchall() or [((),)]
    return tuple(found.values())


stems = st.builds(
    "{:02}{}{:04}-0{}-{}-{:06}".format,
    st.integers(1, 99),
    st.sampled_from(["GV", "OV", "RS", "MS", "KJ", "AV"]),
    st.integers(0, 9999),
    st.integers(1, 9),
    st.integers(1990, 2040).filter(lambda year: str(year)[:2] in {"19", "20"}),
    st.integers(0, 999_999),
)


def test_published_identifiers_are_valid(shared: Path) -> None:
    """Real ones are read where they stand, never carried over."""
    texts = [shared / "facts/portal.md", shared / "pages/regional_search_form_captcha.html"]
    pattern = re.compile(r"\b\d{2}[A-Z]{2}\d{4}-0\d-20\d{2}-\d{6}-\d{2}\b")
    published = {uid for text in texts for uid in pattern.findall(text.read_text(encoding="utf-8", errors="ignore"))}
    assert published
    for uid in published:
        assert valid_uid(uid)
        assert check_digits(uid[:-3]) == uid[-2:]
        assert origin(uid) == (uid[:8], uid.split("-")[2])


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
    "text", ["", "99GV0001", "99GV0001-01-2023-000017-00", "99XX0001-01-2023-000017-11", "99GV0001-1-2023-17-11"]
)
def test_what_has_another_format_is_invalid(text: str) -> None:
    assert not valid_uid(text)
    assert origin("99XX0001-01-2023-000017-11") == ("", "")
