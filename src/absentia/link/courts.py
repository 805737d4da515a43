"""One key per court, however a page names it: by host, by code, by its name in full or in short.

Names are resolved first among the courts whose own pages are in the observatory, then in the sources' directories; a
name that fits two courts resolves to none. Hosts and codes are looked up in the observatory's own directory, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import Self

from absentia.engine import Connection, fill, query
from absentia.sources import all_sources
from absentia.sources.protocol import Court

_SQL = """
SELECT DISTINCT court, court_code, court_name FROM captures WHERE court IS NOT NULL
UNION
SELECT DISTINCT court, court_code, name FROM registers
"""
# the settings know where a court's site is now
_SITES_SQL = "SELECT DISTINCT court, site FROM registers WHERE site <> court"
# two hosts with one code that show the same record: a court's site that moved; the earliest capture of each
_MOVED_SQL = """
WITH codes AS (SELECT court_code FROM captures WHERE court <> court_code GROUP BY ALL HAVING count(DISTINCT court) > 1),
     shown AS (
    SELECT DISTINCT court, court_code, guid
    FROM filings SEMI JOIN codes USING (court_code)
    WHERE guid IS NOT NULL AND court <> court_code
),
     pairs AS (
    SELECT DISTINCT one.court AS court, other.court AS same
    FROM shown one JOIN shown other USING (court_code, guid) WHERE one.court < other.court
),
     seen AS (SELECT court, min(captured) AS since FROM captures GROUP BY court)
SELECT pairs.court, pairs.same, mine.since AS since, its.since AS same_since
FROM pairs JOIN seen mine ON mine.court = pairs.court JOIN seen its ON its.court = pairs.same ORDER BY ALL
"""
_PAIRS_SQL = """
SELECT DISTINCT court, court_code
FROM (
    SELECT court, court_code FROM captures UNION ALL SELECT court, court_code FROM filing_states
    UNION ALL SELECT court, court_code FROM looks UNION ALL SELECT court, court_code FROM registers
)
WHERE court IS NOT NULL
"""


@lru_cache(maxsize=1 << 16)
def fold_host(host: str) -> str:
    """One spelling for every host, however its portal lets it be written."""
    plain = host.strip().lower().removeprefix("www.")
    return next((own for source in all_sources() if (own := source.fold_host(plain)) is not None), plain)


def fold_name(name: str) -> str:
    """A court's name for comparison: case, ё, spaces and the publishers' abbreviations folded."""
    text = " ".join(name.lower().replace("ё", "е").replace("№", " № ").split())
    for source in all_sources():
        text = source.fold_name(text)
    return text


@dataclass(frozen=True)
class Told:
    """A directory that an observatory was told."""

    courts: tuple[Court, ...] = ()

    def those(self, host: str | None, code: str | None) -> Iterator[Court]:
        """Its courts with this code, then those at this host."""
        by_code, by_host = self._by
        yield from by_code.get(code or "", ())
        yield from by_host.get(fold_host(host) if host else "", ())

    @cached_property
    def _by(self) -> tuple[Mapping[str, list[Court]], Mapping[str, list[Court]]]:
        codes: dict[str, list[Court]] = defaultdict(list)
        hosts: dict[str, list[Court]] = defaultdict(list)
        for court in self.courts:
            codes[court.code or ""].append(court)
            hosts[court.host or ""].append(court)
        return {**codes, "": []}, {**hosts, "": []}


@dataclass(frozen=True)
class CourtNames:
    """The courts an observatory has pages of, by code and by name.

    A court's key is its host as its pages spell it; where both spellings occur, the module host (with two dashes). A
    court whose site moved keeps the host it was first seen at.
    """

    spellings: Mapping[str, str]
    hosts_by_code: Mapping[str, str]
    seen: Sequence[tuple[str, str | None, str | None]] = ()
    """Court, code and name, as pages tell them."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Folded host → the folded host the same court was first seen at."""
    told: Told = field(default_factory=Told)
    """The observatory's own directory."""

    @classmethod
    def of(cls, connection: Connection, told: tuple[Court, ...] = ()) -> Self:
        """Learn the courts from the captures."""
        rows = query(connection, _SQL)
        hosts = {(row["court_code"], row["court"]) for row in rows if row["court_code"] not in (None, row["court"])}
        # where every code has one host at most, none moved, and no filing need be asked
        several = len({code for code, _host in hosts}) < len(hosts)
        moved = first_hosts(
            (row["court"], str(row["since"] or "~"), row["same"], str(row["same_since"] or "~"))
            for row in (query(connection, _MOVED_SQL) if several else ())
        )
        sites = {fold_host(row["site"]): fold_host(row["court"]) for row in query(connection, _SITES_SQL)}
        found = ((row["court"], row["court_code"], row["court_name"]) for row in rows)
        return cls.learn(found, moved | {site: moved.get(court, court) for site, court in sites.items()}, Told(told))

    @classmethod
    def learn(
        cls,
        seen: Iterable[tuple[str, str | None, str | None]],
        moved: Mapping[str, str] | None = None,
        told: Told | None = None,
    ) -> Self:
        """Learn from (court, code, name) triples; a court may stand as its code where no host was known."""
        first = moved or {}
        codes: dict[str, set[str]] = defaultdict(set)
        spellings: dict[str, str] = {}
        triples = list(seen)
        for court, code, _name in triples:
            if court != code:
                folded = fold_host(court)
                spelled = court.strip().lower()
                spellings[folded] = max(spellings.get(folded, spelled), spelled, key=lambda one: ("--" in one, one))
                if code:
                    codes[code].add(first.get(folded, folded))
        hosts = {code: spellings[next(iter(found))] for code, found in codes.items() if len(found) == 1}
        return cls(spellings, hosts, triples, first, told or Told())

    @cached_property
    def hosts_by_name(self) -> Mapping[str, str]:
        """By their names as :func:`fold_name` leaves them, those of which no other court has the same."""
        names: dict[str, set[str]] = defaultdict(set)
        for court, code, name in self.seen:
            if name:
                names[fold_name(name)].add(self.key(court, code))
        return {name: next(iter(found)) for name, found in names.items() if len(found) == 1}

    def key(self, court: str | None, code: str | None) -> str:
        """The key of the court a filing stands in: its host where any page tells it, else its code."""
        if court and court != code:
            folded = fold_host(court)
            if folded in self.moved:
                folded = court = self.moved[folded]
            return self.spellings.get(folded, court.strip().lower())
        if code and code in self.hosts_by_code:
            return self.hosts_by_code[code]
        listed = listed_court(code=code, told=self.told)
        return self.key(listed.host, None) if listed else court or code or "?"

    def by_name(self, name: str) -> str | None:
        """The key of the court a higher court names; ``None`` where the name is unknown or ambiguous."""
        known = self.hosts_by_name.get(fold_name(name))
        if known is not None:
            return known
        listed = [court for source in all_sources() if (court := source.court_named(name)) is not None and court.host]
        return self.key(listed[0].host, listed[0].code) if len(listed) == 1 else None


