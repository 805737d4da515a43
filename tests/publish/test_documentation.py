"""The documentation as it is built: nothing cut on a telephone or a desk, and a menu for readers of numbers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from tests.publish.browsing import ROOT, browser, opened

__all__ = ["browser"]
WIDTHS = (390, 1280)
# what reaches beyond the screen and is in nothing that scrolls, such as the frame of a table or of code
CUT = """width => [...document.querySelectorAll('article *')].filter(one => {
    if (one.getBoundingClientRect().right <= width + 1) return false;
    for (let around = one; !around.matches('article'); around = around.parentElement)
        if (['auto', 'scroll'].includes(getComputedStyle(around).overflowX)) return false;
    return true;
}).map(one => one.tagName + ' ' + one.textContent.slice(0, 60))"""
LIKE_SOURCES = ("_static", "_modules", "_sources")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documentation")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "-q",
        "-b",
        "html",
        "-d",
        str(folder / "trees"),
        str(ROOT / "docs"),
    ]
    subprocess.run([*command, str(folder / "html")], check=True)
    return folder / "html"


def test_nothing_is_cut_at_the_edge_of_a_screen(built: Path, browser: Browser) -> None:
    pages = [page for page in sorted(built.rglob("*.html")) if not set(page.parts) & set(LIKE_SOURCES)]
    assert len(pages) > 70
    cut = []
    with opened(browser, "about:blank") as tab:
        for page in pages:
            tab.goto(page.as_uri(), wait_until="domcontentloaded")
            for width in WIDTHS:
                tab.set_viewport_size({"width": width, "height": 900})
                cut += [(width, page.name, found) for found in tab.evaluate(CUT, width)[:2]]
    assert cut == []


def test_the_first_page_has_its_doors_and_they_lead_somewhere(built: Path) -> None:
    page = HTMLParser((built / "index.html").read_text(encoding="utf-8"))
    assert len(page.css(".door")) == 3
    links = [link.attributes["href"] or "" for link in page.css("article a")]
    assert "first_look/index.html" in links
    within = [link.partition("#")[0] for link in links if "://" not in link]
    assert [link for link in within if link and not (built / link).is_file()] == []
    for picture in page.css("article img"):
        assert (built / (picture.attributes["src"] or "")).is_file()


def test_decisions_are_for_those_who_change_the_program(built: Path) -> None:
    menu = HTMLParser((built / "index.html").read_text(encoding="utf-8")).css(".sidebar-tree a")
    names = {(link.attributes["href"] or "").partition("#")[0] for link in menu}
    assert {"guide/start.html", "ru/start.html", "reference/glossary.html"} <= names
    assert not [name for name in names if name.startswith("adr/")]
    assert "adr/index.html" in (built / "map.html").read_text(encoding="utf-8")
    assert (built / "adr/0011-archive.html").is_file()
