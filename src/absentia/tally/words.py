"""What a tally says instead of a number, and of units it could not place: the same in a tally, a claim and a brief."""

from __future__ import annotations

from collections.abc import Mapping

from absentia.model.texts import N_

NAMES: Mapping[str, str] = {
    "filings_received": N_("Filings received"),
    "cases_received": N_("Cases received"),
    "persons_charged": N_("Persons charged"),
    "charges": N_("Charges"),
    "cases_decided": N_("Cases decided"),
    "verdicts": N_("Verdicts of courts"),
    "documents": N_("Documents of the register"),
    "cases_seen": N_("Cases seen"),
    "cases_with_verdict": N_("Cases with a verdict"),
}
"""The bundled measures, as a heading calls them."""
REASONS: Mapping[str, str] = {
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
    "no_package": N_("no package of that time was taken in"),
    "still_grows": N_("not complete yet: documents of it still come"),
    "not_readable": N_("what could not be read may belong here"),
    "perhaps_refiled": N_("what was seen may all be later filings of cases counted elsewhere"),
    "suppressed": N_("withheld: a small count, or one that would give a small one away"),
}
"""Why there is no number, and why a court was not looked at."""
UNREADABLE: Mapping[str, str] = {
    "undated": N_("without a date"),
    "charges_unreadable": N_("with charges that could not be read"),
    "charges_not_shown": N_("whose pages show no charges"),
    "instance_unknown": N_("records of unknown instance, not counted"),
    "known_only_from_above": N_("cases known only from a higher court, not counted"),
    "other_years": N_("adopted before the years of the packages, or after their last day"),
    "category_empty": N_("criminal documents without a category"),
    "category_is_group": N_("filed under a chapter or a group of articles"),
    "contradictory": N_("twice in a package, with different contents"),
    "perhaps_refiled": N_("seen, but perhaps later filings of cases counted already"),
}
"""Of units that stand in no row: what they are."""
