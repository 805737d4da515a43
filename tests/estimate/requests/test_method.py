"""What is asked of a help organisation's series: a ratio, a change, a lead; and what they are refused for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from tests.tally.build import Book

from absentia.api import Answers, estimate
from absentia.errors import UnreadableInput, UsageProblem
from absentia.estimate import Context, answer
from absentia.estimate.requests.comparing import ratio
from absentia.estimate.requests.lead import lead
from absentia.estimate.requests.reading import Counts
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Grain, Period
from absentia.model.texts import said, spoken

MONTHS = tuple(Period.parse("2021..2024").split(Grain.MONTH))
RANDOM = np.random.default_rng(11)
NOISE = RANDOM.normal(0, 0.45, 36)
ASKED = [int(one) for one in RANDOM.poisson(np.exp(np.log(60) + 0.03 * np.arange(36) + NOISE))]
FOLLOWING = [int(one) for one in RANDOM.poisson(np.exp(np.log(150) + 0.02 * np.arange(36) + 0.8 * np.roll(NOISE, 2)))]
GROWING = [int(one) for one in RANDOM.poisson(np.exp(np.log(150) + 0.04 * np.arange(36)))]


def of(counts: list[Any], first: int = 0, **more: Any) -> Counts:
    return Counts(MONTHS[first : first + len(counts)], tuple(counts), said("requests"), "own.csv", said("own"), **more)


def table(counts: list[Any], **columns: Any) -> pd.DataFrame:
    names = [one.name for one in MONTHS[: len(counts)]]
    return pd.DataFrame({"period": names, "count": pd.array(counts, dtype="Int64"), **columns})


def one_of(answers: Answers, name: str) -> Estimate | Refusal:
    return next(one for one in answers if one.name == f"requests:{name}")


def why(one: Estimate | Refusal) -> str:
    assert isinstance(one, Refusal), one
    return spoken(one.reason, "en")


def test_cases_that_follow_are_seen_to() -> None:
    found = lead(of(ASKED), of(FOLLOWING), 1)
    assert isinstance(found.answer, Estimate)
    assert found.answer.value == 2
    assert found.answer.interval is None
    assert [lag for lag, _value in found.by_lag] == list(range(-6, 7))
    assert max(found.by_lag, key=lambda pair: pair[1])[0] == 2


@pytest.mark.parametrize(
    ("requests", "cases", "reason"),
    [
        (of(ASKED), of(GROWING), "more than chance makes"),  # both grow, and that is all
        (of(FOLLOWING), of(ASKED), "cases ahead by 2 months"),  # the other way round
        (of(ASKED[2:]), of(ASKED[2:]), "the same month"),
        (of(ASKED[:17]), of(FOLLOWING[:17]), "17 months (needed: 18)"),
        (of(ASKED), of(FOLLOWING[:17], 19), "17 months (needed: 18)"),  # overlap counts, not length
        (of([*ASKED[:17], None, *ASKED[18:35]]), of(FOLLOWING), "17 months (needed: 18)"),  # a gap is no zero
        (of([]), of(FOLLOWING), "0 months (needed: 18)"),
    ],
)  # fmt: skip
def test_no_lead_is_given_without_one(requests: Counts, cases: Counts, reason: str) -> None:
    assert reason in why(lead(requests, cases, 1).answer)
    assert "does not mean that there is none" in why(lead(requests, cases, 1).answer)


def test_eighteen_months_in_a_row_are_enough_to_look() -> None:
    gap = [*ASKED[:17], None, *ASKED[18:]]
    assert lead(of(gap), of(FOLLOWING), 1).months == 18
    assert lead(of(gap), of(FOLLOWING), 1).by_lag


def test_lags_are_shown_also_where_no_lead_is_given() -> None:
    found = estimate.requests(table(ASKED), cases=table(GROWING))
    assert len(found.table()) == 13
    assert "freed of trend" in found.plot("lags").data.unit.text("en")
    assert isinstance(one_of(found, "lead"), Refusal)


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ("2021-H1", "2021-H2", "month"),
        ("2021-H1", "2024-H2", "2024-09"),
        ("2020-H2", "2021-H1", "2020-07"),
    ],
)
def test_a_period_with_a_month_that_nobody_counted_has_no_ratio(earlier: str, later: str, expected: str) -> None:
    counts = of([*ASKED, *GROWING[:8]])  # to August 2024
    found = ratio(counts, Period.parse(earlier), Period.parse(later), 0.95)
    if expected == "month":
        assert isinstance(found, Estimate)
        assert found.value == pytest.approx(sum(ASKED[6:12]) / sum(ASKED[:6]))
        assert found.assumptions[0].holds is True
    else:
        assert expected in why(found)


def test_the_ratio_is_wider_than_chance_where_months_vary() -> None:
    counts = of(ASKED)
    found = ratio(counts, Period.parse("2021"), Period.parse("2022"), 0.95)
    alone = Counts((Period.parse("2021"), Period.parse("2022")), (sum(ASKED[:12]), sum(ASKED[12:24])), *_rest(counts))
    bare = ratio(alone, Period.parse("2021"), Period.parse("2022"), 0.95)
    assert isinstance(found, Estimate)
    assert isinstance(bare, Estimate)
    assert found.interval is not None
    assert bare.interval is not None
    assert found.value == bare.value
    assert found.interval.high / found.interval.low > bare.interval.high / bare.interval.low
    assert bare.assumptions[0].holds is None


def _rest(counts: Counts) -> tuple[Any, ...]:
    return counts.unit, counts.source, counts.about


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (list(np.cumsum(ASKED)), "36 periods in a row without a fall"),
        ([0, 0, *ASKED[2:]], "none in 2021-01, 2021-02"),
        ([*ASKED[:10], 0, *ASKED[11:]], "none in 2021-11"),
    ],
)
def test_totals_and_false_zeros_give_no_number_at_all(counts: list[int], reason: str) -> None:
    (only,) = estimate.requests(table(counts), cases=table(FOLLOWING), earlier="2021", later="2022")
    assert reason in why(only)


def test_cases_are_looked_at_in_the_same_way() -> None:
    found = estimate.requests(table(ASKED), cases=table(list(np.cumsum(FOLLOWING))))
    assert "the cases" not in why(one_of(found, "lead"))
    assert "cases: each number is of its own period" in why(one_of(found, "lead"))


def test_one_measure_is_never_set_against_another() -> None:
    with pytest.raises(UnreadableInput, match="mixes measures"):
        estimate.requests(table(ASKED, measure=["requests"] * 35 + ["helped"]))
    with pytest.raises(UnreadableInput, match="these are no cases but helped"):
        estimate.requests(table(ASKED), cases=table(FOLLOWING, measure="helped"))
    with pytest.raises(UnreadableInput, match="holds helped, and requests is asked for"):
        estimate.requests(table(ASKED, measure="helped"), of="requests")
    helped = estimate.requests(table(ASKED, measure="helped"), earlier="2021", later="2022")
    assert "people helped" in str(one_of(helped, "ratio").unit)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"earlier": "2023-H1"}, "two periods"),
        ({"earlier": "2023-H1", "later": "2023-Q2"}, "overlap"),
        ({"earlier": "2023-H2", "later": "2023-H1"}, "overlap"),
        ({"earlier": "soon", "later": "2023-H1"}, "not a date or a period"),
        ({"cases": "a.csv", "measure": "verdicts"}, "exclude each other"),
        ({"provision": "337"}, "--provision goes with --measure"),
        ({"of": "deserters"}, "cannot be used for of"),
    ],
)
def test_what_cannot_be_asked(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(UsageProblem, match=reason):
        answer("requests", Context(), options)


def test_of_an_own_table_nothing_is_told_that_rounded_counts_do_not_tell() -> None:
    """Two tables that round to the same give the same answer, sentence by sentence."""
    small = [*ASKED[:5], 3, *ASKED[6:]]
    other = [5 * round(one / 5) for one in small]
    other[5] = 1
    assert small != other
    both = [
        estimate.requests(table(one), cases=table(FOLLOWING), earlier="2021", later="2022") for one in (small, other)
    ]
    assert both[0].summary() == both[1].summary()
    assert both[0].answer.more["counts"] == both[1].answer.more["counts"]
    assert both[0].answer.more["counts"][5] == {"period": "2021-06", "count": None, "state": "withheld"}
    assert both[0].plot().data.rows == both[1].plot().data.rows
    assert "2021-06" not in {row["date"] for row in both[0].plot().data.rows}
    assert "counts under 5 are withheld" in both[0].summary()


def test_the_published_figures_bear_a_ratio_and_no_lead() -> None:
    found = estimate.requests("figures")
    first = one_of(found, "ratio")
    assert isinstance(first, Estimate)
    assert first.interval is not None
    assert (first.value, first.interval.low, first.interval.high) == pytest.approx((1.892, 0.739, 4.84), rel=0.002)
    assert "without an even step" not in why(one_of(found, "change-point"))
    assert "what was not looked at is not zero" in why(one_of(found, "change-point"))
    assert "0 months (needed: 18)" in why(one_of(found, "lead"))
    assert found.summary().startswith("Estimated: how many times as often this one organisation was asked")
    assert "neither the date of a change nor a lead over cases can be computed" in found.summary()
    assert "ни дату перелома, ни опережение вычислить нельзя" in found.summary("ru")
    assert list(estimate.requests()) == list(found)


def test_published_totals_of_people_helped_are_no_rate() -> None:
    found = estimate.requests(of="helped", earlier="2023", later="2024")
    assert "2023-01" in why(one_of(found, "ratio"))
    assert "nothing was published of it by month" in why(one_of(found, "change-point"))


def test_a_measure_of_the_observatory_is_set_against_requests(tmp_path: Path) -> None:
    made = Book()
    page = made.page("listing", captured="2023-12-31T03:00:00", instance="first")
    made.entry(page, received="2023-02-01", number=None, guid="a", uid=None, uid_valid=False)
    found = estimate.requests(made.write(tmp_path / "observatory"), table(ASKED), measure="filings_received")
    assert "(needed: 18)" in why(one_of(found, "lead"))
    assert one_of(found, "lead").synthetic
    assert "observatory" in {str(key) for key in one_of(found, "lead").inputs}


def test_the_answer_is_a_frame_a_picture_and_json(tmp_path: Path) -> None:
    from absentia.cli.main import absentia

    found = estimate.requests(table(ASKED), cases=table(FOLLOWING), earlier="2021", later="2022")
    frame = found.to_pandas()
    assert list(dict.fromkeys(frame["estimate"])) == ["requests:ratio", "requests:change-point", "requests:lead"]
    assert "<svg" in found.plot().svg
    assert "<svg" in found.plot("lags").svg
    path = tmp_path / "own.csv"
    table(ASKED).to_csv(path, index=False)
    told = CliRunner().invoke(absentia, ["estimate", "requests", str(path), "--format", "json"])
    assert json.loads(told.stdout)["counts"][0]["count"] % 5 == 0
