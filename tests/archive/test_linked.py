"""An export leads from a listing to its cards, as pages link them, and holds nothing a person typed."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator as PeerIterator

from absentia.archive import EVIDENCE, Archive, Capture
from absentia.archive.addresses import links_in, source_of, surt, without_answers
from absentia.archive.bringing import Brought, bring_in
from absentia.archive.export import export_wacz
from absentia.archive.wrappings import title_of
from absentia.sources import get_source

HOST = "https://gvs.synthetic.example/modules.php?"
SEARCH = f"{HOST}name=sud_delo&srv_num=1&name_op=r&delo_id=1540006&case_type=0&new=0&delo_table=u1_case&Submit=1"
GUIDS = [f"00000000-0000-4000-8000-{number:012}" for number in range(4)]
ASKED = HOST + "name=sud_delo&srv_num=1&name_op=case&case_id={n}&case_uid={guid}&delo_id=1540006&new=0"
LINKED = "/modules.php?name=sud_delo&srv_num=1&name_op=case&case_id={n}&case_uid={guid}&delo_id=1540006"
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SOURCE = get_source("ru_sudrf")


def page(*links: str, title: str = "Synthetic court", text: str = "") -> bytes:
    anchors = "".join(f"<a href='{link.replace('&', '&amp;')}'>1</a>" for link in links)
    return f"<html><head><title>{title}</title></head><body>{anchors}{text}</body></html>".encode("cp1251")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Two pages of a listing, asked behind a captcha; three of its four cards, one seen twice; a robots.txt."""
    typed = "&captcha=12345&captchaid=q7f"
    store = Archive.appending(tmp_path / "archive")
    cards = [LINKED.format(n=n, guid=guid) for n, guid in enumerate(GUIDS)]
    second = f"{SEARCH}&vnkod=00GV0001&page=2"
    pages = [
        (page(*cards, second, second + typed, "#top", "javascript:void(0)", "http://[bad"), SEARCH + typed, 0),
        (page(text="second"), SEARCH.replace("&delo_id", "&page=2&delo_id") + typed, 0),
        *((page(title=f"Суд № {n}", text=str(n)), ASKED.format(n=n, guid=GUIDS[n]), 0) for n in range(3)),
        (page(title="Суд № 0", text="0"), ASKED.format(n=0, guid=GUIDS[0]), 7),
    ]
    for body, url, days in pages:
        store.append(Capture.of_page(body, url=url, captured=MOMENT + timedelta(days=days)), SOURCE.id)
    store.append(Capture.of_page(b"User-agent: *", url=f"{HOST}captcha=12345", captured=MOMENT), EVIDENCE)
    store.close()
    file = tmp_path / "all.wacz"
    done = export_wacz(Archive.reading(tmp_path / "archive"), file, "synthetic", str)
    assert (done.pages, done.revisits, done.lost) == (6, 1, 0)
    assert done.linked == 5, "three cards, one of them twice, and the second page"
    return file


