from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.sources.ru_sudrf.numbers import CaseNumber, fold_number, number_key, place, read_number

# every form portal pages are known to write
KNOWN = {
    "1-17/2026 (1-648/2025;)": CaseNumber("1-17/2026", ("1-648/2025",)),
    "2-5/2026 (2-13/2025; 2-2935/2024;) ~ М-2773/2024": CaseNumber(
        "2-5/2026", ("2-13/2025", "2-2935/2024"), "М-2773/2024"
    ),
    "7У-1297/2026 [77-655/2026]": CaseNumber("7У-1297/2026", joined="77-655/2026"),
    "3/1-12/2026 (К/21548)": CaseNumber("3/1-12/2026", material="К/21548"),
    "2а-6027/2025 ~ М-6801/2025": CaseNumber("2а-6027/2025", material="М-6801/2025"),
    "1-805/3-2013": CaseNumber("1-805/3-2013"),
    "3-10-65/14-2014": CaseNumber("3-10-65/14-2014"),
    "1-1-25/2022": CaseNumber("1-1-25/2022"),
    "02-3501/2025": CaseNumber("02-3501/2025"),
    "22К-2833/2026": CaseNumber("22К-2833/2026"),
    "4/17-3/2026": CaseNumber("4/17-3/2026"),
    "да-5/2023": CaseNumber("да-5/2023"),
}


def written(number: CaseNumber) -> str:
    """The number with its decoration, as the portals write it."""
    text = number.number or ""
    if number.joined:
        text += f" [{number.joined}]"
    if number.former:
        text += " (" + " ".join(f"{one};" for one in number.former) + ")"
    if number.material and number.material.startswith("К/"):
        text += f" ({number.material})"
    elif number.material:
        text += f" ~ {number.material}"
    return text


@pytest.mark.parametrize("text", KNOWN)
def test_known_numbers_are_taken_apart(text: str) -> None:
    assert read_number(text) == KNOWN[text]
    assert written(KNOWN[text]) == text
    assert read_number(f"ДЕЛО № {text}") == KNOWN[text]
    assert read_number(text.replace(" ", "\xa0  ")) == KNOWN[text]


@pytest.mark.parametrize("text", ["1-50-2026", "без номера", "1/2026", "1-17/77", "1-17/2026 и другие", "(1-2/2025;)"])
def test_what_is_no_number_is_kept_and_named(text: str) -> None:
    read = read_number(text)
    assert read.number == text
    assert read.unread == (text,)


def test_a_piece_that_is_no_number_is_named_and_the_rest_is_read() -> None:
    read = read_number("1-17/2026 (1-648/2025; прочее;)")
    assert (read.number, read.former, read.unread) == ("1-17/2026", ("1-648/2025",), ("прочее",))


def test_nothing_is_no_number() -> None:
    assert read_number(" \xa0") == CaseNumber(None)


index = st.one_of(
    st.integers(min_value=1, max_value=99).map(str),
    st.sampled_from(["2а", "22К", "33а", "7У", "8Г", "13", "да", "02", "М"]),
    st.tuples(st.integers(3, 4), st.integers(1, 17)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
)
ordinal = st.integers(min_value=1, max_value=99_999)
year = st.integers(min_value=1995, max_value=2040)
plain = st.one_of(
    st.tuples(index, ordinal, year).map(lambda parts: f"{parts[0]}-{parts[1]}/{parts[2]}"),
    st.tuples(ordinal, st.integers(1, 20), year).map(lambda parts: f"1-{parts[0]}/{parts[1]}-{parts[2]}"),
    st.tuples(st.integers(1, 9), ordinal, year).map(lambda parts: f"1-{parts[0]}-{parts[1]}/{parts[2]}"),
)
material = st.one_of(plain.map(lambda text: text), ordinal.map(lambda number: f"К/{number}"))
numbers = st.builds(
    CaseNumber,
    number=plain,
    former=st.lists(plain, max_size=3).map(tuple),
    material=st.none() | st.tuples(year, ordinal).map(lambda parts: f"М-{parts[1]}/{parts[0]}"),
    joined=st.none() | plain,
) | st.builds(CaseNumber, number=plain, material=ordinal.map(lambda number: f"К/{number}"))


@given(number=numbers)
def test_a_number_rendered_is_read_back(number: CaseNumber) -> None:
    assert read_number(written(number)) == number


@given(text=st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    read = read_number(text)
    assert (read.number is None) == (not text.split() or not read.number)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("22K-2833/2026", "22К-2833/2026"),
        ("2a-5/2026", "2А-5/2026"),
        ("7Y-1/2026", "7У-1/2026"),
        ("8Г–1/2026", "8г-1/2026 "),
    ],
)
def test_look_alikes_and_case_do_not_part_the_same_number(one: str, other: str) -> None:
    assert one != other
    assert fold_number(one) == fold_number(other)


