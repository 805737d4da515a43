"""The dictionaries of a package: what its codes mean, by their names and never by what they meant elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from absentia.dumps.package import Package, refused, rows_of
from absentia.engine import Connection, ask
from absentia.model import Instance
from absentia.model.texts import said
from absentia.sources.content import Layout, fold

_CP1251_HOLE = 0x98
"""The one byte that cp1251 has no letter for; «И» in UTF-8 ends in it."""


@dataclass(frozen=True, slots=True)
class Dictionaries:
    """The codes of one package."""

    names: Mapping[str, Mapping[str, str]]
    """By dictionary and code."""
    articles: Mapping[str, str]
    """Article by code of category: several codes may be of one."""
    groups: frozenset[str]
    """Codes of categories that are a chapter, or articles not told apart."""
    strange: frozenset[str]
    """Codes whose names look like the chapter's, and are not known: none of them may have a criminal document."""
    instances: Mapping[str, Instance]
    """By code of court."""
    undone: int = 0
    """Names that were encoded twice and are read as they were meant."""
    unlike: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """Codes that were seen for another article elsewhere: that one, and what the name here says."""


def read_dictionaries(package: Package, layout: Layout) -> Dictionaries:
    """The dictionaries of a package.

    Raises:
        UnreadableInput: one has other columns or a line that is no record; a code that everything rests on has
            another name; or the name of a code of the chapter is not known.
    """
    names: dict[str, dict[str, str]] = {}
    undone = 0
    instances: dict[str, Instance] = {}
    for file, columns in layout.dictionaries.items():
        names[file] = {}
        for row in rows_of(package.dictionary(file), columns, file, package.where):
            code, raw = row[columns[0]], row[columns[1]]
            name = encoded_once(raw)
            undone += name != raw
            if names[file].setdefault(code, name) != name:
                raise refused(said("{file}: the code {code} has two names", file=file, code=code), package.where)
            if file == layout.courts and row[layout.court_instance] in layout.instances:
                instances[code] = layout.instances[row[layout.court_instance]]
    _must_mean(layout, names, package.where)
    found = {code: layout.named.get(fold(name)) for code, name in names[layout.categories].items()}
    _must_be_named(layout, names[layout.categories], package.where)
    return Dictionaries(
        names=names,
        articles={code: one.article for code, one in found.items() if one is not None and one.article is not None},
        groups=frozenset(code for code, one in found.items() if one is not None and one.article is None),
        strange=frozenset(
            code
            for code, name in names[layout.categories].items()
            if found[code] is None and layout.looks_like_one.search(fold(name))
        ),
        instances=instances,
        undone=undone,
        unlike={
            code: (article, one.article)
            for code, article in layout.codes.items()
            if (one := found.get(code)) is not None and one.article != article
        },
    )


def encoded_once(name: str) -> str:
    """A name whose UTF-8 was taken for cp1251 and encoded again, as it was; any other as it is.

    Only what comes out whole is taken back: a name in plain Cyrillic is no UTF-8 as cp1251.
    """
    try:
        raw = b"".join(bytes([_CP1251_HOLE]) if ord(sign) == _CP1251_HOLE else sign.encode("cp1251") for sign in name)
        once = raw.decode("utf-8")
    except UnicodeError:
        return name
    return once if not name.isascii() else name


def _must_mean(layout: Layout, names: Mapping[str, Mapping[str, str]], where: str) -> None:
    for file, meant in layout.said.items():
        for code, beginning in meant.items():
            if not fold(names[file].get(code, "")).startswith(beginning):
                raise refused(
                    said(
                        "{file}: the code {code} means “{name}” here and “{beginning}…” as far as is known",
                        file=file,
                        code=code,
                        name=names[file].get(code, ""),
                        beginning=beginning,
                    ),
                    where,
                )


def _must_be_named(layout: Layout, categories: Mapping[str, str], where: str) -> None:
    """A code of the chapter under a name nobody knows would cost all its documents."""
    for code in layout.codes:
        name = categories.get(code)
        if name is not None and fold(name) not in layout.named:
            raise refused(
                said(
                    "the category {code} has a name that means no article yet: “{name}”",
                    code=code,
                    name=name,
                ),
                where,
            )


def must_be_told(connection: Connection, layout: Layout, dictionaries: Dictionaries, where: str) -> None:
    """Hold the documents that were staged against the dictionaries.

    Raises:
        UnreadableInput: criminal documents have a code of the chapter that the dictionary does not have, or a name
            that looks like the chapter's and means no article: a count would miss them.
    """
    unnamed = set(layout.codes) - dictionaries.names[layout.categories].keys()
    for code, documents in criminal_categories(connection, layout).items():
        if code in dictionaries.strange or code in unnamed:
            raise refused(
                said(
                    "criminal documents of the category {code}, “{name}”, which means no article yet: {documents}",
                    documents=documents,
                    code=code,
                    name=dictionaries.names[layout.categories].get(code, ""),
                ),
                where,
            )


def criminal_categories(connection: Connection, layout: Layout) -> dict[str, int]:
    """How many of the staged documents of criminal proceedings each category has."""
    sql = (
        "SELECT category, count(*) AS documents FROM staged WHERE kind = $criminal AND category IS NOT NULL "
        "GROUP BY category ORDER BY category"
    )
    return {row["category"]: row["documents"] for row in ask(connection, sql, {"criminal": layout.criminal})}
