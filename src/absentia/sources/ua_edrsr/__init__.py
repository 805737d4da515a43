"""Ukraine's Unified State Register of Court Decisions (ЄДРСР) as its yearly open-data packages.

It is handed over as tables of all documents and not asked: no page of it is read, so the names of the protocol that
are about pages say that there is none. What counts is :data:`register_layout`; ``absentia.dumps`` reads by it. Phrases
of charges are read where a person types them; texts are not.

What is said here of the packages was read in programs of others who saw them, and in stored pages; nobody here has seen
a real one. ``absentia sources check`` holds one against it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml

from absentia.model import Instance, Issue, PageKind, PageRecord
from absentia.model.provision import Asked
from absentia.sources.content import Addresses, Category, Layout, Lexicon, fold
from absentia.sources.plain import Directory, Register, content_digest, fold_name, origin
from absentia.sources.protocol import Ending, Place
from absentia.sources.ua_edrsr.charges import read_articles, read_cell, vocabulary

__all__ = [
    "addresses", "asked", "content_digest", "court", "court_named", "courts", "ending", "fold_host", "fold_name", "id",
    "jurisdiction", "lexicon", "number_key", "origin", "place", "read", "read_articles", "read_cell",
    "register_layout", "registers", "same_page", "title",
]  # fmt: skip
_CONTENT: Mapping[str, Any] = yaml.safe_load((files(__package__) / "categories.yml").read_text(encoding="utf-8"))

register_layout = Layout(
    package=re.compile(r"edrsr_data_(?P<year>20\d\d).*\.zip", re.IGNORECASE),
    credit={
        "en": "Unified State Register of Court Decisions, State Judicial Administration of Ukraine, data.gov.ua; free "
        "to use with reference to the source",
        "ru": "Единый государственный реестр судебных решений, Государственная судебная администрация Украины, "
        "data.gov.ua; можно свободно использовать со ссылкой на источник",
    },
    documents="documents.csv",
    columns={
        "document": "doc_id",
        "court": "court_code",
        "form": "judgment_code",
        "kind": "justice_kind",
        "category": "category_code",
        "number": "cause_num",
        "adopted": "adjudication_date",
        "received": "receipt_date",
        "published": "date_publ",
        "judge": "judge",
        "address": "doc_url",
        "open": "status",
    },
    dictionaries={
        "cause_categories.csv": ("category_code", "name"),
        "courts.csv": ("court_code", "name", "instance_code", "region_code"),
        "instances.csv": ("instance_code", "name"),
        "judgment_forms.csv": ("judgment_code", "name"),
        "justice_kinds.csv": ("justice_kind", "name"),
        "regions.csv": ("region_code", "name"),
    },
    categories="cause_categories.csv",
    kinds="justice_kinds.csv",
    forms="judgment_forms.csv",
    courts="courts.csv",
    court_instance="instance_code",
    said={
        "instances.csv": {"1": "касац", "2": "апеляц", "3": "перш"},
        "judgment_forms.csv": {"1": "вирок"},
        "justice_kinds.csv": {"2": "кримінальн"},
    },
    instances={"1": Instance.CASSATION, "2": Instance.APPEAL, "3": Instance.FIRST},
    criminal="2",
    verdict="1",
    named={
        **{fold(name): Category(article) for article, names in _CONTENT["articles"].items() for name in names},
        **{fold(name): Category(None) for name in _CONTENT["groups"]},
    },
    codes={**_CONTENT["codes_read"], **_CONTENT["codes_inferred"]},
    looks_like_one=re.compile(r"військов|дезертир|мародер|поля бою|здача в полон|непокора"),
    # 216/7011/25 and 216/7011/25-к stay two cases
    numbers=((r"[№\s]", ""), (r"[‐-―−]", "-"), (r"\\", "/")),
    expected={
        "header": "documents.csv has these 12 columns and no other, in whatever order",
        "encoding": "UTF-8, tab between values, empty = nothing",
        "times": "times are a day, 00:00:00 and +02 or +03: the day is the first ten characters",
        "leading_zero": "codes of courts have leading zeros",
        "status": "status is 1 for some documents and 0 for others, and nothing else",
        "address": "part of the documents of status 1 have no address yet",
        "kinds": "every justice_kind is in the dictionary, and 2 is criminal",
        "forms": "judgment_code 1 is a verdict, and some codes are in no dictionary",
        "categories": "a category is empty or a whole number, and some are in no dictionary",
        "names": "each code that was seen for an article has that article's name",
        "year": "all documents of a package were received in one year",
        "courts": "some courts of documents are missing in courts.csv",
    },
)
"""``edrsr_data_<year>.zip``: its files, columns and codes, and what its names of categories mean."""
id = "ua_edrsr"  # noqa: A001  a name of the protocol
title, jurisdiction = "Unified State Register of Court Decisions (Ukraine), open-data packages", "ua"
addresses = Addresses(paths=frozenset(), parameters={})
registers: dict[str, Register] = {}
_directory = Directory(())  # courts are told by each package's own dictionary
courts, court, court_named = _directory.courts, _directory.court, _directory.court_named
fold_host = _directory.fold_host


def read(data: bytes, url: str | None = None, *, capture: str | None = None, acts: bool = True) -> PageRecord:
    """No page of the register is read."""
    del acts
    unknown = (Issue("unknown_page", "page"),)
    capture = capture or hashlib.sha256(data).hexdigest()
    return PageRecord(capture=capture, page=PageKind.UNKNOWN, url=url, issues=unknown)


def asked(url: str) -> Asked | None:
    """No address is a search."""
    del url
    return None


def same_page(address: str) -> None:
    """No address is a page that is read."""
    del address


def lexicon() -> Lexicon:
    """No words of pages, but those of charges as a person types them."""
    return Lexicon((), (), (), (), vocabulary(), (), (), (), ())


def ending(result: str) -> Ending:
    """No results are shown: a document has a form, and no more."""
    del result
    return Ending.OTHER


def number_key(number: str) -> str | None:
    """Case numbers are not matched with other lists."""
    del number
    return None


def place(number: str) -> Place | None:
    """The number of a case is a serial over all kinds of cases: a gap in it says nothing of one kind."""
    del number
    return None