def index_of(package: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(package) as parts:
        lines = gzip.decompress(parts.read("indexes/index.cdx.gz")).decode().splitlines()
    return [{"key": line.split(" ")[0], **json.loads(line.split(" ", 2)[2])} for line in lines]


def test_every_link_to_a_page_that_was_kept_leads_to_it(package: Path) -> None:
    index = index_of(package)
    known = {one["key"] for one in index}
    listing = next(one for one in index if one["url"] == SEARCH)
    assert listing["mime"] == "text/html"
    linked = [f"https://gvs.synthetic.example{LINKED.format(n=n, guid=guid)}" for n, guid in enumerate(GUIDS)]
    assert [surt(url) in known for url in (*linked, f"{SEARCH}&vnkod=00GV0001&page=2")] == [True] * 3 + [False, True]
    again = [one for one in index if one["url"] == linked[0]]
    asked = [one for one in index if one["url"] == ASKED.format(n=0, guid=GUIDS[0])]
    assert {one["mime"] for one in again} == {"warc/revisit"}
    assert {one["digest"] for one in again} == {one["digest"] for one in asked}, "a replay tool finds the bytes by it"
    assert len(again) == len(asked) == 2
    with zipfile.ZipFile(package) as parts, parts.open("archive/data.warc.gz") as stream:
        heads = {
            record.rec_headers.get_header("WARC-Target-URI"): record.rec_headers.get_header("WARC-Refers-To-Target-URI")
            for record in PeerIterator(stream)
        }
    assert heads[linked[1]] == ASKED.format(n=1, guid=GUIDS[1])


def test_no_address_holds_what_a_person_typed(package: Path) -> None:
    with zipfile.ZipFile(package) as parts:
        shown = gzip.decompress(parts.read("indexes/index.cdx.gz")) + parts.read("pages/pages.jsonl")
        heads = [
            str(record.rec_headers)
            for record in PeerIterator(parts.open("archive/data.warc.gz"))
            if record.rec_headers.get_header("Content-Type") != "text/plain"
        ]
    theirs = [one for one in (shown.decode(), *heads) if "captcha=" in one and "q7f" in one]
    assert theirs == []
    assert sum("captcha=12345" in one for one in heads) == 1, "what is no portal's page is as it was asked"


def test_pages_have_titles(package: Path) -> None:
    with zipfile.ZipFile(package) as parts:
        pages = [json.loads(line) for line in parts.read("pages/pages.jsonl").splitlines()[1:]]
    assert sorted(one["title"] for one in pages) == ["Synthetic court"] * 2 + [f"Суд № {n}" for n in range(3)]


def test_what_is_written_once_more_comes_back_once(package: Path, tmp_path: Path) -> None:
    back, brought = Archive.appending(tmp_path / "back"), Brought()
    bring_in(back, package, SOURCE.id, brought)
    assert (brought.added, brought.damaged) == (6, [])
    assert len({entry.url for entry in back.entries}) == 6
    back.close()


CARD = ASKED.format(n=1, guid=GUIDS[1])
VNKOD = f"{HOST}name_op=case&_uid={GUIDS[1]}"
ACT = f"{HOST}name_op=doc&number=7&delo_id=1540006&new=0"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (CARD, "https://gvs.synthetic.example" + LINKED.format(n=1, guid=GUIDS[1]), True),
        (CARD, CARD.replace(GUIDS[1], GUIDS[2]), False),
        (CARD, CARD.replace("gvs", "ovs"), False),
        (VNKOD.replace("gvs.synthetic.example", "x--y.sudrf.ru"), f"http://x.y.sudrf.ru/?{VNKOD[-60:]}", True),
        (SEARCH, f"{SEARCH}&page=1&vnkod=00GV0001&captcha=1&captchaid=2", True),
        (SEARCH, f"{SEARCH}&page=2", False),
        (SEARCH, f"{SEARCH}&u1_case__ENTRY_DATE1D=01.01.2022", False),
        (ACT, f"{HOST}text_number=1&name_op=doc&new=0&delo_id=1540006&number=7", True),
        (ACT, f"{ACT}&text_number=2", False),
        (VNKOD, f"{VNKOD}&_doc=1", False),
    ],
)
def test_the_same_page_however_its_address_is_spelled(one: str, other: str, same: bool) -> None:
    assert SOURCE.same_page(one) is not None
    assert (SOURCE.same_page(one) == SOURCE.same_page(other)) is same


@pytest.mark.parametrize("url", ["", "http://[bad", HOST, f"{HOST}name_op=case", f"{HOST}name_op=doc", "mailto:x"])
def test_what_is_no_page_of_the_portal_is_the_same_as_nothing(url: str) -> None:
    assert SOURCE.same_page(url) is None


def test_links_are_read_as_a_browser_does() -> None:
    body = b'<a href=a?x=1&amp;y=2>1</a><A HREF = "/b?z=\xcd\xe0">2</A><a href=\'c d\'>3</a><link href=""><a href=#t>'
    assert list(links_in(body, "https://one.example/d/e")) == [
        "https://one.example/d/a?x=1&y=2",
        "https://one.example/b?z=%CD%E0",
        "https://one.example/d/c%20d",
        "https://one.example/d/e#t",
    ]
    assert (
        without_answers("https://one.example/?a=1&Captcha=2&b=3&captchaid=4#c", SOURCE)
        == "https://one.example/?a=1&b=3#c"
    )
    assert without_answers("https://one.example/?captcha=2", source_of("evidence")) == "https://one.example/?captcha=2"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (b"<TITLE lang=ru>\xd1\xf3\xe4 &amp;\n 1</TITLE>", "Суд & 1"),
        ("<title>Суд</title>".encode(), "Суд"),
        (b"<html>", ""),
    ],
)
def test_a_title_is_what_a_page_calls_itself(body: bytes, title: str) -> None:
    assert title_of(body) == title
