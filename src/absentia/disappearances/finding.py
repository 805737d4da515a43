"""Find disappearances: the ledger's episodes of absence, held against the parsed pages, written as a table.

The pages add provisions, and the reasons for which an absence is no disappearance.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from absentia.archive.evidence import must_have_evidence, must_have_tables
from absentia.collect import Ledger, reading
from absentia.collect.ledger.values import day_of, moment, word_of
from absentia.collect.settings import portal_of, read_settings, shown_provision
from absentia.disappearances.alarm import alarms
from absentia.disappearances.episodes import Absence, AbsenceState, Key, Known, Look
from absentia.disappearances.judged import NOT_GONE, judged, key_of
from absentia.disappearances.missed import absences
from absentia.disappearances.record import CourtLook, Disappearance, Disappearances
from absentia.engine import fill, open_tables, query, read_notes, write_parquet
from absentia.link.courts import CourtNames
from absentia.link.directory import directory_of
from absentia.manifest import record, vouched
from absentia.model import Grain, LookOutcome
from absentia.model.period import label
from absentia.model.tables import TABLES, filing_id_of_guid
from absentia.observatory import Observatory
from absentia.parse.mask import Pseudonyms
from absentia.sources import get_source
from absentia.sources.protocol import Ending

_SQL = Path(__file__).with_name("shown.sql")
_TABLES = {name: TABLES[name] for name in ("captures", "filings", "charges", "registers")}
SOON = dt.timedelta(days=45)
"""A record taken off within so long after it said that the case went elsewhere went with the case."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pages said of a record."""

    filing_id: str | None = None
    """As in the table ``filings``."""
    provisions: tuple[str, ...] = ()
    ending: Ending | None = None
    """What its result, as last shown, means."""
    decided: dt.date | None = None
    synthetic: bool = False
    moved: dt.datetime | None = None
    """When another host last showed the same УИД under the same court's code."""
    continued: dt.datetime | None = None
    """When any other court of first instance last showed the same УИД."""
    renamed: dt.datetime | None = None
    """When the same court last showed the same filing under another GUID."""

    def excludes(self, absence: Absence) -> str | None:
        """Why the absence is no disappearance, if the pages say so."""
        missed = absence.missed.when
        if self.moved is not None and self.moved >= missed:
            return "moved_host"
        if self.renamed is not None and self.renamed >= missed:
            return "another_guid"
        if self.decided is None or missed.date() - self.decided > SOON:
            return None
        transferred = self.ending is Ending.TRANSFERRED and self.continued is not None
        return str(self.ending) if transferred or self.ending is Ending.JOINED else None


def shown(observatory: Observatory, missed: Iterable[Known]) -> Mapping[tuple[str, str], Shown]:
    """What the tables know of records, by court and GUID; nothing where no page was parsed yet."""
    must_have_tables(observatory, tuple(_TABLES))
    wanted = sorted({(one.court, one.guid.casefold()) for one in missed})
    if not wanted:
        return {}
    with open_tables(observatory.tables, _TABLES) as connection:
        courts = CourtNames.of(connection, directory_of(observatory))
        named = query(connection, "SELECT DISTINCT court, court_code FROM filings ORDER BY ALL")
        keys = [(row["court"], row["court_code"], courts.key(row["court"], row["court_code"])) for row in named]
        fill(connection, "missed", dict.fromkeys(("court", "guid"), "VARCHAR"), wanted)
        fill(connection, "keys", dict.fromkeys(("court", "court_code", "key"), "VARCHAR"), keys)
        rows = query(connection, _SQL.read_text(encoding="utf-8"))
    return {
        (row["court"], row["guid"]): Shown(
            filing_id=row["filing_id"],
            provisions=tuple(row["provisions"]),
            ending=get_source(row["source"]).ending(row["result"]) if row["result"] else None,
            decided=row["decided"],
            synthetic=bool(row["synthetic"]),
            moved=_utc(row["moved"]),
            continued=_utc(row["continued"]),
            renamed=_utc(row["renamed"]),
        )
        for row in rows
    }


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    return None if moment is None else moment.replace(tzinfo=dt.UTC)


TABLE = "disappearances"
_PATIENCE = dt.timedelta(days=14)
"""A suspicion for which nobody could look for so long waits for the court, not for more days."""
_SYNTHETIC = "synthetic.example"


def find_disappearances(observatory: Observatory) -> Disappearances:
    """Find them and write ``tables/disappearances.parquet``; the same ledger and tables give the same bytes.

    Needs no parsed page; with them, provisions are exact, and more of what is no disappearance is known to be none.

    Raises:
        ObservatoryBusy: another process writes to the observatory; :func:`look_for_disappearances` only reads.
    """
    with observatory.writing():
        found = look_for_disappearances(observatory)
        rows = [one.as_row() for one in found.episodes]
        digest = hashlib.sha256(repr([sorted(row.items()) for row in rows]).encode()).hexdigest()
        file = observatory.tables / f"{TABLE}.parquet"
        if not vouched(observatory.tables, TABLE) or read_notes(file).get("rows") != digest:
            write_parquet(file, rows, TABLES[TABLE], notes={"rows": digest})
            record(observatory.tables, TABLE)
    return found


def ensure_disappearances(observatory: Observatory) -> None:
    """Find them unless the table of them stands there as it was written; nothing where no ledger could know of any."""
    if (observatory.ledger).exists() and not vouched(observatory.tables, TABLE):
        find_disappearances(observatory)


