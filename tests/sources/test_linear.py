"""Reading a page costs as much more as the page is longer: counted in lines of the reader that are run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.counting import lines_run

from absentia.sources import get_source, ru_sudrf
from absentia.sources.ru_sudrf.charges import read_articles, read_cell

SOURCE = get_source("ru_sudrf")
FOLDER = str(Path(ru_sudrf.__file__).parent)
FIXTURES = Path(__file__).parent / "fixtures"
LISTING, CARD = ((FIXTURES / f"garrison_{kind}_criminal_first.html").read_bytes() for kind in ("listing", "card"))
PERSONS = "ст.337 ч.5 УК РФ".encode()
RESULT = "Вынесен ПРИГОВОР".encode()
OPENING = b'<html><body><div id="modSdpContent">'
SMALL, LARGE = 100, 400


def beside(page: bytes, mark: bytes, text: str) -> bytes:
    """The page with a text put before the first such place within its column."""
    at = page.index(mark, page.index(b"modSdpContent"))
    return page[:at] + text.encode() + page[at:]


PAGES: dict[str, Callable[[int], bytes]] = {
    "cells": lambda n: beside(CARD, RESULT, "1</td><td>" * n),
    "rows": lambda n: beside(LISTING, b'<tr valign="top"', '<tr valign="top"><td>1-1/2024</td><td>1</td></tr>' * n),
    "persons": lambda n: beside(LISTING, PERSONS, "Пробный А.Б. - ст.337 ч.5 УК РФ; " * n),
    "brackets": lambda n: beside(LISTING, PERSONS, "(" * n),
    "breaks": lambda n: beside(LISTING, PERSONS, "<br>" * n),
    "blanks": lambda n: beside(LISTING, PERSONS, "&nbsp;" * n),
    "results": lambda n: beside(CARD, RESULT, "Аа-" * n),
    "links": lambda n: beside(LISTING, PERSONS, "<a href='/modules.php?name=sud_delo&case_id=1'>x</a>" * n),
    "tabs": lambda n: beside(CARD, RESULT, "</td></tr></table></div><div id=cont1>" * n),
    "tables": lambda n: OPENING + b"<table><tr><td>x</td></tr></table>" * n,
    "acts": lambda n: beside(CARD, RESULT, "<div id='cont_doc1'>x</div>" * n),
    "marks": lambda n: b"<div id=x modSdpContent" * n,
    "boxes": lambda n: b'<div class="box__head">x</div>' * n,
    "comments": lambda n: OPENING + b"<!--" * n,
    "scripts": lambda n: OPENING + b"<script>" * n,
}


@pytest.mark.parametrize("kind", PAGES)
def test_four_times_the_page_is_at_most_four_times_the_work(kind: str) -> None:
    url = "https://gvs--syn.synthetic.example/modules.php?name=sud_delo&srv_num=1"
    little, much = (
        lines_run(lambda n=n: SOURCE.read(PAGES[kind](n), url=url), FOLDER)  # type: ignore[misc]
        for n in (SMALL, LARGE)
    )
    assert little > 50
    assert much <= 4.5 * little + 300


CELLS = {
    "charges": "ст.337 ч.5 УК РФ; ",
    "persons": "Пробный А.Б. - ст.337 ч.5 УК РФ; ",
    "commas": "1,",
    "figures": "1",
    "dots": "1.",
    "dashes": "1-",
    "brackets": "(",
    "pairs": "()",
    "quotes": "«",
    "letters": "а",
    "words": "и ",
    "parts": "ч.",
    "articles": "ст.",
    "points": "п.а,",
    "breaks": "\n",
    "semicolons": "; ",
    "episodes": "(2 эпизода) ",
    "numbers": "дело № 1-1/2024 ",
    "hidden": "<Информация скрыта> - ",
}


@pytest.mark.parametrize("read", [read_cell, read_articles])
@pytest.mark.parametrize("kind", CELLS)
def test_four_times_the_cell_is_at_most_four_times_the_work(kind: str, read: Callable[[str], object]) -> None:
    little, much = (lines_run(lambda n=n: read(CELLS[kind] * n), FOLDER) for n in (SMALL, LARGE))  # type: ignore[misc]
    assert little > 0
    assert much <= 4.5 * little + 300
