"""A real browser for the tests of pages, and a server on loopback to look at them with."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
# a browser that keeps to itself: nothing but the page is asked for
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
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


@pytest.fixture(scope="module")
def looked_at(browser: Browser) -> Iterator[Page]:
    """A page to look at one after the other: each new one costs a process. Its rules let axe in."""
    with opened(browser, "about:blank", bypass_csp=True) as page:
        yield page


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


def violations(page: Page, rules: object = RULES) -> str:
    """What axe finds wrong with everything a page has, unfolded; empty: nothing."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    result = Axe().run(page, options={"runOnly": rules})
    assert result.response["passes"], "axe checked nothing"
    return str(result.generate_report()) if result.violations_count else ""


CONTRAST = {"type": "rule", "values": ["color-contrast"]}


def outside(page: Page) -> list[str]:
    """What stands beyond the right edge of the screen, and no frame of its own scrolls it."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('main *, footer *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.hidden, .scroll'))
            .map(e => e.tagName + ' ' + e.textContent.slice(0, 60))"""
    )
    return found
