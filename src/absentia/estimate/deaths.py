"""Registered deaths by year, sex and age, bundled or a user's own; what a line through their ratio needs of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from absentia.errors import FigureProblem
from absentia.estimate.variants import LAST_BASELINE_YEAR, Variant
from absentia.figures import Catalogue, Column, Row, load_package, read_table
from absentia.model.texts import N_, Said, Words, first_few, said

Sex = Literal["m", "f"]
Key = tuple[int, str, str]
DEATHS = "rosstat_deaths_by_age_sex"
HIV_DEATHS = "rosstat_hiv_deaths_by_age_sex"
_COLUMNS = (
    Column("year", "integer", required=True, minimum=1900, maximum=2100),
    Column("sex", "string", required=True, enum=("f", "m")),
    Column("age_group", "string", required=True),
    Column("value", "number", required=True, minimum=0),
)


@dataclass(frozen=True, slots=True, eq=False)
class Deaths:
    """Deaths by (year, sex, age band), from all causes and from HIV disease, and where they come from.

    Two are the same only if they are one object: what was computed from one is kept by it.
    """

    all_causes: Mapping[Key, float]
    hiv: Mapping[Key, float]
    inputs: Mapping[str, Words]
    bundled: bool

    def count(self, year: int, sex: Sex, band: str, *, without_hiv: bool) -> float | None:
        """Deaths in the band; ``None`` where a table does not have it."""
        total = self.all_causes.get((year, sex, band))
        if total is None or not without_hiv:
            return total
        hiv = self.hiv.get((year, sex, band))
        return None if hiv is None else total - hiv

    @property
    def last_year(self) -> int:
        """The last year with deaths from all causes."""
        return max(year for year, _sex, _band in self.all_causes)


def _indexed(rows: Sequence[Row]) -> dict[Key, float]:
    return {(int(str(row["year"])), str(row["sex"]), str(row["age_group"])): float(str(row["value"])) for row in rows}


@lru_cache(maxsize=2)
def bundled_deaths(catalogue: Catalogue) -> Deaths:
    """The series of the figures: all causes 1990 to 2023, HIV disease 2006 to 2023."""
    package = load_package()
    cited = {name: package[name].sources[0].title for name in (DEATHS, HIV_DEATHS)}
    return Deaths(_indexed(catalogue.rows(DEATHS)), _indexed(catalogue.rows(HIV_DEATHS)), cited, bundled=True)


def read_deaths(deaths: Path, hiv_deaths: Path | None) -> Deaths:
    """A user's tables: CSV with year, sex (f, m), age_group (15-19 …), value.

    Raises:
        FigureProblem: a row does not fit, the file has no rows, or there are more deaths from HIV than from all causes.
    """
    tables = [
        _indexed(read_table(path, _COLUMNS, ("year", "sex", "age_group"))) if path else {}
        for path in (deaths, hiv_deaths)
    ]
    if not tables[0]:
        raise FigureProblem(
            said("the table has no rows"), where=str(deaths), next_step=said("add the deaths by year, sex and age")
        )
    for key, value in tables[1].items():
        if value > tables[0].get(key, value):
            raise FigureProblem(
                said("more deaths from HIV than from all causes: {key}", key=" ".join(map(str, key))),
                where=str(hiv_deaths),
                next_step=said("check that both tables use the same bands and years"),
            )
    inputs: dict[str, Words] = {path.name: said("the user's own table") for path in (deaths, hiv_deaths) if path}
    return Deaths(tables[0], tables[1], inputs, bundled=False)


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
        places = first_few((f"{year} {sex} {band}" for year, sex, band in absent), 3)
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
