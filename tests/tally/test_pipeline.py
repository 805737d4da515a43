"""From synthetic pages through the real reader, tables and links to counts that must equal the truth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.rehearsal.written import write_pages
from tests.tally.build import rows

from absentia.cli.main import run
from absentia.link import link_cases
from absentia.link.directory import write_directory
from absentia.model import Refusal
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse.truth import Truth
from absentia.rehearsal.courts import directory
from absentia.tally import RateComparison, compare, measures, tally
from absentia.tally.prepare import held

SEED = 20220924
GRID = ("court", "half-year", "provision")


@dataclass(frozen=True)
class Rehearsed:
    observatory: Observatory
    truth: Truth


def _rehearse(folder: Path, form: str, scale: float) -> Rehearsed:
    truth = write_pages(folder / "pages", SEED, scale=scale, form=form)  # type: ignore[arg-type]
    code = run(["parse", str(folder / "pages"), "--source", "ru_sudrf", "--into", str(folder / "observatory")])
    assert code == 0
    observatory = Observatory.open(folder / "observatory")
    write_directory(observatory, directory())
    return Rehearsed(observatory, truth)


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """Pages as an archive keeps them: addresses, GUIDs and capture times are known."""
    return _rehearse(tmp_path_factory.mktemp("warc"), "warc", 0.05)


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """Pages as people save them: cards have no GUID, courts only a code, nothing says when."""
    return _rehearse(tmp_path_factory.mktemp("files"), "files", 0.03)


def _cells(found: Iterable[Mapping[str, Any]], *dimensions: str) -> dict[tuple[Any, ...], int]:
    return {tuple(row[one] for one in dimensions): row["seen"] for row in found if row["seen"]}


@pytest.fixture(scope="module")
def counting(archived: Rehearsed) -> Iterator[Rehearsed]:
    """Opened for counting once: every measure is asked for every grid."""
    with held(archived.observatory):
        yield archived


@pytest.mark.parametrize("measure", list(measures()))
@pytest.mark.parametrize("dimensions", [GRID, ("court", "half-year"), ("provision",), ()])
def test_every_cell_equals_the_truth(counting: Rehearsed, measure: str, dimensions: tuple[str, ...]) -> None:
    counted = tally(counting.observatory, measure, by=dimensions)
    assert _cells(rows(counted), *dimensions) == dict(counting.truth.cells(measure, *dimensions))
    assert counted.seen == counting.truth.total(measure)
    assert counted.synthetic


@pytest.mark.parametrize("measure", list(measures()))
def test_loose_files_give_the_same_numbers(loose: Rehearsed, measure: str) -> None:
    counted = tally(loose.observatory, measure, by=GRID)
    assert _cells(rows(counted), *GRID) == dict(loose.truth.cells(measure, *GRID))
    assert counted.seen == loose.truth.total(measure)
    assert counted.unreadable["known_only_from_above"] == loose.truth.known_only_from_above


def test_one_provision_counts_its_units_once(archived: Rehearsed) -> None:
    units = archived.truth.units["cases_received"]
    article = tally(archived.observatory, "cases_received", provision="337", by=("half-year", "sole"))
    expected = [unit for unit in units if any(text.split(".")[0] == "337" for text in unit.provisions)]
    assert article.seen == len(expected)
    alone = [unit for unit in expected if {text.split(".")[0] for text in unit.provisions} == {"337"}]
    assert sum(row["seen"] for row in rows(article) if row["sole"] == "sole") == len(alone)
    assert tally(archived.observatory, "cases_received", provision="337", sole=True).seen == len(alone)
    assert tally(archived.observatory, "cases_received", provision="337", sole=False).seen == len(expected) - len(alone)
    exact = tally(archived.observatory, "cases_received", provision="337.3")
    assert exact.seen == sum("337.3" in unit.provisions for unit in units)
    assert exact.seen != sum(any(text.startswith("337.3") for text in unit.provisions) for unit in units), (
        "3.1 is not 3"
    )


def test_families_split_peace_from_mobilisation(archived: Rehearsed) -> None:
    units = archived.truth.units["cases_received"]
    new = {"337.2.1", "337.3.1", "337.5", "338.3", "332.2.1"}
    counted = _cells(rows(tally(archived.observatory, "cases_received", by=("family",))), "family")
    assert counted["mobilisation",] == sum(bool(new & set(unit.provisions)) for unit in units)


def test_a_refusing_court_is_never_a_zero(archived: Rehearsed) -> None:
    counted = tally(archived.observatory, "cases_received", by=("court", "half-year"))
    silent = {row["court"]: row["reason"] for row in rows(counted) if row["court"] in archived.truth.not_looked_at}
    assert silent == {
        "gvs-5.synthetic.example": "captcha_gate",
        "gvs-6.synthetic.example": "temporarily_unavailable",
        "gvs-7.synthetic.example": "empty_result",
    }
    assert all(row["count"] is None for row in rows(counted) if row["court"] in silent)
    assert counted.coverage["courts_not_looked_at"] == 3
    # the last half of 2023 was looked at in January: what was posted after three months it did not show
    ends = {row["half-year"]: row["complete"] for row in rows(counted) if row["half-year"] is not None}
    assert ends == {
        "2021-H1": True,
        "2021-H2": True,
        "2022-H1": True,
        "2022-H2": True,
        "2023-H1": True,
        "2023-H2": False,
    }


def test_a_proven_zero_is_written_and_an_unproven_one_is_not(archived: Rehearsed) -> None:
    # nobody was charged under a mobilisation part in 2021, and complete listings of 2021 show it
    proven = tally(archived.observatory, "cases_received", provision="337.5", since="2021", until="2021", by=("court",))
    looked = [row for row in rows(proven) if row["court"] not in archived.truth.not_looked_at]
    assert [row["count"] for row in looked] == [0, 0, 0, 0]
    before = tally(archived.observatory, "cases_received", since="2019", until="2019", by=("court",))
    assert {row["count"] for row in rows(before)} == {None}
    assert before.total.low is None


def test_what_cannot_be_read_is_said(archived: Rehearsed) -> None:
    counted = tally(archived.observatory, "persons_charged")
    assert counted.unreadable["charges_unreadable"] == 1
    assert counted.unreadable["undated"] == 1
    assert counted.unreadable["known_only_from_above"] == archived.truth.known_only_from_above > 0
    assert tally(archived.observatory, "charges").unreadable["charges_unreadable"] == 1


def test_higher_courts_are_not_first_instance(archived: Rehearsed) -> None:
    by_instance = _cells(rows(tally(archived.observatory, "filings_received", by=("instance",))), "instance")
    assert by_instance["first",] == archived.truth.total("filings_received")
    assert by_instance["appeal",] > 0
    assert by_instance["cassation",] > 0
    whole = tally(archived.observatory, "cases_received", instance="all")
    known = archived.truth.total("cases_received") + archived.truth.known_only_from_above
    assert whole.seen == known, "an appeal and its first instance are one case"


def test_linking_again_changes_nothing(archived: Rehearsed) -> None:
    tally(archived.observatory, "filings_received")
    table = archived.observatory.tables / "cases.parquet"
    before, log = table.read_bytes(), (archived.observatory.decisions / "decisions.jsonl").read_bytes()
    assert link_cases(archived.observatory).decisions == 0
    assert table.read_bytes() == before
    assert (archived.observatory.decisions / "decisions.jsonl").read_bytes() == log


def test_periods_compare_where_they_were_looked_at(archived: Rehearsed) -> None:
    court = "gvs-1.synthetic.example"
    outcome = compare(archived.observatory, "filings_received", "2023-H1", "2022", provision="337", court=court)
    assert isinstance(outcome.rates, RateComparison)
    expected = sum(
        unit.court == court and unit.half_year == "2023-H1" and any(text.startswith("337") for text in unit.provisions)
        for unit in archived.truth.units["filings_received"]
    )
    assert outcome.rates.count_a == expected
    assert outcome.rates.exposure_a == 6
    assert outcome.rates.exposure_b == 12
    assert outcome.rates.dispersion is not None
    refused = compare(archived.observatory, "filings_received", "2023-H1", "2019", court=court)
    assert isinstance(refused.rates, Refusal)
    assert "2019-01" in str(refused.rates.reason)
    # where a court is dark both counts are lower bounds, and their ratio may be anything
    dark = compare(archived.observatory, "filings_received", "2023-H1", "2022")
    assert isinstance(dark.rates, Refusal)
    assert any(court in str(dark.rates.reason) for court in archived.truth.not_looked_at)
    assert dark.as_row()["high_a"] is None
    # decisions of 2021 may be of cases received in 2020, which nobody looked at
    assert isinstance(compare(archived.observatory, "verdicts", "2022", "2021").rates, Refusal)


def test_without_addresses_nothing_is_known_to_be_complete(loose: Rehearsed) -> None:
    counted = tally(loose.observatory, "cases_received", by=("court", "half-year"))
    assert not any(row["complete"] for row in rows(counted))
    assert not counted.total.exact
    assert isinstance(compare(loose.observatory, "cases_received", "2023-H1", "2022").rates, Refusal)


def test_a_day_before_and_a_day_after(archived: Rehearsed) -> None:
    units = archived.truth.units["filings_received"]
    days = sorted(unit.date for unit in units if unit.date)
    middle = days[len(days) // 2]
    until = tally(archived.observatory, "filings_received", until=middle).seen
    since = tally(archived.observatory, "filings_received", since=middle + dt.timedelta(days=1)).seen
    undated = sum(unit.date is None for unit in units)
    assert until == sum(day <= middle for day in days)
    assert (until or 0) + (since or 0) + undated == len(units)
