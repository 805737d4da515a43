"""Complete looks at the first-instance criminal registers, with the records they show.

Only a look at the whole register shows the ordinals of all it holds; one for an article shows that article's, and
nothing of the gaps between them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from absentia.model import Period


@dataclass(frozen=True, slots=True)
class ShownLook:
    """One complete look: which dates of receipt it covers, when it was taken, which records it shows."""

    court: str
    building: int
    """The database asked (srv_num)."""
    period: Period
    taken: dt.date
    """The day of its first page; what was received on that day may have been entered after it."""
    ended: dt.datetime
    """When its last page was fetched."""
    article: str | None
    """``None``: the whole register."""
    records: frozenset[str]


@dataclass(frozen=True, slots=True)
class Looks:
    """By court: all complete looks at its register, how many others there were, and its name."""

    complete: Mapping[str, tuple[ShownLook, ...]]
    incomplete: Mapping[str, int]
    names: Mapping[str, str]


def looks(rows: Iterable[Mapping[str, Any]]) -> Looks:
    """The rows of ``looks.sql``."""
    found: defaultdict[str, list[ShownLook]] = defaultdict(list)
    incomplete: Counter[str] = Counter()
    names: dict[str, str] = {}
    for row in rows:
        if row["court_name"]:
            names.setdefault(row["court"], row["court_name"])
        if not row["known"]:
            incomplete[row["court"]] += 1
        elif row["since"] <= row["until"]:
            found[row["court"]].append(
                ShownLook(
                    row["court"],
                    row["building"],
                    Period(row["since"], row["until"]),
                    row["taken"],
                    row["ended"],
                    row["article"],
                    frozenset(row["records"]),
                )
            )
    return Looks({court: tuple(one) for court, one in found.items()}, dict(incomplete), names)
