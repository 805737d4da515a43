"""An export in ReplayWeb.page, in a real browser, on loopback: a listing is shown, and its links lead to their cards.

Needs Chromium and the npm package, unpacked: ``npm pack replaywebpage@2.5.3``, and ABSENTIA_REPLAYWEBPAGE names the
folder with its ``ui.js`` and ``sw.js``.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Frame, Page
from tests.archive.test_linked import GUIDS, LINKED, MOMENT, SEARCH, package  # noqa: F401  the fixture
from tests.publish.browsing import Quiet, browser  # noqa: F401  the fixture

pytestmark = pytest.mark.browser
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
_WAIT = 60_000


class WithRanges(Quiet):
    """Serves parts of a file, as the player asks for them."""

    def do_GET(self) -> None:  # noqa: N802  the name the library gave it
        asked = _RANGE.match(self.headers.get("Range") or "")
        if asked is None:
            super().do_GET()
            return
        content = Path(self.translate_path(self.path)).read_bytes()
        first, last = asked.groups()
        start = int(first) if first else max(len(content) - int(last), 0)
        end = min(int(last), len(content) - 1) if first and last else len(content) - 1
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(content)}")
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # the player has read enough
            self.wfile.write(content[start : end + 1])


@pytest.fixture
def place(tmp_path: Path, package: Path) -> Iterator[str]:  # noqa: F811  the fixture
    """The player with an export beside it."""
    player = os.environ.get("ABSENTIA_REPLAYWEBPAGE")
    if not player:
        pytest.skip("no ReplayWeb.page: npm pack replaywebpage@2.5.3, unpack it, and set ABSENTIA_REPLAYWEBPAGE")
    site = tmp_path / "site"
    shutil.copytree(player, site)
    shutil.copy(package, site / "all.wacz")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(WithRanges, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def shown(page: Page, address: str) -> Frame:
    """The frame that shows an archived page, once it does."""
    for _attempt in range(_WAIT // 200):
        for frame in page.frames:
            if (
                "mp_/" in frame.url
                and frame.url.endswith(address)
                and frame.evaluate("document.readyState") != "loading"
            ):
                return frame
        page.wait_for_timeout(200)
    raise AssertionError([frame.url for frame in page.frames])


def test_a_listing_leads_to_its_cards(browser: Browser, place: str) -> None:  # noqa: F811  the fixture
    page, asked = browser.new_page(), list[str]()
    page.context.on("request", lambda request: asked.append(request.url))
    where = f"view=pages&url={quote(SEARCH, safe='')}&ts={MOMENT:%Y%m%d%H%M%S}"
    page.goto(f"{place}/index.html?source={quote(f'{place}/all.wacz', safe='')}#{where}")
    listing = shown(page, SEARCH)
    links = "Array.from(document.querySelectorAll('a[href*=\"name_op=case\"]'))"
    assert listing.evaluate(f"{links}.length") == len(GUIDS)
    # every link, asked as the browser would; the fourth card was never kept: the player shows one like it
    texts = listing.evaluate(f"Promise.all({links}.map(async a => await (await fetch(a.href)).text()))")
    assert [f"<body>{n}</body>" in text for n, text in enumerate(texts)] == [True, True, True, False]
    # and one of them clicked, as a person does
    listing.evaluate(f"{links}[1].click()")
    card = shown(page, LINKED.format(n=1, guid=GUIDS[1]))
    assert card.inner_text("body").strip() == "1"
    assert [url for url in asked if not url.startswith((place, "data:", "blob:"))] == [], "nobody else was asked"
