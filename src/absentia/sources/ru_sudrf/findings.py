"""Issues of a page: what could not be read, where, and a sentence for people."""

from __future__ import annotations

from absentia.model import Issue
from absentia.model.texts import N_

LONGEST_RAW = 300

SENTENCES = {
    "unknown_section": N_("a heading the vocabulary does not have"),
    "unknown_label": N_("a label the vocabulary does not have"),
    "unknown_column": N_("a column the vocabulary does not have, or that means what another does"),
    "unknown_title": N_("a title that names no known register"),
    "unknown_result": N_("a result the vocabulary does not have"),
    "unknown_event": N_("an event the vocabulary does not have"),
    "unknown_page": N_("a page of the portal that is none of the known kinds"),
    "foreign_page": N_("not a page of this portal"),
    "bad_date": N_("a date that is no day of the calendar, or of a year that no register has"),
    "bad_time": N_("a time that is not a time of day"),
    "bad_number": N_("a case number that does not follow the grammar of numbers"),
    "missing_number": N_("a case without a number"),
    "uid_invalid": N_("a УИД whose format or check digits are wrong"),
    "bad_guid": N_("a link to a case without a record identifier"),
    "counter_mismatch": N_("the rows do not add up to what the page says it shows"),
    "missing_counter": N_("a listing without its counter: whether it is whole cannot be told"),
    "conflicting_label": N_("the same label twice, with different values"),
    "row_shape": N_("a row with more or fewer cells than the table has columns"),
    "doubled_table": N_("the same table twice; it was counted once"),
    "mobile_mismatch": N_("the copy for telephones has another number of rows than the table"),
    "truncated": N_("the page breaks off before its end"),
    "oversize": N_("the page is larger than any page; only its beginning was read"),
    "too_dense": N_("reading it asks for more work than any page of a court; it was given up"),
    "too_deep": N_("the markup nests deeper, or a tag has more attributes, than on any page; it was not read"),
    "mojibake": N_("the text was once saved in the wrong encoding"),
    "garbled": N_("some bytes fit no encoding the portals use"),
    "backend_warning": N_("the court's server reported an error of its own; what it shows may be incomplete"),
    "court_mismatch": N_("the address and the page name different courts"),
    "register_mismatch": N_("witnesses of the register contradict each other; the first of the two was believed"),
    "several_parties": N_("a party's cell that may name several; it was read as one"),
    "empty_act": N_("the portal answered that there is no such act"),
    "not_read": N_("reading failed in a way that was not foreseen; please report it"),
}
"""Every kind of issue this source raises itself, with its sentence; charges have their own."""


def finding(kind: str, where: str, raw: str = "") -> Issue:
    """An issue of a known kind; ``raw`` is shortened to what a person can read."""
    return Issue(kind, where, raw if len(raw) <= LONGEST_RAW else raw[:LONGEST_RAW] + "…", SENTENCES[kind])
