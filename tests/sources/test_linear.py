"""Reading a page costs as much more as the page is longer: counted in lines of the reader that are run."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from tests.counting import lines_run

from absentia.model import PageKind, steps
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


DENSE = ("persons", "brackets", "blanks", "results", "links")


@pytest.mark.parametrize("kind", DENSE)
def test_a_page_denser_than_any_is_given_up_by_name_at_little_cost(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PAGES[kind](2000)
    whole = lines_run(lambda: SOURCE.read(page), FOLDER)
    assert "too_dense" not in {issue.kind for issue in SOURCE.read(page).issues}
    monkeypatch.setattr(steps, "MOST", len(page) // 4)
    record = SOURCE.read(page, url="https://gvs--syn.synthetic.example/modules.php?name=sud_delo&srv_num=1")
    assert [issue.kind for issue in record.issues if issue.kind == "too_dense"] == ["too_dense"]
    assert (record.page, record.rows, record.defendants, record.fields) == (PageKind.UNKNOWN, (), (), ())
    assert record.capture == sha256(page).hexdigest()
    assert lines_run(lambda: SOURCE.read(page), FOLDER) < whole // 4


def steps_of(page: bytes, monkeypatch: pytest.MonkeyPatch) -> int:
    """The fewest steps within which a page is read."""
    low, high = 0, 10 * len(page)
    while low < high:
        middle = (low + high) // 2
        monkeypatch.setattr(steps, "MOST", middle)
        if any(issue.kind == "too_dense" for issue in SOURCE.read(page).issues):
            low = middle + 1
        else:
            high = middle
    return low


def test_the_letters_of_charges_count_once_more_and_fixtures_ask_for_little(monkeypatch: pytest.MonkeyPatch) -> None:
    more = steps_of(PAGES["persons"](500), monkeypatch) - steps_of(PAGES["persons"](0), monkeypatch)
    assert more == 2 * 500 * len("Пробный А.Б. - ст.337 ч.5 УК РФ; ")
    assert steps_of(LISTING, monkeypatch) + steps_of(CARD, monkeypatch) < 1_500_000 // 50


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
