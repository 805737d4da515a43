"""The files of a brief: a site of one version, its article for programs and as Markdown, agreeing with each other."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import jsonschema
import pytest
import vl_convert
from bs4 import BeautifulSoup
from tests.publish.site.conftest import observed

from absentia.model.texts import in_columns
from absentia.publish import build
from absentia.publish.build import _address, _code
from absentia.publish.charts import VEGA_LITE
from absentia.publish.site import Dossier

SHEETS = {"en": "brief.md", "ru": "brief.ru.md"}
PAGES = {"en": "articles/guardian_2023_10.html", "ru": "articles/guardian_2023_10.ru.html"}


@pytest.fixture(scope="module")
def files(brief: Dossier) -> dict[str, bytes]:
    return build(brief)


@pytest.fixture(scope="module")
def document(files: dict[str, bytes]) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(files["brief.json"])
    return content


def soup(files: dict[str, bytes], name: str) -> BeautifulSoup:
    return BeautifulSoup(files[name], "lxml")


def test_the_same_brief_gives_the_same_bytes_and_no_day_of_its_own(brief: Dossier, files: dict[str, bytes]) -> None:
    from datetime import UTC, datetime

    assert build(brief) == files
    today = datetime.now(UTC).date().isoformat().encode()
    assert not [name for name, content in files.items() if today in content]


def test_the_document_lists_every_file_and_fits_its_schema(files: dict[str, bytes], document: dict[str, Any]) -> None:
    assert document["files"] == sorted(files)
    schema = json.loads(files["brief.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    for claim in document["claims"]:
        if claim["chart"]:
            named = claim["chart"]
            assert {*named["svg"].values(), *named["vega_lite"].values(), named["csv"]} <= set(files)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_front_page_and_markdown_say_the_verdicts_of_the_document(
    files: dict[str, bytes], document: dict[str, Any], language: str
) -> None:
    end = ".html" if language == "en" else ".ru.html"
    verdicts = [claim["verdict"].replace(" ", "-") for claim in document["claims"]]
    for name, rows in ((f"index{end}", ".claim-lines li"), (PAGES[language], ".claim-folded > summary")):
        shown = [" ".join(one["class"]) for one in soup(files, name).select(f"{rows} .verdict")]
        assert shown == [f"verdict verdict-{one}" for one in verdicts]
    sheet = files[SHEETS[language]].decode()
    words = {"en": "supported with caveat", "ru": "подтверждается с оговоркой"}[language]
    assert f"**{words}**" in sheet


def test_a_number_that_is_a_lower_end_says_so_wherever_it_stands(files: dict[str, bytes]) -> None:
    line = soup(files, PAGES["en"]).select_one("#claim-a_prime")
    assert line is not None
    for text in (line.get_text(" "), files["brief.md"].decode()):
        assert "3.08" in text
        assert text.count("3.08") == text.replace("\u00a0", " ").count("≥ 3.08")


def test_a_unit_beside_its_number_takes_the_form_that_fits(files: dict[str, bytes]) -> None:
    assert "| 4,15 раза |" in files["brief.ru.md"].decode()
    line = soup(files, "index.ru.html").select_one(".claim-lines li")
    assert line is not None
    assert " ".join(line.get_text(" ").split()).endswith("4,15 раза")


def test_nothing_is_never_zero(files: dict[str, bytes], document: dict[str, Any]) -> None:
    claim = next(claim for claim in document["claims"] if claim["id"] == "c")
    assert claim["numbers"][0]["value"] is None
    line = soup(files, PAGES["en"]).select_one("#claim-c summary")
    assert line is not None
    assert "no number tests this" in line.get_text(" ")
    assert claim["chart"]["rows"][3]["value"] is None
    rows = files["articles/charts/guardian_2023_10-c.csv"].decode().splitlines()
    assert [row.rpartition(",")[2] for row in rows[1:]] == ["2613", "32", "2295", ""]


def test_text_from_outside_is_no_mark_of_markdown(files: dict[str, bytes]) -> None:
    for name in SHEETS.values():
        text = files[name].decode()
        assert "<script" not in text.replace("\\<", "")
        for line in text.splitlines():
            if line.startswith("| "):
                assert len(re.findall(r"(?<!\\)\|", line)) in {4, 7}, line


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.example/ы?q=1&r=(2)#f", "<https://a.example/%D1%8B?q=1&r=(2)#f>"),
        ("https://a.example/%D1%8B", "<https://a.example/%D1%8B>"),
        ("https://a.example/><script>x</script>", "<https://a.example/%3E%3Cscript%3Ex%3C/script%3E>"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("<b>", "\\<b\\>"),
    ],
)
def test_an_address_in_markdown_ends_where_it_ends(url: str, written: str) -> None:
    assert _address(url) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("absentia check x", "`absentia check x`"),
        ("a`b", "``a`b``"),
        ("a``<b>", "```a``<b>```"),
        ("`a`", "`` `a` ``"),
        ("a\n\n<b>", "`a <b>`"),
    ],
)
def test_code_in_markdown_ends_where_it_ends(text: str, written: str) -> None:
    assert _code(text) == written


def test_an_estimate_has_pages_with_its_reasons_choices_and_assumptions(files: dict[str, bytes]) -> None:
    page = soup(files, "estimates/excess-male-deaths.html")
    text = " ".join(page.get_text(" ").split())
    for words in ("20,618", "16,245–24,991, 95% confidence interval", "no deaths", "For 1 other there is a reason"):
        assert words in text
    assert page.select_one("img[src$='excess-male-deaths.en.svg']")
    more = soup(files, "estimates/excess-male-deaths-assumptions.html")
    text = " ".join(more.get_text(" ").split())
    for words in ("it holds cannot be checked here untestable", "10 years, linear", "22,000", "a lower bound",
                  "a line through 2015–2019", "Example et al., 2025"):  # fmt: skip
        assert words in text, words


def test_an_invented_observatory_stands_in_a_box_and_nothing_else_is_invented(brief: Dossier) -> None:
    files = build(dataclasses.replace(brief, observed=observed(), apart=True))
    word = {"": "Synthetic", ".ru": "Вымышленные данные"}
    for code, said in word.items():
        front = soup(files, f"index{code}.html")
        box = front.select_one("section.rehearsal")
        assert box is not None
        assert said in box.get_text(" ")
        assert "1,234" in box.get_text(" ") or "1\u00a0234" in box.get_text(" ")
        drawn = box.select_one("svg text[font-weight]")
        assert drawn is not None
        assert said in drawn.get_text()
        for one in front.select("aside, section.rehearsal, nav"):
            one.decompose()
        assert said not in front.get_text(" ")
        for name in ("coverage", "counts/index", "gone", "courts/index"):
            assert soup(files, f"{name}{code}.html").select_one("aside.synthetic-banner"), name
        for name in (
            "articles/guardian_2023_10",
            "articles/guardian_2023_10-a",
            "estimates/excess-male-deaths",
            "data",
        ):
            assert not soup(files, f"{name}{code}.html").select("aside.synthetic-banner"), name
        for one in soup(files, f"articles/guardian_2023_10{code}.html").select(".synthetic-pages"):
            assert said in one.get_text(" ")
    numbers = {one["synthetic"] for one in json.loads(files["articles/guardian_2023_10.json"])["numbers"]}
    assert numbers == {None}
    assert json.loads(files["coverage.json"])["synthetic"] is True


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_chart_can_be_drawn_again_from_its_file(brief: Dossier, files: dict[str, bytes], language: str) -> None:
    stem = f"articles/charts/guardian_2023_10-a.{language}"
    spec = json.loads(files[f"{stem}.vl.json"])
    again = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    assert re.findall(r' d="([^"]+)"', again) == re.findall(r' d="([^"]+)"', files[f"{stem}.svg"].decode())
    chart = brief.articles[0].claims[0].chart
    assert chart is not None
    assert spec["datasets"]["rows"] == in_columns(chart.rows)
