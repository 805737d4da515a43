"""Lines that do not end between a number and its word."""

from __future__ import annotations

import pytest

from absentia.publish.wording import unbroken, with_commands


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("по ст. 337", "по ст.~337"),
        ("(ч. 3", "(ч.~3"),
        ("п. 2", "п.~2"),
        ("№ 1", "№~1"),
        ("Art. 337 and Arts. 332", "Art.~337 and Arts.~332"),
        ("2023 г., 6 мес., 5 %", "2023~г., 6~мес., 5~%"),
        ("2022–2023 гг.", "2022–2023~гг."),
        ("ст. УК", "ст. УК"),  # no number follows
        ("мост. 3", "мост. 3"),  # the end of a longer word
        ("5 года", "5 года"),
    ],
)
def test_no_line_ends_between_a_number_and_its_word(text: str, shown: str) -> None:
    assert unbroken(text) == shown.replace("~", "\u00a0")


def test_marks_that_turn_text_around_are_taken_out() -> None:
    assert unbroken("a\u202eb\u2066c\u200fd") == "abcd"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>make one with `absentia init`</p>", "<p>make one with <code>absentia init</code></p>"),
        ('<p title="`a`">b</p>', '<p title="`a`">b</p>'),
        ("<title>`a`</title><p>`b`</p>", "<title>`a`</title><p><code>b</code></p>"),
        ("<pre>\n`a`\n</pre>", "<pre>\n`a`\n</pre>"),
        ("<p>a lone `</p><p>and `</p>", "<p>a lone `</p><p>and `</p>"),
    ],
)
def test_a_command_in_a_sentence_is_code(page: str, shown: str) -> None:
    assert with_commands(page) == shown
