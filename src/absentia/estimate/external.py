"""Deaths of men from external causes above what women's would give: a cross-check from other tables.

Deaths from injury, poisoning and violence (ICD-10 chapter XX) are published by sex for all ages together. Three ways
were used in print: the ratio of men's to women's deaths carried on by a line (as for all causes: Kobak et al., 2025),
men's deaths of 2021 moved as women's moved (iStories, July 2023), and the plain difference from 2021, both sexes (To Be
Precise, June 2023). They bound only what was registered as external, at no single age.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from absentia.estimate.excess import LEVEL, PANDEMIC
from absentia.estimate.excess_checks import CAVEATS, EXTERNAL
from absentia.estimate.excess_report import chart
from absentia.estimate.method import Answer, Context
from absentia.estimate.options.deaths import EXCESS_REFERENCE as REFERENCE
from absentia.estimate.options.deaths import EXTERNAL_CAUSES, ExternalOptions, parse_years
from absentia.estimate.sex_ratio import curvature_p_value, extend, half_width
from absentia.estimate.variants import PAPER
from absentia.figures import Catalogue
from absentia.model.estimate import Assumption, Estimate, Interval, Refusal
from absentia.model.period import Period
from absentia.model.texts import N_, Said, counted, joined, said

BEFORE = 2021
"""The last year before the invasion: the year two of the three ways start from."""
METHOD = N_("ratio of men's to women's deaths from external causes, all ages, linear trend over {years}")
_BEND = 0.05


@dataclass(frozen=True, slots=True)
class External:
    """The residual over some years by the line, with its error, and by the two simpler ways."""

    value: float
    standard_error: float
    degrees_of_freedom: int
    by_women: float
    """Men's deaths of 2021 moved as women's moved."""
    difference: float
    """Both sexes, less those of 2021."""
    placebo: tuple[float, ...]
    """By the same line in 2020 and 2021."""
    curvature: float | None

    @property
    def by_line(self) -> Interval:
        """Of the line alone, at 95 %, Student's t."""
        half = half_width(self.standard_error, self.degrees_of_freedom)
        return Interval(self.value - half, self.value + half, LEVEL, "prediction")

    @property
    def interval(self) -> Interval:
        """Over all three ways, that of the line with its error: they differ by more than its error allows."""
        line, others = self.by_line, (self.by_women, self.difference)
        return Interval(min(line.low, *others), max(line.high, *others), LEVEL, "all ways")


def external_deaths(catalogue: Catalogue) -> Mapping[tuple[int, str], float]:
    """Deaths from external causes by (year, sex)."""
    return {
        (int(str(row["year"])), str(row["sex"])): float(str(row["value"]))
        for row in catalogue.rows(EXTERNAL)
        if row["sex"] != "both"
    }


def residual(deaths: Mapping[tuple[int, str], float], years: Sequence[int]) -> External:
    """The residual summed over years; the line is the published one, through 2015–2019."""
    ratios = np.array([deaths[year, "m"] / deaths[year, "f"] for year in PAPER.years])
    ahead = extend(PAPER.years, ratios, years)
    women = np.array([deaths[year, "f"] for year in years])
    men = np.array([deaths[year, "m"] for year in years])
    covariance = ahead.covariance
    assert covariance is not None  # the baseline has five years
    before = extend(PAPER.years, ratios, PANDEMIC)
    return External(
        value=float((men - ahead.values * women).sum()),
        standard_error=math.sqrt(float(women @ covariance @ women)),
        degrees_of_freedom=len(PAPER.years) - 2,
        by_women=float(sum(men - deaths[BEFORE, "m"] * women / deaths[BEFORE, "f"])),
        difference=float(sum(men + women) - len(years) * (deaths[BEFORE, "m"] + deaths[BEFORE, "f"])),
        placebo=tuple(
            float(deaths[year, "m"] - before.values[n] * deaths[year, "f"]) for n, year in enumerate(PANDEMIC)
        ),
        curvature=curvature_p_value(PAPER.years, ratios),
    )


def run(context: Context, options: ExternalOptions) -> Answer:
    """The residual of external causes for each year asked for and their sum."""
    catalogue, years = context.catalogue, parse_years(options.years)
    deaths = external_deaths(catalogue)
    inputs = {EXTERNAL: catalogue.resources[EXTERNAL].sources[0].title}
    last = max(year for year, _sex in deaths)
    bad = [year for year in years if not BEFORE < year <= last]
    if bad:
        reason = said(
            "external causes can be compared for {first} to {last}; {year} is not among them",
            first=str(BEFORE + 1),
            last=str(last),
            year=str(bad[0]),
        )
        return Answer([Refusal(EXTERNAL_CAUSES, reason, inputs=inputs)])
    numbers = [_residual(deaths, stretch, inputs) for stretch in _stretches(years)]
    return Answer(numbers, chart(numbers))


def _stretches(years: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    yield from ((year,) for year in years)
    if len(years) > 1:
        yield years


def _residual(deaths: Mapping[tuple[int, str], float], years: Sequence[int], inputs: Mapping[str, str]) -> Estimate:
    found = residual(deaths, years)
    women = [deaths[year, "f"] for year in years]
    return Estimate(
        name=EXTERNAL_CAUSES,
        value=found.value,
        interval=found.interval,
        unit=said("deaths of men from external causes"),
        method=said(METHOD, years="2015–2019"),
        period=Period.of_years(years),
        inputs=inputs,
        assumptions=[
            Assumption(
                said("the ratio of men's to women's deaths from external causes moved along its trend"),
                found.curvature is None or found.curvature >= _BEND,
                said(
                    "quadratic term, p {p}; in 2020 and 2021 the same line missed by {first} and {second} deaths",
                    p=found.curvature or 1.0,
                    first=round(found.placebo[0]),
                    second=round(found.placebo[1]),
                ),
            ),
            Assumption(
                said("women's deaths from external causes did not rise"),
                max(women) <= deaths[BEFORE, "f"],
                said(
                    "{then} against {before} in 2021, all ages",
                    then=joined([Said("{n}", {"n": value}) for value in women], ", "),
                    before=deaths[BEFORE, "f"],
                ),
            ),
            Assumption(
                said("the dead of the war are registered as external deaths"),
                None,
                said("cannot be tested; Rosstat stopped publishing the detailed causes"),
            ),
        ],
        sensitivity={
            said("men's deaths of 2021 moved as women's moved"): found.by_women,
            said("both sexes, less those of 2021"): found.difference,
        },
        caveats=[
            counted(
                "By the line alone the 95 % prediction interval is {low} to {high} (Student's t, {degrees} degree of "
                "freedom). The ways in print differ by more than its error; the range shown reaches over all of them.",
                "By the line alone the 95 % prediction interval is {low} to {high} (Student's t, {degrees} degrees "
                "of freedom). The ways in print differ by more than its error; the range shown reaches over all of "
                "them.",
                degrees=found.degrees_of_freedom,
                low=round(found.by_line.low),
                high=round(found.by_line.high),
            ),
            said(
                "It bounds only what was registered as external, at all ages together: a war death registered under "
                "another cause, elsewhere or not at all is missing, and a change in civilian violence, drink or roads "
                "that touches one sex more is in it."
            ),
            CAVEATS[0],
        ],
        reference=f"{REFERENCE}; iStories, 2023-07-06 (death_estimates-021); To Be Precise, 2023-06-24 "
        "(death_estimates-022)",
    )
