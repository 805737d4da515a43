"""An article's day: claims over counts are judged by what could be known then, beside what is known now (synthetic)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.check.test_tallied_claims import claims
from tests.tally.build import Book, listing_url
from tests.tally.test_least import uid

from absentia.check import check_article
from absentia.errors import ClaimsProblem
from absentia.model.checked import CheckedClaim, Verdict
from absentia.observatory import Observatory

PUBLISHED = "2023-12-01"
SUPPORTED, REFUTED, OPEN = Verdict.SUPPORTED_WITH_CAVEAT, Verdict.NOT_SUPPORTED, Verdict.CANNOT_BE_TESTED


def listed(folder: Path, **shown: int) -> Observatory:
    """The half-year's whole listing as it was fetched on days, ``july=3``: the first so many filings."""
    days = {"july": "2023-07-10", "october": "2023-10-10", "january": "2024-01-10"}
    book = Book(asked="2023-01-01")
    for month, filings in shown.items():
        page = book.page(
            "listing", url=listing_url("2023-01-01", "2023-06-30"), counter=filings, code="99GV0001",
            captured=f"{days[month]}T03:00:00",
        )  # fmt: skip
        for n in range(filings):
            known: dict[str, Any] = {"uid": uid(n), "uid_valid": True}
            book.entry(page, guid=f"g{n}", number=f"1-{n + 1}/2023", received=f"2023-0{n % 6 + 1}-10", **known)
    return book.write(folder)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Observatory]:
    """As :func:`listed`, for who only reads it: what was shown on the same days is written and linked once."""
    return functools.cache(lambda **shown: listed(tmp_path_factory.mktemp("listed") / "o", **shown))


def written(folder: Path, as_of: str | None, date: str = PUBLISHED, **compared: Any) -> Path:
    """A claims file whose article says when it was written."""
    file = claims(folder, **compared)
    content = yaml.safe_load(file.read_text(encoding="utf-8")) | {"date": date}
    file.write_text(yaml.safe_dump(content | ({"as_of": as_of} if as_of else {})), encoding="utf-8")
    return file


def told(claim: CheckedClaim) -> tuple[Verdict, float | None, int]:
    then = claim.then
    assert then is not None
    assert len(then.numbers) == len(claim.numbers)
    return then.verdict, then.numbers[0].value, then.later


@pytest.mark.parametrize(
    ("shown", "as_of", "expect", "now", "then"),
    [
        # it grew: what the article said could not be seen, and is true by now
        ({"july": 3, "january": 9}, "2023-07-19", {"at_least": 6}, (SUPPORTED, 9), (OPEN, 3, 1)),
        # it grew: what the article said could not be ruled out, and is wrong by now
        ({"july": 3, "january": 9}, "2023-07-19", {"at_most": 5}, (REFUTED, 9), (OPEN, 3, 1)),
        # the very day counts, to its end: at least three were known
        ({"july": 3, "january": 9}, "2023-07-10", {"at_least": 3}, (SUPPORTED, 9), (SUPPORTED, 3, 1)),
        ({"july": 3, "january": 9}, "2023-07-10", {"at_most": 2}, (REFUTED, 9), (REFUTED, 3, 1)),
        # before any capture nobody had looked: no zero, no verdict
        ({"july": 3, "january": 9}, "2023-07-09", {"at_most": 5}, (REFUTED, 9), (OPEN, None, 2)),
        # cards gone since were there, and are counted still
        ({"july": 9, "october": 3}, "2023-07-19", {"at_least": 6}, (SUPPORTED, 9), (SUPPORTED, 9, 1)),
        # nothing came later
        ({"july": 9}, "2023-11-30", {"at_least": 6}, (SUPPORTED, 9), (SUPPORTED, 9, 0)),
    ],
)
def test_a_claim_is_judged_by_what_was_known_then_and_is_known_now(
    tmp_path: Path,
    once: Callable[..., Observatory],
    shown: dict[str, int],
    as_of: str,
    expect: Any,
    now: Any,
    then: Any,
) -> None:
    (claim,) = check_article(written(tmp_path, as_of, expect=expect), once(**shown)).claims
    assert (claim.verdict, claim.numbers[0].value) == now
    assert told(claim) == then
    assert claim.then is not None
    assert claim.then.day == as_of


@pytest.mark.parametrize(
    ("as_of", "date", "says", "where"),
    [
        ("2023-12-02", PUBLISHED, "after it was published", "claims.yml:"),
        ("2999-01-01", "2999-01-01", "has not come", "claims.yml (as_of)"),
    ],
)
def test_a_day_that_cannot_be_the_article_s_is_refused(
    tmp_path: Path, as_of: str, date: str, says: str, where: str
) -> None:
    observatory = listed(tmp_path / "o", july=3)
    with pytest.raises(ClaimsProblem, match=says) as refused:
        check_article(written(tmp_path, as_of, date), observatory)
    assert where in str(refused.value)


def test_without_a_day_or_a_count_nothing_is_said_of_then(tmp_path: Path) -> None:
    observatory = listed(tmp_path / "o", july=3)
    (claim,) = check_article(written(tmp_path, None), observatory).claims
    assert claim.then is None
    unit = {"en": "cases"}
    stated: dict[str, Any] = {
        "of": "four",
        "operands": {"four": {"stated": 4, "unit": unit}, "mine": {"stated": 3, "unit": unit}},
    }
    (claim,) = check_article(written(tmp_path, "2023-07-19", **stated), observatory).claims
    assert claim.then is None
    (claim,) = check_article(written(tmp_path, "2023-07-19")).claims
    assert claim.then is None, "without an observatory nobody counts"


def test_what_is_no_count_is_said_to_be_as_known_now(tmp_path: Path) -> None:
    observatory = listed(tmp_path / "o", july=3, january=9)
    figure: dict[str, Any] = {"operation": "ratio", "to": "other", "operands": {"other": {"figure": "court_cases-006"}}}
    stated: dict[str, Any] = {
        "operation": "ratio",
        "to": "other",
        "operands": {"other": {"stated": 4, "unit": {"en": "cases"}}},
    }
    for compared, mixed in ((figure, True), (stated, False)):
        (claim,) = check_article(written(tmp_path, "2023-07-19", **compared), observatory).claims
        assert claim.then is not None
        assert any("as known now" in caveat.text("en") for caveat in claim.then.caveats) is mixed
        assert not any("as known now" in caveat.text("en") for caveat in claim.caveats)
