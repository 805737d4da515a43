"""What the ledger's words for how a court stands and how an answer failed mean, in a few words for people."""

from __future__ import annotations

from collections.abc import Mapping

from absentia.collect.kind import Kind
from absentia.collect.status import Standing
from absentia.model.texts import N_, Said, said_of

STANDS: Mapping[Standing, str] = {
    Standing.MOVED: N_("moved"),
    Standing.LAYOUT_CHANGED: N_("pages changed"),
    Standing.DARK: N_("does not answer"),
    Standing.CAPTCHA: N_("wants a captcha"),
    Standing.PARTIAL: N_("read in part"),
    Standing.NOT_ASKED: N_("not looked at yet"),
    Standing.ANSWERS: N_("answers"),
}
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
    Kind.NOT_FOUND: N_("page not found (404)"),
    Kind.FORBIDDEN: N_("forbidden (403)"),
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
