"""A count is a range, or nothing with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.model.count import WITHHELD, Count

RANGES = st.builds(
    lambda low, more: Count(low, None if more is None else low + more),
    st.integers(0, 10**9),
    st.none() | st.integers(0, 10**9),
)


@pytest.mark.parametrize(
    ("low", "high", "reason"), [(-1, None, None), (5, 4, None), (None, None, None), (None, 3, "x"), (3, None, "x")]
)
def test_what_is_no_range_is_refused(low: int | None, high: int | None, reason: str | None) -> None:
    with pytest.raises(ValueError, match="no count"):
        Count(low, high, reason)


@pytest.mark.parametrize(
    ("count", "known", "exact"),
    [
        (Count.exactly(0), True, True),
        (Count.exactly(7), True, True),
        (Count.at_least(7), True, False),
        (Count(7, 9), True, False),
        (Count.withheld(), False, False),
        (Count.unknown("captcha_gate"), False, False),
    ],
)
def test_exact_is_one_value_and_no_other(count: Count, known: bool, exact: bool) -> None:
    assert (count.known, count.exact, count.as_dict()["complete"]) == (known, exact, exact)


@given(st.lists(RANGES, max_size=6))
def test_a_sum_allows_what_its_parts_allow(counts: list[Count]) -> None:
    added = sum(counts, Count.exactly(0))
    assert added.low == sum(one.low or 0 for one in counts)
    assert (added.high is None) == any(one.high is None for one in counts)
    if added.high is not None:
        assert added.high == sum(one.high or 0 for one in counts)


@pytest.mark.parametrize("missing", [Count.withheld(), Count.unknown("captcha_gate")])
def test_a_sum_with_a_part_nobody_knows_is_not_known(missing: Count) -> None:
    assert Count.exactly(3) + missing == missing
    assert missing + Count.exactly(3) == missing
    assert Count.withheld().as_dict()["reason"] == WITHHELD
