"""Which register a page or a row is of, from several witnesses: none is always there, and each is sometimes wrong.

A cassation court's listing asked with a short ``delo_id`` is titled «апелляция»; VNKOD has titles without an instance;
a saved page has no address. In the order in which they are believed:

- the kind of court its code names (54KV0000): no cassation court hears appeals;
- the title: «Уголовные дела - апелляция»;
- the register's number in the links of the page, else in its own address: ``delo_id=4&new=4``;
- the index of the case's number: 22-5/2026;
- the table: what names a court below is of no first instance.

Each says what is possible. What a weaker one says is heard as far as it agrees with the stronger ones; where it does
not agree at all, that is an issue and the stronger are believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from absentia.model import Instance, Issue, Procedure
from absentia.sources.ru_sudrf.asked import REGISTERS_BY_NUMBERS
from absentia.sources.ru_sudrf.findings import finding
from absentia.sources.ru_sudrf.numbers import place
from absentia.sources.ru_sudrf.queries import Register as Numbered
from absentia.sources.ru_sudrf.vocabulary import heading_of

_KIND = slice(2, 4)
_DELO = re.compile(r"[?&;]_?delo_?id=(\d{1,12})(?=[&;#]|$)", re.IGNORECASE)
_NEW = re.compile(r"[?&;]_?new=(\d{0,12})(?=[&;#]|$)")
_APPEALS_NOW = 2013
"""Before, second instances were called cassation, under the same indices."""

FIRST, APPEAL, CASSATION, SUPERVISORY = Instance.FIRST, Instance.APPEAL, Instance.CASSATION, Instance.SUPERVISORY
_INSTANCES = frozenset({FIRST, APPEAL, CASSATION, SUPERVISORY})
_PROCEDURES = frozenset(Procedure) - {Procedure.UNKNOWN}
_ABOVE = _INSTANCES - {FIRST}
_SUITS = frozenset({Procedure.CIVIL, Procedure.KAS})
_CHARGED = frozenset({Procedure.CRIMINAL, Procedure.MATERIAL, Procedure.KOAP, Procedure.DISCIPLINARY})
_ON_THEIR_OWN = frozenset({Procedure.MATERIAL, Procedure.DISCIPLINARY})
"""Every court has them in first instance."""

_KINDS: Mapping[str, Instance] = {"KV": CASSATION, "KJ": CASSATION, "AV": APPEAL, "AJ": APPEAL, "GV": FIRST}
"""Courts that decide on cases in one instance only, by the letters in their code."""
_INDICES: Mapping[str, tuple[frozenset[Procedure], Instance]] = {
    "1": (frozenset({Procedure.CRIMINAL}), FIRST),
    "2А": (frozenset({Procedure.KAS}), FIRST),
    "2": (_SUITS | {Procedure.CRIMINAL}, FIRST),  # an okrug court numbered criminal cases so
    **dict.fromkeys(("10", "22", "22К", "55", "55К"), (frozenset({Procedure.CRIMINAL}), APPEAL)),
    **dict.fromkeys(("11", "33", "66"), (_SUITS, APPEAL)),
    **dict.fromkeys(("11А", "33А", "66А"), (frozenset({Procedure.KAS}), APPEAL)),
    **dict.fromkeys(("7У", "77", "4У", "44У"), (frozenset({Procedure.CRIMINAL}), CASSATION)),
    **dict.fromkeys(("8Г", "88", "4Г", "44Г"), (_SUITS, CASSATION)),
    **dict.fromkeys(("8А", "88А", "4ГА", "44ГА"), (frozenset({Procedure.KAS}), CASSATION)),
}
"""Indices that mean the same in every court, as numbers are compared."""
_RENAMED = frozenset({"22", "22К", "33"})


class Register(NamedTuple):
    """What the witnesses leave."""

    procedure: Procedure
    instance: Instance
    mismatch: tuple[str, str] | None = None
    """A weaker witness that is not believed, and the stronger one: names of :class:`Witness`."""
    title_known: bool = True
    """The title's words are known, and the instance is told by somebody."""


@dataclass(frozen=True, slots=True)
class Witness:
    """What one of them says is possible."""

    name: str
    procedures: frozenset[Procedure] = _PROCEDURES
    instances: frozenset[Instance] = _INSTANCES


def numbers_in(address: str | None) -> tuple[str, str] | None:
    """``delo_id`` and ``new`` of an address, where it has a ``delo_id``."""
    delo = _DELO.search(address or "")
    if delo is None or address is None:
        return None
    new = _NEW.search(address)
    return delo[1], (new[1] if new else "") or "0"


