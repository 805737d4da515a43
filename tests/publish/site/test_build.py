"""The files of a version: linked, labelled, small, inert, the same each time."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath
from random import Random

import pytest
from bs4 import BeautifulSoup
from frictionless import Package
from selectolax.lexbor import LexborHTMLParser
from tests.publish.conftest import HOSTILE, sample_article
from tests.publish.site.conftest import COURT, FORMULA, correction_of, dossier_of, observed, tally_of

from absentia.model.count import Count
from absentia.publish.build import markdown
from absentia.publish.site import CourtWeeks, Dossier, Removed, Seen, build
from absentia.publish.site.about import COLUMNS

VERSION = "2023-07-31"
LARGEST = 60_000


@pytest.fixture(scope="module")
def files(dossier: Dossier) -> Mapping[str, bytes]:
    return build(dossier, VERSION).files


@pytest.fixture(scope="module")
def pages(files: Mapping[str, bytes]) -> Mapping[str, BeautifulSoup]:
    """Every page by its name, to be looked at and left as it is."""
    return dict(parsed(files))


def parsed(files: Mapping[str, bytes]) -> Iterator[tuple[str, BeautifulSoup]]:
    for name, content in files.items():
        if name.endswith(".html"):
            yield name, BeautifulSoup(content.decode(), "html.parser")


def test_the_same_dossier_gives_the_same_bytes(dossier: Dossier, files: Mapping[str, bytes]) -> None:
    assert build(dossier, VERSION).files == files


def test_every_page_has_its_twin_and_is_small(files: Mapping[str, bytes]) -> None:
    shown = [name for name in files if name.endswith(".html")]
    english = {name for name in shown if not name.endswith(".ru.html")}
    assert {name.removesuffix(".html") + ".ru.html" for name in english} <= set(files)
    assert {"index.html", "counts/index.html", "counts/cases_received-337.html", f"courts/{COURT}.html", "gone.html",
            "coverage.html", "articles/guardian_2023_10.html", "corrections.html", "changes.html", "methods.html",
            "data.html"} <= english  # fmt: skip
    assert max(len(files[name]) for name in shown) <= LARGEST


def test_pages_stay_small_in_a_country_of_many_courts_and_years() -> None:
    """115 courts, three years of weeks in which each was dark now and then, 36 months, a year of disappearances."""
    random = Random(1)  # noqa: S311  a repeatable world
    hosts = [f"gvs-{number}.synthetic.example" for number in range(115)]
    mondays = [dt.date(2021, 1, 4) + dt.timedelta(days=7 * week) for week in range(156)]

    def weeks(host: str) -> CourtWeeks:
        dark = {week for start in random.sample(range(156), 8) for week in range(start, start + random.randint(1, 4))}
        seen = {day: Seen.NOTHING if week in dark else Seen.WHOLE for week, day in enumerate(mondays)}
        return CourtWeeks(host, "Ростовский-на-Дону гарнизонный военный суд", seen)

    halves = [f"{year}-H{half}" for year in (2021, 2022, 2023) for half in (1, 2)]
    months = {
        f"{year}-{month:02}": Count.at_least(900 + month) for year in (2021, 2022, 2023) for month in range(1, 13)
    }
    gone = {name: Count.at_least(12) for name in ("disappeared", "returned", "suspected")}
    seen = dataclasses.replace(
        observed(),
        months={"cases_received": {"337": tally_of(("month",), months)}},
        courts=tally_of(
            ("court", "half-year"), {(host, half): Count.at_least(40) for host in hosts for half in halves}
        ),
        weeks=[weeks(host) for host in hosts],
        removed=[
            Removed("court", [(host, gone) for host in hosts], "absentia disappearances --by court"),
            Removed("week", [(f"2023-W{week:02}", gone) for week in range(1, 53)], "absentia disappearances --by week"),
        ],
    )
    made = build(dossier_of(seen), VERSION).files
    sizes = {name: len(content) for name, content in made.items() if name.endswith(".html")}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
    assert sizes["coverage.html"] > 30_000


def test_every_link_leads_somewhere_and_nothing_is_asked_elsewhere(
    files: Mapping[str, bytes], pages: Mapping[str, BeautifulSoup]
) -> None:
    led = 0
    for name, soup in pages.items():
        for element in soup.select("a[href], link[href], img[src]"):
            target = str(element.get("href") or element.get("src"))
            if element.name == "a" and (target.startswith("#") or re.match(r"https?://", target)):
                continue
            assert not re.match(r"\w+:", target), (name, target)
            path, _hash, anchor = target.partition("#")
            place = normpath(join(dirname(name), path))
            # an earlier version's page lies beside this version's folder
            if place.startswith(".."):
                continue
            assert place in files, (name, target)
            if anchor:
                assert f'id="{anchor}"' in files[place].decode(), (name, target)
            led += 1
    assert led > 500


def test_every_number_is_a_link_to_its_page(files: Mapping[str, bytes]) -> None:
    for name in ("index.html", "counts/cases_received-337.ru.html", f"courts/{COURT}.html", "gone.html"):
        soup = BeautifulSoup(files[name].decode(), "html.parser")
        assert soup.select("a.n"), name
        for element in soup.select("a.n"):
            element.extract()
        cells = [cell.get_text(strip=True) for cell in soup.select("td")]
        assert not [text for text in cells if re.fullmatch(r"(≥\s)?[\d,–]+", text)], name
    front = BeautifulSoup(files["index.html"].decode(), "html.parser")
    number = str(front.select_one("h1 a.n")["href"]).partition("#")[0]  # type: ignore[index]
    shown = BeautifulSoup(files[number].decode(), "html.parser").get_text(" ")
    for words in ("1,234", "Definition", "first half of 2023", "lower bound", "absentia tally", "SELECT 1", "@misc",
                  "cff-version", "date-parts", "absentia 2023-07-30 17 ABC", "https://example.org/tally/2023-07-31/n/",
                  "Looked at: 1 of 2 courts"):  # fmt: skip
        assert words in shown, words


def test_what_was_invented_says_so_on_every_page_chart_and_download(
    files: Mapping[str, bytes], pages: Mapping[str, BeautifulSoup]
) -> None:
    for name, soup in pages.items():
        word = "Вымышленные данные" if name.endswith(".ru.html") else "Synthetic"
        assert word in soup.get_text(" "), name
    charts = [name for name in files if name.endswith(".svg") and not name.startswith("articles/")]
    assert charts
    for name in charts:
        assert ("Вымышленные" if ".ru." in name else "Synthetic") in files[name].decode(), name
    assert json.loads(files["counts/cases_received-337.json"])["synthetic"] is True
    rows = list(csv.DictReader(io.StringIO(files["counts/cases_received-337.csv"].decode())))
    assert {row["synthetic"] for row in rows} == {"synthetic"}
    real = build(dossier_of(None, articles=[sample_article()]), VERSION).files
    assert "Synthetic" not in real["index.html"].decode()


def test_pages_of_the_world_are_inert(files: Mapping[str, bytes], pages: Mapping[str, BeautifulSoup]) -> None:
    hostile = 0
    for name, soup in pages.items():
        scripts = soup.select("script")
        own = [one for one in scripts if one.get("src")]
        assert {str(one["src"]).replace("../", "") for one in own} <= {"site.js"}, name
        assert len(own) == bool(soup.select("svg.chart")), name
        for one in scripts:
            if one not in own:
                assert one.get("type") == "application/ld+json", name
                json.loads(one.get_text())
        assert not soup.select("main b, [onclick], [onerror]"), name
        assert not [one for one in soup.select("a") if str(one.get("href")).startswith("javascript:")], name
        hostile += HOSTILE in soup.get_text()
    assert hostile
    for name, content in files.items():
        if name.endswith(".svg"):
            root = ET.fromstring(content.decode())  # noqa: S314  our own file
            assert not root.findall(".//{http://www.w3.org/2000/svg}script"), name
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode())):
                assert not [cell for cell in row if cell.startswith("=")], name
    assert "'" + FORMULA[:5] in "".join(files[name].decode() for name in files if name.endswith(".csv")) or FORMULA in (
        files["courts/index.html"].decode().replace("&#34;", '"')
    )


def test_a_record_made_to_do_harm_stays_words_in_every_kind_of_file() -> None:
    """A court's name that is a script, a formula, turned around, a table's end, and longer than a page."""
    bad = (
        f"=cmd|' /C calc'!A1 {HOSTILE} \u202e\u2066gnp.exe\u200f `code` [x](javascript:1)\n| a | b |\n</svg></title>"
        + "m" * 9000
    )
    seen = observed()
    weeks = [dataclasses.replace(seen.weeks[0], name=bad), *seen.weeks[1:]]
    article = sample_article()
    claim = article.claims[0]
    source = dataclasses.replace(claim.citations[0], publisher=bad, title=bad)
    article = dataclasses.replace(article, claims=[dataclasses.replace(claim, citations=[source]), *article.claims[1:]])
    dossier = dossier_of(dataclasses.replace(seen, weeks=weeks), articles=[article], apart=True)
    made = {**build(dossier, VERSION).files, "brief.md": markdown(dossier, "en").encode()}
    for name, content in made.items():
        if name.endswith((".html", ".md", ".svg")):
            text = content.decode()
            assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text), name
            assert "<script>alert" not in text.replace("\\<", ""), name
        if name.endswith(".html"):
            assert not LexborHTMLParser(text).css("a[href^=javascript]"), name
        if name.endswith(".svg"):
            assert ET.fromstring(text).tag.endswith("svg"), name  # noqa: S314  our own file
        if name.endswith(".csv"):
            cells = [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
            assert not [cell for cell in cells if cell[:1] in "=+@\t" and cell], name
    # a name is a line; the rest of it is nobody's
    assert len(made[f"courts/{COURT}.html"]) < LARGEST
    lines = [one for one in made["brief.md"].decode().splitlines() if "gnp" in one]
    assert lines
    assert not [one for one in lines if re.search(r"(?<!\\)[`|]", one.partition("<https")[0])]


def test_prose_has_no_id_flag_iso_date_or_file_name(files: Mapping[str, bytes]) -> None:
    prosaic = {name: files[name] for name in files if not name.startswith(("n/", "data.", "methods.", "articles/"))}
    for name, soup in parsed(prosaic):
        for element in soup.select("code, pre, title, script, .original"):
            element.decompose()
        prose = soup.get_text(" ").replace(FORMULA, "").replace(HOSTILE, "")
        assert not re.search(r"\b\d{4}-\d{2}\b|\b[0-9a-f]{12}\b|(?<!\S)--\w|\w\.(?:html|py|yml|sql)\b", prose), name


def test_a_table_of_numbers_stands_beside_each_page(files: Mapping[str, bytes]) -> None:
    rows = {row["period"]: row for row in csv.DictReader(io.StringIO(files["counts/cases_received-337.csv"].decode()))}
    assert list(next(iter(rows.values()))) == list(COLUMNS)
    assert (rows["2023-H1"]["value"], rows["2023-H1"]["least"], rows["2023-H1"]["most"]) == ("1234", "1234", "")
    assert (rows["2022-H2"]["least"], rows["2022-H2"]["most"]) == ("5", "7")
    assert rows["2022-H1"]["value"] == "0"
    assert rows["2023-05"]["value"] == ""
    assert "withheld" in rows["2023-05"]["reason"]
    assert (rows["2023-02"]["article"], rows["2023-02"]["measure"]) == ("337", "cases_received")
    told = json.loads(files["counts/cases_received-337.json"])
    assert told["address"] == "https://example.org/tally/2023-07-31/counts/cases_received-337.html"
    assert {one["id"] for one in told["numbers"]} == {row["id"] for row in rows.values()}


def test_everything_is_in_one_archive_with_a_reader_s_guide(files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["data.zip"])) as packed:
        names = set(packed.namelist())
        guide = packed.read("README.md").decode()
        assert packed.read("index.csv") == files["index.csv"]
    assert names == {name for name in files if name.endswith((".csv", ".json")) and "charts" not in name} - {
        "version.json",
        "metadata.json",
    } | {"README.md", "datapackage.json"}
    for word in (
        "Cite all of them as: Military courts <i>. 31 July 2023. https://example.org/tally/2023-07-31/",
        "SYNTHETIC",
        "ВЫМЫШЛЕННЫЕ ДАННЫЕ",
        "`least`",
        "as each says",
        "https://example.org/tally/2023-07-31/",
    ):
        assert word in guide


def test_the_archive_is_a_data_package_that_validates(files: Mapping[str, bytes], tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(files["data.zip"])) as packed:
        packed.extractall(tmp_path)
    package = Package(str(tmp_path / "datapackage.json"))
    assert len(package.resources) > 10
    report = package.validate()
    assert report.valid, report.flatten(["name", "message"])
    # and what is wrong would be found
    table = tmp_path / "index.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",1234,", ",many,", 1), encoding="utf-8")
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_programs_are_told_what_a_page_is(files: Mapping[str, bytes]) -> None:
    def told(name: str) -> dict[str, object]:
        soup = BeautifulSoup(files[name].decode(), "html.parser")
        found: dict[str, object] = json.loads(soup.select_one("script").get_text())  # type: ignore[union-attr]
        return found

    data = told("data.ru.html")
    assert (data["@type"], data["version"]) == ("Dataset", VERSION)
    assert data["distribution"][0]["contentUrl"] == "data.zip"  # type: ignore[index]
    review = told("articles/guardian_2023_10-b.html")
    assert review["@type"] == "ClaimReview"
    assert review["reviewRating"]["ratingValue"] == 1  # type: ignore[index]
    assert "ratingValue" not in told("articles/guardian_2023_10-c.html")["reviewRating"]  # type: ignore[operator]


def test_each_claim_is_folded_in_short_and_has_all_of_it_on_its_own_page(files: Mapping[str, bytes]) -> None:
    soup = BeautifulSoup(files["articles/guardian_2023_10.html"].decode(), "html.parser")
    folded = soup.select("details.claim-folded")
    assert [one["id"] for one in folded] == [f"claim-{name}" for name in ("a", "a_prime", "b", "c", "d", "e")]
    assert all(one.select_one("summary .verdict") for one in folded)
    assert all(len(one.select(".caveats li")) <= 3 for one in folded)
    assert all(len(one.select(".numbers-list li")) <= 1 for one in folded)
    whole = BeautifulSoup(files["articles/guardian_2023_10-a_prime.html"].decode(), "html.parser")
    assert [len(one.select("tbody tr")) for one in whole.select("table")] == [3, 3]
    assert "verified: we read the sentence" in whole.select_one(".sources").get_text()  # type: ignore[union-attr]
    assert folded[0].select_one("img")["src"] == "../articles/charts/guardian_2023_10-a.en.svg"  # type: ignore[index]


def test_corrections_stand_on_their_page_in_the_feed_and_at_the_number() -> None:
    plain = build(dossier_of(observed()), VERSION).files
    number = json.loads(plain["index.json"])["numbers"][0]["id"]
    files = build(dossier_of(observed(), corrections=[correction_of(number)]), VERSION).files
    page = BeautifulSoup(files["corrections.html"].decode(), "html.parser")
    assert page.select_one(f'td a[href^="n/{number}"], th a[href^="n/{number}"]')
    assert HOSTILE in page.get_text()
    assert "Corrected" in BeautifulSoup(files[f"n/{number}.html"].decode(), "html.parser").get_text()
    feed = ET.fromstring(files["corrections.atom"].decode())  # noqa: S314  our own file
    atom = "{http://www.w3.org/2005/Atom}"
    assert [one.findtext(f"{atom}id") for one in feed.findall(f"{atom}entry")] == [
        "https://example.org/tally/corrections/first"
    ]
    assert "Corrected" not in plain[f"n/{number}.html"].decode()
