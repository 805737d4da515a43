"""The parts of serial gaps by themselves: numbers, looks, the tank problem, checks, slips of the pen."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from absentia.estimate.serial_gaps.counting import count
from absentia.estimate.serial_gaps.estimating import Judged, judge
from absentia.estimate.serial_gaps.evidence import RegisterYear, Shown, Swept, looks, registers
from absentia.estimate.serial_gaps.hidden import TIMES, Sample, beyond, learn, tipped, unbiased, upper_limit
from absentia.model import Period

YEAR = Period(dt.date(2023, 1, 1), dt.date(2023, 12, 31))
SWEPT = Swept(YEAR, databases=("1",), taken=dt.date(2024, 3, 1))


def _register(shown: Iterable[Shown], swept: Swept = SWEPT, **more: Any) -> RegisterYear:
    return RegisterYear("gvs-1.synthetic.example", None, "1", 2023, tuple(shown), swept, more.get("other_series", {}))


def _received(ordinal: int, size: int = 200) -> dt.date:
    return dt.date(2023, 1, 10) + dt.timedelta(days=int(350 * ordinal / size))


def _shown(ordinal: int, *, day: dt.date | None = None, record: str = "", article: bool | None = False) -> Shown:
    return Shown(ordinal, record or f"record-{ordinal}", day or _received(ordinal), article, listed=True, removed=False)


def _every(*hidden: int, size: int = 200) -> list[Shown]:
    return [_shown(n, article=n % 3 == 0) for n in range(1, size + 1) if n not in hidden]


def _judged(shown: Sequence[Shown], **more: Any) -> Judged:
    (one,) = judge([_register(shown, **more)])
    return one


def _failed(shown: Sequence[Shown], **more: Any) -> set[str]:
    return {str(check.statement) for check in _judged(shown, **more).failed}


def test_the_textbook_tank() -> None:
    # four tanks, the highest 60: 74 by the unbiased estimator, 88.5 on average by the flat prior (Goodman's example)
    assert unbiased(60, 4) == 74
    draws = 60 + beyond(60, 4, 400_000, np.random.default_rng(1))
    assert draws.mean() == pytest.approx(88.5, abs=0.6)
    # P(N = 60) = (k − 1)/k · C(59, 3)/C(60, 4) = 3/60
    assert (draws == 60).mean() == pytest.approx(0.05, abs=0.002)


@given(st.integers(3, 60), st.integers(0, 400))
@settings(max_examples=60)
def test_the_upper_limit_is_the_last_not_too_large(seen: int, above: int) -> None:
    highest = seen + above
    limit = upper_limit(highest, seen)

    def chance(size: int) -> float:
        return math.comb(highest, seen) / math.comb(size, seen)

    if above == 0:
        assert limit == highest
    else:
        assert chance(limit) >= 0.05 - 1e-9
        assert chance(limit + 1) < 0.05 + 1e-9


@given(st.sets(st.integers(2, 199), max_size=60))
@settings(max_examples=50)
def test_every_gap_is_counted_once(hidden: set[int]) -> None:
    counted = count(_register(_every(*hidden)))
    assert counted is not None
    assert counted.missing == tuple(sorted(hidden))
    assert (counted.before, counted.highest) == (0, 200)


def test_a_typing_error_makes_no_missing_cases() -> None:
    shown = [*_every(50, 51, 120), _shown(99_999, day=dt.date(2023, 6, 1), record="typed")]
    one = _judged(shown)
    assert one.sample is not None
    assert one.counted is not None
    assert one.sample.missing == 3
    assert [slip.ordinal for slip in one.counted.slips] == [99_999]
    assert one.counted.highest == 200


def test_a_typing_error_without_a_date_of_receipt_neither() -> None:
    stray = Shown(99_999, "typed", None, None, listed=False, removed=False)
    one = _judged([*_every(50, 51, 120), stray])
    assert one.sample is not None
    assert one.sample.missing == 3
    assert one.sample.after < 10


def test_a_case_only_a_hearing_list_shows_is_shown() -> None:
    heard = Shown(120, "heard", None, True, listed=False, removed=False)
    without, with_it = _judged(_every(50, 120)), _judged([*_every(50, 120), heard])
    assert without.sample is not None
    assert with_it.sample is not None
    assert with_it.sample.missing == without.sample.missing - 1
    assert with_it.sample.low == without.sample.low + 1


def test_a_case_with_two_numbers_in_one_year_is_one_filing() -> None:
    again = _shown(60, day=_received(50), record="record-50")
    counted = count(_register([*_every(60), again]))
    assert counted is not None
    assert (len(counted.own), counted.missing, counted.doubled) == (199, (), 0)


def test_ordinals_of_seven_digits_among_few_are_refused() -> None:
    far = [_shown(9_999_990 + n, day=_received(200), record=f"far-{n}") for n in range(4)]
    assert _failed([*_every(size=12), *far])


def test_a_low_typing_error_is_no_second_series() -> None:
    one = _judged([*_every(50), _shown(7, day=dt.date(2023, 12, 1), record="typed")])
    assert one.sample is not None
    assert one.sample.missing == 1


def test_many_strays_are_no_typing_errors() -> None:
    strays = [_shown(5_000 + 400 * n, day=_received(7 * n), record=f"stray-{n}") for n in range(1, 25)]
    assert _failed([*_every(), *strays])
    assert _judged([*_every(), *strays]).draws is None


def test_a_block_passed_over_is_refused() -> None:
    jumped = [_shown(n if n <= 100 else n + 900, day=_received(n)) for n in range(1, 201)]
    assert "no block of ordinals was passed over" in _failed(jumped)


def test_a_long_hole_in_time_is_a_gap_and_no_jump() -> None:
    one = _judged(_every(*range(100, 150)))
    assert one.sample is not None
    assert one.sample.missing == 50


def test_a_quiet_end_is_refused() -> None:
    assert _failed(_every(*range(120, 201))) == {"the last ordinal is late enough"}


def test_cases_of_before_that_nobody_showed_are_refused() -> None:
    (statement,) = _failed(_every(*range(1, 60)))
    assert statement.startswith("cases carried over")


def test_carried_over_cases_bound_the_beginning() -> None:
    carried = [_shown(n, day=dt.date(2022, 11, 1), record=f"old-{n}") for n in range(1, 21)]
    one = _judged([*carried, *_every(*range(1, 23))])
    assert one.counted is not None
    assert (one.counted.floor, one.counted.first, one.counted.before) == (20, 23, 2)


def test_marks_of_judges_on_one_series_are_refused() -> None:
    odd = [_shown(n) for n in range(1, 201, 2)]
    marked = {"1/3": frozenset(range(2, 201, 2))}
    assert "series with a mark of their own have ordinals of their own" in _failed(odd, other_series=marked)
    assert not _failed(_every(17, 90), other_series={"1-1": frozenset(range(1, 90))})


def test_few_filings_are_refused() -> None:
    assert "enough filings are shown" in _failed([_shown(n, day=_received(n, 9)) for n in range(1, 10)])


def test_unreadable_charges_are_unknown_not_other() -> None:
    shown = [_shown(n, article=None if n in {30, 60} else n % 2 == 0) for n in range(1, 201)]
    one = _judged(shown)
    assert one.sample is not None
    assert (one.sample.low, one.sample.high) == (98, 100)


@given(st.integers(0, 2**31))
@settings(max_examples=25)
def test_the_number_lies_within_its_bounds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    kept = rng.random(200) > rng.uniform(0, 0.4)
    one = _judged([_shown(n, article=bool(rng.random() < 0.3)) for n in range(1, 201) if kept[n - 1]])
    if one.sample is not None:
        assert one.draws is not None
        assert one.sample.low <= np.quantile(one.draws, 0.025)
        assert np.quantile(one.draws, 0.95) <= one.sample.high


@pytest.mark.parametrize("others_hidden", [0.05, 0.2, 0.5])
@pytest.mark.parametrize("times", [*TIMES, 1.5])
def test_the_tipping_point_curve_holds_the_truth_at_the_true_ratio(others_hidden: float, times: float) -> None:
    # 240 filings of the article and 560 others, hidden with chances of that ratio: what is shown leads back to 240
    article, others = 240, 560
    chance = min(others_hidden * times, 0.95)
    shown_article, shown_others = article * (1 - chance), others * (1 - others_hidden)
    shown = shown_article + shown_others
    missing = round(article + others - shown)
    one = replace(_sample(round(shown), 0), missing=missing, article=0)
    found = tipped(one, missing * shown_article / shown, chance / others_hidden)
    assert found == pytest.approx(article - shown_article, rel=0.02)


def test_the_curve_rises_between_the_bounds_and_is_the_number_at_random_in_the_middle() -> None:
    one = replace(_sample(200, 50), missing=40)
    at_random = 50 + 40 * 50 / 200
    curve = [tipped(one, 10, times) for times in TIMES]
    assert curve == sorted(curve)
    assert one.low < curve[0]
    assert curve[-1] < one.high
    assert tipped(one, 10, 1.0) == pytest.approx(at_random)
    assert tipped(one, 10, 1e9) == pytest.approx(one.high)
    assert tipped(replace(one, missing=0), 0, 4.0) == one.article, "nothing is hidden"
    assert tipped(one, 0, 4.0) == one.article, "nothing shown is of the article"


def _sample(listed: int, article: int) -> Sample:
    return Sample(listed, article, 0, listed, article, 10, 0, 0, False, 200, 200.0, 200, None)


def test_the_prior_is_strong_where_courts_are_alike() -> None:
    rng = np.random.default_rng(3)
    alike = learn([_sample(400, 120) for _court in range(20)], 4000, rng)
    unlike = learn([_sample(400, 10 if court % 2 else 230) for court in range(20)], 4000, rng)
    assert alike.mean.mean() == pytest.approx(0.3, abs=0.01)
    assert np.median(alike.strength) > 100 > np.median(unlike.strength)
    # courts that differ leave the mean of all courts less certain
    assert unlike.mean.std() > 3 * alike.mean.std()
    assert set(learn([_sample(10, 5)], 10, rng).strength) == {1.0}


@pytest.mark.parametrize("article", [0, 60])
def test_a_share_of_none_or_all_is_no_error(article: int) -> None:
    prior = learn([_sample(60, article) for _court in range(8)], 1000, np.random.default_rng(3))
    assert abs(prior.mean.mean() - article / 60) < 0.05


NOON = dt.datetime.combine(dt.date(2024, 3, 1), dt.time(12))
COURT = "gvs-1.synthetic.example"


def _look(
    records: Sequence[str], when: dt.datetime, *, known: bool = True, article: str | None = None
) -> dict[str, Any]:
    """A row of ``looks.sql``."""
    return {
        "court": COURT,
        "court_name": "Учебный суд (synthetic)",
        "building": 1,
        "article": article,
        "since": dt.date(2023, 1, 1),
        "until": dt.date(2023, 12, 31),
        "taken": when.date(),
        "ended": when,
        "known": known,
        "records": list(records),
    }


def test_only_complete_looks_show_a_register() -> None:
    found = looks([_look(["a", "b"], NOON), _look(["c"], NOON, known=False)])
    (look,) = found.complete[COURT]
    assert (look.records, look.period) == (frozenset("ab"), YEAR)
    assert found.incomplete == {COURT: 1}


@pytest.mark.parametrize("article", ["337", "337.5"])
def test_a_search_for_an_article_is_no_look_at_the_register(article: str) -> None:
    found = looks([_look(["a"], NOON, article=article)])
    (look,) = found.complete[COURT]
    assert look.article == article
    rows = [
        {
            "record": "a", "court": COURT, "source": "ru_sudrf", "received": dt.date(2023, 5, 2),
            "number": "1-5/2023", "seen": NOON, "article": True,
        }
    ]  # fmt: skip
    (register,) = registers(rows, found, 14)
    assert (register.swept.due, register.swept.reason) == (None, "article")


def test_absent_from_a_later_complete_look_is_removed() -> None:
    later = NOON + dt.timedelta(days=30)
    found = looks([_look(["a", "b"], NOON), _look(["a"], later)])
    rows = [
        {
            "record": name, "court": "gvs-1.synthetic.example", "source": "ru_sudrf",
            "received": dt.date(2023, 5, day), "number": number, "seen": seen, "article": True,
        }
        for name, day, number, seen in (("a", 2, "1-5/2023", later), ("b", 3, "1-6/2023", NOON))
    ]  # fmt: skip
    (register,) = registers(rows, found, 14)
    assert [one.removed for one in register.shown] == [False, True]


def test_the_history_of_disappearances_decides_where_it_knows_the_record() -> None:
    later = NOON + dt.timedelta(days=30)
    found = looks([_look(["a", "b", "c"], NOON), _look(["a"], later)])
    for fate, removed in {
        None: [False, True, True],
        "suspected": [False, True, True],
        "confirmed": [True, True, True],
        "returned": [False, False, False],
        "excluded": [False, False, False],
    }.items():
        rows = [
            {
                "record": name, "court": COURT, "source": "ru_sudrf", "received": dt.date(2023, 5, day),
                "number": f"1-{day}/2023", "seen": seen, "article": True, "fate": fate,
            }
            for name, day, seen in (("a", 2, later), ("b", 3, NOON), ("c", 4, NOON))
        ]  # fmt: skip
        (register,) = registers(rows, found, 14)
        assert [one.removed for one in register.shown] == removed, fate


def test_a_number_of_a_year_before_the_receipt_names_no_place() -> None:
    found = looks([_look(["a"], NOON)])
    row = {
        "record": "a", "court": "gvs-1.synthetic.example", "source": "ru_sudrf",
        "received": dt.date(2023, 5, 2), "number": "1-5/2003", "seen": NOON, "article": True,
    }  # fmt: skip
    assert not list(registers([row], found, 14))