def register_told(
    title: str | None,
    number: str | None = None,
    *,
    court_code: str | None = None,
    numbers: tuple[str, str] | None = None,
    below: bool = False,
    charged: bool = False,
) -> Register:
    """Procedure and instance of what stands under a title.

    Args:
        title: «Уголовные дела - апелляция», where there is one.
        number: the case's, of a row or a card.
        court_code: 54KV0000.
        numbers: the register's, see :func:`numbers_in`.
        below: the table names a court below.
        charged: the table lists the articles of persons charged.
    """
    where = place(number) if number else None
    plain = where is not None and where.register == where.index
    index = (number or "").partition("-")[0]
    return _told(
        title,
        index,
        where.index if where and plain else "",
        bool(where and where.year >= _APPEALS_NOW),
        (court_code or "")[_KIND],
        numbers,
        below,
        charged,
    )


def contradiction(
    mismatch: tuple[str, str],
    title: str | None,
    number: str | None,
    court_code: str | None,
    numbers: tuple[str, str] | None,
) -> Issue:
    """The issue of two witnesses: what was believed, and what was not."""
    said = {
        "title": title,
        "number": number,
        "court": court_code,
        "numbers": "delo_id={}&new={}".format(*numbers) if numbers else None,
    }
    weaker, stronger = mismatch
    return finding("register_mismatch", "title", f"{said.get(stronger) or stronger} / {said.get(weaker) or weaker}")


@lru_cache(maxsize=4096)
def _told(
    title: str | None,
    prefix: str,
    index: str,
    recent: bool,
    kind: str,
    numbers: tuple[str, str] | None,
    below: bool,
    charged: bool,
) -> Register:
    heading = heading_of(title, prefix) if title else None
    asked = REGISTERS_BY_NUMBERS.get(numbers) if numbers else None
    if (title and heading is None) or (heading is None and asked is None):
        # numbers of cases and tables alone do not tell what stands under no title, or under one that nobody knows
        return Register(Procedure.UNKNOWN, Instance.UNKNOWN, title_known=False)
    titled = Witness("title", *heading) if heading else Witness("title")
    registered = _registered(asked) if asked else Witness("numbers")
    left, mismatch = _hear(
        (
            _court(kind, titled.procedures & registered.procedures),
            titled,
            registered,
            _indexed(index, recent=recent),
            Witness("table", _CHARGED if charged else _PROCEDURES, _ABOVE if below else _INSTANCES),
        )
    )
    procedure = next(iter(left.procedures)) if len(left.procedures) == 1 else Procedure.UNKNOWN
    instance = next(iter(left.instances)) if len(left.instances) == 1 else Instance.UNKNOWN
    return Register(procedure, instance, mismatch, title_known=instance is not Instance.UNKNOWN)


def _hear(witnesses: Iterable[Witness]) -> tuple[Witness, tuple[str, str] | None]:
    """What they leave, strongest first; and the first that is not believed, with the one that spoke against it."""
    left, mismatch = Witness("all"), None
    of_procedures = of_instances = ""
    for one in witnesses:
        procedures, instances = left.procedures & one.procedures, left.instances & one.instances
        if not procedures or not instances:
            mismatch = mismatch or (one.name, of_instances if procedures else of_procedures)
        if procedures < left.procedures:
            of_procedures = one.name
        if instances < left.instances:
            of_instances = one.name
        left = Witness("all", procedures or left.procedures, instances or left.instances)
    return left, mismatch


def _court(kind: str, procedures: frozenset[Procedure]) -> Witness:
    instance = _KINDS.get(kind)
    if instance is None or procedures & _ON_THEIR_OWN:
        return Witness("court")
    # garrison courts hear complaints against rulings on offences, too
    complaints = instance is FIRST and Procedure.KOAP in procedures
    return Witness("court", instances=frozenset({FIRST, APPEAL} if complaints else {instance}))


def _registered(asked: Numbered) -> Witness:
    """Administrative suits stand under the numbers of civil cases, too."""
    procedures = _SUITS if asked.procedure is Procedure.CIVIL else frozenset({asked.procedure})
    return Witness("numbers", procedures, frozenset({asked.instance}))


def _indexed(index: str, *, recent: bool) -> Witness:
    known = _INDICES.get(index)
    if known is None:
        return Witness("number")
    procedures, instance = known
    older = index in _RENAMED and not recent
    return Witness("number", procedures, frozenset({instance, CASSATION} if older else {instance}))
