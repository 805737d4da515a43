"""Cases filed again, through tables, linking and SQL. Every court, filing and identifier is invented (synthetic)."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench.calibration.refiled import RESULTS, SCENARIOS, Scenario, book
from tests.tally.build import COURT, OKRUG, OTHER, Book
from tests.tally.test_least import JOINED, RETURNED, TRANSFERRED, VERDICT, uid

from absentia.cli.main import run
from absentia.errors import UsageProblem
from absentia.estimate import estimate
from absentia.estimate.options.courts import RefiledOptions
from absentia.estimate.refiled.method import LEAST, evidence, judge
from absentia.estimate.refiled.model import End
from absentia.figures import Catalogue
from absentia.model import Estimate, Interval, Refusal
from absentia.tally import tally

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
