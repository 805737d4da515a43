"""Regions: a published range and a known truth as oracles; refusal where few died; pooling as the theory says."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.estimate.words import named

from absentia.errors import UsageProblem
from absentia.estimate import estimate
from absentia.estimate.deaths import Deaths, bundled_deaths
from absentia.estimate.excess import Excess, compute
from absentia.estimate.options.deaths import REGION
from absentia.estimate.regions.method import POOLED, RATE, SUM
from absentia.estimate.regions.model import broken_years, departure, national_lines, region_excess
from absentia.estimate.regions.pooling import compute_regions, pool
from absentia.estimate.regions.table import Region, RegionalDeaths, find_region, regional_deaths
from absentia.estimate.variants import KEPT, WAR_AGES
from absentia.figures import Catalogue
from absentia.model import Estimate, Refusal

CATALOGUE = Catalogue()
TABLE = regional_deaths(CATALOGUE)
NATION = bundled_deaths(CATALOGUE)
TWENTIES = ("20-24", "25-29")
ANSWERS = estimate("excess-male-deaths", CATALOGUE, {"regions": "yes"})


def test_the_published_range_of_shares_is_recomputed() -> None:
    """iStories, October 2023: up to 70 % of deaths of young men in seven regions; by the ratio 60 to 71 %."""
    lines = national_lines(NATION, KEPT, [2022], TWENTIES)
    shares = {}
    for name in ("Buryatia", "North Ossetia", "Dagestan", "Mordovia", "Mari El", "Rostov", "Orenburg"):
        region = find_region(TABLE, name)
        men = sum(TABLE.count(region, 2022, "m", band) for band in TWENTIES)
        shares[name] = region_excess(TABLE, region, KEPT, lines, [2022], TWENTIES).value / men
    assert round(min(shares.values()), 2) == 0.60
    assert round(max(shares.values()), 2) == 0.71
    assert max(shares, key=lambda name: shares[name]) == "Buryatia"


def test_the_parts_are_the_nation_and_wholes_are_not_counted_twice() -> None:
    assert len(TABLE.regions) == 85
    assert len({region.code for region in TABLE.regions}) == 85
    for year in (2015, 2019, 2022, 2023):
        for sex in ("m", "f"):
            for band in WAR_AGES:
                whole = sum(TABLE.counts[one.key, year, sex, band] for one in TABLE.regions)
                assert whole == NATION.all_causes[year, sex, band]


def test_a_year_that_holds_a_tenth_of_a_regions_deaths_is_left_out_and_said() -> None:
    krasnoyarsk = find_region(TABLE, "Krasnoyarsk")
    assert broken_years(TABLE, krasnoyarsk, KEPT) == (2016,)
    assert sum(bool(broken_years(TABLE, one, KEPT)) for one in TABLE.regions) == 1
    whole = next(a for a in ANSWERS if isinstance(a, Estimate))
    assert any("Krasnoyarsk 2016" in str(one.outcome) for one in whole.assumptions)


def test_the_sum_of_regions_stands_beside_the_nation() -> None:
    total = next(a for a in ANSWERS if isinstance(a, Estimate) and a.name == SUM)
    nation = named(total.sensitivity)["the nation as one"]
    assert round(nation) == 23_594
    assert abs(total.value - nation) < 0.03 * nation
    assert total.interval is None
    assert any("Nenets" in str(caveat) for caveat in total.caveats)
    own = sum(a.value for a in ANSWERS if isinstance(a, Estimate) and a.name == REGION)
    assert total.value == pytest.approx(own)


def test_a_region_with_ten_women_is_refused_and_gets_no_pooled_number_either() -> None:
    refused = [a for a in ANSWERS if isinstance(a, Refusal)]
    assert [str(a.place) for a in refused] == ["Nenets"]
    assert "too few women" in str(refused[0].reason)
    assert not [a for a in ANSWERS if isinstance(a, Estimate) and str(a.place) == "Nenets"]


def test_every_region_has_its_own_number_the_pooled_one_and_rates() -> None:
    by_name = {
        name: {a.place: a for a in ANSWERS if isinstance(a, Estimate) and a.name == name}
        for name in (REGION, POOLED, RATE)
    }
    assert len(by_name[REGION]) == len(by_name[POOLED]) == 84
    for place, pooled in by_name[POOLED].items():
        own = by_name[REGION][place]
        assert named(pooled.sensitivity)["not pooled"] == own.value
        assert own.interval is not None
        assert pooled.interval is not None
        assert own.interval.high - own.interval.low > 2 * 1.96 * math.sqrt(own.value if own.value > 0 else 1)
        men = float(own.detail[0]["men_16_61"])
        assert by_name[RATE][place].value == pytest.approx(own.value / men * 100_000)
    rates = [a.value / float(a.detail[0]["men_16_61"]) for a in by_name[REGION].values()]
    pooled_rates = [
        by_name[POOLED][place].value / float(own.detail[0]["men_16_61"]) for place, own in by_name[REGION].items()
    ]
    assert np.std(pooled_rates) < np.std(rates)


@pytest.mark.parametrize(
    ("text", "english"),
    [("Бурятия", "Buryatia"), ("buryatia", "Buryatia"), ("BU", "Buryatia"), ("республика бурятия", "Buryatia"),
     ("Тюменская область", "Tyumen (without its districts)"), ("Осетия", "North Ossetia"), ("пермский", "Perm")],
)  # fmt: skip
def test_a_region_is_found_by_any_of_its_names(text: str, english: str) -> None:
    assert find_region(TABLE, text).english == english


def test_an_unknown_region_names_the_nearest_in_the_language_spoken() -> None:
    for text, code, nearest in (("Buratia", "en", "Buryatia"), ("Бурятея", "ru", "Бурятия")):
        with pytest.raises(UsageProblem) as caught:
            find_region(TABLE, text)
        assert nearest in str(caught.value.told(code)[2])


def test_what_cannot_be_run_by_region_is_refused_or_a_usage_error() -> None:
    (answer,) = estimate("excess-male-deaths", CATALOGUE, {"regions": "yes", "variant": "paper"})
    assert isinstance(answer, Refusal)
    assert "HIV" in str(answer.reason)
    (answer,) = estimate("excess-male-deaths", CATALOGUE, {"regions": "yes", "years": "2024"})
    assert isinstance(answer, Refusal)
    for options in ({"ages": "50-54"}, {"deaths": "mine.csv"}):
        with pytest.raises(UsageProblem):
            estimate("excess-male-deaths", CATALOGUE, {"regions": "yes", **options})
    with pytest.raises(UsageProblem, match="exclude each other"):
        estimate("excess-male-deaths", CATALOGUE, {"region": "Tuva", "until": "2023-01-01"})


def _world(seed: int, women: float, killed: int) -> tuple[RegionalDeaths, Deaths]:
    """Synthetic: forty regions alike, a ratio of 3 that moves by 0.02 a year, so many killed in each in 2022."""
    rng = np.random.default_rng(seed)
    places = tuple(Region(f"r{n}", f"Р{n}", f"R{n}", f"R{n}", 100_000.0) for n in range(40))
    counts = {}
    for one in places:
        for year in range(2015, 2023):
            for band in WAR_AGES:
                counts[one.key, year, "f", band] = float(rng.poisson(women))
                extra = killed / len(WAR_AGES) if year == 2022 else 0.0
                counts[one.key, year, "m", band] = float(rng.poisson((3 + 0.02 * (year - 2017)) * women)) + extra
    whole: dict[tuple[int, str, str], float] = {}
    for (_key, year, sex, band), value in counts.items():
        whole[year, sex, band] = whole.get((year, sex, band), 0.0) + value
    return RegionalDeaths(counts, places, {}), Deaths(whole, {}, {}, bundled=False)


@pytest.mark.parametrize("women", [8.0, 60.0])
def test_intervals_cover_a_known_truth_in_synthetic_regions(women: float) -> None:
    covered = []
    for seed in range(6):
        table, nation = _world(seed, women, killed=210)
        excess = compute(nation, KEPT, [2022], WAR_AGES)
        assert isinstance(excess, Excess)
        found = compute_regions(table, excess)
        covered += [row.found.interval.low <= 210 <= row.found.interval.high for row in found.rows]
    assert 0.91 <= np.mean(covered) <= 0.995


def test_without_more_than_chance_between_regions_tau_is_near_nothing() -> None:
    table, nation = _world(3, 80.0, killed=0)
    assert max(departure(table, nation, KEPT, WAR_AGES).values()) < 0.03
    uneven = dict(table.counts)
    for n, one in enumerate(table.regions):
        for band in WAR_AGES:
            uneven[one.key, 2021, "m", band] *= 1.2 if n % 2 else 0.8
    assert departure(dataclasses.replace(table, counts=uneven), nation, KEPT, WAR_AGES)[2021] == pytest.approx(
        0.2, abs=0.03
    )


def test_pooling_keeps_what_is_sure_and_draws_in_what_is_not() -> None:
    rates = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    sure = pool(rates, [1e-6] * 6)
    assert sure is not None
    assert sure.values == pytest.approx(rates, abs=1e-3)
    noise = pool(rates, [1e6] * 6)
    assert noise is not None
    assert noise.values == pytest.approx([35.0] * 6, abs=6)
    assert min(noise.shrinkage) > 0.75
    assert pool(rates[:4], [1.0] * 4) is None


@settings(max_examples=50)
@given(st.lists(st.floats(-50, 50), min_size=6, max_size=30), st.floats(0.1, 100))
def test_a_pooled_rate_lies_between_its_own_and_the_mean(rates: list[float], variance: float) -> None:
    found = pool(rates, [variance * (1 + n % 3) for n in range(len(rates))])
    assert found is not None
    for own, pooled, shrinkage in zip(rates, found.values, found.shrinkage, strict=True):
        assert 0 <= shrinkage <= 1 + 1e-9
        slack = 0.05 * (max(rates) - min(rates)) + 1e-6  # the mean itself moves a little with the spread
        assert min(own, found.mean) - slack <= pooled <= max(own, found.mean) + slack
    assert all(v > 0 for v in found.variances)
