"""What the sex-ratio method needs of years and tables before it can draw a line, and why it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from absentia.estimate.deaths import Deaths, Sex
from absentia.estimate.variants import LAST_BASELINE_YEAR, Variant
from absentia.model.texts import N_, Said, said

FIRST_WAR_YEAR = 2022


def bad_years(deaths: Deaths, years: Sequence[int]) -> Iterator[Said]:
    """Why a year cannot be asked for."""
    for year in years:
        if year <= LAST_BASELINE_YEAR:
            yield said("{year} belongs to the years the trend is drawn through", year=str(year))
        elif year < FIRST_WAR_YEAR:
            yield said(
                "{year} was a pandemic year before the invasion: the difference would show COVID-19, not the war",
                year=str(year),
            )
        elif year > deaths.last_year:
            yield said(
                N_("the table of deaths ends at {last}; {year} is not in it (for 2024 Rosstat refused the data)")
                if deaths.bundled
                else N_("the table of deaths ends at {last}; {year} is not in it"),
                last=str(deaths.last_year),
                year=str(year),
            )


def bad_data(deaths: Deaths, variant: Variant, years: Sequence[int], bands: Sequence[str]) -> Iterator[Said]:
    """What the tables lack."""
    without = variant.hiv == "removed"
    sexes: tuple[Sex, ...] = ("m", "f")
    wanted = [(year, sex, band) for band in bands for year in (*variant.years, *years) for sex in sexes]
    absent = [key for key in wanted if deaths.count(*key, without_hiv=without) is None]
    if absent:
        places = ", ".join(f"{year} {sex} {band}" for year, sex, band in absent[:3]) + (" …" if absent[3:] else "")
        yield said(
            N_("deaths from all causes or from HIV are missing for {places}")
            if without
            else N_("deaths are missing for {places}"),
            places=places,
        )
        return
    flat = sorted({band for band in bands for year in variant.years if _ratio(deaths, variant, year, band) is None})
    if flat:
        yield said("no woman died in a baseline year at ages {bands}: there is no ratio", bands=", ".join(flat))
    elif menless := [band for band in bands if not any(_ratio(deaths, variant, year, band) for year in variant.years)]:
        yield said("no man died in the baseline years at ages {bands}", bands=", ".join(menless))
    elif variant.trend == "exponential":
        low = sorted(
            {band for band in bands for year in variant.years if (_ratio(deaths, variant, year, band) or 0) <= 1}
        )
        if low:
            yield said(
                "at ages {bands} men do not die more often than women: log(ratio − 1) does not exist",
                bands=", ".join(low),
            )


def usable(deaths: Deaths, variant: Variant, years: Sequence[int], bands: Sequence[str]) -> bool:
    """Every count is there, and every ratio that the variant can be drawn through."""
    least = 1.0 if variant.trend == "exponential" else 0.0
    return all((_ratio(deaths, variant, year, band) or 0.0) > least for year in years for band in bands)


def _ratio(deaths: Deaths, variant: Variant, year: int, band: str) -> float | None:
    without = variant.hiv == "removed"
    men = deaths.count(year, "m", band, without_hiv=without)
    women = deaths.count(year, "f", band, without_hiv=without)
    return men / women if men is not None and women else None
