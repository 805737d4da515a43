"""What a number counts, in words: alone, and beside a number in the form that fits it."""

from __future__ import annotations

from absentia.messages import N_, translate, translate_plural
from absentia.model.texts import Said, counted, plural_form, said_of

UNITS = {
    "applications": N_("applications"), "cases": N_("cases"), "cases sent to court": N_("cases sent to court"),
    "accusations filed": N_("accusations filed"), "closed cases": N_("closed cases"), "contacts": N_("contacts"),
    "convictions": N_("convictions"), "crimes": N_("crimes"), "deaths": N_("deaths"),
    "deaths of men": N_("deaths of men"), "deaths per week": N_("deaths per week"), "decisions": N_("decisions"),
    "documents": N_("documents"), "judgements": N_("judgements"), "named persons": N_("named persons"),
    "new applications": N_("new applications"), "percent": N_("percent"), "persons": N_("persons"),
    "recorded offences": N_("recorded offences"), "requests": N_("requests"), "sentences": N_("sentences"),
    "suspicions": N_("suspicions"), "texts": N_("texts"), "times": N_("times"),
    "times, per month": N_("times, per month"), "verdicts": N_("verdicts"),
}  # fmt: skip
"""The units of the figures and of comparisons, as they stand alone: «дела»."""

EVENTS = frozenset(UNITS) - {"deaths per week", "percent", "times", "times, per month"}
"""Units that are counted one by one, so that chance alone makes their number vary."""
_BESIDE = {
    form.plural.removeprefix("{n} "): form
    for form in (
        counted("{n} application", "{n} applications", n=1),
        counted("{n} case", "{n} cases", n=1),
        counted("{n} case sent to court", "{n} cases sent to court", n=1),
        counted("{n} accusation filed", "{n} accusations filed", n=1),
        counted("{n} closed case", "{n} closed cases", n=1),
        counted("{n} conviction", "{n} convictions", n=1),
        counted("{n} crime", "{n} crimes", n=1),
        counted("{n} day", "{n} days", n=1),
        counted("{n} death", "{n} deaths", n=1),
        counted("{n} death of a man", "{n} deaths of men", n=1),
        counted("{n} death per week", "{n} deaths per week", n=1),
        counted("{n} decision", "{n} decisions", n=1),
        counted("{n} document", "{n} documents", n=1),
        counted("{n} judgement", "{n} judgements", n=1),
        counted("{n} month", "{n} months", n=1),
        counted("{n} named person", "{n} named persons", n=1),
        counted("{n} new application", "{n} new applications", n=1),
        counted("{n} percent", "{n} percent", n=1),
        counted("{n} person", "{n} persons", n=1),
        counted("{n} recorded offence", "{n} recorded offences", n=1),
        counted("{n} request", "{n} requests", n=1),
        counted("{n} sentence", "{n} sentences", n=1),
        counted("{n} suspicion", "{n} suspicions", n=1),
        counted("{n} text", "{n} texts", n=1),
        counted("{n} time", "{n} times", n=1),
        counted("{n} time, per month", "{n} times, per month", n=1),
    )
    if form.plural
}
"""The same beside a number: «2 дела», «5 дел»."""
_KINDS = {"named persons": "persons", "deaths of men": "deaths", "new applications": "applications",
          "persons in cases": "persons", "cases decided": "cases"}  # fmt: skip
"""Units that count some of what another counts."""
STEPS = frozenset(
    ("recorded offences", "suspicions", "accusations filed", "closed cases", "cases sent to court", "cases",
     "crimes", "decisions", "documents", "judgements", "verdicts", "sentences", "convictions")
)  # fmt: skip
"""What one state's procedure makes of an act: another's step of the same name is another thing."""
PEOPLE = frozenset(("persons", "deaths"))
"""Kinds of units that count people: on one axis they can be read beside each other, though no ratio is made of them."""
_SHARE_OF = {"en": "share ", "ru": "доля "}


def unit_text(unit: str) -> Said:
    """A unit of the tables in words; one we do not know stays as written."""
    return Said(unit) if unit in UNITS else said_of(unit)


def kind_of_unit(unit: str) -> str:
    """What a unit counts, in English: named persons are persons; a measure's ``cases: prosecutions, …`` are cases."""
    name = unit.partition(":")[0].strip()
    return _KINDS.get(name, name)


def unit_after(value: float, unit: Said, code: str) -> str:
    """A unit as it stands after its number: «2,07 раза», «47 000 смертей», «38,5 % всех смертей».

    A unit that is known by its English name and written as it is here takes the form that fits; others stay as they
    are written.
    """
    name, words = unit.text("en"), unit.text(code)
    form = _BESIDE.get(name)
    if form is None or words != translate(name, code):
        return words.removeprefix(_SHARE_OF.get(code, "")) if name.startswith(_SHARE_OF["en"]) else words
    return translate_plural(form.template, form.plural or "", plural_form(value), code).removeprefix("{n} ")
