"""A tally is read as a reader takes it: what stands alone is exact, a zero is a zero."""

from __future__ import annotations

from typing import Any

import pytest

from absentia.rehearsal.audit.holding import Said, statements
from absentia.rehearsal.audit.whole import Range


def _tally(rows: list[dict[str, Any]], by: tuple[str, ...] = ("court",), **more: Any) -> dict[str, Any]:
    return {"by": list(by), "rows": rows, "total": None} | more


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"count": 5, "complete": True}, Said(5, 5)),
        ({"count": 5, "complete": False}, Said(5, None)),
        ({"count": 5}, Said(5, 5)),
        ({"count": 0, "complete": False}, Said(0, 0)),
        ({"count": 5, "complete": False, "low": 5, "high": 7}, Said(5, 7)),
        ({"count": 5, "complete": False, "low": 5, "high": None}, Said(5, None)),
        ({"count": None, "reason": "not_covered", "complete": False, "low": None, "high": None}, None),
    ],
)
def test_a_row_states(row: dict[str, Any], said: Said | None) -> None:
    found = list(statements(_tally([{"court": "x"} | row])))
    assert [(one.cell, one.said) for one in found] == ([] if said is None else [(("x",), said)])


def test_the_total_is_a_statement_and_cells_that_could_not_be_read_are_none() -> None:
    rows = [{"okrug": None, "month": "2023-05", "count": 2}, {"okrug": "x", "month": None, "count": 3}]
    found = list(statements(_tally(rows, ("okrug", "month"), total=5, complete=False)))
    assert [(one.cell, one.said) for one in found] == [(None, Said(5, None)), ((None, "2023-05"), Said(2, 2))]


@pytest.mark.parametrize(
    ("said", "truth", "agrees"),
    [
        (Said(5, 5), Range(5, 5), True),
        (Said(5, 5), Range(6, 6), False),
        (Said(5, 5), Range(4, 4), False),
        (Said(5, 5), Range(4, 6), True),
        (Said(5, None), Range(5, 5), True),
        (Said(5, None), Range(9, 9), True),
        (Said(5, None), Range(4, 4), False),
        (Said(5, None), Range(4, 5), True),
        (Said(5, 7), Range(7, 7), True),
        (Said(5, 7), Range(8, 8), False),
        (Said(0, 0), Range(0, 0), True),
        (Said(0, 0), Range(1, 1), False),
    ],
)
def test_a_statement_agrees_where_some_truth_lies_in_its_range(said: Said, truth: Range, agrees: bool) -> None:
    assert said.agrees(truth) is agrees


def test_how_it_was_stated() -> None:
    kinds = [Said(0, 0), Said(5, 5), Said(5, 7), Said(0, None), Said(5, None)]
    assert [one.kind for one in kinds] == ["zero", "exact", "between", "at least", "at least"]
    assert [str(one) for one in kinds] == ["0", "5", "5 to 7", "≥ 0", "≥ 5"]
