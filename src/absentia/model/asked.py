"""What the address of a search asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """One search: what was asked, and which page of the answer."""

    register: str
    """``criminal-first`` and the like; the address's own numbers where they are none we know."""
    instance: str | None
    procedure: str | None
    building: int
    """Which of the court's databases."""
    since: dt.date | None
    until: dt.date | None
    article: str | None
    part: str | None
    page: int
    narrowed: bool
    """Something besides receipt dates and article narrowed the search."""

    @property
    def provision(self) -> str | None:
        """``337``, ``337.5``; where the article has a dot of its own, ``205.1/2``; ``None``: every one."""
        if self.article is None or self.part is None:
            return f"{self.article}/" if self.article and "." in self.article else self.article
        return f"{self.article}{'/' if '.' in self.article else '.'}{self.part}"


def article_and_part(provision: str | None) -> tuple[str | None, str | None]:
    """What :attr:`Asked.provision` wrote: ``337.5``; ``205.1/2`` and ``205.1/`` where the article has its own dot."""
    if provision is None:
        return None, None
    article, _mark, part = provision.partition("/" if "/" in provision else ".")
    return article, part or None
