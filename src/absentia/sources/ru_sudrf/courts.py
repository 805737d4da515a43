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
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from absentia.model import Template
from absentia.sources.ru_sudrf.links import module_host
from absentia.sources.ru_sudrf.text import key

_ORDINAL = re.compile(r"\b(\d+)\s*-?\s*(?:й|ый|ой|ий)?\b")
_KINDS = (
    ("гарнизонный военный суд", "гвс"),
    ("окружной военный суд", "овс"),
    ("флотский военный суд", "фвс"),
)


@dataclass(frozen=True, slots=True)
class Court:
    """One military court. ``module_host`` is its key; courts without a site have none."""

    level: str
    """cassation, appeal, okrug or garrison."""
    name: str
    host: str | None
    module_host: str | None
    code: str | None
    region_code: str | None
    region: str
    okrug_host: str | None
    """Module host of the okrug court it belongs to; an okrug court is its own."""
    captcha: bool | None
    """Whether searches wanted a captcha in the 2026 list."""
    active: bool
    """False for courts that only older lists have (reorganised or abolished)."""
    template: Template
    """The template its site used in the 2026 list; a court may have migrated since."""

    @property
    def okrug(self) -> Court | None:
        """The okrug court it belongs to."""
        return court_by_host(self.okrug_host) if self.okrug_host else None


_LEVELS = {"district/fleet (okrug)": "okrug"}


def _court(row: dict[str, str]) -> Court:
    level = _LEVELS.get(row["level"], row["level"])
    own_host = row["module_host"] or None
    okrug = module_host(row["okrug_court_host"]) if row["okrug_court_host"] else None
    return Court(
        level=level,
        name=row["name"],
        host=row["host"] or None,
        module_host=own_host,
        code=row["code"] or None,
        region_code=row["location_region_code"] or None,
        region=row["region_name"],
        okrug_host=own_host if level == "okrug" else okrug,
        captcha={"True": True, "False": False}.get(row["captcha_2026"]),
        active=not row["status"].startswith("only in older lists"),
        template=Template.VNKOD if row["pattern_2026"].startswith("VNKOD") else Template.PRIMARY,
    )


@lru_cache(maxsize=1)
def courts() -> tuple[Court, ...]:
    """Every court of the directory, in the file's order."""
    file = resources.files("absentia.sources.ru_sudrf").joinpath("courts.csv")
    return tuple(_court(row) for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


@lru_cache(maxsize=1)
def _by_host() -> Mapping[str, Court]:
    return {court.module_host: court for court in courts() if court.module_host}


@lru_cache(maxsize=1)
def _by_code() -> Mapping[str, Court]:
    return {court.code: court for court in courts() if court.code}


def court_by_host(host: str) -> Court | None:
    """The court at a host, in either spelling: ``yargvs.jrs.sudrf.ru`` or ``yargvs--jrs.sudrf.ru``."""
    return _by_host().get(module_host(host) or "")


def court_by_code(code: str) -> Court | None:
    """The court with a code such as ``77GV0013``."""
    return _by_code().get(code.strip().upper())


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, Court | None]:
    """Every way to write each name; ``None`` where two courts share one."""
    found: dict[str, Court | None] = {}
    for court in courts():
        for spelling in _spellings(court.name):
            known = found.get(spelling, court)
            found[spelling] = court if known is court else None
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
def resolve_court(name_as_written: str) -> Court | None:
    """The court a page names; ``None`` where no court, or more than one, is written so."""
    normal = _normal(name_as_written)
    found = _by_name()
    return found.get(normal) or found.get(normal.replace(" ", ""))
