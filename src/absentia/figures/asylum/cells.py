"""Countries of asylum by code, and the totals that hold several of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from absentia.errors import FigureProblem
from absentia.model.period import Period
from absentia.model.publishers import country_names
from absentia.model.texts import N_, Said, Words, in_languages, joined, said

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


EUROSTAT, UNHCR = "Eurostat", "UNHCR"
PERSONS, CASES = "persons", "cases"
ALL = "all"
MEN, WOMEN, UNKNOWN = "men", "women", "unknown"

MEASURES = {
    "first_time_applicants": N_("first-time applicants"),
    "repeat_applicants": N_("repeat applicants"),
    "applicants": N_("applicants, first-time and repeat"),
    "applications_n": N_("new applications"),
    "applications_r": N_("repeat applications"),
    "applications_a": N_("appeals"),
    "applications_nr": N_("new and repeat applications together"),
    "applications_na": N_("new applications and appeals together"),
    "applications_ra": N_("repeat applications and appeals together"),
    "applications_v": N_("applications of unknown or various types"),
    "applications_j": N_("applications to courts"),
    "applications_sp": N_("applications for subsidiary protection"),
    "pending": N_("persons waiting for a decision"),
    "decisions": N_("decisions, all outcomes"),
    "decisions_refugee": N_("decisions: refugee status"),
    "decisions_humanitarian": N_("decisions: humanitarian status"),
    "decisions_subsidiary": N_("decisions: subsidiary protection"),
    "decisions_complementary": N_("decisions: complementary protection"),
    "decisions_positive": N_("decisions: protection of any kind"),
    "decisions_rejected": N_("decisions: rejected"),
    "decisions_closed": N_("decisions: closed without an answer"),
}
"""Every measure by its name here; what is of another has no cell."""
INSTANCES = {
    ALL: N_("no instance named"),
    "NA": N_("instance not told apart"),
    "FI": N_("first instance"),
    "FA": N_("first instance and appeal together"),
    "AR": N_("administrative review"),
    "RA": N_("repeat or reopened applications"),
    "JR": N_("judicial review"),
    "IN": N_("Citizenship and Immigration Services (USA)"),
    "EO": N_("immigration courts (USA)"),
    "SP": N_("subsidiary protection only"),
    "TP": N_("temporary protection only"),
}
"""The levels of decision, by UNHCR's codes."""
AUTHORITIES = {"G": N_("government"), "U": N_("UNHCR"), "J": N_("government and UNHCR jointly"), ALL: N_("not said")}
SEXES = {ALL: N_("all"), MEN: N_("men"), WOMEN: N_("women"), UNKNOWN: N_("sex unknown")}

FIVE, MASKED = 5, 4


@dataclass(frozen=True, slots=True)
class Kind:
    """What a cell counts. Two cells are added, and one is divided by another, only where this allows it."""

    publisher: str
    measure: str
    """A name of :data:`MEASURES`."""
    counted: str = PERSONS
    """Persons, or cases: a case may hold several persons."""
    instance: str = ALL
    """Who decides, of :data:`INSTANCES`."""
    authority: str = ALL
    sex: str = ALL
    age: str = ALL

    @property
    def named(self) -> Said:
        """In words."""
        parts = [said(MEASURES[self.measure])]
        parts += [said(SEXES[self.sex])] if self.sex != ALL else []
        parts += [said("of age {age}", age=self.age)] if self.age != ALL else []
        parts += [said(INSTANCES[self.instance])] if self.instance != ALL else []
        parts += [said("by cases, not persons")] if self.counted == CASES else []
        return joined(parts, ", ")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table, as it was shown, and the whole numbers it may stand for."""

    kind: Kind
    place: str
    """ISO 3166-1 alpha-3, or the name of a total such as ``EU27``."""
    period: Period
    low: int
    high: int
    shown: int | None
    """``None``: masked by its publisher."""
    flags: str = ""
    """The publisher's flags, a letter each: b break in the series, p provisional, e estimated …"""


def rounded_to_five(shown: int) -> tuple[int, int]:
    """What a number of Eurostat may stand for: the nearest multiple of 5 is shown.

    Raises:
        ValueError: it is no multiple of 5.
    """
    if shown < 0 or shown % FIVE:
        raise ValueError(shown)
    return max(0, shown - 2), shown + 2


def of_unhcr(shown: int | None, *, decisions: bool) -> tuple[int, int]:
    """What a number of UNHCR may stand for; ``None`` is the asterisk of earlier files.

    The widest that the published tables allow: no number from 1 to 4 stands in any, of decisions none from 6 to 9, and
    how exactly these were rounded is not said.
    """
    if shown is None:
        return 1, MASKED
    if shown == 0:
        return 0, MASKED
    if shown == FIVE:
        return 1, 9 if decisions else FIVE
    if decisions and shown == 2 * FIVE:
        return FIVE + 1, shown
    return shown, shown


def unlike(one: Kind, other: Kind) -> Said | None:
    """Why these two are never added or divided; nothing where they count the same."""
    for differ, why in (
        (one.publisher != other.publisher, N_("they are of two publishers, who define and round them differently")),
        (one.counted != other.counted, N_("one counts persons, one cases, and a case may hold several persons")),
        (one.measure != other.measure, N_("the same person may be counted in both")),
        (one.instance != other.instance, N_("two instances decide on the same persons")),
        (one.authority != other.authority, N_("two authorities may have the same person")),
        (one.sex != other.sex, N_("the row of all holds men and women already")),
        (one.age != other.age, N_("the row of all ages holds the others already")),
    ):
        if differ:
            return said("{one} and {other}: {why}", one=one.named, other=other.named, why=said(why))
    return None


def added(cells: Sequence[Cell]) -> Cell:
    """The sum over places of cells that count the same in the same period, with the ends that rounding leaves.

    Raises:
        FigureProblem: there is none, or they do not count the same, or a place would be counted twice.
    """
    if not cells:
        raise _refused(said("there is nothing to add"))
    first = cells[0]
    why = next((found for one in cells[1:] if (found := unlike(first.kind, one.kind))), None)
    why = why or _twice([one.place for one in cells])
    if why is None and any(one.period != first.period for one in cells):
        why = said("they are of different periods")
    if why is not None:
        raise _refused(why)
    shown = None if any(one.shown is None for one in cells) else sum(one.shown or 0 for one in cells)
    places = ",".join(one.place for one in cells)
    low, high = sum(one.low for one in cells), sum(one.high for one in cells)
    flags = "".join(sorted({flag for one in cells for flag in one.flags}))
    return replace(first, place=places, low=low, high=high, shown=shown, flags=flags)


def _twice(places: Sequence[str]) -> Said | None:
    """Which place is in the sum twice, by itself or within a total."""
    seen: set[str] = set()
    for place in sorted(places, key=is_total):
        countries = MEMBERS.get(place, frozenset({place}))
        if seen & countries:
            again = (
                N_("{place} holds other countries of the sum already")
                if is_total(place)
                else N_("{place} is given twice")
            )
            return said(again, place=place_name(place))
        seen |= countries
    return None


def _refused(why: Words) -> FigureProblem:
    return FigureProblem(
        said("these numbers are never added: {why}", why=why), next_step=said("show them beside each other")
    )
