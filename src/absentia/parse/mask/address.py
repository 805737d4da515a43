"""An address without what somebody typed into it: only what the publisher's own addresses are made of stays."""

from __future__ import annotations

import re
from urllib.parse import unquote

from absentia.model import Masked
from absentia.sources.content import Addresses

MASKED = "[masked]"
NO_HOST = "masked.invalid"
"""In place of a host spelled in letters beyond ASCII; square brackets would make the address unreadable there."""
_PARTS = re.compile(r"(https?)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.IGNORECASE | re.DOTALL)
_CAPTURE = re.compile(r"urn:absentia:capture:[0-9a-f]{64}")
_HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}", re.IGNORECASE)
_PORT = re.compile(r"[0-9]{1,5}")
_SEPARATOR = re.compile(r"([&;])")


def mask_url(url: str | None, addresses: Addresses) -> Masked | None:
    """The address with every part masked that is not one of the publisher's own.

    Kept are its host, its known paths, the known parameters and those of their values that look as they should. A name
    may stand anywhere else: in the path, the fragment, the name of a parameter, before an ``@``, encoded once or twice.
    An address of another kind than http (``file:``) names places on somebody's disk and is masked whole.
    """
    if url is None:
        return None
    parts = _PARTS.fullmatch(url)
    if parts is None:
        return Masked(url if _CAPTURE.fullmatch(url) else MASKED)
    scheme, authority, path, query, fragment = parts.groups()
    masked = f"{scheme}://{_host(authority)}{_path(path, addresses)}"
    if query:
        masked += "?" + mask_query(query[1:], addresses)
    return Masked(masked + (f"#{MASKED}" if fragment and len(fragment) > 1 else ""))


def mask_query(query: str, addresses: Addresses) -> Masked:
    """The parameters of an address as far as they are the publisher's own."""
    return Masked("".join(_parameter(piece, addresses) for piece in _SEPARATOR.split(query)))


def _host(authority: str) -> str:
    host, colon, port = authority.rpartition("@")[2].partition(":")
    named = host if _HOST.fullmatch(host) and "xn--" not in host.lower() else NO_HOST
    return named + (colon + port if _PORT.fullmatch(port) else "")


def _path(path: str, addresses: Addresses) -> str:
    if path in addresses.paths:
        return path
    return "/".join(MASKED if segment else "" for segment in path.split("/"))


def _parameter(piece: str, addresses: Addresses) -> str:
    """``name=value`` of a query, or what stands between two of them."""
    if len(piece) <= 1:
        return piece if piece in ("&", ";", "") else MASKED
    name, equals, value = piece.partition("=")
    shape = addresses.parameters.get(name.lower())
    if shape is None:
        return MASKED + equals + (MASKED if value else "")
    return name + equals + (value if not value or shape.fullmatch(unquote(value)) else MASKED)
