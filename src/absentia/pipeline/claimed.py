"""Counts that claims of articles ask for, as labels of the units they count: a site withholds them with its tables.

A claim may count less than the tables do, one part of an article or a cut period. Then what it leaves out of the whole
article in whole months could be told by subtracting, so that it is a count as well: a *rest*, which nobody publishes.
So is what one such count leaves out of another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from absentia.check.schema import Article, Claim
from absentia.disclosure import Cell
from absentia.engine import Connection
from absentia.law import parse_provision, under
from absentia.model import Grain
from absentia.model.period import Period, label
from absentia.tally import measures
from absentia.tally.prepare import jurisdictions
from absentia.tally.query import Scope
from absentia.tally.units import units

REST = "less"
"""What stands between two counts of which the second is left out."""


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """A count that a claim asks for."""

    measure: str
    provision: str
    """As the claim has it; empty: whatever the charge."""
    since: dt.date
    until: dt.date

    @property
    def label(self) -> str:
        """What its units are known by beside their articles."""
        return f"{self.provision or '*'} {self.since}..{self.until}"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A count, or a rest, with its units."""

    label: str
    since: dt.date
    until: dt.date
    """The whole months it may have units in."""
    article: str | None
    """The article whose months it is counted in; none: all units of these months, or not to be said."""
    units: frozenset[str]
    shown: bool
    """Whether a claim prints it; a rest is never shown."""

    @property
    def whole(self) -> str:
        """The label of all units of its article in its months, which the tables count."""
        return f"{self.article or '*'} months {self.since}..{self.until}"


def periods(since: dt.date, until: dt.date, grain: Grain) -> frozenset[str]:
    """The months or half-years of some days."""
    found, day = set(), since
    while day <= until:
        found.add(label(day, grain))
        day = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return frozenset(found)


def asked_by(claim: Claim, jurisdiction: str | None) -> tuple[Asked, ...]:
    """The counts a claim prints."""
    found = [
        Asked(
            one.tally.strip().lower().replace("-", "_"),
            under(one.provision, jurisdiction) if one.provision else "",
            one.since,
            one.until,
        )
        for one in claim.operands.values()
        if one.tally is not None and one.since is not None and one.until is not None
    ]
    return tuple(sorted(set(found)))


def counts_of(articles: Sequence[Article]) -> Mapping[tuple[str, str], tuple[Asked, ...]]:
    """By article and claim, those that ask for any."""
    found = {(one.id, claim.id): asked_by(claim, one.jurisdiction) for one in articles for claim in one.claims}
    return {claim: asked for claim, asked in found.items() if asked}


def labelled(
    connection: Connection, measure: str, asked: Sequence[Asked], cells: Mapping[str, Cell]
) -> tuple[Labelled, ...]:
    """The counts of one measure that are asked for, with every rest that somebody could compute.

    ``cells``: all its units, as the site's tables place them.

    Raises:
        UsageProblem: a provision of which nobody knows whose law it is of.
    """
    counted = [_counted(connection, one, cells) for one in asked if one.measure == measure]
    wholes = [_whole(one, cells) for one in counted if one.units]
    return (*counted, *_rests([*counted, *wholes]))


def _counted(connection: Connection, asked: Asked, cells: Mapping[str, Cell]) -> Labelled:
    among = jurisdictions(connection)
    wanted = parse_provision(asked.provision, among) if asked.provision else None
    by_decision = measures()[asked.measure].by_decision
    scope = Scope(since=asked.since, until=asked.until, by_decision=by_decision).under(wanted, among)
    found = units(connection, asked.measure, scope)
    names = frozenset(f"{one.unit}#{time}" for one in found for time in range(one.weight)) & cells.keys()
    articles = {article for one in found for article in one.articles} if wanted is not None else set()
    months = Period.parse(label(asked.since, Grain.MONTH)), Period.parse(label(asked.until, Grain.MONTH))
    article = articles.pop() if len(articles) == 1 else None
    return Labelled(asked.label, months[0].start, months[1].end, article, names, shown=True)


def _whole(one: Labelled, cells: Mapping[str, Cell]) -> Labelled:
    """All units of its article in its months; it is counted by the tables."""
    months = periods(one.since, one.until, Grain.MONTH)
    names = frozenset(
        name
        for name, (_court, time, labels) in cells.items()
        if time[0] in months and (one.article is None or one.article in labels[0])  # type: ignore[operator]
    )
    return Labelled(one.whole, one.since, one.until, one.article, names, shown=False)


def _rests(counts: Sequence[Labelled]) -> Iterator[Labelled]:
    """What a count leaves out of another that holds all of it."""
    known = {one.label: one for one in counts}
    for whole, part in permutations(known.values(), 2):
        if part.units < whole.units:
            yield Labelled(
                f"{whole.label} {REST} {part.label}", whole.since, whole.until, whole.article,
                whole.units - part.units, shown=False,
            )  # fmt: skip
