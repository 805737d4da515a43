"""Article, part and points of a jurisdiction's law: what a person is charged under, and what a search asks for.

Articles and parts are text, never numbers: ``337.3.1`` is not ``337.3``.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

UNASSIGNED = "unassigned"
"""In place of a code of law: the page names none."""

# "337", "337.3", "337.3.1", "205.1.1.1", "426-1.2"; which of the numbers are the article's only the law knows
_DOTTED = re.compile(r"^\d+(?:-\d+)?(?:\.\d+){0,3}$")


@dataclass(frozen=True, slots=True, order=True)
class Provision:
    """One provision: whose law, article, exact part and points.

    ``jurisdiction`` ``"ru"``; ``article`` ``"337"`` or ``"173.1"``; ``part`` ``"3.1"`` or ``None`` where the article
    has none or the page gives none; ``points`` sorted letters such as ``("а", "г")``.
    """

    jurisdiction: str
    article: str
    part: str | None = None
    points: tuple[str, ...] = ()

    @classmethod
    def parse(cls, jurisdiction: str, text: str, articles: frozenset[str]) -> Self:
        """Read ``337``, ``337.3`` or ``173.1.2.1`` as the user types it.

        ``173.1`` is an article of its own while ``337.1`` is part 1 of 337, so the known articles decide: the longest
        known article that is a prefix wins. ``337/3.1`` separates article and part explicitly.

        Raises:
            ValueError: the text is no provision, or its article is not among ``articles``.
        """
        cleaned = text.strip()
        if "/" in cleaned:
            article, _, part = cleaned.partition("/")
            if article not in articles or not _DOTTED.match(part):
                raise ValueError(text)
            return cls(jurisdiction, article, part)
        if not _DOTTED.match(cleaned):
            raise ValueError(text)
        numbers = cleaned.split(".")
        for length in range(len(numbers), 0, -1):
            article = ".".join(numbers[:length])
            if article in articles:
                return cls(jurisdiction, article, ".".join(numbers[length:]) or None)
        raise ValueError(text)


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
