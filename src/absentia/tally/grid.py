"""Turn what was seen of each cell into a count: exact, a range, a lower bound, or nothing with a reason."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from absentia.looks.coverage import CourtCoverage, Coverage
from absentia.model import Grain, Period
from absentia.model.count import Count
from absentia.model.period import label
from absentia.tally.least import Found, OpenEnds
from absentia.tally.loose import Loose
from absentia.tally.query import Scope
from absentia.tally.result import Row, Tally

NOT_COVERED = "not_covered"
"""No complete listing shows this court's whole period, and no record of it was seen."""
NOT_READABLE = "not_readable"
"""Nothing was seen here, and what could not be read elsewhere may belong here, nobody knows how much."""
PERHAPS_REFILED = "perhaps_refiled"
"""Something was seen here, all of which may be later filings of cases counted elsewhere."""
_GRAINS = {grain.value: grain for grain in Grain}
_UNPLACED = frozenset((None, "unknown"))
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Grid:
    """Everything the counts of one tally rest on.

    ``ends`` are the open ends that may stand in them once more, ``loose`` the units that may belong to other cells too.
    """

    dimensions: tuple[str, ...]
    seen: Coverage
    scope: Scope
    ends: OpenEnds
    loose: Loose

    def total(self, found: Found) -> Count:
        """Everything the filters keep."""
        covered = self._covered({})
        low = found.least(self.ends.before(found.last_day, self.scope.court, self.scope.instance))
        return _count(found.seen, low, self.loose.of_total, covered=covered)

    def rows(self, found: Iterable[Found], total: Found, period: Period | None) -> tuple[Row, ...]:
        """The cells in which something was seen and, by court and period, those in which nothing was; sorted.

        A court that was not looked at has one row without a count, whatever its periods; further dimensions
        (provisions, families) list only what occurs.
        """
        if not self.dimensions:
            return (Row({}, self.total(total), total.seen),)
        present = {tuple(cell.values()): Row(cell, count, seen) for cell, count, seen in self.counts(found)}
        for key, count in self._empty(period):
            if key not in present:
                cell = dict(zip(self.dimensions, key, strict=True))
                present[key] = Row(cell, count if count is not None else self._nothing_seen(cell))
        return tuple(present[key] for key in in_order(present))

    def counts(self, found: Iterable[Found]) -> Iterator[tuple[Mapping[str, Any], Count, int]]:
        """Each cell in which something was seen, its count and the units seen.

        What the looks and the loose units say is asked once of each place: provisions come by the hundred thousand.
        """
        court_asked, instance_asked, grain = self.scope.court, self.scope.instance, self._grain
        places: dict[tuple[Any, ...], tuple[bool, int | None]] = {}
        for one in found:
            cell = one.cell
            court, instance = cell.get("court", court_asked), cell.get("instance", instance_asked)
            place = (court, cell.get(grain), instance, cell.get("procedure"))
            if place not in places:
                places[place] = self._covered(cell), self.loose.of_cell(cell)
            covered, loose = places[place]
            low = one.least(self.ends.before(one.last_day, court, instance))
            yield cell, _count(one.seen, low, loose, covered=covered and _UNPLACED.isdisjoint(cell.values())), one.seen

    def _covered(self, cell: Mapping[str, Any]) -> bool:
        """Complete looks show the whole cell: its period, in its court or in all; nobody knows all without settings."""
        if cell.get("court", self.scope.court) is None and not self.seen.courts_known:
            return False
        courts = self._courts_of(cell)
        piece = cell.get(self._grain)
        if piece is None:
            return bool(courts) and all(self._covers_all(court) for court in courts)
        asked = _clipped(piece, self.scope.since, self.scope.until)
        return bool(courts) and all(self._covers(court, asked) for court in courts)

    @cached_property
    def _grain(self) -> str:
        """The dimension that is a period; empty where none is."""
        return next((one for one in self.dimensions if one in _GRAINS), "")

    def _courts_of(self, cell: Mapping[str, Any]) -> Sequence[CourtCoverage]:
        if "court" not in cell:
            return self.seen.courts
        court = self.seen.court(cell["court"])
        return () if court is None else (court,)

    def _nothing_seen(self, cell: Mapping[str, Any]) -> Count:
        return _count(0, 0, self.loose.of_cell(cell), covered=self._covered(cell))

    def _empty(self, period: Period | None) -> Iterator[tuple[Key, Count | None]]:
        """The cells to be listed even where nothing was seen, with their count where nobody looked."""
        if "court" in self.dimensions:
            for court in self.seen.not_looked_at:
                assert court.reason is not None  # that is what makes it one that was not looked at
                # of a court alone any further dimension is open
                key = tuple(court.court if one == "court" else None for one in self.dimensions)
                yield key, Count.unknown(court.reason)
        if any(one not in ("court", *_GRAINS) for one in self.dimensions):
            return
        grain = _GRAINS[self._grain] if self._grain else None
        pieces = [label(piece.start, grain) for piece in period.split(grain)] if grain and period else []
        values = {"court": [court.court for court in self.seen.looked_at], self._grain: pieces}
        yield from ((key, None) for key in product(*(values[one] for one in self.dimensions)))

    def _covers_all(self, court: CourtCoverage) -> bool:
        """Complete looks show the whole period asked about, open ends taken as far as they go."""
        period = self.seen.period(court, self.scope.since, self.scope.until)
        return period is not None and self._covers(court, period)

    def _covers(self, court: CourtCoverage, period: Period) -> bool:
        return court.covers(period, self.scope.article, self.scope.part, decisions=self.scope.by_decision)


