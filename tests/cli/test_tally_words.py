"""What is an identifier in data is a word for a reader: registers, kinds of pages, measures."""

from __future__ import annotations

import pytest

from absentia.cli import language
from absentia.cli.tally_words import PAGES, register
from absentia.model.page import PageKind
from absentia.tally.catalogue import measures, measures_of_packages
from absentia.tally.words import NAMES


@pytest.mark.parametrize(
    ("name", "russian"),
    [
        ("criminal-first", "уголовные, первая инстанция"),
        ("criminal-appeal", "уголовные, апелляция"),
        ("1540006-0", "1540006-0"),  # the address's own numbers
        ("criminal", "criminal"),
        ("criminal-third", "criminal-third"),
    ],
)
def test_a_register_is_called_by_procedure_and_instance(
    name: str, russian: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_current", "ru")
    assert register(name) == russian


def test_every_kind_of_page_and_every_measure_has_its_word() -> None:
    assert set(PAGES) == set(PageKind)
    assert set(NAMES) == {*measures(), *measures_of_packages()}
