"""Excess male deaths as estimates: one for each year and age band asked for, and for their sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from absentia.estimate.deaths import Deaths, bundled_deaths, read_deaths
from absentia.estimate.excess import Excess, compute
from absentia.estimate.excess_checks import ALL_YEARS, BY_LINE, caveats, check_excess
from absentia.estimate.method import Answer, Context, bar, drawn, path_of
from absentia.estimate.options.base import File
from absentia.estimate.options.deaths import EXCESS as NAME
from absentia.estimate.options.deaths import EXCESS_REFERENCE as REFERENCE
from absentia.estimate.options.deaths import ExcessOptions, parse_years
from absentia.estimate.variants import VARIANTS, Variant, ranges
from absentia.figures import Catalogue
from absentia.model.checked import ChartData
from absentia.model.estimate import Assumption, Estimate, Refusal
from absentia.model.period import Period
from absentia.model.texts import N_, Said, said

UNIT = N_("deaths of men")
METHOD = N_("male to female ratio of registered deaths, {trend} trend over {years}, HIV deaths {hiv}")
METHOD_ONE_YEAR = N_("male to female ratio of registered deaths, that of {year} kept as it was, HIV deaths {hiv}")
WORDS = {
    "linear": N_("linear"),
    "exponential": N_("exponential"),
    "removed": N_("removed"),
    "kept": N_("kept"),
}


def run(context: Context, options: ExcessOptions) -> Answer:
    """Estimates in order: for each year every band and their sum, then the sums over the years."""
    if not options.all_variants:
        numbers = side_by_side(context.catalogue, options)
        return Answer(numbers, chart(numbers))
    whole = ranges(options.bands)
    numbers = [
        one
        for variant in VARIANTS
        for one in of_variant(context.catalogue, options, variant)
        if isinstance(one, Refusal) or one.ages == whole
    ]
    return Answer(numbers, chart(numbers))


def of_variant(catalogue: Catalogue, options: ExcessOptions, variant: Variant) -> list[Estimate | Refusal]:
    """The answers of one variant."""
    deaths, years = deaths_from(catalogue, options.deaths, options.hiv_deaths), parse_years(options.years)
    computed = compute(deaths, variant, years, options.bands)
    if not isinstance(computed, Excess):
        return refusals(computed, deaths)
    checked, others = check_excess(computed, catalogue), alternatives(computed)
    return [to_estimate(computed, chosen, group, checked, others) for chosen, group in _asked(years, options.bands)]


def side_by_side(catalogue: Catalogue, options: ExcessOptions) -> list[Estimate | Refusal]:
    """The answers of the variant asked for, each behind the same with deaths from HIV treated the other way.

    Where the tables do not give the other, those asked for stand alone.
    """
    asked = of_variant(catalogue, options, options.chosen)
    other = of_variant(catalogue, options, options.chosen.other_hiv)
    if any(isinstance(one, Refusal) for one in (*asked, *other)):
        return asked
    return [one for pair in zip(other, asked, strict=True) for one in pair]


def deaths_from(catalogue: Catalogue, deaths: File | None, hiv_deaths: File | None) -> Deaths:
    """The bundled tables, or the user's own."""
    if deaths is None:
        return bundled_deaths(catalogue)
    return read_deaths(path_of(deaths), path_of(hiv_deaths) if hiv_deaths else None)


def chart(answers: Sequence[Estimate | Refusal]) -> ChartData | None:
    """Every estimate as a line; nothing where all was refused."""
    found = [one for one in answers if isinstance(one, Estimate)]
    variants = len({one.variant for one in found}) > 1
    rows = []
    for one in found:
        period = one.period.name if isinstance(one.period, Period) else one.period
        parts = (one.variant if variants else None, period, one.ages)
        rows.append(bar(", ".join(part for part in parts if part), one.value, one.interval))
    return drawn(
        rows,
        said("Excess male deaths"),
        said("Each number with its 95 % prediction interval, by age and year."),
        found[0].unit if found else "",
    )


def method_text(variant: Variant) -> Said:
    """The variant in words."""
    if variant.window == 1:
        return said(METHOD_ONE_YEAR, year=str(variant.years[0]), hiv=said(WORDS[variant.hiv]))
    years = f"{variant.years[0]}–{variant.years[-1]}"
    return said(METHOD, trend=said(WORDS[variant.trend]), years=years, hiv=said(WORDS[variant.hiv]))


def refusals(reasons: Sequence[Said], deaths: Deaths) -> list[Estimate | Refusal]:
    """One refusal for each reason."""
    return [Refusal(NAME, reason, inputs=deaths.inputs) for reason in reasons]


def _asked(years: tuple[int, ...], bands: tuple[str, ...]) -> list[tuple[tuple[int, ...], tuple[str, ...]]]:
    stretches: list[tuple[int, ...]] = [(year,) for year in years]
    if len(years) > 1:
        stretches.append(years)
    groups: list[tuple[str, ...]] = [(band,) for band in bands] if len(bands) > 1 else []
    return [(stretch, group) for stretch in stretches for group in (*groups, bands)]


def alternatives(excess: Excess) -> dict[str, Excess]:
    """The same by every other variant that can be computed."""
    found = {}
    for variant in VARIANTS:
        other = compute(excess.deaths, variant, excess.years, excess.band_names)
        if isinstance(other, Excess) and variant != excess.variant:
            found[variant.name] = other
    return found


def of_excess(excess: Excess, name: str, value: float, bands: Sequence[str], **more: Any) -> Estimate:
    """An estimate with what all that rest on an excess have in common; ``more`` is its own, and goes before."""
    shared = {
        "interval": None,
        "unit": said(UNIT),
        "method": method_text(excess.variant),
        "inputs": excess.deaths.inputs,
        "reference": REFERENCE,
        "ages": ranges(tuple(bands)),
        "variant": excess.variant.name,
    }
    return Estimate(name=name, value=value, **(shared | more))


def to_estimate(
    excess: Excess,
    years: Sequence[int],
    bands: tuple[str, ...],
    checked: Sequence[Assumption],
    others: Mapping[str, Excess],
) -> Estimate:
    """The sum over some years and bands as an estimate, with the checks made and the same by other variants."""
    result = excess.total(years, bands)
    notes = list(caveats(excess))
    correlated = len(years) > 1 and bands == excess.band_names
    if result.by_line is not None and bands == excess.band_names:
        notes.append(said(BY_LINE.template, period=Period.of_years(years), line=result.by_line))
        if correlated:
            notes.append(said(ALL_YEARS.template, wrong=result.independent_years, right=result.by_line))
    return of_excess(
        excess,
        NAME,
        result.value,
        bands,
        interval=result.interval,
        period=Period.of_years(years),
        standard_error=result.standard_error,
        assumptions=checked,
        sensitivity={name: other.value(years, bands) for name, other in others.items()},
        caveats=notes,
        degrees_of_freedom=result.degrees_of_freedom,
    )
