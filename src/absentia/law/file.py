"""What may stand in a law file: every field, and what must agree with what."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from absentia.law.record import Family
from absentia.model.period import Period
from absentia.model.texts import said

JURISDICTION = re.compile(r"[a-z]{2}")
"""How a jurisdiction is written: ``ru``, before a provision ``ru:337``."""
Number = Annotated[str, Field(pattern=r"^[1-9][0-9]*([.-][1-9][0-9]*)?$")]


class Strict(BaseModel):
    """A field that is not one of these is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class Term(Strict):
    """A term of imprisonment, in years; see :class:`~absentia.law.record.Prison`."""

    least: Annotated[float, Field(gt=0)] | None
    most: Annotated[float, Field(gt=0)]
    milder: bool

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.least is not None and self.least > self.most:
            raise ValueError(said("the least term is above the most"))
        return self


class Part(Strict):
    """One wording of a part; see :class:`~absentia.law.record.LawProvision`."""

    part: Number | None
    name: Text | None
    start: Days | None = Field(alias="from")
    until: Days | None = None
    known_until: dt.date | None = None
    family: Family | None
    prison: Term | None = None
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
