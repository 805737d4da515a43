"""A count of pages as a quantity: the range it keeps, what it rests on, and why there may be none."""

from __future__ import annotations

import dataclasses
import math
from typing import Any, cast

import pytest

from absentia.check.estimating import count
from absentia.check.operand import Operand
from absentia.check.quantity import Quantity
from absentia.looks.coverage import CourtCoverage, Coverage
from absentia.model.count import Count
from absentia.observatory import Observatory
from absentia.tally import Tally

UNIT, ABOUT = {"en": "cases", "ru": "дела"}, {"en": "cases received", "ru": "поступившие дела"}
NOTHING = {"undated": 0, "charges_unreadable": 0, "perhaps_refiled": 0}
TALLY = Tally(
    "cases_received", UNIT, ABOUT, ("month",), (), Count.exactly(5),
    Coverage(tuple(CourtCoverage(reason or "a", None, {}, reason) for reason in (None, None, "captcha")), None, None),
    NOTHING, synthetic=False,
)  # fmt: skip


@pytest.fixture
def of(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The quantity of a tally that came to this."""

    def made(total: Count = TALLY.total, operand: dict[str, Any] | None = None, **more: Any) -> Quantity:
        found = dataclasses.replace(TALLY, total=total, **more)
        monkeypatch.setattr("absentia.tally.tally", lambda *_given, **_more: found)
        given = {"tally": "cases_received", "since": "2023-01-01", "until": "2023-06-30"} | (operand or {})
        return count("mine", Operand.model_validate(given), cast("Observatory", None))

    return made


@pytest.mark.parametrize(
    ("total", "operand", "value", "allows", "by_months"),
    [
        (Count.exactly(5), {}, 5, (5, 5), True),
        (Count.exactly(0), {}, 0, (0, 0), True),
        (Count(5, 7), {}, 5, (5, 7), True),
        (Count.at_least(5), {}, 5, (5, math.inf), False),  # of an open count no months sum to it
        (Count.exactly(5), {"minimum": True}, 5, (5, math.inf), True),
        (Count(5, 7), {"scale": 2}, 10, (10, 14), False),
        (Count.unknown("not_readable"), {}, None, None, False),
        (Count.withheld(), {}, None, None, False),
    ],
)
def test_a_count_keeps_its_range(
    of: Any,
    total: Count,
    operand: dict[str, Any],
    value: float | None,
    allows: tuple[float, float] | None,
    by_months: bool,
) -> None:
    found = of(total, operand)
    assert found.value == value
    assert (found.span and (found.span.low, found.span.high)) == allows
    assert (found.series is not None) is (by_months and value is not None)
    assert found.events is ("scale" not in operand)
    assert (found.note is None) is (value is not None)
    assert found.standing == "tallied"


@pytest.mark.parametrize(
    ("operand", "counts"),
    [
        ({}, "documents"),
        ({"unit": {"en": "cases"}}, "documents"),  # a unit's own name makes nothing a case
        ({"unit": {"en": "entries"}}, "entries"),
        ({"unit": {"en": "cases"}, "scale": 0.5}, "cases"),  # two documents a case: the file says what it makes of them
    ],
)
def test_what_it_counts_is_its_measure_whatever_unit_it_is_called(
    of: Any, operand: dict[str, Any], counts: str
) -> None:
    unit = {"en": "documents: decisions in the register", "ru": "документы"}
    assert of(operand=operand, unit=unit).counts == counts


@pytest.mark.parametrize("reason", ["perhaps_refiled", "not_readable", "not_looked_at"])
def test_where_there_is_no_number_its_own_reason_is_told(of: Any, reason: str) -> None:
    notes = {
        one: of(Count.unknown(one)).note.text("en") for one in ("perhaps_refiled", "not_readable", "not_looked_at")
    }
    assert len(set(notes.values())) == 3
    assert {"perhaps_refiled": "later filings", "not_readable": "could not be read", "not_looked_at": "looked at"}[
        reason
    ] in notes[reason]


@pytest.mark.parametrize(
    ("unreadable", "total", "told"),
    [
        ({}, Count.exactly(5), []),
        ({"undated": 2, "charges_unreadable": 1}, Count.at_least(5), ["3 records could not be placed"]),
        ({"perhaps_refiled": 2}, Count(3, 5), ["2 more were seen"]),
        ({"undated": 1, "perhaps_refiled": 2}, Count(3, 6), ["1 record could not", "2 more were seen"]),
        ({"perhaps_refiled": 2}, Count.unknown("perhaps_refiled"), []),  # then it is the reason itself
        ({"undated": None, "charges_unreadable": 7, "perhaps_refiled": None}, Count(3, 10), ["7 records could not"]),
    ],
)
def test_what_was_seen_and_could_not_be_placed_is_told(
    of: Any, unreadable: dict[str, int | None], total: Count, told: list[str]
) -> None:
    first, *others = (caveat.text("en") for caveat in of(total, unreadable=NOTHING | unreadable).caveats)
    assert "looked at: 2, not looked at: 1" in first
    assert len(others) == len(told)
    assert all(text in caveat for text, caveat in zip(told, others, strict=True))


@pytest.mark.parametrize(
    ("provision", "source"), [(None, "tally cases_received"), ("337", "tally cases_received --provision 337")]
)
def test_a_count_is_called_by_its_measure_and_provision(of: Any, provision: str | None, source: str) -> None:
    assert of(operand={"provision": provision}).sources == (source,)


def test_words_of_the_file_stand_before_those_of_the_measure(of: Any) -> None:
    theirs, ours = of(), of(operand={"label": {"en": "mine"}, "unit": {"en": "files"}})
    assert (theirs.label.both(), theirs.unit.both()) == (ABOUT, UNIT)
    assert (ours.label.text("en"), ours.unit.text("en")) == ("mine", "files")
