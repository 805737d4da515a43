"""A law as records: provisions in their wordings; and its file: every field, and what must agree with what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from absentia.model import UNASSIGNED, Provision
from absentia.model.period import Period
from absentia.model.texts import said

Family = Literal["peace", "mobilisation", "special_period", "wartime"]
"""Which circumstances a part requires. ``peace``: none; ``mobilisation``: mobilisation, martial law, war time, armed
conflict or combat, where a law puts these together; ``special_period``: a special period except martial law;
``wartime``: martial law or combat."""


class Strict(BaseModel):
    """A field that is not one of these is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Prison(Strict):
    """The term of imprisonment a part provides for, in years."""

    least: Annotated[float, Field(gt=0)] | None
    """``None``: the part names no lower end."""
    most: Annotated[float, Field(gt=0)]
    milder: bool
    """A milder punishment may be given in its place: the least is then no prison at all."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.least is not None and self.least > self.most:
            raise ValueError(said("the least term is above the most"))
        return self


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
    sources: tuple[tuple[str, str | None], ...]
    verified: bool
    name: Mapping[str, str] | None = None
    """What the part adds to the article; ``None`` for an article listed by name only."""
    chapter: str | None = None
    in_force_from: dt.date | None = None
    in_force_until: dt.date | None = None
    family: Family | None = None
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


JURISDICTION = re.compile(r"[a-z]{2}")
"""How a jurisdiction is written: ``ru``, before a provision ``ru:337``."""
Number = Annotated[str, Field(pattern=r"^[1-9][0-9]*([.-][1-9][0-9]*)?$")]


class Text(Strict):
    """The same words in both languages."""

    ru: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    original: str | None = None
    """In the language of the law, where that is none of both."""


class Cited(Strict):
    """A source, and what of it was read."""

    title: str
    read: str
    url: str | None = None


class Days(Strict):
    """The day on which something happened, or the first and last it may have been: of ``2015`` any day of that year."""

    first: dt.date
    last: dt.date

    @model_validator(mode="before")
    @classmethod
    def _written(cls, given: Any) -> Any:
        try:
            found = Period.parse(str(given))
        except ValueError:
            raise ValueError(said("“{text}” is no day, month or year", text=str(given))) from None
        return {"first": found.start, "last": found.end}


class Part(Strict):
    """One wording of a part; see :class:`LawProvision`."""

    part: Number | None
    name: Text | None
    start: Days | None = Field(alias="from")
    until: Days | None = None
    known_until: dt.date | None = None
    family: Family | None
    prison: Prison | None = None
    source: Annotated[list[str], Field(min_length=1)]
    verified: bool
    unverified: list[Literal["name", "from", "until", "family", "prison"]] = []
    doubt: str | None = None

    @model_validator(mode="after")
    def _honest(self) -> Self:
        if self.verified == bool(self.unverified) or self.verified == (self.doubt is not None):
            raise ValueError(said("a part is either verified, or says what is not (unverified) and why (doubt)"))
        if self.start is None and "from" not in self.unverified:
            raise ValueError(said("without a first day in force, `from` is among the unverified"))
        if self.name is None and "name" not in self.unverified:
            raise ValueError(said("without a name, `name` is among the unverified"))
        if self.start and self.until and self.until.last < self.start.first:
            raise ValueError(said("the last day in force is before the first"))
        return self


class Article(Strict):
    """An article with its parts; a part stands once for each of its wordings, in order of time."""

    article: Number
    chapter: str
    name: Text
    parts: Annotated[list[Part], Field(min_length=1)]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        for earlier, later in pairwise(sorted(self.parts, key=lambda part: part.part or "")):
            if earlier.part == later.part and not _follows(earlier, later):
                raise ValueError(said("article {article} lists a part twice", article=self.article))
        return self


def _follows(earlier: Part, later: Part) -> bool:
    """Whether a wording may come after another: one that is known to stand still has none after it."""
    if earlier.until is None:
        return "until" in earlier.unverified
    return later.start is None or later.start.last > earlier.until.first


class NamesRead(Strict):
    """Of which of the articles listed by name the name was read, and where."""

    source: str
    articles: list[str]


class Words(Strict):
    """What people write before an article and a part, and after both for the code, in this language."""

    article: list[str] = []
    part: list[str] = []
    code: list[str] = []


class File(Strict):
    """A law file."""

    jurisdiction: Annotated[str, Field(pattern=rf"^{JURISDICTION.pattern}$")]
    code: Annotated[str, Field(min_length=1, max_length=20)]
    other_codes: list[Annotated[str, Field(min_length=1, max_length=20)]] = []
    words: Words = Words()
    title: Text
    citation: str
    doubts: dict[str, Text]
    notes: list[Text]
    sources: dict[str, Cited]
    articles: list[Article]
    others: list[tuple[Number, str, str] | tuple[Number, str, str, str]]
    """Articles listed by name: number, name in Russian, in English, and in the law's own language."""
    names_read: NamesRead

    @model_validator(mode="after")
    def _references(self) -> Self:
        numbers = [article.article for article in self.articles] + [other[0] for other in self.others]
        if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
            raise ValueError(said("listed twice: {names}", names=", ".join(twice)))
        parts = [part for article in self.articles for part in article.parts]
        cited = {source for part in parts for source in part.source} | {self.names_read.source}
        doubted = {part.doubt for part in parts if part.doubt} | {"general"}
        if unknown := sorted((cited - set(self.sources)) | (doubted - set(self.doubts))):
            raise ValueError(said("not described under sources or doubts: {names}", names=", ".join(unknown)))
        return self
