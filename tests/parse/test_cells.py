"""Cells on their own: what is printed of them, and that no name is among it. People are invented (synthetic)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from absentia.law.lookup import label
from absentia.model import Charge
from absentia.parse.cells import CellKind, CellReader, charge_document
from absentia.sources import get_source

SOURCE = get_source("ru_sudrf")
SURNAMES = ("Вымышленный", "Образцова-Тестова", "Примеров", "ТЕСТОВ", "Sample")
CELL = "Вымышленный Пример Тестович - ст.337 ч.5 УК РФ;<br>Примеров А.Б. - ст. 30 ч.3, ст.158 ч.2 п.п.а,в УК РФ"


def read(*lines: str | bytes, kind: CellKind = "cell", show_names: bool = False) -> list[dict[str, Any]]:
    encoded = [line if isinstance(line, bytes) else line.encode() + b"\n" for line in lines]
    return list(CellReader(SOURCE, kind=kind, show_names=show_names).read(encoded))


def test_a_cell_becomes_one_object() -> None:
    assert read(CELL) == [
        {
            "line": 1,
            "persons": [
                {
                    "name": "person-1",
                    "name_hidden": False,
                    "charges": [
                        {
                            "code": "УК",
                            "article": "337",
                            "part": "5",
                            "points": [],
                            "role": "principal",
                            "episodes": 1,
                            "modifiers": [],
                            "raw": "ст.337 ч.5",
                            "provision": "337.5",
                            "family": "mobilisation",
                        }
                    ],
                },
                {
                    "name": "person-2",
                    "name_hidden": False,
                    "charges": [
                        {
                            "code": "УК",
                            "article": "158",
                            "part": "2",
                            "points": ["а", "в"],
                            "role": "attempt",
                            "episodes": 1,
                            "modifiers": ["30.3"],
                            "raw": "ст. 30 ч.3, ст.158 ч.2 п.п.а,в",
                            "provision": "158.2",
                            "family": None,
                        }
                    ],
                },
            ],
            "lower_court": None,
            "lower_number": None,
            "issues": [],
        }
    ]


def test_equal_names_get_equal_pseudonyms_in_the_order_of_the_run() -> None:
    documents = read("Примеров А.Б. - ст.337 ч.5 УК РФ", "", CELL, "ПРИМЕРОВ А. Б. - ст.338 ч.1 УК РФ")
    assert [[person["name"] for person in document["persons"]] for document in documents] == [
        ["person-1"],
        [],
        ["person-2", "person-1"],
        ["person-1"],
    ]


def test_names_are_shown_only_when_asked_for() -> None:
    shown = read(CELL, show_names=True)[0]
    assert shown["cell"] == CELL.replace("<br>", "\n")
    assert [person["name"] for person in shown["persons"]] == ["Вымышленный Пример Тестович", "Примеров А.Б."]
    assert "cell" not in read(CELL)[0]


def test_names_do_not_escape_through_what_could_not_be_read() -> None:
    lines = (
        "Вымышленный Пример Тестович ст.337 ч.5 УК РФ",
        "Примеров А.Б. - ст.337 ч.5 прим Примеров УК РФ",
        "Примеров А.Б. - ст.337 ч.5 УК РФ (по эпизоду с Вымышленным)",
        "Примеров А.Б. - ст.337 ч.5 (в ред. Вымышленного) УК РФ",
        "Примеров А.Б. - ",
        "КАТЕГОРИЯ: иск, ИСТЕЦ: Вымышленный Пример Тестович",
        "ст.337 ч.5 УК РФ; с участием Вымышленного; ст.338 ч.1 УК РФ",
    )
    documents = read(*lines)
    printed = json.dumps(documents, ensure_ascii=False).casefold()
    assert "вымышлен" not in printed
    assert "пример" not in printed.replace("прим [name]", "")
    assert all(document["issues"] or "в ред." in line for document, line in zip(documents, lines, strict=True))
    assert documents[0]["issues"][0]["raw"] == "[name]"
    # what is no name stays readable
    assert documents[1]["issues"][0]["raw"].startswith("ст.337 ч.5 прим")


def test_articles_of_one_person() -> None:
    document = read("ст.111 ч.1 УК РФ; ст.108 УПК РФ", "", kind="articles")
    assert [charge["code"] for charge in document[0]["persons"][0]["charges"]] == ["УК", "УПК"]
    assert document[1]["persons"] == []


def test_family_is_told_only_where_the_code_is() -> None:
    families = [
        document["persons"][0]["charges"][0]["family"]
        for document in read(
            "ст.337 ч.3 УК РФ", "ст.337 ч.3", "ст.337 ч.9 УК РФ", "ст.337 ч.3 УПК РФ", "ст.158 ч.3 УК РФ"
        )
    ]
    assert families == ["peace", None, None, None, None]


def test_lines_that_are_not_utf8_are_issues_and_stop_nothing() -> None:
    documents = read(
        "ст.337 ч.5 УК РФ", "Вымышленный - ст.337 ч.5".encode("cp1251") + b"\n", b"\xef\xbb\xbf\n", "ст.338 УК РФ"
    )
    assert [issue["kind"] for issue in documents[1]["issues"]] == ["undecodable"]
    assert documents[1]["issues"][0]["raw"].startswith("24 bytes")
    assert documents[3]["persons"]
    assert [document["line"] for document in documents] == [1, 2, 3, 4]


def test_a_byte_order_mark_and_windows_line_ends_are_no_part_of_a_cell() -> None:
    document = read(b"\xef\xbb\xbf" + CELL.encode() + b"\r\n", show_names=True)[0]
    assert document["cell"] == CELL.replace("<br>", "\n")
    assert document["issues"] == []


def test_issues_are_told_in_the_language_asked_for() -> None:
    line = "Примеров А.Б. - ст.ххх УК РФ".encode()
    told = {code: next(CellReader(SOURCE, language=code).read([line]))["issues"][0]["message"] for code in ("en", "ru")}
    assert "grammar" in told["en"]
    assert "грамматик" in told["ru"]


def test_counts_of_the_run() -> None:
    reader = CellReader(SOURCE)
    list(reader.read([b"\n", "ст.ххх\n".encode(), "слова\n".encode()]))
    assert (reader.cells, reader.issues) == (3, 2)


NOISE = st.sampled_from(["ст.", "337", " ч.5", " УК РФ", ";", " - ", "; ", "(", ")", "[", " прим ", "п.а", "\x00", "и"])


@settings(max_examples=150)
@given(st.lists(st.sampled_from(SURNAMES) | NOISE, max_size=12).map(" ".join))
def test_no_surname_is_printed_whatever_stands_around_it(text: str) -> None:
    printed = json.dumps(read(text), ensure_ascii=False).casefold()
    for surname in SURNAMES:
        assert surname.casefold() not in printed


@pytest.mark.parametrize(
    ("code", "jurisdiction", "provision", "family"),
    [
        ("УК", "ru", "337.5", "mobilisation"),
        ("unassigned", "ru", "337.5", None),  # the cell names no code
        ("КоАП", "ru", "КоАП 337/5", None),
        ("KT", "xx", "337.5", "peace"),
        ("УК", "xx", "УК 337/5", None),
        ("KT", "zz", "KT 337/5", None),  # a law nobody described
    ],
)
def test_a_charge_is_read_under_the_law_of_its_source(
    monkeypatch: pytest.MonkeyPatch, code: str, jurisdiction: str, provision: str, family: str | None
) -> None:
    monkeypatch.setenv("ABSENTIA_LAW", str(Path(__file__).parents[1] / "law" / "laws"))
    label.cache_clear()
    found = charge_document(Charge(code, "337", "5"), jurisdiction)
    label.cache_clear()
    assert (found["code"], found["provision"], found["family"]) == (code, provision, family)
