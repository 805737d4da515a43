"""The tables ``looks`` and ``registers``: the ledger's looks, and those that pages without an account of one show.

Rebuilt from the ledger and the archive at every parse, so they never know more than the tables of pages beside them.
A look of the ledger whose pages are not among these is no longer complete: what it showed cannot be counted.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from absentia.archive import Archive
from absentia.collect.courts import courts_of
from absentia.collect.ledger import Ledger
from absentia.collect.ledger.merged import reading
from absentia.collect.ledger.sweeps import looks_of as looks_in
from absentia.collect.ledger.values import moment_of
from absentia.collect.settings import portal_of, read_settings
from absentia.engine import open_tables, query, write_parquet
from absentia.errors import Damaged
from absentia.looks.inferred import Sighting, databases_not_there, infer
from absentia.looks.standing import newest, reaching, standing
from absentia.manifest import digests_of
from absentia.model import LookOutcome
from absentia.model.look import Look
from absentia.model.provision import article_and_part
from absentia.model.tables import TABLES, WRITTEN
from absentia.model.texts import said
from absentia.observatory import Observatory
from absentia.parse.mask import Pseudonyms
from absentia.parse.sightings import Own, pages_that_count, sightings
from absentia.parse.versions import RECKONED_WITH, reckoned_with
from absentia.sources import Source, get_source

LOOK_FILES = ("looks.parquet", "registers.parquet")
NOT_READ = "pages_not_read"
"""A page the look rests on is not among the tables' pages."""
_READ = "SELECT capture, court_code FROM captures"


@dataclass(frozen=True, slots=True)
class LookTables:
    """Both tables, and whether there is a ledger."""

    looks: tuple[dict[str, Any], ...]
    registers: tuple[dict[str, Any], ...]
    ledger: bool

    @property
    def noted(self) -> dict[str, Any]:
        """What the manifest says of them beside their digests."""
        return {"ledger": self.ledger, RECKONED_WITH: reckoned_with()}

    def write(self, folder: Path) -> dict[str, str | None]:
        """Write them into a folder of tables; digest by file."""
        for table, rows in (("looks", self.looks), ("registers", self.registers)):
            write_parquet(folder / f"{table}.parquet", rows, TABLES[table])
        return digests_of(folder, LOOK_FILES)


def looks_of(
    observatory: Observatory, archive: Archive, tables: Path, *, ledger_known: bool, before: dt.datetime | None = None
) -> LookTables:
    """Both tables of an observatory.

    Args:
        observatory: with its ledger, if it ever asked a court, and its settings.
        archive: its archive.
        tables: the folder of the tables of pages that they are to stand beside.
        ledger_known: an earlier parse found a ledger.
        before: only what was seen, and what of looks had ended, before this moment.

    Raises:
        Damaged: there was a ledger and now there is none.
        UsageProblem: the settings' ``[collect]`` cannot be used.
    """
    ledger = reading(observatory)
    if ledger is None and ledger_known:
        raise Damaged(
            said("the ledger is missing: what was looked at, and what could not be, is no longer known"),
            where=str(observatory.ledger),
            next_step=said("`absentia doctor` says what mends it; it cannot be rebuilt from the archive"),
        )
    try:
        with open_tables(tables, {table: TABLES[table] for table in WRITTEN}) as connection:
            pages = pages_that_count(connection)
            read = {row["capture"]: row["court_code"] for row in query(connection, _READ)}
        name = Pseudonyms.of_observatory(observatory).capture
        known = Own.of(ledger)
        seen, without_rows = [], set()
        for digest, one in sightings(archive, pages, known if before is None else None, name):
            if before is not None and one.seen >= before:
                continue
            if not one.records:
                without_rows.add((one.question.court, one.question.building))
            if before is None or not known.speaks_of(digest, one.seen):
                seen.append(one)
        looked = [look for look in (looks_in(ledger) if ledger else ()) if before is None or look.ended < before]
        own = [_held(_named(look, name), read) for look in looked]
        codes = {row["court"]: row["court_code"] for row in pages.values()}
        # a page may name its court by the code alone; the ledger knows whom it asked
        codes |= {look.court: code for look in own for one in look.captures if (code := read.get(one))}
        registers = _registers_asked(observatory)
        sources = {row["court"]: get_source(row["source"]) for row in pages.values()}
        for court in {look.court for look in own} | {host for host, _register in registers}:
            sources[court] = portal_of(read_settings(observatory))
        gone = _not_there(ledger, before, lambda host, one: {(host, one), (codes.get(host), one)} & without_rows)
        return as_tables(own, seen, registers, gone, codes, sources, ledger=ledger is not None)
    finally:
        if ledger is not None:
            ledger.close()


