"""Pages as people's programs save them: other encodings, entities, marks that show as nothing (synthetic)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.archive import Capture
from absentia.model import PageKind, PageRecord
from absentia.parse.outcome import Outcome
from absentia.parse.reading import read_capture
from absentia.sources import get_source
from absentia.sources.ru_sudrf.counters import counter_and_range
from absentia.sources.ru_sudrf.decode import in_utf_8, looks_like_mojibake

SOURCE = get_source("ru_sudrf")
FIXTURES = Path(__file__).parent / "fixtures"
SAVED = ["garrison_listing_criminal_first", "garrison_card_criminal_first", "empty_result", "act"]
SHOWN = "Всего по запросу найдено — {}. На странице записи с {} по {}."
LISTING = """<html><title>Учебный гарнизонный суд (synthetic)</title><div id="modSdpContent">
<div class="title">Уголовные дела - первая инстанция</div><p>{shown}</p><table id="tablcont">
<tr><th>№ дела</th><th>Дата поступления</th><th>Лица</th><th>Судья</th></tr><tr><td>
<a href="/modules.php?name=sud_delo&name_op=case&case_uid=00000000-0000-4000-8000-00000000000a">1-7/2026</a></td>
<td>02.03.2026</td><td>{person} - ст.337&shy; ч.5 УК РФ</td><td></td></tr></table><a href="?page=2">2</a>
</div></html>"""


def said(record: PageRecord) -> PageRecord:
    """The record without what tells the bytes apart."""
    return replace(record, capture="", charset=None)


@pytest.mark.parametrize("name", SAVED)
@pytest.mark.parametrize(
    "charset", ["utf-16", "utf-16-le", "utf-16-be", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"]
)
def test_a_page_saved_in_another_encoding_says_the_same(name: str, charset: str) -> None:
    text = (FIXTURES / f"{name}.html").read_bytes().decode()
    if charset == "mac-cyrillic":  # as every real page has one
        text = text.replace("<body>", "<body><p>Судебное делопроизводство</p>", 1)
    record = SOURCE.read(text.encode(charset, errors="xmlcharrefreplace"))
    assert said(record).rows == SOURCE.read(text.encode()).rows
    assert said(record) == replace(said(SOURCE.read(text.encode())), acts=record.acts)
    assert record.charset == ("utf-16-le" if charset == "utf-16" else charset)


@pytest.mark.parametrize("charset", ["utf-8", "cp1251"])
def test_pages_as_the_portals_send_them_are_left_as_they_are(charset: str) -> None:
    for file in FIXTURES.glob("*.html"):
        data = file.read_bytes().decode(errors="replace").encode(charset, errors="replace")
        assert in_utf_8(data) == (data, None)


@pytest.mark.parametrize("data", [b"", b"\0", b"\0" * 400, b"\xff\xfe", b"\xfe\xff\xd8", bytes(range(256)) * 4])
def test_what_is_no_text_at_all_is_no_page(data: bytes) -> None:
    assert SOURCE.read(data).page is PageKind.UNKNOWN


def test_text_written_in_entities_is_read_as_text() -> None:
    page = LISTING.format(shown=SHOWN.format(1, 1, 1), person="Примеров Тест Тестович")
    record = SOURCE.read(page.encode("ascii", errors="xmlcharrefreplace"))
    assert said(record) == said(SOURCE.read(page.encode()))
    assert (record.counter, record.range, record.issues) == (1, (1, 1), ())


UNCERTAIN = [
    *(
        "1,234",
        "1.234",
        "1'234",
        "1 2",
        "1 23",
        "1_234",
        "1·234",
        "1&#183;234",
        "1⁄234",
        "1000+",
        "1e3",
        "1<!-- . -->234",
    ),
    *("<b>1</b> <b>234</b>", "1<!-- . -->234", "1<span>&nbsp;</span>234", "1<font size=1>.</font>234"),
]


@pytest.mark.parametrize("written", UNCERTAIN)
def test_a_counter_that_may_be_one_or_a_thousand_is_none(written: str) -> None:
    shown = SHOWN.format(written, 1, 1)
    record = SOURCE.read(LISTING.format(shown=shown, person="Примеров Т.Т.").encode())
    assert (record.counter, [issue.kind for issue in record.issues]) == (None, ["missing_counter"])


@given(st.text(st.characters(exclude_categories=["L", "N", "M"], exclude_characters="<>&."), min_size=1, max_size=4))
def test_whatever_parts_the_thousands_the_first_alone_is_no_counter(mark: str) -> None:
    counter, shown = counter_and_range(SHOWN.format(f"1{mark}234", f"1{mark}001", f"1{mark}234"))
    assert counter in (None, 1_234)
    assert shown in (None, (1_001, 1_234))


@pytest.mark.parametrize(
    ("counter", "link", "mismatch"), [("1", "", False), ("2", "", True), ("1&nbsp;234", "", True), ("2", "2", False)]
)
def test_an_only_page_that_announces_more_than_it_shows_does_not_add_up(
    counter: str, link: str, *, mismatch: bool
) -> None:
    page = LISTING.format(shown=SHOWN.format(counter, 1, 1), person="Примеров Т.Т.")
    record = SOURCE.read(
        page.replace('<a href="?page=2">2</a>', f'<a href="?page={link}">2</a>' if link else "").encode()
    )
    assert [issue.kind for issue in record.issues] == (["counter_mismatch"] if mismatch else [])


WRONGLY = {
    "UTF-8 for windows-1251": ("utf-8", "cp1251"),
    "UTF-8 for Latin-1": ("utf-8", "latin-1"),
    "windows-1251 for Latin-1": ("cp1251", "latin-1"),
    "windows-1251 for KOI8-R": ("cp1251", "koi8-r"),
    "KOI8-R for windows-1251": ("koi8-r", "cp1251"),
    "CP866 for windows-1251": ("cp866", "cp1251"),
    "windows-1251 for UTF-8": ("cp1251", "utf-8"),
    "question marks": ("ascii", "ascii"),
}


@pytest.mark.parametrize("name", WRONGLY)
@pytest.mark.parametrize("page", SAVED[:2])
def test_a_text_saved_in_the_wrong_encoding_is_said_to_be_one_and_no_changed_layout(name: str, page: str) -> None:
    was, taken_for = WRONGLY[name]
    text = (FIXTURES / f"{page}.html").read_bytes().decode()
    spoilt = text.encode(was, errors="replace").decode(taken_for, errors="replace").encode()
    reading = read_capture(SOURCE, Capture.of_page(spoilt))
    kinds = {issue.kind for issue in reading.record.issues}
    assert "mojibake" in kinds
    assert "layout_changed" not in kinds
    outcome = Outcome()
    outcome.note(reading, "spoilt.html")
    assert (outcome.unreadable, outcome.exit_code) == (["spoilt.html"], 1)
    outcome.note(read_capture(SOURCE, Capture.of_page(text.encode())), "own.html")
    assert outcome.exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        "Прогноз погоды на завтра: местами снег, ветер северный, на дорогах гололедица, видимость слабая",
        "A page of another site altogether, in English, of no interest to anybody who counts cases, café",
        "Ещё?" * 10,
        "Déjà vu, à côté de l'été: où est l'élève? " * 20,
    ],
)
def test_words_in_their_own_encoding_are_not_said_to_be_in_a_wrong_one(words: str) -> None:
    assert not looks_like_mojibake(f"<p>{words}</p>")


@pytest.mark.parametrize("blank", ["&nbsp;", "&#160;", "&thinsp;", "\u00a0", " ", "\u202f"])
def test_thousands_may_be_parted_by_any_blank(blank: str) -> None:
    shown = SHOWN.format(f"12{blank}345", f"1{blank}001", f"1{blank}001")
    record = SOURCE.read(LISTING.format(shown=shown, person="Примеров Т.Т.").encode())
    assert (record.counter, record.range) == (12_345, (1_001, 1_001))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("При&shy;меров Тест", "Примеров Тест"),
        ("При\u00adмеров\u200b Тест", "Примеров Тест"),
        ("Примеров&#8203; Т&#x301;ест", "Примеров Тест"),
        ("При&#173;меров &#xFEFF;Тест", "Примеров Тест"),
        ("О&amp;#39;Примеров &amp;quot;Тест&amp;quot;", 'О\'Примеров "Тест"'),
        ("При&amp;shy;меров Тест", "Примеров Тест"),
        ("О&amp;amp;#39;Примеров Тест", "О'Примеров Тест"),
        ("Ёлкин Андрей", "Ёлкин Андрей"),
    ],
)
def test_a_name_is_one_however_it_is_escaped(written: str, name: str) -> None:
    record = SOURCE.read(LISTING.format(shown=SHOWN.format(3, 1, 1), person=written).encode())
    assert [(one.name, len(one.charges)) for one in record.rows[0].defendants] == [(name, 1)]
    assert record.issues == ()


@pytest.mark.parametrize(
    ("written", "charge"),
    [
        ("ст.337 ч.3<sup>1</sup> УК РФ", ("337", "3.1")),
        ("ст.205<SUP class=x> 1 </SUP> ч.1<sup>1</sup> УК РФ", ("205.1", "1.1")),
        ("ст.337 ч.3¹ УК РФ", ("337", "3.1")),
        ("ст.337 ч.3 УК РФ<sup>*</sup>", ("337", "3")),
    ],
)
def test_a_figure_that_is_set_higher_makes_another_part_of_it(written: str, charge: tuple[str, str]) -> None:
    person = f"Примеров Т.Т. - {written}<!-- "
    record = SOURCE.read(LISTING.replace(" - ст.337&shy; ч.5 УК РФ", "-->").format(shown="", person=person).encode())
    assert [(one.article, one.part) for one in record.rows[0].defendants[0].charges] == [charge]
