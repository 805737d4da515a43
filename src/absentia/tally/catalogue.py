"""The measures: SQL files whose header says, in English and Russian, what one of their units is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from absentia.errors import UsageProblem
from absentia.model.texts import said

# -- checked-by: persons_charged
_CHECKED_BY = re.compile(r"^-- checked-by: (\w+)$", re.MULTILINE)
# -- dated-by: decision
_DATED_BY = re.compile(r"^-- dated-by: decision$", re.MULTILINE)
# -- one-per-case: first filing
_ONE_PER_CASE = re.compile(r"^-- one-per-case: (first|last) filing$", re.MULTILINE)
# -- unit.en: filings: entries of court registers, …
_HEADER = re.compile(r"^-- (?P<kind>unit|about)\.(?P<language>en|ru): (?P<text>.+)$", re.MULTILINE)
_ORDER = ("filings_received", "cases_received", "persons_charged", "charges", "cases_decided", "verdicts",
          "documents", "cases_seen", "cases_with_verdict")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """A named count.

    ``sql`` selects its units: unit, court, instance, procedure, day, charged_in, person, charge, weight.
    """

    name: str
    unit: Mapping[str, str]
    """What one of it is, by language."""
    about: Mapping[str, str]
    """What is in and what is not, by language."""
    sql: str
    by_decision: bool
    """Its units are dated by a decision, not by a receipt: listings cover them otherwise."""
    one_per_case: str | None
    """Which filing of a case, ``first`` or ``last``, dates its units; ``None`` where every filing is a unit."""
    checked_by: str
    """The measure whose units are looked through for what could not be read: a charge nobody could read is no unit."""


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure over pages by name, in the order they are listed."""
    found = _read("measures")
    return {name: found[name] for name in sorted(found, key=lambda name: (_ORDER.index(name), name))}


@cache
def measures_of_packages() -> Mapping[str, Measure]:
    """Every measure over the packages of a register by name; ``sql`` selects counts, see ``packages.sql``."""
    found = _read("measures_of_packages")
    return {name: found[name] for name in sorted(found, key=lambda name: (_ORDER.index(name), name))}


def named_as(name: str) -> str:
    """The name of a measure: hyphens and underscores are the same."""
    return name.strip().lower().replace("-", "_")


def _read(folder_name: str) -> dict[str, Measure]:
    folder = files(__package__) / folder_name
    found = {}
    for file in folder.iterdir():
        if file.name.endswith(".sql"):
            sql = file.read_text(encoding="utf-8")
            texts = {(match["kind"], match["language"]): match["text"].strip() for match in _HEADER.finditer(sql)}
            name = file.name.removesuffix(".sql")
            found[name] = Measure(
                name=name,
                unit={language: texts["unit", language] for language in ("en", "ru")},
                about={language: texts["about", language] for language in ("en", "ru")},
                sql=sql,
                by_decision=bool(_DATED_BY.search(sql)),
                one_per_case=match[1] if (match := _ONE_PER_CASE.search(sql)) else None,
                checked_by=match[1] if (match := _CHECKED_BY.search(sql)) else name,
            )
    return found


def measure(name: str) -> Measure:
    """The measure of this name; hyphens and underscores are the same.

    Raises:
        UsageProblem: there is no such measure.
    """
    known = measures()
    wanted = named_as(name)
    if wanted in known:
        return known[wanted]
    if wanted in measures_of_packages():
        raise UsageProblem(
            said("“{name}” is counted over packages, and this is not", name=name),
            next_step=said("choose one of: {names}", names=", ".join(known)),
        )
    raise UsageProblem(
        said("there is no measure “{name}”", name=name),
        next_step=said("choose one of: {names}", names=", ".join((*known, *measures_of_packages()))),
    )
