"""What the ends of an interval are called: confidence, credible, prediction, or what else they are."""

from __future__ import annotations

import pytest

from absentia.model.estimate import KINDS, Interval


@pytest.mark.parametrize(
    ("kind", "level", "code", "words"),
    [
        ("confidence", 0.95, "en", "95% confidence interval"),
        ("credible", 0.9, "en", "90% credible interval"),
        ("prediction", 0.995, "en", "99.5% prediction interval"),
        ("prediction", 0.95, "ru", "прогнозный интервал 95 %"),
        ("all ways", 0.95, "en", "range over all ways"),
        ("invented", 0.95, "en", "95% interval (invented)"),
    ],
)
def test_an_interval_says_of_what_kind_and_level_it_is(kind: str, level: float, code: str, words: str) -> None:
    assert Interval(1, 2, level, kind).named.text(code).replace("\u00a0", " ") == words


def test_every_kind_has_a_name_of_its_own_in_both_languages() -> None:
    for code in ("en", "ru"):
        names = [Interval(1, 2, kind=kind).named.text(code) for kind in KINDS]
        assert len(set(names)) == len(KINDS)
