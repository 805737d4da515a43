"""What came of a request: a kind of page, or how it failed, what follows for the court, what people are told."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Self

from absentia.model import LookOutcome, PageKind
from absentia.model.texts import N_, Said, said_of

_BLOCKED, _LAYOUT, _PARTIAL = LookOutcome.BLOCKED, LookOutcome.LAYOUT_CHANGED, LookOutcome.PARTIAL
_UNREACHABLE = LookOutcome.UNREACHABLE


class _Means(enum.Flag):
    """What follows from an answer."""

    NOTHING = 0
    RECORDS = enum.auto()
    """It is a page of the court's records."""
    WELL = enum.auto()
    """The host does what it should."""
    AGAIN = enum.auto()
    """It may go better when tried again."""
    STOPS = enum.auto()
    """No search is asked of the host in this run any more; nor a card, if a card met it."""
    GONE = enum.auto()
    """What was asked for is not there."""
    AWAY = enum.auto()
    """The whole site is no longer at this host."""


_SHOWN = _Means.RECORDS | _Means.WELL


class Kind(enum.StrEnum):
    """What came of a request, as the ledger writes it."""

    outcome: LookOutcome
    """How a sweep ends that got this instead of rows."""
    means: _Means

    LISTING = PageKind.LISTING, _PARTIAL, _SHOWN
    CARD = PageKind.CARD, _PARTIAL, _SHOWN
    HEARING_LIST = PageKind.HEARING_LIST, _PARTIAL, _SHOWN
    ACT = PageKind.ACT, _PARTIAL, _SHOWN
    EMPTY_RESULT = PageKind.EMPTY_RESULT, _PARTIAL, _SHOWN
    SEARCH_FORM = PageKind.SEARCH_FORM, _PARTIAL, _Means.WELL
    CAPTCHA_GATE = PageKind.CAPTCHA_GATE, LookOutcome.CAPTCHA, _Means.WELL
    BLOCK_G = PageKind.BLOCK_G, _BLOCKED, _Means.STOPS
    BLOCK_B = PageKind.BLOCK_B, _BLOCKED, _Means.STOPS
    TEMPORARILY_UNAVAILABLE = PageKind.TEMPORARILY_UNAVAILABLE, _UNREACHABLE, _Means.STOPS
    BACKEND_ERROR = PageKind.BACKEND_ERROR, _UNREACHABLE, _Means.AGAIN
    NO_SUCH_DATABASE = PageKind.NO_SUCH_DATABASE, _UNREACHABLE, _Means.AGAIN
    NO_CONTENT = PageKind.NO_CONTENT, _UNREACHABLE
    MOVED = PageKind.MOVED, _UNREACHABLE, _Means.WELL | _Means.GONE
    UNKNOWN = PageKind.UNKNOWN, _LAYOUT, _Means.AGAIN
    CUT = "cut", _PARTIAL, _Means.AGAIN
    """A page that breaks off, or may be whole the next time."""
    STALE = "stale", _PARTIAL
    """A page that a proxy has kept from another visit: it may be whole, and says nothing of now."""
    SITE_MOVED = "moved:site", _UNREACHABLE, _Means.AWAY
    """The whole site says of its own form that it is no longer here."""
    REDIRECTED = "moved:redirect", _UNREACHABLE, _Means.WELL | _Means.AWAY
    """The site points to another host."""
    REDIRECT = "redirect", _UNREACHABLE
    """It points to another address of its own; nobody goes there by itself."""
    NOT_FOUND = "not_found", _UNREACHABLE, _Means.GONE
    FORBIDDEN = "forbidden", _BLOCKED
    SERVER_ERROR = "server_error", _UNREACHABLE, _Means.AGAIN
    RATE_LIMITED = "rate_limited", _BLOCKED, _Means.AGAIN
    TIMEOUT = "timeout", _UNREACHABLE, _Means.AGAIN
    CONNECTION = "connection", _UNREACHABLE, _Means.AGAIN
    REFUSED = "refused", _UNREACHABLE, _Means.AGAIN
    """Nobody listens at the host's address."""
    NO_NAME = "no_name", _UNREACHABLE, _Means.AGAIN
    """No address is known for the host's name, or this machine has no network."""
    PROTOCOL = "protocol", _UNREACHABLE, _Means.AGAIN
    """An answer that is none of HTTP, or no page."""
    TLS = "tls", _UNREACHABLE
    """The certificate is expired, unknown or of another host, or no encryption is common. Nobody looks past it."""
    ROBOTS = "robots", _BLOCKED, _Means.STOPS
    """robots.txt forbids it: not asked."""
    ROBOTS_UNREACHABLE = "robots_unreachable", _UNREACHABLE, _Means.STOPS
    """Nobody knows what robots.txt forbids: not asked."""
    BREAKER = "breaker", _UNREACHABLE, _Means.STOPS
    """It failed too often in a row: not asked."""
    BUDGET = "budget", _PARTIAL, _Means.STOPS
    """The requests of the day are spent: not asked."""
    NO_CODE = "no_court_code", _PARTIAL
    """The portal's address needs the court's code, and nobody knows it: not asked."""

    def __new__(cls, word: str, outcome: LookOutcome, means: _Means = _Means.NOTHING) -> Self:
        """A word, and what follows from it."""
        made = str.__new__(cls, word)
        made._value_ = str(word)
        made.outcome, made.means = outcome, means
        return made

    @property
    def records(self) -> bool:
        """Whether it is a page of the court's records."""
        return _Means.RECORDS in self.means

    @property
    def well(self) -> bool:
        """Whether the host does what it should."""
        return _Means.WELL in self.means

    @property
    def again(self) -> bool:
        """Whether it may go better when tried again."""
        return _Means.AGAIN in self.means

    @property
    def stops(self) -> bool:
        """Whether the host is asked for nothing more in this run."""
        return _Means.STOPS in self.means

    @property
    def gone(self) -> bool:
        """Whether what was asked for is not there."""
        return _Means.GONE in self.means

    @property
    def away(self) -> bool:
        """Whether the whole site is no longer at this host."""
        return _Means.AWAY in self.means


