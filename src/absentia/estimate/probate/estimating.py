"""Deaths from a registry of inheritance cases: registered excess of men over the probability to be registered.

Mediazona, Meduza and D. Kobak, July 2023. For each age x and period g: excess E = M - r[x] F; deaths D = E / p[x, g].
Every part is drawn from its own distribution and the draws are combined, so the interval carries the counts, the
ratio, the matching, and that registration is a coin thrown for each of the dead.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from absentia.errors import UnreadableInput
from absentia.estimate.grid import first_day, index_of, last_day
from absentia.estimate.options.deaths import LATE_WEEKS, WAR
from absentia.estimate.options.deaths import PROBATE as NAME
from absentia.estimate.options.deaths import PROBATE_SEED as SEED
from absentia.estimate.probate.baseline import Floats, draw_excess, draw_shares, learn
from absentia.estimate.probate.checks import Setting, check
from absentia.estimate.probate.reading import Counts, Matches, Registry, age_start
from absentia.model.estimate import Assumption, Interval, Refusal, failed
from absentia.model.period import Grain, Period
from absentia.model.texts import Words, counted, said

CONTROL_AGE = 65
DRAWS = 20_000
FEWEST_LISTED_PERIOD = 10
"""A last period with fewer named dead says too little about who is registered yet; it is left out."""
LEAST_SHARE = 0.5
"""So is a period near the extract in which less than this part of the usual share is registered yet."""


@dataclass(frozen=True, slots=True)
class AgeDeaths:
    """One age band: its registered excess, the share registered, and draws of the deaths."""

    age: str
    excess: float
    share: float
    listed: int
    draws: Floats


@dataclass(frozen=True, slots=True)
class ProbateDeaths:
    """Deaths by age and in all, over ``period``; ``observed`` is the named dead of the same time and ages, if known."""

    ages: tuple[AgeDeaths, ...]
    draws: Floats
    period: Period
    observed: int | None
    assumptions: tuple[Assumption, ...]
    level: float
    seed: int
    dispersion: float
    slow: float

    def summary(self, draws: Floats, floor: float = 0.0) -> tuple[float, Interval]:
        """Median and central interval; neither falls below what was counted by name."""
        low, middle, high = np.quantile(draws, [(1 - self.level) / 2, 0.5, (1 + self.level) / 2])
        interval = Interval(max(float(low), floor), max(float(high), floor), self.level, "credible")
        return max(float(middle), floor), interval

    @property
    def value(self) -> float:
        """Deaths in all."""
        return self.summary(self.draws, float(self.observed or 0))[0]

    @property
    def interval(self) -> Interval:
        """Of the deaths in all."""
        return self.summary(self.draws, float(self.observed or 0))[1]


def probate(
    registry: Registry,
    matches: Matches,
    *,
    war: dt.date = WAR,
    until: dt.date | None = None,
    extracted: dt.date | None = None,
    late_weeks: int = LATE_WEEKS,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
    civil: float = 1.0,
) -> ProbateDeaths | Refusal:
    """Estimate deaths from the registry and the named list's matches, with the choices of :class:`ProbateOptions`.

    With periods of death the share registered may change through time; a week that ``until`` cuts is left out.
    ``civil`` is how many times as often as before the war, against women, men would be registered without it.

    Raises:
        UnreadableInput: the two tables have no age in common.
        ValueError: a level, a number of draws or of weeks that makes no sense.
    """
    if not 0 < level < 1 or draws < 1000 or late_weeks < 0:  # fewer say nothing about a tail
        msg = f"level {level}, {draws} draws, {late_weeks} weeks"
        raise ValueError(msg)
    weeks = _war_weeks(registry, matches, war, until, extracted, late_weeks)
    if not len(weeks.indices):
        reason = (
            said("no week of the war is left: too few dead are named in any of the periods")
            if matches.periods
            else counted(
                "no week of the war is left: the last {late} week before the extract is not registered yet",
                "no week of the war is left: the last {late} weeks before the extract are not registered yet",
                late=late_weeks,
            )
        )
        return Refusal(NAME, reason, inputs=inputs_of(registry, matches))
    setting = _setting(registry, matches, weeks, late_weeks)
    assumptions = check(setting)
    if against := failed(assumptions):
        return Refusal(
            NAME, said("an assumption fails: {reason}", reason=against), assumptions, inputs_of(registry, matches)
        )
    random = np.random.default_rng(seed)
    excess = draw_excess(setting.baseline, setting.men, setting.women, setting.war_weeks, draws, random, civil)
    shares = draw_shares(setting.listed, setting.found, draws, random)
    unlucky = np.sqrt(np.maximum(excess, 0) * (1 - shares)) * random.standard_normal(excess.shape)
    deaths = (excess + unlucky) / shares
    parts = tuple(
        AgeDeaths(age, float(setting.excess[at]), _mean_share(setting, shares, at), int(setting.listed[at].sum()), one)
        for at, (age, one) in enumerate(zip(setting.ages, deaths.sum(axis=2).T, strict=True))
    )
    whole = bool(matches.periods) or weeks.left_out == 0
    return ProbateDeaths(
        ages=parts,
        draws=deaths.sum(axis=(1, 2)),
        period=Period(first_day(int(weeks.indices[0]), Grain.WEEK), last_day(int(weeks.indices[-1]), Grain.WEEK)),
        observed=int(setting.listed.sum()) if whole else None,
        assumptions=assumptions,
        level=level,
        seed=seed,
        dispersion=setting.baseline.dispersion,
        slow=setting.baseline.slow,
    )


def _mean_share(setting: Setting, shares: Floats, at: int) -> float:
    """Share registered of one age over the periods, weighted by the named dead."""
    weight = setting.listed[at] + 1e-9
    return float((shares[:, at].mean(axis=0) * weight).sum() / weight.sum())


def inputs_of(registry: Registry, matches: Matches) -> dict[str, Words]:
    """The two tables, by the names of their files."""
    named = {registry.source: said("weekly registry cases"), matches.source: said("matches of the named list")}
    return {source: text for source, text in named.items() if source}


@dataclass(frozen=True, slots=True)
class _WarWeeks:
    """Weeks counted, the match period each belongs to, and how many before the extract were left out."""

    indices: NDArray[np.int64]
    groups: NDArray[np.int64]
    start: int
    left_out: int


def _war_weeks(
    registry: Registry,
    matches: Matches,
    war: dt.date,
    until: dt.date | None,
    extracted: dt.date | None,
    late_weeks: int,
) -> _WarWeeks:
    start = index_of(war, Grain.WEEK)
    end = registry.first + registry.weeks - 1
    read = index_of(extracted, Grain.WEEK) if extracted is not None else end
    if until is not None:
        end = min(end, index_of(until + dt.timedelta(days=1), Grain.WEEK) - 1)
    candidates = np.arange(max(start, registry.first), end + 1)
    if not matches.periods:
        kept = candidates[candidates <= read - late_weeks]
        return _WarWeeks(kept, np.zeros(len(kept), dtype=np.int64), start, read - int(kept[-1]) if len(kept) else 0)
    last = _last_usable(matches, read, late_weeks)
    middles = [first_day(int(week), Grain.WEEK) + dt.timedelta(days=3) for week in candidates]
    groups = [
        next((at for at, one in enumerate(matches.periods) if one.start <= day <= one.end), -1) for day in middles
    ]
    inside = np.array([0 <= at <= last for at in groups], dtype=bool)
    kept = candidates[inside]
    chosen = np.array(groups, dtype=np.int64)[inside]
    return _WarWeeks(kept, chosen, start, read - int(kept[-1]) if len(kept) else 0)


def _last_usable(matches: Matches, read: int, late_weeks: int) -> int:
    """The last period of the matches that tells enough about who is registered; -1 if none does."""
    listed, found = matches.listed.sum(axis=0), matches.found.sum(axis=0)
    settled = [at for at, one in enumerate(matches.periods) if index_of(one.end, Grain.WEEK) <= read - late_weeks]
    if not settled or not found[settled].sum():
        usual = float(found.sum()) / max(1, int(listed.sum()))
    else:
        usual = float(found[settled].sum()) / int(listed[settled].sum())
    for at in range(len(listed) - 1, -1, -1):
        enough = listed[at] >= FEWEST_LISTED_PERIOD
        if enough and (at in settled or found[at] >= LEAST_SHARE * usual * listed[at]):
            return at
    return -1


def _setting(registry: Registry, matches: Matches, weeks: _WarWeeks, late_weeks: int) -> Setting:
    ages = tuple(age for age in matches.ages if age in registry.ages and age_start(age) < CONTROL_AGE)
    if not ages:
        raise UnreadableInput(
            said("the registry and the matches have no age band in common"),
            where=f"{registry.source}, {matches.source}",
            next_step=said("cut both tables by the same bands, such as 20-24"),
        )
    rows = [registry.ages.index(age) for age in ages]
    before = slice(0, max(0, weeks.start - registry.first))
    columns = weeks.indices - registry.first
    first, last = int(weeks.groups.min()), int(weeks.groups.max())
    periods = last - first + 1

    def grouped(counts: Counts) -> Counts:
        out = np.zeros((len(rows), periods), dtype=np.int64)
        np.add.at(out.T, weeks.groups - first, counts[np.ix_(np.array(rows), columns)].T)
        return out

    listed_rows = [matches.ages.index(age) for age in ages]
    control = [at for at, age in enumerate(registry.ages) if age_start(age) >= CONTROL_AGE]
    return Setting(
        ages=ages,
        men=grouped(registry.men),
        women=grouped(registry.women),
        listed=matches.listed[listed_rows, first : last + 1],
        found=matches.found[listed_rows, first : last + 1],
        baseline=learn(registry.men[rows, before], registry.women[rows, before]),
        war_weeks=len(columns),
        timed=bool(matches.periods),
        left_out=weeks.left_out,
        late_weeks=late_weeks,
        control_before=(registry.men[control, before], registry.women[control, before]) if control else None,
        control_war=(
            (
                int(registry.men[np.ix_(np.array(control), columns)].sum()),
                int(registry.women[np.ix_(np.array(control), columns)].sum()),
            )
            if control
            else None
        ),
    )
