"""What a simple source need not write: a publisher without captchas, hearing lists, texts or identifiers across courts.

Import what fits into the source's module under the names of the protocol, and write the rest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from absentia.model import Instance, Procedure
from absentia.sources.protocol import Court, Picture


@dataclass(frozen=True, slots=True)
class Register:
    """A register that is told by procedure and instance alone."""

    procedure: Procedure
    instance: Instance
    databases: tuple[int, ...] = (1,)

    @property
    def key(self) -> str:
        """``criminal-first`` and the like."""
        return f"{self.procedure}-{self.instance}"


@dataclass(frozen=True, slots=True)
class Directory:
    """A list of courts whose hosts and names are written one way."""

    listed: tuple[Court, ...]

    def courts(self) -> tuple[Court, ...]:
        """All of them."""
        return self.listed

    def court(self, *, host: str | None = None, code: str | None = None) -> Court | None:
        """The court with a host or a code."""
        same = (one for one in self.listed if (code and one.code == code) or (host and one.host == host))
        return next(same, None)

    def court_named(self, name: str) -> Court | None:
        """The court of a name that no other has."""
        found = [one for one in self.listed if one.name == name]
        return found[0] if len(found) == 1 else None

    def fold_host(self, host: str) -> str | None:
        """A host of the list, as it is."""
        return host if self.court(host=host) else None


def fold_name(name: str) -> str:
    """Names are not abbreviated."""
    return name


def content_digest(data: bytes) -> str:
    """Nothing changes in a page but what it says."""
    return hashlib.sha256(data).hexdigest()


origin = ""
"""No identifier follows a case from court to court."""


def hearing_list_url(host: str, day: dt.date) -> str | None:
    """There are no lists of hearings."""
    del host, day
    return None


def act_urls(
    host: str,
    register: str,
    guid: str,
    case_id: str | None,
    link: str | None,
    *,
    building: int,
    template: str,
) -> Iterator[str]:
    """There are no texts."""
    del host, register, guid, case_id, link, building, template
    return iter(())


def picture_in(page: bytes) -> Picture | None:
    """There is no captcha."""
    del page
    return None
