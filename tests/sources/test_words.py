"""Dates, encodings, the vocabulary, links: the small readers behind every page."""

from __future__ import annotations

import datetime as dt
from importlib import resources

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from absentia.model import Instance, Procedure
from absentia.sources.ru_sudrf.asked import asked
from absentia.sources.ru_sudrf.counters import counter_and_range
from absentia.sources.ru_sudrf.dates import clock, iso_date, publication
from absentia.sources.ru_sudrf.decode import decode, looks_like_mojibake
from absentia.sources.ru_sudrf.links import case_link, guids_in, host_of, operation, page_number
from absentia.sources.ru_sudrf.region import cut
from absentia.sources.ru_sudrf.text import BREAK, folded, key, lines
from absentia.sources.ru_sudrf.vocabulary import column_field, heading_of, names_court_below, vocabulary

RUSSIAN = "Уголовные дела — первая инстанция; Вымышленный Пример Тестович (synthetic), ст. 337 ч. 3.1"


@given(day=st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2100, 12, 31)))
def test_a_date_written_is_read_back(day: dt.date) -> None:
    assert iso_date(day.strftime("%d.%m.%Y")) == day.isoformat()


@pytest.mark.parametrize(
    "text",
    ["31.02.2026", "00.00.0000", "1.2.2026", "2026-02-01", "12.13.2026", "01.01.0026", "31.12.1989", "", "в марте"],
)
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert iso_date(text) is None


def test_times_are_padded_and_checked() -> None:
    assert (clock("9:05"), clock("15:56"), clock("24:00"), clock("12.30"), clock("")) == (
        "09:05",
        "15:56",
        None,
        None,
        None,
    )


def test_publication_is_to_the_minute_where_the_page_is() -> None:
    both = "опубликовано 22.04.2026 18:54, изменено 19.06.2026 20:05"
    assert publication(both) == ("2026-04-22T18:54", "2026-06-19T20:05")
    assert publication("опубликовано 22.04.2026") == ("2026-04-22", None)
    assert publication("опубликовано 32.04.2026 18:54") == (None, None)


@given(text=st.text(alphabet=st.characters(codec="cp1251", categories=("L", "N", "P", "Zs")), max_size=400))
def test_text_is_read_as_it_was_written_in_either_encoding(text: str) -> None:
    page = RUSSIAN + text
    assert decode(page.encode()).text == page
    found = decode(page.encode("cp1251"))
    assert (found.text, found.charset) == (page, "windows-1251")


@given(cut_at=st.integers(min_value=30, max_value=len(RUSSIAN.encode())))
def test_a_character_cut_in_two_does_not_change_the_encoding(cut_at: int) -> None:
    found = decode(RUSSIAN.encode()[:cut_at])
    assert found.charset == "utf-8"
    assert RUSSIAN.startswith(found.text)
    assert len(RUSSIAN.encode()[:cut_at]) - len(found.text.encode()) < 4
    assert not found.garbled


def test_text_saved_in_the_wrong_encoding_is_recognised() -> None:
    assert looks_like_mojibake(RUSSIAN.encode().decode("cp1251", errors="replace"))
    assert not looks_like_mojibake(RUSSIAN * 50)
    assert not looks_like_mojibake("РСФСР, СССР, РФ. РОССИЯ. СУДЕБНЫЕ АКТЫ")


def test_white_space_is_folded_and_breaks_can_be_kept() -> None:
    assert folded(f" а\xa0\n\t б{BREAK}в ") == "а б в"
    assert lines(f" а\xa0 б{BREAK}\n{BREAK} в ") == "а б\nв"


def test_look_alike_letters_do_not_part_words() -> None:
    assert key("Административные дела (КАC РФ)") == key("административные  дела (КАС РФ)")
    assert key("Всё") == key("все")


@pytest.mark.parametrize(
    ("title", "index", "procedures", "instances"),
    [
        ("Уголовные дела - первая инстанция", "", {Procedure.CRIMINAL}, {Instance.FIRST}),
        ("Уголовные дела  — апелляция", "", {Procedure.CRIMINAL}, {Instance.APPEAL}),
        ("Административные дела (КАC РФ) - первая инстанция", "", {Procedure.KAS}, {Instance.FIRST}),
        ("Гражданские и административные дела - апелляция", "33а", {Procedure.KAS}, {Instance.APPEAL}),
        ("Гражданские и административные дела - апелляция", "33", {Procedure.CIVIL}, {Instance.APPEAL}),
        ("Гражданские и административные дела - апелляция", "", {Procedure.CIVIL, Procedure.KAS}, {Instance.APPEAL}),
        ("Производство по материалам", "", {Procedure.MATERIAL}, {Instance.FIRST}),
        ("Уголовные дела", "", {Procedure.CRIMINAL}, set(Instance) - {Instance.UNKNOWN}),
    ],
)
def test_a_title_tells_what_registers_there_may_be(
    title: str, index: str, procedures: set[Procedure], instances: set[Instance]
) -> None:
    assert heading_of(title, index) == (frozenset(procedures), frozenset(instances))


