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
        """As :func:`asked_provision` writes it; ``None``: every one."""
        return asked_provision(self.article, self.part)


def asked_provision(article: str | None, part: str | None) -> str | None:
    """As questions and the ledger write it: ``337``, ``337.5``; where the article has its own dot, ``205.1/2``.

    It needs no law to be read, and is for programs: Article 228 part 1 is ``228.1``, which a person reads otherwise.
    """
    if article is None or part is None:
        return f"{article}/" if article and "." in article else article
    return f"{article}{'/' if '.' in article else '.'}{part}"


def article_and_part(provision: str | None) -> tuple[str | None, str | None]:
    """What :func:`asked_provision` wrote: ``337.5``; ``205.1/2`` and ``205.1/`` where the article has its own dot."""
    if provision is None:
        return None, None
    article, _mark, part = provision.partition("/" if "/" in provision else ".")
    return article, part or None
