"""What the audit asks: every measure by every dimension and pair of them, and sets of more with filters, by chance."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from absentia.rehearsal.audit.scope import DIMENSIONS, GRAINS, MEASURES, Scope, pairs
from absentia.rehearsal.audit.worlds import BEGIN
from absentia.rehearsal.courthouse.life import Life

LARGER = 50
"""Sets of more dimensions and filters."""
_PROVISIONS = ("337", "337.5", "337.3", "337.2.1", "332", "338", "158", "228.1", "228/1")
_INSTANCES = ("first", "appeal", "cassation", "all")
_PROCEDURES = ("criminal", "all", "civil")


@dataclass(frozen=True, slots=True)
class Question:
    """One tally."""

    measure: str
    by: tuple[str, ...]
    scope: Scope


def questions(life: Life, lot: random.Random) -> Iterator[Question]:
    """Every question of the audit about one world."""
    for measure in MEASURES:
        yield Question(measure, (), Scope())
        for one in DIMENSIONS:
            yield Question(measure, (one,), Scope())
        for two in pairs():
            yield Question(measure, two, Scope())
    hosts = [site.court.host for site in life.sites]
    for _set in range(LARGER):
        yield larger(hosts, lot)


def larger(hosts: Sequence[str], lot: random.Random) -> Question:
    """Some dimensions and filters."""
    chosen = lot.sample(DIMENSIONS, lot.choice((0, 0, 1, 2, 3, 4)))
    periods = [one for one in chosen if one in GRAINS]
    by = tuple(one for one in chosen if one not in periods[1:])
    since, until = _ends(lot)
    return Question(
        lot.choice(MEASURES),
        by,
        Scope(
            since=since,
            until=until,
            provision=lot.choice(_PROVISIONS) if lot.random() < 0.4 else None,  # noqa: PLR2004  invented shares
            sole=lot.choice((True, False)) if lot.random() < 0.25 else None,  # noqa: PLR2004
            instance=lot.choice(_INSTANCES) if lot.random() < 0.4 else None,  # noqa: PLR2004
            procedure=lot.choice(_PROCEDURES) if lot.random() < 0.15 else None,  # noqa: PLR2004
            court=lot.choice(hosts) if lot.random() < 0.4 else None,  # noqa: PLR2004
        ),
    )


def _ends(lot: random.Random) -> tuple[dt.date | None, dt.date | None]:
    """A period: both ends, one or none; long or short, whole months or not."""
    first = BEGIN + dt.timedelta(days=lot.randrange(-60, 520))
    last = first + dt.timedelta(days=lot.choice((0, 6, 30, 90, 183, 364)))
    if lot.random() < 0.3:  # noqa: PLR2004  as above
        first = first.replace(day=1)
    return (first if lot.random() < 0.6 else None), (last if lot.random() < 0.6 else None)  # noqa: PLR2004  as above
