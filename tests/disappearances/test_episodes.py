"""Episodes of absence: what may be called gone, whatever the order and the noise of the looks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.disappearances.episodes import (
    CARD,
    DAYS,
    LISTING,
    SPAN,
    SWEEP,
    WHOLE,
    AbsenceState,
    Known,
    Look,
    confirming,
    episodes,
)

START = dt.datetime(2023, 3, 1, 9, tzinfo=dt.UTC)
RECORD = Known("gvs-1.synthetic.example", "criminal-first", "synthetic", 1, START.date(), ("337",), has_card=True)
LISTED = replace(RECORD, has_card=False)


def at(day: float, *, seen: bool, kind: str = CARD, provision: str | None = None, sound: bool = True) -> Look:
    return Look(START + dt.timedelta(days=day), seen, kind, f"capture-{day}", provision, 1, sound)


looks = st.builds(
    at,
    st.floats(0, 60).map(lambda day: round(day, 2)),
    seen=st.booleans(),
    kind=st.sampled_from((CARD, LISTING, SWEEP)),
    provision=st.sampled_from((None, WHOLE, "337")),
    sound=st.booleans(),
)
histories = st.lists(looks, max_size=25)


@given(histories, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_in_which_looks_are_told_does_not_matter(history: list[Look], has_card: bool, random: Random) -> None:
    known = replace(RECORD, has_card=has_card)
    shuffled = list(history)
    random.shuffle(shuffled)
    assert episodes(known, shuffled) == episodes(known, history)
    assert episodes(known, [*history, *history]) == episodes(known, history), "a look told twice is one look"


@given(histories, st.booleans())
def test_what_is_seen_later_is_not_gone(history: list[Look], has_card: bool) -> None:
    known = replace(RECORD, has_card=has_card)
    found = episodes(known, [*history, at(61, seen=True)])
    assert not {one.state for one in found} & {AbsenceState.CONFIRMED, AbsenceState.SUSPECTED}
    for one in found:
        assert one.returned is not None
        assert one.missed.when <= one.returned.when
        assert one.state is AbsenceState.RETURNED or one.reason


@given(histories, st.booleans())
def test_every_disappearance_rests_on_looks_on_enough_days_none_of_which_the_record_was_seen_on(
    history: list[Look], has_card: bool
) -> None:
    known = replace(RECORD, has_card=has_card)
    seen_on = {look.when.date() for look in history if look.seen}
    for one in episodes(known, history):
        if not one.disappeared:
            continue
        days = sorted({look.when.date() for look in one.evidence})
        assert len(days) >= DAYS
        assert days[-1] - days[0] >= SPAN
        assert not seen_on & set(days)
        assert all(look.sound for look in one.evidence)
        assert has_card <= any(look.kind == CARD for look in one.evidence)
        assert all(look.kind != LISTING or look.provision == WHOLE for look in one.evidence)
        assert one.confirmed in one.evidence


def test_a_night_a_weekend_and_a_silent_court_confirm_nothing() -> None:
    seen = at(0, seen=True)
    for misses in (
        [at(7 + hour / 24, seen=False) for hour in range(20)],
        [at(day, seen=False) for day in (7, 8, 9, 10)],
        [at(day, seen=False, sound=False) for day in range(7, 40)],
        [at(day, seen=False) for day in (7, 40)],
    ):
        (one,) = episodes(RECORD, [seen, *misses])
        assert one.state is AbsenceState.SUSPECTED
    (one,) = episodes(RECORD, [seen, *(at(day, seen=False) for day in (7, 9, 13))])
    assert one.state is AbsenceState.CONFIRMED
    assert (one.last_seen, one.missed.when.day, one.confirmed) == (seen, 8, at(13, seen=False))


def test_listings_decide_only_where_no_card_can_be_asked_for_and_only_those_of_the_whole_register() -> None:
    whole = [at(7, seen=False, kind=LISTING, provision=WHOLE), *(at(d, seen=False, kind=SWEEP) for d in (14, 21))]
    filtered = [at(day, seen=False, kind=LISTING, provision="337") for day in (7, 14, 21)]
    assert confirming(whole, has_card=False) == whole[-1]
    assert confirming(whole, has_card=True) is None
    assert confirming(filtered, has_card=False) is None
    assert confirming([*whole, at(22, seen=False)], has_card=True) == at(22, seen=False)


@pytest.mark.parametrize(
    ("misses", "again", "options", "reason"),
    [
        ([at(7, seen=False, kind=LISTING, provision="337")], at(7.1, seen=True), {}, "left_listing"),
        (
            [at(7, seen=False, kind=LISTING, provision="337")],
            at(7.1, seen=True, kind=LISTING, provision="338"),
            {},
            "left_listing",
        ),
        (
            [at(7, seen=False, kind=LISTING, provision=WHOLE)],
            replace(at(7.1, seen=True, kind=LISTING, provision=WHOLE), building=2),
            {},
            "moved_building",
        ),
        ([at(7, seen=False)], at(9, seen=True), {"migrated": START + dt.timedelta(days=9)}, "template_migration"),
        ([at(7, seen=False)], at(9, seen=True), {"migrated": START - dt.timedelta(days=9)}, "seen_again"),
        (
            [at(day, seen=False) for day in (7, 14, 21)],
            None,
            {"elsewhere": [at(15, seen=True, kind=LISTING)]},
            "moved_host",
        ),
        # a card that is broken: no listing ever missed the record, and one shows it
        ([at(day, seen=False) for day in (7, 9, 13)], at(40, seen=True, kind=LISTING), {}, "still_listed"),
    ],
)
def test_each_exclusion_says_why(misses: list[Look], again: Look | None, options: dict[str, Any], reason: str) -> None:
    history = [at(0, seen=True), *misses, *([again] if again else [])]
    (one,) = episodes(RECORD, history, **options)
    assert (one.state, one.reason) == (AbsenceState.EXCLUDED, reason)


@pytest.mark.parametrize(
    ("also", "again"),
    [
        (None, at(40, seen=True)),
        (None, at(40, seen=True, kind="hearing_list")),
        (at(14, seen=False, kind=SWEEP), at(40, seen=True, kind=LISTING)),
        (at(14, seen=False, kind=LISTING, provision="337"), at(40, seen=True, kind=LISTING)),
    ],
)
def test_what_a_listing_missed_too_or_its_card_shows_again_has_returned(also: Look | None, again: Look) -> None:
    misses = [*(at(day, seen=False) for day in (7, 9, 13)), *([also] if also else [])]
    (one,) = episodes(RECORD, [at(0, seen=True), *misses, again])
    assert (one.state, one.reason, one.returned) == (AbsenceState.RETURNED, None, again)


def test_a_return_is_dated_and_a_second_absence_is_another_episode() -> None:
    history = [at(day, seen=day in (0, 40)) for day in (0, 7, 14, 21, 40, 47, 54, 61)]
    first, second = episodes(RECORD, history)
    assert (first.state, first.returned) == (AbsenceState.RETURNED, at(40, seen=True))
    assert (second.state, second.last_seen) == (AbsenceState.CONFIRMED, at(40, seen=True))
