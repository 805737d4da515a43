"""The desk in a real browser: nothing axe objects to, nothing beyond the edge, judged by keys, without scripts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.desk.conftest import Open
from tests.publish.browsing import CONTRAST, RULES, browser, opened, outside, violations
from tests.study import STUDY

from absentia.link import judgements as log

__all__ = ["browser"]
pytestmark = pytest.mark.browser
PAGES = ("", "captchas", "courts", "issues", "links", "gone", "publication")


@pytest.fixture
def mine(trained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained, tmp_path / "observatory"))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_page_keeps_anybody_out(browser: Browser, trained: Path, opened_desk: Open, language: str) -> None:
    errors: list[str] = []
    with opened(browser, opened_desk(trained, language=language)) as page:
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        front = page.url
        for number, name in enumerate(PAGES):
            page.set_viewport_size({"width": 390, "height": 800})
            page.goto(front + name)
            # both languages have one template: every page in one of them, the front in both; in the dark its colours
            if STUDY or not number or ("en", "ru")[number % 2] == language:
                page.emulate_media(color_scheme="light")
                assert violations(page, RULES) == "", name
                page.emulate_media(color_scheme="dark")
                assert violations(page, CONTRAST) == "", name
            assert outside(page) == [], name
            page.set_viewport_size({"width": 1280, "height": 900})
            assert outside(page) == [], name
    assert errors == []


def test_pairs_are_judged_by_keys_alone(browser: Browser, mine: Path, opened_desk: Open) -> None:
    with opened(browser, opened_desk(mine, page="links")) as page:
        first = page.locator("input[name=other]").get_attribute("value")
        page.keyboard.press("n")
        page.locator("button[value=undo]").wait_for()
        page.locator("button[value=undo]").focus()
        page.keyboard.press("Enter")
        page.locator("button[value=undo]").wait_for(state="detached")
        assert page.locator("input[name=other]").get_attribute("value") == first
    assert [one.judgement for one in log.read(mine / "decisions") if one.who == "desk"] == ["not_same", "withdrawn"]


def test_a_captcha_is_answered_without_a_script(browser: Browser, mine: Path, opened_desk: Open) -> None:
    with opened(browser, opened_desk(mine, page="captchas"), java_script_enabled=False) as page:
        page.locator("input[name=answer]").fill("3 abc!")
        page.keyboard.press("Enter")
        page.locator("[role=alert]").wait_for()
        page.locator("input[name=answer]").fill("12345")
        page.keyboard.press("Enter")
        page.locator("input[name=answer]").wait_for(state="detached")
