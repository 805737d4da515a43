"""A checked claim: how the outcomes of its comparisons become one verdict, its reason, and the numbers shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.check.test_comparisons import compare, quantity
from tests.check.test_own_claims import GOOD, changed, write

from absentia.check import check_article
from absentia.check.article import decide
from absentia.check.caveats import Found
from absentia.check.operations import Bound
from absentia.check.outcomes import Outcome
from absentia.check.schema import Claim
from absentia.claims import bundled
from absentia.errors import ClaimsProblem, UsageProblem
from absentia.model.checked import CheckedClaim, Verdict
from absentia.model.estimate import Interval
from absentia.model.texts import in_languages
from absentia.observatory import Observatory

TEXT = {"en": "invented", "ru": "выдумано"}
WORDS = in_languages(TEXT)
COMPARED = "claims__0__comparisons"


def outcome(value: float, bound: Bound = "exact", least: float | None = 10, **more: Any) -> Outcome:
    given = {"expect": None if least is None else {"at_least": least}}
    return compare("value", quantity("a", value, bound, **more), **given)


YES, NO, OPEN = outcome(12), outcome(8), outcome(8, "at_least")
SOFTENED = outcome(9, interval=Interval(7, 11))
SHOWN = outcome(8, least=None)
LIGHT, HEAVY = Found(WORDS), Found(WORDS, weighs=True)


@pytest.mark.parametrize(
    ("outcomes", "caveats", "verdict"),
    [
        ((YES,), (), Verdict.SUPPORTED),
        ((YES, YES), (LIGHT,), Verdict.SUPPORTED),
        ((YES,), (LIGHT, HEAVY), Verdict.SUPPORTED_WITH_CAVEAT),
        ((YES, NO), (), Verdict.NOT_SUPPORTED),
        ((NO,), (HEAVY,), Verdict.NOT_SUPPORTED),
        ((NO, OPEN), (), Verdict.NOT_SUPPORTED),  # one that fails decides
        ((YES, OPEN), (HEAVY,), Verdict.CANNOT_BE_TESTED),
        ((SOFTENED,), (), Verdict.CANNOT_BE_TESTED),
        ((SOFTENED, NO), (), Verdict.NOT_SUPPORTED),
        ((YES, SHOWN), (), Verdict.SUPPORTED),  # what is only shown decides nothing
    ],
)
def test_the_verdict_follows_from_the_comparisons_that_decide(
    outcomes: tuple[Outcome, ...], caveats: tuple[Found, ...], verdict: Verdict
) -> None:
    claim = Claim.model_validate(GOOD["claims"][0])
    assert decide(claim, outcomes, caveats) is verdict
    untestable = claim.model_copy(update={"untestable": claim.said})
    assert decide(untestable, outcomes, caveats) is Verdict.CANNOT_BE_TESTED


def claim_of(folder: Path, **change: Any) -> CheckedClaim:
    (claim,) = check_article(write(folder / "mine.yml", changed(**change))).claims
    return claim


def stated(value: float, **more: Any) -> dict[str, Any]:
    return {"stated": value, "unit": {"en": "cases"}} | more


def one(label: str, operand: str = "now", /, **more: Any) -> dict[str, Any]:
    return {"label": {"en": label}, "operation": "value", "of": operand} | more


BIG: dict[str, Any] = {"expect": {"at_least": 100}}
SMALL: dict[str, Any] = {"expect": {"at_least": 1}}


def test_the_reason_says_every_comparison_that_decides_and_no_other(tmp_path: Path) -> None:
    compared = [one("first", main=True, **SMALL), one("second", "before", **SMALL), one("third")]
    operands = {"now": stated(5), "before": stated(7)}
    reason = claim_of(tmp_path, claims__0__operands=operands, **{COMPARED: compared}).reason.text("en")
    assert reason.startswith("First: ")
    assert " Second: " in reason
    assert "hird" not in reason


def own_figures(folder: Path) -> Path:
    """A figure without a number, and one that is an upper bound."""
    columns = (
        "id,measure,value,qualifier,unit,period_start,period_end,geography,definition,publisher,source_title,"
        "source_date,source_url"
    )
    rest = "cases,2022-01-01,2022-12-31,x,synthetic,Gazette,T,2024,https://example.org"
    return write(folder / "own.csv", f"{columns}\nnone-1,m,,exact,{rest}\nmost-1,m,7,at_most,{rest}\n")


@pytest.mark.parametrize(
    ("operand", "told"),
    [
        (stated(5), False),
        (stated(5, minimum=True), True),  # it is an end, and so nobody can say
        (stated(500, minimum=True), False),  # it is an end, and enough
        ({"figure": "none-1"}, False),  # there is none, which has its own words
    ],
)
def test_a_number_that_is_one_end_and_cannot_decide_is_told_to_be_one(
    tmp_path: Path, operand: dict[str, Any], told: bool
) -> None:
    given = changed(claims__0__operands={"now": operand}, **{COMPARED: [one("it", main=True, **BIG)]})
    (claim,) = check_article(write(tmp_path / "mine.yml", given), figures=[own_figures(tmp_path)]).claims
    assert ("a lower bound" in claim.reason.text("en")) is told


@pytest.mark.parametrize(("least", "told"), [(40_000, False), (48_000, True), (90_000, False)])
def test_a_refutation_that_the_interval_does_not_bear_out_says_so(tmp_path: Path, least: float, told: bool) -> None:
    compared = [one("deaths", main=True, expect={"at_least": least})]
    operands = {"now": {"figure": "death_estimates-001"}}  # 47,000 (40,000–55,000)
    claim = claim_of(tmp_path, claims__0__operands=operands, **{COMPARED: compared})
    assert ("say the opposite" in claim.reason.text("en")) is told
    assert (claim.verdict is Verdict.CANNOT_BE_TESTED) is told


def test_why_a_claim_is_untestable_stands_before_everything(tmp_path: Path) -> None:
    claim = claim_of(tmp_path, claims__0__untestable={"en": "Nobody counts them."})
    assert claim.reason.text("en") == "Nobody counts them."


BECAUSE = {"en": "There are {now}; times {twice}.", "ru": "Их {now}; раз {twice}."}


@pytest.mark.parametrize(
    ("because", "now", "own_words"),
    [
        (BECAUSE, stated(10), "There are 10; times 2."),
        (BECAUSE | {"when": "not supported"}, stated(10), None),  # written for another verdict
        (None, stated(10), None),
        # what may be one of several numbers has none, also where it was computed from others
        ({"en": "Times {of_whole}."}, stated(10), "Times 0.333."),
        ({"en": "Times {of_whole}."}, stated(10, minimum=True), None),
        ({"en": "Times {nothing}."}, stated(10), None),
        # one end of a range keeps its sign, also where it was computed from another
        ({"en": "There are {whole}, times {twice}."}, stated(10), "There are 15, times 2."),
        ({"en": "There are {whole}, times {twice}."}, stated(10, minimum=True), "There are ≥ 15, times ≥ 2."),
    ],
)
def test_the_files_own_sentence_stands_for_its_verdict_and_with_numbers_as_they_are_known(
    tmp_path: Path, because: dict[str, str] | None, now: dict[str, Any], own_words: str | None
) -> None:
    operands = {"now": now, "before": stated(5), "whole": {"sum": ["now", "before"]}, "zero": stated(0)}
    ratio: dict[str, Any] = {"operation": "ratio", "to": "before"}
    compared = [
        one("it", main=True, name="twice", **ratio, **SMALL),
        one("other", "before", name="of_whole", operation="ratio", to="whole"),
        one("none", "before", name="nothing", operation="ratio", to="zero"),
        one("nameless"),
    ]
    claim = claim_of(tmp_path, claims__0__operands=operands, claims__0__because=because, **{COMPARED: compared})
    assert claim.verdict is Verdict.SUPPORTED
    if own_words is None:
        assert "claimed" in claim.reason.text("en")
    else:
        assert claim.reason.text("en") == own_words


@pytest.mark.parametrize(
    ("minimum", "reason"),
    [(False, "There are ≤ 7."), (True, None)],  # at most and at least seven: it may be any number
)
def test_a_number_that_may_be_any_has_no_place_in_a_sentence(tmp_path: Path, minimum: bool, reason: str | None) -> None:
    operands = {"now": stated(10), "most": {"figure": "most-1", "minimum": minimum}}
    change = {
        "claims__0__operands": operands,
        "claims__0__because": {"en": "There are {most}."},
        COMPARED: [one("it", main=True, **SMALL)],
    }
    file = write(tmp_path / "mine.yml", changed(**change))
    (claim,) = check_article(file, figures=[own_figures(tmp_path)]).claims
    assert ("There are" in claim.reason.text("en")) is (reason is not None)
    assert reason in (None, claim.reason.text("en"))


def test_the_main_number_stands_first_and_one_that_stands_alone_only_once(tmp_path: Path) -> None:
    operands = {"now": stated(10), "before": stated(5, minimum=True), "later": stated(7)}
    ratio: dict[str, Any] = {"operation": "ratio", "to": "before", **SMALL}
    compared = [one("shown", "later"), one("the main one", main=True, **ratio)]
    numbers = claim_of(tmp_path, claims__0__operands=operands, **{COMPARED: compared}).numbers
    assert [(str(number.label), number.main) for number in numbers][:2] == [
        ("the main one", True),
        ("shown", False),
    ]
    assert [number.value for number in numbers] == [2, 7, 5, 10]
    notes = [number.note and number.note.text("en") for number in numbers]
    assert notes[2:] == ["a lower bound", None]


def test_a_number_that_is_missing_says_why_among_the_numbers(tmp_path: Path) -> None:
    tally = {"tally": "filings_received", "since": "2023-01-01", "until": "2023-06-30"}
    numbers = claim_of(tmp_path, claims__0__operands__now=tally).numbers
    note = next(number.note for number in numbers if number.standing == "tallied" and not number.main)
    assert note is not None
    assert "-C DIR" in note.text("en")


def test_only_the_claims_asked_for_are_checked_by_id_or_alias(tmp_path: Path) -> None:
    other = GOOD["claims"][0] | {"id": "other", "aliases": ["o"]}
    file = write(tmp_path / "mine.yml", changed(claims=[GOOD["claims"][0], other]))
    for only, ids in (
        ((), ["twice", "other"]),
        (["other"], ["other"]),
        (["o"], ["other"]),
        (["o", "twice"], ["twice", "other"]),
    ):
        assert [claim.id for claim in check_article(file, only=only).claims] == ids
    with pytest.raises(UsageProblem, match="has no claim z"):
        check_article(file, only=["twice", "z"])


def test_the_command_repeats_the_check(tmp_path: Path) -> None:
    (claim,) = check_article("guardian_2023_10", only=["e"]).claims
    assert claim.command == "absentia check guardian_2023_10 --claim e"
    copy = write(tmp_path / "guardian_2023_10.yml", bundled()["guardian_2023_10"].read_text(encoding="utf-8"))
    (claim,) = check_article(copy, only=["e"]).claims
    assert claim.command == f"absentia check {copy} --claim e"
    house = Observatory.create(tmp_path / "house")
    (claim,) = check_article("guardian_2023_10", house, only=["e"]).claims
    assert claim.command == f"absentia -C {house.path} check guardian_2023_10 --claim e"


def test_a_claim_without_a_name_of_its_own_is_called_by_its_id(tmp_path: Path) -> None:
    assert claim_of(tmp_path).label == "twice"
    assert claim_of(tmp_path, claims__0__label="a′").label == "a′"


def test_a_chart_is_drawn_where_the_file_asks_for_one(tmp_path: Path) -> None:
    assert claim_of(tmp_path).chart is None
    chart = {"spec": "bars", "title": TEXT, "description": TEXT, "unit": TEXT, "rows": [{"operand": "now"}]}
    assert claim_of(tmp_path, claims__0__chart=chart).chart is not None


def test_an_operand_that_cannot_be_resolved_is_named_with_its_claim(tmp_path: Path) -> None:
    units = {"a": stated(1), "b": stated(1, unit={"en": "men"}), "now": {"sum": ["a", "b"]}}
    with pytest.raises(ClaimsProblem) as caught:
        claim_of(tmp_path, claims__0__operands=units, **{COMPARED: [one("it", main=True, **SMALL)]})
    assert str(caught.value.where).endswith("mine.yml (claims[twice].operands.now.sum)")


def test_sources_are_cited_once(tmp_path: Path) -> None:
    operands = {name: {"figure": "court_cases-001"} for name in ("now", "before")}
    assert len(claim_of(tmp_path, claims__0__operands=operands).citations) == 1
