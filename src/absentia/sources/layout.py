"""How a register that is handed over as tables of all its documents is laid out: content of a source, for ``dumps``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from absentia.model import Instance


@dataclass(frozen=True, slots=True)
class Category:
    """What a name of a category of cases means."""

    article: str | None
    """``None``: the name of a chapter or of a group of articles, for what clerks do not tell apart."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """A package of one table of documents and the dictionaries of its codes, tab between values, a header in each file.

    Columns are found by their names, never by their places: they were moved between years.
    """

    package: re.Pattern[str]
    """Names of packages; its group ``year`` is the year in which the documents came to the register."""
    documents: str
    """The file of the documents."""
    columns: Mapping[str, str]
    """Its columns by what they mean, one of :data:`MEANINGS`; a file with others, or without one of these, is refused.
    """
    dictionaries: Mapping[str, tuple[str, ...]]
    """The other files, with the columns of each; the first is the code, the second its name."""
    categories: str
    """The dictionary of the categories of cases."""
    kinds: str
    """The dictionary of kinds of proceedings."""
    forms: str
    """The dictionary of forms of documents."""
    courts: str
    """The dictionary of the courts; one of its columns is :attr:`court_instance`."""
    court_instance: str
    said: Mapping[str, Mapping[str, str]]
    """By dictionary and code: what its name must begin with, folded; a package that says otherwise is refused."""
    instances: Mapping[str, Instance]
    """The codes of instances."""
    criminal: str
    """The code of criminal proceedings."""
    verdict: str
    """The form of a document that is a verdict."""
    named: Mapping[str, Category]
    """What folded names of categories mean, as :func:`fold` makes them."""
    codes: Mapping[str, str | None]
    """Codes that were seen for an article before, or for a group (``None``): each dictionary must bear it out."""
    looks_like_one: re.Pattern[str]
    """What folded names of such categories contain: one that is not in ``named`` is not passed over in silence."""
    credit: Mapping[str, str]
    """By language, whose data these are and on what terms: to be said wherever a number of them is published."""
    numbers: tuple[tuple[str, str], ...]
    """Replacements, as RE2 reads them, that give a case number one spelling; what tells two cases apart stays."""
    expected: Mapping[str, str]
    """What others say of the packages, by a key of ``absentia.dumps.probing``: confirmed there, or contradicted."""


MEANINGS = (
    "document", "court", "form", "kind", "category", "number", "adopted", "received", "published", "judge", "address",
    "open",
)  # fmt: skip
"""What columns of a table of documents mean. ``judge`` is read by nobody: it is dropped before there is any table."""


def fold(name: str) -> str:
    """A name of a category for comparison: case, spaces and the kinds of apostrophes folded."""
    return " ".join(re.sub("[’ʼ`´‘]", "'", name.casefold()).split())
