"""A reporter's path through the site in a real browser: front, article, number, citation, download."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page
from tests.publish.browsing import (  # noqa: F401  the fixture
    CONTRAST,
    RULES,
    SCHEMES,
    WIDTHS,
    browser,
    looked_at,
    opened,
    served,
    violations,
)
from tests.publish.site.conftest import COURT, signals_report
from tests.study import STUDY

from absentia.publish.site import Dossier, Versions, build

pytestmark = pytest.mark.browser
PAGES = (
    "index", "counts/index", "counts/cases_received-337", "courts/index", f"courts/{COURT}", "coverage", "gone",
    "articles/guardian_2023_10", "articles/guardian_2023_10-a", "changes", "corrections", "methods", "data", "number",
    "estimates/signals",
)  # fmt: skip
ENDING = {"en": ".html", "ru": ".ru.html"}
WORDS = {"en": ("Synthetic", "Cite it"), "ru": ("Вымышленные данные", "Как ссылаться")}


@pytest.fixture(scope="module")
def site(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two versions, served on loopback."""
    place = tmp_path_factory.mktemp("site") / "site"
    versions = Versions(place)
    whole = dataclasses.replace(dossier, estimates=[signals_report()])
    for day in (dt.date(2023, 7, 31), dt.date(2023, 8, 7)):
        versions.write(str(day), build(whole, str(day), versions.earlier()).files)
    with served(place) as address:
        yield address


@pytest.mark.parametrize(
    ("language", "scripts"),
    [(language, scripts) for language in ENDING for scripts in (True, False) if STUDY or scripts == (language == "en")],
)
def test_a_reporter_gets_from_the_front_to_a_citation_and_a_download(
    browser: Browser,  # noqa: F811  the fixture
    site: str,
    language: str,
    scripts: bool,
) -> None:
    asked: list[str] = []
    with opened(browser, "about:blank", java_script_enabled=scripts, accept_downloads=True) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{site}/index.html")
        page.wait_for_url("**/2023-08-07/index.html")
        if language == "ru":
            page.get_by_role("link", name="Русский").click()
            page.wait_for_url("**/2023-08-07/index.ru.html")
        assert WORDS[language][0] in page.locator("aside").inner_text()
        assert "1" in page.locator("h1 a.n").inner_text()
        # to the article, and to a claim of it
        page.locator(".since a").last.click()
        page.wait_for_url(f"**/articles/guardian_2023_10{ENDING[language]}")
        claim = page.locator("#claim-a")
        assert not claim.locator(".reason").is_visible()
        claim.locator("summary").first.click()
        assert claim.locator(".reason").is_visible()
        assert claim.locator("img").evaluate("image => image.naturalWidth") > 100
        # to the number it turns on, and its citation
        number = claim.locator("a.n").first
        value = number.inner_text()
        number.click()
        page.wait_for_url("**/n/*#n-*")
        identity = page.url.partition("#n-")[2]
        assert page.url.endswith(f"/n/{identity}{ENDING[language]}#n-{identity}")
        assert value in page.locator(".figure.big").inner_text()
        assert page.get_by_role("heading", name=WORDS[language][1]).is_visible()
        cited = page.locator(".citation").inner_text()
        assert f"https://example.org/tally/2023-08-07/n/{identity}{ENDING[language]}#n-{identity}" in cited
        page.get_by_text("BibTeX").click()
        assert "@misc{absentia-" + identity in page.locator("pre").filter(has_text="@misc").inner_text()
        # the same number a week before
        assert page.locator("tbody a").get_attribute("href") == f"../../2023-07-31/n/{identity}{ENDING[language]}"
        # and the table of the page it stands on
        page.go_back()
        with page.expect_download() as downloading:
            page.get_by_role("link", name="CSV", exact=True).last.click()
        rows = csv.DictReader(io.StringIO(Path(downloading.value.path()).read_text(encoding="utf-8")))
        assert identity in {row["id"] for row in rows}
        page.goto(f"{site}/latest/n/{identity}{ENDING[language]}")
        page.wait_for_url(f"**/2023-08-07/n/{identity}{ENDING[language]}#n-{identity}")
    assert {address.split("/")[2] for address in asked} == {site.split("/")[2]}


def test_a_chart_reads_out_its_values_and_without_scripts_its_table_has_them(
    browser: Browser,  # noqa: F811  the fixture
    site: str,
) -> None:
    address = f"{site}/2023-08-07/counts/cases_received-337.html"
    with opened(browser, address) as page:
        chart, told = page.locator("svg.chart"), page.locator(".chart-value")
        chart.focus()
        seen = []
        for key in ("ArrowRight", "ArrowRight", "End", "ArrowRight", "Home", "Escape"):
            page.keyboard.press(key)
            seen.append(told.inner_text().replace("\u00a0", " "))
        assert seen[:2] == ["January 2023: 0", "February 2023: 21"]
        assert seen[2].startswith("June 2023: –. ")
        assert seen[2:] == [seen[2], seen[2], seen[0], ""]
        chart.locator("g").nth(2).hover()
        assert "March 2023" in told.inner_text()
    with opened(browser, address, java_script_enabled=False) as page:
        assert page.locator(".chart-value").count() == 0
        assert "21" in page.locator("table").last.inner_text()


@pytest.mark.parametrize("page_of", PAGES)
def test_no_accessibility_violation_and_no_sideways_scroll(
    looked_at: Page,  # noqa: F811  the fixture
    site: str,
    page_of: str,
) -> None:
    name = page_of
    page = looked_at
    if name == "number":
        told = page.request.get(f"{site}/2023-08-07/index.json").json()
        name = f"n/{told['numbers'][0]['id']}"
    # both languages have one template: axe goes over every page in one of them, and over the front in both
    checked = set(ENDING) if STUDY or name == "index" else {("en", "ru")[PAGES.index(page_of) % 2]}
    for language, ending in ENDING.items():
        page.set_viewport_size({"width": WIDTHS[-1], "height": 720})
        page.goto(f"{site}/2023-08-07/{name}{ending}")
        assert language not in checked or violations(page, RULES) == ""
        assert page.locator("html").get_attribute("lang") == language
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", SCHEMES)
def test_colours_are_legible_and_the_style_applies(
    looked_at: Page,  # noqa: F811  the fixture
    site: str,
    scheme: Literal["light", "dark"],
) -> None:
    for name in ("index", "coverage", "counts/cases_received-337"):
        looked_at.emulate_media(color_scheme=scheme)
        looked_at.goto(f"{site}/2023-08-07/{name}.html")
        # in light, contrast is among the rules of the test above
        assert scheme == "light" or violations(looked_at, CONTRAST) == ""
        paper = looked_at.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(int(part) for part in re.findall(r"\d+", paper)[:3]) < 200) == (scheme == "dark")
