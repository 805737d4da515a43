"""Which courts are asked, and which of their registers."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from absentia.collect.settings import Settings, portal_of
from absentia.durable import write_atomically
from absentia.errors import UnreadableInput, UsageProblem
from absentia.model.texts import said
from absentia.observatory import CONFIG, Observatory
from absentia.sources import presets
from absentia.sources.protocol import Portal

_HOST = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")
_LABELS = re.compile(r"--|\.")


@dataclass(frozen=True, slots=True)
class Court:
    """A court to ask; its host is its key."""

    host: str
    name: str
    code: str | None
    registers: tuple[str, ...]
    """The registers worth asking for."""
    region: str
    """Courts of one region share their captcha."""
    template: str = ""
    """Until one of its pages shows another; empty: the first of the portal's."""
    moved_to: str | None = None
    """Where its site is now, if it moved; the court keeps the host it had as its key."""

    @property
    def site(self) -> str:
        """The host that is asked."""
        return self.moved_to or self.host


def courts_of(observatory: Observatory, settings: Settings) -> tuple[Court, ...]:
    """The courts the settings name.

    Raises:
        UsageProblem: they name none.
        UnreadableInput: the file of courts cannot be used.
    """
    portal = portal_of(settings)
    if settings.courts_file is not None:
        return _moved(_from_file(observatory.path / settings.courts_file, portal), settings)
    if settings.courts is None:
        raise UsageProblem(
            said("the settings name no courts"),
            where=str(observatory.path / CONFIG),
            next_step=said(
                'write courts = "{preset}" into [collect], or make the observatory with --preset',
                preset=next(iter(presets()), "…"),
            ),
        )
    found = tuple(
        Court(
            host=court.host,
            name=court.name,
            code=court.code,
            registers=portal.levels[court.level],
            region=court.captcha_group or court.host,
            template=court.template,
        )
        for court in portal.courts()
        if court.host and court.active
    )
    return _moved(found, settings)


def _moved(courts: tuple[Court, ...], settings: Settings) -> tuple[Court, ...]:
    """The courts at the hosts the settings know them to have moved to.

    Raises:
        UsageProblem: the settings move a court nobody knows, or two to one host.
    """
    known = {court.host for court in courts}
    for old in settings.moved.keys() - known:
        raise UsageProblem(
            said("no court of this observatory is called “{court}”", court=old),
            where=f"{CONFIG} [collect] moved",
            next_step=said('write moved = { "old host" = "new host" }'),
        )
    found = tuple(replace(one, moved_to=settings.moved.get(one.host, one.moved_to)) for one in courts)
    twice = [site for site, number in Counter(one.site for one in found).items() if number > 1]
    if twice:
        raise UsageProblem(
            said("two courts are said to be at one host: {host}", host=twice[0]),
            where=f"{CONFIG} [collect]",
            next_step=said("mend `formerly` in the list of courts, or `moved` in the settings"),
        )
    return found


def _from_file(file: Path, portal: Portal) -> tuple[Court, ...]:
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
        found = tuple(
            Court(
                **_hosts(row),
                name=row.get("name") or row["host"],
                code=row.get("code") or None,
                registers=portal.levels[row["level"]] if row["level"] in portal.levels else _refuse(row["level"]),
                region=row.get("region") or row["host"],
                template=_template(row.get("template") or "", portal),
            )
            for row in rows
        )
    except (OSError, KeyError, ValueError) as error:
        raise UnreadableInput(
            said("the list of courts cannot be used: {reason}", reason=error),
            where=str(file),
            next_step=said("it is a CSV table with the columns host, code, name, level, region, template, formerly"),
        ) from error
    if not found:
        raise UnreadableInput(
            said("the list of courts is empty"),
            where=str(file),
            next_step=said("it needs a line for each court, below the line of headings"),
        )
    return found


def _hosts(row: dict[str, str]) -> dict[str, str]:
    """The court's key and, where its site moved (column ``formerly``, the oldest host first), where it is now."""
    now = _host(row["host"])
    former = [_host(text) for text in (row.get("formerly") or "").replace(";", " ").split()]
    return {"host": former[0], "moved_to": now} if former and former[0] != now else {"host": now}


def _host(text: str) -> str:
    host = text.strip().lower()
    return host if _HOST.match(host) else _refuse(text)


def _template(text: str, portal: Portal) -> str:
    return text if not text or text in portal.templates else _refuse(text)


def _refuse(text: str) -> NoReturn:
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
        exact = [c for c in courts if folded in (c.host, c.site, c.host.replace("--", "."), (c.code or "").casefold())]
        fitting = exact or [c for c in courts if folded in c.name.casefold() or folded in _LABELS.split(c.host)]
        if not fitting:
            raise UsageProblem(
                said("no court of this observatory is called “{court}”", court=one),
                next_step=said("name a court by host, code or name; `absentia status` lists them"),
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


def apply_preset(observatory: Observatory, preset: str, contact: str) -> bool:
    """Add the preset's section to the settings; says whether it did (not where there is one already)."""
    if "collect" in observatory.config:
        return False
    file = observatory.path / CONFIG
    section = presets()[preset].read_text(encoding="utf-8")
    section = section.format(contact=contact.replace("\\", "").replace('"', ""))
    write_atomically(file, (file.read_text(encoding="utf-8").rstrip("\n") + "\n\n" + section).encode())
    return True
