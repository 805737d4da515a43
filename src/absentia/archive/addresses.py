"""Addresses as replay tools look them up, and as pages link them.

Replay tools find a page by one key alone (:func:`surt`: host reversed, path and query in one spelling), so it must be
spelled as they spell it: lower case before the parameters are sorted, percent-encoding undone and done once, «www.» and
the scheme's own port gone, a session id in the query gone. Source: IIPC, «Sort-friendly URI Reordering Transform»
(SURT) and the canonical form of the Wayback Machine.

Replay follows the addresses that stand in a page, not those that were asked. A portal links its cards and the next
pages of a listing in other spellings than those the collector asks by, and a person's answer to a captcha stands in
some. So an export has, for each address that an exported page links, the sightings of the page it leads to once more
(:class:`Linked`); and no address in it holds an answer.
"""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Hashable, Iterator
from functools import cache
from urllib.parse import quote_from_bytes, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from absentia.sources import Source, get_source, known_sources

_PRINTABLE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""Characters an address keeps as they are; everything else but letters and digits is encoded."""
_WWW = re.compile(r"^www\d*\.")
_OWN_PORTS = {"http": 80, "https": 443}
# phpsessid=0123456789abcdef0123456789abcdef&
_SESSION = re.compile(r"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}(?:&|$)")


def surt(url: str) -> str:
    """``org,example)/path?a=1``; an address that is none stays as it is, in lower case."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.lower()
    if not host:
        return url.lower()
    key = ",".join(reversed(_WWW.sub("", host).strip(".").split(".")))
    if port is not None and port != _OWN_PORTS.get(parts.scheme.lower()):
        key += f":{port}"
    return f"{key}){_path(parts.path)}{_query(parts.query)}"


def _path(path: str) -> str:
    kept: list[str] = []
    for part in _once(path).split("/"):
        if part == "..":
            kept = kept[:-1]
        elif part not in {"", "."}:
            kept.append(part)
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    text = _SESSION.sub("", _once(query))
    arguments = sorted(tuple(argument.split("=", 1)) for argument in text.split("&")) if text else []
    return "?" + "&".join("=".join(argument) for argument in arguments) if text else ""


def _once(text: str) -> str:
    """Encoded once, however often it was, and in lower case."""
    raw = text.encode()
    while (plain := unquote_to_bytes(raw)) != raw:
        raw = plain
    return quote_from_bytes(raw, safe=_PRINTABLE).lower()


_LINK = re.compile(rb"""\bhref\s*=\s*(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})'|([^\s"'<>]{1,2000}))""", re.IGNORECASE)
_KEPT_IN_LINKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


@cache
def source_of(name: str) -> Source | None:
    """The source of a record; ``None`` for what is no portal's page."""
    return get_source(name) if name in known_sources() else None


def without_answers(url: str, source: Source | None) -> str:
    """An address without what a person typed into a captcha."""
    if source is None or not source.addresses.answers:
        return url
    parts = urlsplit(url)
    kept = [one for one in parts.query.split("&") if one.partition("=")[0].lower() not in source.addresses.answers]
    return urlunsplit(parts._replace(query="&".join(kept)))


def links_in(body: bytes, base: str) -> Iterator[str]:
    """The addresses a page links; bytes that are no address are encoded as a browser does."""
    for found in _LINK.finditer(body):
        text = quote_from_bytes(found[1] or found[2] or found[3], safe=_KEPT_IN_LINKS)
        try:
            yield urljoin(base, html.unescape(text))
        except ValueError:
            continue


class Linked:
    """The addresses that exported pages link, and what was exported; in a temporary file, however many."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("CREATE TABLE link(page TEXT, key TEXT PRIMARY KEY, url TEXT) WITHOUT ROWID")
        self._database.execute("CREATE TABLE shown(page TEXT, key TEXT, position INTEGER)")
        self._database.execute("BEGIN")

    def note(self, position: int, url: str, source: Source) -> None:
        """A record was exported under an address."""
        page = source.same_page(url)
        if page is not None:
            self._database.execute("INSERT INTO shown VALUES (?,?,?)", (_text(page), surt(url), position))

    def follow(self, body: bytes, url: str, source: Source) -> None:
        """Take up what a page links."""
        for link in links_in(body, url):
            page = source.same_page(link)
            if page is not None and without_answers(link, source) == link:
                self._database.execute("INSERT OR IGNORE INTO link VALUES (?,?,?)", (_text(page), surt(link), link))

    def aliases(self) -> Iterator[tuple[int, str]]:
        """Positions of records, and an address under which a page links what they show and nothing was exported."""
        self._database.execute("CREATE INDEX shown_page ON shown(page)")
        yield from self._database.execute(
            "SELECT shown.position, link.url FROM link JOIN shown USING (page) "
            "WHERE NOT EXISTS (SELECT 1 FROM shown AS there WHERE there.page = link.page AND there.key = link.key) "
            "ORDER BY shown.position, link.url"
        )

    def close(self) -> None:
        """Let the temporary file go."""
        self._database.close()


def _text(page: Hashable) -> str:
    return json.dumps(repr(page))
