"""The least number of cases that the filings seen allow.

A case whose first filing nobody saw is dated by a later one, and where no exact key joins two filings one case is seen
as two. A УИД names the court and year in which its case began; where there is none, or where more must be known, the
looks must show everything that came before. Even then a record that was returned or transferred and that no key joins
to its next filing (an open end) may stand in the count once more: each at most once.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from absentia.looks.coverage import LONGEST_CASE, Coverage, overlap
from absentia.model import Period


class Ends(NamedTuple):
    """How many open ends may stand in a cell once more, by whether they show a УИД."""

    with_uid: int = 0
    without_uid: int = 0
    successors: int = 0
    """Filings without a УИД, wherever: each may be the next of one case."""


class Found(NamedTuple):
    """What was seen of one cell."""

    cell: Mapping[str, Any]
    seen: int
    """Units, those included that may be later filings of cases counted elsewhere."""
    firm: int
    """Those that are none, but for open ends."""
    with_uid: int
    """Cases with a valid УИД that these belong to."""
    without_uid: int
    followed: int
    """Those with a УИД that ended open and may have gone on in another filing seen, with its persons and charges."""
    followed_without_uid: int
    heaviest: int
    """Units of one of these cases, at most."""
    last_day: dt.date | None

    def least(self, ends: Ends) -> int:
        """So many there are at least: an open end and a filing that both show a УИД would be joined by it."""
        twice = ends.without_uid + min(self.without_uid, ends.with_uid)
        if twice:
            twice = min(twice, self.with_uid + self.without_uid)
        if self.followed:
            twice += min(self.followed, ends.successors)
        twice += self.followed_without_uid
        return max(0, self.firm - twice * self.heaviest) if twice else self.firm


class OpenEnds:
    """The open ends of the records seen, by the day from which a later filing may have been received.

    Args:
        rows: ``court`` in which alone the later filing may stand (``None``: in any), ``has_uid``, ``since``: the days.
        successors: how many filings show no УИД.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]] = (), successors: int = 0) -> None:
        self._successors = successors
        by_court: defaultdict[str | None, dict[bool, Sequence[dt.date]]] = defaultdict(dict)
        for row in rows:
            by_court[row["court"]][row["has_uid"]] = row["since"]
        self._anywhere, self._by_court = by_court.pop(None, {}), by_court
        # by day, those of no court: few days end many cells
        self._there: dict[dt.date, tuple[int, int]] = {}
        self._everywhere = {
            uid: sorted(day for days in (self._anywhere, *by_court.values()) for day in days.get(uid, ()))
            for uid in (True, False)
        }

    def before(self, last: dt.date | None, court: str | None, instance: str | None) -> Ends:
        """Those that may stand once more among what was received up to a day, in a court (``None``: in any)."""
        if instance not in ("first", "all") or last is None:
            return Ends(successors=self._successors)
        if court is None:
            return Ends(*_earlier(self._everywhere, last), self._successors)
        there = self._there.get(last)
        if there is None:
            there = self._there[last] = _earlier(self._anywhere, last)
        if court not in self._by_court:
            return Ends(*there, self._successors)
        here = _earlier(self._by_court[court], last)
        return Ends(here[0] + there[0], here[1] + there[1], self._successors)


def _earlier(days: Mapping[bool, Sequence[dt.date]], last: dt.date) -> tuple[int, int]:
    return bisect_left(days.get(True, ()), last), bisect_left(days.get(False, ()), last)


def settled(seen: Coverage) -> Iterable[tuple[str | None, Period]]:
    """Stretches of receipt dates before which everything was looked at: by court, and (``None``) in every court.

    In a court since the stretch began; in every court for as long as a case may take. Nobody knows what other courts
    there are where no settings say which are asked, so then there is no stretch of every court.
    """
    everywhere: tuple[Period, ...] | None = None
    for court in seen.courts:
        shown = court.shown()
        yield from ((court.court, one) for one in shown)
        here = shown if court.since is not None else ()
        everywhere = here if everywhere is None else overlap(everywhere, here)
    for one in everywhere or ():
        if one.start + LONGEST_CASE <= one.end:
            yield None, Period(one.start + LONGEST_CASE, one.end)
