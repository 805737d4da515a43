"""One key per court, however a page names it: by host, by code, by its name in full or in short.

Names are resolved first among the courts whose own pages are in the observatory, then in the source's directory; a
name that fits two courts resolves to none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from absentia.engine import Connection, query
from absentia.rehearsal.courts import invented_court
from absentia.sources.ru_sudrf.courts import court_by_code, court_by_host, resolve_court

# «гарнизонный военный суд», in any case of the language, and its usual abbreviation
_LONG_FORMS = (
    (re.compile(r"\bгарнизонн\w+ военн\w+ суд\w*"), "гвс"),
    (re.compile(r"\bокружн\w+ военн\w+ суд\w*"), "овс"),
    (re.compile(r"\bфлотск\w+ военн\w+ суд\w*"), "фвс"),
)
_SQL = """
SELECT DISTINCT court, court_code, court_name FROM captures WHERE court IS NOT NULL
"""


def fold_host(host: str) -> str:
    """Both spellings of a portal's host compare equal: ``x--reg.sudrf.ru`` and ``x.reg.sudrf.ru``."""
    return host.strip().lower().removeprefix("www.").replace("--", ".")


def fold_name(name: str) -> str:
    """A court's name for comparison: case, ё, spaces and the usual abbreviations folded."""
    text = " ".join(name.lower().replace("ё", "е").replace("№", " № ").split())
    for pattern, short in _LONG_FORMS:
        text = pattern.sub(short, text)
    return text


@dataclass(frozen=True, slots=True)
class CourtNames:
    """The courts an observatory has pages of, by code and by name.

    A court's key is its host as its pages spell it; where both spellings occur, the module host (with two dashes).
    """

    spellings: Mapping[str, str]
    hosts_by_code: Mapping[str, str]
    hosts_by_name: Mapping[str, str]

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """Learn the courts from the captures."""
        rows = query(connection, _SQL)
        return cls.learn((row["court"], row["court_code"], row["court_name"]) for row in rows)

    @classmethod
    def learn(cls, seen: Iterable[tuple[str, str | None, str | None]]) -> Self:
        """Learn from (court, code, name) triples; a court may stand as its code where no host was known."""
        codes: dict[str, set[str]] = defaultdict(set)
        names: dict[str, set[str]] = defaultdict(set)
        spellings: dict[str, str] = {}
        triples = list(seen)
        for court, code, _name in triples:
            if court != code:
                folded = fold_host(court)
                spelled = court.strip().lower()
                spellings[folded] = max(spellings.get(folded, spelled), spelled, key=lambda one: ("--" in one, one))
                if code:
                    codes[code].add(folded)
        hosts = {code: spellings[next(iter(found))] for code, found in codes.items() if len(found) == 1}
        nameless = cls(spellings, hosts, {})
        for court, code, name in triples:
            if name:
                names[fold_name(name)].add(nameless.key(court, code))
        return cls(spellings, hosts, {name: next(iter(found)) for name, found in names.items() if len(found) == 1})

    def key(self, court: str | None, code: str | None) -> str:
        """The key of the court a filing stands in: its host where any page tells it, else its code."""
        if court and court != code:
            return self.spellings.get(fold_host(court), court.strip().lower())
        if code and code in self.hosts_by_code:
            return self.hosts_by_code[code]
        listed = listed_court(code=code)
        return self.key(listed.host, None) if listed else court or code or "?"

    def by_name(self, name: str) -> str | None:
        """The key of the court a higher court names; ``None`` where the name is unknown or ambiguous."""
        known = self.hosts_by_name.get(fold_name(name))
        if known is not None:
            return known
        court = resolve_court(name)
        return self.key(court.module_host, court.code) if court is not None and court.module_host else None


@dataclass(frozen=True, slots=True)
class ListedCourt:
    """What a directory says of a court."""

    host: str
    name: str
    okrug: str | None
    """Host of the okrug court above it."""
    region: str | None


def listed_court(*, host: str | None = None, code: str | None = None) -> ListedCourt | None:
    """The court of the source's directory, or of the rehearsal's invented ones, with this host or code."""
    court = court_by_code(code) if code else court_by_host(host) if host else None
    if court is not None and court.module_host:
        return ListedCourt(court.module_host, court.name, court.okrug_host, court.region)
    invented = invented_court(host=fold_host(host) if host else None, code=code)
    return ListedCourt(invented.host, invented.name, invented.okrug, invented.region) if invented else None
