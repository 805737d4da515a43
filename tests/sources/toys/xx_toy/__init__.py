"""The court register of Toyland (synthetic): the smallest portal that can be asked. Everything in it is invented.

A page is HTML whose elements carry what they say in ``data-`` attributes; a search shows two cases a page.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from urllib.parse import parse_qs, urlencode, urlsplit

from absentia.model import UNASSIGNED, Charge, Defendant, Field, Filing, Instance, Issue, ListingRow
from absentia.model.page import CellPerson, CellReading, PageKind, PageRecord, Procedure
from absentia.model.provision import Asked
from absentia.sources.content import Addresses, Lexicon
from absentia.sources.plain import Directory, Register, act_urls, content_digest, fold_name

from absentia.sources.plain import hearing_list_url, origin, picture_in  # isort: skip
from absentia.sources.protocol import Captcha, Court, Ending, Place

__all__ = [
    "act_urls", "addresses", "asked", "card_url", "content_digest", "court", "court_named", "courts", "ending",
    "fold_host", "fold_name", "form_url", "hearing_list_url", "id", "jurisdiction", "levels", "lexicon", "number_key",
    "origin", "picture_in", "place", "read", "read_articles", "read_cell", "registers", "same_page", "search_url",
    "shows", "templates", "title",
]  # fmt: skip
id = "xx_toy"  # noqa: A001  a name of the protocol
title, jurisdiction = "The court register of Toyland (synthetic)", "xx"
templates = ("plain",)
levels = {"toy": ("criminal-first",)}
_DAY, _WORD = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"[a-z0-9-]{1,40}")
addresses = Addresses(
    paths=frozenset({"/", "/cases", "/case"}),
    parameters={"from": _DAY, "to": _DAY, **dict.fromkeys(("register", "page", "id", "law"), _WORD)},
)
_ATTRIBUTES = re.compile(r'data-([a-z]+)="([^"]*)"')
_ELEMENTS = re.compile(r"<(body|article)\b([^<>]*)>([^<]*)")
_SEARCH = re.compile(r"https://[a-z0-9.-]+/cases\?register=[a-z-]+&from=[\d-]{10}&to=[\d-]{10}&page=\d+(&law=[\d.]+)?")
_NUMBER = re.compile(r"T/(\d+)-(\d\d)")
_KINDS = {"listing": PageKind.LISTING, "case": PageKind.CARD, "none": PageKind.EMPTY_RESULT}
_KINDS |= {"form": PageKind.SEARCH_FORM}


registers = {"criminal-first": Register(Procedure.CRIMINAL, Instance.FIRST)}
_directory = Directory(tuple(
    Court(f"toy-{n}.synthetic.example", f"Toy Court {n} (synthetic)", f"T{n}", "toy", "Toyland", template="plain")
    for n in (1, 2)
))  # fmt: skip
courts, court, court_named, fold_host = (
    _directory.courts, _directory.court, _directory.court_named, _directory.fold_host,
)  # fmt: skip


def read(data: bytes, url: str | None = None, *, capture: str | None = None, acts: bool = True) -> PageRecord:
    del acts
    found = [(tag, dict(_ATTRIBUTES.findall(inside)), text) for tag, inside, text in
             _ELEMENTS.findall(data.decode("utf-8", "replace"))]  # fmt: skip
    page = found[0][1] if found else {}
    kind = _KINDS.get(page.get("kind", ""), PageKind.UNKNOWN)
    rows = tuple(_row(place, said, text) for place, (tag, said, text) in enumerate(found) if tag == "article")
    host = (urlsplit(url).hostname if url else None) or (page.get("host") or None)
    where = court(host=host)
    card = rows[0] if kind is PageKind.CARD and rows else None
    return PageRecord(
        capture=capture or hashlib.sha256(data).hexdigest(),
        page=kind, url=url, host=host, template=page.get("template", "none"),
        court=where.name if where else None, court_code=where.code if where else None,
        procedure=Procedure.CRIMINAL, instance=Instance.FIRST,
        counter=int(page["count"]) if "count" in page else None, pages=int(page.get("pages", "1")),
        rows=rows if kind is PageKind.LISTING else (), filing=card.filing if card else None,
        fields=(Field("case", "number", card.filing.number or ""),) if card else (),
        defendants=card.defendants if card else (),
        issues=() if kind is not PageKind.UNKNOWN else (Issue("unknown_page", "page"),),
    )  # fmt: skip


def _row(place: int, said: dict[str, str], text: str) -> ListingRow:
    filing = Filing(number=said["number"], guid=said["id"], case_id=said["id"], received=said["received"],
                    decided=said.get("decided"), result=said.get("result"))  # fmt: skip
    people = (Defendant(n, one.name, one.name_hidden, one.charges, one.raw)
              for n, one in enumerate(read_cell(text).persons))  # fmt: skip
    return ListingRow(place, filing, tuple(people), info_raw=text)


def read_cell(text: str, *, where: str = "") -> CellReading:
    pieces = (piece.partition(":") for piece in text.split(";") if piece.strip())
    people = (CellPerson(name.strip(), False, read_articles(laws, where=where)[0], laws) for name, _, laws in pieces)
    return CellReading(tuple(people))


def read_articles(text: str, *, where: str = "") -> tuple[tuple[Charge, ...], tuple[Issue, ...]]:
    laws = [law.strip().partition(".") for law in text.split(",") if law.strip()]
    return tuple(Charge(UNASSIGNED, article, part or None) for article, _, part in laws), ()


def asked(url: str) -> Asked | None:
    if not _SEARCH.fullmatch(url):
        return None
    given = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    article, _, part = given.get("law", "").partition(".")
    since, until = (dt.date.fromisoformat(given[name]) for name in ("from", "to"))
    return Asked(given["register"], "first", "criminal", 1, since, until, article or None, part or None,
                 int(given["page"]), narrowed=False)  # fmt: skip


def same_page(address: str) -> str | None:
    return address if re.match(r"https://[^/]*/cases?\?", address) else None


def lexicon() -> Lexicon:
    words = ("Toy", "Court", "synthetic", "convicted", "returned")
    return Lexicon(
        phrases=words, roles=(), role_forms=(), words=(), forms=words, offices=(), places=(), towns=(), courts=()
    )


def ending(result: str) -> Ending:
    return {"convicted": Ending.VERDICT, "sent back": Ending.RETURNED}.get(result, Ending.OTHER)


def number_key(number: str) -> str | None:
    return number if _NUMBER.fullmatch(number) else None


def place(number: str) -> Place | None:
    found = _NUMBER.fullmatch(number)
    return Place("T", "T", int(found[1]), 2000 + int(found[2])) if found else None


def search_url(host: str, register: str, since: dt.date, until: dt.date, *, provision: str | None, building: int,
               page: int, template: str, court_code: str | None, captcha: Captcha | None) -> str | None:  # fmt: skip
    given = {"register": register, "from": since, "to": until, "page": page} | ({"law": provision} if provision else {})
    return f"https://{host}/cases?{urlencode(given)}"


def card_url(host: str, register: str, guid: str, case_id: str | None, *, building: int, template: str) -> str:
    return f"https://{host}/case?{urlencode({'register': register, 'id': guid})}"


def form_url(host: str, register: str) -> str:
    return f"https://{host}/"


def shows(row: ListingRow, provision: str) -> bool:
    return any(provision in (law.article, f"{law.article}.{law.part}") for who in row.defendants for law in who.charges)
