"""Cases filed again, at the functions and through tables, linking and SQL. Every court and filing is invented."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench.calibration.refiled import RESULTS, SCENARIOS, Scenario, book
from hypothesis import given
from hypothesis import strategies as st
from tests.tally.build import COURT, OKRUG, OTHER, Book
from tests.tally.test_least import JOINED, RETURNED, TRANSFERRED, VERDICT, uid

from absentia.cli.main import run
from absentia.errors import UsageProblem
from absentia.estimate import estimate
from absentia.estimate.options.courts import RefiledOptions
from absentia.estimate.refiled import DRAWS, LEAST, End, Kind, evidence, judge, kinds
from absentia.figures import Catalogue
from absentia.model import Estimate, Interval, Refusal
from absentia.tally import tally


def ends(many: int, *, uid: bool, followed: int = 0, recognised: float = 1.0) -> tuple[End, ...]:
    return tuple(End("returned", uid, place < followed, recognised) for place in range(many))


def mean(kind: Kind) -> float:
    rate, weight = kind.posterior()
    return float(rate @ weight)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((), 0.5),  # nothing but the prior, Beta(1/2, 1/2)
        (ends(40, uid=False), 0.5),  # those without an УИД teach nothing
        (ends(40, uid=True, recognised=0.0), 0.5),  # nor those whose next could never be recognised
        (ends(99, uid=True, followed=33), 33.5 / 100),  # Beta(33 + 1/2, 66 + 1/2)
    ],
)
def test_the_rate_is_learnt_from_ends_that_can_be_recognised(known: tuple[End, ...], expected: float) -> None:
    assert mean(Kind("returned", known)) == pytest.approx(expected, abs=2e-3)


def test_what_is_joined_in_half_of_the_cases_in_which_it_could_be_happens_twice_as_often() -> None:
    rarely = Kind("returned", ends(4000, uid=True, followed=1000, recognised=0.5))
    assert mean(rarely) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("unjoined", "share"),
    [
        (ends(100, uid=False), 0.5),  # as often as the rate says
        (ends(100, uid=True, recognised=1.0), 0.0),  # it would have been joined
        (ends(100, uid=True, recognised=0.5), 0.5 * 0.5 / (1 - 0.25)),  # by Bayes' rule
        (ends(100, uid=False, followed=100), 0.0),  # it is joined already
    ],
)
def test_how_many_were_filed_again_unnoticed(unjoined: tuple[End, ...], share: float) -> None:
    sure = ends(10_000, uid=True, followed=5_000)
    before = Kind("returned", sure).unnoticed(np.random.default_rng(1))
    assert before.shape == (DRAWS,)
    assert not before.any()
    drawn = Kind("returned", (*sure, *unjoined)).unnoticed(np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(100 * share, abs=1.0)


def test_ends_are_told_apart_by_how_they_ended() -> None:
    both = (
        End("transferred", True, True, 1.0),
        End("returned", False, False, 0.25),
        End("returned", True, False, 0.25),
    )
    transferred = kinds(both)[1]
    returned = kinds(both)[0]
    assert (returned.ending, returned.expected, returned.unjoined) == ("returned", 0.25, 2)
    assert (transferred.ending, transferred.expected, transferred.unjoined) == ("transferred", 1.0, 0)


@given(
    st.lists(st.builds(End, st.just("returned"), st.booleans(), st.booleans(), st.floats(0, 1)), max_size=30),
    st.integers(0, 99),
)
def test_never_more_than_are_not_joined(some: list[End], seed: int) -> None:
    kind = Kind("returned", tuple(some))
    drawn = kind.unnoticed(np.random.default_rng(seed))
    assert drawn.min() >= 0
    assert drawn.max() <= kind.unjoined


SEEN: dict[str, Any] = {
    "cases": 500, "filings": 520, "first_day": dt.date(2023, 1, 1), "last_day": dt.date(2023, 12, 31), "synthetic": True
}  # fmt: skip


def entry(made: Book, page: dict[str, Any], guid: str, **more: Any) -> None:
    known = more.pop("uid", None)
    row: dict[str, Any] = {"received": "2023-02-01", "decided": "2023-03-01", "number": None, "guid": guid}
    made.entry(page, **row | more, uid=known, uid_valid=known is not None)


@pytest.mark.parametrize(
    ("ended", "later", "expected"),
    [
        ({"result": RETURNED, "uid": uid(1)}, {"uid": uid(1)}, ("returned", True, True, 1.0)),
        ({"result": RETURNED, "uid": uid(1)}, {"uid": uid(2)}, ("returned", True, False, 1.0)),
        ({"result": RETURNED, "uid": uid(1)}, {}, ("returned", True, False, 0.5)),
        ({"result": RETURNED}, {"uid": uid(1)}, ("returned", False, False, 0.5)),
        # the filings that could follow stand in the other court
        ({"result": TRANSFERRED, "uid": uid(1)}, {"uid": uid(1), "court": OTHER}, ("transferred", True, True, 1.0)),
        ({"result": TRANSFERRED, "uid": uid(1)}, {"court": OTHER}, ("transferred", True, False, 0.0)),
        ({"result": RETURNED}, {"uid": uid(1), "court": OTHER}, ("returned", False, False, 0.0)),
        # an earlier filing of the case is not one that followed
        (
            {"result": RETURNED, "uid": uid(1)},
            {"uid": uid(1), "received": "2023-01-15"},
            ("returned", True, False, 1.0),
        ),
        ({"result": VERDICT, "uid": uid(1)}, {"uid": uid(1)}, None),
        ({"result": JOINED}, {}, None),
        ({"result": RETURNED, "court": OKRUG}, {}, None),  # no first instance
    ],
)
def test_what_is_known_of_an_end(
    tmp_path: Path, ended: dict[str, Any], later: dict[str, Any], expected: tuple[Any, ...] | None
) -> None:
    made = Book()
    for guid, told in (("a", ended), ("b", {"received": "2023-04-01", "result": VERDICT} | later)):
        court = told.pop("court", COURT) if "court" in told else COURT
        instance = "appeal" if court == OKRUG else "first"
        entry(made, made.page("listing", court=court, captured="2023-12-31T03:00:00", instance=instance), guid, **told)
    ends, seen = evidence(made.write(tmp_path / "observatory"))
    assert ends == ([] if expected is None else [End(*expected)])
    assert seen["synthetic"] is True


def test_where_every_filing_shows_its_identifier_the_count_is_right(tmp_path: Path) -> None:
    made, truth = book(SCENARIOS["all show it"], np.random.default_rng(7))
    observatory = made.write(tmp_path / "observatory")
    (found,) = estimate("refiled", Catalogue(), {}, observatory)
    assert isinstance(found, Estimate)
    assert found.interval == Interval(truth, truth, 0.95, "credible")
    assert found.value == tally(observatory, "cases_received").seen == truth
    assert found.synthetic


def test_a_world_in_which_a_third_do_not_is_covered_and_its_count_is_not(tmp_path: Path) -> None:
    made, truth = book(Scenario(0.3), np.random.default_rng(7))
    observatory = made.write(tmp_path / "observatory")
    (found,) = estimate("refiled", Catalogue(), {}, observatory)
    assert isinstance(found, Estimate)
    assert found.interval is not None
    counted = tally(observatory, "cases_received")
    assert counted.seen > found.interval.high >= truth >= found.interval.low
    assert counted.total.low is not None
    assert counted.total.low <= found.interval.low, "what the count allows for holds the estimate"
    assert next(iter(found.sensitivity.values())) == counted.seen


def known(many: int, uids: bool = True, recognised: float = 1.0, followed: int = 0) -> list[End]:
    return [End("returned", uids, place < followed, recognised) for place in range(many)]


@pytest.mark.parametrize(
    ("ends", "given"),
    [
        ([], True),  # nothing to correct
        (known(int(LEAST)), True),
        (known(int(LEAST) - 1), False),
        (known(30, recognised=0.3), False),  # nine would be recognised
        (known(90, uids=False), False),
        (known(3, followed=3), True),  # all are joined: there is nothing to learn
        ([*known(50), End("transferred", False, False, 1.0)], False),  # of one kind nothing is known
    ],
)
def test_too_few_that_show_one_are_refused(ends: list[End], given: bool) -> None:
    found = judge(ends, SEEN, RefiledOptions())
    assert isinstance(found, Estimate) is given
    if isinstance(found, Refusal):
        assert "are needed" in str(found.reason)


def test_without_a_case_there_is_no_number() -> None:
    found = judge([], SEEN | {"cases": 0}, RefiledOptions())
    assert isinstance(found, Refusal)
    assert "no case" in str(found.reason)


def test_the_command_says_what_it_rests_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, _truth = book(Scenario(0.95), np.random.default_rng(7))
    at = ["-C", str(made.write(tmp_path / "observatory").path), "estimate", "refiled"]
    assert run(at) in {0, 1}
    printed = capsys.readouterr()
    assert "are needed" in printed.out + printed.err
    assert "synthetic" in (printed.out + printed.err).lower()
    with pytest.raises(UsageProblem):
        RefiledOptions.read("refiled", {"level": 2})


def test_the_study_covers_what_it_says() -> None:
    with RESULTS.open(encoding="utf-8", newline="") as handle:
        rows = {row["scenario"]: row for row in csv.DictReader(handle)}
    assert rows.keys() == SCENARIOS.keys()
    for name, scenario in SCENARIOS.items():
        if scenario.missing <= 0.6 and not scenario.related:
            assert float(rows[name]["coverage_95"]) >= 0.93, name
            assert int(rows[name]["worlds"]) == 200
