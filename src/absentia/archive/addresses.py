"""An address as web archives sort and look it up: host reversed, path and query in one spelling.

Replay tools find a page by this key alone, so it must be spelled as they spell it: lower case before the parameters
are sorted, percent-encoding undone and done once, «www.» and the scheme's own port gone, a session id in the query
gone. Source: IIPC, «Sort-friendly URI Reordering Transform» (SURT) and the canonical form of the Wayback Machine.
"""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

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
