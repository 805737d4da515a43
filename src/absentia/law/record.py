"""What a law file says, as records: provisions in their wordings, and the law they stand in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from absentia.model import UNASSIGNED, Provision

Family = Literal["peace", "mobilisation", "special_period", "wartime"]
"""Which circumstances a part requires. ``peace``: none; ``mobilisation``: mobilisation, martial law, war time, armed
conflict or combat, where a law puts these together; ``special_period``: a special period except martial law;
``wartime``: martial law or combat."""


@dataclass(frozen=True, slots=True)
class Prison:
    """The term of imprisonment a part provides for, in years."""

    least: float | None
    """``None``: the part names no lower end."""
    most: float
    milder: bool
    """A milder punishment may be given in its place: the least is then no prison at all."""


@dataclass(frozen=True, slots=True)
class LawProvision:
    """One provision as the file describes it.

    ``in_force_from`` and ``in_force_until`` are the first and last day in force (``None``: not known, or still in
    force); ``unverified`` names the facts (``name``, ``from``, ``until``, ``family``, ``prison``) that were not read in
    a text of the law, ``doubt`` says why, by language. ``sources`` are (title, address) pairs.

    A part whose wording or number's meaning changed has a record for each; this is the newest, the others stand in
    ``before``.
    """

    provision: Provision
    article_name: Mapping[str, str]
    name: Mapping[str, str] | None
    """What the part adds to the article; ``None`` for an article listed by name only."""
    chapter: str | None
    in_force_from: dt.date | None
    in_force_until: dt.date | None
    family: Family | None
    sources: tuple[tuple[str, str | None], ...]
    verified: bool
    unverified: tuple[str, ...] = ()
    doubt: Mapping[str, str] | None = None
    surely_from: dt.date | None = None
    """The day from which on it is known to be in force; later than ``in_force_from`` where only a year or month is."""
    surely_until: dt.date | None = None
    """The day until which it is known to be in force, where it has an end."""
    known_until: dt.date | None = None
    """The last day for which its text was read; what became of it afterwards is not known."""
    prison: Prison | None = None
    """``None``: not known, or the part has no term."""
    before: tuple[LawProvision, ...] = ()
    """What stood under the same number before, in order of time."""

    @property
    def wordings(self) -> tuple[LawProvision, ...]:
        """Everything that stood under this number, in order of time."""
        return (*self.before, self)

    def in_force(self, day: dt.date) -> bool | None:
        """Whether this wording was in force on a day; ``None`` where the file cannot tell.

        Days that are given but not verified are used; where only a year is known, nothing is said of days in it.
        """
        start, end = self.in_force_from, self.in_force_until
        if (start is not None and day < start) or (end is not None and day > end):
            return False
        if start is None or (end is None and "until" in self.unverified):
            return None
        settled = day >= (self.surely_from or start) and (end is None or day <= (self.surely_until or end))
        return True if settled and (self.known_until is None or day <= self.known_until) else None


@dataclass(frozen=True)
class Law:
    """The whole file: provisions by (article, part), names of articles, remarks on what the file lacks.

    Of a jurisdiction that no file describes, only its name is known.
    """

    jurisdiction: str
    code: str | None = None
    """The code an article is counted under, as charges name it; an article without a code is read as one of it."""
    other_codes: tuple[str, ...] = ()
    """Codes whose articles charges may name and nobody counts here."""
    provisions: Mapping[tuple[str, str | None], LawProvision] = field(default_factory=dict)
    article_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[Mapping[str, str], ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What people write before an ``article`` or ``part``, and for the ``code``, in the language of this law."""

    @cached_property
    def articles(self) -> frozenset[str]:
        """Every article the file knows."""
        return frozenset(self.article_names)

    @cached_property
    def hyphened(self) -> bool:
        """Whether articles put in later are numbered behind a hyphen here (426-1), and not behind a point."""
        return any("-" in article for article in self.article_names)

    def counts(self, code: str) -> bool:
        """Whether an article of this code, as a charge names it, is one of this law."""
        return code in (self.code, UNASSIGNED)
