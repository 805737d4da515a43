"""Which looks still tell something: cases by hand, and looks drawn at random against what all of them show."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.looks.coverage import POSTED_WITHIN, CourtCoverage, Window
from absentia.looks.standing import newest, reaching, shown, standing
from absentia.model import LookOutcome, Period
from absentia.model.look import Look
from absentia.model.provision import article_and_part

COURT, REGISTER = "gvs-1.synthetic.example", "criminal-first"
FIRST = dt.date(2023, 1, 1)


def look(since: int | None, until: int | None, day: int = 200, **more: object) -> Look:
    """A complete look at the receipts of some days of 2023, taken on another, counted from its first."""
    started = dt.datetime(2023, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(days=day)
    first, last = (None if one is None else FIRST + dt.timedelta(days=one) for one in (since, until))
    made = Look(COURT, REGISTER, 1, None, first, last, LookOutcome.COMPLETE, None, 1, 1, started, started)
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        (look(3, 9), (3, 9)),
        (look(3, 9, outcome=LookOutcome.EMPTY), (3, 9)),
        (look(3, 9, outcome=LookOutcome.PARTIAL), None),
        (look(3, 9, 9), (3, 8)),  # more may have been entered on the day itself
        (look(3, 3, 3), None),
        (look(3, None, 20), (3, 19)),
        (look(None, 9), (-12053, 9)),  # from before any register begins
    ],
)
def test_a_look_shows_receipts_until_the_day_before_it(asked: Look, days: tuple[int, int] | None) -> None:
    assert shown(asked) == (days and tuple(FIRST + dt.timedelta(days=one) for one in days))


def test_a_question_is_answered_by_its_newest_look_and_a_part_of_one_answers_none() -> None:
    early, late = look(0, 30, 40), look(0, 60, 80)
    other = look(0, 30, 40, provision="337")
    failed = look(5, 9, 90, outcome=LookOutcome.CAPTCHA)
    part = look(0, 30, 99, parent=late.id)
    assert newest([late, early, other, failed, part]) == {0, 2, 3}
    twins = sorted([look(0, 30, 40), look(0, 31, 40)], key=lambda one: one.id)
    assert (newest(twins), newest(twins[::-1])) == ({0}, {1})  # at one moment: the first by its name


LOOKS = st.lists(
    st.builds(
        lambda building, provision, outcome, since, days, day: look(
            since, since + days, day, building=building, provision=provision, outcome=outcome
        ),
        st.sampled_from([1, 2]),
        st.sampled_from([None, "337", "337.5"]),
        st.sampled_from([LookOutcome.COMPLETE, LookOutcome.EMPTY, LookOutcome.PARTIAL]),
        st.sampled_from([0, 1, 20, 21, 50]),
        st.integers(0, 40),
        st.integers(0, 200),
    ),
    max_size=10,
)


@given(LOOKS)
def test_a_look_stands_unless_a_later_one_shows_what_it_shows(looks: list[Look]) -> None:
    def told(one: Look) -> tuple[object, ...]:
        return one.building, one.provision, shown(one), one.started

    def wholly(one: Look, other: Look) -> bool:
        """A later look from the same day on shows all that the one does, or the same day more."""
        (since, until), (from_, to) = shown(one) or (FIRST, FIRST), shown(other) or (FIRST, FIRST)
        same = (one.building, one.provision, since) == (other.building, other.provision, from_)
        return same and to >= until and other.started >= one.started and told(one) != told(other)

    complete = [one for one in looks if shown(one) is not None]
    found = [told(looks[place]) for place in standing(looks)]
    assert set(found) == {told(one) for one in complete if not any(wholly(one, other) for other in complete)}
    assert len(found) == len(set(found))


@given(LOOKS)
def test_stretches_show_what_all_complete_looks_show(looks: list[Look]) -> None:
    def window(one: Look, until: dt.date, captured: dt.date) -> Window:
        since, _until = shown(one) or (FIRST, FIRST)
        return Window(Period(since, until), captured, *article_and_part(one.provision), one.register, one.building)

    every = [window(one, days[1], one.started.date()) for one in looks if (days := shown(one)) is not None]
    joined = [window(looks[place], until, until + POSTED_WITHIN) for place, until in reaching(looks).items()]
    for places in (((REGISTER, 1),), ((REGISTER, 1), (REGISTER, 2))):
        fresh, together = (
            CourtCoverage(COURT, None, {}, None, every, places=places, joined=one) for one in (None, joined)
        )
        for provision in ((None, None), ("337", None), ("337", "5"), ("338", None)):
            assert together.shown(*provision) == fresh.shown(*provision)
    for one in joined:  # neighbours are one
        assert not any(
            (one.register, one.building, one.article, one.part)
            == (other.register, other.building, other.article, other.part)
            and one.period.end < other.period.start <= one.period.end + dt.timedelta(days=1)
            for other in joined
        )
