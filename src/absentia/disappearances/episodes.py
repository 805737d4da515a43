"""What was seen before and is missing: episodes of absence, cut out of the looks for one record.

An episode begins with the first look that misses a record and ends with the first that sees it again. A look that
misses is evidence only on a day on which the same court showed another record of the same database. Where a card can
be asked for, it decides; a listing alone does so only where none can, and only a listing of the whole register: a
record leaves the listing of a provision when its charge changes.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

DAYS, SPAN = 3, dt.timedelta(days=6)
"""An absence is confirmed by looks on so many different days (UTC), the first and the last at least so far apart: no
night's maintenance and no weekend lasts that long."""
LISTING, SWEEP, CARD = "listing", "sweep", "card"
"""Kinds of looks: a listing that shows a record anew or misses it for the first time; a later complete sweep of the
whole register that still misses it; its card. ``hearing_list`` can only show, not miss."""
WHOLE = ""
"""The provision of a listing of the whole register."""
Key = tuple[str, str, str]
"""Court, register, GUID."""


class AbsenceState(enum.StrEnum):
    """What is known of an episode."""

    SUSPECTED = "suspected"
    """Missed by too few looks, or on too few days, to be sure; not seen since."""
    CONFIRMED = "confirmed"
    """Missed by enough looks; not seen since."""
    RETURNED = "returned"
    """Confirmed, and then seen again."""
    EXCLUDED = "excluded"
    """No disappearance; the reason says why."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look for a record."""

    when: dt.datetime
    seen: bool
    kind: str
    capture: str | None = None
    provision: str | None = None
    """Of a listing: what was asked for; ``None`` of a card, or where nobody wrote it down."""
    building: int | None = None
    sound: bool = True
    """Of one that missed: the court showed other records of this database on that day, and this one nowhere."""

    @property
    def order(self) -> tuple[dt.datetime, bool, str, str, str, int, bool]:
        """In time; what sees at the very moment of a miss comes after it. No two different looks are equal in it."""
        asked = (self.provision is not None, self.provision or "")
        return self.when, self.seen, self.kind, repr(asked), self.capture or "", self.building or 0, self.sound


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of a record besides the looks for it."""

    court: str
    register: str
    guid: str
    building: int
    received: dt.date | None
    provisions: tuple[str, ...]
    """Those it was listed under, of the provisions that were asked for."""
    has_card: bool
    """There is an address to ask for its card."""

    @property
    def key(self) -> Key:
        """Court, register and GUID."""
        return self.court, self.register, self.guid


@dataclass(frozen=True, slots=True)
class Absence:
    """An episode: a record missed from one look on, until it was seen again."""

    known: Known
    state: AbsenceState
    last_seen: Look | None
    """The last look that saw it before."""
    misses: tuple[Look, ...]
    """Every look that missed it, in order."""
    returned: Look | None = None
    """The look that saw it again."""
    reason: str | None = None
    """Why an excluded one is none: ``left_listing``, ``moved_building``, ``template_migration``, ``moved_host``,
    ``still_listed``, ``seen_again``; the stage adds ``another_guid``, ``transferred`` and ``joined``."""

    @property
    def evidence(self) -> tuple[Look, ...]:
        """The misses that prove something."""
        return tuple(one for one in self.misses if _proves(one))

    @property
    def missed(self) -> Look:
        """The first miss; of those that prove something, if any does."""
        return (self.evidence or self.misses)[0]

    @property
    def confirmed(self) -> Look | None:
        """The miss that made it certain."""
        return confirming(self.misses, has_card=self.known.has_card)

    @property
    def disappeared(self) -> bool:
        """Whether it is a disappearance, returned or not."""
        return self.state in (AbsenceState.CONFIRMED, AbsenceState.RETURNED)

    @property
    def in_doubt(self) -> bool:
        """Whether it is suspected, and on evidence: not because of a court that showed nothing at all."""
        return self.state is AbsenceState.SUSPECTED and bool(self.evidence)


def _proves(look: Look) -> bool:
    return look.sound and (look.kind in (CARD, SWEEP) or look.provision == WHOLE)


def confirming(misses: Sequence[Look], *, has_card: bool) -> Look | None:
    """The first of the misses, in order, by which enough of them had been made; ``None`` where they do not suffice."""
    days: set[dt.date] = set()
    begin: dt.datetime | None = None
    card = not has_card
    for look in misses:
        if not _proves(look):
            continue
        begin = begin or look.when
        days.add(look.when.date())
        card = card or look.kind == CARD
        if card and len(days) >= DAYS and look.when.date() - begin.date() >= SPAN:
            return look
    return None


def episodes(
    known: Known,
    looks: Iterable[Look],
    *,
    migrated: dt.datetime | None = None,
    elsewhere: Sequence[Look] = (),
) -> list[Absence]:
    """Cut the looks for a record into episodes of absence. Their order does not matter.

    Args:
        known: the record.
        looks: those that saw it and those that missed it.
        migrated: when the court was found to have changed its template.
        elsewhere: looks that saw the same GUID at another court.
    """
    found: list[Absence] = []
    last: Look | None = None
    misses: list[Look] = []
    ordered = sorted(set(looks), key=lambda one: one.order)
    shown = {one.when.date() for one in ordered if one.seen}
    for look in ordered:
        if look.seen:
            if misses:
                found.append(_ended(known, last, tuple(misses), look, migrated))
                misses = []
            last = look
        elif misses or look.kind != SWEEP:
            # what one page shows and another misses on the same day is a court at odds with itself
            misses.append(replace(look, sound=look.sound and look.when.date() not in shown))
    if misses:
        found.append(_unended(known, last, tuple(misses), elsewhere))
    return found


def _unended(known: Known, last: Look | None, misses: tuple[Look, ...], elsewhere: Sequence[Look]) -> Absence:
    if any(look.when >= misses[0].when for look in elsewhere):
        return Absence(known, AbsenceState.EXCLUDED, last, misses, reason="moved_host")
    sure = confirming(misses, has_card=known.has_card) is not None
    return Absence(known, AbsenceState.CONFIRMED if sure else AbsenceState.SUSPECTED, last, misses)


def _ended(
    known: Known, last: Look | None, misses: tuple[Look, ...], again: Look, migrated: dt.datetime | None
) -> Absence:
    if confirming(misses, has_card=known.has_card) is not None:
        # no listing ever missed it: as far as anybody looked, its card alone could not be had
        listed = again.kind == LISTING and all(one.kind == CARD for one in misses)
        state = AbsenceState.EXCLUDED if listed else AbsenceState.RETURNED
        return Absence(known, state, last, misses, again, "still_listed" if listed else None)
    begin = last.when if last else misses[0].when
    if migrated is not None and begin <= migrated <= again.when + dt.timedelta(days=1):
        reason = "template_migration"
    elif again.kind == LISTING and {again.building}.isdisjoint({one.building for one in misses} | {None}):
        reason = "moved_building"
    elif all(one.kind != CARD for one in misses) and (again.kind == CARD or _another_list(misses, again)):
        reason = "left_listing"
    else:
        reason = "seen_again"
    return Absence(known, AbsenceState.EXCLUDED, last, misses, again, reason)


def _another_list(misses: Sequence[Look], again: Look) -> bool:
    return again.kind == LISTING and again.provision not in {one.provision for one in misses}