def look_for_disappearances(observatory: Observatory) -> Disappearances:
    """The same without writing anything.

    Raises:
        UsageProblem: the settings cannot be used, so that nobody knows whose law the provisions are of.
        Damaged: something it rests on is missing, or is not what it was.
    """
    must_have_evidence(observatory)
    ledger = reading(observatory)
    if ledger is None:
        return Disappearances((), (), {}, (), None)
    try:
        episodes = absences(ledger)
        pages = shown(observatory, (one.known for one in episodes))
        courts = tuple(_courts(ledger))
        name = Pseudonyms.of_observatory(observatory).capture if episodes else str
        whose = (portal_of(read_settings(observatory)).jurisdiction,)
        words = {key: one.choice for key, one in judged(observatory).items()}
        found = tuple(records(episodes, pages, ledger.latest(), name, whose, words))
        real = [one for one, record in zip(episodes, found, strict=True) if record.state is not AbsenceState.EXCLUDED]
        return Disappearances(found, courts, _weeks(ledger), tuple(alarms(ledger, real)), ledger.latest(), whose)
    finally:
        ledger.close()


def records(
    episodes: Sequence[Absence],
    pages: Mapping[tuple[str, str], Shown],
    now: dt.datetime | None,
    name: Callable[[str], str],
    whose: Sequence[str],
    words: Mapping[tuple[str, str], str],
) -> Iterator[Disappearance]:
    """The episodes as they are written down: what the looks say, what the pages add, a person's word."""
    numbers: Counter[Key] = Counter()
    for one in episodes:
        known = one.known
        numbers[known.key] += 1
        page = pages.get((known.court, known.guid.casefold()), Shown())
        elsewhere = page.excludes(one) if one.returned is None and one.reason is None else None
        filing = page.filing_id or filing_id_of_guid(known.court, known.guid)
        word = words.get(key_of(filing, one.missed.when))
        reason = elsewhere or one.reason or ("judged" if word == NOT_GONE else None)
        if reason is None and one.state is AbsenceState.SUSPECTED:
            reason = _wanting(one, now)
        excluded = elsewhere is not None or word == NOT_GONE or one.state is AbsenceState.EXCLUDED
        yield Disappearance(
            filing_id=filing,
            court=known.court,
            register=known.register,
            guid=known.guid,
            episode=numbers[known.key],
            state=AbsenceState.EXCLUDED if excluded else one.state,
            reason=reason,
            provisions=page.provisions or _asked(known.provisions, whose),
            building=known.building,
            received=known.received,
            **_told("last_seen", one.last_seen, name),
            **_told("first_missed", one.missed, name),
            **_told("confirmed", None if excluded else one.confirmed, name),
            evidence=tuple(dict.fromkeys(name(look.capture) for look in one.evidence if look.capture)),
            days=len({look.when.date() for look in one.evidence}),
            **_told("returned", one.returned, name),
            judged=word,
            synthetic=page.synthetic or known.court.endswith(_SYNTHETIC),
        )


def _told(what: str, look: Look | None, name: Callable[[str], str]) -> dict[str, Any]:
    """When a look was, and the id of the capture it rests on."""
    capture = name(look.capture) if look is not None and look.capture else None
    return {what: look.when if look else None, f"{what}_capture": capture}


def _asked(provisions: Iterable[str], whose: Sequence[str]) -> tuple[str, ...]:
    """What the questions that showed it asked for, as people and pages write it: the ledger has its own way."""
    return tuple(shown_provision(one, whose[0]) or one if whose else one for one in provisions)


def _wanting(one: Absence, now: dt.datetime | None) -> str:
    """What is wanting to a suspicion: days, or a court that lets itself be asked."""
    waited = now is not None and now - one.misses[-1].when > _PATIENCE
    return "could_not_look" if waited or not one.evidence else "too_few_days"


def _courts(ledger: Ledger) -> Iterator[CourtLook]:
    known = {row["court"]: row["n"] for row in ledger.ask("records_by_court")}
    unknown: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in ledger.ask("latest_outcomes"):
        outcome = word_of(LookOutcome, row["outcome"])
        unknown[row["court"]] += Counter() if outcome.known else Counter({str(outcome): 1})
    spans = {
        row["court"]: (day_of(row["last"]) - day_of(row["first"])).days
        for row in ledger.ask("first_and_last_day_known")
    }
    hosts = {row["host"]: moment(row["last_visit"]) for row in ledger.ask("hosts")}
    for court in sorted({*known, *unknown}):
        yield CourtLook(
            court, known.get(court, 0), hosts.get(court), dict(sorted(unknown[court].items())), spans.get(court, 0)
        )


def _weeks(ledger: Ledger) -> dict[str, int]:
    """Every week from the first look to the last, with the courts of which a listing was read to its end."""
    read: defaultdict[dt.date, set[str]] = defaultdict(set)
    for row in ledger.ask("days_looked_at"):
        day = day_of(row["day"])
        monday = day - dt.timedelta(days=day.weekday())
        read[monday] |= {row["court"]} if word_of(LookOutcome, row["outcome"]).known else set()
    weeks = {}
    week = min(read, default=None)
    while week is not None and week <= max(read):
        weeks[label(week, Grain.WEEK)] = len(read.get(week, ()))
        week += dt.timedelta(days=7)
    return weeks
