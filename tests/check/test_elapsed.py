"""The days since something began, and what nobody verified of a number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.check.test_own_claims import GOOD, write

from absentia.check import check_article
from absentia.check.operand import Operand
from absentia.check.quantities import resolve
from absentia.check.quantity import Quantity, Sources
from absentia.errors import ClaimsProblem
from absentia.figures import Catalogue
from absentia.model.checked import Verdict

CATALOGUE = Catalogue()


def found(jurisdiction: str | None = "ru", **operand: Any) -> Quantity:
    return resolve({"x": Operand.model_validate(operand)}, Sources(CATALOGUE, jurisdiction=jurisdiction))["x"]


@pytest.mark.parametrize(
    ("day", "days"), [("2022-09-21", 0), ("2022-09-30", 9), ("2022-09-01", -20), ("2023-09-21", 365)]
)
def test_days_from_the_first_of_a_figures_period(day: str, days: int) -> None:
    since = found(days_since="armed_forces-006", day=day)
    assert since.value == days
    assert since.citations[0].figure == "armed_forces-006"
    assert found(days_since="armed_forces-006", day=day, scale=2).value == 2 * days


@pytest.mark.parametrize("doubt", [True, False])
def test_what_is_not_verified_keeps_a_verdict_from_being_plain(tmp_path: Path, doubt: bool) -> None:
    operand = (
        {"law": "338.3", "day": "2023-10-26"} if doubt else {"days_since": "armed_forces-006", "day": "2022-10-06"}
    )
    claim = {
        **GOOD["claims"][0],
        "operands": {"x": operand},
        "comparisons": [{"label": "x", "operation": "value", "of": "x", "expect": {"equals": 15}, "main": True}],
    }
    (checked,) = check_article(write(tmp_path / "mine.yml", {**GOOD, "jurisdiction": "ru", "claims": [claim]})).claims
    assert checked.verdict is (Verdict.SUPPORTED_WITH_CAVEAT if doubt else Verdict.SUPPORTED)


def test_a_figure_that_is_not_there_is_told(tmp_path: Path) -> None:
    claim = {
        **GOOD["claims"][0],
        "operands": {"x": {"days_since": "armed_forces-06", "day": "2022-10-06"}},
        "comparisons": [{"label": "x", "operation": "value", "of": "x", "expect": {"equals": 15}, "main": True}],
    }
    with pytest.raises(ClaimsProblem, match="armed_forces-006"):
        check_article(write(tmp_path / "mine.yml", {**GOOD, "claims": [claim]}))
