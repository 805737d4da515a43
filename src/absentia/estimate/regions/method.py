"""Regions as estimates: each region's own number, the pooled one beside it, and their sum against the nation's."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from absentia.errors import UsageProblem
from absentia.estimate.deaths import bundled_deaths
from absentia.estimate.excess import Excess, compute
from absentia.estimate.excess_checks import CAVEATS
from absentia.estimate.method import Answer, Context, Table, bar, drawn
from absentia.estimate.options.deaths import EXCESS as NAME
from absentia.estimate.options.deaths import EXCESS_REFERENCE, REGION, RegionOptions, parse_years
from absentia.estimate.regions.model import carried
from absentia.estimate.regions.pooling import RegionRow, Regions, compute_regions
from absentia.estimate.regions.table import find_region, regional_deaths
from absentia.estimate.variants import KEPT, ranges
from absentia.model.checked import ChartData
from absentia.model.estimate import Assumption, Estimate, Refusal
from absentia.model.numbers import Quantity
from absentia.model.period import Period
from absentia.model.texts import N_, Measured, Said, Words, counted, joined, said

POOLED = f"{NAME}:region:pooled"
RATE = f"{NAME}:region:rate"
RATE_POOLED = f"{NAME}:region:rate:pooled"
SUM = f"{NAME}:sum-of-regions"
UNIT = N_("deaths of men")
RATE_UNIT = N_("deaths of men per 100,000 men aged 16 to 61 (census 2021)")
METHOD = N_("national ratio of men's to women's deaths on its line over 2015–2019, times the region's own level")
POOLED_METHOD = N_("the same, partially pooled over regions (normal–normal hierarchical model on the excess per man)")
MOST_REGIONS = 20
REFERENCE = EXCESS_REFERENCE + ("; pooling: Gelman, Bayesian Analysis 1(3), 2006, https://doi.org/10.1214/06-BA117A")


def run(context: Context, options: RegionOptions) -> Answer:
    """Every region, or one (``region``), then the sum against the nation's."""
    catalogue, variant = context.catalogue, options.chosen
    if variant != KEPT:
        why = said(
            "by region only {variant} can be run: HIV deaths are not published by region, the table begins in "
            "2015, and one year gives no error",
            variant=KEPT.name,
        )
        return Answer([Refusal(REGION, why, variant=variant.name)])
    deaths, national = regional_deaths(catalogue), bundled_deaths(catalogue)
    excess = compute(national, variant, parse_years(options.years), options.bands)
    if not isinstance(excess, Excess):
        return Answer([Refusal(REGION, joined(excess))])
    outside = [band for band in options.bands if band not in deaths.bands]
    if outside:
        raise UsageProblem(
            said("deaths by region are published for ages 15 to 49; {ages} is not", ages=", ".join(outside)),
            next_step=said("use ages within 15-49"),
        )
    only = find_region(deaths, options.region) if options.region else None
    found = compute_regions(deaths, excess)
    rows = [row for row in found.rows if only is None or row.found.region.key == only.key]
    numbers = _answers(found, rows, whole=only is None)
    estimates = [one for one in numbers if isinstance(one, Estimate)]
    total, nation = [one for one in estimates if one.name == SUM], excess.total().value
    notes = [
        said("Sum of the regions: {sum:.0f}; the nation as one: {nation:.0f}", sum=one.value, nation=nation)
        for one in total
    ]
    return Answer(numbers, _chart(estimates), _table(estimates), notes=notes)


def _chart(estimates: Sequence[Estimate]) -> ChartData | None:
    """The highest pooled rates; with one region asked for, its own."""
    found = sorted((one for one in estimates if one.name == RATE_POOLED), key=lambda one: -one.value)
    return drawn(
        [bar(one.place or "", one.value, one.interval) for one in found[:MOST_REGIONS]],
        said("Excess male deaths by region, per 100,000 men"),
        said("The regions with the highest numbers after partial pooling, with their 95 % intervals."),
        found[0].unit if found else "",
    )


def _table(estimates: Sequence[Estimate]) -> Table:
    """A line for each region, its own number beside the pooled one; the highest pooled rate first."""
    by_place: dict[Words, dict[str, Estimate]] = {}
    for one in estimates:
        if one.place:
            by_place.setdefault(one.place, {})[one.name] = one
    ranked = sorted(by_place.items(), key=lambda entry: -entry[1][RATE_POOLED].value if RATE_POOLED in entry[1] else 0)
    rows = []
    for place, found in ranked:
        row: dict[str, Any] = {"place": place}
        for key, name in (("own", REGION), ("pooled", POOLED)):
            if name in found:
                row |= {key: found[name].measured, f"{key}_interval": found[name].ends}
        for key, name in (("rate", RATE), ("rate_pooled", RATE_POOLED)):
            row[key] = Measured(round(found[name].value, 1), Quantity.RATIO) if name in found else None
        rows.append(row)
    headings = {
        "place": said("region"),
        "own": said("excess"),
        "own_interval": said("95 % prediction interval"),
        "pooled": said("pooled"),
        "pooled_interval": said("95 % credible interval, pooled"),
        "rate": said("per 100,000 men"),
        "rate_pooled": said("per 100,000 men, pooled"),
    }
    return Table(rows, headings, right=("own_interval", "pooled_interval"))


