"""What the address of a search asked: which register, which receipt dates, which article, and whether anything else.

A listing is a complete look at a window of receipt dates only if nothing but dates (and perhaps an article) narrowed
the search; a search by name, number or judge says nothing about a period.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from absentia.model.provision import Asked
from absentia.sources.ru_sudrf.queries import REGISTERS, Register
from absentia.sources.ru_sudrf.text import counting_number

_DATE = re.compile(r"^(\d{2})\.(\d{2})\.(\d{4})$")
# "337", "337 ч.5", "173.1 ч. 2.1"
_ARTICLE = re.compile(r"^(?:ст\.?\s*)?(?P<article>\d+(?:\.\d+)?)(?:\s*ч\.?\s*(?P<part>\d+(?:\.\d+)?))?$")
# fields that choose the register or turn pages, and say nothing of which records are wanted
_NEUTRAL = frozenset(
    (
        *("name", "srv_num", "name_op", "vnkod", "delo_id", "case_type", "new", "delo_table", "page", "submit", "nc"),
        *("captcha", "captchaid", "list", "_page", "_deloid", "_new", "_ord", "case__case_type", "case__vnkod"),
        *("case__num_build", "process-type", "token"),
    )
)
REGISTERS_BY_NUMBERS: dict[tuple[str, str], Register] = {
    **{(one.delo_id, one.new): one for one in REGISTERS.values()},
    **{one.vnkod: one for one in REGISTERS.values()},
    ("4", "2450001"): REGISTERS["criminal-cassation"],
}
"""By the pair of numbers in an address; cassation is asked for under the number of appeals too."""


@lru_cache(maxsize=4096)
def asked(url: str | None) -> Asked | None:
    """Read a search address of either template; ``None`` where the address is no search."""
    if not url or "name_op=r&" not in f"{url}&":
        return None
    pairs = [(key.lower(), value.strip()) for key, value in parse_qsl(urlsplit(url).query, encoding="windows-1251")]
    given = dict(pairs)
    if given.get("name_op") != "r":
        return None
    since = until = None
    article = part = None
    narrowed = False
    for key, value in given.items():
        if key in _NEUTRAL:
            continue
        if key.endswith("entry_date1d"):
            since = _day(value)
            narrowed = narrowed or since is None
        elif key.endswith("entry_date2d"):
            until = _day(value)
            narrowed = narrowed or until is None
        elif key.endswith("law_articless") and (match := _ARTICLE.match(value)):
            article, part = match["article"], match["part"]
        else:
            narrowed = True
    delo, new = given.get("delo_id", given.get("_deloid", "")), given.get("new", given.get("_new", ""))
    page, building = given.get("page", given.get("_page", "1")), given.get("srv_num", "1")
    # a number that is none of a page or a database asks for nothing anybody knows
    narrowed = narrowed or any(one.isdecimal() and counting_number(one) is None for one in (page, building))
    register = REGISTERS_BY_NUMBERS.get((delo, new or "0"))
    return Asked(
        register=register.key
        if register
        else "/".join(number if number.isdecimal() else "?" for number in (delo, new or "0")),
        instance=str(register.instance) if register else None,
        procedure=str(register.procedure) if register else None,
        building=_or_first(building),
        since=since,
        until=until,
        article=article,
        part=part,
        page=_or_first(page),
        narrowed=narrowed,
    )


def _or_first(text: str) -> int:
    number = counting_number(text)
    return 1 if number is None else number


def _day(text: str) -> dt.date | None:
    match = _DATE.match(text)
    try:
        return dt.date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None
