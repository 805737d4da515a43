"""A claim over an observatory's own count: the number, what it rests on, and nothing where nobody looked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.tally.build import OTHER, Book, listing_url

from absentia.check import check_article
from absentia.model.verdict import Verdict
from absentia.observatory import Observatory


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    """Three synthetic cases under Art. 337 in a listing that shows the whole half-year."""
    book = Book()
    page = book.page("listing", url=listing_url("2023-01-01", "2023-06-30"), counter=3)
    for n in range(3):
        book.entry(page, guid=f"g{n}", number=f"1-{n + 1}/2023", received=f"2023-0{n + 1}-10")
    return book.write(tmp_path / "observatory")


def claims(folder: Path, at_least: float, *, provision: str = "337") -> Path:
    content: dict[str, Any] = {
        "id": "own_count",
        "title": {"en": "Synthetic"},
        "publisher": "test",
        "date": "2023-12-01",
        "claims": [
            {
                "id": "count",
                "said": {"en": "cases came"},
                "reading": {"en": "at least so many"},
                "operands": {
                    "mine": {
                        "tally": "cases_received",
                        "provision": provision,
                        "since": "2023-01-01",
                        "until": "2023-06-30",
                    }
                },
                "comparisons": [
                    {
                        "label": {"en": "cases received"},
                        "operation": "value",
                        "of": "mine",
                        "expect": {"at_least": at_least},
                        "main": True,
                    }
                ],
            }
        ],
    }
    file = folder / "claims.yml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return file


def test_a_tally_is_a_number_with_its_coverage_and_says_synthetic(tmp_path: Path, observatory: Observatory) -> None:
    (claim,) = check_article(claims(tmp_path, 3), observatory).claims
    assert claim.verdict is Verdict.SUPPORTED_WITH_CAVEAT
    main = claim.numbers[0]
    assert (main.value, main.standing) == (3, "tallied")
    caveats = " ".join(caveat["en"] for caveat in claim.caveats)
    assert "synthetic" in caveats
    assert "courts looked at: 1, not looked at: 0" in caveats
    assert f"-C {observatory.path}" in claim.command
    (claim,) = check_article(claims(tmp_path, 4), observatory).claims
    assert claim.verdict is Verdict.NOT_SUPPORTED


def test_a_count_with_a_court_left_out_is_a_lower_end(tmp_path: Path) -> None:
    book = Book()
    page = book.page("listing", url=listing_url("2023-01-01", "2023-06-30"), counter=1)
    book.entry(page, guid="g", received="2023-02-10")
    book.page("captcha_gate", court=OTHER)
    observatory = book.write(tmp_path / "o")
    assert check_article(claims(tmp_path, 1), observatory).claims[0].verdict is Verdict.SUPPORTED_WITH_CAVEAT
    (claim,) = check_article(claims(tmp_path, 5), observatory).claims
    assert claim.verdict is Verdict.CANNOT_BE_TESTED  # the court behind the captcha may have the others


def test_where_nobody_looked_the_claim_cannot_be_tested(tmp_path: Path) -> None:
    empty = Book()
    empty.entry(empty.page("card"), guid="g", received="2024-05-01")
    (claim,) = check_article(claims(tmp_path, 1, provision="338"), empty.write(tmp_path / "o")).claims
    assert claim.verdict is Verdict.CANNOT_BE_TESTED
    assert claim.numbers[0].value is None
    assert "looked at" in claim.reason["en"]