def _answers(found: Regions, rows: Sequence[RegionRow], *, whole: bool) -> list[Estimate | Refusal]:
    shared = _shared(found)
    answers: list[Estimate | Refusal] = []
    for row in rows:
        name = row.found.region.name
        if row.refused is not None:
            reason = Said("{region}: {reason}", {"region": name, "reason": row.refused})
            answers.append(Refusal(REGION, reason, inputs=found.inputs, place=name))
        else:
            answers += _estimates(row, shared)
    return [*answers, _sum(found, shared)] if whole else answers


def _shared(found: Regions) -> dict[str, Any]:
    """What the estimates of all regions and of their sum have in common."""
    years = found.excess.years
    return {
        "unit": said(UNIT),
        "method": said(METHOD),
        "period": Period.of_years(years),
        "inputs": found.inputs,
        "assumptions": _checked(found),
        "reference": REFERENCE,
        "ages": ranges(found.excess.band_names),
        "variant": found.excess.variant.name,
    }


def _estimates(row: RegionRow, shared: Mapping[str, Any]) -> list[Estimate]:
    one = row.found
    own = Estimate(
        **shared,
        name=REGION,
        value=one.value,
        interval=one.interval,
        standard_error=one.standard_error,
        caveats=[*CAVEATS, _MIGRATION],
        place=one.region.name,
        detail=({"expected": one.expected, "women": one.women, "men_16_61": one.region.men},),
    )
    if row.pooled is None or row.pooled_interval is None:
        return [own]
    pooled = dataclasses.replace(
        own,
        name=POOLED,
        value=row.pooled,
        interval=row.pooled_interval,
        method=said(POOLED_METHOD),
        standard_error=None,
        sensitivity={said("not pooled"): one.value},
        detail=({"shrinkage": row.shrinkage},),
    )
    return [own, pooled, _rate(own, RATE, row), _rate(pooled, RATE_POOLED, row)]


def _rate(given: Estimate, name: str, row: RegionRow) -> Estimate:
    interval = given.interval
    assert interval is not None
    scaled = dataclasses.replace(interval, low=interval.low * row.per_man, high=interval.high * row.per_man)
    error = None if given.standard_error is None else given.standard_error * row.per_man
    return dataclasses.replace(
        given,
        name=name,
        value=given.value * row.per_man,
        interval=scaled,
        unit=said(RATE_UNIT),
        quantity=Quantity.RATIO,
        standard_error=error,
        sensitivity={},
        detail=(),
    )


_MIGRATION = said(
    "A death counts where it was registered, mostly where the dead man had lived; the denominator is the census of "
    "2021, before mobilisation and departures."
)


def _sum(found: Regions, shared: Mapping[str, Any]) -> Estimate:
    """The sum of the regions' own numbers; its error is the nation's, because regions share the nation's line."""
    kept = [row for row in found.rows if row.refused is None]
    refused = [row.found.region.name for row in found.rows if row.refused is not None]
    pooled = sum(row.pooled for row in kept if row.pooled is not None)
    notes = [
        said("The sum has no interval of its own: the regions share the national line; take the nation's."),
        said("Pooling draws regions together; pooled numbers are for comparing regions, not for adding."),
    ]
    if refused:
        notes.append(said("Not in the sum, because refused: {regions}.", regions=joined(refused, ", ")))
    nation = found.excess.total().value
    return Estimate(
        **shared,
        name=SUM,
        value=sum(row.found.value for row in kept),
        interval=None,
        sensitivity={said("the nation as one"): nation, said("sum of the pooled numbers"): pooled},
        caveats=notes,
    )


def _checked(found: Regions) -> list[Assumption]:
    spread = joined(
        [Said("{year}: {tau:.1%}", {"year": str(year), "tau": tau}) for year, tau in found.tau.items()], ", "
    )
    broken = [
        Said("{region} {years}", {"region": one.name, "years": ", ".join(map(str, years))})
        for one, years in found.broken
    ]
    return [
        Assumption(
            said("without the war each region would have kept its level above or below the national line"),
            None,
            said(
                "cannot be tested in the war years; in the pandemic years regions departed from it by more than chance "
                "({spread} of the expected deaths, one standard deviation), and every interval is wider by that, "
                "carried on to {carried:.1%}",
                spread=spread,
                carried=carried(found.tau, found.excess.variant, found.excess.years),
            ),
        ),
        Assumption(
            said("the regional table is whole where it is used"),
            True,
            said("every region has its usual number of deaths in every baseline year")
            if not found.broken
            else counted(
                "left out of the baseline: {years}; the two tables differ by {gap} death",
                "left out of the baseline: {years}; the two tables differ by {gap} deaths",
                gap=round(found.table_gap),
                years=joined(broken),
            ),
        ),
        Assumption(
            said("HIV deaths, which cannot be removed by region, move with the national ratio"),
            None,
            said("cannot be tested: they are not published by region"),
        ),
    ]
