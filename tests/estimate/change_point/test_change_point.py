"""The change point against the published example, brute force, and what must not be dated."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import integrate, stats
from tests.study import many

from absentia.cli.main import absentia, run
from absentia.errors import UnreadableInput
from absentia.estimate.change_point import ChangePoint, Prior, Series, change_point, read_series
from absentia.estimate.change_point.checks import weigh
from absentia.estimate.change_point.evidence import (
    POISSON_SHARES,
    negative_binomial_evidence,
    poisson_evidence,
    sizes_for,
    two_changes,
)
from absentia.estimate.change_point.method import chart as chart_of
from absentia.estimate.change_point.method import estimates
from absentia.estimate.options.series import ChangePointOptions
from absentia.model import Refusal

COAL = "coal_mining_disasters_1851_1962.csv"


def years(counts: Sequence[int | None], first: int = 1900, **more: object) -> Series:
    return Series.of([dt.date(first + at, 1, 1) for at in range(len(counts))], counts, **more)  # type: ignore[arg-type]


def dated(series: Series, **more: object) -> ChangePoint:
    found = change_point(series, **more)  # type: ignore[arg-type]
    assert isinstance(found, ChangePoint), found
    return found


def test_coal_mining_disasters(shared: Path) -> None:
    series = read_series(shared / "bench" / COAL)
    assert (len(series), series.counts.sum()) == (112, 191)
    for model in ("auto", "poisson", "negative-binomial"):
        found = dated(series, model=model)
        assert found.date == "1891"
        assert (series.labels[found.earliest], series.labels[found.latest]) == ("1886", "1896")
        assert found.probability > 0.999
    assert dated(series).model == "poisson", "the disasters vary no more than chance allows"
    # Carlin, Gelfand and Smith's prior shape 1/2, one year of exposure: the rates as published
    found = dated(series, prior=Prior(0.5, 1.0))
    assert [round(rate, 2) for rate in found.rates] == [3.04, 0.90]


@pytest.mark.parametrize("cut", [1, 3, 6])
def test_the_evidence_is_the_integral_it_claims_to_be(cut: int) -> None:
    counts, exposures = np.array([3, 5, 2, 0, 1, 1, 0]), np.array([1.0, 2.0, 1.0, 1.0, 0.5, 1.0, 1.5])
    prior = Prior(0.7, 1.3)

    def poisson(part: slice) -> float:
        def integrand(rate: float) -> float:
            density = stats.gamma.pdf(rate, prior.shape, scale=1 / 1.3)
            return float(density * np.prod(stats.poisson.pmf(counts[part], rate * exposures[part])))

        return float(integrate.quad(integrand, 0, 60, points=[0.5, 2, 6], limit=200)[0])

    found = poisson_evidence(counts, exposures, prior)
    expected = math.log(poisson(slice(0, cut)) * poisson(slice(cut, None)))
    assert found.by_change[cut - 1] == pytest.approx(expected, abs=1e-5)
    assert found.no_change == pytest.approx(math.log(poisson(slice(None))), abs=1e-5)


def test_the_negative_binomial_evidence_is_its_integral_too() -> None:
    counts, exposures = np.array([3, 9, 2, 0, 1, 4]), np.array([1.0, 2.0, 1.0, 1.0, 0.5, 1.5])
    prior = Prior(0.7, 1.3)
    scaled = exposures / exposures.mean()
    rate = 1.3 / exposures.mean()
    grid = sizes_for(counts)
    assert len(grid) == len(POISSON_SHARES)

    def segment(part: slice, size: float) -> float:
        def integrand(p: float) -> float:
            density = stats.beta.pdf(p, rate * size + 1, prior.shape)
            return float(density * np.prod(stats.nbinom.pmf(counts[part], size * scaled[part], p)))

        return float(integrate.quad(integrand, 0, 1, limit=200)[0])

    found = negative_binomial_evidence(counts, exposures, prior)
    for row in (2, 20, 37):
        expected = math.log(segment(slice(0, 2), grid[row]) * segment(slice(2, None), grid[row]))
        assert found.by_size[row, 1] == pytest.approx(expected, abs=1e-4)


def test_two_changes_are_counted_by_brute_force_alike() -> None:
    counts, exposures, prior = np.array([1, 2, 9, 8, 1, 0, 2]), np.ones(7), Prior(0.5, 1.0)
    whole = poisson_evidence(counts, exposures, prior)
    common = float(-sum(math.lgamma(count + 1) for count in counts))

    def segment(part: slice) -> float:
        return poisson_evidence(np.append(counts[part], 0), np.append(exposures[part], 1e-12), prior).no_change + float(
            sum(math.lgamma(count + 1) for count in counts[part])
        )

    pairs = [
        segment(slice(0, first)) + segment(slice(first, second)) + segment(slice(second, None))
        for first in range(1, 6)
        for second in range(first + 1, 7)
    ]
    expected = math.log(sum(map(math.exp, pairs)) / len(pairs)) + common - whole.one_change
    assert two_changes(counts, exposures, None, prior) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=many(12, 150))
@given(st.lists(st.integers(0, 40), min_size=10, max_size=60), st.sampled_from(["poisson", "negative-binomial"]))
def test_time_turned_round_mirrors_the_posterior(counts: list[int], model: str) -> None:
    evidence = poisson_evidence if model == "poisson" else negative_binomial_evidence
    there = evidence(np.array(counts), np.ones(len(counts)), Prior())
    back = evidence(np.array(counts[::-1]), np.ones(len(counts)), Prior())
    assert there.posterior == pytest.approx(back.posterior[::-1], abs=1e-9)
    assert there.posterior.sum() == pytest.approx(1)
    assert there.no_change == pytest.approx(back.no_change)


def test_exposure_is_not_a_change() -> None:
    random = np.random.default_rng(5)
    exposure = [1.0] * 20 + [10.0] * 20
    counts = [int(random.poisson(4 * time)) for time in exposure]
    assert isinstance(change_point(years(counts, exposures=exposure)), Refusal)
    found = dated(years(counts))
    assert found.date == "1919-01-01"
    assert found.interval_of(found.ratio).low < 10 < found.interval_of(found.ratio).high


def test_clusters_are_not_taken_for_a_change() -> None:
    poisson_says = refused = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        series = years([int(count) for count in random.negative_binomial(0.8, 0.8 / 20.8, size=40)])
        found = change_point(series)
        poisson_says += poisson_evidence(series.counts, series.exposures, Prior()).one_change > (
            poisson_evidence(series.counts, series.exposures, Prior()).no_change + math.log(20)
        )
        refused += isinstance(found, Refusal)
    assert poisson_says >= 15, "the Poisson model sees changes everywhere in clustered counts"
    assert refused >= 16


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([5] * 8, "long enough"),
        ([0] * 30, "long enough"),
        ([4, 5, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5], "changed at all"),
        ([5] * 6 + [None] + [20] * 6, "not looked at"),
        ([2] * 10 + [30] * 10 + [2] * 10, "several times"),
        ([round(3 * 1.12**year) for year in range(40)], "not gradual"),
    ],
)
def test_what_has_no_single_date_is_refused_with_the_reason(counts: list[int | None], words: str) -> None:
    found = change_point(years(counts))
    assert isinstance(found, Refusal)
    assert words in str(found.reason)


def months(counts: Sequence[int]) -> Series:
    return Series.of([dt.date(2015 + at // 12, at % 12 + 1, 1) for at in range(len(counts))], list(counts))


def rates(shape: str, level: float, periods: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Synthetic expected counts by month: what has no date of a change, and what has one."""
    time = np.arange(periods)
    wave = np.exp(0.3 * np.sin(2 * np.pi * time / 12 + random.uniform(0, 2 * np.pi)))
    step = np.where(time > random.integers(periods // 4, 3 * periods // 4), 2.0, 1.0)
    if shape == "doubling":
        return level * 2 ** (time / (periods - 1))
    if shape == "ramp":
        return level * 2 ** np.clip(3 * time / periods - 1, 0, 1)
    if shape == "correlated":
        noise = random.normal(0, 0.3, periods)
        for at in range(1, periods):
            noise[at] = 0.6 * noise[at - 1] + 0.8 * noise[at]
        return level * np.exp(noise)
    return level * {"wave": wave, "wave and step": wave * step, "step": step}[shape]


@pytest.mark.parametrize(
    ("shape", "level", "periods", "least", "most"),
    [
        # of 40 series; before, 25 of 40 such doublings were dated, 35 ramps, 8 of correlated counts, none with a wave
        ("doubling", 20, 24, 0, 4),
        ("doubling", 50, 24, 0, 4),
        ("ramp", 20, 24, 0, 10),
        ("ramp", 50, 36, 0, 4),
        ("correlated", 50, 24, 0, 5),
        ("correlated", 50, 60, 0, 5),
        ("wave", 50, 36, 0, 2),
        ("wave and step", 50, 36, 35, 40),
        ("wave and step", 50, 24, 30, 40),  # 4 while two years were a day too short for a wave
        ("step", 50, 24, 36, 40),
        ("step", 20, 60, 36, 40),
    ],
)
def test_only_a_step_has_a_date(shape: str, level: float, periods: int, least: int, most: int) -> None:
    given, seeds = 0, range(0, 40, many(2, 1))
    for seed in seeds:
        random = np.random.default_rng(seed)
        counts = random.poisson(rates(shape, level, periods, random))
        given += isinstance(change_point(months([int(count) for count in counts])), ChangePoint)
    assert least * len(seeds) <= given * 40 <= most * len(seeds)


def test_each_kind_of_model_fits_its_own_shape() -> None:
    # a weekly wave is none; less than two years show no yearly one
    random = np.random.default_rng(3)
    step = weigh(months([int(n) for n in random.poisson(rates("step", 80, 36, random))]))
    assert step.against_none > math.log(100)
    assert step.against_gradual > math.log(100)
    assert abs(step.correlation) < 0.4
    assert not step.season
    assert weigh(months([int(n) for n in random.poisson(rates("wave", 80, 36, random))])).season
    assert not weigh(months([int(n) for n in random.poisson(rates("wave", 80, 20, random))])).season
    # two years of months, whichever of them is a leap year
    assert weigh(months([int(n) for n in random.poisson(rates("wave", 80, 24, random))])).season
    assert not weigh(months([int(n) for n in random.poisson(rates("wave", 80, 23, random))])).season
    assert weigh(months([int(n) for n in random.poisson(rates("doubling", 200, 24, random))])).against_gradual < -5
    assert weigh(months([int(n) for n in random.poisson(rates("correlated", 200, 60, random))])).correlation > 0.2


def test_a_slow_ramp_is_no_step_though_most_ramps_fit_worse() -> None:
    """Synthetic, 20 to 40 over eight of 24 months: a step is likelier than the mean of all ramps, not of slow ones."""
    ramp = [22, 24, 13, 19, 21, 22, 17, 19, 24, 19, 20, 32, 39, 35, 32, 41, 40, 38, 42, 36, 46, 46, 35, 45]
    assert -0.5 < weigh(months(ramp)).against_gradual < -0.3
    assert -0.5 < weigh(months(ramp[::-1])).against_gradual < -0.3


def test_exposure_is_in_the_competitors_too() -> None:
    exposures = [1.0] * 12 + [2.0] * 12
    counts = [int(n) for n in np.random.default_rng(1).poisson(30 * np.array(exposures))]
    dates = [dt.date(2015 + at // 12, at % 12 + 1, 1) for at in range(24)]
    assert (
        weigh(Series.of(dates, counts, exposures=exposures)).against_none
        < 0
        < weigh(Series.of(dates, counts)).against_none
    )


def test_a_stretch_without_events_and_thousands_of_periods_can_be_weighed() -> None:
    assert weigh(months([0] * 20 + [9] * 20)).against_gradual > 0
    assert weigh(years([3] * 40)).against_none < 0
    days = [dt.date(2000, 1, 1) + dt.timedelta(days=at) for at in range(2_000)]
    counts = np.random.default_rng(0).poisson(np.where(np.arange(2_000) > 900, 3, 1))
    assert weigh(Series.of(days, [int(n) for n in counts])).against_none > math.log(100)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["2023-01,3", "2023-03,4", "2023-02,5"], "not in order of time"),
        (["2023-01,3", "2023-02,4", "2023-05,5", "2023-06,5"], "do not follow each other"),
        (["2023-01,3", "2023-02,4", "2023-02,5"], "twice"),
        (["2023-01,3", "2023-02,", "2023-03,5"], "not looked at"),
        (["2023-W01,3", "2023-W02,3", "2023-W04,5", "2023-W05,5"], "do not follow each other"),
    ],
)
def test_gaps_and_disorder_are_refused(tmp_path: Path, lines: list[str], words: str) -> None:
    path = tmp_path / "series.csv"
    path.write_text("\n".join(["date,count", *lines]), encoding="utf-8")
    found = change_point(read_series(path))
    assert isinstance(found, Refusal)
    assert words in str(found.reason)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date,count\n2023-01,-3\n", "negative"),
        ("date,count\n2023-01,2.5\n", "whole number"),
        ("date,count\nyesterday,2\n", "not a date"),
        ("date,count\n2022-12,2\n2023,2\n2023-02,2\n", "“2023” is not one period of the length counted here"),
        ("date,count\n2022-12,2\n2023-01-01,2\n", "“2023-01-01” is not one period of the length"),
        ("date,count\n2022-12,2\n2023-01..2023-03,2\n", "is not one period of the length"),
        ("date,count\n2023-02,2\n2023-W10,2\n", "is not one period of the length"),
        ("date,count,exposure\n2023-01,2,0\n", "above zero"),
        ("date,count\n", "no rows"),
        ("a,b,c\n1,2,3\n", "no column"),
    ],
)
def test_a_wrong_cell_is_an_error(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "series.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        read_series(path)
    assert words in caught.value.what


def test_far_too_many_rows_are_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "series.csv"
    start = dt.date(1800, 1, 1).toordinal()
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(
            [["date", "count"], *([dt.date.fromordinal(start + at), 1] for at in range(60_000))]
        )
    found = change_point(read_series(path))
    assert isinstance(found, Refusal)
    assert "5,000 periods" in str(found.reason)


def test_the_command_dates_a_month(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    path = tmp_path / "series.csv"
    lines = [f"{2020 + at // 12}-{at % 12 + 1:02d},{random.poisson(6 if at < 33 else 18)}" for at in range(54)]
    path.write_text("\n".join(["month,filings", *lines]), encoding="utf-8")
    chart = tmp_path / "chart.svg"
    arguments = ["estimate", "change-point", str(path)]
    result = CliRunner().invoke(absentia, [*arguments, "--format", "json", "--chart", str(chart)])
    assert result.exit_code == 0, result.output
    answers = json.loads(result.stdout)["estimates"]
    date, before, after, ratio, probability = answers
    assert date["written"]["value"] == "2022-09"
    assert date["value"] == pytest.approx(2022 + 243 / 365)
    assert before["interval"]["low"] < 6 < before["interval"]["high"]
    assert after["value"] == pytest.approx(18, rel=0.2)
    assert ratio["value"] == pytest.approx(after["value"] / before["value"])
    assert probability["value"] > 0.99
    assert sum(row["probability"] for row in date["detail"]) == pytest.approx(1)
    drawn = chart.read_text(encoding="utf-8")
    assert "probability of the date of the change" in drawn
    assert "2022-09" in drawn
    russian = CliRunner().invoke(absentia, ["--lang", "ru", *arguments, "--chart", str(chart)])
    assert "последний период с прежней частотой" in russian.stdout
    assert "вероятность даты перелома" in chart.read_text(encoding="utf-8")
    other = chart_of(estimates(read_series(path), ChangePointOptions(level=0.8)))
    assert other is not None
    assert "with a probability of 80%" in str(other.description)
    again = CliRunner().invoke(absentia, ["--lang", "en", *arguments, "--format", "json"])
    assert again.stdout == result.stdout


def test_usage_and_refusals_have_their_exit_codes(tmp_path: Path) -> None:
    path = tmp_path / "series.csv"
    path.write_text("date,count\n2020,1\n2021,2\n", encoding="utf-8")
    assert run(["estimate", "change-point"]) == 2
    assert run(["estimate", "change-point", str(path), "--prior", "none"]) == 2
    assert run(["estimate", "change-point", str(path), "--measure", "verdicts"]) == 2
    assert run(["estimate", "change-point", str(path), "--since", "2021"]) == 2
    assert run(["estimate", "change-point", str(path)]) == 1
