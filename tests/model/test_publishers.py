"""Publishers have the names their readers know."""

from __future__ import annotations

import re

import pytest

from absentia.figures import Catalogue
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
        (
            "Office of the Prosecutor General of Ukraine (computed from its reply to Ukrainska Pravda)",
            "Офис генерального прокурора Украины (вычислено по ответу на запрос: «Украинская правда»)",
        ),
        (
            "State Bureau of Investigation of Ukraine (via Babel and others)",
            "Государственное бюро расследований Украины (по публикации: «Бабель» и другие)",
        ),
        ("Bias of viaducts", "Bias of viaducts"),
    ],
)
def test_a_publisher_is_called_as_its_readers_call_it(name: str, russian: str) -> None:
    assert publisher(name, "ru") == russian
    assert publisher(name, "en") == name


def test_every_newsroom_has_its_russian_name() -> None:
    assert all(publisher(name, "ru") != name for name in NEWSROOMS)


def test_no_bundled_publisher_is_told_of_in_english() -> None:
    """Names stay as they are printed where they have no Russian form; how one comes from another is Russian."""
    told = {publisher(figure.publisher, "ru") for figure in Catalogue().figures()}
    english = re.compile(r"\b(an?|and|as|by|copy|from|its|mirror|of|on|reply|told|translated|via|volunteers)\b")
    assert len(told) > 60
    assert {name for name in told if english.search(name.removeprefix("Window on Eurasia"))} == set()
