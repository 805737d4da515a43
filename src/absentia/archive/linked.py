"""Pages as other pages link them: replay follows the addresses that stand in a page, not those that were asked.

A portal links its cards and the next pages of a listing in other spellings than those the collector asks by, and a
person's answer to a captcha stands in some. So an export has, for each address that an exported page links, the
sightings of the page it leads to once more; and no address in it holds an answer.
"""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Hashable, Iterator
from functools import cache
from urllib.parse import quote_from_bytes, urljoin, urlsplit, urlunsplit

from absentia.archive.addresses import surt
from absentia.sources import Source, get_source, known_sources

_LINK = re.compile(rb"""\bhref\s*=\s*(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})'|([^\s"'<>]{1,2000}))""", re.IGNORECASE)
_PRINTABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


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
        text = quote_from_bytes(found[1] or found[2] or found[3], safe=_PRINTABLE)
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