def as_tables(
    own: Iterable[Look],
    sightings: Sequence[Sighting],
    registers: Mapping[tuple[str, str], Mapping[str, Any]],
    not_there: Mapping[str, frozenset[int]],
    codes: Mapping[str, str | None],
    sources: Mapping[str, Source],
    *,
    ledger: bool,
) -> LookTables:
    """Both tables of the ledger's ``own`` looks, of pages no ledger speaks of, and of the registers asked for.

    ``not_there``: by court, the databases the ledger found not to exist; ``sources``: by court, who publishes it.
    """
    # pages that name their court by its code alone are of the court the settings ask for under a host
    hosts = {known["court_code"]: host for (host, _register), known in registers.items() if known["court_code"]}
    sightings = [
        replace(one, question=replace(one.question, court=hosts.get(one.question.court, one.question.court)))
        for one in sightings
    ]
    codes = {**codes, **{host: code for code, host in hosts.items()}}
    gone = dict(databases_not_there(sightings))
    for court, databases in not_there.items():
        gone[court] = gone.get(court, frozenset()) | databases
    looks = sorted([*own, *infer(sightings)], key=lambda one: (one.court, one.register, one.ended, one.id))
    last, stand, reach = newest(looks), standing(looks), reaching(looks)
    return LookTables(
        tuple(
            _row(look, codes.get(look.court), sources[look.court])
            | {"newest": place in last, "stands": place in stand, "reaches": reach.get(place)}
            for place, look in enumerate(looks)
        ),
        tuple(_registers(looks, registers, gone, codes, sources)),
        ledger,
    )


def _named(look: Look, name: Callable[[str], str]) -> Look:
    """A look of the ledger, which names captures by their digests, as the tables name them."""
    return replace(look, captures=tuple(map(name, look.captures)), proof=tuple(map(name, look.proof)))


def _held(look: Look, read: Mapping[str, object]) -> Look:
    """A look of the ledger, as far as its pages can be counted."""
    if look.outcome.known and not read.keys() >= {*look.captures, *look.proof}:
        return replace(look, outcome=LookOutcome.PARTIAL, reason=NOT_READ, proof=())
    if look.outcome is LookOutcome.EMPTY and not look.proof:
        return replace(look, outcome=LookOutcome.PARTIAL, reason="zero_unconfirmed")
    return look


def _not_there(
    ledger: Ledger | None, before: dt.datetime | None, without_rows: Callable[[str, int], object]
) -> dict[str, frozenset[int]]:
    """By court, the databases that the ledger knows not to exist, and knew or saw without rows before a moment.

    It keeps the last moment it asked; ``without_rows``: whether a page of this court and database showed none.
    """
    found: defaultdict[str, set[int]] = defaultdict(set)
    if ledger is not None:
        for row in ledger.rows("SELECT court, building, checked FROM buildings WHERE state IN ('absent', 'empty')"):
            known = before is None or moment_of(row["checked"]) < before
            if known or without_rows(row["court"], row["building"]):
                found[row["court"]].add(row["building"])
    return {court: frozenset(databases) for court, databases in found.items()}


def _registers_asked(observatory: Observatory) -> dict[tuple[str, str], dict[str, Any]]:
    """Court and register of everything the settings ask for."""
    settings = read_settings(observatory)
    if settings.courts is None and settings.courts_file is None:
        return {}
    return {
        (court.host, register): {
            "site": court.site,
            "court_code": court.code,
            "name": court.name,
            "since": settings.since,
        }
        for court in courts_of(observatory, settings)
        for register in court.registers
    }


def _registers(
    looks: Iterable[Look],
    asked: Mapping[tuple[str, str], Mapping[str, Any]],
    gone: Mapping[str, frozenset[int]],
    codes: Mapping[str, str | None],
    sources: Mapping[str, Source],
) -> Iterator[dict[str, Any]]:
    """Every register the settings ask for, and every other one that was looked at."""
    found = dict(asked)
    for look in looks:
        unasked = {"site": look.court, "court_code": codes.get(look.court), "name": None, "since": None}
        found.setdefault((look.court, look.register), unasked)
    for (host, register), known in sorted(found.items()):
        kinds = sources[host].registers
        kind = kinds.get(register)
        # of a register nobody knows: as many as any may have
        possible = kind.databases if kind else max((one.databases for one in kinds.values()), key=len)
        yield {
            **known,
            "court": host,
            "register": register,
            "instance": str(kind.instance) if kind else None,
            "procedure": str(kind.procedure) if kind else None,
            "buildings": [one for one in possible if one not in gone.get(host, ())],
        }


def _row(look: Look, code: str | None, source: Source) -> dict[str, Any]:
    kind = source.registers.get(look.register)
    article, part = article_and_part(look.provision)
    return {
        "look": look.id,
        "origin": look.origin,
        "court": look.court,
        "court_code": code,
        "register": look.register,
        "instance": str(kind.instance) if kind else None,
        "procedure": str(kind.procedure) if kind else None,
        "building": look.building,
        "article": article,
        "part": part,
        "since": look.since,
        "until": look.until,
        "outcome": str(look.outcome),
        "reason": look.reason,
        "counter": look.counter,
        "records": look.distinct,
        "started": _plain(look.started),
        "ended": _plain(look.ended),
        "captures": list(look.captures),
        "proof": list(look.proof),
        "parent": look.parent,
    }


def _plain(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None)
