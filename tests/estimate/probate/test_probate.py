"""The registry method on simulated registries with known truth (synthetic), and what it must refuse."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from bench.calibration.registries import Truth, simulate
from click.testing import CliRunner

from absentia.cli.main import absentia, run
from absentia.errors import UnreadableInput, UsageProblem
from absentia.estimate import estimate
from absentia.estimate.grid import first_day
from absentia.estimate.probate import Matches, ProbateDeaths, Registry, probate, read_matches, read_registry
from absentia.estimate.probate.baseline import BLOCK, learn
from absentia.estimate.probate.reading import named_ages
from absentia.figures import Catalogue
from absentia.model import Grain, Refusal


def answered(truth: Truth, **more: object) -> ProbateDeaths:
    found = probate(truth.registry, truth.matches, **{"draws": 4000, **more})  # type: ignore[arg-type]
    assert isinstance(found, ProbateDeaths), found
    return found


def write(folder: Path, truth: Truth) -> tuple[Path, Path]:
    registry, matches = folder / "registry.csv", folder / "matches.csv"
    cases = [
        [first_day(truth.registry.first + week, Grain.WEEK), age, sex, counts[at, week]]
        for at, age in enumerate(truth.registry.ages)
        for sex, counts in (("male", truth.registry.men), ("female", truth.registry.women))
        for week in range(truth.registry.weeks)
    ]
    listed = [
        [age, f"{period.start:%Y-%m}", truth.matches.listed[at, group], truth.matches.found[at, group]]
        for at, age in enumerate(truth.matches.ages)
        for group, period in enumerate(truth.matches.periods)
    ]
    for path, header, rows in (
        (registry, ["week", "age", "sex", "cases"], cases),
        (matches, ["age", "period", "listed", "found"], listed),
    ):
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([header, *rows])
    return registry, matches


@pytest.mark.parametrize(
    "world",
    [
        {},
        {"drift": 1.0},
        {"drift": -1.0, "listed": 0.15},
        {"timed": False},
        {"overdispersion": 2.0},
        {"deaths": 4000},
    ],
    ids=str,
)
def test_intervals_cover_the_true_deaths(world: dict[str, float]) -> None:
    inside = given = 0
    errors = []
    for seed in range(30):
        truth = simulate(seed, **world)  # type: ignore[arg-type]
        found = probate(truth.registry, truth.matches, draws=2000)
        if isinstance(found, Refusal):
            continue
        dead = truth.deaths_until(found.period.end)
        inside += found.interval.low <= dead <= found.interval.high
        errors.append(found.value / dead - 1)
        given += 1
    assert given >= 24
    assert inside / given >= 0.85
    assert abs(np.median(errors)) < (0.6 if world.get("deaths") else 0.08)


def test_a_share_that_drifts_bends_the_pooled_answer_and_not_the_timed_one() -> None:
    timed, pooled = [], []
    for seed in range(20):
        truth = simulate(seed, drift=-2.0, deaths=60_000)
        matches = truth.matches
        # a list that knows the early dead well and the late ones badly: then one share for all is the early one
        thin = np.linspace(1, 0.03, len(matches.periods))
        listed = np.floor(matches.listed * thin).astype(np.int64)
        found = np.minimum(listed, np.round(matches.found * thin).astype(np.int64))
        uneven = dataclasses.replace(matches, listed=listed, found=found)
        follows = probate(truth.registry, uneven, draws=2000)
        assert isinstance(follows, ProbateDeaths)
        end = follows.period.end
        covered = [period.start <= end for period in matches.periods]
        pooled_list = Matches(
            matches.ages,
            listed[:, covered].sum(axis=1, keepdims=True),
            found[:, covered].sum(axis=1, keepdims=True),
        )
        follows_not = probate(truth.registry, pooled_list, draws=2000, until=end, late_weeks=0)
        assert isinstance(follows_not, ProbateDeaths)
        timed.append(follows.value / truth.deaths_until(follows.period.end) - 1)
        pooled.append(follows_not.value / truth.deaths_until(follows_not.period.end) - 1)
        drift = next(one for one in follows_not.assumptions if "share" in str(one.statement))
        assert drift.holds is None, "without times the drift cannot be seen, and that is said"
    assert abs(np.mean(timed)) < 0.05
    assert np.mean(pooled) < np.mean(timed) - 0.05


def test_nothing_below_the_named_dead_and_the_same_seed_the_same_answer() -> None:
    truth = simulate(1, deaths=300, listed=0.9)
    found = answered(truth)
    assert found.observed is not None
    assert found.observed <= found.interval.low <= found.value <= found.interval.high
    again, other = answered(truth), answered(truth, seed=5)
    assert np.array_equal(found.draws, again.draws)
    assert not np.array_equal(found.draws, other.draws)


@pytest.mark.parametrize(
    ("bands", "named"),
    [
        (("18-24", "25-29", "30-34"), "18-34"),
        (("18-24", "35-49"), "18-24, 35-49"),  # nobody of 25 to 34 is in it
        (("50-59", "60+"), "50+"),
        (("18", "19-24"), "18-24"),
        (("65+",), "65+"),
    ],
)
def test_an_age_between_that_has_no_band_is_in_no_range(bands: tuple[str, ...], named: str) -> None:
    assert named_ages(bands) == named


@pytest.mark.parametrize(
    ("bands", "overlap"),
    [
        (("18-24", "25-29", "30+"), False),
        (("25-29", "18-24"), False),
        (("18-24", "24-29"), True),
        (("18-49", "20-24"), True),
        (("18+", "20-24"), True),
        (("18-24", "18-49"), True),
    ],
)
def test_nobody_stands_in_two_bands(tmp_path: Path, bands: tuple[str, ...], overlap: bool) -> None:
    matches, registry = tmp_path / "matches.csv", tmp_path / "registry.csv"
    matches.write_text("\n".join(["age,listed,found", *(f"{band},9,3" for band in bands)]), encoding="utf-8")
    weeks = [f"2022-W05,{band},{sex},9" for band in bands for sex in ("male", "female")]
    registry.write_text("\n".join(["week,age,sex,cases", *weeks]), encoding="utf-8")
    reads: tuple[tuple[Callable[[Path], Registry | Matches], Path], ...] = (
        (read_matches, matches),
        (read_registry, registry),
    )
    for read, path in reads:
        if overlap:
            with pytest.raises(UnreadableInput, match="overlap"):
                read(path)
        else:
            assert set(read(path).ages) == set(bands)


def test_weeks_not_registered_yet_are_left_out() -> None:
    truth = simulate(2, timed=False)
    found = answered(truth)
    last = truth.registry.first + truth.registry.weeks - 1
    assert found.period.end == first_day(last - 26, Grain.WEEK) + dt.timedelta(days=6)
    assert found.observed is None, "the list may hold dead of the weeks left out"
    longer = answered(truth, late_weeks=40)
    assert longer.period.end < found.period.end
    assert isinstance(probate(truth.registry, truth.matches, late_weeks=200), Refusal)


def test_the_same_share_with_fewer_named_dead_is_less_sure() -> None:
    truth = simulate(3)
    few = dataclasses.replace(
        truth.matches, listed=truth.matches.listed // 10, found=np.round(truth.matches.found / 10).astype(np.int64)
    )
    few = dataclasses.replace(few, found=np.minimum(few.found, few.listed))
    narrow, wide = answered(truth), probate(truth.registry, few, draws=4000, until=answered(truth).period.end)
    assert isinstance(wide, ProbateDeaths)
    assert wide.interval.high - wide.interval.low > narrow.interval.high - narrow.interval.low


def changed(truth: Truth, **more: object) -> Registry:
    return dataclasses.replace(truth.registry, **more)  # type: ignore[arg-type]


def test_what_breaks_the_method_is_refused_with_its_reason() -> None:
    truth = simulate(4)
    registry, matches = truth.registry, truth.matches
    war = truth.first_war_week - registry.first
    more_old_men, growing = registry.men.copy(), registry.men.copy()
    more_old_men[-1, war:] = more_old_men[-1, war:] * 11 // 10
    growing[:, :] = (growing * np.linspace(1, 1.6, registry.weeks)).astype(np.int64)
    few = np.array([[1], [1], [0], [1], [1], [1]])
    fewer = registry.men.copy()
    fewer[:-1, war:] //= 2
    cases = [
        (changed(truth, men=more_old_men), matches, "kept step"),
        (changed(truth, men=growing), matches, "no trend"),
        (changed(truth, men=fewer), matches, "less often"),
        (registry, dataclasses.replace(matches, listed=matches.listed * few, found=matches.found * few), "every age"),
        (registry, dataclasses.replace(matches, listed=matches.listed // 300, found=matches.found * 0), "too few dead"),
        (
            dataclasses.replace(
                registry,
                first=truth.first_war_week - 10,
                men=registry.men[:, war - 10 :],
                women=registry.women[:, war - 10 :],
            ),
            matches,
            "weeks enough",
        ),
    ]
    for table, found_list, words in cases:
        found = probate(table, found_list, until=dt.date(2023, 6, 1), draws=1000)
        assert isinstance(found, Refusal), words
        assert words in str(found.reason)


@pytest.mark.parametrize(
    ("by_block", "found"),
    [
        ((0, 2, 4, 6), True),  # per cent above the first quarter: it grows by 2 a quarter
        ((6, 4, 2, 0), True),
        ((0, 2, 4, 6, 8, 10, 12, 14), True),
        ((0, 3, 0, 3), False),
        ((3, 0, 0, 3, 0, 3, 3, 0), False),
        ((0, 0, 0, 0), False),
    ],
)
def test_a_trend_is_no_chance_by_which_it_could_hide(by_block: tuple[int, ...], found: bool) -> None:
    women = np.full((3, BLOCK * len(by_block)), 4000)
    men = np.round(women * np.exp(np.repeat(by_block, BLOCK) / 100)).astype(np.int64)
    assert (learn(men, women).trend_p < 0.001) is found


def test_a_registry_without_a_baseline_or_without_cases_is_refused_and_no_fault() -> None:
    truth = simulate(5)
    empty = changed(truth, men=truth.registry.men * 0, women=truth.registry.women * 0)
    for table, war in ((empty, dt.date(2022, 2, 24)), (truth.registry, dt.date(2019, 1, 1))):
        found = probate(table, truth.matches, war=war, draws=1000)
        assert isinstance(found, Refusal)
        assert "nan" not in str(found.reason)


def test_an_extract_read_before_its_own_last_week_is_an_error(tmp_path: Path) -> None:
    registry, matches = write(tmp_path, simulate(6))
    with pytest.raises(UsageProblem, match="after the day it was read"):
        estimate("probate", Catalogue(), {"registry": registry, "matches": matches, "extracted": "2020-06-01"})


def test_ages_that_drift_apart_are_refused() -> None:
    truth = simulate(5, deaths=80_000)
    found = truth.matches.found.copy()
    found[0, 8:] = (found[0, 8:] * 0.4).astype(np.int64)
    outcome = probate(truth.registry, dataclasses.replace(truth.matches, found=found), draws=1000)
    assert isinstance(outcome, Refusal)
    assert "ages changed differently" in str(outcome.reason)


def test_the_command_reads_both_tables_in_any_order(tmp_path: Path) -> None:
    truth = simulate(6)
    registry, matches = write(tmp_path, truth)
    assert np.array_equal(read_registry(registry).men, truth.registry.men)
    assert np.array_equal(read_matches(matches).found, truth.matches.found)
    direct = answered(truth, draws=1000)
    chart = tmp_path / "chart.svg"
    for files in ([registry, matches], [matches, registry]):
        arguments = [
            "estimate",
            "probate",
            *map(str, files),
            "--draws",
            "1000",
            "--format",
            "json",
            "--chart",
            str(chart),
        ]
        result = CliRunner().invoke(absentia, arguments)
        assert result.exit_code == 0, result.output
        *ages, total = json.loads(result.stdout)["estimates"]
        assert total["value"] == pytest.approx(direct.value)
        assert total["ages"] == "20-49"
        assert len(ages) == 6
        assert len(total["assumptions"]) == 9
        assert len(total["sensitivity"]) == 9
        assert total["observed"] <= total["interval"]["low"]
    assert "20-24" in chart.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda lines: lines[:50] + lines[51:], "no row for"),
        (lambda lines: [*lines, lines[1]], "twice"),
        (lambda lines: [lines[0], lines[1].rsplit(",", 1)[0] + ",-1", *lines[2:]], "negative"),
        (lambda lines: [lines[0], lines[1].rsplit(",", 1)[0] + ",1.5", *lines[2:]], "whole number"),
        (lambda lines: [lines[0], lines[1].replace("male", "both"), *lines[2:]], "not a sex"),
        (lambda lines: [lines[0], lines[1].replace("20-24", "young"), *lines[2:]], "not an age band"),
        (lambda lines: lines[:1], "no rows"),
    ],
)
def test_a_wrong_registry_is_an_error(tmp_path: Path, edit: object, words: str) -> None:
    registry, _matches = write(tmp_path, simulate(7))
    lines = registry.read_text(encoding="utf-8").splitlines()
    registry.write_text("\n".join(edit(lines)), encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(UnreadableInput) as caught:
        read_registry(registry)
    assert words in caught.value.what


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("age,listed,found\n20-24,3,4\n", "more found"),
        ("age,listed\n20-24,3\n", "no column"),
        ("age,period,listed,found\n20-24,2022-03,3,1\n20-24,2022-05,3,1\n", "do not follow"),
        ("age,listed,found\n20-24,3,1\n20-24,3,1\n", "twice"),
    ],
)
def test_a_wrong_table_of_matches_is_an_error(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "matches.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_matches(path)
    assert words in caught.value.what


def test_two_tables_of_the_same_kind_are_a_wrong_call(tmp_path: Path) -> None:
    registry, matches = write(tmp_path, simulate(8))
    assert run(["estimate", "probate", str(registry)]) == 2
    assert run(["estimate", "probate", str(matches), str(matches)]) == 2
    foreign = Matches(("80-84",), np.array([[30]]), np.array([[10]]))
    with pytest.raises(UnreadableInput, match="in common"):
        probate(read_registry(registry), foreign)


def test_the_rate_of_civil_men_moves_the_number_by_what_it_moves_their_registrations() -> None:
    """The excess is a small difference of large counts: a few percent of the civil rate are many of the dead."""
    truth = simulate(11, deaths=25_000, drift=0.0, timed=True)
    plain = answered(truth)
    assert answered(truth, civil=1.0).value == plain.value
    values = [answered(truth, civil=1 + percent / 100).value for percent in (-5, -3, -1, 1, 3, 5)]
    assert values == sorted(values, reverse=True)
    assert values[2] > plain.value > values[3]
    # twice the change of the rate is twice the change of the number
    assert plain.value - values[5] == pytest.approx(5 * (plain.value - values[3]), rel=0.1)
    assert values[0] - plain.value == pytest.approx(plain.value - values[5], rel=0.1)


def test_the_sensitivity_names_six_rates_of_civil_men(tmp_path: Path) -> None:
    registry, matches = write(tmp_path, simulate(12, deaths=25_000, drift=0.0, timed=True))
    answers = estimate("probate", Catalogue(), {"registry": str(registry), "matches": str(matches), "draws": "2000"})
    total = answers[-1]
    assert not isinstance(total, Refusal)
    named = {str(name): value for name, value in total.sensitivity.items()}
    for percent in (1, 3, 5):
        more = named[f"civil men registered {percent} % more often"]
        less = named[f"civil men registered {percent} % less often"]
        assert more < total.value < less
