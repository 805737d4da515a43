"""How a court's site understands a question: the grammar of queries with its traps, in both templates."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from absentia.rehearsal.courts import SyntheticCourt
from absentia.sources.ru_sudrf.template import Template

Given = Mapping[str, str]
"""The fields of an address, names in lower case: forms mix ``u1_case__`` and ``U1_CASE__``."""
_DATE = re.compile(r"^(\d{2})\.(\d{2})\.(\d{4})$")
_PRIMARY = {
    ("1540006", "0", "u1_case"): "first",
    ("4", "4", "u2_case"): "appeal",
    ("2450001", "2450001", "u33_case"): "cassation",
    ("4", "2450001", "u33_case"): "cassation",
}
_VNKOD = {("1540006", "0"): "first", ("1540006", "4"): "appeal", ("4", "4"): "appeal"}
_VNKOD |= {("2450001", "2450001"): "cassation"}
REGISTERS_OF_LEVEL = {"garrison": ("first",), "okrug": ("first", "appeal"), "cassation": ("cassation",)}
_FILTERS = {
    "entry_date1d": "since",
    "entry_date2d": "until",
    "result_date1d": "decided_since",
    "result_date2d": "decided_until",
    "law_articless": "article",
    "namess": "name",
    "case_numberss": "number",
    "judicial_uidss": "uid",
    "judge": "judge",
}
_DAYS = ("since", "until", "decided_since", "decided_until")


class Misunderstood(enum.Enum):
    """What the site answers a question with that it cannot answer."""

    FORM = "the search form again"
    NOTHING = "«Данных по запросу не обнаружено», as if nothing were there"
    FORMAT = "«НЕВЕРНЫЙ ФОРМАТ ЗАПРОСА!»"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search that was understood."""

    register: str
    page: int
    since: dt.date | None = None
    until: dt.date | None = None
    decided_since: dt.date | None = None
    decided_until: dt.date | None = None
    article: str = ""
    name: str = ""
    number: str = ""
    uid: str = ""
    judge: str = ""
    short: bool = False
    """Cassation asked with the short ``delo_id``: the same rows under the title of appeals, without links to acts."""

    @property
    def days(self) -> int | None:
        """Width of the window of receipt dates; ``None`` where it is open."""
        return (self.until - self.since).days + 1 if self.since and self.until else None


def fields(query: str) -> dict[str, str]:
    """The fields of an address; values are windows-1251, so what was sent as UTF-8 is not what was meant."""
    pairs = parse_qsl(query, keep_blank_values=True, encoding="windows-1251", errors="replace")
    return {name.lower(): value.strip() for name, value in pairs}


def building_of(given: Given) -> int:
    """``srv_num``."""
    number = given.get("srv_num", "1")
    return int(number) if number.isdecimal() and len(number) < 4 else 1


def understand(given: Given, court: SyntheticCourt) -> Wanted | Misunderstood:
    """What a search asks of a court, in the template the court uses."""
    if court.template is Template.VNKOD:
        return _vnkod(given, court)
    return _primary(given, court)


def _primary(given: Given, court: SyntheticCourt) -> Wanted | Misunderstood:
    if not given.get("delo_id"):
        return Misunderstood.FORMAT
    mandatory = ("srv_num", "case_type", "delo_table", "submit")
    # an empty vnkod breaks the cassation listing; leaving it out does not
    if any(not given.get(name) for name in mandatory) or (court.level == "cassation" and given.get("vnkod") == ""):
        return Misunderstood.FORM
    table = given["delo_table"].lower()
    prefix = table.partition("_")[0]
    filters = _filters(given, [f"{prefix}_{part}" for part in ("case", "defendant", "parts")])
    register = _PRIMARY.get((given["delo_id"], given.get("new", ""), table))
    short = register == "cassation" and given["delo_id"] == "4"
    return _wanted(register, court, filters, given.get("page", "1"), short=short)


def _vnkod(given: Given, court: SyntheticCourt) -> Wanted | Misunderstood:
    mandatory = ("vnkod", "_deloid", "case__case_type", "case__vnkod", "process-type")
    if any(not given.get(name) for name in mandatory) or given["vnkod"] != court.code:
        return Misunderstood.FORM
    filters = _filters(given, ("case", "parts"))
    register = _VNKOD.get((given["_deloid"], given.get("_new", "")))
    return _wanted(register, court, filters, given.get("_page", "1"))


def _filters(given: Given, prefixes: Sequence[str]) -> dict[str, str]:
    """What a search is narrowed by; where two fields say it, the later prefix counts."""
    return {
        meaning: value
        for name, meaning in _FILTERS.items()
        for prefix in prefixes
        if (value := given.get(f"{prefix}__{name}"))
    }


def _wanted(
    register: str | None, court: SyntheticCourt, filters: Mapping[str, str], page: str, *, short: bool = False
) -> Wanted | Misunderstood:
    if not filters:
        return Misunderstood.FORM
    try:
        days = {name: day_of(filters[name]) for name in _DAYS if name in filters}
    except ValueError:
        return Misunderstood.FORMAT
    # a wrong `new` or table names no register, and a court without the register has nothing in it
    if register is None or register not in REGISTERS_OF_LEVEL[court.level]:
        return Misunderstood.NOTHING
    asked: dict[str, Any] = {**filters, **days}
    return Wanted(
        register,
        max(int(page), 1) if page.isdecimal() and len(page) < 7 else 1,  # digits
        **asked,
        short=short,
    )


def day_of(text: str) -> dt.date:
    """A day as forms write it.

    Raises:
        ValueError: it is none.
    """
    match = _DATE.match(text)
    if match is None:
        raise ValueError(text)
    return dt.date(int(match[3]), int(match[2]), int(match[1]))


def fitting(wanted: Wanted, received: dt.date, decided: dt.date | None) -> bool:
    """Whether dates lie in the windows asked for."""
    return (
        (wanted.since is None or received >= wanted.since)
        and (wanted.until is None or received <= wanted.until)
        and (wanted.decided_since is None or (decided is not None and decided >= wanted.decided_since))
        and (wanted.decided_until is None or (decided is not None and decided <= wanted.decided_until))
    )
