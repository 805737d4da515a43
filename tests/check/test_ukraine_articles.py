"""Two articles on one series: each claim to its verdict, by rule; and what their like printed elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from absentia.check import check_article
from absentia.claims import bundled
from absentia.model.checked import CheckedClaim, Verdict

YES, CAVEAT, NO = Verdict.SUPPORTED, Verdict.SUPPORTED_WITH_CAVEAT, Verdict.NOT_SUPPORTED
EXPECTED = {
    "tass_2025_08": {"a": YES, "b": CAVEAT, "c": NO, "d": CAVEAT, "e": NO, "f": NO, "g": YES},
    "babel_2025_08": {"a": NO, "b": NO, "c": NO, "d": YES, "e": YES, "f": CAVEAT},
}
CHECKED = {name: check_article(name) for name in EXPECTED}
CLAIMS = [(name, claim) for name, checked in CHECKED.items() for claim in checked.claims]
SERIES_OF_OTHERS = Path(__file__).parent / "claims" / "misread_series.yml"


def reason(article: str, claim: str, code: str = "en") -> str:
    return next(one for one in CHECKED[article].claims if one.id == claim).reason.text(code)


@pytest.mark.parametrize("article", EXPECTED)
def test_verdicts(article: str) -> None:
    assert {claim.id: claim.verdict for claim in CHECKED[article].claims} == EXPECTED[article]


@pytest.mark.parametrize(
    ("article", "claim", "words"),
    [
        ("babel_2025_08", "a", "has 6,988, not 347; 347 is its number for 2022-01 – 2022-02"),
        ("babel_2025_08", "b", "has 17,658, not 6,641; 6,641 is its number for 2022-03 – 2022-12"),
        ("babel_2025_08", "c", "has 202,997, not 185,339"),
        ("babel_2025_08", "c", "the parts make 185,339, the total said is 185,339"),
        ("tass_2025_08", "c", "Prosecutor's number of offences on record"),
        ("tass_2025_08", "e", "suspicions notified"),
        ("tass_2025_08", "f", "Article 407 part 5 applies, and it provides for 5 to 10 years in prison"),
    ],
)
def test_the_reason_says_what_was_misread(article: str, claim: str, words: str) -> None:
    assert words in reason(article, claim)


def test_no_prose_is_written_for_the_misread_series() -> None:
    """They are found by rule: the files have no reason of their own, only what the article says."""
    claims = yaml.safe_load(bundled()["babel_2025_08"].read_text(encoding="utf-8"))["claims"]
    assert not [one["id"] for one in claims if "because" in one]


def test_with_the_right_numbers_the_same_claims_are_supported(tmp_path: Path) -> None:
    text = bundled()["babel_2025_08"].read_text(encoding="utf-8")
    right = {"stated: 347,": "stated: 6988,", "stated: 6641,": "stated: 17658,", "stated: 185339,": "stated: 202997,"}
    for wrong, corrected in right.items():
        text = text.replace(wrong, corrected)
    (tmp_path / "right.yml").write_text(text, encoding="utf-8")
    found = {claim.id: claim.verdict for claim in check_article(tmp_path / "right.yml").claims}
    assert {found[one] for one in "abcd"} <= {YES, CAVEAT}


PAGE = Path(__file__).resolve().parents[2] / "docs" / "methodology" / "claims.md"


def table() -> str:
    """The verdicts with their reasons; written anew by ``python -m tests.check.test_ukraine_articles``."""
    lines = ["| article | claim | verdict | because |", "|---|---|---|---|"]
    for name, claim in CLAIMS:
        quote, why = (text.text("en").replace("|", "/") for text in (claim.quote, claim.reason))
        lines.append(f"| `{name}` | {claim.label}. {quote} | {claim.verdict.value} | {why} |")
    return "\n".join(lines)


def test_the_page_holds_the_verdicts_with_their_reasons() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")


def test_tass_is_named_as_of_a_party() -> None:
    checked = CHECKED["tass_2025_08"]
    assert any("party to the war" in note.text("en") for note in checked.notes)
    assert any("воюющих сторон" in note.text("ru") for note in checked.notes)


@pytest.mark.parametrize(("article", "claim"), CLAIMS, ids=lambda one: one if isinstance(one, str) else one.id)
def test_every_claim_is_whole_in_both_languages(article: str, claim: CheckedClaim) -> None:
    assert claim.citations
    assert all(citation.publisher for citation in claim.citations)
    assert claim.command == f"absentia check {article} --claim {claim.id}"
    texts = [claim.quote, claim.reading, claim.reason, *claim.caveats]
    for text in texts:
        assert re.search(r"[А-Яа-яё]", text.text("ru")), text.text("ru")
        assert not re.search(r"[А-Яа-яё]{4}", re.sub(r"«[^»]*»", "", text.text("en"))), text.text("en")


@pytest.mark.parametrize(
    ("claim", "verdict", "words"),
    [
        ("since_january", NO, "is the sum from 2022-03-01 on; the parts of the whole period make 59,953"),
        ("since_march", YES, "has 59,606 for 2022-03 – 2024-09"),
        ("exceeds", YES, ""),
        ("own_total", NO, "the parts make 203,967, the total said is 202,997"),
        ("no_verdicts", NO, ""),
        ("documents_as_cases", NO, "its source documents"),
        ("of_russia", Verdict.CANNOT_BE_TESTED, "unlike things are counted"),
        ("russian_verdicts", Verdict.CANNOT_BE_TESTED, "a step of the law of ru"),
    ],
)
def test_what_else_was_printed_of_the_series(claim: str, verdict: Verdict, words: str) -> None:
    (found,) = check_article(SERIES_OF_OTHERS, only=[claim]).claims
    assert found.verdict is verdict
    assert words in found.reason.text("en")


if __name__ == "__main__":
    begin, _, rest = PAGE.read_text(encoding="utf-8").partition("<!-- articles of Ukraine -->")
    _old, _, end = rest.partition("<!-- end of articles of Ukraine -->")
    made = f"<!-- articles of Ukraine -->\n\n{table()}\n\n<!-- end of articles of Ukraine -->"
    PAGE.write_text(f"{begin}{made}{end}", encoding="utf-8")