@pytest.mark.parametrize("title", ["Прочие дела - первая инстанция", "Уголовные дела - где-то", "Прочее", ""])
def test_a_title_of_unknown_words_tells_nothing(title: str) -> None:
    assert heading_of(title) is None


@pytest.mark.parametrize(
    ("header", "below"),
    [("Лица / Суд (мировой судья) первой инстанции", True), ("Номер дела в первой  инстанции", True), ("Лица", False)],
)
def test_a_column_of_the_court_below(header: str, below: bool) -> None:
    assert names_court_below(header) == below


def test_columns_are_known_by_their_words_whatever_the_place() -> None:
    assert column_field("Дата поступления") == "received"
    assert column_field("Лица / Суд (мировой судья) первой инстанции / Номер дела в первой инстанции") == "info"
    assert column_field("Лица / Нечто новое") is None
    assert column_field("Фамилия / наименование") == "person"


def test_no_word_of_the_vocabulary_hides_another() -> None:
    words = vocabulary()
    source = resources.files("absentia.sources.ru_sudrf").joinpath("vocabulary.yml").read_text(encoding="utf-8")
    written = yaml.safe_load(source)
    assert len(words.labels) == len(written["labels"])
    assert len(words.columns) == len(written["columns"])
    assert len(words.sections) == len(written["sections"])


def test_links_carry_identity_in_both_templates() -> None:
    guid = "00000000-0000-4000-8000-00000000000a"
    primary = f"/modules.php?name=sud_delo&srv_num=1&name_op=case&case_id=7&case_uid={guid.upper()}&delo_id=4&new="
    vnkod = f"/modules.php?name=sud_delo&name_op=case&_id=7&_uid={guid}&_deloId=1540006"
    other = "/modules.php?name=sud_delo&name_op=r_juid&judicial_uid=99GV0001-01-2023-000017-11"
    assert (case_link(primary).guid, case_link(primary).case_id) == (guid, "7")
    assert case_link(vnkod) == case_link(primary)
    assert case_link(other).guid is None
    assert case_link(f"?case_uid={guid[:-1]}").guid is None
    assert guids_in(primary.encode() + other.encode()) == {guid}
    assert (operation(primary), operation("/"), page_number("?page=3&x=1"), page_number("?_page=4")) == (
        "case",
        None,
        3,
        4,
    )


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://yargvs.jrs.sudrf.ru/modules.php?name=sud_delo", "yargvs--jrs.sudrf.ru"),
        ("https://yargvs--jrs.sudrf.ru/", "yargvs--jrs.sudrf.ru"),
        ("http://[", None),
        ("https://example.org/", None),
        (None, None),
    ],
)
def test_an_address_tells_the_module_host(address: str | None, host: str | None) -> None:
    assert host_of(address) == host


def test_the_column_is_found_however_its_mark_is_quoted_and_never_in_a_script() -> None:
    script = b'<script>w("<div id=modSdpContent>")</script>'
    for opening in (b'<div id="modSdpContent">', b"<div id='modSdpContent'>", b"<div class=x id=modSdpContent >"):
        region = cut(b"<html><body>" + opening + script + b"<p>x</p></div></body></html>")
        assert region.found
        assert region.markup.startswith(opening)
        assert b"<script" not in region.markup
        assert not region.truncated
    assert not cut(b"<html><body>#modSdpContent</body></html>").found


@pytest.mark.parametrize(
    ("written", "number"),
    [("0", 0), ("999999999", 999_999_999), ("1000000000", None), ("999999999 999", None), ("9" * 5000, None)],
)
def test_a_number_no_table_holds_is_none(written: str, number: int | None) -> None:
    """One page of an archive would stop the reading of all others."""
    text = f"Всего по запросу найдено — {written}. На странице записи с {written} по {written}."
    assert counter_and_range(text) == (number, None if number is None else (number, number))
    for field, other in (("page", "srv_num"), ("srv_num", "page")):
        of = asked(f"/modules.php?name_op=r&delo_id=1540006&new=0&{other}=7&{field}={written.replace(' ', '')}")
        assert of is not None
        told = {"page": of.page, "srv_num": of.building}
        assert told == {other: 7, field: 1 if number is None else number}
        assert of.narrowed == (number is None), "what asks for no page and no database is no question"
