"""What a publisher writes that is nobody's name: the words, and the addresses.

Everything else with a capital is masked before it leaves the archive, and so is every other part of an address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words as the publisher writes them; whoever compares folds both sides."""

    phrases: tuple[str, ...]
    """Whole cells, and what known cells begin with."""
    roles: tuple[str, ...]
    """Who acts in a case, in the nominative: behind such a word stands a name."""
    role_forms: tuple[str, ...]
    """The same in the forms in which they stand."""
    words: tuple[str, ...]
    """Ordinary nouns and adjectives, in the nominative."""
    forms: tuple[str, ...]
    """Other words, in the forms in which they stand."""
    offices: tuple[str, ...]
    """What the name of an office of the state begins with, in the nominative."""
    places: tuple[str, ...]
    """Regions and towns that may stand alone, in the nominative."""
    towns: tuple[str, ...]
    """Towns that people are named like: they stay behind «г.» only."""
    courts: tuple[str, ...]
    """Adjectives of the publisher's own courts («Смоленский»): they stay before «суд» only."""


@dataclass(frozen=True, slots=True, eq=False)
class Addresses:
    """The addresses of a publisher's pages, as far as they name nobody."""

    paths: frozenset[str]
    parameters: Mapping[str, re.Pattern[str]]
    """Names of parameters in lower case, and what their values look like that may stay."""
    answers: frozenset[str] = frozenset()
    """Names of parameters in lower case that hold what a person typed to be let in: a captcha's answer."""
