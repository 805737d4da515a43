"""What `estimate asylum` answers and refuses: the same countries on both sides, nothing twice, no zero invented."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from tests.estimate.asylum.worlds import cell, shown, straight

from absentia.cli.main import run
from absentia.errors import UsageProblem
from absentia.estimate import Context, answer
from absentia.estimate.asylum.series import (
    FEWEST_WOMEN,
    Key,
    by_key,
    cannot,
    reporting,
    series_of,
    sexes_beyond,
    total_beyond,
)
from absentia.figures import Catalogue, fact_columns
from absentia.figures.asylum.bundled import BY_SEX, fact_row, first_time_applicants
from absentia.figures.asylum.cells import EU27, MEMBERS, Cell
from absentia.figures.catalogue import as_cells
from absentia.model.estimate import Estimate, Refusal
from absentia.model.texts import spoken

ALL = tuple(range(2013, 2025))
TABLE = by_key(first_time_applicants(Catalogue()))
CITED = {"source_title": "invented", "source_date": "2026-01-01", "source_url": "https://example.org"}


def asked(**options: Any) -> dict[str, list[Estimate | Refusal]]:
    found: dict[str, list[Estimate | Refusal]] = {}
    for one in answer("asylum", Context(), options).numbers:
        found.setdefault(spoken(one.place, "en"), []).append(one)
    return found


def own(tmp_path: Path, cells: dict[Key, Cell]) -> Path:
    path = tmp_path / "mine.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        table = csv.DictWriter(handle, [column.name for column in fact_columns()])
        table.writeheader()
        table.writerows(as_cells(fact_row(one, CITED, "")) for one in cells.values())
    return path


def test_eurostats_total_and_the_countries_together_stand_beside_each_other() -> None:
    found = asked()
    assert list(found) == ["the 27 members of the European Union", "countries together: 10"]
    total = [one for one in found["the 27 members of the European Union"] if isinstance(one, Estimate)]
    assert [(str(one.period)[:4], round(one.value)) for one in total] == [("2022", 1496), ("2023", 2321), ("2024", 694)]
    for one in total:
        assert one.interval is not None
        assert one.interval.low < one.value < one.interval.high
        assert one.standard_error is not None
        assert one.standard_error > 1.2 * one.detail[0]["by_line"]
    failing = [str(one.statement) for one in total[0].assumptions if one.holds is False]
    assert failing == ["men per woman moved along a straight line before the war"]
    together = found["countries together: 10"][0]
    assert isinstance(together, Estimate)
    others = {str(label): value for label, value in together.sensitivity.items()}
    assert round(others["all countries together, whoever reported"]) == 1602
    assert others["without Germany, which moves it most"] < together.value


@pytest.mark.parametrize(
    ("country", "why"),
    [
        ("Norway", "too few women for a ratio: 10 in 2021"),
        ("United Kingdom", "no number of men or of women for 2020, 2021, 2022, 2023, 2024"),
        ("Хорватия", "rounded to 0 or not reported, the table does not say which"),
        ("BE", "left its line by a step in 2021, within the baseline: a change of rules or of who came"),
        ("DEU", "a line through later years can be asked for: --baseline 2015-2021"),
    ],
)
def test_a_country_whose_numbers_do_not_allow_it_is_refused(country: str, why: str) -> None:
    (only,) = asked(country=country).values()
    assert all(isinstance(one, Refusal) and why in str(one.reason) for one in only)
    assert len(only) == 1


def test_a_country_that_allows_it_has_a_number_and_a_later_baseline_passes_over_a_step() -> None:
    assert [type(one) for one in asked(country="France")["France"]] == [Estimate] * 3
    later = asked(country="Germany", baseline="2015-2021", years="2022")["Germany"][0]
    assert isinstance(later, Estimate)
    assert later.interval is not None
    assert later.interval.low < later.value < later.interval.high


def test_by_country_every_one_of_the_table_has_a_number_or_a_reason() -> None:
    found = asked(countries=True)
    assert len(found) == 2 + len({place for place, _year, _sex in TABLE} - {EU27})
    numbers = {name for name, of in found.items() if isinstance(of[0], Estimate)}
    assert {"Austria", "France", "Poland", "Sweden"} <= numbers
    assert not {"Norway", "Germany", "Malta"} & numbers
    (belgium,) = found["Belgium"]
    assert isinstance(belgium, Refusal)
    assert "--baseline" not in str(belgium.reason)  # a line through 2021 alone is none
    table = answer("asylum", Context(), {"countries": True}).table
    assert table is not None
    assert len(table.rows) == 2 * 12 + 3 * (len(numbers) - 2)  # of countries the years asked for alone


def test_a_year_without_a_number_is_never_a_zero() -> None:
    cells = dict(shown(straight(("FRA", "DEU"), ALL)))
    del cells["DEU", 2016, "women"]
    assert "2016" in str(cannot(cells, "DEU", ALL))
    assert cannot(cells, "FRA", ALL) is None
    assert reporting(cells, ALL) == ("FRA",)
    assert reporting(cells, (2020, 2021)) == ("DEU", "FRA")
    # the set is the same on both sides: a country that begins or ends within the years is on neither
    assert series_of(cells, reporting(cells, ALL), ALL).women.shown.tolist() == [500.0] * 12


def test_the_fewest_women_of_any_year_decide() -> None:
    cells = dict(shown(straight(("FRA",), ALL)))
    cells["FRA", 2019, "women"] = cell(("FRA", 2019, "women"), FEWEST_WOMEN)
    assert cannot(cells, "FRA", ALL) is None
    cells["FRA", 2019, "women"] = cell(("FRA", 2019, "women"), FEWEST_WOMEN - 5)
    assert "too few women for a ratio: 15 in 2019" in str(cannot(cells, "FRA", ALL))


def test_a_total_that_its_members_cannot_add_up_to_is_told() -> None:
    assert total_beyond(TABLE, EU27, ALL) == []
    members = {key: one for key, one in TABLE.items() if key[0] in MEMBERS[EU27] or key[0] == EU27}
    without = {key: one for key, one in members.items() if key != ("DEU", 2017, "men")}
    assert total_beyond(without, EU27, ALL) == [2017]
    small = {(place, year, sex): cell((place, year, sex), 330 if place == EU27 else 10)
             for place in (EU27, *MEMBERS[EU27]) for year in ALL for sex in ("men", "women")}  # fmt: skip
    assert total_beyond(small, EU27, ALL) == list(ALL)  # 27 times 12 is 324; at least 328 is shown
    doubled = {**members, ("DEU", 2018, "women"): cell(("DEU", 2018, "women"), 9_000)}
    assert total_beyond(doubled, EU27, ALL) == [2018]


def test_the_row_of_all_is_held_against_men_and_women_and_never_added() -> None:
    cells = dict(shown(straight(("FRA",), ALL, women=100, ratio=1.2)))
    assert sexes_beyond(cells, ("FRA",), ALL) is None
    for year in ALL:
        key = ("FRA", year, "all")
        # 118 to 122 men, 98 to 102 women, 0 to 2 of unknown sex without a row: 216 to 226
        cells[key] = cell(key, {2014: 230, 2015: 225, 2016: 215, 2017: 210}.get(year, 220))
    assert sexes_beyond(cells, ("FRA",), ALL) == [2014, 2017]
    assert series_of(cells, ("FRA",), ALL).men.shown.tolist() == [120.0] * 12
    cells["FRA", 2014, "unknown"] = cell(("FRA", 2014, "unknown"), 10)
    assert sexes_beyond(cells, ("FRA",), ALL) == [2017]


def test_a_table_of_ones_own_is_read_and_named(tmp_path: Path) -> None:
    path = own(tmp_path, shown({**straight(("FRA", "DEU"), ALL), ("FRA", 2023, "men"): 900}))
    found = asked(tables=path)
    assert list(found) == ["countries together: 2"]
    second = found["countries together: 2"][1]
    assert isinstance(second, Estimate)
    assert second.value == pytest.approx(300, abs=1)
    assert list(second.inputs) == ["mine.csv"]


def test_months_and_single_ages_do_not_enter_a_year(tmp_path: Path) -> None:
    from dataclasses import replace

    from absentia.model.period import Period

    cells = dict(shown(straight(("FRA",), ALL)))
    one = cells["FRA", 2023, "men"]
    month = replace(one, period=Period.parse("2023-05"))
    young = replace(one, kind=replace(one.kind, age="Y18-34"))
    again = replace(one, kind=replace(one.kind, measure="repeat_applicants"))
    assert by_key([*cells.values(), month, young, again]) == cells
    del tmp_path


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"years": "2021"}, "not after the years the line"),
        ({"years": "2025"}, "no number for 2025"),
        ({"baseline": "2018-2021"}, "at least 5 years"),
        ({"baseline": "2015-2022", "years": "2023"}, "before 2022"),
        ({"country": "Atlantis"}, "no country Atlantis"),
        ({"baseline": "lately"}, "not a year"),
        ({"countries": True, "country": "France"}, "different answers"),
    ],
)
def test_what_cannot_be_asked_is_told(options: dict[str, str], what: str) -> None:
    with pytest.raises(UsageProblem, match=what):
        answer("asylum", Context(), options)


def test_chart_and_table_have_what_there_is_and_no_more() -> None:
    found = answer("asylum", Context(), {})
    assert found.table is not None
    assert found.chart is not None
    assert len(found.table.rows) == 2 * 12
    for row in found.table.rows:
        asked_for = row["year"] in ("2022", "2023", "2024")
        assert (row["excess"] is None) != asked_for
        assert (row["placebo"] is None) == asked_for
    by_label = {str(row["label"]) for row in found.chart.rows}
    assert by_label == {"as registered", "by the line"}
    labels = [str(row["label"]) for row in found.more_charts["excess"].rows]
    assert labels[0] == "the 27 members of the European Union, 2022"
    assert labels[-1] == "countries together: 10, 2024"
    refused = answer("asylum", Context(), {"country": "Norway"})
    assert (refused.chart, refused.table, refused.more_charts) == (None, None, {})


def test_the_command_in_both_languages(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    chart = tmp_path / "ratio.svg"
    assert run(["estimate", "asylum", "--chart", str(chart)]) == 0
    out = capsys.readouterr().out
    assert "Applicants are not deserters" in out
    assert "Women are the measure" in out
    assert "[holds] Eurostat's total holds the same countries in every year" in out
    assert chart.read_text(encoding="utf-8").startswith("<svg")
    assert run(["--lang", "ru", "estimate", "asylum", "--countries"]) == 0
    out = capsys.readouterr().out
    assert "Заявители — это не дезертиры" in out
    assert "нет числа мужчин или женщин" in out
    assert run(["estimate", "asylum", "--country", "Norway", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["estimates"] == []
    assert told["refusals"][0]["inputs"].keys() == {BY_SEX}
