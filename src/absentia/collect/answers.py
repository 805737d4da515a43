"""On which days a court showed records of which database: only there does a record that is missing prove anything."""

from __future__ import annotations

import datetime as dt

from absentia.collect.ledger import Ledger

Day = tuple[str, int, dt.date]
"""A court's database on a day."""


class Answers:
    """On which days courts showed records of which database."""

    def __init__(self, ledger: Ledger, listed: set[Day] | None = None) -> None:
        self._ledger = ledger
        self._listed = listed
        """Databases of courts and days on which a sweep showed rows; ``None``: each is looked up."""
        self._cards: dict[tuple[str, dt.date], frozenset[int]] = {}

    def on(self, court: str, building: int, day: dt.date) -> bool:
        """Whether the court showed a record of the database on the day (UTC)."""
        one = court, building, day
        listed = self._swept(*one) if self._listed is None else one in self._listed
        return listed or building in self._opened(court, day)

    def _swept(self, court: str, building: int, day: dt.date) -> bool:
        return bool(
            self._ledger.row(
                "SELECT 1 FROM looks WHERE court = ? AND building = ? AND distinct_guids > 0 AND ended >= ? "
                "AND ended < ? LIMIT 1",
                (court, building, day.isoformat(), (day + dt.timedelta(days=1)).isoformat()),
            )
        )

    def _opened(self, court: str, day: dt.date) -> frozenset[int]:
        if (court, day) not in self._cards:
            rows = self._ledger.rows(
                "SELECT DISTINCT coalesce(s.building, c.building) AS building FROM sightings s "
                "LEFT JOIN cards c USING (court, register, guid) "
                "WHERE s.court = ? AND s.kind = 'card' AND s.seen = 1 AND s.date >= ? AND s.date < ?",
                (court, day.isoformat(), (day + dt.timedelta(days=1)).isoformat()),
            )
            self._cards[court, day] = frozenset(row["building"] for row in rows)
        return self._cards[court, day]
