"""Reasons in prose: filled from what was computed, used only for the outcome they were written for."""

from __future__ import annotations

from pathlib import Path

import pytest

from absentia.check import bundled, check_article
from absentia.check.schema import Named, fields, fill
from absentia.errors import ClaimsProblem
from absentia.model.checked import CheckedClaim, Verdict
from absentia.model.estimate import Interval

TEMPLATE = """
id: synthetic
title: {{en: Synthetic, ru: Пример}}
publisher: Synthetic paper
date: 2023-10-26
claims:
  - id: x
    label: x′
    said: {{en: Twice as many, ru: Вдвое больше}}
    reading: {{en: Twice as many, ru: Вдвое больше}}
    operands:
      half: {{figure: court_cases-070}}
      year: {{figure: court_cases-071}}
    comparisons:
      - {{name: ratio, label: {{en: ratio, ru: отношение}}, operation: ratio, of: half, to: year, noise: poisson,
         expect: {{at_least: {least}}}, main: true}}
    because: {because}
"""


def check(path: Path, because: str, least: float = 2) -> CheckedClaim:
    file = path / "claims.yml"
    file.write_text(TEMPLATE.format(because=because, least=least), encoding="utf-8")
    (claim,) = check_article(file).claims
    return claim


def test_numbers_ends_and_percent_are_filled_as_each_language_writes_them(tmp_path: Path) -> None:
    claim = check(
        tmp_path,
        '{en: "{half} is {ratio} times {year} ({ratio.low}–{ratio.high}), {ratio.percent} %.", '
        'ru: "{half} больше {year} в {ratio} раза."}',
    )
    assert claim.reason.text("en") == "1,270 is 2.34 times 543 (2.12–2.59), 234 %."
    assert claim.reason.text("ru").replace("\u00a0", " ") == "1 270 больше 543 в 2,34 раза."
    assert claim.label == "x′"


def test_prose_written_for_another_outcome_gives_way_to_the_checkers_own(tmp_path: Path) -> None:
    claim = check(tmp_path, '{en: "It is {ratio} times."}', least=3)
    assert claim.verdict is Verdict.NOT_SUPPORTED
    assert "this does not hold" in claim.reason.text("en")
    claim = check(tmp_path, '{en: "Only {ratio} times.", when: not supported}', least=3)
    assert claim.reason.text("en") == "Only 2.34 times."


def test_a_number_that_is_missing_gives_way_too(tmp_path: Path) -> None:
    claim = check(tmp_path, '{en: "From {half.low} on."}')
    assert "this holds" in claim.reason.text("en")


@pytest.mark.parametrize(
    ("because", "says"),
    [
        ('{en: "{halff} cases"}', "no number named “halff”"),
        ('{en: "{half.mean} cases"}', "low"),
        ('{en: "{half} cases", ru: "{year_2020} дел"}', "year_2020"),
        ('{en: "{half:.2f} cases"}', "cannot be filled"),
        ('{en: "{half cases"}', "because"),
        ('{en: "{half}", when: maybe}', "when"),
    ],
)
def test_a_wrong_template_is_a_clear_error(tmp_path: Path, because: str, says: str) -> None:
    with pytest.raises(ClaimsProblem) as caught:
        check(tmp_path, because)
    assert says in f"{caught.value.what} {caught.value.where} {caught.value.next_step}"


def test_every_claim_of_the_bundled_article_gives_its_reason_in_prose() -> None:
    for claim in check_article("guardian_2023_10").claims:
        for text in claim.reason.both().values():
            assert "; claimed:" not in text
            assert "; утверждается" not in text
            assert "{" not in text
            assert text.endswith(".")
    labels = {claim.id: claim.label for claim in check_article("guardian_2023_10").claims}
    assert labels == {"a": "a", "a2": "a′", "b": "b", "c": "c", "d": "d", "d2": "d′", "e": "e", "e2": "e′"} | {
        name: name for name in "fghi"
    }


def test_the_bundled_prose_falls_when_its_figures_do(tmp_path: Path) -> None:
    text = bundled()["guardian_2023_10"].read_text(encoding="utf-8")
    changed = tmp_path / "changed.yml"
    changed.write_text(
        text.replace("half_2023: {figure: court_cases-001", "half_2023: {figure: court_cases-009"), "utf-8"
    )
    (claim,) = check_article(changed, only=["a"]).claims
    assert "this does not hold" in claim.reason.text("en")


@pytest.mark.parametrize(
    ("template", "named"),
    [
        ("no number", []),
        ("{a} and {b.low}", [("a", ""), ("b", "low")]),
        ("{{braces}}", []),
        ("{a.mean}", None),
        ("{a:.1f}", None),
        ("{a!r}", None),
    ],
)
def test_a_template_names_numbers_and_their_parts_and_nothing_else(
    template: str, named: list[tuple[str, str]] | None
) -> None:
    if named is not None:
        assert fields(template) == named
        return
    with pytest.raises(ValueError, match="cannot be filled"):
        fields(template)


@pytest.mark.parametrize(
    ("template", "value", "interval", "sentence"),
    [
        ("{x}", 12.345, None, "12.35"),
        ("{x}", 0, None, "0"),
        ("{x.percent} %", 0.12345, None, "12.3 %"),
        ("{x.low}–{x.high}", 3, Interval(1.234, 4.567), "1.23–4.57"),
        ("{x.low_percent}–{x.high_percent} %", 0.3, Interval(0.12345, 0.45678), "12.3–45.7 %"),
        ("{x.low}", 3, None, None),
        ("{x.high}", 3, None, None),
        ("{x.low_percent}", 3, None, None),
        ("{x.times} 2022", 2.0712, None, "2.07 times 2022"),
        ("{x.times}", 1, None, "1 time"),
        ("{x.times}", None, None, None),
        ("{x.high_percent}", 3, None, None),
        # a number that may not stand bare lends no part of itself either
        ("{x}", None, Interval(1, 2), None),
        ("{x.low}", None, Interval(1, 2), None),
        ("{x.percent}", None, Interval(1, 2), None),
    ],
)
def test_a_sentence_is_filled_where_every_number_it_names_is_there(
    template: str, value: float | None, interval: Interval | None, sentence: str | None
) -> None:
    filled = fill({"en": template, "ru": template}, {"x": Named(value, interval)})
    assert (filled and filled.text("en")) == sentence


@pytest.mark.parametrize(
    ("qualifier", "sign"),
    [("at_least", "≥ "), ("at_most", "≤ "), ("approx", "≈ "), ("exact", ""), ("estimated", ""), ("derived", "")],
)
def test_a_number_that_is_one_end_or_rounded_keeps_its_sign(qualifier: str, sign: str) -> None:
    template = "{x} or {x.percent} %, {x.low}–{x.high}, {x.low_percent}–{x.high_percent}"
    filled = fill({"en": template, "ru": template}, {"x": Named(0.5, Interval(0.2, 0.8), qualifier)})
    assert str(filled) == f"{sign}0.5 or {sign}50 %, 0.2–0.8, 20–80"
