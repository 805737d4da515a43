"""Both catalogues name things by the words of docs/reference/glossary.md, and by no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.catalog import Catalog
from tools.catalogues import Key, merged, wanted

GLOSSARY = Path(__file__).resolve().parents[1] / "docs" / "reference" / "glossary.md"
# what is typed or filled in: `code`, {values}, --options, files and folders
_TYPED = re.compile(r"`[^`]*`|\{[^}]*\}|--[\w-]+|\w+\.\w+|\w*/\w*|\w+_\w+")


class Term(NamedTuple):
    """A row of the glossary."""

    english: str
    forms: tuple[str, ...]
    never: tuple[str, ...]


def terms() -> Iterator[Term]:
    """The rows of the table."""
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("| English"):
            english, _russian, forms, _meaning, never = (cell.strip() for cell in line.strip("|").split("|"))
            yield Term(english, tuple(forms.split(", ")), tuple(one for one in never.split(", ") if one))


TERMS = tuple(terms())


@cache
def source() -> tuple[tuple[Key, str], ...]:
    """Every sentence that is marked, and where."""
    return tuple(wanted())


@cache
def russian() -> Catalog:
    """Both catalogues as one."""
    return merged()


_QUOTED = ("estimate/published_words.py", "model/publishers.py")
"""What others say, and what they are called: their words, not ours."""


@cache
def sentences() -> tuple[tuple[str, str], ...]:
    """Every sentence of the source with its Russian, in each plural form."""
    found = []
    for key, place in source():
        if place.startswith(_QUOTED):
            continue
        message = russian().get(key.singular, key.context)
        assert message is not None, key
        found += [
            (key.singular, text)
            for text in ([message.string] if isinstance(message.string, str) else message.string or ())
        ]
    return tuple(found)


def found(form: str, text: str) -> bool:
    """A word, or with ``*`` every word that begins so."""
    end = "" if form.endswith("*") else r"\b"
    return re.search(rf"\b{re.escape(form.rstrip('*'))}{end}", text, re.IGNORECASE) is not None


def named(english: str, sentence: str) -> bool:
    """The English sentence names the thing, once or as several."""
    several = english[:-1] + "ies" if english.endswith("y") else english.replace("man", "men") + "s?"
    return re.search(rf"\b({english}|{several})\b", _TYPED.sub("", sentence), re.IGNORECASE) is not None


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.english)
def test_a_thing_has_one_name_in_each_language(term: Term) -> None:
    naming = [(english, russian) for english, russian in sentences() if named(term.english, english)]
    assert naming, "no sentence names it: the row is dead"
    for english, russian in naming:
        # a word that is typed as it is, such as a field of a file, stays English
        assert any(found(form, russian) for form in term.forms) or found(term.english + "*", russian), (
            english,
            russian,
        )


@pytest.mark.parametrize("term", [term for term in TERMS if term.never], ids=lambda term: term.english)
def test_no_sentence_says_it_otherwise(term: Term) -> None:
    said_so = [(word, russian) for word in term.never for _english, russian in sentences() if found(word, russian)]
    assert not said_so


# who speaks of newspapers: what they call an article is one of a law only where they say so
_ON_THE_PRESS = re.compile(r"(check|claims|cli/check|cli/brief|publish|cli/publish)\b")
_OF_LAW = re.compile(r"article of law|Article|under this article|by article|each article|Criminal Code|law file")


def test_what_a_newspaper_prints_is_no_article_of_a_law() -> None:
    """«Статья» is one of the Criminal Code; a newspaper's is «публикация»."""
    for key, place in source():
        message = russian().get(key.singular, key.context)
        if not _ON_THE_PRESS.match(place) or key.context == "publication" or message is None:
            continue
        if re.search(r"\barticles?\b", _TYPED.sub("", key.singular)) and not _OF_LAW.search(key.singular):
            assert isinstance(message.string, str)
            assert not re.search(r"\bстат(ь|ей)", message.string), (place, message.string)


def test_a_false_word_would_be_found() -> None:
    assert found("производств*", "новых производств: 3")
    assert not found("производств*", "вид судопроизводства")
    assert not found("исход", "из чего он исходит")
