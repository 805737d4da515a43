"""Countries of asylum by code, and the totals that hold several of them."""

from __future__ import annotations

from absentia.model.publishers import country_names
from absentia.model.texts import Words, in_languages, said

EU27 = "EU27"
OF_EUROSTAT = {
    "AT": "AUT", "BE": "BEL", "BG": "BGR", "CH": "CHE", "CY": "CYP", "CZ": "CZE", "DE": "DEU", "DK": "DNK", "EE": "EST",
    "EL": "GRC", "ES": "ESP", "FI": "FIN", "FR": "FRA", "HR": "HRV", "HU": "HUN", "IE": "IRL", "IS": "ISL", "IT": "ITA",
    "LI": "LIE", "LT": "LTU", "LU": "LUX", "LV": "LVA", "ME": "MNE", "MT": "MLT", "NL": "NLD", "NO": "NOR", "PL": "POL",
    "PT": "PRT", "RO": "ROU", "SE": "SWE", "SI": "SVN", "SK": "SVK", "UK": "GBR",
}  # fmt: skip
"""The countries that report to Eurostat: its codes and ISO's."""
TOTALS = {"EU27_2020": EU27, "EU28": "EU28", "TOTAL": "TOTAL"}
"""Eurostat's own sums, by its codes and as they are called here."""
_OUTSIDE = frozenset({"CHE", "ISL", "LIE", "MNE", "NOR"})
MEMBERS = {
    EU27: frozenset(OF_EUROSTAT.values()) - _OUTSIDE - {"GBR"},
    "EU28": frozenset(OF_EUROSTAT.values()) - _OUTSIDE,
    "TOTAL": frozenset(OF_EUROSTAT.values()),
}


def is_total(place: str) -> bool:
    """Whether the place is a sum over countries."""
    return place in MEMBERS


def place_name(place: str) -> Words:
    """The name of a country in every language; its code where nobody names it."""
    if place == EU27:
        return said("the 27 members of the European Union")
    return in_languages(country_names(place))


def find_place(text: str, known: frozenset[str]) -> str | None:
    """The place of this code (ISO or Eurostat's) or name in any language; nothing where none is meant."""
    wanted = text.strip().casefold()
    for place in sorted(known):
        codes = [place, *(code for code, iso in (*OF_EUROSTAT.items(), *TOTALS.items()) if iso == place)]
        if wanted in {one.casefold() for one in (*codes, *country_names(place).values())}:
            return place
    return None
