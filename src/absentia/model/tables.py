"""The tables of an observatory: names, columns and types, in one place for those who write and those who read.

Types are DuckDB's. Every row carries the keyed id of the capture it was read from and its position in it, so that any
number can be walked back to bytes. A filing stands once per page that shows it (a card, a row of a listing, a row of
a hearing list): tables state what was seen; :mod:`absentia.link` decides what is the same. No column holds a name.
"""

from __future__ import annotations

import hashlib
from types import MappingProxyType
from typing import Literal

_OBSERVED = (("filing_id", "VARCHAR"), ("capture", "VARCHAR"), ("row", "INTEGER"))
"""filing_id: content hash of court + GUID (or, without GUID, court + register + number + receipt); row: position of
the row in a listing or hearing list, -1 on a card."""

TABLES: MappingProxyType[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "captures": (
            ("capture", "VARCHAR"),  # its id: keyed, from the digest of the bytes
            ("source", "VARCHAR"),
            ("url", "VARCHAR"),
            ("captured", "TIMESTAMP"),  # when it was fetched, if the archive knows; UTC
            ("archive_file", "VARCHAR"),  # relative to archive/
            ("archive_offset", "BIGINT"),
            ("bytes", "BIGINT"),
            ("page", "VARCHAR"),  # PageKind
            ("template", "VARCHAR"),
            ("court", "VARCHAR"),  # full host; the court code where no host is known
            ("court_code", "VARCHAR"),
            ("court_name", "VARCHAR"),
            ("procedure", "VARCHAR"),
            ("instance", "VARCHAR"),
            ("counter", "INTEGER"),
            ("rows", "INTEGER"),
            ("last_page", "INTEGER"),  # the last page a listing's links lead to
            ("issues", "INTEGER"),
            ("synthetic", "BOOLEAN"),  # the page says that it is synthetic
        ),
        "filings": (
            *_OBSERVED,
            ("captured", "TIMESTAMP"),
            ("court", "VARCHAR"),
            ("court_code", "VARCHAR"),
            ("page", "VARCHAR"),
            ("template", "VARCHAR"),
            ("procedure", "VARCHAR"),
            ("instance", "VARCHAR"),
            ("guid", "VARCHAR"),
            ("portal_case_id", "VARCHAR"),
            ("uid", "VARCHAR"),
            ("uid_valid", "BOOLEAN"),
            ("number", "VARCHAR"),
            ("former_numbers", "VARCHAR[]"),
            ("material_number", "VARCHAR"),
            ("received", "DATE"),
            ("decided", "DATE"),
            ("in_force", "DATE"),
            ("judge", "VARCHAR"),  # pseudonym
            ("result", "VARCHAR"),
            ("published", "TIMESTAMP"),
            ("changed", "TIMESTAMP"),
            ("lower_court", "VARCHAR"),  # as written
            ("lower_number", "VARCHAR"),
            ("lower_former_numbers", "VARCHAR[]"),
            ("lower_material_number", "VARCHAR"),
            ("synthetic", "BOOLEAN"),
            ("joined_number", "VARCHAR"),  # cassation: the case's number beside the complaint's
            ("source", "VARCHAR"),
            ("persons", "INTEGER"),  # how many this page shows of it
            ("charges_readable", "BOOLEAN"),  # false: the cell of one of them raised an issue; NULL: none is shown
        ),
        "events": (
            *_OBSERVED,
            ("position", "INTEGER"),
            ("name", "VARCHAR"),
            ("date", "DATE"),
            ("time", "VARCHAR"),
            ("place", "VARCHAR"),
            ("result", "VARCHAR"),
            ("ground", "VARCHAR"),
            ("note", "VARCHAR"),
            ("posted", "DATE"),
        ),
        "defendants": (
            *_OBSERVED,
            ("position", "INTEGER"),
            ("person", "VARCHAR"),  # keyed pseudonym; NULL where the name is hidden or absent
            ("name_hidden", "BOOLEAN"),
            ("decided", "DATE"),
            ("result", "VARCHAR"),
            ("charges_readable", "BOOLEAN"),  # false: the cell raised an issue, its charges are not counted
        ),
        "charges": (
            *_OBSERVED,
            ("defendant", "INTEGER"),  # defendants.position
            ("position", "INTEGER"),
            ("code", "VARCHAR"),
            ("article", "VARCHAR"),
            ("part", "VARCHAR"),
            ("points", "VARCHAR[]"),
            ("provision", "VARCHAR"),  # as law.label writes it: 337.3.1, and 228/1 beside 228.1
            ("role", "VARCHAR"),
            ("modifiers", "VARCHAR[]"),
            ("episodes", "INTEGER"),
        ),
        "issues": (
            ("capture", "VARCHAR"),
            ("position", "INTEGER"),
            ("kind", "VARCHAR"),
            ("place", "VARCHAR"),
            ("raw", "VARCHAR"),  # masked
            ("message", "VARCHAR"),
        ),
        "looks": (  # every look at a register: the collector's, and those that pages without an account of one show
            ("look", "VARCHAR"),  # absentia.model.look.Look.id
            ("origin", "VARCHAR"),  # ledger, inferred
            ("court", "VARCHAR"),  # full host; the court code where no host is known
            ("court_code", "VARCHAR"),
            ("register", "VARCHAR"),  # criminal-first
            ("instance", "VARCHAR"),
            ("procedure", "VARCHAR"),
            ("building", "INTEGER"),  # srv_num
            ("article", "VARCHAR"),  # NULL: the whole register
            ("part", "VARCHAR"),
            ("since", "DATE"),  # receipts asked for; NULL: from the first on
            ("until", "DATE"),
            ("outcome", "VARCHAR"),  # LookOutcome
            ("reason", "VARCHAR"),
            ("counter", "INTEGER"),
            ("records", "INTEGER"),  # different records read
            ("started", "TIMESTAMP"),
            ("ended", "TIMESTAMP"),
            ("captures", "VARCHAR[]"),
            ("proof", "VARCHAR[]"),  # of an empty one: the captures that prove that the question was understood
            ("parent", "VARCHAR"),  # the look whose window was split
            ("newest", "BOOLEAN"),  # its question was answered by it last
            ("stands", "BOOLEAN"),  # it shows all of its window, and no later one shows that, too
            (
                "reaches",
                "DATE",
            ),  # from its first day to this looks leave no receipt out; NULL: no stretch begins here
        ),
        "registers": (  # what there is to look at
            ("court", "VARCHAR"),  # as in looks
            ("site", "VARCHAR"),  # the host that is asked, where the court's site moved
            ("court_code", "VARCHAR"),
            ("name", "VARCHAR"),
            ("register", "VARCHAR"),
            ("instance", "VARCHAR"),
            ("procedure", "VARCHAR"),
            ("since", "DATE"),  # the settings ask for receipts from here on; NULL: they do not ask for it
            ("buildings", "INTEGER[]"),  # the databases that must be looked at, for all to have been
        ),
        "cases": (
            ("case_id", "VARCHAR"),
            ("filing_id", "VARCHAR"),
            ("record_id", "VARCHAR"),  # filings that are the same record of the same register share it
            ("rule", "VARCHAR"),  # the exact key that joined it: guid, uid, number, lower, alone
            ("declined", "INTEGER"),  # keys that joined nothing, of which it is the first filing
            ("keys", "UINTEGER[]"),  # a number for each of its exact keys: who has one in common may be joined
        ),
        "filing_states": (  # each different thing that pages say of a filing, once, with the newest page that says it
            *_OBSERVED,  # of that page
            ("source", "VARCHAR"),
            ("court", "VARCHAR"),
            ("court_code", "VARCHAR"),
            ("page", "VARCHAR"),
            ("spoilt", "BOOLEAN"),  # the page was cut off or damaged on its way
            ("procedure", "VARCHAR"),
            ("instance", "VARCHAR"),
            ("guid", "VARCHAR"),
            ("uid", "VARCHAR"),  # a valid one
            ("number", "VARCHAR"),
            ("joined_number", "VARCHAR"),
            ("former_numbers", "VARCHAR[]"),
            ("received", "DATE"),
            ("decided", "DATE"),
            ("result", "VARCHAR"),
            ("lower_court", "VARCHAR"),
            ("lower_number", "VARCHAR"),
            ("lower_former_numbers", "VARCHAR[]"),
            ("persons", "INTEGER"),
            ("charges_readable", "BOOLEAN"),
            ("readings", "BIGINT"),  # so many pages say it
            ("seen", "TIMESTAMP"),  # when the newest was fetched, or what it says itself of its age
        ),
        "records": (  # one entry of one register as it stands now: its readings resolved, once
            ("record_id", "VARCHAR"),
            ("case_id", "VARCHAR"),
            ("source", "VARCHAR"),
            ("court", "VARCHAR"),  # its key: the host, however its pages spell it
            ("instance", "VARCHAR"),
            ("procedure", "VARCHAR"),
            ("uid", "VARCHAR"),  # the valid УИД its pages show: the first and the last of them, where they are several
            ("last_uid", "VARCHAR"),
            ("received", "DATE"),
            ("decided", "DATE"),
            ("result", "VARCHAR"),
            ("seen", "DATE"),  # when a page last showed it
            # the page persons and charges are taken from; NULL: none shows any
            ("charged_filing", "VARCHAR"),
            ("charged_capture", "VARCHAR"),
            ("charged_row", "INTEGER"),
            ("crowded", "BOOLEAN"),  # a cell of it may name several persons: nobody knows how many
        ),
        "record_persons": (  # as last shown by a whole page
            ("record_id", "VARCHAR"),
            ("position", "INTEGER"),
            ("charges_readable", "BOOLEAN"),
            ("result", "VARCHAR"),
            ("decided", "DATE"),
        ),
        "record_charges": (
            ("record_id", "VARCHAR"),
            ("person", "INTEGER"),  # record_persons.position
            ("position", "INTEGER"),
            ("episodes", "INTEGER"),
            ("code", "VARCHAR"),
            ("article", "VARCHAR"),
            ("part", "VARCHAR"),
            ("provision", "VARCHAR"),
        ),
        "disappearances": (
            ("filing_id", "VARCHAR"),  # as in filings
            ("court", "VARCHAR"),  # full host
            ("register", "VARCHAR"),  # as in the ledger: criminal-first
            ("guid", "VARCHAR"),
            ("episode", "INTEGER"),  # 1 for the first time the record went missing
            ("state", "VARCHAR"),  # suspected, confirmed, returned, excluded
            ("reason", "VARCHAR"),  # of an excluded one; of a suspected one what is wanting
            ("provisions", "VARCHAR[]"),  # as last shown
            ("building", "INTEGER"),  # srv_num
            ("received", "DATE"),
            ("last_seen", "TIMESTAMP"),  # UTC, as all times here
            ("last_seen_capture", "VARCHAR"),
            ("first_missed", "TIMESTAMP"),
            ("first_missed_capture", "VARCHAR"),
            ("confirmed", "TIMESTAMP"),
            ("confirmed_capture", "VARCHAR"),
            ("evidence", "VARCHAR[]"),  # captures of all looks that prove the absence
            ("days", "INTEGER"),  # different days of these looks
            ("returned", "TIMESTAMP"),
            ("returned_capture", "VARCHAR"),
            ("judged", "VARCHAR"),  # by a person who looked: gone, not_gone
            ("synthetic", "BOOLEAN"),
        ),
    }
)
WRITTEN = ("captures", "filings", "events", "defendants", "charges", "issues")
"""The tables that are made of pages alone."""
LINKED = ("filing_states", "cases", "records", "record_persons", "record_charges")
"""The tables that linking makes of those of pages: a parse leaves them standing, linking renews what has changed."""


def filing_id(by: Literal["guid", "number", "place"], *parts: str) -> str:
    """The identity of a filing by its GUID in a court, else by its number, else by where it stands.

    A digest of its own raw words, without anything of a person.
    """
    return hashlib.sha256("\x1f".join((by, *parts)).encode()).hexdigest()


def filing_id_of_guid(court: str, guid: str) -> str:
    """The identity of a filing whose page shows a GUID, whatever its case."""
    return filing_id("guid", court, guid.casefold())
