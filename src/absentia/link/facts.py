"""What linking may know of a filing: its exact keys, gathered over every page that shows it. No names, no guesses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from sys import intern
from typing import Any

from absentia.engine import Connection, fill, named_statements, query
from absentia.link.courts import CourtNames
from absentia.sources import get_source

_SQL = named_statements((files(__package__) / "facts.sql").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Facts:
    """The exact keys of one filing."""

    filing_id: str
    court: str
    procedure: str = "unknown"
    instance: str = "unknown"
    guid: str | None = None
    uids: frozenset[str] = frozenset()
    """УИД whose check digits hold."""
    numbers: frozenset[str] = frozenset()
    """Present and former numbers with their year, folded; of a cassation complaint also that of its case."""
    received: frozenset[dt.date] = frozenset()
    """All receipt dates seen; more than one is a contradiction and compatible with nothing."""
    lower_court: str | None = None
    """Key of the court of first instance, where its name is that of exactly one known court."""
    lower_numbers: frozenset[str] = frozenset()

    @property
    def register(self) -> tuple[str, str, str]:
        """Numbers are unique in a court's register, nowhere else."""
        return (self.court, self.procedure, self.instance)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The filings of an observatory, and what is known of those that anything may be joined to."""

    filings: Sequence[str]
    """All, in their order."""
    sharing: Sequence[Facts]
    """Those that have a key in common with another: most stand alone."""


def name_courts(connection: Connection, courts: CourtNames) -> None:
    """Fill the table ``named_court``: the names of courts below, with keys where it is clear who is meant."""
    named = [(row["name"], courts.by_name(row["name"])) for row in query(connection, _SQL["lower_courts"])]
    fill(connection, "named_court", dict.fromkeys(("name", "key"), "VARCHAR"), named)


def gather(connection: Connection) -> None:
    """What is told of filings in the states in ``told``, as keys; ``court_key`` and ``named_court`` name the courts."""
    connection.execute(_SQL["filings"])
    connection.execute(_SQL["written"])
    numbers = ((row["source"], row["number"]) for row in query(connection, _SQL["numbers"]))
    keys = [(source, number, get_source(source).number_key(number)) for source, number in numbers]
    fill(connection, "number_key", dict.fromkeys(("source", "number", "key"), "VARCHAR"), [k for k in keys if k[2]])
    connection.execute(_SQL["keys"])
    connection.execute(_SQL["tokens"])


def load(connection: Connection) -> Gathered:
    """The filings that :func:`gather` gathers, and the facts of those among them that share a key with another."""
    gather(connection)
    connection.execute(_SQL["shared"])
    known = connection.execute("SELECT filing_id FROM filing ORDER BY filing_id").fetchnumpy()["filing_id"]
    return Gathered(known.tolist(), read_facts(connection, "FROM sharing"))


def read_facts(connection: Connection, asked: str) -> list[Facts]:
    """The facts of filings that were loaded, in their order: of those whose ``n`` a ``SELECT`` gives."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW asked_for AS {asked}")
    return [_facts(row) for row in query(connection, _SQL["facts"])]


def _facts(row: Mapping[str, Any]) -> Facts:
    return Facts(
        filing_id=row["filing_id"],
        court=row["court"],
        procedure=intern(row["procedure"]),
        instance=intern(row["instance"]),
        guid=row["guid"],
        uids=frozenset(row["uids"]),
        numbers=frozenset(row["numbers"]),
        received=frozenset(row["received"]),
        lower_court=row["lower_court"],
        lower_numbers=frozenset(row["lower_numbers"]),
    )
