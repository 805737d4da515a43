"""What a law says on a day: which wording stood under a number, which part applied, which term it had.

Numbers of parts change their meaning, so nothing is answered without a day where that matters; what was not read is
:class:`Unknown`, with the reason, never the nearest thing that is known.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from absentia.law.lookup import written
from absentia.law.reading import law
from absentia.law.record import Family, LawProvision, Prison
from absentia.model import Provision
from absentia.model.texts import N_, Said, said

FAMILIES: dict[Family, str] = {
    "peace": N_("peace"),
    "mobilisation": N_("mobilisation"),
    "special_period": N_("special period"),
    "wartime": N_("wartime"),
}
"""The families in words."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, and why there is none."""

    reason: Said


def on_day(of: Provision, day: dt.date | None = None) -> LawProvision | Unknown:
    """The wording that stood under a number on a day; without a day, the only one it ever had.

    A wording is given where it is known to have been in force, not where it may have been.
    """
    entry = law(of.jurisdiction).provisions.get((of.article, of.part))
    name = _name(of)
    if entry is None:
        return Unknown(said("the law file does not list {provision}", provision=name))
    if day is None:
        changed = said("{provision} changed its wording or meaning: say of which day", provision=name)
        return Unknown(changed) if entry.before else entry
    standing = [(one, one.in_force(day)) for one in entry.wordings]
    found = next((one for one, answer in standing if answer), None)
    if found is not None:
        return found
    if all(answer is False for _one, answer in standing):
        return Unknown(said("{provision} was not in force on {day}", provision=name, day=str(day)))
    return Unknown(said("how {provision} read on {day} is not known", provision=name, day=str(day)))


def prison(of: Provision, day: dt.date | None = None) -> Prison | Unknown:
    """The term of imprisonment under a provision on a day."""
    found = on_day(of, day)
    if isinstance(found, Unknown):
        return found
    if found.prison is None or "prison" in found.unverified:
        return Unknown(said("the term of imprisonment under {provision} is not known", provision=_name(of)))
    return found.prison


def part_of_family(article: str, family: Family, day: dt.date, *, jurisdiction: str) -> Provision | Unknown:
    """The part of an article that requires these circumstances, on a day: the one that is known to.

    Other parts of which the family is not known may require them, too.
    """
    its = law(jurisdiction).provisions
    wordings = (on_day(entry.provision, day) for (of, _part), entry in its.items() if of == article)
    found = [
        one.provision
        for one in wordings
        if isinstance(one, LawProvision) and one.family == family and "family" not in one.unverified
    ]
    if len(found) == 1:
        return found[0]
    name, circumstances = _name(Provision(jurisdiction, article)), Said(FAMILIES[family])
    none = said("which part of {provision} was for {family} on {day} is not known",
                provision=name, family=circumstances, day=str(day))  # fmt: skip
    several = said("several parts of {provision} were for {family} on {day}: {parts}", provision=name,
                   family=circumstances, day=str(day), parts=", ".join(map(_name, found)))  # fmt: skip
    return Unknown(several if found else none)


def _name(of: Provision) -> str:
    return written(of, among=(of.jurisdiction, ""))
