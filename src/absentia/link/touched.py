"""Which filings a run looks at: those of which something else is told than before, and all they could be joined to.

Keys and decisions tie filings into groups. What comes of a group rests on its filings and the decisions on these alone,
so whatever has no tie to anything new stands as it is. Ties are followed to their end, those of before and of now:
a key that is gone may part two filings of which nothing is new.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from absentia.engine import Connection, fill, named_statements
from absentia.link.clusters import Clusters
from absentia.link.facts import gather
from absentia.link.judgements import Judgement

_SQL = named_statements((files(__package__) / "touched.sql").read_text(encoding="utf-8"))
_COURTS = {
    "courts": "SELECT court, court_code, key FROM court_key ORDER BY ALL",
    "names": "SELECT name, key FROM named_court ORDER BY ALL",
}
"""What says which court is meant."""
_FEW = 4
"""Filings are few where they are no more than one in so many of those that were linked before."""


def courts_told(connection: Connection) -> dict[str, str]:
    """How courts are named in this run, as text: the notes :func:`touch` holds against those of the next."""
    return {name: json.dumps(connection.execute(sql).fetchall()) for name, sql in _COURTS.items()}


def few_changed(connection: Connection) -> bool:
    """Whether going on costs less than linking everything."""
    counted = connection.execute(_SQL["changed"]).fetchone()
    return counted is not None and counted[0] * _FEW <= counted[1]


def touched_few(connection: Connection) -> bool:
    """Whether this run goes on with the cases that stand."""
    return bool(connection.execute("SELECT getvariable('few')").fetchall()[0][0])


def touch_all(connection: Connection) -> None:
    """Look at every filing: nothing stands that could be gone on with."""
    _fill(connection, ())
    connection.execute(_SQL["all_told"])


def touch(
    connection: Connection, before: Mapping[str, str], decided: Sequence[Judgement], known: int
) -> frozenset[str]:
    """Fill the table ``touched_filing``, and return the same: filings, and such as decisions know and no page shows.

    ``before``: what :func:`courts_told` said when the cases that stand were made, of which ``known`` decisions tell.
    """
    ties = Clusters()
    for one in decided:
        if one.judgement != "anchor":
            ties.join(*one.keys)
    fresh = _ids(connection, "FROM changed_filing").union(*(one.keys for one in decided[known:]))
    for name, now in courts_told(connection).items():
        was, are = ({tuple(row) for row in json.loads(told)} for told in (before[name], now))
        fill(connection, "other", {"told": "VARCHAR"}, sorted({row[:1] for row in was ^ are}))
        fresh |= _ids(connection, _SQL[name])
    found: set[str] = set()
    connection.execute("SET VARIABLE few = true")
    _fill(connection, fresh)
    connection.execute(_SQL["told"])
    gather(connection)
    connection.execute(_SQL["borne"])
    first = len(fresh)
    while fresh:
        found |= fresh
        _fill(connection, fresh)
        fresh = _ids(connection, _SQL["bearing"]).union(*(ties.members(one) for one in fresh)) - found
    _fill(connection, found)
    if len(found) > first:
        connection.execute(_SQL["told"])
    return frozenset(found)


def _ids(connection: Connection, sql: str) -> set[str]:
    return {filing for (filing,) in connection.execute(sql).fetchall()}


def _fill(connection: Connection, filings: Iterable[str]) -> None:
    fill(connection, "touched_filing", {"filing_id": "VARCHAR"}, [(one,) for one in sorted(filings)])