SPELLINGS = [
    "1-10/2026", "1-10/26", "1–10/2026", "1—10/26", "1‑10/2026", "1 - 10 / 2026", "1-10/2026 (повторно)",
    "1-10/2026-повторно", "1-10/26 повторное", "1-10/2026 г.", "1-10/2026г", "01-10/2026", "1-0010/26",
    "№ 1-10/2026", "1-10\\2026", *(f"1{dash}10/2026" for dash in "-–—‑−‐‒―－"), *(f"1-10{slash}26" for slash in "⁄∕／"),
]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_every_spelling_is_the_same_number_wherever_numbers_are_compared(text: str) -> None:
    assert fold_number(text) == number_key(text) == "1-10/2026"
    assert place(text) == place("1-10/2026")
    read = read_number(text)
    assert read.number is not None
    assert (number_key(read.number), read.unread) == ("1-10/2026", ())


@pytest.mark.parametrize("text", [text for text in SPELLINGS if "(" not in text])
def test_former_numbers_are_spelled_in_as_many_ways(text: str) -> None:
    read = read_number(f"2-5/2026 ({text.removeprefix('№ ')};)")
    assert ([number_key(former) for former in read.former], read.unread) == (["1-10/2026"], ())


@pytest.mark.parametrize(
    ("short", "year"),
    [
        ("1-10/00", 2000),
        ("1-10/59", 2059),
        ("1-10/90", 1990),
        ("1-10/99", 1999),
        ("1-805/3-13", 2013),
        ("3/1-12/26", 2026),
    ],
)
def test_a_short_year_is_one_of_the_registers_years(short: str, year: int) -> None:
    found = place(short)
    assert found is not None
    assert found.year == year


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1-10/2026", "1-10/2025"),
        ("1-10/2026", "1-1-10/2026"),
        ("1-10/3-2026", "1-10/2026"),
        ("1-10/2026", "2-10/2026"),
        ("1-10/2026", "10-10/2026"),
        ("1-10/2026", "1-100/2026"),
        ("3/1-12/2026", "3-12/2026"),
        ("1-10/60", "1-10/2060"),
    ],
)
def test_different_numbers_stay_apart(one: str, other: str) -> None:
    assert fold_number(one) != fold_number(other)


def test_folding_keeps_different_numbers_apart() -> None:
    assert len({fold_number(text) for text in KNOWN}) == len(KNOWN)


def test_a_number_without_its_year_is_no_key() -> None:
    assert number_key("1-17/2026 ") == "1-17/2026"
    assert number_key("1-805/3-2013") == "1-805/3-2013"
    assert number_key("1-17") is None


@pytest.mark.parametrize(
    ("number", "register", "ordinal", "year"),
    [
        ("1-17/2026", "1", 17, 2026),
        ("1-1-25/2022", "1-1", 25, 2022),
        ("1-805/3-2013", "1/3", 805, 2013),
        ("3/1-12/2026", "3/1", 12, 2026),
        ("3-10-65/14-2014", "3-10/14", 65, 2014),
        ("01-17/2026", "1", 17, 2026),
    ],
)
def test_places_of_numbers(number: str, register: str, ordinal: int, year: int) -> None:
    found = place(number)
    assert found is not None
    assert (found.register, found.ordinal, found.year) == (register, ordinal, year)


@pytest.mark.parametrize("number", ["", "1-0/2023", "М-17", "1-17", "1-17/77", "без номера", "1--2/2023"])
def test_no_place(number: str) -> None:
    assert place(number) is None
