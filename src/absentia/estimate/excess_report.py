"""Excess male deaths as estimates: one for each year and age band asked for, and for their sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from absentia.errors import UsageProblem
from absentia.estimate.ages import WAR_AGES, parse_ages, ranges
from absentia.estimate.deaths import Deaths, bundled_deaths, read_deaths
from absentia.estimate.excess import NAME, PAPER, REFERENCE, VARIANTS, Excess, Variant, compute
from absentia.estimate.excess_checks import ALL_YEARS, caveats, check_excess
from absentia.figures import Catalogue
from absentia.figures.catalogue import nearest
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
DEFAULT_YEARS = (2022, 2023)


def parse_variant(text: str | None) -> Variant:
    """A variant by its name; ``paper`` or nothing is the published one.

    Raises:
        UsageProblem: there is no such variant.
    """
    if text is None or text == "paper":
        return PAPER
    known = {variant.name: variant for variant in VARIANTS}
    if text not in known:
        raise UsageProblem(
            said("there is no variant {name}", name=text),
            next_step=nearest(text, known) or said("there are: {known}", known=", ".join(known)),
        )
    return known[text]


def parse_years(text: str | None) -> tuple[int, ...]:
    """``2022``, ``2022,2023`` or ``2022-2023``.

    Raises:
        UsageProblem: not years.
    """
    if text is None:
        return DEFAULT_YEARS
    years: set[int] = set()
    for piece in text.split(","):
        first, _dash, last = piece.strip().replace("–", "-").partition("-")
        ends = (first, last or first)
        if not all(end.isdigit() and len(end) == 4 for end in ends) or int(ends[0]) > int(ends[1]):  # noqa: PLR2004  a year has four digits
            raise UsageProblem(
                said("“{text}” is not a year", text=piece.strip()), next_step=said("write --years 2022,2023")
            )
        years |= set(range(int(ends[0]), int(ends[1]) + 1))
    return tuple(sorted(years))


def deaths_from(catalogue: Catalogue, options: Mapping[str, str]) -> Deaths:
    """The bundled tables, or the user's own.

    Raises:
        UsageProblem: a table of HIV deaths without one of all deaths.
    """
    if not options.get("deaths"):
        if options.get("hiv_deaths"):
            raise UsageProblem(said("--hiv-deaths needs --deaths"), next_step=said("give both tables, or neither"))
        return bundled_deaths(catalogue)
    hiv = options.get("hiv_deaths")
    return read_deaths(Path(options["deaths"]), Path(hiv) if hiv else None)


def method_text(variant: Variant) -> Said:
    """The variant in words."""
    if variant.window == 1:
        return said(METHOD_ONE_YEAR, year=str(variant.years[0]), hiv=said(WORDS[variant.hiv]))
    years = f"{variant.years[0]}–{variant.years[-1]}"
    return said(METHOD, trend=said(WORDS[variant.trend]), years=years, hiv=said(WORDS[variant.hiv]))


def refusals(reasons: Sequence[Said], deaths: Deaths) -> list[Estimate | Refusal]:
    """One refusal for each reason."""
    return [Refusal(NAME, reason, inputs=deaths.inputs) for reason in reasons]


def run(catalogue: Catalogue, options: Mapping[str, str]) -> list[Estimate | Refusal]:
    """Estimates in order: for each year every band and their sum, then the sums over the years."""
    extended = _extension(options)
    if extended is not None:
        return extended(catalogue, options)
    deaths = deaths_from(catalogue, options)
    variant = parse_variant(options.get("variant"))
    bands = parse_ages(options["ages"]) if options.get("ages") else WAR_AGES
    years = parse_years(options.get("years"))
    computed = compute(deaths, variant, years, bands)
    if not isinstance(computed, Excess):
        return refusals(computed, deaths)
    checked, others = check_excess(computed, catalogue), alternatives(computed)
    return [to_estimate(computed, chosen, group, checked, others) for chosen, group in _asked(years, bands)]


_EXTENSIONS = {"regions": "by_region", "region": "by_region", "until": "up_to", "external_causes": "external"}
"""Options that ask for something else than years and ages, and the function of ``excess_more`` that answers."""


def _extension(options: Mapping[str, str]) -> Callable[[Catalogue, Mapping[str, str]], list[Estimate | Refusal]] | None:
    from absentia.estimate import excess_more  # it builds upon this module

    asked = {_EXTENSIONS[key]: key for key in _EXTENSIONS if options.get(key)}
    if len(asked) > 1:
        names = ", ".join(f"--{key.replace('_', '-')}" for key in asked.values())
        raise UsageProblem(said("{options} exclude each other", options=names), next_step=said("give one of them"))
    return getattr(excess_more, next(iter(asked))) if asked else None


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
    if correlated and result.standard_error is not None and result.independent_years is not None:
        notes.append(said(ALL_YEARS.template, wrong=result.independent_years, right=result.standard_error))
    return Estimate(
        name=NAME,
        value=result.value,
        interval=result.interval,
        unit=said(UNIT),
        method=method_text(excess.variant),
        period=Period.years(min(years), max(years)),
        standard_error=result.standard_error,
        inputs=excess.deaths.inputs,
        assumptions=checked,
        sensitivity={name: other.total(years, bands).value for name, other in others.items()},
        caveats=notes,
        reference=REFERENCE,
        ages=ranges(bands),
        variant=excess.variant.name,
        degrees_of_freedom=result.degrees_of_freedom,
    )
