"""Names decide what a code means; what is not known is not passed over."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.dumps.register_world import World, package

from absentia.dumps.dictionaries import encoded_once, read_dictionaries
from absentia.dumps.package import opened
from absentia.sources import chosen_source, get_source
from absentia.sources.content import MEANINGS, fold
from absentia.sources.protocol import RegisterDump, is_dump, is_portal, is_register_dump
from absentia.sources.ua_edrsr import register_layout as layout


def twice(name: str) -> str:
    return "".join(chr(byte) if byte == 0x98 else bytes([byte]).decode("cp1251") for byte in name.encode())


@pytest.mark.parametrize("name", ["Вирок", "Ухвала", "ИСК Іє", "Об'єднана палата", "Обов’язок", "«Лапки» – №"])
def test_a_name_encoded_twice_is_read_as_it_was_meant(name: str) -> None:
    assert encoded_once(twice(name)) == name
    assert encoded_once(name) == name, "one that was not is left alone"


@pytest.mark.parametrize("name", ["", "plain", "Р’", "Рі…", "日本", "РС"])
def test_what_does_not_come_out_whole_is_left_alone(name: str) -> None:
    found = encoded_once(name)
    assert found == name or twice(found) == name


def test_codes_of_all_generations_are_one_article(tmp_path: Path) -> None:
    world = World(1)
    with opened(package([], tmp_path / "a.zip", world.day(0), "encoded_twice"), layout) as found:
        read = read_dictionaries(found, layout)
    assert {code for code, article in read.articles.items() if article == "407"} == {"40851", "5459", "10660"}
    assert {code for code, article in read.articles.items() if article == "408"} == {"40852", "2050"}
    assert read.groups == {"40845"}
    assert read.instances["0201"] == "first"
    assert (read.strange, read.unlike) == (frozenset(), {})


def test_names_are_compared_folded() -> None:
    assert fold("  САМОВІЛЬНЕ   залишення обов’язку ") == fold("самовільне залишення обов'язку")
    assert layout.named[fold("ДЕЗЕРТИРСТВО")].article == "408"


def test_every_name_that_was_read_means_its_article(shared: Path) -> None:
    file = shared / "facts" / "ukraine" / "categories_military.csv"
    if not file.exists():
        pytest.skip("the facts are not here")
    with file.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["article"][:2] != "33"]
    assert len(rows) > 60
    for row in rows:
        article = row["article"] if row["article"][0].isdigit() else None
        assert layout.codes[row["category_code"]] == article
        assert not row["name_as_read"] or layout.named[fold(row["name_as_read"])].article == article


def test_the_module_is_what_the_protocol_asks_for() -> None:
    from absentia.sources import ua_edrsr

    source: RegisterDump = ua_edrsr  # mypy holds every name and argument
    assert (is_register_dump(source), is_dump(source), is_portal(source)) == (True, False, False)
    assert tuple(layout.columns) == MEANINGS
    assert get_source("ua_edrsr") is source
    assert chosen_source(None).id == "ru_sudrf", "a source without pages is not meant where pages are read"
    assert source.read(b"<html>").issues
