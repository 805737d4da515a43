"""Names of newsrooms in the language of a page, and lines that do not end between a number and its word."""

from __future__ import annotations

import pytest

from absentia.publish.typography import NEWSROOMS, publisher, unbroken


@pytest.mark.parametrize(
    ("name", "russian"),
    [
        ("Mediazona", "«Медиазона»"),
        ("RFE/RL Sibir.Realii (citing Mediazona)", "RFE/RL «Сибирь.Реалии» (источник: «Медиазона»)"),
        ("A Gazette (citing Mediazona/Meduza)", "A Gazette (источник: «Медиазона»/«Медуза»)"),
        ("Rosstat reply to D. Kobak (deaths*.xlsx)", "Ответ Росстата Д. Кобаку (deaths*.xlsx)"),
        ("Data from Mediazona publications", "Data from Mediazona publications"),
        ("A Gazette (copy)", "A Gazette (copy)"),
    ],
)
def test_a_publisher_is_called_as_its_readers_call_it(name: str, russian: str) -> None:
    assert publisher(name, "ru") == russian
    assert publisher(name, "en") == name


def test_every_newsroom_has_its_russian_name() -> None:
    assert all(publisher(name, "ru") != name for name in NEWSROOMS)


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
