"""Article, part and points of a code: what a person is charged under.

Articles and parts are text, never numbers: ``337.3.1`` (in force since 2022-09-24, mobilisation) is not ``337.3``.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import Self


class Code(enum.StrEnum):
    """A code of law, by its usual Russian abbreviation."""

    UK = "УК"
    """Criminal Code (Уголовный кодекс)."""
    UPK = "УПК"
    """Code of Criminal Procedure (materials refer to it)."""
    KOAP = "КоАП"
    """Code of Administrative Offences."""
    UNASSIGNED = "unassigned"
    """The page names no code (old listing cells)."""


# "337", "337.3", "337.3.1", "205.1.1.1"; with article_count of decimals known only to the law, see Provision.parse
_DOTTED = re.compile(r"^\d+(?:\.\d+){0,3}$")


@dataclass(frozen=True, slots=True, order=True)
class Provision:
    """One provision: article, exact part and points.

    ``article`` ``"337"`` or ``"173.1"``; ``part`` ``"3.1"`` or ``None`` where the article has none or the page gives
    none; ``points`` sorted letters such as ``("а", "г")``.
    """

    article: str
    part: str | None = None
    points: tuple[str, ...] = ()
    code: Code = Code.UK

    @classmethod
    def parse(cls, text: str, articles: frozenset[str]) -> Self:
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
            return cls(article=article, part=part)
        if not _DOTTED.match(cleaned):
            raise ValueError(text)
        numbers = cleaned.split(".")
        for length in range(len(numbers), 0, -1):
            article = ".".join(numbers[:length])
            if article in articles:
                return cls(article=article, part=".".join(numbers[length:]) or None)
        raise ValueError(text)
