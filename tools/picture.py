"""Take the README's picture of the brief: the top of the English front, 1,200 pixels wide.

Usage: ``absentia brief --into brief && python tools/picture.py brief``. Needs a Chromium (tools/find_chromium.sh).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "images" / "brief.png"
WIDTH, HEIGHT = 1200, 1500
LARGEST = 300_000
"""Bytes: more would slow the README down."""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str:
    """The browser named by ABSENTIA_CHROMIUM, or the one the project's script finds."""
    if named := os.environ.get("ABSENTIA_CHROMIUM"):
        return named
    script = ["bash", str(ROOT / "tools" / "find_chromium.sh")]
    found = subprocess.run(script, capture_output=True, text=True, check=False)
    return found.stdout.strip() or sys.exit(found.stderr)


def main() -> None:
    """Write the picture, or say why not."""
    page_file = Path(sys.argv[1] if len(sys.argv) > 1 else "brief").resolve() / "index.html"
    if not page_file.is_file():
        sys.exit(f"{page_file} is not there: run `make brief` first")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(page_file.as_uri())
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURE, clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT})
        browser.close()
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size:,} bytes")
    sys.exit(f"larger than {LARGEST:,} bytes" if size > LARGEST else 0)


if __name__ == "__main__":
    main()
