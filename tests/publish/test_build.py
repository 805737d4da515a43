"""The files of a brief: the same for the same brief, agreeing with each other, with nothing smuggled in."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
import vl_convert
from bs4 import BeautifulSoup, Tag

from absentia.publish import Brief, build
from absentia.publish.charts import VEGA_LITE, titled

LANGUAGES = {"en": ("index.html", "brief.md"), "ru": ("index.ru.html", "brief.ru.md")}


@pytest.fixture(scope="module")
def files(brief: Brief) -> dict[str, bytes]:
    return build(brief)


@pytest.fixture(scope="module")
def document(files: dict[str, bytes]) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(files["brief.json"])
    return content


def soup(files: dict[str, bytes], language: str) -> BeautifulSoup:
    return BeautifulSoup(files[LANGUAGES[language][0]], "lxml")


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def claim_tag(page: BeautifulSoup, name: str) -> Tag:
    found = page.find(id=f"claim-{name}")
    assert isinstance(found, Tag)
    return found


def test_the_same_brief_gives_the_same_bytes(brief: Brief, files: dict[str, bytes]) -> None:
    assert build(brief) == files


def test_the_document_is_what_its_schema_says(files: dict[str, bytes], document: dict[str, Any]) -> None:
    schema = json.loads(files["brief.schema.json"])
    validator = jsonschema.Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(document)] == []
    # and the schema does say something
    for spoil in ({"kind": "other"}, {"claims": [{"id": "a"}]}, {"unknown": 1}):
        assert list(validator.iter_errors(document | spoil))


def test_the_document_lists_every_file(files: dict[str, bytes], document: dict[str, Any]) -> None:
    assert sorted(document["files"]) == sorted(files)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_claim_is_whole_in_page_and_sheet(
    files: dict[str, bytes], document: dict[str, Any], language: str
) -> None:
    page, sheet = soup(files, language), files[LANGUAGES[language][1]].decode()
    shown = [str(tag["id"]).removeprefix("claim-") for tag in page.select("article.claim")]
    assert shown == [claim["id"] for claim in document["claims"]]
    for claim in document["claims"]:
        text = words(claim_tag(page, claim["id"]))
        said = [claim["quote"], claim["reading"], claim["reason"], *claim["caveats"]]
        said += [number[key] for number in claim["numbers"] for key in ("label", "unit")]
        said += [claim["chart"]["description"]] if claim["chart"] else []
        for each in said:
            assert " ".join(each[language].split()).lower() in text.lower(), each[language]
        assert claim["command"] in text
        assert f"`{claim['command']}`" in sheet
        for citation in claim["citations"]:
            assert citation["publisher"] in text
            assert citation["title"] in text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_numbers_in_the_page_are_those_of_the_document(
    files: dict[str, bytes], document: dict[str, Any], language: str
) -> None:
    page = soup(files, language)
    for claim in document["claims"]:
        table = claim_tag(page, claim["id"]).select_one("table.numbers")
        rows = table.select("tbody tr") if table else []
        assert len(rows) == len(claim["numbers"])
        for row, number in zip(rows, claim["numbers"], strict=True):
            shown = row.select_one("td.value data")
            assert (float(str(shown["value"])) if shown else None) == number["value"]
            within = row.select_one("data.range")
            ends = str(within["value"]).split("/") if within else None
            expected = number["interval"] and [str(number["interval"][end]) for end in ("low", "high")]
            assert ends == expected
        main = next((number for number in claim["numbers"] if number["main"]), None)
        big = claim_tag(page, claim["id"]).select_one(".main-number .figure data")
        assert (float(str(big["value"])) if big else None) == (main["value"] if main else None)


def test_a_number_that_is_a_lower_end_says_so_wherever_it_stands(
    files: dict[str, bytes], document: dict[str, Any]
) -> None:
    claim = next(claim for claim in document["claims"] if claim["id"] == "a_prime")
    assert (claim["numbers"][0]["least"], claim["numbers"][0]["most"]) == (3.0814, None)
    page = soup(files, "en")
    summary = next(row for row in page.select(".verdicts tr, table tr") if "a_prime" in str(row))
    for text in (words(summary), words(claim_tag(page, "a_prime")), files[LANGUAGES["en"][1]].decode()):
        assert "3.08" in text
        assert text.count("3.08") == text.replace("\u00a0", " ").count("≥ 3.08")
        assert "3.3" not in text.replace("3.38", ""), "its interval is open where it is"
    assert "from 2.9" in words(claim_tag(page, "a_prime"))


def test_a_unit_beside_its_number_takes_the_form_that_fits(files: dict[str, bytes]) -> None:
    sheet = files[LANGUAGES["ru"][1]].decode()
    assert "| 4,15 раза |" in sheet
    assert "4,15 раза" in words(claim_tag(soup(files, "ru"), "a"))
    assert "| 4.15 times |" in files[LANGUAGES["en"][1]].decode()


def test_nothing_is_never_zero(files: dict[str, bytes], document: dict[str, Any]) -> None:
    claim = next(claim for claim in document["claims"] if claim["id"] == "c")
    assert claim["numbers"][0]["value"] is None
    assert "no number" in words(claim_tag(soup(files, "en"), "c"))
    assert claim["chart"]["rows"][3]["value"] is None
    rows = list(csv.DictReader(io.StringIO(files["charts/c.csv"].decode())))
    assert [row["value"] for row in rows] == ["2613", "32", "2295", ""]


def test_an_open_interval_is_open(document: dict[str, Any]) -> None:
    claim = next(claim for claim in document["claims"] if claim["id"] == "a_prime")
    assert claim["numbers"][2]["interval"]["high"] is None


def test_text_from_outside_stays_text(files: dict[str, bytes]) -> None:
    for language, (_page, sheet) in LANGUAGES.items():
        page = soup(files, language)
        assert page.find_all("script") == []
        assert page.find_all(["b", "iframe", "object", "img", "embed", "form"]) == []
        assert {tuple(tag["rel"]) for tag in page.find_all("link")} == {("alternate",)}
        assert not [tag for tag in page.find_all(href=True) if str(tag["href"]).startswith("javascript")]
        assert "<script" not in files[sheet].decode().replace("\\<", "")
        for line in files[sheet].decode().splitlines():
            if line.startswith("| "):
                assert len(re.findall(r"(?<!\\)\|", line)) in {3, 4, 7}, line


def test_a_page_asks_for_nothing_outside(files: dict[str, bytes]) -> None:
    for language in LANGUAGES:
        page = soup(files, language)
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert isinstance(policy, Tag)
        assert str(policy["content"]).startswith("default-src 'none'")
        assert page.find_all(src=True) == []
        style = page.find("style")
        assert isinstance(style, Tag)
        assert "url(" not in style.get_text()
        assert "@import" not in style.get_text()


def test_links_lead_to_files_and_places_that_exist(files: dict[str, bytes]) -> None:
    for language in LANGUAGES:
        page = soup(files, language)
        identities = [str(tag["id"]) for tag in page.find_all(id=True)]
        assert len(identities) == len(set(identities))
        for tag in page.find_all(href=True):
            target = str(tag["href"])
            if target.startswith("#"):
                assert target[1:] in identities
            elif not target.startswith("https://"):
                assert target in files
        for tag in page.select("[aria-labelledby]"):
            assert str(tag["aria-labelledby"]) in identities


def test_synthetic_is_said_everywhere(files: dict[str, bytes], document: dict[str, Any]) -> None:
    assert document["rehearsal"]["synthetic"] is True
    for language, word in (("en", "synthetic"), ("ru", "вымышлен")):
        box = soup(files, language).select_one(".rehearsal")
        assert box is not None
        for tag in box.select("h2, caption, svg, .chart-title"):
            assert word in words(tag).lower()
        sheet = files[LANGUAGES[language][1]].decode().lower()
        assert word in sheet[sheet.index("captcha.gvs.example") - 2000 :]
        assert word in files[f"charts/rehearsal.{language}.svg"].decode().lower()
        assert "0" not in [words(tag) for tag in box.select("td")]
    states = [row["cell"] for row in document["rehearsal"]["tables"][0]["rows"]]
    assert states == [
        {"state": "counted", "value": 17, "at_least": False, "low": 17, "high": 17},
        {"state": "suppressed", "value": None, "at_least": False, "low": None, "high": None},
        {"state": "not looked at", "value": None, "at_least": False, "low": None, "high": None},
    ]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_chart_can_be_drawn_again_from_its_file(brief: Brief, files: dict[str, bytes], language: str) -> None:
    spec = json.loads(files[f"charts/a.{language}.vl.json"])
    again = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    kept = files[f"charts/a.{language}.svg"].decode()
    assert re.findall(r' d="([^"]+)"', again) == re.findall(r' d="([^"]+)"', kept)
    chart = brief.article.claims[0].chart
    assert chart is not None
    assert spec["datasets"]["rows"] == [dict(row) for row in chart.rows]
    assert titled(spec, chart, language) == spec


def test_no_file_has_a_time_stamp_of_its_making(files: dict[str, bytes]) -> None:
    from datetime import UTC, datetime

    today = datetime.now(UTC).date().isoformat().encode()
    assert not [name for name, content in files.items() if today in content]


def test_a_brief_without_rehearsal_and_estimates_is_whole(brief: Brief) -> None:
    bare = build(replace(brief, rehearsal=None, estimates=()))
    assert json.loads(bare["brief.json"])["rehearsal"] is None
    assert b"synthetic" not in bare["index.html"].split(b"</style>")[1].lower()
    assert not [name for name in bare if "rehearsal" in name]
