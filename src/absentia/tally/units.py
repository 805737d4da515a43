"""The filings behind a count, one by one: for those who hold them against something else."""

from __future__ import annotations

from dataclasses import dataclass

from absentia.engine import Connection, ask
from absentia.tally.catalogue import measure
from absentia.tally.query import Scope, make_units

_SELECT = """
SELECT DISTINCT r.record_id AS unit, s.unreadable, s.charged
FROM scoped s
JOIN record_line r ON r.line = s.charged_in
ORDER BY unit
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """One filing that was received."""

    unit: str
    """The id of its record."""
    unreadable: bool
    """Some of its charges could not be read."""
    charged: bool
    """Some charge of it is shown."""


def units(connection: Connection, scope: Scope) -> list[Unit]:
    """The filings received within a scope, in a prepared observatory."""
    make_units(connection, measure("filings_received"), scope)
    return [Unit(**row) for row in ask(connection, _SELECT)]
