"""What links and addresses of the portal carry: record identifiers, numbers of pages, hosts."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from stringzilla import find

from absentia.sources.ru_sudrf.asked import asked

_GUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.IGNORECASE)
# case_uid=604f473b-… (primary), _uid=bcbed797-… (VNKOD); judicial_uid is another thing
_CASE_UID = re.compile(r"(?:^|[?&;])(?:case_uid|_uid)=([^&#]*)")
_CASE_ID = re.compile(r"(?:^|[?&;])(?:case_id|_id)=(\d{1,18})")
_PAGE = re.compile(r"(?:^|[?&;])_?page=(\d{1,7})")
_OPERATION = re.compile(r"(?:^|[?&;])name_op=([a-z_]+)")
# name_op=doc&number=1234567&delo_id=1540006&new=0&text_number=1: a number of its own, not the case's, and a delo_id
# that need not be the register's
_ACT = re.compile(r"(?:^|[?&;])name_op=doc(?:[&;#]|$)")
_ACT_NUMBER = re.compile(r"(?:^|[?&;])number=(\d{1,18})(?:[&;#]|$)")
_ACT_REGISTER = re.compile(r"(?:^|[?&;])delo_id=(\d{1,12})(?:[&;#]|$)")
_ACT_NEW = re.compile(r"(?:^|[?&;])new=(\d{0,12})(?:[&;#]|$)")
_ACT_TEXT = re.compile(r"(?:^|[?&;])text_number=(\d{1,6})(?:[&;#]|$)")
_VNKOD_ACT = re.compile(r"(?:^|[?&;])_doc=1(?:[&;#]|$)")
_UID_IN_PAGE = re.compile(
    rb"(?:case_uid|[&?;]_uid)(?:=|%3D)([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})"
)
_UID_MARK = b"_uid"
_BEFORE_MARK = 6
FOOTER = 6000
"""Bytes at the end of a page in which its footer lies."""
_HOST = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)+$")
# the visit counter of a page saved from a browser: pg=https%3A%2F%2Fleninsky--bkr.sudrf.ru%2Fmodules.php…
_COUNTER_HOST = re.compile(rb"pg=https?%3A%2F%2F([a-z0-9.-]+)%2F")


@dataclass(frozen=True, slots=True)
class CaseLink:
    """The identity a link to a case carries."""

    guid: str | None
    case_id: str | None


def case_link(address: str) -> CaseLink:
    """GUID and portal id of a link to a card; a GUID that is none is left out."""
    uid, number = _CASE_UID.search(address), _CASE_ID.search(address)
    guid = uid[1].lower() if uid and _GUID.match(uid[1]) else None
    return CaseLink(guid, number[1] if number else None)


def act_link(address: str) -> str | None:
    """What tells a link to an act from others; ``None`` for a link to anything else, and in the VNKOD template.

    There an act is at its card's own address with ``_doc=1``.
    """
    if not _ACT.search(address):
        return None
    number, register = _ACT_NUMBER.search(address), _ACT_REGISTER.search(address)
    if number is None or register is None:
        return None
    new = _ACT_NEW.search(address)
    return f"number={number[1]}&delo_id={register[1]}&new={new[1] if new else ''}"


def asks_for_act(address: str | None) -> bool:
    """Whether an address is that of an act, in either template."""
    return bool(_ACT.search(address or "") or _VNKOD_ACT.search(address or ""))


def same_page(address: str) -> Hashable | None:
    """What an address leads to: the collector, listings and cards each spell the same one in ways of their own."""
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return None
    host, found = module_host(host) or host, operation(address)
    if found == "r" and (search := asked(address)) is not None:
        return (host, search)
    if found == "doc" and (act := act_link(address)) is not None:
        text = _ACT_TEXT.search(address)
        return (host, act, text[1] if text else "1")
    if found == "case":
        case = case_link(address)
        record = case.guid or case.case_id
        return (host, record, asks_for_act(address)) if record else None
    return None


def page_number(address: str) -> int | None:
    """``page=7`` (``_page=7``)."""
    match = _PAGE.search(address) if "page=" in address else None
    return int(match[1]) if match else None


def operation(address: str | None) -> str | None:
    """``name_op``: r, case, doc, sf …; ``None`` in an address without it."""
    match = _OPERATION.search(address or "")
    return match[1] if match else None


def guids_in(page: bytes) -> set[str]:
    """Every GUID the page's own links carry."""
    found = set()
    position = find(page, _UID_MARK)
    while position >= 0:
        match = _UID_IN_PAGE.search(page, max(0, position - _BEFORE_MARK), position + 60)
        if match:
            found.add(match[1].decode("ascii").lower())
        position = find(page, _UID_MARK, position + 1)
    return found


def host_of(address: str | None) -> str | None:
    """The module host (dash spelling) of an address of the platform."""
    if not address:
        return None
    try:
        host = (urlsplit(unquote(address)).hostname or "").lower()
    except ValueError:
        return None
    return module_host(host)


def module_host(host: str) -> str | None:
    """``x.reg.sudrf.ru`` and ``x--reg.sudrf.ru`` as the latter; ``None`` for a host of another platform."""
    labels = host.lower().rstrip(".").split(".")
    if labels[-2:] != ["sudrf", "ru"] or not _HOST.match(host.lower()):
        return None
    name = labels[:-2]
    if not name or name == ["www"]:
        return None
    return ".".join(["--".join(name), "sudrf", "ru"])


def counter_host(page: bytes) -> str | None:
    """The host in the visit counter of a page saved from a browser; the counter stands in the footer."""
    position = page.find(b"pg=http", max(0, len(page) - FOOTER))
    match = _COUNTER_HOST.match(page, position) if position >= 0 else None
    return module_host(match[1].decode("ascii")) if match else None
