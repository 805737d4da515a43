"""The smallest dump (synthetic): ``toy-1_2023.csv`` holds all that a court of Toyland received in a year; invented."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
from urllib.parse import urlsplit

from absentia.model import UNASSIGNED, Charge, Defendant, Filing, Instance, Issue, ListingRow
from absentia.model.page import CellPerson, CellReading, PageKind, PageRecord, Procedure
from absentia.model.provision import Asked
from absentia.sources.content import Addresses, Lexicon
from absentia.sources.plain import Directory, Register, content_digest, fold_name, origin
from absentia.sources.protocol import Court, Ending, Place

__all__ = [
    "addresses", "asked", "content_digest", "court", "court_named", "courts", "ending", "fold_host", "fold_name", "id",
    "jurisdiction", "lexicon", "member_url", "number_key", "origin", "place", "read", "read_articles", "read_cell",
    "registers", "same_page", "title",
]  # fmt: skip
id = "xx_dump"  # noqa: A001  a name of the protocol
title, jurisdiction = "The yearly files of Toyland (synthetic)", "xx"
addresses = Addresses(paths=frozenset(f"/{year}.csv" for year in range(2000, 2100)), parameters={})
registers = {"criminal-first": Register(Procedure.CRIMINAL, Instance.FIRST)}
_directory = Directory(
    tuple(Court(f"toy-{n}.dump.synthetic.example", f"Toy Court {n} (synthetic)", f"D{n}", "toy") for n in (1, 2))
)
courts, court, court_named = _directory.courts, _directory.court, _directory.court_named
fold_host = _directory.fold_host
_NAME = re.compile(r"(toy-\d)_(\d{4})\.csv")
_YEAR = re.compile(r"https://[a-z0-9.-]+/(2\d{3})\.csv")
_NUMBER = re.compile(r"T/(\d+)-(\d\d)")
_COLUMNS = ["id", "number", "received", "law", "decided", "result"]


def member_url(name: str) -> str | None:
    found = _NAME.fullmatch(name.rpartition("/")[2])
    return f"https://{found[1]}.dump.synthetic.example/{found[2]}.csv" if found else None


def asked(url: str) -> Asked | None:
    found = _YEAR.fullmatch(url)
    since, until = (dt.date(int(found[1] if found else 1), *day) for day in ((1, 1), (12, 31)))
    one = Asked("criminal-first", "first", "criminal", 1, since, until, None, None, 1, narrowed=False)
    return one if found else None


def same_page(address: str) -> str | None:
    return address


def read(data: bytes, url: str | None = None, *, capture: str | None = None, acts: bool = True) -> PageRecord:
    del acts
    header, *lines = [*csv.reader(data.decode("utf-8", "replace").splitlines())] or [[]]
    whole = header == _COLUMNS and all(len(line) == len(header) for line in lines)
    rows = tuple(_row(place, dict(zip(header, line, strict=True))) for place, line in enumerate(lines)) if whole else ()
    host = urlsplit(url).hostname if url else None
    where = court(host=host)
    return PageRecord(
        capture=capture or hashlib.sha256(data).hexdigest(),
        page=PageKind.LISTING if whole else PageKind.UNKNOWN, url=url,
        host=host, court=where.name if where else None, court_code=where.code if where else None,
        procedure=Procedure.CRIMINAL, instance=Instance.FIRST, counter=len(rows) if whole else None, rows=rows,
        issues=() if whole else (Issue("unknown_page", "page"),),
    )  # fmt: skip


def _row(place: int, line: dict[str, str]) -> ListingRow:
    filing = Filing(number=line["number"], guid=line["id"], received=line["received"], decided=line["decided"] or None,
                    result=line["result"] or None)  # fmt: skip
    return ListingRow(place, filing, (Defendant(0, None, True, read_articles(line["law"])[0], line["law"]),))


def read_cell(text: str, *, where: str = "") -> CellReading:
    return CellReading((CellPerson(None, True, read_articles(text)[0], text),))


def read_articles(text: str, *, where: str = "") -> tuple[tuple[Charge, ...], tuple[Issue, ...]]:
    laws = [law.strip().partition(".") for law in text.split(",") if law.strip()]
    return tuple(Charge(UNASSIGNED, article, part or None) for article, _, part in laws), ()


def lexicon() -> Lexicon:
    return Lexicon(("convicted", "sent back"), (), (), (), ("Toy", "Court", "synthetic"), (), (), (), ())


def ending(result: str) -> Ending:
    return {"convicted": Ending.VERDICT, "sent back": Ending.RETURNED}.get(result, Ending.OTHER)


def number_key(number: str) -> str | None:
    return number if _NUMBER.fullmatch(number) else None


def place(number: str) -> Place | None:
    found = _NUMBER.fullmatch(number)
    return Place("T", "T", int(found[1]), 2000 + int(found[2])) if found else None
