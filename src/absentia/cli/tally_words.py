"""The words of a tally: names of dimensions, values and reasons, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from absentia.cli.language import N_, _

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
    "family": {"peace": N_("peace"), "mobilisation": N_("mobilisation")},
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
NOTHING = {
    "sole": N_("cannot be told"),
    "article": N_("not readable or not shown"),
    "provision": N_("not readable or not shown"),
    "family": N_("not in the law file, not readable or not shown"),
    "okrug": N_("not in the directory"),
    "region": N_("not in the directory"),
}
REASONS = {
    "captcha_gate": N_("not looked at: the court wants a captcha"),
    "block_g": N_("not looked at: blocked by geography"),
    "block_b": N_("not looked at: the request was refused"),
    "temporarily_unavailable": N_("not looked at: «временно недоступна» (temporarily unavailable)"),
    "backend_error": N_("not looked at: the court's database fails"),
    "no_such_database": N_("not looked at: the court's database fails"),
    "empty_result": N_("not looked at: only empty answers, which may be wrong questions"),
    "search_form": N_("not looked at: only the search form"),
    "no_content": N_("not looked at: a site without content"),
    "moved": N_("not looked at: the pages are gone or moved"),
    "unknown": N_("not looked at: the pages could not be recognised"),
    "captcha": N_("not looked at: the court wants a captcha"),
    "blocked": N_("not looked at: the request was refused"),
    "unreachable": N_("not looked at: the court does not answer"),
    "layout_changed": N_("not looked at: its pages have changed and cannot be read"),
    "partial": N_("not looked at: no listing of it was read"),
    "not_asked": N_("not looked at yet"),
    "no_listing": N_("not looked at: only cards, acts or lists of hearings, no listing"),
    "not_covered": N_("no complete listing covers this, or none was read long enough afterwards"),
    "not_readable": N_("what could not be read may belong here"),
    "perhaps_refiled": N_("what was seen may all be later filings of cases counted elsewhere"),
    "suppressed": N_("withheld: a small count, or one that would give a small one away"),
}
UNREADABLE = {
    "undated": N_("without a date"),
    "charges_unreadable": N_("with charges that could not be read"),
    "charges_not_shown": N_("whose pages show no charges"),
    "instance_unknown": N_("records of unknown instance, not counted"),
    "known_only_from_above": N_("cases known only from a higher court, not counted"),
    "perhaps_refiled": N_("seen, but perhaps later filings of cases counted already"),
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
