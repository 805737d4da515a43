"""The number now, as a sentence: exact, a bound, a range, or why there is none."""

from __future__ import annotations

import dataclasses

import pytest
from tests.publish.conftest import both, sample_article
from tests.publish.site.conftest import dossier_of, observed, signals_report, tally_of
from tests.publish.site.test_numbers import number_of

from absentia.model.count import Count
from absentia.publish.site.build import build
from absentia.publish.site.checked import summary
from absentia.publish.site.front import sentence, sheet
from absentia.publish.site.numbers import Book, Number
from absentia.publish.site.sheets import Chart


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
        (Count(5, 7), "Between 5 and 7 cases under", "поступило дел — от 5 до 7: [5–7]."),
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
    cards = {one.kind: (one.numbers, one.reason) for one in made.more["cards"]}
    assert [one.text("en") for one in cards["counted"][0]] == ["≥\u00a01,234"]
    assert cards["expected"][0] == []
    assert cards["expected"][1].text("en") == "an assumption fails"
    assert [one.notes[-1].text("en") for one in made.more["cards"]] == ["seen to 30 July 2023"] * 3
    assert [one.text("en") for one in cards["hidden"][0]] == ["100–480"]
    # registers number filings, whatever the headline counts
    assert [str(one.label).partition(",")[0] for one in cards["hidden"][0]] == ["Filings received"]
    assert [one.interval for one in cards["hidden"][0]] == [None]
    assert {one.standing for one in cards["hidden"][0]} == {"estimated"}


def test_figures_alone_have_the_article_first() -> None:
    made = sheet(dossier_of(None, articles=[sample_article()]), Book(), None)
    assert made.lead == [summary(sample_article())]
    assert list(made.more["cards"]) == []
    assert [claim.id for claim, _numbers, _page in made.more["lines"]] == ["a", "a_prime", "b", "c", "d", "e"]


def test_without_a_month_to_show_the_half_years_are_drawn_and_without_any_nothing() -> None:
    seen = observed()
    nothing = tally_of(("month",), {"2023-05": Count.withheld(), "2023-06": Count.unknown("not_covered")})
    halves = dataclasses.replace(seen, months={"cases_received": {"337": nothing}})
    drawn = sheet(dossier_of(halves), Book(), None).chart
    assert isinstance(drawn, Chart)
    assert [one.label.text("en") for one in drawn.marks][-1] == "first half of 2023"
    no_half = tally_of(("half-year",), {"2023-H1": Count.withheld()})
    bare = dataclasses.replace(halves, half_years={"cases_received": {"337": no_half}})
    made = sheet(dossier_of(bare), Book(), None)
    assert made.chart is None
    assert made.more["cards"][0].numbers == []
    assert "withheld" in made.more["cards"][0].reason.text("en")


def test_a_summary_counts_every_verdict() -> None:
    assert summary(sample_article()).text("en") == (
        "Claims of The Example: 2 of 6 hold, 1 of 6 holds with caveats, 1 is refuted, 2 cannot be tested."
    )
    assert summary(sample_article()).text("ru") == (
        "The Example, утверждения: 2 из 6 подтверждаются, 1 из 6 подтверждается с оговоркой, 1 опровергнуто, "
        "2 проверить нельзя."
    )
    held = dataclasses.replace(sample_article(), claims=sample_article().claims[1:2])
    assert summary(held).text("en") == "Claims of The Example: 1 of 1 holds, none is refuted."


def test_series_on_one_axis_stand_on_the_front_where_an_article_asks_for_them() -> None:
    asked = sheet(dossier_of(None, articles=[sample_article()], estimates=[signals_report()]), Book(), None)
    chart, stem, page = asked.more["signals"]
    assert (chart.spec, stem, page) == ("signals", "estimates/charts/signals", "estimates/signals")
    assert sheet(dossier_of(observed(), articles=[sample_article()]), Book(), None).more["signals"] is None
    undrawn = dataclasses.replace(signals_report(), chart=None)
    assert sheet(dossier_of(None, estimates=[undrawn]), Book(), None).more["signals"] is None


def test_the_front_shows_the_picture_with_its_words_and_files() -> None:
    dossier = dossier_of(None, articles=[sample_article()], estimates=[signals_report()])
    files = dict(build(dossier, "2023-08-07", ()).files)
    front = files["index.html"].decode()
    assert 'src="estimates/charts/signals.en.svg"' in front
    assert "which is not zero" in front
    assert b"<svg" in files["estimates/charts/signals.ru.svg"]
    without = dict(build(dossier_of(None, articles=[sample_article()]), "2023-08-07", ()).files)
    assert "signals" not in without["index.html"].decode()
