"""Pages that are not the portal's, though they link to it and use its phrases.

They are those of the other court portals, and of a guard that stands before a site and answers in its place.
"""

from __future__ import annotations

import re

from absentia.sources.ru_sudrf.links import host_of

# what only the portal's own pages carry: the mark of a court, the style sheet of its frame, its module by a link that
# names no other host
_OWN = re.compile(rb"fromOa=|style_portal_old\.css|[\"'=]\s*(?:\./|/)?modules\.php\?name=sud")
# https://mos-gorsud.ru/rs/…, https://vsrf.ru/lk/…, http://12.msk.msudrf.ru/…; the gate of the magistrates' sites
_OTHER_PORTALS = re.compile(rb"\b(?:mos-gorsud|vsrf|msudrf)\.ru\b|\bkcaptchaForm\b")
# «DDoS-Guard», «/.well-known/ddos-guard/», Cloudflare's challenge, a cookie set by a script that loads the page again
_GUARDS = re.compile(
    rb"ddos-guard|/cdn-cgi/challenge-platform|<title>Just a moment|__js_p_|"
    rb"document\.cookie\s*=[^<]{0,500}location\.(?:reload|href)",
    re.IGNORECASE,
)
_HEAD = 60_000


def is_strangers(data: bytes, address: str | None) -> bool:
    """Whether a page without the content column is another site's: by what it carries, then by its address."""
    head = data[:_HEAD]
    if _OWN.search(data):
        return False
    if _GUARDS.search(head):
        return True
    where = address.encode() if address else head
    return host_of(address) is None and _OTHER_PORTALS.search(where) is not None
