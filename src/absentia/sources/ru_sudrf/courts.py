"""The directory of military courts (``courts.csv``): by host, by code, by name as pages write it.

The file lists the okrug (district and fleet), appeal, cassation and garrison courts with hosts, codes and regions. It
was put together from the public lists of dataout-org/sudrfparser (November 2023), SudrfKit (August 2026) and older
court lists; ``status`` says which of them knows a court. A code's first two digits are the okrug's seat, not the
court's region: the region is in ``region_name``.

Names are written in many ways («Ярославский ГВС», «224 ГВС», «2-й Западный окружной военный суд», «2ЗОВС»), and short
host labels repeat across regions, so a name that fits more than one court resolves to none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from absentia.sources.protocol import Court
from absentia.sources.ru_sudrf.links import module_host
from absentia.sources.ru_sudrf.template import Template
from absentia.sources.ru_sudrf.text import key

_ORDINAL = re.compile(r"\b(\d+)\s*-?\s*(?:й|ый|ой|ий)?\b")
# «гарнизонный военный суд», in any case of the language, and its usual abbreviation
_LONG_FORMS = (
    (re.compile(r"\bгарнизонн\w+ военн\w+ суд\w*"), "гвс"),
    (re.compile(r"\bокружн\w+ военн\w+ суд\w*"), "овс"),
    (re.compile(r"\bфлотск\w+ военн\w+ суд\w*"), "фвс"),
)
_KINDS = (
    ("гарнизонный военный суд", "гвс"),
    ("окружной военный суд", "овс"),
    ("флотский военный суд", "фвс"),
)


LEVELS: Mapping[str, tuple[str, ...]] = {
    "garrison": ("criminal-first",),
    "okrug": ("criminal-first", "criminal-appeal"),
    "appeal": ("criminal-appeal",),
    "cassation": ("criminal-cassation",),
}
"""The registers worth asking for in a court of each level."""
_LEVELS = {"district/fleet (okrug)": "okrug"}
# the platform's tag of the region, whose courts share their captcha: yargvs--jrs.sudrf.ru
_TAG = re.compile(r"--([a-z0-9]+)\.sudrf\.ru$")


def _court(row: dict[str, str]) -> Court:
    level = _LEVELS.get(row["level"], row["level"])
    host = row["module_host"] or None
    okrug = module_host(row["okrug_court_host"]) if row["okrug_court_host"] else None
    tag = _TAG.search(host or "")
    return Court(
        host=host,
        name=row["name"],
        code=row["code"] or None,
        level=level,
        region=row["region_name"],
        above=host if level == "okrug" else okrug,
        template=Template.VNKOD if row["pattern_2026"].startswith("VNKOD") else Template.PRIMARY,
        captcha_group=tag[1] if tag else None,
        active=not row["status"].startswith("only in older lists"),
    )


@lru_cache(maxsize=1)
def courts() -> tuple[Court, ...]:
    """Every court of the directory, in the file's order."""
    file = resources.files("absentia.sources.ru_sudrf").joinpath("courts.csv")
    return tuple(_court(row) for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


@lru_cache(maxsize=1)
def _by_host() -> Mapping[str, Court]:
    return {one.host: one for one in courts() if one.host}


@lru_cache(maxsize=1)
def _by_code() -> Mapping[str, Court]:
    return {one.code: one for one in courts() if one.code}


def court(*, host: str | None = None, code: str | None = None) -> Court | None:
    """The court at a host, in either spelling (``yargvs.jrs.sudrf.ru``, ``yargvs--jrs.sudrf.ru``), or with a code."""
    if code:
        return _by_code().get(code.strip().upper())
    return _by_host().get(module_host(host) or "") if host else None


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, Court | None]:
    """Every way to write each name; ``None`` where two courts share one."""
    found: dict[str, Court | None] = {}
    for one in courts():
        for spelling in _spellings(one.name):
            known = found.get(spelling, one)
            found[spelling] = one if known is one else None
    return found


def _spellings(name: str) -> set[str]:
    """The normal form of a name, and its abbreviations."""
    full = _normal(name)
    found = {full}
    for kind, short in _KINDS:
        if not full.endswith(kind):
            continue
        stem = full.removesuffix(kind).strip()
        found.update((f"{stem} {short}", f"{stem}{short}"))  # «224 ГВС», «224ГВС»
        words = stem.split()
        if short != "гвс" and words:
            initials = "".join(word if word.isdigit() else word[0] for word in words)
            found.add(initials + short)  # 2зовс, баф… of «Балтийский флотский»: бфвс
    for kind, short in (("апелляционный военный суд", "авс"), ("кассационный военный суд", "квс")):
        if full == kind:
            found.add(short)
    return found


def _normal(name: str) -> str:
    """Lower case, one space, ordinals as bare numbers, quotes and dots dropped, kinds spelled out."""
    text = _ORDINAL.sub(r"\1 ", key(name).replace("«", "").replace("»", "").replace('"', "").replace(".", " "))
    return " ".join(text.replace(" - ", "-").split())


@lru_cache(maxsize=4096)
def court_named(name: str) -> Court | None:
    """The court a page names; ``None`` where no court, or more than one, is written so."""
    normal = _normal(name)
    found = _by_name()
    return found.get(normal) or found.get(normal.replace(" ", ""))


def fold_name(name: str) -> str:
    """A name in lower case with the usual abbreviations in place of the long forms."""
    for pattern, short in _LONG_FORMS:
        name = pattern.sub(short, name)
    return name
