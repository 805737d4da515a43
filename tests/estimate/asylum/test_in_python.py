"""The same from Python: rows, table, pictures, and a claim that rests on one of its numbers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import yaml

from absentia.api import check, estimate


def test_rows_table_and_pictures() -> None:
    found = estimate.asylum(years="2022,2023")
    frame = found.to_pandas()
    assert list(frame["period"]) == ["2022", "2023"] * 2
    assert (frame["low"] < frame["value"]).all()
    table = found.table()
    assert len(table) == 2 * 11
    assert table["excess"].notna().sum() == 4
    assert found.plot().svg.startswith("<svg")
    assert "1,496" in found.plot("excess").svg
    assert "Applicants are not deserters" in found.summary()


def test_recognition_and_pending() -> None:
    shares = estimate.asylum_recognition(years="2023", country="Spain").to_pandas()
    assert [round(one, 3) for one in shares["value"]] == [0.598]
    waiting = estimate.asylum_pending(years="2022,2023", country="FRA")
    assert list(waiting.to_pandas()["value"]) == [2185, 2295]
    assert waiting.plot().svg.startswith("<svg")


def test_ones_own_rows_may_be_in_memory(tmp_path: Path) -> None:
    row = {
        "id": "unhcr.pending.persons.all.all.all.all.FRA.2023", "measure": "asylum_pending", "value": 2295,
        "unit": "persons", "period_start": "2023-01-01", "period_end": "2023-12-31", "geography": "FRA",
        "definition": "invented", "publisher": "UNHCR", "source_title": "invented", "source_date": "2026",
        "source_url": "https://example.org",
    }  # fmt: skip
    (one,) = estimate.asylum_pending(tables=pd.DataFrame([row]), country="France", years="2023").estimates
    assert one.value == 2295
    del tmp_path


def test_a_claim_may_rest_on_it(tmp_path: Path) -> None:
    text = {"en": "invented", "ru": "вымышлено"}
    claim = {
        "id": "c", "said": text, "reading": text,
        "operands": {"men": {"estimate": "asylum", "options": {"years": 2022, "country": "EU27"}}},
        "comparisons": [
            {"label": text, "operation": "value", "of": "men", "expect": {"at_least": 100}, "main": True},
        ],
    }  # fmt: skip
    article = {"id": "a", "title": text, "publisher": "invented", "date": "2024-06-01", "claims": [claim]}
    path = tmp_path / "claims.yml"
    path.write_text(yaml.safe_dump(article), encoding="utf-8")
    (found,) = check(path).claims
    (number,) = found.numbers
    assert round(number.value or 0) == 1496
    assert number.interval is not None
    assert round(number.interval.low) == 320
