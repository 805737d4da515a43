"""How many named what: no small count is shown or follows from what is; nothing of a field that cannot be trusted."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.testimonies.conftest import FIELDS, LEFT, MONTHS, REASON, agreed

from absentia.model.count import Count
from absentia.testimonies.counting import DIFFER, NOT_CODED, counted
from absentia.testimonies.reading import Coded


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many draws make an interval is tested with it; here it only matters whether there is one."""
    monkeypatch.setattr("absentia.testimonies.counting.RESAMPLES", 40)


SURE = ["family"] * 9 + ["other"] * 8


def test_both_coders_codes_are_counted_and_what_nobody_named_is_zero() -> None:
    (field,) = counted(agreed(*SURE), 5).fields
    assert field.counts == {"fear_for_life": Count.exactly(0), "family": Count.exactly(9), "other": Count.exactly(8)}
    assert field.alpha == 1
    assert field.agreement == "good"
    assert field.interval is not None


def test_a_small_count_takes_another_and_alpha_with_it() -> None:
    """17 testimonies, 8 and 8 shown: the ninth kind would be one. Alpha would tell of one that differs."""
    found = counted(agreed(*["family"] * 8, *["other"] * 8, "family/other"), 5)
    (field,) = found.fields
    assert found.testimonies == Count.exactly(17)
    assert field.counts[DIFFER] == Count.withheld()
    assert Counter(count.known for count in field.counts.values()) == {True: 2, False: 2}
    assert field.counts["fear_for_life"] == Count.exactly(0)
    assert (field.agreement, field.alpha, field.interval) == ("good", None, None)


@pytest.mark.parametrize(
    ("codes", "agreement"),
    [
        ([*SURE, *["family/other"] * 2], "tentative"),
        ([*SURE, *["family/other"] * 1], "good"),
        ([*SURE, *["family/other"] * 5], "low"),
        (["family"] * 9, "unknown"),
        (["family"] * 4, "withheld"),
    ],
)
def test_what_coders_do_not_agree_on_is_not_counted(codes: list[str], agreement: str) -> None:
    (field,) = counted(agreed(*codes), 5).fields
    assert field.agreement == agreement
    assert bool(field.counts) is (agreement not in ("low", "unknown"))


def test_the_edges_of_agreement() -> None:
    from absentia.testimonies.counting import _level

    found = [_level(one) for one in (None, -1.0, 0.6669, 0.667, 0.7999, 0.8, 1.0)]
    assert found == ["unknown", "low", "low", "tentative", "tentative", "good", "good"]


def test_what_one_left_empty_is_coded_by_none() -> None:
    coded = Coded((REASON,), (*agreed(*SURE).rows, *((("family", None),),) * 6))
    (field,) = counted(coded, 5).fields
    assert field.counts[NOT_CODED] == Count.exactly(6)
    assert field.counts["family"] == Count.exactly(9)


def test_of_fewer_than_five_nothing_at_all_is_shown() -> None:
    found = counted(agreed("family", "other"), 5)
    assert found.testimonies == Count.withheld()
    (field,) = found.fields
    assert set(field.counts.values()) == {Count.withheld()}
    assert field.alpha is None
    assert field.interval is None


CODE = {field.name: st.sampled_from((*field.codes, None)) for field in FIELDS}
ROW = st.tuples(*(st.tuples(CODE[field.name], CODE[field.name]) | CODE[field.name].map(lambda code: (code, code))
                  for field in (REASON, MONTHS, LEFT)))  # fmt: skip


@settings(max_examples=25)
@given(st.lists(ROW, min_size=1, max_size=40))
def test_no_shown_count_is_small_and_no_small_one_is_the_only_one_withheld(
    rows: list[tuple[tuple[str | None, str | None], ...]],
) -> None:
    found = counted(Coded(FIELDS, tuple(rows)), 5)
    assert found.testimonies in (Count.withheld(), *([Count.exactly(len(rows))] if len(rows) >= 5 else []))
    for field in found.fields:
        shown = [count.low for count in field.counts.values() if count.low is not None]
        hidden = [count for count in field.counts.values() if not count.known]
        assert not [count for count in shown if 0 < count < 5]
        assert len(hidden) != 1 or not found.testimonies.known
        if hidden:
            assert field.alpha is None
        if len(rows) >= 5 and not hidden and field.counts:
            assert sum(shown) == len(rows)