@lru_cache(maxsize=1 << 12)
def _count(seen: int, low: int, loose: int | None, *, covered: bool) -> Count:
    """The range that the units seen allow: ``low`` of them firm, ``loose`` more that may belong here (none: any)."""
    if covered and loose is not None:
        return Count(low, seen + loose)
    if low:
        return Count.at_least(low)
    return Count.unknown(PERHAPS_REFILED if seen else NOT_READABLE if covered else NOT_COVERED)


@lru_cache(maxsize=1 << 12)
def _clipped(name: str, since: dt.date | None, until: dt.date | None) -> Period:
    """What lies of a period between two days, or all of it where nothing does: a table names few, in every court."""
    piece = Period.parse(name)
    start, end = max(piece.start, since or piece.start), min(piece.end, until or piece.end)
    return Period(start, end) if start <= end else piece


@lru_cache(maxsize=1 << 16)
def order_of(value: Any) -> tuple[bool, tuple[tuple[int, int, str], ...]]:
    """Nothing last; numbers inside text by value, so that 337.10 stands behind 337.2."""
    pieces = re.findall(r"\d+|\D+", str(value))
    return (value is None, tuple((0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in pieces))


def in_order(keys: Collection[Key]) -> list[Key]:
    """Keys sorted by their values: of the many of a table each value is compared once."""
    ranks = []
    for values in zip(*keys, strict=True):
        orders = {value: order_of(value) for value in set(values)}
        place = {order: number for number, order in enumerate(sorted(set(orders.values())))}
        ranks.append({value: place[order] for value, order in orders.items()})
    return sorted(keys, key=lambda key: [rank[value] for rank, value in zip(ranks, key, strict=True)])


def side_by_side(one: Tally, other: Tally) -> list[tuple[Row | None, Row | None]]:
    """The rows of two tallies by the same dimensions, cell by cell; ``None`` where a cell stands in the other only."""
    first, second = ({tuple(row.cell.items()): row for row in tally.rows} for tally in (one, other))
    cells = sorted(first | second, key=lambda cell: [order_of(value) for _dimension, value in cell])
    return [(first.get(cell), second.get(cell)) for cell in cells]
