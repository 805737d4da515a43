"""What the sex-ratio method assumes, what the tables say of it, and what its number does not cover."""

from __future__ import annotations

from collections.abc import Iterator

from absentia.estimate.excess import PANDEMIC, Excess, jumped_after, jumped_within
from absentia.estimate.sex_ratio import ENOUGH, Calibration, smallest_after_holm
from absentia.estimate.variants import Variant
from absentia.figures import Catalogue
from absentia.model.estimate import Assumption
from absentia.model.texts import N_, Said, counted, joined, said

SIGNIFICANCE = 0.05
EXTERNAL = "rosstat_external_deaths_by_sex"

CAVEATS = (
    said(
        "A lower bound: the missing, and deaths registered in annexed territories or not registered in Russia at "
        "all, are not in the data."
    ),
    said(
        "An excess over a trend, not a count of soldiers: whatever else changed men's deaths but not women's is "
        "in it too."
    ),
)
NO_ERROR = said(
    "A baseline of one year gives no standard error: its uncertainty is unknown, not zero; the two forms of trend "
    "coincide."
)
CRIMEA = said("Ten years cross 2014 and 2015, when Crimea entered the series.")
ALL_YEARS = said(
    "Years share one trend line: taken as independent they would give ± {wrong}; with their covariance it is ± {right} "
    "by the scatter around the lines alone."
)
BY_LINE = said(
    "{period}: by the scatter around the lines alone, as its authors give it, the error would be ± {line}. It was "
    "calibrated on placebo years before the war, and is nowhere below the chance of the counts themselves."
)


def check_excess(excess: Excess, catalogue: Catalogue) -> tuple[Assumption, ...]:
    """Every assumption, tested where the tables can test it."""
    bundled = excess.deaths.bundled
    return (
        _straight(excess),
        _no_jump(excess),
        _carried_on(excess),
        *(_violent_deaths_of_women(excess, catalogue) if bundled else ()),
        Assumption(
            said("the war did not change women's deaths"),
            None,
            said("deaths of women by cause and age are not in the tables: cannot be tested here"),
        ),
        Assumption(
            said("deaths are registered, and in the year they happened"),
            None,
            said("cannot be tested; deaths registered late or not at all make the number too low"),
        ),
        _hiv(excess),
    )


def _straight(excess: Excess) -> Assumption:
    statement = said("the ratio of men's to women's deaths moved along the trend drawn through the baseline")
    p_values = [bend for band in excess.bands if (bend := band.above.curvature) is not None]
    if len(p_values) < len(excess.bands) or not p_values:
        return Assumption(
            statement,
            None,
            counted(
                "with {n} baseline year no bend can be tested",
                "with {n} baseline years no bend can be tested",
                n=excess.variant.window,
            ),
        )
    smallest = smallest_after_holm(p_values)
    bands = counted("{n} band", "{n} bands", n=len(p_values))
    template = (
        N_(
            "no age band bends (quadratic term, smallest p {p} after Holm over {bands}); with so few years the "
            "test is weak"
        )
        if smallest >= SIGNIFICANCE
        else N_("at least one age band bends (quadratic term, smallest p {p} after Holm over {bands})")
    )
    return Assumption(statement, smallest >= SIGNIFICANCE, said(template, p=round(smallest, 2), bands=bands))


def _carried_on(excess: Excess) -> Assumption:
    """What the line did in years without a war: carried on from earlier baselines, and to the pandemic years."""
    statement = said("without the war the ratio would have stayed on its trend")
    found = excess.total().calibration
    missed = excess.pandemic
    if found is None or not (found.years or missed):
        return Assumption(statement, None, said("cannot be tested: no other years to carry the line to are known"))
    outcome = said("cannot be tested in the war years")
    if missed:
        outcome = joined(
            [
                outcome,
                said(
                    "in the pandemic years 2020 and 2021, left out of the baseline, the ratio departed from it by "
                    "{first} and {second} deaths of men; what remained of that later is in the estimate",
                    first=round(sum(float(band.above.values[0]) for band in missed)),
                    second=round(sum(float(band.above.values[1]) for band in missed)),
                ),
            ]
        )
    return Assumption(statement, None, joined([outcome, _calibration(found)]))


def _calibration(found: Calibration) -> Said:
    """How the error came about, in a sentence."""
    if found.years < ENOUGH:
        return said("too few placebo years are known to calibrate the error ({n})", n=found.years)
    return counted(
        "over {n} placebo year before the war, carried as far, the line missed by {factor:.1f} times its own error; "
        "the error given is so calibrated",
        "over {n} placebo years before the war, carried as far, the line missed by {factor:.1f} times its own error; "
        "the error given is so calibrated",
        n=found.years,
        factor=found.factor,
    )


def _no_jump(excess: Excess) -> Assumption:
    statement = said("the ratio did not jump before the war")
    jumped = jumped_after(excess) or jumped_within(excess)
    if jumped is not None:
        return Assumption(statement, False, jumped)
    if len(excess.variant.years) < ENOUGH:
        return Assumption(
            statement,
            None,
            counted(
                "with {n} baseline year it cannot be tested",
                "with {n} baseline years it cannot be tested",
                n=excess.variant.window,
            ),
        )
    told = said("no step within the baseline (Holm over its years), and none that both 2020 and 2021 show")
    return Assumption(statement, True, told)


def _violent_deaths_of_women(excess: Excess, catalogue: Catalogue) -> Iterator[Assumption]:
    women = {int(str(row["year"])): int(str(row["value"])) for row in catalogue.rows(EXTERNAL) if row["sex"] == "f"}
    before = women[PANDEMIC[-1]]
    for year in excess.years:
        if year in women:
            yield Assumption(
                said("women's deaths from external causes did not rise in {year}", year=str(year)),
                women[year] <= before,
                said("{then} in {year}, {before} in 2021, all ages", then=women[year], year=str(year), before=before),
            )


def _hiv(excess: Excess) -> Assumption:
    statement = said("deaths from HIV, which fell in both sexes at different speeds, do not drive the ratio")
    if excess.variant.hiv == "removed":
        return Assumption(statement, True, said("they were removed from both sexes"))
    return Assumption(statement, None, said("they were kept; compare the variant with them removed"))


ABOVE_PRINTED = said(
    "Over ages 15 to 49 this variant sums to more than the upper bound of the range of models its authors printed."
)


def caveats(excess: Excess) -> tuple[Said, ...]:
    """What the number does not cover, in sentences."""
    found = list(CAVEATS)
    if excess.variant.window == 1:
        found.append(NO_ERROR)
    if excess.variant.window > 5 and excess.deaths.bundled:  # the ten-year window is the only longer one
        found.append(CRIMEA)
        if excess.variant == Variant(10, "linear", "kept"):
            found.append(ABOVE_PRINTED)
    return tuple(found)
