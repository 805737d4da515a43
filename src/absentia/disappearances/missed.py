"""The episodes of absence of a whole ledger: the looks for every record that was ever missed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from absentia.collect.ledger import Ledger, Row
from absentia.collect.ledger.sweeps import Answers, Day
from absentia.collect.ledger.values import day, day_of, moment, moment_of
from absentia.disappearances.episodes import LISTING, SWEEP, WHOLE, Absence, Key, Known, Look, episodes


def absences(ledger: Ledger) -> list[Absence]:
    """Every episode of absence the ledger knows of, in order of court, register, GUID and time.

    Costs a look at the records that were ever missed, and at the sweeps of their courts; not at all that is known.
    """
    rows = _by_key(ledger.ask("rows_of_missed"))
    cards = _by_key(ledger.ask("cards_of_missed"))
    sightings = _by_key(ledger.ask("sightings_of_missed"))
    sweeps = _Sweeps(ledger, {court for court, _register, _guid in sightings})
    moved = _elsewhere(ledger, sightings)
    migrated = {row["host"]: moment(row["migrated"]) for row in ledger.ask("hosts")}
    looked: dict[Key, tuple[Known, list[Look]]] = {}
    for key, shown in sorted(sightings.items()):
        known = _known(key, rows.get(key, ()), cards.get(key, ()))
        looks = [*_sighted(shown, known), *_listed(rows.get(key, ()))]
        looked[key] = known, [*looks, *sweeps.still_missing(known, looks)]
    answers = Answers(ledger, sweeps.answered)
    found = []
    for key, (known, looks) in looked.items():
        weighed = [replace(one, sound=one.seen or _answered(answers, known, one)) for one in looks]
        found += episodes(known, weighed, migrated=migrated.get(known.court), elsewhere=moved.get(key, ()))
    return found


def _answered(answers: Answers, known: Known, look: Look) -> bool:
    building = known.building if look.building is None else look.building
    return answers.on(known.court, building, look.when.date())


def _by_key(rows: Iterable[Row]) -> dict[Key, list[Row]]:
    found: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["court"], row["register"], row["guid"]].append(row)
    return dict(found)


def _known(key: Key, rows: Sequence[Row], cards: Sequence[Row]) -> Known:
    received = max((row["received"] for row in rows if row["received"]), default=None)
    return Known(
        *key,
        building=next((row["building"] for row in (*cards, *rows)), 1),
        received=day(received or None),
        provisions=tuple(sorted(row["provision"] for row in rows if row["provision"] != WHOLE)),
        has_card=bool(cards),
    )


def _sighted(sightings: Iterable[Row], known: Known) -> Iterator[Look]:
    for row in sightings:
        building = row["building"] if row["building"] is not None else known.building
        yield Look(moment_of(row["date"]), bool(row["seen"]), row["kind"], row["capture"], row["provision"], building)


def _listed(rows: Iterable[Row]) -> Iterator[Look]:
    """When each listing last showed it: sightings say only when it came and went."""
    for row in rows:
        yield Look(moment_of(row["last_seen"]), True, LISTING, row["capture"], row["provision"], row["building"])


class _Sweeps:
    """The complete sweeps of whole registers, and the days on which any sweep showed rows."""

    def __init__(self, ledger: Ledger, courts: set[str]) -> None:
        self._whole: defaultdict[tuple[str, str, int], list[tuple[dt.date, dt.date, Look]]] = defaultdict(list)
        self.answered: set[Day] = set()
        for court in sorted(courts):
            for row in ledger.ask("whole_registers_seen", court=court):
                look = Look(moment_of(row["ended"]), False, SWEEP, row["capture"], WHOLE, row["building"])
                window = day_of(row["since"]), day_of(row["until"])
                self._whole[court, row["register"], row["building"]].append((*window, look))
            for row in ledger.ask("days_with_rows", court=court):
                self.answered.add((court, row["building"], day_of(row["day"])))

    def still_missing(self, known: Known, looks: Iterable[Look]) -> Iterator[Look]:
        """Sweeps of its window after the whole register had missed it and before it showed it again."""
        if known.received is None:
            return
        gone: dt.datetime | None = None
        spans: list[tuple[dt.datetime, dt.datetime | None]] = []
        listings = (one for one in looks if one.kind == LISTING and one.provision == WHOLE)
        for look in sorted(listings, key=lambda one: one.order):
            if look.seen and gone is not None:
                spans.append((gone, look.when))
            gone = None if look.seen else gone or look.when
        if gone is not None:
            spans.append((gone, None))
        for since, until, look in self._whole[known.court, known.register, known.building]:
            if since <= known.received <= until and any(
                begin < look.when and (end is None or look.when < end) for begin, end in spans
            ):
                yield look


def _elsewhere(ledger: Ledger, missed: Mapping[Key, object]) -> dict[Key, list[Look]]:
    """The same GUID in a listing of another court: a court whose site moved."""
    by_guid: defaultdict[str, list[Row]] = defaultdict(list)
    for row in ledger.ask("rows_elsewhere"):
        by_guid[row["guid"]].append(row)
    found: dict[Key, list[Look]] = {}
    for key in missed:
        others = [row for row in by_guid[key[2]] if row["court"] != key[0]]
        if others:
            found[key] = list(_listed(others))
    return found
