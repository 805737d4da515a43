"""What the docs show of the brief without a set-up: its first page, as it is, and a picture of it for the README.

Usage: ``absentia brief --into brief && python tools/first_look.py brief``. Needs a Chromium (tools/find_chromium.sh).
A test of the brief holds the sentences and numbers of the page against the code.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from lxml import html
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "extra" / "first_look"
PICTURE = ROOT / "docs" / "images" / "brief.png"
WIDTH, HEIGHT = 1200, 1500
LARGEST = 300_000
"""Bytes: more would slow the README down."""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NAMES = ("index.html", "index.ru.html")


def alone(page: bytes) -> bytes:
    """A page of the brief without its way to the pages that are not beside it: links stay as words."""
    root = html.document_fromstring(page)
    for gone in root.xpath("//script | //nav[@class='site-nav'] | //link[@rel='alternate' and @type]"):
        gone.drop_tree()
    for link in root.xpath("//a[@href]"):
        address = link.get("href")
        if address not in NAMES and not address.startswith("#"):
            link.tag = "span"
            del link.attrib["href"]
    written: bytes = html.tostring(root, doctype="<!DOCTYPE html>", encoding="utf-8")
    return written + b"\n"


def chromium() -> str:
    """The browser named by ABSENTIA_CHROMIUM, or the one the project's script finds."""
    if named := os.environ.get("ABSENTIA_CHROMIUM"):
        return named
    script = ["bash", str(ROOT / "tools" / "find_chromium.sh")]
    found = subprocess.run(script, capture_output=True, text=True, check=False)
    return found.stdout.strip() or sys.exit(found.stderr)


def take_picture(page: Path) -> int:
    """Write the picture of the top of a page; its size in bytes."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        tab.goto(page.as_uri())
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=PICTURE, clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT})
        browser.close()
    return PICTURE.stat().st_size


def main() -> None:
    """Write both, or say why not."""
    brief = Path(sys.argv[1] if len(sys.argv) > 1 else "brief").resolve()
    if not (brief / NAMES[0]).is_file():
        sys.exit(f"{brief / NAMES[0]} is not there: run `make brief` first")
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        page = alone((brief / name).read_bytes())
        (PAGES / name).write_bytes(page)
        for picture in html.document_fromstring(page).xpath("//img/@src"):
            (PAGES / picture).parent.mkdir(parents=True, exist_ok=True)
            (PAGES / picture).write_bytes((brief / picture).read_bytes())
    (PAGES / "style.css").write_bytes((brief / "style.css").read_bytes())
    size = take_picture(brief / NAMES[0])
    print(f"{PAGES.relative_to(ROOT)}; {PICTURE.relative_to(ROOT)}: {size:,} bytes")
    sys.exit(f"larger than {LARGEST:,} bytes" if size > LARGEST else 0)


if __name__ == "__main__":
    main()
