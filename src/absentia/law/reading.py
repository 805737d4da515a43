"""Read a law's file: checked field by field on load, frozen records afterwards.

One file is the code of one jurisdiction under which charges are counted; folders outside of the package with more of
them are named by the environment variable ``ABSENTIA_LAW``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import ValidationError

from absentia.errors import DataProblem
from absentia.law.record import Article, File, Law, LawProvision, Part, Text
from absentia.model import Provision
from absentia.model.own_yaml import fault_of, own_yaml
from absentia.model.texts import reason_of, said


def read_law(text: str, where: str, *, own: bool = False) -> Law:
    """Read a law file; ``own``: of the package.

    Raises:
        DataProblem: the text is no YAML, or a field of it is missing, misspelt or contradicts another.
    """
    try:
        content = own_yaml(text) if own else yaml.safe_load(text)
        file = File.model_validate(content)
    except yaml.YAMLError as error:
        place, reason = fault_of(where, error)
        raise DataProblem(
            said("the law file is not YAML: {reason}", reason=reason),
            where=place,
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


def _mapping(text: Text) -> Mapping[str, str]:
    named = {"ru": text.ru, "en": text.en}
    return MappingProxyType(named | ({"original": text.original} if text.original else {}))


def _records(file: File) -> Law:
    names: dict[str, Mapping[str, str]] = {}
    provisions: dict[tuple[str, str | None], LawProvision] = {}
    for article in file.articles:
        names[article.article] = _mapping(article.name)
        for part in article.parts:
            earlier = provisions.get((article.article, part.part))
            before = earlier.wordings if earlier else ()
            provisions[article.article, part.part] = _provision(file, article, part, before)
    for number, russian, english, *original in file.others:
        names[number] = _mapping(Text(ru=russian, en=english, original=next(iter(original), None)))
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


def _provision(file: File, article: Article, part: Part, before: tuple[LawProvision, ...]) -> LawProvision:
    start, until = part.start, part.until
    return LawProvision(
        provision=Provision(file.jurisdiction, article.article, part.part),
        article_name=_mapping(article.name),
        name=_mapping(part.name) if part.name else None,
        chapter=article.chapter,
        in_force_from=start.first if start else None,
        in_force_until=until.last if until else None,
        family=part.family,
        sources=tuple((file.sources[source].title, file.sources[source].url) for source in part.source),
        verified=part.verified,
        unverified=tuple(part.unverified),
        doubt=_mapping(file.doubts[part.doubt]) if part.doubt else None,
        surely_from=start.last if start else None,
        surely_until=until.first if until else None,
        known_until=part.known_until,
        prison=part.prison,
        before=before,
    )


def _named_only(file: File, number: str, name: Mapping[str, str], *, read: bool) -> LawProvision:
    general = file.sources["general"].title, None
    source = file.sources[file.names_read.source]
    return LawProvision(
        provision=Provision(file.jurisdiction, number),
        article_name=name,
        sources=((source.title, source.url) if read else general,),
        verified=False,
        unverified=("from",) if read else ("name", "from"),
        doubt=_mapping(file.doubts["general"]),
    )
