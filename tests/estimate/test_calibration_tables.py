"""The calibration tables of methodology pages are those of the studies' results."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = re.compile(r"<!-- calibration -->\n\n(.*?)\n\n<!-- end of calibration -->", re.DOTALL)
PAGES = {
    "change_point": (
        "periods", "rate", "ratio", "size", "shape", "given", "coverage_of_date", "coverage_of_ratio",
        "median_date_width",
    ),
}  # fmt: skip
"""Columns of the results as the page has them."""


@pytest.mark.parametrize("name", PAGES)
def test_the_page_has_every_row_of_the_results(name: str) -> None:
    page = (ROOT / "docs" / "methodology" / f"{name}.md").read_text(encoding="utf-8")
    found = TABLE.search(page)
    assert found is not None
    written = [line.split("|")[1:-1] for line in found[1].splitlines()[2:]]
    with (ROOT / "bench" / "calibration" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [[cell.strip() for cell in line] for line in written] == [[row[key] for key in PAGES[name]] for row in rows]