def court_keys(connection: Connection, names: CourtNames) -> None:
    """Fill the table ``court_key``: every (court, code) pair of the tables with its key, name, okrug and region."""
    rows: list[tuple[str | None, ...]] = []
    for pair in query(connection, _PAIRS_SQL):
        key = names.key(pair["court"], pair["court_code"])
        listed = listed_court(host=key, told=names.told)
        described = (listed.name, listed.okrug, listed.region) if listed else (None, None, None)
        rows.append((pair["court"], pair["court_code"], key, *described))
    columns = dict.fromkeys(("court", "court_code", "key", "name", "okrug", "region"), "VARCHAR")
    fill(connection, "court_key", columns, rows)


def first_hosts(pairs: Iterable[tuple[str, str, str, str]]) -> dict[str, str]:
    """Where courts that moved were first seen: folded host → folded first host, through any number of moves.

    Takes (host, when it was first seen, the same court's other host, when that was) in any order.
    """
    since: dict[str, str] = {}
    same: dict[str, set[str]] = defaultdict(set)
    for host, seen, other, other_seen in pairs:
        one, two = fold_host(host), fold_host(other)
        if one != two:
            since[one] = min(since.get(one, seen), seen)
            since[two] = min(since.get(two, other_seen), other_seen)
            same[one].add(two)
            same[two].add(one)
    first: dict[str, str] = {}
    for host in sorted(same):
        group, waiting = {host}, [host]
        while waiting:
            more = same[waiting.pop()] - group
            group |= more
            waiting += more
        oldest = min(group, key=lambda one: (since[one], one))
        if host != oldest:
            first[host] = oldest
    return first


@dataclass(frozen=True, slots=True)
class ListedCourt:
    """What a directory says of a court."""

    host: str
    name: str
    okrug: str | None
    """Host of the okrug court above it."""
    region: str | None


def listed_court(*, host: str | None = None, code: str | None = None, told: Told | None = None) -> ListedCourt | None:
    """The court with this host or code in a source's directory, or else in the observatory's own (``told``)."""
    listed = (one for source in all_sources() if (one := source.court(host=host, code=code)) is not None)
    court = next((one for one in chain(listed, (told or Told()).those(host, code)) if one.host), None)
    return ListedCourt(court.host, court.name, court.above, court.region) if court and court.host else None
