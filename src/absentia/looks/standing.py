"""Of many looks at one question, those that still tell something: marked once, so that no count sorts them all again.

Looks are told apart by their places in a list.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from absentia.looks.coverage import FIRST_DAY, POSTED_WITHIN
from absentia.model.look import Look


def newest(looks: Sequence[Look]) -> set[int]:
    """The look each question was answered by last; a part of a window that was split answers none of its own."""
    last: dict[tuple[object, ...], int] = {}
    for place, one in enumerate(looks):
        if one.parent is None:
            known = looks[last.setdefault((*_asked(one), one.since), place)]
            # of one moment, the first by its name
            if known.ended < one.ended or (known.ended == one.ended and one.id < known.id):
                last[*_asked(one), one.since] = place
    return set(last.values())


def standing(looks: Sequence[Look]) -> set[int]:
    """The complete looks whose receipt dates no later one from the same day on shows wholly, each window once."""
    shows: defaultdict[tuple[object, ...], list[tuple[dt.date, dt.date, int]]] = defaultdict(list)
    for place, one in enumerate(looks):
        if (days := shown(one)) is not None:
            shows[*_asked(one), days[0]].append((days[1], one.started.date(), place))
    found = set[int]()
    for windows in shows.values():
        latest = dt.date.min
        for _until, captured, place in sorted(windows, reverse=True):
            if captured > latest:
                latest = captured
                found.add(place)
    return found


def reaching(looks: Sequence[Look]) -> dict[int, dt.date]:
    """By the look it begins with, until when looks show all receipts, each as far as none was posted after it."""
    shows: defaultdict[tuple[object, ...], list[tuple[dt.date, dt.date, int]]] = defaultdict(list)
    for place, one in enumerate(looks):
        if (days := shown(one)) is not None:
            shows[_asked(one)].append((days[0], min(days[1], one.started.date() - POSTED_WITHIN), place))
    found: dict[int, dt.date] = {}
    for windows in shows.values():
        first, end = -1, dt.date.min
        for since, until, place in sorted(one for one in windows if one[0] <= one[1]):
            if since > end + dt.timedelta(days=1):
                first = place
            end = found[first] = max(end, until)
    return found


def shown(look: Look) -> tuple[dt.date, dt.date] | None:
    """The receipt dates a look shows from end to end; ``None``: none.

    What was received on the day of the first page may have been entered after it.
    """
    since, before = look.since or FIRST_DAY, look.started.date() - dt.timedelta(days=1)
    if not look.outcome.known or since > before:
        return None
    return since, before if look.until is None else min(look.until, before)


def _asked(look: Look) -> tuple[object, ...]:
    return look.court, look.register, look.building, look.provision
