"""What a publisher's folder says in values: words, addresses, and how packages of a whole register are laid out.

Of words and addresses here is what names nobody: everything else with a capital is masked before it leaves the archive,
and so is every other part of an address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from absentia.model import Instance


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
