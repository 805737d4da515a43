"""What the ends of an interval are called; and a refusal that tells no count."""

from __future__ import annotations

import pytest

from absentia.model.count import Count
from absentia.model.estimate import KINDS, Assumption, Interval, Refusal
from absentia.model.numbers import Quantity
from absentia.model.texts import Measured, Words, counted, joined, numbers_in, said


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


FEW = counted("{n} unit", "{n} units", n=3)
ENOUGH = Assumption(said("there are events enough"), False, said("{units} in {court}", units=FEW, court="a.example"))
LOOKED = Assumption(said("it was looked at"), True, said("from 2023-01-01 on"))


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        ("3 pages", False),  # a label
        (said("nothing was seen in {year}", year="2023"), False),
        (FEW, True),
        (said("{share:.1%}", share=0.3), True),
        (said("{n}", n=Count.at_least(3)), True),
        (said("{n}", n=Measured(3, Quantity.COUNT)), True),
        (joined([said("none"), said("{what}", what=FEW)]), True),
    ],
)
def test_whether_a_sentence_tells_a_number(words: Words, *, tells: bool) -> None:
    assert numbers_in(words) is tells


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (Refusal("delay", said("nobody looked"), (LOOKED,)), "nobody looked"),
        (Refusal("delay", said("fails: {why}", why=ENOUGH.finding), (LOOKED, ENOUGH)), "there are events enough"),
        (Refusal("delay", said("{few} of {court}", few=FEW, court="a.example"), inputs={"o": FEW}), "not told here"),
    ],
)
def test_a_refusal_for_others_tells_no_count(refusal: Refusal, reason: str) -> None:
    safe = refusal.without_counts()
    assert str(safe.reason).endswith(reason)
    assert not numbers_in(safe.reason)
    assert (safe.assumptions, dict(safe.inputs)) == (tuple(one for one in refusal.assumptions if one != ENOUGH), {})
