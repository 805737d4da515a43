"""The Russian pages of the brief have no English word but names, titles that are cited, and what is typed."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from tests.cli.test_russian import foreign
from tests.running import called

# what is cited in its own language, code, pictures, a publisher's name, literature, an id
_ELSEWHERE = re.compile(
    r"<(script|style|svg|code|pre)\b.*?</\1>|<(\w+)\b[^>]*\blang=\"(?!ru)[^\"]*\"[^>]*>.*?</\2>"
    r"|<span class=\"publisher\">.*?</span>|<cite\b.*?</cite>|Литература:[^<]*",
    re.DOTALL,
)
_NAMES = re.compile(
    r"The (Guardian|Moscow Times)|Creative Commons Attribution|\(summary of Goble, Eurasia Daily Monitor|"
    r"\b(English|BibTeX|CSL-JSON|CFF|Atom|Datasette|SQLite|Parquet|UnHerd|RTVI)\b"
)
_QUOTED = "Опубликованные оценки потерь"
"""These pages quote what each publisher says it estimated."""
_LITERATURE = re.compile(r"doi\.org|https?://|\(источник: |\d{4}-\d\d$")


def shown(page: Path) -> str:
    """What a page has in Russian, a line for each block."""
    text = _ELSEWHERE.sub(" ", page.read_text(encoding="utf-8"))
    text = re.sub(r"\s+", " ", text)
    return _NAMES.sub(" ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</(p|li|td|th|h\d|div|dt|dd)>", "\n", text))))


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("brief") / "brief"
    assert called("brief", "--no-rehearsal", "--into", folder).returncode == 0
    return folder


def test_no_page_has_a_word_left_in_english(brief: Path) -> None:
    pages = {page: shown(page) for page in sorted(brief.rglob("*.ru.html"))}
    own = {page: text for page, text in pages.items() if _QUOTED not in text.partition("·")[0]}
    assert len(own) > 200
    found = {
        f"{page.relative_to(brief)}: {line}"
        for page, text in own.items()
        for line in foreign("\n".join(one for one in text.splitlines() if not _LITERATURE.search(one)))
    }
    assert not found
