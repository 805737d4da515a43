"""Read the law's file: checked field by field on load, frozen records afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from absentia.errors import DataProblem
from absentia.model import Provision
from absentia.model.texts import reason_of, said

Family = Literal["peace", "mobilisation"]
"""``mobilisation``: the part requires mobilisation, martial law, war time, armed conflict or combat."""

FILE = "ru_uk.yml"
_Number = Annotated[str, Field(pattern=r"^[1-9][0-9]*(\.[1-9][0-9]*)?$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Text(_Strict):
    ru: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class _Source(_Strict):
    title: str
    read: str
    url: str | None = None


class _Part(_Strict):
    part: _Number | None
    name: _Text
    start: dt.date | None = Field(alias="from")
    until: dt.date | None = None
    family: Family | None
    source: Annotated[list[str], Field(min_length=1)]
    verified: bool
    unverified: list[Literal["name", "from", "until", "family"]] = []
    doubt: str | None = None

    @model_validator(mode="after")
    def _honest(self) -> Self:
        if self.verified == bool(self.unverified) or self.verified == (self.doubt is not None):
            raise ValueError(said("a part is either verified, or says what is not (unverified) and why (doubt)"))
        if self.start is None and "from" not in self.unverified:
            raise ValueError(said("without a first day in force, `from` is among the unverified"))
        if self.start and self.until and self.until < self.start:
            raise ValueError(said("the last day in force is before the first"))
        return self


class _Article(_Strict):
    article: _Number
    chapter: str
    name: _Text
    parts: Annotated[list[_Part], Field(min_length=1)]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        numbers = [part.part for part in self.parts]
        if len(set(numbers)) != len(numbers):
            raise ValueError(said("article {article} lists a part twice", article=self.article))
        return self


class _NamesRead(_Strict):
    source: str
    articles: list[str]


class _File(_Strict):
    code: Literal["УК"]
    title: _Text
    citation: str
    doubts: dict[str, _Text]
    notes: list[_Text]
    sources: dict[str, _Source]
    articles: list[_Article]
    others: list[tuple[_Number, str, str]]
    names_read: _NamesRead

    @model_validator(mode="after")
    def _references(self) -> Self:
        numbers = [article.article for article in self.articles] + [article for article, _ru, _en in self.others]
        if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
            raise ValueError(said("listed twice: {names}", names=", ".join(twice)))
        parts = [part for article in self.articles for part in article.parts]
        cited = {source for part in parts for source in part.source} | {self.names_read.source}
        doubted = {part.doubt for part in parts if part.doubt} | {"general"}
        if unknown := sorted((cited - set(self.sources)) | (doubted - set(self.doubts))):
            raise ValueError(said("not described under sources or doubts: {names}", names=", ".join(unknown)))
        return self


@dataclass(frozen=True, slots=True)
class LawProvision:
    """One provision as the file describes it.

    ``in_force_from`` and ``in_force_until`` are the first and last day in force (``None``: not known, or still in
    force); ``unverified`` names the facts (``name``, ``from``, ``until``, ``family``) that were not read in a text of
    the law, ``doubt`` says why, by language. ``sources`` are (title, address) pairs.
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


@dataclass(frozen=True, slots=True)
class Law:
    """The whole file: provisions by (article, part), names of articles, remarks on what the file lacks."""

    provisions: Mapping[tuple[str, str | None], LawProvision]
    article_names: Mapping[str, Mapping[str, str]]
    notes: tuple[Mapping[str, str], ...]

    @property
    def articles(self) -> frozenset[str]:
        """Every article the file knows."""
        return frozenset(self.article_names)


def read_law(text: str, where: str = FILE) -> Law:
    """Read a law file.

    Raises:
        DataProblem: the text is no YAML, or a field of it is missing, misspelt or contradicts another.
    """
    try:
        content = yaml.safe_load(text)
        file = _File.model_validate(content)
    except yaml.YAMLError as error:
        raise DataProblem(
            said("the law file is not YAML: {reason}", reason=" ".join(str(error).split())),
            where=where,
            next_step=said("mend the file; its head explains every field"),
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise DataProblem(
            said("the law file is wrong at {place}: {reason}", place=place or "/", reason=reason_of(first)),
            where=where,
            next_step=said("mend the file; its head explains every field"),
        ) from error
    return _records(file)


@cache
def law() -> Law:
    """The Criminal Code as it comes with absentia."""
    return read_law(resources.files("absentia.law").joinpath(FILE).read_text(encoding="utf-8"))


def _mapping(text: _Text) -> Mapping[str, str]:
    return MappingProxyType({"ru": text.ru, "en": text.en})


def _records(file: _File) -> Law:
    names: dict[str, Mapping[str, str]] = {}
    provisions: dict[tuple[str, str | None], LawProvision] = {}
    for article in file.articles:
        names[article.article] = _mapping(article.name)
        for part in article.parts:
            provisions[article.article, part.part] = _provision(file, article, part)
    for number, russian, english in file.others:
        names[number] = MappingProxyType({"ru": russian, "en": english})
        read = number in file.names_read.articles
        provisions[number, None] = _named_only(file, number, names[number], read=read)
    notes = tuple(_mapping(note) for note in file.notes)
    return Law(MappingProxyType(provisions), MappingProxyType(names), notes)


def _provision(file: _File, article: _Article, part: _Part) -> LawProvision:
    return LawProvision(
        provision=Provision(article=article.article, part=part.part),
        article_name=_mapping(article.name),
        name=_mapping(part.name),
        chapter=article.chapter,
        in_force_from=part.start,
        in_force_until=part.until,
        family=part.family,
        sources=tuple((file.sources[source].title, file.sources[source].url) for source in part.source),
        verified=part.verified,
        unverified=tuple(part.unverified),
        doubt=_mapping(file.doubts[part.doubt]) if part.doubt else None,
    )


def _named_only(file: _File, number: str, name: Mapping[str, str], *, read: bool) -> LawProvision:
    source: dict[str, Any] = {"title": file.sources["general"].title, "url": None}
    if read:
        source = file.sources[file.names_read.source].model_dump()
    return LawProvision(
        provision=Provision(article=number),
        article_name=name,
        name=None,
        chapter=None,
        in_force_from=None,
        in_force_until=None,
        family=None,
        sources=((source["title"], source["url"]),),
        verified=False,
        unverified=("from",) if read else ("name", "from"),
        doubt=_mapping(file.doubts["general"]),
    )
