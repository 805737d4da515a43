"""What pages owe to the stages before and to the bundled figures: estimates asked for, versions and digests, terms."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from absentia import __version__
from absentia.figures import Catalogue, load_package
from absentia.messages import N_
from absentia.model.checked import ChartData, Text
from absentia.model.estimate import Estimate, Refusal
from absentia.model.texts import IN_BOTH, Said, Words, in_languages, joined


@dataclass(frozen=True, slots=True)
class EstimateReport:
    """The answers of one estimate."""

    name: str
    title: Annotated[Words, IN_BOTH]
    command: str
    answers: Sequence[Estimate | Refusal]
    chart: ChartData | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What the pages were computed with and from, instead of a time stamp."""

    version: str
    vintage: str
    """How new the figures are: the latest publication date among them."""
    digests: Mapping[str, str]
    """Table of figures → SHA-256 of its file."""


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms, and the data sets under them."""

    terms: Text
    data: Text


# the terms as the package states them; here only so that they can be said in Russian
TERMS = (
    N_("Single facts, each cited with its source in its row"),
    N_("Official statistics, supplied by Rosstat on request and published by D. Kobak"),
    N_("Russian Fertility and Mortality Database: facts cited with their source"),
    N_("Creative Commons Attribution 4.0 (UNHCR)"),
    N_("Eurostat: reuse authorised with the source acknowledged (Decision 2011/833/EU)"),
    N_("Facts read from a published chart, cited with their source"),
    N_("Published replication data, cited with their source"),
    N_("Forms of a state body, without a licence: facts cited with their source"),
)
ABOUT = "about"
"""Tables on tables: ours, and nothing to cite."""
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?$")


def origin(catalogue: Catalogue) -> Origin:
    """Version, vintage and digests, in the order of the package."""
    dates = (figure.source_date for figure in catalogue.figures())
    digests = {
        name: hashlib.sha256(resource.path.read_bytes()).hexdigest() for name, resource in load_package().items()
    }
    return Origin(__version__, vintage=max((date for date in dates if _DATE.match(date)), default=""), digests=digests)


def licences() -> list[Licence]:
    """Each term once, with the titles of the tables under it."""
    under: dict[str, list[Said]] = {}
    for resource in load_package().values():
        if resource.kind != ABOUT:
            under.setdefault(resource.licence, []).append(in_languages(resource.title))
    return [Licence(Said(terms), joined(titles)) for terms, titles in under.items()]
