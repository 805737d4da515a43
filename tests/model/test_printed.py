"""Rows as a table of letters: side by side where they fit, close together, or one below the other."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from absentia.model.printed import cell, legible, printed

WORDS = st.text("abcdefgh0123456789.-", min_size=1, max_size=24)


@given(
    st.integers(1, 9).flatmap(
        lambda columns: st.lists(st.lists(WORDS, min_size=columns, max_size=columns), min_size=1, max_size=4)
    ),
    st.sampled_from([40, 80, 120]),
)
def test_no_word_is_broken_on_any_screen(rows: list[list[str]], width: int) -> None:
    columns = {str(place): f"h{place}" for place in range(len(rows[0]))}
    shown = _on_a_screen([dict(zip(columns, row, strict=True)) for row in rows], columns, width)
    for row in rows:
        for word in row:
            assert word in shown


@pytest.mark.parametrize(
    ("words", "width", "form"),
    [
        (["a" * 20] * 3, 66, "side by side"),
        (["a" * 20] * 3, 65, "close together"),
        (["a" * 20] * 3, 62, "close together"),
        (["a" * 20] * 3, 61, "one below the other"),
    ],
)
def test_a_narrow_screen_costs_the_space_between_and_then_the_columns(words: list[str], width: int, form: str) -> None:
    columns = {str(place): f"h{place}" for place in range(len(words))}
    shown = _on_a_screen([dict(zip(columns, words, strict=True))], columns, width)
    forms = {
        "side by side": f"{words[0]} │ {words[1]}" in shown,
        "close together": f"{words[0]}│{words[1]}" in shown,
        "one below the other": f"h0  {words[0]}\nh1  {words[1]}" in shown,
    }
    assert [name for name, found in forms.items() if found] == [form]


def _on_a_screen(rows: list[dict[str, str]], columns: dict[str, str], width: int) -> str:
    written = io.StringIO()
    screen = Console(file=written, width=width, markup=False, emoji=False, highlight=False)
    screen.print(printed(rows, columns, "en", width=width))
    return written.getvalue()


def test_a_block_leaves_out_what_is_empty_and_keeps_its_title() -> None:
    rows: list[dict[str, Any]] = [{"a": "x" * 30, "b": ""}, {"a": "", "b": 3}]
    written = printed(rows, {"a": "first", "b": "2nd"}, "en", width=20, title="Two rows")
    assert str(written) == f"Two rows\nfirst  {'x' * 30}\n\n2nd    3\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("суд № 1\tи\nвторая строка", "суд № 1\tи\nвторая строка"),
        ("\x1b[2Jclean", "\\u001b[2Jclean"),
        ("\x9b2J", "\\u009b2J"),
        ("seen\rgone", "seen\\u000dgone"),
        ("\u202etxt.exe", "\\u202etxt.exe"),
        ("a\u00adb\ufeff", "a\u00adb\ufeff"),
    ],
)
def test_what_a_page_says_gives_a_terminal_no_orders(text: str, shown: str) -> None:
    assert (legible(text), cell(text, "en")) == (shown, shown)
