"""What stands between a portal and whoever asks it: servers and guards that answer in its place, and captchas.

A refused connection, a time-out, a redirect and an answer with an error's status never reach a source: the collector
tells them apart for every portal alike. What reaches it is a page that somebody else wrote and sent as the portal's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from absentia.model import PageKind, PageRecord
from absentia.model.texts import N_, Said, said
from absentia.parse.mask.address import mask_url
from absentia.sources.protocol import Captcha, Portal, Source, is_portal

_NGINX = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n<hr><center>nginx</center>"
    "\r\n</body>\r\n</html>\r\n"
)
_GUARD = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><form method=post>"
_GUARD += "<img src='/captcha.png'><input name=captcha></form></body></html>"
FOREIGN: Mapping[str, str] = {
    N_("an empty answer"): "",
    N_("blank lines"): "\r\n \r\n",
    N_("the beginning of a page"): "<html><head><title>",
    N_("a page without anything in it"): "<html><head></head><body></body></html>",
    N_("a proxy's error"): _NGINX.format("502 Bad Gateway"),
    N_("a page that is not there"): _NGINX.format("404 Not Found"),
    N_("a refusal"): _NGINX.format("403 Forbidden"),
    N_("a redirect"): _NGINX.format("302 Found"),
    N_("a redirect by script"): "<html><head><script>location.href='/'</script></head><body></body></html>",
    N_("a guard's captcha"): _GUARD,
    N_("an error in JSON"): '{"error": "too many requests", "count": 0, "items": []}',
}
"""Pages of others; nothing of a court is in them. Invented, as such servers write them."""
_RECORDS = (PageKind.CARD, PageKind.ACT, PageKind.HEARING_LIST)
_DAY = dt.date(2023, 3, 1)
_ANSWER = "73519"


def in_its_place(source: Source, is_all: Callable[[PageRecord], bool]) -> Iterator[Said]:
    """A page that somebody else sent is no zero, no whole list and no record, whatever was asked."""
    urls: Sequence[str | None] = [None, *_searches(source, None)]
    for what, text in FOREIGN.items():
        for url in urls:
            try:
                record = source.read(text.encode(), url=url)
            except Exception as error:  # noqa: BLE001  whatever it is, it is what is looked for
                yield said("{name} raises {error} on bytes that are no page", name="read", error=type(error).__name__)
                return
            if is_all(record) or record.rows:
                yield said("{what} is taken for an answer of the portal", what=said(what))
                break
            if record.page in _RECORDS:
                yield said("{what} is taken for a record: {kind}", what=said(what), kind=str(record.page))
                break


def captchas(portal: Portal, hostile: Sequence[bytes]) -> Iterator[Said]:
    """A captcha's answer changes nothing of the question, and stays with nobody; pictures are looked for anywhere."""
    for body in (*hostile, *(text.encode() for text in FOREIGN.values())):
        try:
            portal.picture_in(body)
        except Exception as error:  # noqa: BLE001  whatever it is, it is what is looked for
            yield said("{name} raises {error} on bytes that are no page", name="picture_in", error=type(error).__name__)
            break
    plain, answered = (_searches(portal, captcha) for captcha in (None, Captcha(_ANSWER, "abc123")))
    for before, url in zip(plain, answered, strict=True):
        if portal.asked(url) != portal.asked(before):
            yield said("a search with a captcha's answer is understood as another: {url}", url=url)
        if _ANSWER in str(mask_url(url, portal.addresses)):
            yield said("a captcha's answer survives masking: {url}", url=url)


def _searches(source: Source, captcha: Captcha | None) -> list[str]:
    court = next((one for one in source.courts() if one.host), None)
    if not is_portal(source) or court is None:
        return []
    found = (
        source.search_url(
            court.host or "", register, _DAY, _DAY, provision=None, building=kind.databases[-1], page=1,
            template=template, court_code=court.code, captcha=captcha,
        )
        for register, kind in source.registers.items()
        for template in source.templates
    )  # fmt: skip
    return [url for url in found if url is not None]
