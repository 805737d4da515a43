"""Registries with known truth, to validate the method; every name, number and date in them is synthetic.

Deaths at war by age and week; a registry that takes in each of the dead with a probability that depends on age, may
drift through time, and falls for the newest, whose cases are not opened yet; civil cases of men and women at a fixed
ratio with extra variation; a named list that knows some of the dead.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from absentia.estimate.grid import first_day, index_of, last_day
from absentia.estimate.probate.reading import Matches, Registry
from absentia.model.period import Grain, Period

AGES = ("20-24", "25-29", "30-34", "35-39", "40-44", "45-49", "65-69")
_AGE_MIX = np.array([0.2, 0.2, 0.18, 0.18, 0.14, 0.1, 0.0])
_SHARE = np.array([0.2, 0.28, 0.36, 0.42, 0.46, 0.5, 0.5])
_WOMEN = np.array([12.0, 20.0, 35.0, 55.0, 75.0, 100.0, 400.0])
_RATIO = np.array([2.6, 2.9, 3.0, 2.9, 2.7, 2.5, 1.6])


@dataclass(frozen=True, slots=True)
class Truth:
    """A simulated registry, its matches, and the true number of deaths by week (ages summed)."""

    registry: Registry
    matches: Matches
    first_war_week: int
    deaths: np.ndarray[tuple[int], np.dtype[np.int64]]

    def deaths_until(self, day: dt.date) -> int:
        """True deaths up to and including the week of a day."""
        return int(self.deaths[: index_of(day, Grain.WEEK) - self.first_war_week + 1].sum())


def simulate(
    seed: int,
    *,
    deaths: int = 25_000,
    drift: float = 0.0,
    listed: float = 0.5,
    listed_odds: float = 1.0,
    overdispersion: float = 1.0,
    baseline_weeks: int = 112,
    war_weeks: int = 92,
    lag: float = 8.0,
    timed: bool = True,
) -> Truth:
    """One synthetic registry, read at the end of its last week.

    Args:
        seed: of the random numbers.
        deaths: how many die in all.
        drift: change of the logit of the registered share from the first week of the war to the last.
        listed: share of the dead the named list knows.
        listed_odds: how much likelier (odds) the listed are to be registered: 1 is what the method assumes.
        overdispersion: variance over mean of civil counts.
        baseline_weeks: weeks before the war.
        war_weeks: weeks of war until the registry is read.
        lag: mean weeks from death to the opened case.
        timed: whether the matches say the month of death.
    """
    random = np.random.default_rng(seed)
    war = index_of(dt.date(2022, 2, 24), Grain.WEEK)
    first, weeks = war - baseline_weeks, baseline_weeks + war_weeks
    wave = 1 + 0.5 * np.sin(np.linspace(0, 3 * np.pi, war_weeks))
    dead = random.poisson(deaths * np.outer(_AGE_MIX, wave / wave.sum()))
    time = np.linspace(0, 1, war_weeks)
    logit = np.log(_SHARE / (1 - _SHARE))[:, None] + drift * time
    opened = 1 - np.exp(-(war_weeks - np.arange(war_weeks) - 0.5) / lag)
    known = random.binomial(dead, listed)
    if not timed:  # a list without times must hold only those who died long enough before the extract
        known[:, war_weeks - 26 :] = 0
    rest = dead - known

    def registered(
        number: np.ndarray[tuple[int, int], np.dtype[np.int64]], more: float
    ) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
        share = 1 / (1 + np.exp(-(logit + more)))
        return random.binomial(number, share * opened)

    found = registered(known, float(np.log(listed_odds)))
    cases = found + registered(rest, 0.0)
    everyone = np.concatenate([np.ones(baseline_weeks), opened])
    women = _counts(random, np.outer(_WOMEN, everyone), overdispersion)
    men = _counts(random, np.outer(_WOMEN * _RATIO, everyone), overdispersion)
    men[:, baseline_weeks:] += cases
    assert men.shape == (len(AGES), weeks)
    registry = Registry(AGES, first, men, women)
    return Truth(registry, _matches(known, found, war, timed), war, dead.sum(axis=0))


def _counts(
    random: np.random.Generator, mean: np.ndarray[tuple[int, int], np.dtype[np.float64]], overdispersion: float
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    if overdispersion <= 1:
        return random.poisson(mean)
    size = mean / (overdispersion - 1)
    return random.poisson(random.gamma(size) * (overdispersion - 1))


def _matches(
    known: np.ndarray[tuple[int, int], np.dtype[np.int64]],
    found: np.ndarray[tuple[int, int], np.dtype[np.int64]],
    war: int,
    timed: bool,
) -> Matches:
    """By month of death (a week belongs to the month of its Thursday), or in one."""
    ages = AGES[:-1]
    known, found = known[:-1], found[:-1]
    if not timed:
        return Matches(ages, known.sum(axis=1, keepdims=True), found.sum(axis=1, keepdims=True))
    days = [first_day(war + at, Grain.WEEK) + dt.timedelta(days=3) for at in range(known.shape[1])]
    months = [index_of(day, Grain.MONTH) for day in days]
    names = list(range(months[0], months[-1] + 1))
    periods = tuple(Period(first_day(month, Grain.MONTH), last_day(month, Grain.MONTH)) for month in names)
    both = np.zeros((2, len(ages), len(names)), dtype=np.int64)
    for at, month in enumerate(months):
        both[0, :, month - names[0]] += known[:, at]
        both[1, :, month - names[0]] += found[:, at]
    return Matches(ages, both[0], both[1], periods)
