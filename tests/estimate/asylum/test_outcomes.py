"""Recognition and pending: every table that rounds to the published one, no share of nothing, no zero for a gap."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from absentia.cli.main import run
from absentia.errors import UsageProblem
from absentia.estimate import Context, answer
from absentia.estimate.asylum.recognition import Decided, decided
from absentia.figures import Catalogue, fact_columns
from absentia.figures.asylum.bundled import fact_row, unhcr_cells
from absentia.figures.asylum.cells import EUROSTAT, UNHCR, Cell, Kind, of_unhcr, rounded_to_five
from absentia.figures.catalogue import as_cells
from absentia.model.estimate import Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import spoken

TABLE = {(one.place, one.period.start.year, one.kind.instance): one for one in decided(unhcr_cells(Catalogue()))}
CITED = {"source_title": "invented", "source_date": "2026-01-01", "source_url": "https://example.org"}


def shown_by_unhcr(number: int) -> int:
    """One way in which UNHCR may round decisions: to the nearest 5 below 11."""
    return number if number > 10 else 5 * ((number + 2) // 5)


def of(publisher: str = UNHCR, **outcomes: int | None) -> Decided:
    cells = []
    for name, number in outcomes.items():
        ends = rounded_to_five(number or 0) if publisher == EUROSTAT else of_unhcr(number, decisions=True)
        kind = Kind(publisher, "decisions" if name == "total" else f"decisions_{name}", instance="FI", authority="G")
        cells.append(Cell(kind, "FRA", Period.years(2023), *ends, number))
    (found,) = decided(cells)
    return found


COUNT = st.integers(0, 60)


@given(refugee=COUNT, other=COUNT, rejected=COUNT, closed=COUNT, status=st.sampled_from(["any", "refugee"]))
def test_the_ends_hold_the_share_of_whatever_was_rounded(
    refugee: int, other: int, rejected: int, closed: int, status: str
) -> None:
    counts = {"refugee": refugee, "complementary": other, "rejected": rejected, "closed": closed}
    found = of(UNHCR, **{name: shown_by_unhcr(count) for name, count in counts.items()})
    if found.why_not(status) is not None:
        return
    yes = refugee if status == "refugee" else refugee + other
    merits = refugee + other + rejected
    assert merits > 0
    ends, chance = found.ends(status), found.ends_with_chance(status)
    assert ends.low <= yes / merits <= ends.high
    assert ends.low <= found.share(status) <= ends.high
    exact = stats.binomtest(yes, merits).proportion_ci(0.95, method="exact")
    assert chance.low <= exact.low + 1e-9
    assert chance.high >= exact.high - 1e-9


def test_the_corners_by_hand() -> None:
    found = of(refugee=5, complementary=0, rejected=20, closed=100)
    # 1 to 9 and 0 to 4 that gave protection, 20 that did not; the 100 closed are neither
    assert (found.ends("any").low, found.ends("any").high) == (1 / 21, 13 / 33)
    assert found.share("any") == 5 / 25
    # refugee status alone: what gave another is not it
    assert (found.ends("refugee").low, found.ends("refugee").high) == (1 / 25, 9 / 29)
    assert found.ends_with_chance("any").low == pytest.approx(stats.beta.ppf(0.025, 1, 21))
    assert found.ends_with_chance("any").high == pytest.approx(stats.beta.ppf(0.975, 14, 20))


def test_every_whole_table_between_the_ends_is_between_the_ends_of_the_share() -> None:
    found = of(refugee=5, complementary=5, rejected=10)
    shares = [
        (a + b) / (a + b + c)
        for a, b, c in itertools.product(range(1, 10), range(1, 10), range(6, 11))
    ]  # fmt: skip
    assert (min(shares), max(shares)) == (found.ends("any").low, found.ends("any").high)


@pytest.mark.parametrize(
    ("outcomes", "status", "why"),
    [
        ({"refugee": 0, "complementary": 0, "rejected": 0, "closed": 177}, "any", "not known, and not 0 %"),
        ({"refugee": 0, "complementary": 0, "rejected": 0, "closed": 0, "total": 177}, "any", "some have no outcome"),
        ({"refugee": 500, "rejected": 20, "total": 100}, "any", "some have no outcome"),
        ({"rejected": 20, "closed": 5}, "any", "does not say"),
        ({"refugee": 20, "closed": 5}, "any", "does not say"),
        ({"positive": 20, "rejected": 5}, "refugee", "does not say"),
    ],
)
def test_no_share_of_nothing(outcomes: dict[str, int], status: str, why: str) -> None:
    assert why in str(of(UNHCR, **outcomes).why_not(status))


def test_a_masked_number_has_its_ends_only() -> None:
    found = of(refugee=None, complementary=0, rejected=20)
    assert (found.ends("any").low, found.ends("any").high) == (1 / 21, 8 / 28)


def test_eurostats_sum_is_taken_once_and_not_with_its_parts() -> None:
    found = of(EUROSTAT, positive=30, refugee=20, humanitarian=5, subsidiary=5, rejected=70)
    assert found.share("any") == 0.3
    assert found.share("refugee") == 0.2
    assert found.ends("any").low == 28 / (28 + 72)


def test_two_units_or_instances_are_two_tables() -> None:
    kind = Kind(UNHCR, "decisions_refugee", instance="FI", authority="G")
    year = Period.years(2023)
    others = [Kind(UNHCR, "decisions_rejected", "cases", "FI", "G"), Kind(UNHCR, "decisions_rejected", instance="AR")]
    assert len(decided([Cell(one, "FRA", year, 20, 20, 20) for one in (kind, *others)])) == 3


@pytest.mark.parametrize(
    ("place", "year", "instance", "share"),
    [("FRA", 2023, "FI", 955 / 3545), ("DEU", 2023, "FI", 378 / 1372), ("AUT", 2023, "FA", 295 / 908)],
)
def test_published_tables(place: str, year: int, instance: str, share: float) -> None:
    assert TABLE[place, year, instance].share("any") == pytest.approx(share)


def told(**options: Any) -> list[Estimate | Refusal]:
    return list(answer("asylum", Context(), options).numbers)


def test_an_instance_that_decided_nothing_is_told_with_those_that_did() -> None:
    (only,) = told(recognition=True, country="Austria", years="2023")
    assert isinstance(only, Refusal)
    assert "first instance and appeal together (--instance FA)" in str(only.reason)
    assert isinstance(told(recognition=True, country="Austria", years="2023", instance="FA")[0], Estimate)


def test_a_table_without_what_is_asked_is_told_so(tmp_path: Path) -> None:
    path = own(tmp_path / "own.csv", [waiting("FRA", 2023)])
    (nothing,) = told(recognition=True, tables=path)
    assert isinstance(nothing, Refusal)
    assert "not known, and not 0 %" in str(nothing.reason)
    with pytest.raises(UsageProblem, match="no number for 2013") as refused:
        told(tables=path)
    assert "migr_asyappctza" in (refused.value.next_step or "")


def test_recognition_of_a_year_most_decisions_first() -> None:
    found = told(recognition=True, years="2023")
    numbers = [one for one in found if isinstance(one, Estimate)]
    assert [str(one.place) for one in numbers[:3]] == ["France", "Poland", "Germany"]
    assert len(numbers) + len([one for one in found if isinstance(one, Refusal)]) == len(found) > 50
    for one in numbers:
        assert one.interval is not None
        assert 0 <= one.interval.low <= one.value <= one.interval.high <= 1
        assert one.interval.kind == "bounds"
    sampled = told(recognition=True, years="2023", sampling=True)[0]
    assert isinstance(sampled, Estimate)
    assert sampled.interval is not None
    assert sampled.interval.kind == "confidence"
    assert sampled.assumptions[0].holds is None


def own(path: Path, cells: list[Cell]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        table = csv.DictWriter(handle, [column.name for column in fact_columns()])
        table.writeheader()
        table.writerows(as_cells(fact_row(one, CITED, "")) for one in cells)
    return path


def waiting(place: str, year: int, number: int = 100, sex: str = "all") -> Cell:
    return Cell(Kind(UNHCR, "pending", sex=sex), place, Period.years(year), number, number, number)


def test_only_countries_with_every_year_are_together_and_each_stands_by_itself(tmp_path: Path) -> None:
    cells = [waiting("FRA", 2022), waiting("FRA", 2023, 150), waiting("DEU", 2022), waiting("EU27", 2022, 900),
             waiting("EU27", 2023, 900), waiting("FRA", 2022, 50, "men")]  # fmt: skip
    found = [one for one in told(pending=True, tables=own(tmp_path / "own.csv", cells)) if isinstance(one, Estimate)]
    assert [(spoken(one.place, "en"), one.value) for one in found] == [
        ("countries together: 1", 100.0),
        ("countries together: 1", 150.0),
        ("the 27 members of the European Union", 900.0),
        ("Germany", 100.0),
        ("France", 100.0),
        ("the 27 members of the European Union", 900.0),
        ("France", 150.0),
    ]


def test_a_year_without_a_number_is_a_reason_and_a_gap(tmp_path: Path) -> None:
    cells = [waiting("FRA", 2021), waiting("FRA", 2023), waiting("DEU", 2022)]
    path = own(tmp_path / "own.csv", cells)
    found = answer("asylum", Context(), {"pending": True, "tables": path, "country": "France", "years": "2021-2023"})
    assert [type(one) for one in found.numbers] == [Estimate, Refusal, Estimate]
    assert "not known, and not zero" in str(found.refusals[0].reason)
    assert found.chart is not None
    assert [row["date"] for row in found.chart.rows] == ["2021", "2023"]
    (nothing,) = told(pending=True, tables=path, years="2030")
    assert isinstance(nothing, Refusal)
    with pytest.raises(UsageProblem, match="no country Spain"):
        told(pending=True, tables=path, country="Spain")


def test_the_row_of_all_is_asked_not_those_of_men_or_of_an_age(tmp_path: Path) -> None:
    rows = [("all", "all"), ("men", "all"), ("all", "Y18-34")]
    kinds = [
        Kind(EUROSTAT, f"decisions_{name}", instance="FI", sex=sex, age=age)
        for name in ("positive", "rejected")
        for sex, age in rows
    ]
    cells = [Cell(kind, "FRA", Period.years(2023), 28, 32, 30) for kind in kinds]
    assert len(told(recognition=True, tables=own(tmp_path / "own.csv", cells))) == 1


def test_pending_of_the_article() -> None:
    found = [one for one in told(pending=True, country="France", years="2023") if isinstance(one, Estimate)]
    assert [one.value for one in found] == [2295]


def test_both_in_russian(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "ru", "estimate", "asylum", "--recognition", "--country", "Германия"]) == 0
    assert "по существу" in capsys.readouterr().out
    assert run(["--lang", "ru", "estimate", "asylum", "--pending"]) == 0
    assert "ожидающие в этих странах решения" in capsys.readouterr().out
    assert run(["estimate", "asylum", "--pending", "--recognition"]) == 2
