"""The invented courts: their hosts end in ``.synthetic.example``, a name that can never be registered (RFC 2606)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from functools import cache

from absentia.sources.protocol import Court
from absentia.sources.ru_sudrf.template import Template


class Manner(enum.StrEnum):
    """How a court answers a search."""

    ANSWERS = "answers"
    CAPTCHA = "captcha"
    """Every search meets the captcha gate."""
    UNAVAILABLE = "unavailable"
    """«Информация временно недоступна»."""
    EMPTY = "empty"
    """«Данных по запросу не обнаружено», which proves nothing."""


@dataclass(frozen=True, slots=True)
class SyntheticCourt:
    """A court that does not exist."""

    host: str
    code: str
    """Like a court code, with region 00, which no real court has."""
    name: str
    short_name: str
    """How higher courts write it: «… ГВС»."""
    level: str
    """garrison, okrug or cassation."""
    region: str
    template: Template = Template.PRIMARY
    manner: Manner = Manner.ANSWERS
    okrug: str | None = None
    """Host of the okrug court above it."""


_OKRUG = "ovs-1.synthetic.example"


def garrison_court(
    number: int, region: str, *, template: Template = Template.PRIMARY, manner: Manner = Manner.ANSWERS
) -> SyntheticCourt:
    """A garrison court by its number."""
    return SyntheticCourt(
        host=f"gvs-{number}.synthetic.example",
        code=f"00GV{number:04d}",
        name=f"Учебный гарнизонный военный суд № {number} (synthetic)",
        short_name=f"Учебный ГВС № {number} (synthetic)",
        level="garrison",
        region=region,
        template=template,
        manner=manner,
        okrug=_OKRUG,
    )


_EAST = "Учебная область «Восток» (synthetic)"
_WEST = "Учебная область «Запад» (synthetic)"

COURTS: tuple[SyntheticCourt, ...] = (
    garrison_court(1, _EAST),
    garrison_court(2, _EAST),
    garrison_court(3, _WEST, template=Template.VNKOD),
    garrison_court(4, _WEST),
    garrison_court(5, _EAST, manner=Manner.CAPTCHA),
    garrison_court(6, _WEST, manner=Manner.UNAVAILABLE),
    garrison_court(7, _WEST, manner=Manner.EMPTY),
    SyntheticCourt(
        host=_OKRUG,
        code="00OV0001",
        name="Учебный окружной военный суд (synthetic)",
        short_name="Учебный ОВС (synthetic)",
        level="okrug",
        region=_EAST,
    ),
    SyntheticCourt(
        host="kvs-1.synthetic.example",
        code="00KV0001",
        name="Учебный кассационный военный суд (synthetic)",
        short_name="Учебный КВС (synthetic)",
        level="cassation",
        region=_WEST,
    ),
)


MOST_COURTS = 200
"""Courts are numbered up to here; no courthouse has more."""
_KINDS = {"gvs": ("GV", "garrison"), "ovs": ("OV", "okrug"), "kvs": ("KV", "cassation")}
# gvs-12.synthetic.example
_HOST = re.compile(r"^(gvs|ovs|kvs)-(\d{1,4})\.synthetic\.example$")
_TITLES = {
    "okrug": ("Учебный окружной военный суд", "Учебный ОВС"),
    "cassation": ("Учебный кассационный военный суд", "Учебный КВС"),
}


@cache
def directory() -> tuple[Court, ...]:
    """Every invented court, as an observatory of a rehearsal is told of them."""
    labels = [f"{label}-{number}" for label in _KINDS for number in range(1, MOST_COURTS + 1)]
    found = (invented_court(f"{label}.synthetic.example") for label in labels)
    return tuple(
        Court(one.host, one.name, one.code, one.level, region=one.region, above=one.okrug) for one in found if one
    )


def invented_court(host: str) -> SyntheticCourt | None:
    """The invented court of a host, of the listed ones or any of the same making (``gvs-12``).

    A courthouse has as many courts as it is asked for; so what is told of them follows from their number alone.
    """
    for court in COURTS:
        if host == court.host:
            return court
    found = _HOST.match(host)
    if found is None or not 1 <= int(found[2]) <= MOST_COURTS:
        return None
    label, number = found[1], int(found[2])
    kind, level = _KINDS[label]
    if level == "garrison":
        template = Template.VNKOD if number % 4 == 3 else Template.PRIMARY  # one in four
        return garrison_court(number, f"Учебная область № {number // 5} (synthetic)", template=template)
    name, short = _TITLES[level]
    return SyntheticCourt(
        host=f"{label}-{number}.synthetic.example",
        code=f"00{kind}{number:04d}",
        name=f"{name} № {number} (synthetic)",
        short_name=f"{short} № {number} (synthetic)",
        level=level,
        region=f"Учебная область № {number // 5} (synthetic)",
    )
