"""The Russian pages of the brief have no English word but names, titles that are cited, and what is typed."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from tests.briefs import made_brief
from tests.cli.test_russian import foreign

from absentia.figures import Catalogue
from absentia.model.publishers import publisher

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
_PUBLISHERS = sorted(
    {publisher(figure.publisher, "ru") for figure in Catalogue().figures()},
    key=len,
    reverse=True,
)
"""As a Russian page names them: those that have no Russian name stand as they are printed."""
_LITERATURE = re.compile(r"doi\.org|https?://|\(источник: |\d{4}-\d\d$")


def shown(page: Path) -> str:
    """What a page has in Russian, a line for each block."""
    text = _ELSEWHERE.sub(" ", page.read_text(encoding="utf-8"))
    text = re.sub(r"\s+", " ", text)
    text = unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</(p|li|td|th|h\d|div|dt|dd)>", "\n", text)))
    for name in _PUBLISHERS:
        text = text.replace(name, " ")
    return _NAMES.sub(" ", text)


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_brief(tmp_path_factory)


def test_no_page_has_a_word_left_in_english(brief: Path) -> None:
    pages = {page: shown(page) for page in sorted(brief.rglob("*.ru.html"))}
    assert len(pages) > 200
    found = {
        f"{page.relative_to(brief)}: {line}"
        for page, text in pages.items()
        for line in foreign("\n".join(one for one in text.splitlines() if not _LITERATURE.search(one)))
    }
    assert not found


# a day or a month as data have it, which no reader writes so
_AS_DATA = re.compile(r"(?<![\w/.=:#-])\d{4}-(?:0[1-9]|1[0-2])(?:-\d{2})?(?![\w/-])")
_UNSEEN = re.compile(r"<(script|style|svg|code|pre)\b.*?</\1>|<[^>]+>|https?://\S+|`[^`]*`", re.DOTALL)


def test_every_day_on_a_page_is_in_words(brief: Path) -> None:
    """In both languages; downloads, code and addresses have days as data do."""
    pages = sorted(brief.rglob("*.html"))
    assert len(pages) > 400
    found = {
        f"{page.relative_to(brief)}: {text[max(0, day.start() - 40) : day.end() + 20]}"
        for page in pages
        for text in [re.sub(r"\s+", " ", _UNSEEN.sub(" ", page.read_text(encoding="utf-8")))]
        for day in _AS_DATA.finditer(text)
    }
    assert not found


def test_a_day_as_data_have_it_would_be_found() -> None:
    assert _AS_DATA.search("the weeks run from 2022-02-24 on")
    assert _AS_DATA.search("2023-12 or 2024-01")
    assert _AS_DATA.search("form10a-2021-337, docs/2023-07-10") is None
