"""No bytes crash or hang the reader: cut anywhere, wrongly encoded, random, huge, nested without end."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study import many

from absentia.model import PageKind, PageRecord
from absentia.model.steps import MOST
from absentia.sources import get_source
from absentia.sources.ru_sudrf.findings import SENTENCES
from absentia.sources.ru_sudrf.region import LARGEST, parses_in_time

SOURCE = get_source("ru_sudrf")
FIXTURES = Path(__file__).parent / "fixtures"
PAGES = {path.stem: path.read_bytes() for path in FIXTURES.glob("*.html")}
CARD = PAGES["garrison_card_criminal_first"]
LISTING = PAGES["garrison_listing_criminal_first"]
VNKOD_CARD = PAGES["vnkod_garrison_card_criminal_first"]
OPENING = b'<html><body><div id="modSdpContent">'


def kinds(record: PageRecord) -> set[str]:
    return {issue.kind for issue in record.issues}


def read_soundly(data: bytes, url: str | None = None) -> PageRecord:
    record = SOURCE.read(data, url=url)
    assert record.capture == hashlib.sha256(data).hexdigest()
    assert "not_read" not in kinds(record)
    return record


@given(cut=st.integers(min_value=0, max_value=len(CARD) - 20))
@settings(max_examples=many(50, 600))
def test_a_card_cut_anywhere_says_so_and_never_invents_rows(cut: int) -> None:
    whole = SOURCE.read(CARD)
    record = read_soundly(CARD[:cut])
    if record.page is PageKind.CARD:
        assert "truncated" in kinds(record)
        assert len(record.events) <= len(whole.events)
        assert len(record.defendants) <= len(whole.defendants)
        labels = {field.label for field in record.fields} - {field.label for field in whole.fields}
        assert not labels or "unknown_label" in kinds(record)


@given(cut=st.integers(min_value=0, max_value=len(LISTING) - 20))
@settings(max_examples=many(40, 400))
def test_a_listing_cut_anywhere_is_never_taken_for_whole(cut: int) -> None:
    record = read_soundly(LISTING[:cut])
    if record.page is PageKind.LISTING:
        assert "truncated" in kinds(record)
        assert len(record.rows) <= 3


@given(cut=st.integers(min_value=0, max_value=len(VNKOD_CARD) - 20))
@settings(max_examples=many(25, 300))
def test_a_vnkod_card_cut_anywhere_counts_nothing_twice(cut: int) -> None:
    record = read_soundly(VNKOD_CARD[:cut])
    assert len(record.events) <= 3
    assert len(record.defendants) <= 2


@given(data=st.binary(max_size=3000))
@settings(max_examples=many(50, 600))
def test_random_bytes_are_read(data: bytes) -> None:
    assert read_soundly(data).page is PageKind.UNKNOWN
    read_soundly(OPENING + data)


@given(
    name=st.sampled_from(sorted(PAGES)),
    position=st.floats(min_value=0, max_value=1),
    noise=st.binary(min_size=1, max_size=40),
    replaced=st.integers(min_value=0, max_value=60),
)
@settings(max_examples=many(60, 800))
def test_a_page_with_a_hole_is_read(name: str, position: float, noise: bytes, replaced: int) -> None:
    page = PAGES[name]
    at = int(position * len(page))
    read_soundly(page[:at] + noise + page[at + replaced :])


@given(markup=st.lists(st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td>", "</td>", "<th colspan=2>", "<b>Дата поступления</b>", "12.01.2026",
     "<div id=cont1>", "</div>", "<div id='cont_doc1'>", "</HTML>", "<html>", "<ul class=tabs><li id=tab1>ДЕЛО</ul>",
     "<div class=casenumber>ДЕЛО № 1-1/2026</div>", "ЖАЛОБА № 1*", "<br>", "<!--", "-->", "<script>", "</script>",
     "<div id=content>", "<div class='title'>Уголовные дела - первая инстанция</div>", "№ дела", "&nbsp;"]
), max_size=60))  # fmt: skip
@settings(max_examples=many(60, 800))
def test_any_heap_of_the_portals_own_markup_is_read(markup: list[str]) -> None:
    read_soundly(OPENING + "".join(markup).encode())


@given(url=st.text(max_size=200))
@settings(max_examples=many(40, 400))
def test_any_address_is_taken(url: str) -> None:
    read_soundly(CARD, url)
    read_soundly(b"", "https://" + url)


def test_an_encoding_that_is_not_known_is_never_silent() -> None:
    assert kinds(read_soundly(CARD.decode().encode("cp855", errors="replace")))


def test_fifty_megabytes_are_read_no_further_than_any_page_reaches() -> None:
    row = LISTING[LISTING.index(b'<tr valign="top"') : LISTING.index(b"</table>", LISTING.index(b'<tr valign="top"'))]
    head = LISTING[: LISTING.index(b'<tr valign="top"')]
    data = head + row * (50_000_000 // len(row))
    assert len(data) > 49_000_000 > LARGEST
    record = read_soundly(data)
    assert {"oversize", "truncated", "too_dense"} & kinds(record)
    assert read_soundly(b"\x00" * 50_000_000).page is PageKind.UNKNOWN
    assert read_soundly("я".encode() * 25_000_000).page is PageKind.UNKNOWN


@pytest.mark.parametrize(
    "nest",
    [
        b"<div>" * 200_000,
        b"<table><tr><td>" * 50_000,
        b"".join(b"<font color=%d><p>" % number for number in range(30_000)),
        b"<b><i><u>" * 50_000,
        b"<div></x>" * 100_000,
        b"<a>" * 100_000,
    ],
    ids=["div", "table", "font", "formatting", "false closings", "a"],
)
def test_markup_that_nests_without_end_is_not_parsed(nest: bytes) -> None:
    record = read_soundly(OPENING + nest)
    assert record.page is PageKind.UNKNOWN
    assert "too_deep" in kinds(record)
    read_soundly(nest)


@pytest.mark.parametrize(
    "flood",
    [
        b"<td " + b" ".join(b"a%d=1" % number for number in range(20_000)) + b">",
        b"<td title='>' " + b" ".join(b"a%d" % number for number in range(20_000)),
        b'<td title="' + b" ".join(b"a%d=1" % number for number in range(20_000)),
    ],
    ids=["with values", "behind a quoted end", "in an open quote"],
)
def test_a_tag_with_attributes_without_end_is_not_parsed(flood: bytes) -> None:
    record = read_soundly(OPENING + flood)
    assert "too_deep" in kinds(record)


def test_a_long_value_and_a_long_text_are_no_flood_of_attributes() -> None:
    words = b"one word after another " * 5000
    assert parses_in_time(b'<td style="' + words + b'" title=x>' + words + b"</td>")


@pytest.mark.parametrize("cell", [b"<td>1", b"<tr><td>1</td></tr>", b"<table></table>", b"word "])
def test_cells_and_words_without_end_are_not_read(cell: bytes) -> None:
    page = OPENING + b"<table>" + cell * (MOST // len(cell) + 1)
    assert len(page) < LARGEST
    assert "too_dense" in kinds(read_soundly(page))


def test_endless_nesting_inside_an_act_leaves_the_card_readable() -> None:
    marker = "Именем Российской Федерации".encode()
    record = read_soundly(CARD.replace(marker, b"<div>" * 100_000 + marker))
    assert record.page is PageKind.CARD
    assert len(record.events) == 6
    assert len(record.acts) == 2


@pytest.mark.parametrize("before", ["", "text", "<p>", "<p>" * 700, "x" * 3000 + "<i>"])
@pytest.mark.parametrize("behind", ["", ">", "><b>", ">" + "y" * 2000 + "<b>" * 3])
def test_a_tag_of_too_many_attributes_is_found_wherever_it_stands(before: str, behind: str) -> None:
    def page(attributes: int) -> bytes:
        return f"{before}<td{' a' * attributes}{behind}".encode()

    assert not parses_in_time(page(600))
    assert parses_in_time(page(400))


def test_a_large_page_of_flat_rows_is_no_deep_page() -> None:
    assert parses_in_time(b"<table>" + b"<tr><td>1<td>2<br><img>" * 50_000 + b"</table>")
    assert parses_in_time(b"<div><span><b>x</b></span></div>" * 5000)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_issue_has_a_place_and_a_sentence(name: str) -> None:
    for issue in SOURCE.read(PAGES[name]).issues:
        assert issue.where
        assert issue.message
        assert issue.kind in SENTENCES or issue.kind.startswith(("charge", "person", "cell"))
