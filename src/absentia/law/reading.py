"""Read a law's file: checked field by field on load, frozen records afterwards.

One file is the code of one jurisdiction under which charges are counted; folders outside of the package with more of
them are named by the environment variable ``ABSENTIA_LAW``.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from absentia.errors import DataProblem
from absentia.model import UNASSIGNED, Provision
from absentia.model.own_yaml import own_yaml
from absentia.model.texts import reason_of, said

Family = Literal["peace", "mobilisation"]
"""``mobilisation``: the part requires mobilisation, martial law, war time, armed conflict or combat."""

JURISDICTION = re.compile(r"[a-z]{2}")
"""How a jurisdiction is written: ``ru``, before a provision ``ru:337``."""
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


class _Words(_Strict):
    """What people write before an article and a part, and after both for the code, in this language."""

    article: list[str] = []
    part: list[str] = []
    code: list[str] = []


class _File(_Strict):
    jurisdiction: Annotated[str, Field(pattern=rf"^{JURISDICTION.pattern}$")]
    code: Annotated[str, Field(min_length=1, max_length=20)]
    other_codes: list[Annotated[str, Field(min_length=1, max_length=20)]] = []
    words: _Words = _Words()
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

    def counts(self, code: str) -> bool:
        """Whether an article of this code, as a charge names it, is one of this law."""
        return code in (self.code, UNASSIGNED)


def read_law(text: str, where: str, *, own: bool = False) -> Law:
    """Read a law file; ``own``: of the package.

    Raises:
        DataProblem: the text is no YAML, or a field of it is missing, misspelt or contradicts another.
    """
    try:
        content = own_yaml(text) if own else yaml.safe_load(text)
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


def laws() -> Mapping[str, Law]:
    """Every law there is a file of, by jurisdiction.

    Raises:
        DataProblem: a file is wrong, or two are of one jurisdiction.
    """
    return _laws(os.environ.get("ABSENTIA_LAW", ""))


def law(jurisdiction: str) -> Law:
    """The law of a jurisdiction; where no file describes it, one that knows no article."""
    return laws().get(jurisdiction) or Law(jurisdiction)


def law_files() -> tuple[Path, ...]:
    """The files they are read from: what is counted rests on them."""
    return tuple(_files(os.environ.get("ABSENTIA_LAW", "")))


@cache
def _laws(folders: str) -> Mapping[str, Law]:
    found: dict[str, Law] = {}
    for file in _files(folders):
        one = read_law(file.read_text(encoding="utf-8"), str(file), own=file.parent == Path(__file__).parent)
        if one.jurisdiction in found:
            raise DataProblem(
                said("there is another law of the jurisdiction {jurisdiction}", jurisdiction=one.jurisdiction),
                where=str(file),
                next_step=said("keep one file for each jurisdiction"),
            )
        found[one.jurisdiction] = one
    return MappingProxyType(found)


def _files(folders: str) -> Iterator[Path]:
    for folder in (Path(__file__).parent, *(Path(one) for one in folders.split(os.pathsep) if one)):
        yield from sorted(folder.glob("*.yml"))


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
    words = {kind: tuple(said) for kind, said in file.words.model_dump().items()}
    return Law(
        file.jurisdiction,
        file.code,
        tuple(file.other_codes),
        MappingProxyType(provisions),
        MappingProxyType(names),
        notes,
        MappingProxyType(words),
    )


def _provision(file: _File, article: _Article, part: _Part) -> LawProvision:
    return LawProvision(
        provision=Provision(file.jurisdiction, article.article, part.part),
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
        provision=Provision(file.jurisdiction, number),
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
