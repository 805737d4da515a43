"""The brief in a real browser, as `absentia brief` writes it: readable by everybody, on any screen, asking nobody."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.briefs import made_brief
from tests.publish.browsing import (  # noqa: F401  the fixture
    CONTRAST,
    RULES,
    WIDTHS,
    browser,
    looked_at,
    opened,
    outside,
    served,
    violations,
)
from tests.study import STUDY

pytestmark = pytest.mark.browser
PAGES = ("index", "articles/guardian_2023_10", "articles/guardian_2023_10-b", "estimates/excess-male-deaths",
         "estimates/leading-cause-assumptions")  # fmt: skip
ENDING = {"en": ".html", "ru": ".ru.html"}
ARTICLE = "articles/guardian_2023_10"
MOST_WORDS, MOST_SHEETS, LARGEST = 2500, 8, 60_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_brief(tmp_path_factory)


@pytest.fixture(scope="module")
def brief(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


# both languages have one template: every page in one of them, the front in both; in a study all in both
@pytest.mark.parametrize(
    ("name", "language"),
    [("index", "en"), *((name, ("en", "ru")[(number + 1) % 2]) for number, name in enumerate(PAGES))]
    if not STUDY
    else [(name, language) for name in PAGES for language in ENDING],
)
def test_anybody_can_read_a_page_in_light_and_dark_on_any_screen(
    looked_at: Page,  # noqa: F811
    brief: str,
    name: str,
    language: str,
) -> None:
    page = looked_at
    page.set_viewport_size({"width": WIDTHS[-1], "height": 720})
    page.emulate_media(color_scheme="light")
    page.goto(f"{brief}/{name}{ENDING[language]}")
    assert violations(page, RULES) == ""
    assert page.locator("html").get_attribute("lang") == language
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert outside(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, CONTRAST) == ""


@pytest.mark.parametrize("language", ENDING)
def test_an_article_is_short_on_the_screen_and_on_paper(
    browser: Browser,  # noqa: F811
    brief: str,
    language: str,
) -> None:
    with opened(browser, f"{brief}/{ARTICLE}{ENDING[language]}") as page:
        page.emulate_media(media="print")
        # the sheet is A4, its text 180 mm wide
        page.set_viewport_size({"width": 680, "height": 960})
        assert page.evaluate("document.documentElement.scrollWidth") <= 680
        # folded on the screen, whole on paper
        assert page.locator(".claim-folded .reason").last.is_visible()
        pdf = page.pdf(prefer_css_page_size=True)
        page.emulate_media(media="screen")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert 100 < len(page.locator("body").inner_text().split()) <= MOST_WORDS
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", _unpacked(pdf))
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}
    assert 1 < len(boxes) <= MOST_SHEETS


def _unpacked(pdf: bytes) -> bytes:
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_every_page_is_small(folder: Path) -> None:
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in folder.rglob("*.html")}
    assert len(sizes) > 100
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


def test_it_opens_from_the_disk_and_asks_for_nothing_but_its_own_files(
    browser: Browser,  # noqa: F811
    folder: Path,
) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    with opened(browser, "about:blank") as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for name in PAGES:
            page.goto((folder / f"{name}.html").as_uri(), wait_until="networkidle")
            assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"  # its style is there
    assert asked
    assert not [address for address in asked if not address.startswith(folder.as_uri())]
    assert complaints == []


def test_a_keyboard_is_enough(browser: Browser, brief: str) -> None:  # noqa: F811
    with opened(browser, f"{brief}/index.html") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.wait_for_url("**/index.html#answer")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.claim-lines') !== null")
        page.keyboard.press("Enter")
        page.wait_for_url("**/articles/guardian_2023_10.html#reason-a")
        # the claim it was about is unfolded
        assert page.locator("#reason-a").is_visible()
        assert not page.locator("#reason-b").is_visible()
        page.locator("#claim-b > summary").focus()
        page.keyboard.press("Enter")
        assert page.locator("#reason-b").is_visible()
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring not in ("none", "hidden")


@pytest.mark.parametrize("language", ENDING)
def test_pictures_of_charts_draw_and_hold_their_words(
    browser: Browser,  # noqa: F811
    brief: str,
    folder: Path,
    language: str,
) -> None:
    pictures = [path.relative_to(folder).as_posix() for path in folder.glob(f"*/charts/*.{language}.svg")]
    assert len(pictures) > 5
    with opened(browser, "about:blank") as page:
        for picture in pictures:
            page.goto(f"{brief}/{picture}")
            cut = page.evaluate(
                """() => { const svg = document.documentElement.getBoundingClientRect();
                    return [...document.querySelectorAll('text')].filter(t => t.textContent.trim()).filter(t => {
                        const a = t.getBoundingClientRect();
                        return a.left < svg.left - 2 || a.right > svg.right + 2 || a.bottom > svg.bottom + 2 })
                        .map(t => t.textContent) }"""
            )
            assert cut == [], picture
