"""The number now, as a sentence: exact, a bound, a range, or why there is none."""

from __future__ import annotations

import pytest
from tests.publish.conftest import both, sample_article
from tests.publish.site.conftest import dossier_of, observed
from tests.publish.site.test_numbers import number_of

from absentia.model.count import Count
from absentia.publish.site.front import sentence, sheet, summary
from absentia.publish.site.numbers import Book, Number


def said_of_number(number: Number | None, code: str) -> str:
    book = Book()
    if number:
        book.add(number)
    return book.filled(sentence(number, "337", "2023-H1").text(code), code, lambda _one, reads: f"[{reads}]")


@pytest.mark.parametrize(
    ("count", "english", "russian"),
    [
        (Count.exactly(1), "[1] case under Article 337 reached", "поступило [1] дело."),
        (Count.exactly(1234), "[1,234] cases under Article 337 reached", "поступило [1\u00a0234] дела."),
        (Count.at_least(1234), "At least [1,234] cases under", "поступило дел: не менее [1\u00a0234]."),
        (Count(5, 7), "Between 5 and 7 cases under", "от 5 до 7 дел: [5–7]."),
    ],
)
def test_the_number_now_is_a_sentence(count: Count, english: str, russian: str) -> None:
    number = number_of(count)
    assert english in said_of_number(number, "en")
    assert "the first half of 2023" in said_of_number(number, "en")
    assert russian in said_of_number(number, "ru")


def test_where_there_is_no_number_the_sentence_says_why() -> None:
    withheld = number_of(Count.withheld(), reason=both("withheld", "не показано"))
    assert said_of_number(withheld, "en") == (
        "How many cases reached the courts in the first half of 2023 is not shown: withheld."
    )
    assert "nothing was read" in said_of_number(None, "en")


def test_counted_expected_and_hidden_stand_apart() -> None:
    book = Book()
    made = sheet(dossier_of(observed()), book, None)
    cards = {kind: (numbers, reasons) for _title, numbers, _notes, reasons, kind in made.more["cards"]}
    assert [one.text("en") for one in cards["counted"][0]] == ["≥\u00a01,234"]
    assert cards["expected"][0] == []
    assert [one.text("en") for one in cards["expected"][1]] == ["an assumption fails"]
    assert [one.text("en") for one in cards["hidden"][0]] == ["100–480"]
    # registers number filings, whatever the headline counts
    assert [str(one.label).partition(",")[0] for one in cards["hidden"][0]] == ["Filings received"]
    assert [one.interval for one in cards["hidden"][0]] == [None]
    assert {one.standing for one in cards["hidden"][0]} == {"estimated"}


def test_figures_alone_have_the_article_first() -> None:
    made = sheet(dossier_of(None, articles=[sample_article()]), Book(), None)
    assert made.lead == [summary(sample_article())]
    assert made.more["cards"] == []


def test_a_summary_counts_every_verdict() -> None:
    assert summary(sample_article()).text("en") == (
        "The Example: of 6 claims, 2 hold, 1 hold with caveats, 1 are refuted, 2 cannot be tested."
    )
