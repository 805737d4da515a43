"""Which courts are asked, and which of their registers."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from absentia.collect.settings import Settings
from absentia.errors import UnreadableInput, UsageProblem
from absentia.messages import _
from absentia.model import Template
from absentia.observatory import CONFIG, Observatory
from absentia.sources.ru_sudrf.courts import courts as directory

REGISTERS_OF_LEVEL: dict[str, tuple[str, ...]] = {
    "garrison": ("criminal-first",),
    "okrug": ("criminal-first", "criminal-appeal"),
    "appeal": ("criminal-appeal",),
    "cassation": ("criminal-cassation",),
}
_HOST = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")
_LABELS = re.compile(r"--|\.")
_TAG = re.compile(r"--([a-z0-9]+)\.sudrf\.ru$")


@dataclass(frozen=True, slots=True)
class Court:
    """A court to ask; its host is its key."""

    host: str
    name: str
    code: str | None
    level: str
    region: str
    """Courts of one region share their captcha."""
    template: Template = Template.PRIMARY
    """Until one of its pages shows the other."""

    @property
    def registers(self) -> tuple[str, ...]:
        """The registers worth asking in a court of this level."""
        return REGISTERS_OF_LEVEL[self.level]


def courts_of(observatory: Observatory, settings: Settings) -> tuple[Court, ...]:
    """The courts the settings name.

    Raises:
        UsageProblem: they name none.
        UnreadableInput: the file of courts cannot be used.
    """
    if settings.courts_file is not None:
        return _from_file(observatory.path / settings.courts_file)
    if settings.courts is None:
        raise UsageProblem(
            _("the settings name no courts"),
            where=str(observatory.path / CONFIG),
            next_step=_('write courts = "ru-military" into [collect], or make the observatory with --preset'),
        )
    return tuple(
        Court(
            host=court.module_host,
            name=court.name,
            code=court.code,
            level=court.level,
            region=_region(court.module_host),
            template=court.template,
        )
        for court in directory()
        if court.module_host and court.active
    )


def _region(host: str) -> str:
    """The platform's tag of the region; a court without one is a region of its own."""
    tag = _TAG.search(host)
    return tag[1] if tag else host


def _from_file(file: Path) -> tuple[Court, ...]:
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
        found = tuple(
            Court(
                host=_host(row["host"]),
                name=row.get("name") or row["host"],
                code=row.get("code") or None,
                level=row["level"] if row["level"] in REGISTERS_OF_LEVEL else _refuse(row["level"]),
                region=row.get("region") or row["host"],
                template=Template(row.get("template") or Template.PRIMARY),
            )
            for row in rows
        )
    except (OSError, KeyError, ValueError) as error:
        raise UnreadableInput(
            _("the list of courts cannot be used: {reason}").format(reason=error),
            where=str(file),
            next_step=_("it is a CSV table with the columns host, code, name, level, region, template"),
        ) from error
    if not found:
        raise UnreadableInput(_("the list of courts is empty"), where=str(file))
    return found


def _host(text: str) -> str:
    host = text.strip().lower()
    return host if _HOST.match(host) else _refuse(text)


def _refuse(text: str) -> str:
    raise ValueError(text)


def chosen(courts: Sequence[Court], wanted: Sequence[str]) -> tuple[Court, ...]:
    """The courts a person names by host, code or part of the name.

    Raises:
        UsageProblem: a name fits no court.
    """
    if not wanted:
        return tuple(courts)
    found: dict[str, Court] = {}
    for one in wanted:
        folded = one.strip().casefold()
        exact = [c for c in courts if folded in (c.host, c.host.replace("--", "."), (c.code or "").casefold())]
        fitting = exact or [c for c in courts if folded in c.name.casefold() or folded in _LABELS.split(c.host)]
        if not fitting:
            raise UsageProblem(
                _("no court of this observatory is called “{court}”").format(court=one),
                next_step=_("name a court by host, code or name; `absentia status` lists them"),
            )
        found |= {court.host: court for court in fitting}
    return tuple(found.values())


def shard(courts: Sequence[Court], part: int, parts: int) -> tuple[Court, ...]:
    """The part-th (from 1) of so many disjoint sets of courts, by a digest of their hosts."""
    return tuple(
        court
        for court in courts
        if int.from_bytes(hashlib.sha256(court.host.encode()).digest()[:8]) % parts == part - 1
    )
