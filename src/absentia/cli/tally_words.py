"""The words of a tally: names of dimensions, values and reasons, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from absentia.cli.language import N_, _, language
from absentia.law import FAMILIES
from absentia.model.numbers import number

if TYPE_CHECKING:
    from absentia.tally import Tally

DIMENSIONS = {
    "court": N_("court"),
    "okrug": N_("okrug court"),
    "region": N_("region"),
    "week": N_("week"),
    "month": N_("month"),
    "quarter": N_("quarter"),
    "half-year": N_("half-year"),
    "year": N_("year"),
    "article": N_("article"),
    "provision": N_("provision"),
    "family": N_("family"),
    "sole": N_("sole or among"),
    "instance": N_("instance"),
    "procedure": N_("procedure"),
}
VALUES = {
    "sole": {"sole": N_("sole charge"), "among": N_("among several")},
    "family": {str(family): words for family, words in FAMILIES.items()},
    "instance": {
        "first": N_("first instance"),
        "appeal": N_("appeal"),
        "cassation": N_("cassation"),
        "supervisory": N_("supervisory"),
        "unknown": N_("unknown instance"),
    },
    "procedure": {
        "criminal": N_("criminal"),
        "civil": N_("civil"),
        "kas": N_("administrative suits"),
        "koap": N_("administrative offences"),
        "material": N_("materials"),
        "disciplinary": N_("disciplinary"),
        "unknown": N_("unknown procedure"),
    },
}
PAGES = {
    "listing": N_("listings"),
    "card": N_("cards"),
    "hearing_list": N_("lists of hearings"),
    "act": N_("texts of acts"),
    "search_form": N_("search forms"),
    "captcha_gate": N_("demands for a captcha"),
    "block_g": N_("refusals by geography"),
    "block_b": N_("refused requests"),
    "temporarily_unavailable": N_("answers of “temporarily unavailable”"),
    "backend_error": N_("errors of the database"),
    "no_such_database": N_("answers that there is no such database"),
    "empty_result": N_("empty answers"),
    "no_content": N_("sites without content"),
    "moved": N_("pages gone or moved"),
    "unknown": N_("pages not recognised"),
}
"""What a court answered, by :class:`absentia.model.page.PageKind`."""
NOTHING = {
    "sole": N_("cannot be told"),
    "article": N_("not readable or not shown"),
    "provision": N_("not readable or not shown"),
    "family": N_("not in the law file, not readable or not shown"),
    "okrug": N_("not in the directory"),
    "region": N_("not in the directory"),
}


def filters(tally: Tally) -> list[str]:
    """What was counted, piece by piece."""
    chosen = tally.filters
    texts = [value("instance", chosen["instance"]), value("procedure", chosen["procedure"])]
    if chosen["instance"] == "all":
        texts[0] = _("all instances")
    if chosen["procedure"] == "all":
        texts[1] = _("all procedures")
    if chosen["provision"]:
        texts.append(_("charged under {provision}").format(provision=chosen["provision"]))
    if chosen["sole"]:
        texts.append(value("sole", chosen["sole"]))
    if chosen["court"]:
        texts.append(chosen["court"])
    return texts


def value(dimension: str, given: str | None) -> str:
    """A value of a dimension as people read it."""
    if given is None:
        return _(NOTHING.get(dimension, N_("not dated"))) if dimension != "court" else ""
    known = VALUES.get(dimension, {})
    return _(known[given]) if given in known else given


def register(name: str) -> str:
    """A register as people read it, by its procedure and instance: ``criminal-first``; another stays as it is."""
    procedure, _dash, instance = name.rpartition("-")
    if procedure in VALUES["procedure"] and instance in VALUES["instance"]:
        return f"{value('procedure', procedure)}, {value('instance', instance)}"
    return name


def left_out_text(day: str, later: int, undated: int, *, packages: bool = False) -> str:
    """What is known at the end of a day does not have: pages, or packages."""
    if packages:
        stood: str = _("As the newest package of {day} or before has it; later packages left out: {later}.").format(
            day=day, later=number(later, language())
        )
        return stood
    text: str = _(
        "As known at the end of {day} (UTC); pages left out: {later} fetched later, {undated} without a time."
    ).format(day=day, later=number(later, language()), undated=number(undated, language()))
    return text
