"""The calibration tables of methodology pages are those of the studies' results."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = re.compile(r"<!-- calibration -->\n\n(.*?)\n\n<!-- end of calibration -->", re.DOTALL)
PAGES: dict[str, tuple[str, list[str | None]]] = {
    "change_point": (
        "change_point",
        [
            "periods", "rate", "ratio", "size", "shape", "given", "coverage_of_date", "coverage_of_ratio",
            "median_date_width",
        ],
    ),
    "reporting_delay": (
        "delay",
        [
            "level", None, "refused", *(f"coverage_{age}" for age in range(8)), "coverage_of_four", "missed_below",
            "median_ratio", "relative_width",
        ],
    ),
}  # fmt: skip
"""The results of each page, and their columns as the page has them; none where the page has words instead."""


@pytest.mark.parametrize("name", PAGES)
def test_the_page_has_every_row_of_the_results(name: str) -> None:
    results, columns = PAGES[name]
    page = (ROOT / "docs" / "methodology" / f"{name}.md").read_text(encoding="utf-8")
    found = TABLE.search(page)
    assert found is not None
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in found[1].splitlines()[2:]]
    written = [[cell for cell, key in zip(line, columns, strict=True) if key] for line in lines]
    with (ROOT / "bench" / "calibration" / f"{results}.csv").open(encoding="utf-8", newline="") as handle:
        assert written == [[row[key] for key in columns if key] for row in csv.DictReader(handle)]
