"""A claim over an observatory's own count: the number, what it rests on, and nothing where nobody looked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.tally.build import OTHER, Book, listing_url
from tests.tally.test_least import uid

from absentia.check import check_article
from absentia.model.checked import Verdict
from absentia.observatory import Observatory
from absentia.tally import RateComparison, compare, held


@pytest.fixture
def observatory(tmp_path: Path) -> Observatory:
    """Three synthetic cases under Art. 337 in a listing that shows the whole half-year."""
    book = Book(asked="2023-01-01")
    page = book.page("listing", url=listing_url("2023-01-01", "2023-06-30"), counter=3, code="99GV0001")
    for n in range(3):
        book.entry(
            page, guid=f"g{n}", number=f"1-{n + 1}/2023", received=f"2023-0{n + 1}-10", uid=uid(n), uid_valid=True
        )
    return book.write(tmp_path / "observatory")


def claims(folder: Path, at_least: float = 1, *, provision: str = "337", **other: Any) -> Path:
    """One claim about the half-year: at least so many, or any other comparison."""
    compared = {"operation": "value", "of": "mine", "expect": {"at_least": at_least}} | other
    operands = compared.pop("operands", {})
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
                    },
                    **operands,
                },
                "comparisons": [{"label": {"en": "cases received"}, "main": True, **compared}],
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
    caveats = " ".join(caveat.text("en") for caveat in claim.caveats)
    assert "synthetic" in caveats
    assert "courts looked at: 1, not looked at: 0" in caveats
    assert f"-C {observatory.path}" in claim.command
    (claim,) = check_article(claims(tmp_path, 4), observatory).claims
    assert claim.verdict is Verdict.NOT_SUPPORTED


def test_a_count_with_a_court_left_out_is_a_lower_end(tmp_path: Path) -> None:
    book = Book()
    page = book.page("listing", url=listing_url("2023-01-01", "2023-06-30"), counter=1, code="99GV0001")
    book.entry(page, guid="g", received="2023-02-10", uid=uid(1), uid_valid=True)
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
    assert "looked at" in claim.reason.text("en")


SEEN_FIVE = [
    ({"expect": {"at_least": 10}}, Verdict.CANNOT_BE_TESTED),  # there may be five more
    ({"expect": {"at_most": 10}}, Verdict.CANNOT_BE_TESTED),  # or six
    ({"expect": {"at_least": 5}}, Verdict.SUPPORTED_WITH_CAVEAT),
    ({"expect": {"at_most": 4}}, Verdict.NOT_SUPPORTED),
    ({"expect": {"equals": 5, "tolerance": 0}}, Verdict.CANNOT_BE_TESTED),
    ({"expect": {"equals": 4, "tolerance": 0}}, Verdict.NOT_SUPPORTED),
    ({"operation": "between", "low": "five", "expect": None}, Verdict.SUPPORTED_WITH_CAVEAT),
    ({"operation": "between", "low": "five", "high": "ten", "expect": None}, Verdict.CANNOT_BE_TESTED),
    ({"operation": "between", "high": "four", "expect": None}, Verdict.NOT_SUPPORTED),
    ({"operation": "between", "low": "many", "expect": None}, Verdict.CANNOT_BE_TESTED),
    ({"operation": "difference", "to": "four", "expect": {"at_least": 1}}, Verdict.SUPPORTED_WITH_CAVEAT),
    ({"operation": "difference", "to": "four", "expect": {"at_most": 1}}, Verdict.CANNOT_BE_TESTED),
    ({"operation": "ratio", "to": "four", "expect": {"at_least": 1}}, Verdict.SUPPORTED_WITH_CAVEAT),
    ({"operation": "ratio", "to": "four", "expect": {"at_least": 2}}, Verdict.CANNOT_BE_TESTED),
    ({"operation": "ratio", "of": "four", "to": "mine", "expect": {"at_most": 0.8}}, Verdict.SUPPORTED_WITH_CAVEAT),
    ({"operation": "ratio", "of": "four", "to": "mine", "expect": {"at_least": 0.9}}, Verdict.NOT_SUPPORTED),
]


@pytest.fixture(scope="module")
def seen_five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observatory]:
    """Five cases of one court, and another behind a captcha; opened once for all that is said of them."""
    book = Book()
    page = book.page("listing", url=listing_url("2023-01-01", "2023-06-30"), counter=5, code="99GV0001")
    for n in range(5):
        book.entry(page, guid=f"g{n}", number=f"1-{n + 1}/2023", received="2023-02-10", uid=uid(n), uid_valid=True)
    book.page("captcha_gate", court=OTHER)
    observatory = book.write(tmp_path_factory.mktemp("five") / "o")
    with held(observatory):
        yield observatory


@pytest.mark.parametrize(("compared", "verdict"), SEEN_FIVE)
def test_five_seen_and_perhaps_more(
    tmp_path: Path, seen_five: Observatory, compared: dict[str, Any], verdict: Verdict
) -> None:
    unit = {"en": "cases"}
    numbers = {name: {"stated": n, "unit": unit} for name, n in (("four", 4), ("five", 5), ("ten", 10))}
    many = {"figure": "synthetic-1"}
    table = tmp_path / "synthetic.csv"
    table.write_text(
        "id,measure,value,unit,qualifier,period_start,period_end,geography,definition,publisher,source_title,"
        "source_date,source_url\n"
        "synthetic-1,invented,3,cases,at_least,2023-01-01,2023-06-30,synthetic,invented,test,synthetic,2024-01-01,"
        "https://synthetic.example/figures\n",
        encoding="utf-8",
    )
    given = compared | {"operands": numbers | {"many": many}}
    given = {key: value for key, value in given.items() if value is not None}
    if compared.get("expect", 0) is None:
        given["expect"] = None
    file = claims(tmp_path, **given)
    (claim,) = check_article(file, seen_five, figures=[table]).claims
    assert claim.verdict is verdict, claim.reason.text("en")


def test_check_and_tally_give_a_ratio_the_same_interval(tmp_path: Path) -> None:
    book = Book(asked="2022-01-01")
    for year, number in ((2022, 4), (2023, 9)):
        page = book.page("listing", url=listing_url(f"{year}-01-01", f"{year}-06-30"), counter=number)
        for n in range(number):
            day = f"{year}-0{1 + n % 6}-10"
            book.entry(page, guid=f"g{year}{n}", number=f"1-{n + 1}/{year}", received=day)
    observatory = book.write(tmp_path / "o")
    before: dict[str, Any] = {"tally": "filings_received", "since": "2022-01-01", "until": "2022-06-30"}
    after = before | {"since": "2023-01-01", "until": "2023-06-30"}
    compared: dict[str, Any] = {
        "operation": "ratio_per_month",
        "of": "after",
        "to": "before",
        "expect": {"at_least": 2},
    }
    file = claims(tmp_path, **compared, operands={"before": before, "after": after})
    (claim,) = check_article(file, observatory).claims
    rates = compare(observatory, "filings_received", "2023-H1", "2022-H1").rates
    assert isinstance(rates, RateComparison)
    assert claim.numbers[0].interval == rates.interval
    assert claim.verdict is Verdict.SUPPORTED_WITH_CAVEAT
    assert any("say the opposite" in caveat.text("en") for caveat in claim.caveats)
    # two and a quarter are not three; but by chance they may be
    file = claims(tmp_path, **(compared | {"expect": {"at_least": 3}}), operands={"before": before, "after": after})
    (claim,) = check_article(file, observatory).claims
    assert claim.verdict is Verdict.CANNOT_BE_TESTED
    assert "say the opposite" in claim.reason.text("en")


def test_a_count_that_is_no_single_number_stands_bare_nowhere(tmp_path: Path, observatory: Observatory) -> None:
    def told(observatory: Observatory) -> Any:
        file = claims(tmp_path, 1)
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        text = {"en": "invented"}
        content["claims"][0] |= {
            "because": {"en": "{mine} cases came in"},
            "chart": {"spec": "bars", "title": text, "description": text, "unit": text, "rows": [{"operand": "mine"}]},
        }
        file.write_text(yaml.safe_dump(content), encoding="utf-8")
        (claim,) = check_article(file, observatory).claims
        return claim

    exact = told(observatory)
    assert exact.reason.text("en") == "3 cases came in"
    assert [row["value"] for row in exact.chart.rows] == [3]
    book = Book()
    page = book.page("card", code="99GV0001")
    book.entry(page, guid="g", received="2023-02-10", uid=uid(1), uid_valid=True)
    open_above = told(book.write(tmp_path / "open"))
    assert open_above.reason.text("en") == "≥ 1 cases came in"
    assert [(row["value"], row["qualifier"]) for row in open_above.chart.rows] == [(1, "at_least")]
