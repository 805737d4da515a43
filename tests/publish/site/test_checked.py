"""A claim's number is known by its claim; what it was computed from tells whether new data explain a change."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from tests.publish.conftest import sample_article
from tests.publish.site.conftest import dossier_of, observed

from absentia.model.checked import CheckedArticle, Computed, Sentence, Standing
from absentia.model.texts import said
from absentia.publish.site.build import build
from absentia.publish.site.checked import background, rests_on_pages, sheets, summary
from absentia.publish.site.dossier import Observed
from absentia.publish.site.numbers import Book, Number


def numbers_of(article: CheckedArticle, seen: Observed | None, **more: Any) -> list[Number]:
    book = Book()
    sheets(dossier_of(seen, articles=[article], **more), book)
    return list(book.numbers.values())


def article_with(*numbers: Computed) -> CheckedArticle:
    article = sample_article()
    claim = dataclasses.replace(article.claims[0], numbers=numbers, chart=None)
    return dataclasses.replace(article, claims=[claim])


@pytest.mark.parametrize(
    ("sources", "standing", "pages"),
    [
        (("court_cases-001",), "published", False),
        (("court_cases-001", "stated"), "computed", False),
        (("court_cases-001", "tally cases_received"), "computed", True),
        (("serial-gaps --article 337",), "estimated", True),
        ((), "tallied", True),
    ],
)
def test_what_rests_on_court_pages_changes_with_them(sources: tuple[str, ...], standing: Standing, pages: bool) -> None:
    number = dataclasses.replace(sample_article().claims[0].numbers[0], sources=sources, standing=standing)
    article = article_with(number)
    assert rests_on_pages(number, article.claims[0]) is pages
    first, second = (numbers_of(article, observed(data=data))[0] for data in ("one", "two"))
    assert (first.data != second.data) is pages
    assert first.synthetic is pages
    assert not numbers_of(article, observed(), apart=True)[0].synthetic
    assert first.id == second.id


def test_another_source_is_new_data() -> None:
    article = sample_article()
    (first, *_others) = numbers_of(article, None)
    claim = article.claims[0]
    cited = [dataclasses.replace(one, date="2024-01-01") for one in claim.citations]
    (second, *_others) = numbers_of(
        dataclasses.replace(article, claims=[dataclasses.replace(claim, citations=cited)]), None
    )
    assert first.data != second.data


def test_two_numbers_alike_are_known_apart() -> None:
    number = sample_article().claims[0].numbers[0]
    first, second = numbers_of(article_with(number, dataclasses.replace(number, value=9.0)), None)
    assert first.id != second.id
    assert first.id == numbers_of(article_with(number), None)[0].id


def test_a_page_accounts_for_every_sentence_and_the_article_leads_to_it() -> None:
    listed = [
        Sentence("claim", said("It doubled."), ("a", "c")),
        Sentence("quotation", said("It fell."), ("b",)),
        Sentence("testimony", said("I left."), why=said("Nobody is looked for.")),
    ]
    article = dataclasses.replace(sample_article(), sentences=listed)
    files = build(dossier_of(None, articles=[article]), "2024-01-01").files
    page = files["articles/guardian_2023_10.sentences.html"].decode()
    assert "3 factual sentences: 1 tested, 1 with numbers that cannot decide, 1 that nothing here can test" in page
    for words in ("a: supported with caveat; c: cannot be tested", "b: not supported", "Nobody is looked for."):
        assert words in page
    russian = files["articles/guardian_2023_10.sentences.ru.html"].decode()
    assert "свидетельство" in russian
    assert "проверить здесь нечем" in russian
    assert '/guardian_2023_10.sentences.html">3 factual' in files["articles/guardian_2023_10.html"].decode()


def test_without_sentences_there_is_no_such_page() -> None:
    files = build(dossier_of(None, articles=[sample_article()]), "2024-01-01").files
    assert not [name for name in files if ".sentences" in name]


def test_a_claim_of_the_background_is_a_line_that_leads_to_its_own_page() -> None:
    listed = [
        Sentence("claim", said("It doubled."), ("a", "b")),
        Sentence("background", said("It was so."), ("b", "c")),
        Sentence("background", said("It is."), ("d",)),
    ]
    article = dataclasses.replace(sample_article(), sentences=listed)
    assert background(article) == {"c", "d"}
    assert "1 of 4 hold" in summary(article).text("en")
    assert "2 of 6 hold" in summary(sample_article()).text("en")
    files = build(dossier_of(None, articles=[article]), "2024-01-01").files
    front = set(re.findall(r"#reason-(\w+)", files["index.html"].decode()))
    assert front == {"a", "a_prime", "b", "e"}
    page = files["articles/guardian_2023_10.html"].decode()
    folded = set(re.findall(r'id="claim-(\w+)"', page))
    assert folded == {"a", "a_prime", "b", "e"}
    for name in "cd":
        assert re.search(rf'<li id="reason-{name}"><a href="[^"]*guardian_2023_10-{name}\.html">', page)
