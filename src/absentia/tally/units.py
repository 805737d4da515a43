"""The units behind a count, one by one: for those who hold them against something else."""

from __future__ import annotations

from dataclasses import dataclass

from absentia.engine import Connection, query
from absentia.tally.catalogue import measure
from absentia.tally.query import Scope, units_sql

_SELECT = "SELECT DISTINCT unit, coalesce(unreadable, false) AS unreadable, charged FROM scoped ORDER BY unit"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a measure."""

    unit: str
    """The id of its record, person or case, as the measure says."""
    unreadable: bool
    """Some of its charges could not be read."""
    charged: bool
    """Some charge of it is shown."""


def units(connection: Connection, name: str, scope: Scope) -> list[Unit]:
    """The units of a measure within a scope, in a prepared observatory."""
    sql = units_sql(measure(name).sql, scope) + _SELECT
    return [Unit(**row) for row in query(connection, sql, scope.parameters())]
