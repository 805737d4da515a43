"""The brief in a real browser: readable by everybody, on any screen, alone with itself."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

from absentia.cli.main import run
from absentia.publish import Brief, build, write

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
# a browser that keeps to itself: nothing but the page is asked for
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = {"en": "index.html", "ru": "index.ru.html"}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
WIDTHS = (320, 375, 768, 1280)


def chromium() -> str | None:
    """The browser named by ABSENTIA_CHROMIUM, or one that the project's own script finds."""
    if named := os.environ.get("ABSENTIA_CHROMIUM"):
        return named
    found = subprocess.run(["bash", str(ROOT / "tools/find_chromium.sh")], capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium was found; tools/find_chromium.sh --install, or set ABSENTIA_CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name the library gave it
        del format, args


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The brief as `absentia brief` writes it, served on loopback."""
    folder = tmp_path_factory.mktemp("real") / "brief"
    assert run(["brief", "--into", str(folder)]) == 0
    with served(folder) as address:
        yield folder, address


@pytest.fixture(scope="module")
def sample(brief: Brief, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The hand-made brief with every verdict, chart, gap and hostile text."""
    folder = tmp_path_factory.mktemp("sample") / "brief"
    write(folder, build(brief))
    with served(folder) as address:
        yield folder, address


@pytest.fixture(scope="module", params=["real", "sample"])
def place(request: pytest.FixtureRequest) -> tuple[Path, str]:
    given: tuple[Path, str] = request.getfixturevalue(request.param)
    return given


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    context = browser.new_context(**options)
    try:
        page = context.new_page()
        page.goto(address)
        yield page
    finally:
        context.close()


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", PAGES)
def test_no_accessibility_violation(
    browser: Browser, place: tuple[Path, str], language: str, scheme: Literal["light", "dark"]
) -> None:
    # the schemes differ in nothing but colours
    rules = {"runOnly": RULES} if scheme == "light" else {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    with opened(browser, f"{place[1]}/{PAGES[language]}", color_scheme=scheme, bypass_csp=True) as page:
        result = Axe().run(page, options=rules)
        assert result.response["passes"], "axe checked nothing"
        assert result.violations_count == 0, result.generate_report()
        assert page.locator("html").get_attribute("lang") == language
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(int(part) for part in re.findall(r"\d+", paper)[:3]) < 200) == (scheme == "dark")


@pytest.mark.parametrize("language", PAGES)
def test_nothing_is_asked_of_any_other_place(browser: Browser, real: tuple[Path, str], language: str) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    with opened(browser, "about:blank") as page:
        page.on("request", lambda request: asked.append(_address(request)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{real[1]}/{PAGES[language]}", wait_until="networkidle")
        asked = [address for address in asked if not address.endswith("/favicon.ico")]
        assert asked == [f"{real[1]}/{PAGES[language]}"]
        assert [text for text in complaints if "favicon" not in text] == []
        for chart in sorted((real[0] / "charts").glob(f"*.{language}.svg")):
            page.goto(f"{real[1]}/charts/{chart.name}", wait_until="networkidle")
        assert {address.split("/")[2] for address in asked} == {real[1].split("/")[2]}


def _address(request: Request) -> str:
    return request.url


@pytest.mark.parametrize("language", PAGES)
def test_no_screen_has_to_scroll_sideways(browser: Browser, place: tuple[Path, str], language: str) -> None:
    with opened(browser, f"{place[1]}/{PAGES[language]}") as page:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            # nor is anything cut off at the side
            outside = page.evaluate(
                """() => [...document.querySelectorAll('main *, footer *')]
                    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.hidden'))
                    .map(e => e.tagName + ' ' + e.textContent.slice(0, 60))"""
            )
            assert outside == []


@pytest.mark.parametrize("language", PAGES)
def test_the_browser_has_nothing_to_repair(browser: Browser, place: tuple[Path, str], language: str) -> None:
    # a misplaced or unclosed element would be moved or added: the tags read are the tags written
    written = re.sub(r"<style>.*?</style>", "<style>", (place[0] / PAGES[language]).read_text(), flags=re.DOTALL)
    tags = [tag.lower() for tag in re.findall(r"<([a-zA-Z][\w-]*)", written)]
    with opened(browser, f"{place[1]}/{PAGES[language]}") as page:
        read = page.evaluate("[...document.querySelectorAll('*')].map(e => e.localName.toLowerCase())")
        assert page.evaluate("document.compatMode") == "CSS1Compat"
    assert read == tags


@pytest.mark.parametrize("language", PAGES)
def test_without_scripts_everything_is_there(browser: Browser, real: tuple[Path, str], language: str) -> None:
    document = json.loads((real[0] / "brief.json").read_text(encoding="utf-8"))
    assert document["claims"]
    assert document["rehearsal"]
    with opened(browser, f"{real[1]}/{PAGES[language]}", java_script_enabled=False) as page:
        for claim in document["claims"]:
            article = page.locator(f"#claim-{claim['id']}")
            assert article.is_visible()
            assert article.locator(".claim-verdict .verdict span").is_visible()
            assert article.locator(".command code").inner_text() == claim["command"]
            for number in claim["numbers"]:
                if number["value"] is not None:
                    assert article.locator(f'td.value data[value="{number["value"]}"]').first.is_visible()
        verdicts = page.locator("article.claim .claim-verdict .verdict").evaluate_all(
            "all => all.map(e => e.className.split('verdict-')[1])"
        )
        assert verdicts == [claim["verdict"].replace(" ", "-") for claim in document["claims"]]
        summary = page.locator("table.summary .verdict").evaluate_all(
            "all => all.map(e => e.className.split('verdict-')[1])"
        )
        assert summary == verdicts


@pytest.mark.parametrize("language", PAGES)
def test_charts_have_size_and_legible_text(browser: Browser, real: tuple[Path, str], language: str) -> None:
    document = json.loads((real[0] / "brief.json").read_text(encoding="utf-8"))
    drawn = [*document["claims"], *document["estimates"]]
    expected = sum(each["chart"] is not None for each in drawn) + 1
    for width, smallest in ((1280, 11.0), (320, 8.5)):
        with opened(browser, f"{real[1]}/{PAGES[language]}", viewport={"width": width, "height": 900}) as page:
            charts = page.locator("svg.chart")
            assert charts.count() == expected
            for index in range(expected):
                box = charts.nth(index).bounding_box()
                assert box is not None
                assert box["width"] > 200
                assert box["height"] > 60
                sizes = charts.nth(index).evaluate(
                    """svg => [...svg.querySelectorAll('text')].filter(t => t.textContent.trim())
                        .map(t => parseFloat(getComputedStyle(t).fontSize) * svg.getBoundingClientRect().width
                                  / svg.viewBox.baseVal.width)"""
                )
                assert sizes
                assert min(sizes) >= smallest
                inside = charts.nth(index).evaluate(
                    """svg => [...svg.querySelectorAll('text')].every(t => {
                        const a = t.getBoundingClientRect(), b = svg.getBoundingClientRect();
                        return a.left >= b.left - 2 && a.right <= b.right + 2
                            && a.top >= b.top - 2 && a.bottom <= b.bottom + 2 })"""
                )
                assert inside, charts.nth(index).get_attribute("aria-labelledby")


def test_keyboard_reaches_the_verdicts_first_and_the_other_language(browser: Browser, real: tuple[Path, str]) -> None:
    with opened(browser, f"{real[1]}/index.html") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.url.endswith("#verdicts")
        page.get_by_role("link", name="Русский").click()
        assert page.url.endswith("/index.ru.html")
        page.get_by_role("link", name="English").click()
        assert page.url.endswith("/index.html")


@pytest.mark.parametrize("language", PAGES)
def test_it_prints_with_its_verdicts_on_paper(browser: Browser, real: tuple[Path, str], language: str) -> None:
    document = json.loads((real[0] / "brief.json").read_text(encoding="utf-8"))
    with opened(browser, f"{real[1]}/{PAGES[language]}") as page:
        page.emulate_media(media="print")
        # the sheet is A4, its text 180 mm wide
        page.set_viewport_size({"width": 680, "height": 960})
        assert page.evaluate("document.documentElement.scrollWidth") <= 680
        assert page.locator(".summary thead").is_visible()
        printed = page.locator("main").inner_text().lower()
        verdict = page.locator("article.claim .verdict").first.inner_text().lower()
        assert printed.count(verdict) >= len(document["claims"]) // 2
        pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF-")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", _unpacked(pdf))
    assert boxes
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}
    # each claim begins a sheet of its own
    assert len(boxes) > len(document["claims"])


def _unpacked(pdf: bytes) -> bytes:
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_a_chart_file_draws_on_its_own(browser: Browser, real: tuple[Path, str]) -> None:
    charts = sorted((real[0] / "charts").glob("*.svg"))
    assert charts
    coded = [base64.b64encode(chart.read_bytes()).decode() for chart in charts]
    with opened(browser, "about:blank") as page:
        page.set_content("".join(f'<img src="data:image/svg+xml;base64,{each}" alt="">' for each in coded))
        sizes = page.locator("img").evaluate_all("all => all.map(e => Math.min(e.naturalWidth, e.naturalHeight))")
    assert len(sizes) == len(charts)
    assert min(sizes) > 100
