"""What README and guides state of time, room and requests, held against what was measured and is kept in bench/."""

from __future__ import annotations

import json
import math
import re

from tests.test_statements import ROOT, said

from absentia.collect.settings import Settings


def test_what_setting_up_takes() -> None:
    taken = json.loads((ROOT / "bench/set_up.json").read_text(encoding="utf-8"))
    assert said("README.md", r"`make brief` took (\d+) seconds") == (taken["brief_seconds"],)
    assert said("docs/guide/start.md", r"(\d+) seconds for `make brief`") == (taken["brief_seconds"],)
    assert said("README.md", r"`make test` (\d+) minutes") == (taken["test_minutes"],)
    for page, pattern in (
        ("README.md", r"\(([\d.]+) GB on the disk\), more for the tests \(([\d.]+) GB\)"),
        (
            "docs/guide/start.md",
            r"([\d.]+) GB for the program with its 51 packages, ([\d.]+) GB with those of the tests",
        ),
    ):
        (stated,) = re.findall(pattern, " ".join((ROOT / page).read_text(encoding="utf-8").split()))
        assert [float(one) for one in stated] == [taken["runtime_gb"], taken["development_gb"]], page


def test_what_a_first_load_costs() -> None:
    """The range is the one the README's console shows, which tests/test_guides.py runs; the days follow from it."""
    plan = said("README.md", r"Requests: ([\d,]+) to ([\d,]+),")
    assert said("docs/guide/collect.md", r"none of them read yet, that is ([\d,]+) to ([\d,]+) requests") == plan
    budget = Settings.model_fields["daily_budget"].default
    assert said("docs/guide/collect.md", r"default budget of ([\d,]+) requests") == (budget,)
    assert [math.ceil(requests / budget) for requests in plan] == [2, 3]
    pages = ("README.md", "docs/guide/collect.md", "docs/guide/start.md")
    assert all("two or three days" in (ROOT / page).read_text(encoding="utf-8") for page in pages)


def test_what_linking_and_counting_take() -> None:
    sizes = json.loads((ROOT / "bench/scale.json").read_text(encoding="utf-8"))["sizes"]
    text = " ".join((ROOT / "docs/reference/archive.md").read_text(encoding="utf-8").split())
    (few, many) = ({"filings": size["filings"], **size["stages"]} for size in sizes[:2])
    for size in (few, many):
        link = size["link"]
        assert f"{size['filings']:,} filings {link['cpu_seconds']:.1f} s and {link['gb']:.1f} GB" in text
    count = many["tally by court and half-year"]
    cost = f"{count['cpu_seconds']:.1f} s and {count['gb']:.1f} GB"
    assert f"by court and half-year took {cost} (`bench/scale.json`)" in text
