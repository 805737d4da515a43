"""Registered deaths by region: which rows are regions, what they are called, how many men they have.

The table holds 87 names. Two of them (Arkhangelsk and Tyumen regions) contain autonomous districts that stand in it
too, beside a row "without the districts": only the parts are used, so that nothing is counted twice.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from absentia.errors import UsageProblem
from absentia.estimate.deaths import Sex
from absentia.figures import Catalogue
from absentia.model.texts import Said, joined, said

TABLE = "rosstat_deaths_by_region_age_sex"
MEN = "census2021_men_16_61_by_region"
WHOLES = ("Архангельская область", "Тюменская область")
"""Rows that contain other rows."""
_WITHOUT = " без АО"
# the table of deaths shortens some names, and writes the last with a Latin H; the census writes them in full
_IN_THE_CENSUS = {
    "Еврейская АО": "Еврейская автономная область",
    "Кабардино-Балкария": "Кабардино-Балкарская Республика",
    "Карачаево-Черкесия": "Республика Карачаево-Черкесия",
    "Ненецкий АО": "Ненецкий автономный округ",
    "Северная Осетия": "Республика Северная Осетия-Алания",
    "Ханты-Мансийский АО": "Ханты-Мансийский автономный округ - Югра",
    "Чукотский АО": "Чукотский автономный округ",
    "Якутия": "Республика Саха (Якутия)",
    "Ямало-Hенецкий АО": "Ямало-Ненецкий автономный округ",
}


@dataclass(frozen=True, slots=True)
class Region:
    """A federal subject: its key in the table of deaths, its names, and men of 16 to 61 by the census of 2021."""

    key: str
    russian: str
    english: str
    code: str
    men: float

    @property
    def name(self) -> Said:
        """The name in each language."""
        return Said("{name}", {"name": {"en": self.english, "ru": self.russian}})


@dataclass(frozen=True)
class RegionalDeaths:
    """Deaths from all causes by (region, year, sex, band); HIV deaths are not published by region."""

    counts: Mapping[tuple[str, int, str, str], float]
    regions: tuple[Region, ...]
    inputs: Mapping[str, str]

    def count(self, region: Region, year: int, sex: Sex, band: str) -> float:
        """Deaths in one cell."""
        return self.counts[region.key, year, sex, band]

    def total(self, region: Region, year: int) -> float:
        """Deaths of both sexes at all ages the table has."""
        return self._totals[region.key, year]

    @cached_property
    def _totals(self) -> dict[tuple[str, int], float]:
        found: dict[tuple[str, int], float] = {}
        for (region, year, _sex, _band), value in self.counts.items():
            found[region, year] = found.get((region, year), 0.0) + value
        return found

    @cached_property
    def bands(self) -> frozenset[str]:
        """The age bands the table has."""
        return frozenset(band for _region, _year, _sex, band in self.counts)


def regional_deaths(catalogue: Catalogue) -> RegionalDeaths:
    """The bundled table of deaths by region with the census's denominators."""
    del catalogue  # the table is bundled; the argument says where numbers come from
    return _bundled()


@cache
def _bundled() -> RegionalDeaths:
    catalogue = Catalogue()
    counts = {
        (str(row["region_ru"]), int(str(row["year"])), str(row["sex"]), str(row["age_group"])): float(str(row["value"]))
        for row in catalogue.rows(TABLE)
    }
    census = {str(row["region_ru"]): row for row in catalogue.rows(MEN)}
    regions = []
    for key in sorted({region for region, _year, _sex, _band in counts} - set(WHOLES)):
        russian = _IN_THE_CENSUS.get(key, key.removesuffix(_WITHOUT))
        row = census[russian]
        english = str(row["regNameEng"])
        if key.endswith(_WITHOUT):
            russian, english = key, f"{english} (without its districts)"
        regions.append(Region(key, russian, english, str(row["regNameISO"]), float(str(row["value"]))))
    inputs = {name: catalogue.resources[name].sources[0].title for name in (TABLE, MEN)}
    return RegionalDeaths(counts, tuple(regions), inputs)


_KIND = re.compile(r"\s*(?:Республика|область|край)\s*")  # "Республика Бурятия", "Пермский край"


def _plain(text: str) -> str:
    return text.strip().casefold().replace("ё", "е")


def find_region(deaths: RegionalDeaths, text: str) -> Region:
    """A region by its Russian or English name or its code, whatever the case.

    Raises:
        UsageProblem: there is none; the nearest names are given.
    """
    wanted = _plain(text)
    known: dict[str, Region] = {}
    for region in deaths.regions:
        names = (region.key, region.russian, region.english, region.code, region.russian.removesuffix(_WITHOUT))
        short = _KIND.sub("", region.russian.removesuffix(_WITHOUT))
        plain = region.english.removesuffix(" (without its districts)")
        known |= {_plain(name): region for name in (*names, plain, short)}
    if wanted in known:
        return known[wanted]
    within = {region for name, region in known.items() if wanted and wanted in name}
    if len(within) == 1:
        return within.pop()
    close = difflib.get_close_matches(wanted, list(known), n=3, cutoff=0.6)
    suggested = within or {known[name] for name in close}
    raise UsageProblem(
        said("there is no region {name}", name=text),
        next_step=said("did you mean {names}?", names=joined(sorted((one.name for one in suggested), key=str), ", "))
        if suggested
        else said("`absentia estimate excess-male-deaths --regions` names them"),
    )
