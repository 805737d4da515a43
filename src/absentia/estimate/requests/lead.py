"""Whether requests run ahead of cases, as an estimate: how many months, or why no lead is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from absentia.estimate.options.series import REQUESTS, REQUESTS_REFERENCE
from absentia.estimate.requests.ahead import BLOCK, FEWEST_MONTHS, LIMIT, PERMUTATIONS, Ahead, ahead
from absentia.estimate.requests.reading import Counts
from absentia.model.estimate import Assumption, Estimate, Refusal, failed
from absentia.model.period import Grain, Period
from absentia.model.texts import Said, Words, counted, said

NAME = f"{REQUESTS}:lead"


@dataclass(frozen=True, slots=True)
class Lead:
    """The answer, and the correlations by lag it comes from, if there were months enough to look."""

    answer: Estimate | Refusal
    months: int = 0
    found: Ahead | None = None

    @property
    def by_lag(self) -> list[tuple[int, float]]:
        """Every lag that was looked at, and its correlation; above zero requests are ahead."""
        if self.found is None:
            return []
        lags = range(-self.found.lags, self.found.lags + 1)
        return list(zip(lags, (float(one) for one in self.found.correlations), strict=True))

    @property
    def limit(self) -> float:
        """What the largest correlation among the lags above zero stays below in 95 % of the permutations."""
        return 0.0 if self.found is None else float(self.found.limits)


def lead(requests: Counts, cases: Counts, seed: int, of_cases: Sequence[Assumption] = ()) -> Lead:
    """Hold two monthly series against each other at every lag; ``of_cases`` is what the table of cases showed."""
    months = _common(requests.by_month, cases.by_month)
    early = (*of_cases, _enough(months))
    inputs = {one.source: one.about for one in (requests, cases)}
    synthetic = requests.synthetic or cases.synthetic
    if reason := failed(early):
        return Lead(Refusal(NAME, _none_given(reason), early, inputs, synthetic=synthetic), len(months))
    first, second = (np.array([one.by_month[month] for month in months], dtype=np.float64) for one in (requests, cases))
    found = ahead(first, second, seed)
    checks = (*early, _chance(found), _in_front(found), *_untestable())
    if reason := failed(checks):
        return Lead(Refusal(NAME, _none_given(reason), checks, inputs, synthetic=synthetic), len(months), found)
    return Lead(_estimate(found, months, checks, inputs, seed, synthetic=synthetic), len(months), found)


def _none_given(reason: Words) -> Said:
    return said("no lead can be given, which does not mean that there is none: {reason}", reason=reason)


def _common(one: Mapping[Period, int], other: Mapping[Period, int]) -> list[Period]:
    """The longest stretch of months in a row that both have."""
    longest: list[Period] = []
    run: list[Period] = []
    for month in sorted(one.keys() & other.keys()):
        follows = run and (month.start - run[-1].end).days == 1
        run = [*run, month] if follows else [month]
        longest = run if len(run) > len(longest) else longest
    return longest


def _enough(months: Sequence[Period]) -> Assumption:
    return Assumption(
        said("both were counted in the same months, in a row, long enough"),
        len(months) >= FEWEST_MONTHS,
        counted("{n} month (needed: {least})", "{n} months (needed: {least})", n=len(months), least=FEWEST_MONTHS),
    )


def lag_of(lag: int) -> Said:
    """A lag in words: which of the two is ahead, and by how much."""
    if lag == 0:
        return said("the same month")
    if lag > 0:
        return counted("requests ahead by {n} month", "requests ahead by {n} months", n=lag)
    return counted("cases ahead by {n} month", "cases ahead by {n} months", n=-lag)


def _chance(found: Ahead) -> Assumption:
    later = found.correlations[found.lags + 1 :]
    best = int(later.argmax()) + 1
    return Assumption(
        said("requests go with later cases more than chance makes of such series"),
        float(found.p_values) <= LIMIT,
        said(
            "strongest where {lag}: correlation {correlation:.2f}, p = {p_value:.2g} for all lags together "
            "(needed: at most {limit:g})",
            lag=lag_of(best),
            correlation=float(later.max()),
            p_value=float(found.p_values),
            limit=LIMIT,
        ),
    )


def _in_front(found: Ahead) -> Assumption:
    return Assumption(
        said("of all lags the strongest is one at which requests are ahead"),
        int(found.strongest) > 0,
        said(
            "{lag}, correlation {correlation:.2f}",
            lag=lag_of(int(found.strongest)),
            correlation=float(found.correlations.max()),
        ),
    )


def _untestable() -> tuple[Assumption, ...]:
    return (
        Assumption(
            said("nothing else moves both, the requests sooner"),
            None,
            said("a wave of mobilisation, a law or a news story does that too; data of the two alone cannot tell"),
        ),
    )


def _estimate(
    found: Ahead,
    months: Sequence[Period],
    checks: Sequence[Assumption],
    inputs: Mapping[str, Words],
    seed: int,
    *,
    synthetic: bool,
) -> Estimate:
    return Estimate(
        name=NAME,
        value=float(found.strongest),
        interval=None,
        unit=said("months by which requests are ahead of cases, where the two go together most"),
        method=counted(
            "correlation of the two, freed of trend, season and memory, by lag; {permutations} permutation of blocks "
            "of {block}, the largest of all lags",
            "correlation of the two, freed of trend, season and memory, by lag; {permutations} permutations of "
            "blocks of {block}, the largest of all lags",
            permutations=PERMUTATIONS,
            block=counted("{n} month", "{n} months", n=BLOCK),
        ),
        period=Period(months[0].start, months[-1].end, Grain.MONTH),
        inputs=inputs,
        assumptions=checks,
        caveats=(
            said("a lead is no cause: it says when the two go together, not why"),
            said("the lag is the strongest of those looked at; its neighbours may be as true"),
        ),
        reference=REQUESTS_REFERENCE,
        seed=seed,
        synthetic=synthetic,
    )
