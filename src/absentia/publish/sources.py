"""What a brief owes to the bundled figures: how new they are, what bytes they were, under which terms they stand."""

from __future__ import annotations

import hashlib
import re

from absentia import __version__
from absentia.figures import Catalogue, load_package
from absentia.messages import N_
from absentia.model.texts import Said, in_languages, joined
from absentia.publish.records import Licence, Origin

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