_WHY: Mapping[str, str] = {
    Kind.CAPTCHA_GATE: N_("a captcha is wanted"),
    "search_form_with_captcha": N_("a captcha is wanted"),
    Kind.BLOCK_G: N_("blocked by geography"),
    Kind.BLOCK_B: N_("the request was refused by the portal"),
    Kind.TEMPORARILY_UNAVAILABLE: N_("«временно недоступна» (temporarily unavailable)"),
    Kind.BACKEND_ERROR: N_("the court's database fails"),
    Kind.NO_SUCH_DATABASE: N_("the court's database fails"),
    Kind.NO_CONTENT: N_("a site without content"),
    Kind.MOVED: N_("the site says it is no longer there"),
    Kind.SITE_MOVED: N_("the site says it is no longer there"),
    Kind.REDIRECTED: N_("the site points to another host"),
    Kind.REDIRECT: N_("the site points to another address of its own"),
    Kind.UNKNOWN: N_("the pages could not be recognised"),
    Kind.SEARCH_FORM: N_("only the search form came"),
    Kind.CUT: N_("pages break off"),
    Kind.STALE: N_("a proxy answers with pages it kept from earlier"),
    Kind.NOT_FOUND: N_("page not found (404, 410)"),
    Kind.FORBIDDEN: N_("forbidden (401, 403, 451)"),
    Kind.SERVER_ERROR: N_("the server fails (500 and above)"),
    Kind.RATE_LIMITED: N_("too many requests (429)"),
    Kind.TIMEOUT: N_("no answer in time"),
    Kind.CONNECTION: N_("the connection broke"),
    Kind.REFUSED: N_("connection refused"),
    Kind.NO_NAME: N_("the host's name is unknown, or this machine has no network"),
    Kind.PROTOCOL: N_("the answer is no valid HTTP"),
    Kind.TLS: N_("the certificate is not valid"),
    Kind.ROBOTS: N_("robots.txt forbids it"),
    Kind.ROBOTS_UNREACHABLE: N_("robots.txt could not be read"),
    Kind.BREAKER: N_("left alone after it failed too often"),
    Kind.BUDGET: N_("the day's requests were spent"),
    Kind.NO_CODE: N_("the court's code is not known"),
    "zero_unconfirmed": N_("an empty answer that nothing confirms"),
    "not_asked": N_("not asked yet"),
}


def why(reason: str) -> Said:
    """A reason of the ledger for people: the most particular part that has words of its own, else the word itself.

    ``breaker:timeout`` is told as what opened the breaker.
    """
    parts = reason.split(":")
    for one in (reason, *reversed(parts)):
        if one in _WHY:
            return Said(_WHY[one])
    return said_of(parts[0].replace("_", " "))
