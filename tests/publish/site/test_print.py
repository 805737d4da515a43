"""Pages of a site on paper, in a real browser: every chart that is on the screen is on paper, too."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route
from tests.publish.browsing import browser, opened, served  # noqa: F401  the fixture
from tests.publish.test_browser import _unpacked

from absentia.publish.site import Dossier, build

pytestmark = pytest.mark.browser
PAGES = ("index", "articles/guardian_2023_10", "articles/guardian_2023_10-a", "counts/cases_received-337")
DRAWN = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) rg")


def painted() -> Callable[[Route], None]:
    """Draws every chart in a colour of its own, which is looked for on the paper."""
    number = count(1)

    def answer(route: Route) -> None:
        drawn = f'<rect width="480" height="220" fill="rgb(1,2,{next(number)})"/>'
        body = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 220">{drawn}</svg>'
        route.fulfill(body=body, content_type="image/svg+xml")

    return answer


@pytest.mark.parametrize("ending", [".html", ".ru.html"])
def test_every_chart_is_on_the_paper(
    browser: Browser,  # noqa: F811  the fixture
    dossier: Dossier,
    tmp_path: Path,
    ending: str,
) -> None:
    for name, content in build(dossier, "2023-08-07", []).files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    found = {}
    with served(tmp_path) as address:
        for name in PAGES:
            with opened(browser, "about:blank") as page:
                page.route("**/*.svg", painted())
                page.goto(f"{address}/{name}{ending}")
                charts = page.locator("figure img").count()
                pdf = _unpacked(page.pdf(prefer_css_page_size=True))
            colours = [tuple(round(255 * float(one)) for one in each) for each in DRAWN.findall(pdf)]
            on_paper = {colour[2] for colour in colours if colour[:2] == (1, 2)}
            found[name] = (charts, len(on_paper))
    assert all(charts == drawn for charts, drawn in found.values()), found
    assert found["articles/guardian_2023_10"][0] > 3
