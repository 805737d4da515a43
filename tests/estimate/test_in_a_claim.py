"""An estimate made from invented pages says so inside a claim, too, whatever the claim calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from absentia.check import check_article, estimating
from absentia.model.checked import CheckedClaim, Verdict
from absentia.model.estimate import Estimate, Interval


def checked(folder: Path, monkeypatch: pytest.MonkeyPatch, *, synthetic: bool, **operands: Any) -> CheckedClaim:
    answer = Estimate("total", 900, Interval(800, 1000), "cases", "invented", synthetic=synthetic)
    monkeypatch.setattr(estimating, "estimate", lambda *_given: [answer])
    text = {"en": "invented"}
    comparison = {"label": text, "operation": "value", "of": "mine", "expect": {"at_least": 500}, "main": True}
    claim = {"id": "c", "said": text, "reading": text, "operands": operands, "comparisons": [comparison]}
    content = {"id": "a", "title": text, "publisher": "invented", "date": "2024-06-01", "claims": [claim]}
    file = folder / "claims.yml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    (found,) = check_article(file).claims
    return found


@pytest.mark.parametrize(
    "operands",
    [
        {"mine": {"estimate": "serial-gaps"}},
        {"mine": {"estimate": "serial-gaps", "unit": {"en": "cases"}, "label": {"en": "what is missing"}}},
        {"mine": {"estimate": "serial-gaps", "scale": 2}},
        {"mine": {"sum": ["one", "other"], "unit": {"en": "cases"}},
         "one": {"estimate": "serial-gaps", "unit": {"en": "cases"}},
         "other": {"stated": 5, "unit": {"en": "cases"}}},
    ],
)  # fmt: skip
def test_a_claim_that_rests_on_invented_pages_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operands: dict[str, Any]
) -> None:
    real = checked(tmp_path, monkeypatch, synthetic=False, **operands)
    assert not any("synthetic" in caveat.text("en") for caveat in real.caveats)
    invented = checked(tmp_path, monkeypatch, synthetic=True, **operands)
    assert invented.verdict is Verdict.SUPPORTED_WITH_CAVEAT
    assert any("synthetic" in caveat.text("en") for caveat in invented.caveats)
