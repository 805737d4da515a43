"""What tells of a person: names, days, numbers of units, coordinates, phones, words. All are made up by the dice."""

from __future__ import annotations

from hypothesis import strategies as st
from tests.parse.people import people

_DAY = st.dates().map(lambda day: day.strftime("%Y-%m-%d"))
_RUSSIAN_DAY = st.dates().map(lambda day: day.strftime("%d.%m.%Y"))
_UNIT = st.integers(10000, 99999).flatmap(
    lambda number: st.sampled_from([f"в/ч {number}", f"unit {number}", f"unit_{number}", str(number)])
)
_DEGREES = st.tuples(st.floats(41, 82), st.floats(19, 180)).map(lambda at: f"{at[0]:.4f} {at[1]:.4f}")
_PHONE = st.integers(9_000_000_000, 9_999_999_999).map(lambda number: f"+7{number}")
_SENTENCE = st.lists(st.text("абвгдежзиклмнопрстуя", min_size=3, max_size=8), min_size=3, max_size=9).map(" ".join)
_NAMES = people().flatmap(lambda person: st.sampled_from([person.surname, *person.written()]))
TELLING = st.one_of(_DAY, _RUSSIAN_DAY, _UNIT, _DEGREES, _PHONE, _SENTENCE, _NAMES)
