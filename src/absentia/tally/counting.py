"""Count units by dimensions: one SQL statement composed of a measure and fixed pieces, values always bound."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from absentia.engine import Connection, ask, ask_rows, query
from absentia.engine.undisturbed import undisturbed
from absentia.looks.coverage import Coverage
from absentia.model.count import Count
from absentia.model.period import label
from absentia.observatory import Observatory
from absentia.tally.asked import PERIODS, day_of, dimensions_of, known_court, must_be_known, scope_of
from absentia.tally.catalogue import Measure, measure, measures_of_packages, named_as
from absentia.tally.coverage import coverage
from absentia.tally.grid import Grid
from absentia.tally.least import Found, OpenEnds
from absentia.tally.loose import KNOWN, Loose, loose_sql
from absentia.tally.packages import count_packages
from absentia.tally.prepare import jurisdictions, prepared, prepared_as_of, settle
from absentia.tally.query import UNITS, Scope, compose, make_standing, make_units
from absentia.tally.result import Tally

_SYNTHETIC = "SELECT bool_or(synthetic) AS synthetic FROM captures"


@dataclass(frozen=True, slots=True)
class Counted:
    """A tally with the coverage and scope it was made from, for those who compute with it."""

    tally: Tally
    coverage: Coverage
    scope: Scope


def tally(
    observatory: Observatory,
    name: str,
    *,
    by: Sequence[str] = (),
    since: dt.date | str | None = None,
    until: dt.date | str | None = None,
    provision: str | None = None,
    sole: bool | None = None,
    instance: str | None = None,
    procedure: str | None = None,
    court: str | None = None,
    as_of: dt.date | str | None = None,
) -> Tally:
    """Count one measure over an observatory.

    Args:
        observatory: with tables; filings are linked first if they have not been.
        name: of the measure (:func:`~absentia.tally.catalogue.measures`).
        by: dimensions, any of :data:`~absentia.tally.asked.DIMENSIONS`, at most one of them a period.
        since: first day counted, or a period whose first day it is.
        until: last day counted, or a period whose last day it is.
        provision: an article or exact part; a unit counts when it carries it, alone or among others.
        sole: only units charged with nothing else (True), or only with something else beside (False).
        instance: first (the default), appeal, cassation, supervisory, unknown, or all.
        procedure: criminal (the default) or another, or all.
        court: one court's host.
        as_of: count what could be known at the end of this day: only pages fetched and looks ended until then.

    Raises:
        UsageProblem: an unknown measure, dimension, provision, instance or date.
        ObservatoryProblem: nothing has been parsed yet.
        DataProblem: no page of that court is in the observatory.
    """
    if (of_packages := named_as(name)) in measures_of_packages():
        return count_packages(
            observatory,
            of_packages,
            by=by,
            since=day_of(since, "--since", last=False),
            until=day_of(until, "--until", last=True),
            provision=provision,
            instance=instance,
            sole=sole,
            procedure=procedure,
            court=court,
            as_of=day_of(as_of, "--as-of", last=True),
        )
    return count(
        observatory,
        name,
        by=by,
        since=since,
        until=until,
        provision=provision,
        sole=sole,
        instance=instance,
        procedure=procedure,
        court=court,
        as_of=as_of,
    ).tally


def count(
    observatory: Observatory,
    name: str,
    *,
    by: Sequence[str] = (),
    since: dt.date | str | None = None,
    until: dt.date | str | None = None,
    provision: str | None = None,
    sole: bool | None = None,
    instance: str | None = None,
    procedure: str | None = None,
    court: str | None = None,
    as_of: dt.date | str | None = None,
) -> Counted:
    """As :func:`tally`, with the coverage as records."""
    chosen = measure(name)
    dimensions = dimensions_of(by)
    day = day_of(as_of, "--as-of", last=True)
    with prepared(observatory) as connection:
        among = jurisdictions(connection)
        scope = scope_of(dimensions, since, until, provision, sole, instance, procedure, among=among)
        scope = dataclasses.replace(scope, by_decision=chosen.by_decision)
        must_be_known(connection, scope)
        if court is not None:
            scope = scope.in_court(known_court(connection, court))
        if day is None:
            return _counted(_Read(connection, chosen, dimensions, scope))
        invented = synthetic(connection)
    with prepared_as_of(observatory, day) as (connection, known):
        counted = _counted(_Read(connection, chosen, dimensions, scope))
    command = f"{counted.tally.command} --as-of {day}"
    tally = dataclasses.replace(counted.tally, as_of=known, command=command, synthetic=invented)
    return dataclasses.replace(counted, tally=tally)


@undisturbed
def _counted(read: _Read) -> Counted:
    seen = _looked(read)
    return Counted(read.tally(seen), seen, read.scope)


def _looked(read: _Read) -> Coverage:
    """What was looked at of what is counted; and the stretches before which everything was."""
    scope = read.scope
    whole = coverage(read.connection, dataclasses.replace(scope, court=None))
    settle(read.connection, scope, whole)
    return whole if scope.court is None else coverage(read.connection, scope)


def seen_cells(
    connection: Connection, name: str, by: Sequence[str]
) -> tuple[Count, Iterator[tuple[Mapping[str, Any], Count, int]]]:
    """The total and the rows of a tally in which something is seen, of a prepared observatory: for who keeps them all.

    Each is its cell, the count and the units seen, in no order.
    """
    chosen, dimensions = measure(name), dimensions_of(by)
    scope = scope_of(dimensions, None, None, None, None, None, None, among=jurisdictions(connection))
    read = _Read(connection, chosen, dimensions, dataclasses.replace(scope, by_decision=chosen.by_decision))
    return read.cells(_looked(read))


def synthetic(connection: Connection) -> bool:
    """Whether any page of a prepared observatory says that it is invented."""
    (pages,) = query(connection, _SYNTHETIC)
    return bool(pages["synthetic"])


@dataclass(frozen=True, slots=True)
class _Read:
    """The statements of one count."""

    connection: Connection
    measure: Measure
    dimensions: tuple[str, ...]
    scope: Scope

    def cells(self, seen: Coverage) -> tuple[Count, Iterator[tuple[Mapping[str, Any], Count, int]]]:
        """The total, and the cells in which something is seen, in no order: each with its count and the units seen."""
        grid, everything, found, _first_day, _unreadable = self._grid(seen)
        return grid.total(everything), grid.counts(found)

    def tally(self, seen: Coverage) -> Tally:
        """The counts, with everything they rest on."""
        chosen, scope = self.measure, self.scope
        grid, everything, found, first_day, unreadable = self._grid(seen)
        counted = grid.total(everything)
        unreadable["perhaps_refiled"] = everything.seen - (counted.low or 0)
        return Tally(
            measure=chosen.name,
            unit=chosen.unit,
            about=chosen.about,
            by=self.dimensions,
            rows=grid.rows(found, everything, scope.period(first_day, _known(everything.last_day, seen))),
            total=counted,
            looked=seen,
            unreadable={key: int(value or 0) for key, value in unreadable.items()},
            synthetic=synthetic(self.connection),
            filters=scope.filters(),
            since=str(scope.since) if scope.since else None,
            until=str(scope.until) if scope.until else None,
            command=_command(chosen.name, self.dimensions, scope),
            seen=everything.seen,
        )

    def _grid(self, seen: Coverage) -> tuple[Grid, Found, list[Found], dt.date | None, dict[str, Any]]:
        """All that counts rest on, what was seen in all and in each cell, the first day, and what could not be read."""
        chosen, scope = self.measure, self.scope
        make_units(self.connection, chosen, scope, self.dimensions)
        make_standing(self.connection, chosen, scope)
        ((everything, first_day),) = self._found(())
        found = [one for one, _day in self._found(self.dimensions)] if self.dimensions else []
        checked = measure(chosen.checked_by)
        if checked != chosen:
            make_units(self.connection, checked, scope, self.dimensions)
        (unreadable,) = self._ask(UNITS["unreadable"])
        grid = Grid(self.dimensions, seen, scope, self._ends(), self._loose(checked))
        return grid, everything, found, first_day, unreadable

    def _ask(self, sql: str) -> list[dict[str, Any]]:
        return ask(self.connection, sql, self.scope.parameters())

    def _ends(self) -> OpenEnds:
        if self.measure.one_per_case != "first":
            return OpenEnds()
        (successors,) = self._ask(UNITS["successors"])
        return OpenEnds(self._ask(UNITS["open_ends"]), successors["filings"])

    def _loose(self, checked: Measure) -> Loose:
        kept = [one for one in self.dimensions if one in KNOWN]
        rows = self._cells(loose_sql(self.measure, checked, self.dimensions, self.scope), kept)
        return Loose((cell | {"counted": row[-2], "units": row[-1]} for cell, row in rows), kept)

    def _found(self, dimensions: Sequence[str]) -> Iterator[tuple[Found, dt.date | None]]:
        """What was seen of each cell, and its first day."""
        width = len(dimensions)
        for cell, row in self._cells(compose(self.measure, dimensions, self.scope), dimensions):
            yield Found(cell, *row[width:-1]), row[-1]

    def _cells(self, sql: str, dimensions: Sequence[str]) -> Iterator[tuple[dict[str, Any], tuple[Any, ...]]]:
        """Rows, and the cell that the first values of each are, with the first day of a period turned into its name."""
        grain = next((one for one in dimensions if one in PERIODS), None)
        for row in ask_rows(self.connection, sql, self.scope.parameters())[1]:
            cell = dict(zip(dimensions, row, strict=False))
            if grain is not None and (day := cell[grain]) is not None:
                cell[grain] = label(day, PERIODS[grain])
            yield cell, row


def _known(last: dt.date | None, seen: Coverage) -> dt.date | None:
    """The last day, as far as anybody looked: one typed decades ahead would stand behind as many years of nothing."""
    return min(last, seen.last_day) if last and seen.last_day else last


def _command(name: str, dimensions: Sequence[str], scope: Scope) -> str:
    parts = ["absentia", "tally", name]
    if dimensions:
        parts += ["--by", ",".join(dimensions)]
    for key, value in scope.options():
        parts += [key] if value is None else [key, value]
    return " ".join(parts)
