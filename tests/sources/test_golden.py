"""Every page kind × template × instance, on pages written for this purpose: one fixture, one test.

A fixture without an expectation gets one written, and still fails until a person has read it and says so in it.
"""

from __future__ import annotations

import dataclasses
import enum
import json
from pathlib import Path
from typing import Any

import pytest

from absentia.model import Instance, PageKind, Procedure
from absentia.sources import get_source
from absentia.sources.ru_sudrf.template import Template

SOURCE = get_source("ru_sudrf")
FIXTURES = Path(__file__).parent / "fixtures"
READ = "read_by_a_person"
TYPED = [
    (kind, template, instance)
    for kind in (PageKind.LISTING, PageKind.CARD)
    for template in (Template.PRIMARY, Template.VNKOD)
    for instance in (Instance.FIRST, Instance.APPEAL, Instance.CASSATION)
]


def plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found = {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {name: inner for name, inner in found.items() if inner not in (None, "", [], {})}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


def record_json(record: Any) -> dict[str, Any]:
    found: dict[str, Any] = plain(record)
    return found


def write(path: Path, expectation: dict[str, Any]) -> None:
    path.write_text(json.dumps(expectation, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def names() -> list[str]:
    return sorted(path.stem for path in FIXTURES.glob("*.html"))


def expectation_of(name: str) -> Path:
    return FIXTURES / f"{name}.expected.json"


@pytest.mark.parametrize("name", names())
def test_a_fixture_reads_as_expected(name: str) -> None:
    record = record_json(SOURCE.read((FIXTURES / f"{name}.html").read_bytes()))
    file = expectation_of(name)
    if not file.exists():
        write(file, {READ: False, **record})
        pytest.fail(f"{file.name} was written; read it, and set {READ} to true")
    expected = json.loads(file.read_text(encoding="utf-8"))
    assert expected.pop(READ), f"nobody has read {file.name} yet"
    assert record == expected


def _expectations() -> list[dict[str, object]]:
    return [json.loads(expectation_of(name).read_text(encoding="utf-8")) for name in names()]


def test_no_expectation_without_its_page() -> None:
    stems = {file.name.removesuffix(".expected.json") for file in FIXTURES.glob("*.expected.json")}
    assert stems == set(names())


def test_every_page_kind_has_a_fixture() -> None:
    assert {entry["page"] for entry in _expectations()} == {kind.value for kind in PageKind}


@pytest.mark.parametrize(("kind", "template", "instance"), TYPED)
def test_every_parser_has_a_fixture(kind: PageKind, template: Template, instance: Instance) -> None:
    assert any(
        (entry["page"], entry["template"], entry.get("instance")) == (kind, template, instance)
        for entry in _expectations()
    )


@pytest.mark.parametrize("template", [Template.PRIMARY, Template.VNKOD])
@pytest.mark.parametrize("kind", [PageKind.HEARING_LIST, PageKind.SEARCH_FORM, PageKind.CAPTCHA_GATE])
def test_other_pages_have_a_fixture_in_both_templates(kind: PageKind, template: Template) -> None:
    assert any((entry["page"], entry["template"]) == (kind, template) for entry in _expectations())


@pytest.mark.parametrize(
    "procedure", [Procedure.CRIMINAL, Procedure.CIVIL, Procedure.KAS, Procedure.KOAP, Procedure.MATERIAL]
)
def test_every_procedure_has_a_fixture(procedure: Procedure) -> None:
    assert any(entry.get("procedure") == procedure for entry in _expectations())


@pytest.mark.parametrize("name", names())
def test_a_fixture_says_that_it_is_synthetic_and_shows_nobody_real(name: str) -> None:
    data = (FIXTURES / f"{name}.html").read_bytes()
    assert b"synthetic" in data
    assert b"<!-- synthetic" in data
