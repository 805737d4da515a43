"""Disappearances counted by court, article, provision or week; “none” only where somebody could look."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from absentia.disappearances.record import Disappearance, Disappearances
from absentia.link.courts import fold_host
from absentia.model import Period

DIMENSIONS = ("court", "article", "provision", "week")
TOO_BRIEFLY = "looked_too_briefly"
COULD_NOT_LOOK = "could_not_look"
SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Count:
    """What disappeared in one court, under one provision, or was first missed in one week."""

    key: str | None
    """The court's host, the article, the provision, the week; ``None``: its provisions are not known."""
    disappeared: int | None
    """Certain ones, returned ones too; ``None``: see ``reason``."""
    returned: int | None
    suspected: int | None
    at_least: bool = False
    """Not everything could be looked at: it may be more."""
    reason: str | None = None
    """could_not_look, with what the court showed instead; suppressed."""

    def as_row(self, by: str) -> dict[str, Any]:
        """For tables and people's programs."""
        return {
            by: self.key,
            "disappeared": self.disappeared,
            "returned": self.returned,
            "suspected": self.suspected,
            "at_least": self.at_least,
            "reason": self.reason,
        }


def chosen(
    found: Disappearances,
    *,
    courts: Iterable[str] = (),
    provision: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Disappearances:
    """Only these courts (hosts), this article or exact part, and what was first missed in these days."""
    hosts = {fold_host(one) for one in courts}
    first, last = since or dt.date.min, until or dt.date.max

    def fits(one: Disappearance) -> bool:
        return (
            (not hosts or fold_host(one.court) in hosts)
            and (provision is None or any(_under(charged, provision) for charged in one.provisions))
            and first <= one.first_missed.date() <= last
        )

    def overlaps(week: str) -> bool:
        period = Period.parse(week)
        return period.start <= last and period.end >= first

    return replace(
        found,
        episodes=tuple(one for one in found.episodes if fits(one)),
        courts=tuple(one for one in found.courts if not hosts or fold_host(one.court) in hosts),
        weeks={week: courts for week, courts in found.weeks.items() if overlaps(week)},
        alarms=tuple(
            one for one in found.alarms if overlaps(one.week) and (not hosts or fold_host(one.court or "") in hosts)
        ),
    )


def _under(charged: str, provision: str) -> bool:
    return charged == provision or charged.startswith((f"{provision}.", f"{provision}/"))


def count(found: Disappearances, by: str) -> tuple[Count, ...]:
    """Counts by one of :data:`DIMENSIONS`, sorted.

    By court and by week every one that was looked at has its row, so that a zero is said where it is known; a record
    charged under several provisions counts under each.
    """
    groups: defaultdict[str | None, list[Disappearance]] = defaultdict(list)
    for one in (*found.found, *found.suspected):
        for key in _keys(one, by):
            groups[key].append(one)
    if by == "court":
        return tuple(_of_court(found, look.court, groups[look.court]) for look in found.courts)
    if by == "week":
        every = len(found.courts)
        return tuple(_of_week(week, courts, every, groups[week]) for week, courts in found.weeks.items())
    order = sorted(groups, key=lambda key: (key is None, _numbers(key or "")))
    partly = not all(look.complete for look in found.courts)
    return tuple(_counted(key, groups[key], at_least=partly) for key in order)


def _keys(one: Disappearance, by: str) -> Sequence[str | None]:
    if by == "court":
        return [one.court]
    if by == "week":
        return [one.week]
    if by == "article":
        return sorted({charged.partition(".")[0] for charged in one.provisions}) or [None]
    return one.provisions or [None]


def _counted(key: str | None, group: Sequence[Disappearance], *, at_least: bool = False) -> Count:
    states = Counter(str(one.state) for one in group)
    return Count(
        key=key,
        disappeared=states["confirmed"] + states["returned"],
        returned=states["returned"],
        suspected=states["suspected"],
        at_least=at_least,
    )


def _of_court(found: Disappearances, court: str, group: Sequence[Disappearance]) -> Count:
    look = next(one for one in found.courts if one.court == court)
    counted = _counted(court, group, at_least=not look.complete)
    if group or look.complete:
        return counted
    if look.last_answer is not None and not look.unknown:
        return Count(court, None, None, None, reason=TOO_BRIEFLY)
    why = ":".join((COULD_NOT_LOOK, *sorted(look.unknown, key=lambda one: (-look.unknown[one], one))[:1]))
    return Count(court, None, None, None, reason=why)


def _of_week(week: str, courts: int, every: int, group: Sequence[Disappearance]) -> Count:
    if group or courts:
        return _counted(week, group, at_least=courts < every)
    return Count(week, None, None, None, reason=COULD_NOT_LOOK)


def _numbers(key: str) -> tuple[Any, ...]:
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in key.replace("/", ".").split("."))


def withheld(counts: Sequence[Count], hidden: Mapping[str, Container[str | None]]) -> tuple[Count, ...]:
    """The counts without those that are not to be shown: ``hidden`` has the keys by column."""

    def left(one: Count, column: str, value: int | None) -> int | None:
        return None if one.key in hidden.get(column, ()) else value

    return tuple(
        replace(
            one,
            disappeared=left(one, "disappeared", one.disappeared),
            returned=left(one, "returned", one.returned),
            suspected=left(one, "suspected", one.suspected),
            reason=SUPPRESSED if any(one.key in keys for keys in hidden.values()) else one.reason,
        )
        for one in counts
    )


__all__ = ["COULD_NOT_LOOK", "DIMENSIONS", "SUPPRESSED", "Count", "chosen", "count", "withheld"]
