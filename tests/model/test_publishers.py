"""Publishers have the names their readers know."""

from __future__ import annotations

import pytest

from absentia.model.publishers import NEWSROOMS, publisher


@pytest.mark.parametrize(
    ("name", "russian"),
    [
        ("Mediazona", "«Медиазона»"),
        ("RFE/RL Sibir.Realii (citing Mediazona)", "«Сибирь.Реалии» (источник: «Медиазона»)"),
        (
            "Kyiv Independent (citing Verstka / Judicial Department)",
            "Kyiv Independent (источник: «Вёрстка» / Судебный департамент)",
        ),
        (
            "Meduza (citing Mediazona and the Judicial Department)",
            "«Медуза» (источник: «Медиазона»/Судебный департамент)",
        ),
        ("Connection e.V. (translating Mediazona)", "Connection e.V. (перевод: «Медиазона»)"),
        ("RBC-Ukraine", "«РБК-Украина»"),
        ("Mediazona (mirror)", "«Медиазона» (зеркало)"),
        ("A Gazette (citing Mediazona/Meduza)", "A Gazette (источник: «Медиазона»/«Медуза»)"),
        ("Rosstat reply to D. Kobak (deaths*.xlsx)", "Ответ Росстата Д. Кобаку (deaths*.xlsx)"),
        ("Data from Mediazona publications", "Data from Mediazona publications"),
        ("A Gazette (copy)", "A Gazette (копия)"),
    ],
)
def test_a_publisher_is_called_as_its_readers_call_it(name: str, russian: str) -> None:
    assert publisher(name, "ru") == russian
    assert publisher(name, "en") == name


def test_every_newsroom_has_its_russian_name() -> None:
    assert all(publisher(name, "ru") != name for name in NEWSROOMS)
