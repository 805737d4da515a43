"""All tables of a site, in all versions on record, as one problem of what must be withheld."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from absentia.disclosure import Bound, Cell, Problem, Publication, Table, Version
from absentia.model import Grain
from absentia.pipeline import bounds
from absentia.pipeline.bounds import GONE
from absentia.pipeline.claimed import Labelled, periods
from absentia.pipeline.version_record import Shown
from absentia.pipeline.withholding import GONE_AXES, GONE_BY
from absentia.tally import measures

HEADLINE = "cases_received"
"""The measure that is shown by court, too."""
_OF_THE_HEADLINE = 10.0
"""Rather ten counts of filings are withheld than one of cases received."""
AXES = (("court",), ("month", "half-year"), ("article",))
BY_PERIOD = {"month": Table(("article", "month")), "half-year": Table(("article", "half-year"))}
BY_ARTICLE, BY_COURT, TOTAL = Table(("article",)), Table(("court", "half-year")), Table(())


def tables_of(measure: str) -> tuple[Table, ...]:
    """The tables a site has of a measure."""
    return (*BY_PERIOD.values(), BY_ARTICLE, *((BY_COURT, TOTAL) if measure == HEADLINE else ()))


def problem_of(versions: Sequence[Shown], counts: Mapping[str, Sequence[Labelled]]) -> Problem:
    """The last of these versions is the new one; ``counts``, by measure, are what it counts for claims."""
    *history, now = versions
    found = {name: _of_measure(name, versions, counts[name]) for name in measures()}
    gone = tuple(Version(one.units.get(GONE, {}), one.withheld.get(GONE, {})) for one in history)
    found[GONE] = Publication(GONE_AXES, tuple(GONE_BY.values()), gone, now.units.get(GONE, {}))
    return Problem(found, list(_bounds(found, counts)))


def _bounds(found: Mapping[str, Publication], counts: Mapping[str, Sequence[Labelled]]) -> Iterator[Bound]:
    yield from bounds.between(found, BY_PERIOD, BY_ARTICLE)
    yield from bounds.of_disappearances(found, HEADLINE, BY_COURT, TOTAL, GONE_BY)
    for name, own in counts.items():
        by_court = BY_COURT if name == HEADLINE else None
        yield from bounds.of_counts(found[name], name, own, BY_PERIOD["month"], BY_ARTICLE, by_court)


def _of_measure(name: str, versions: Sequence[Shown], counts: Sequence[Labelled]) -> Publication:
    articles = frozenset(article for one in versions for article in one.articles)
    labels = [frozenset(one.counts.get(name, {})) for one in versions]
    every = articles.union(*labels)
    known = list(zip(versions, labels, strict=True))
    units = alike([_only(one.units.get(name, {}), articles | own) for one, own in known], labels)
    untold = [_untold(name, one, every - set(one.articles) - own) for one, own in known]
    history = [Version(units[at], one.withheld.get(name, {}), untold[at]) for at, one in enumerate(versions[:-1])]
    rests = frozenset((one.label,) for one in counts if not one.shown)
    worth = _OF_THE_HEADLINE if name == HEADLINE else 1.0
    return Publication(AXES, tables_of(name), tuple(history), units[-1], untold[-1], {BY_ARTICLE: rests}, worth=worth)


def _only(units: Mapping[str, Cell], labels: frozenset[str]) -> dict[str, Cell]:
    """The units with the articles and counts that some version shows: of the others a site says nothing."""
    return {name: (court, time, (_labels((court, time, own)) & labels,)) for name, (court, time, own) in units.items()}


def _labels(cell: Cell) -> frozenset[str]:
    found = cell[2][0]
    assert isinstance(found, frozenset)
    return cast("frozenset[str]", found)


def _untold(name: str, version: Shown, others: frozenset[str]) -> dict[Table, _Untold]:
    """What a version does not say of a measure: ``others`` are articles and counts of other versions."""
    left_out = version.left_out.get(name, {})
    found = {BY_ARTICLE: _Untold(others)}
    for grain, table in BY_PERIOD.items():
        within = {
            label: periods(dt.date.fromisoformat(since), dt.date.fromisoformat(until), Grain(grain))
            for label, (since, until) in version.counts.get(name, {}).items()
        }
        found[table] = _Untold(others | left_out.get(table, frozenset()), within)
    return found


@dataclass(frozen=True, slots=True)
class _Untold:
    """Keys of some labels altogether, and of counts in the months they may have units in: outside of these, none."""

    whole: frozenset[str]
    within: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __contains__(self, key: object) -> bool:
        label, *period = key if isinstance(key, tuple) else (key,)
        return label in self.whole or (label in self.within and period[0] in self.within[label])


def alike(versions: Sequence[Mapping[str, Cell]], counts: Sequence[frozenset[str]]) -> list[dict[str, Cell]]:
    """A unit that stays where it was has the labels of all these versions in each of them: it did not move.

    Args:
        versions: where each unit stands, the labels of the version's own counts among its articles.
        counts: the labels that each version knows.
    """
    found = [dict(one) for one in versions]
    if len(set(counts)) <= 1:
        return found
    for name in {name for one in versions for name in one}:
        run: list[int] = []
        known: dict[str, bool] = {}
        for at in range(len(versions) + 1):
            cell = versions[at].get(name) if at < len(versions) else None
            own = {} if cell is None else {label: label in _labels(cell) for label in counts[at]}
            plain = None if cell is None else _without(cell, counts[at])
            if run and (plain != _without(found[run[0]][name], counts[run[0]])
                        or any(known.get(label, here) != here for label, here in own.items())):  # fmt: skip
                _give(found, run, name, known)
                run, known = [], {}
            if cell is not None:
                run.append(at)
                known |= own
    return found


def _without(cell: Cell, labels: frozenset[str]) -> Cell:
    return (*cell[:2], (_labels(cell) - labels,))


def _give(found: Sequence[dict[str, Cell]], run: Sequence[int], name: str, known: Mapping[str, bool]) -> None:
    labels = frozenset(label for label, here in known.items() if here)
    for at in run:
        cell = found[at][name]
        found[at][name] = (*cell[:2], (_labels(cell) | labels,))
