"""Excess men: the published table, every world that rounds to it, placebo years, steps and bends."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.estimate.asylum.worlds import Persons, exact, shown, straight

from absentia.estimate.asylum.excess import ExcessMen, ahead, excess_men
from absentia.estimate.asylum.series import Key, by_key, everybody, series_of
from absentia.estimate.sex_ratio import half_width
from absentia.figures import Catalogue
from absentia.figures.asylum.bundled import first_time_applicants

BASE, YEARS = tuple(range(2013, 2022)), (2022, 2023)
ALL = (*BASE, *YEARS)
TABLE = by_key(first_time_applicants(Catalogue()))


def of(persons: dict[Key, int], places: tuple[str, ...] = ("FRA",), *, rounded: bool = True) -> ExcessMen:
    cells = shown(persons) if rounded else exact(persons)
    return excess_men(series_of(cells, places, ALL), BASE, YEARS)


def changed(persons: Persons, **counts: int) -> dict[Key, int]:
    """Men of some years set: ``men_2022=700``."""
    found = dict(persons)
    for name, count in counts.items():
        sex, year = name.split("_")
        found |= {key: count for key in found if key[1:] == (int(year), sex)}
    return found


def test_the_line_over_all_countries_leaves_what_was_computed_from_the_table_before() -> None:
    found = excess_men(everybody(TABLE, (*BASE, 2022, 2023, 2024)), BASE, (2022, 2023, 2024))
    for one, value, error in zip(found.years, (1_600, 2_300, 730), (320, 410, 250), strict=True):
        assert one.value == pytest.approx(value, rel=0.02)
        assert one.by_line == pytest.approx(error, rel=0.16)  # with the error of the line itself, not only around it
        assert one.standard_error > one.by_line  # placebo years say that the band must be wider
    # the root mean square of what placebo years leave per woman, times the women of a year, is that error, too
    left = np.array(found.left) / found.series.women.shown[: len(BASE)]
    spread = float(np.sqrt(np.mean(left**2)))
    for one, error in zip(found.years, (320, 410, 250), strict=True):
        assert spread * one.women == pytest.approx(error, rel=0.05)


def test_by_hand() -> None:
    """Five years 1.0 to 1.4 and an even line: 2022 continues at 1.9, so 1,000 women expect 1,900 men."""
    persons = {("FRA", year, "women"): 1_000 for year in ALL}
    persons |= {("FRA", year, "men"): 1_000 + 100 * (year - 2013) for year in ALL}
    found = of(changed(persons, men_2022=2_400))
    assert found.years[0].expected == pytest.approx(1_900)
    assert found.years[0].value == pytest.approx(500)
    # rounding: men 2,398 to 2,402; the line and the women between their own ends
    low, high = found.years[0].rounding
    assert low < 498
    assert high > 502
    assert found.bend is None or found.bend > 0.05
    assert found.jump is None


PERSONS = st.integers(15, 4_000)


@given(data=st.data(), countries=st.integers(1, 4))
def test_whoever_the_persons_are_the_interval_holds_what_they_would_give(data: st.DataObject, countries: int) -> None:
    places = ("AUT", "DEU", "FRA", "POL")[:countries]
    persons = {(place, year, sex): data.draw(PERSONS) for place in places for year in ALL for sex in ("men", "women")}
    truth, found = of(persons, places, rounded=False), of(persons, places)
    for one, true in zip(found.years, truth.years, strict=True):
        assert one.rounding[0] - 1e-6 <= true.value <= one.rounding[1] + 1e-6
        assert one.interval.low <= true.value <= one.interval.high
        assert one.interval.low < one.rounding[0] <= one.value <= one.rounding[1] < one.interval.high


def test_both_ends_of_rounding_are_reached() -> None:
    """Cells moved the one way or the other, each by itself, give the two ends and nothing beyond."""
    persons = straight(("FRA",), ALL)
    found = of(dict(persons)).years[0]
    values = []
    for up in (2, -2):
        moved = {}
        for (place, year, sex), count in persons.items():
            # men of the year up, women down; the line down: its ratios down where they weigh positive
            sign = 1 if year == 2022 else -1 if year > 2017 or year == 2017 else 1
            sign = sign if sex == "men" else -sign
            moved[place, year, sex] = count + (sign * up if year != 2023 else 0)
        values.append(of(moved, rounded=False).years[0].value)
    assert max(values) == pytest.approx(found.rounding[1], abs=3)
    assert min(values) == pytest.approx(found.rounding[0], abs=3)


def test_persons_of_unknown_sex_may_be_either() -> None:
    persons = dict(straight(("FRA",), ALL))
    known = of(dict(persons)).years[0]
    persons["FRA", 2022, "unknown"] = 40
    found = of(persons).years[0]
    assert found.value == known.value
    assert found.rounding[1] >= known.rounding[1] + 40
    assert found.rounding[0] <= known.rounding[0] - 40


def test_each_baseline_year_is_predicted_by_the_others() -> None:
    found = of(changed(straight(("FRA",), ALL), men_2017=900))
    assert found.left[4] == pytest.approx(300)
    assert max(range(9), key=lambda n: abs(found.within[n])) == 4


def test_lines_are_carried_ahead_as_far_as_asked() -> None:
    base = series_of(shown(straight(("FRA",), ALL)), ("FRA",), ALL).at(BASE)
    # from four years on: 2013-2016 reaches 2017 and later; as far as three years, 2019 and later
    assert len(list(ahead(base, 1))) == 5
    assert len(list(ahead(base, 3))) == 3
    assert not list(ahead(base, 6))


def test_wild_placebo_years_widen_the_band() -> None:
    calm = of(dict(straight(("FRA",), ALL))).years[0]
    noisy = of(changed(straight(("FRA",), ALL), men_2014=750, men_2018=480, men_2020=760)).years[0]
    assert calm.calibration.factor == 1
    assert noisy.calibration.factor > 1.2
    assert noisy.standard_error > 2.5 * calm.standard_error
    assert noisy.calibration.years == 9


def test_a_step_is_found_and_a_line_without_one_is_not() -> None:
    later = {f"men_{year}": 800 for year in range(2017, 2022)}
    assert of(changed(straight(("FRA",), ALL), **later)).jump == 2017
    assert of(dict(straight(("FRA",), ALL))).jump is None


def test_a_bend_makes_the_interval_reach_out_to_the_bent_line() -> None:
    bent = {f"men_{year}": 500 + 10 * (year - 2013) ** 2 for year in ALL}
    found = of(changed(straight(("FRA",), ALL), **bent))
    assert found.bend is not None
    assert found.bend < 1e-6
    one = found.years[0]
    assert one.bent is not None
    assert one.bent == pytest.approx(0, abs=25)
    assert one.interval.low <= one.bent <= one.interval.high
    plain = of(dict(straight(("FRA",), ALL))).years[0]
    assert plain.bent is None
    # far enough ahead it lies outside what placebo years allow
    far = {("FRA", year, sex): 500 if sex == "women" else 500 + 4 * (year - 2013) ** 2
           for year in (*BASE, 2040) for sex in ("men", "women")}  # fmt: skip
    one = excess_men(series_of(shown(far), ("FRA",), (*BASE, 2040)), BASE, (2040,)).years[0]
    half = half_width(one.standard_error, one.calibration.degrees_of_freedom)
    assert one.bent is not None
    assert one.bent < one.rounding[0] - half
    assert one.interval.low == one.bent


def test_rounding_may_have_hidden_scatter() -> None:
    """Numbers that are multiples of 5 anyway: rounded, the true ones may scatter more than what is shown."""
    persons = straight(("FRA",), ALL, women=25, ratio=1.2)
    rounded, true = of(dict(persons)).years[0], of(dict(persons), rounded=False).years[0]
    assert rounded.value == true.value
    assert rounded.standard_error > true.standard_error + 2


def test_chance_is_the_least_error() -> None:
    found = of(dict(straight(("FRA",), ALL))).years[0]
    # 500 women and a ratio of 1.2: men alone scatter by sqrt(600), women's chance times the ratio adds
    assert found.standard_error > math.sqrt(600)
    assert np.isfinite(found.interval.high)
