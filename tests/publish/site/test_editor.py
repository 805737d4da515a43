"""An editor's path in a real browser: an article, figures and an observatory of one's own, published and looked up."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.pipeline.test_published import world
from tests.publish.browsing import browser, opened, served  # noqa: F401  the fixture
from tests.study import STUDY

from absentia.cli.main import run

pytestmark = pytest.mark.browser
ARTICLE = """
id: gazette
title: {en: More cases than a year before, ru: "Дел больше, чем годом раньше"}
publisher: Example Gazette
date: 2024-07-20
jurisdiction: ru
claims:
  - id: rise
    said: {en: Courts received more than the forty cases of our own count, ru: "В суды поступило больше сорока дел, которые насчитали мы"}
    reading: {en: Cases of 2023 in the observatory are at least the Gazette's own count, ru: Дел 2023 года в обсерватории не меньше собственного подсчёта}
    operands:
      counted: {tally: filings_received, provision: "337", since: 2022-01-01, until: 2023-12-31, label: {en: filings of two years, ru: дела двух лет}}
      own: {figure: own-1, label: {en: our own count, ru: собственный подсчёт}}
    comparisons:
      - {label: {en: "filings, two years against our own count", ru: "дела, два года к собственному подсчёту"}, operation: ratio, of: counted, to: own, expect: {at_least: 1}, main: true}
    caveats:
      - {en: The figure is our own., ru: Число — наше собственное.}
"""  # noqa: E501  a file as people write one
FIGURES = (
    "id,measure,value,unit,period_start,period_end,geography,definition,publisher,source_title,source_date,source_url\n"
    "own-1,m,20,filings,2022-01-01,2023-12-31,x,synthetic,Example Gazette,Our own count,2024-01-20,https://example.org/own\n"
)
ENDING = {"en": ".html", "ru": ".ru.html"}


@pytest.fixture(scope="module", params=[True, False], ids=["observatory", "figures alone"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, bool]]:
    """The address, the name of the version, and whether there is an observatory."""
    place: Path = tmp_path_factory.mktemp("desk")
    (place / "my.yml").write_text(ARTICLE, encoding="utf-8")
    (place / "own.csv").write_text(FIGURES, encoding="utf-8")
    at = ["-C", str(world(place, 1, 400).path)] if request.param else []
    given = ["--article", str(place / "my.yml"), "--figures", str(place / "own.csv"), "--out", str(place / "site")]
    assert run([*at, "publish", *given]) == 0
    (version,) = [one.name for one in (place / "site").iterdir() if one.name.startswith("20")]
    with served(place / "site") as address:
        yield address, version, request.param


# one way through each language, with scripts and without; in a study both ways through both
@pytest.mark.parametrize(
    ("language", "scripts"), [*product(ENDING, (True, False))] if STUDY else [("en", True), ("ru", False)]
)
def test_an_editor_publishes_an_own_article_and_finds_each_of_its_numbers(
    browser: Browser,  # noqa: F811  the fixture
    site: tuple[str, str, bool],
    language: str,
    scripts: bool,
) -> None:
    address, version, observed = site
    words = {"en": ("Example Gazette", "our own count"), "ru": ("Example Gazette", "собственный подсчёт")}[language]
    with opened(browser, "about:blank", java_script_enabled=scripts, accept_downloads=True) as page:
        page.goto(f"{address}/{version}/index{ENDING[language]}")
        assert words[0] in page.locator("main").inner_text()
        page.locator(".since a").last.click()
        page.wait_for_url(f"**/articles/gazette{ENDING[language]}")
        claim = page.locator("#claim-rise")
        verdict = claim.locator(".verdict").get_attribute("class") or ""
        # without an observatory there is nothing to hold the claim against
        assert ("cannot-be-tested" in verdict) is not observed
        claim.locator("summary").click()
        claim.get_by_role("link").last.click()
        page.wait_for_url(f"**/articles/gazette-rise{ENDING[language]}")
        row = page.locator("tr").filter(has_text=words[1]).last
        assert "20" in row.inner_text()
        assert "Our own count" in page.locator(".sources").inner_text()
        # the command names the files, and not where they lie on the editor's machine
        command = page.locator(".command code").inner_text()
        assert re.search(r"absentia check my\.yml .*--figures own\.csv", command)
        assert "/" not in command
        row.locator("a.n").click()
        assert "20" in page.locator(".figure.big").inner_text()
        assert "own-1" in page.locator("dl.facts").inner_text()
        page.go_back()
        with page.expect_download() as downloading:
            page.get_by_role("link", name="CSV", exact=True).last.click()
        rows = list(csv.DictReader(io.StringIO(Path(downloading.value.path()).read_text(encoding="utf-8"))))
        assert "20" in {one["value"] for one in rows}
