"""All tables of a site, in all versions on record, as one problem of what must be withheld.

What a reader knows of the counts of one measure by those of another are inequalities that bind the tables:

* cases ≤ filings, cases ≤ persons in them ≤ charges against these, verdicts ≤ cases decided: in every cell;
* cases decided by the end of a month ≤ cases received by then, under every article: first comes the receipt;
* records of a court that disappeared ≤ cases it received: strictly these are filings, which no table has by court;
* records that returned ≤ records that disappeared: in every court and week;
* all cases of a half-year, or of an article's months, are in what a claim counts of them and in what it leaves out.

Not each of these holds always: an article may be added when a case is filed again. A reader may guess where they do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import cast

from absentia.disclosure import Bound, Cell, Key, Problem, Publication, Sum, Table, Version
from absentia.model import Grain
from absentia.model.period import Period
from absentia.pipeline.claimed import REST, Labelled, periods
from absentia.pipeline.version_record import Shown
from absentia.pipeline.withholding import GONE_AXES, GONE_BY, stayed_away
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
    yield from between(found, BY_PERIOD, BY_ARTICLE)
    yield from of_disappearances(found, HEADLINE, BY_COURT, TOTAL, GONE_BY)
    for name, own in counts.items():
        by_court = BY_COURT if name == HEADLINE else None
        yield from of_counts(found[name], name, own, BY_PERIOD["month"], BY_ARTICLE, by_court)


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


CHAIN = (
    ("cases_received", "filings_received"), ("cases_received", "persons_charged"), ("persons_charged", "charges"),
    ("verdicts", "cases_decided"), ("verdicts", "cases_received"), ("cases_decided", "cases_received"),
)  # fmt: skip
"""Measures of which the first is at most the second: cell by cell where both are dated alike, else under an article."""
LATER = (("cases_decided", "cases_received"), ("verdicts", "cases_received"))
"""Of these the first is dated later."""
GONE = "disappearances"
COLUMN = "disappeared"


def between(
    publications: Mapping[str, Publication], by_period: Mapping[str, Table], by_article: Table
) -> Iterator[Bound]:
    """Bounds of measures by measures, for every cell that both have."""
    for lower, upper in CHAIN:
        alike = (lower, upper) not in LATER
        for table in (*by_period.values(), by_article) if alike else (by_article,):
            for key in _common(publications, lower, upper, table):
                yield Bound(Sum(lower, table, (key,)), Sum(upper, table, (key,)))
    for lower, upper in LATER:
        yield from _by_then(publications, lower, upper, by_period[Grain.MONTH.value])


def _by_then(publications: Mapping[str, Publication], lower: str, upper: str, table: Table) -> Iterator[Bound]:
    """What is dated later has come first: all until a month. What has no day may have come at any time before."""
    keys = {name: _by_label(_keys(publications[name], table)) for name in (lower, upper)}
    for label in sorted(keys[lower].keys() & keys[upper].keys(), key=str):
        months = sorted({key[1] for name in keys for key in keys[name][label] if key[1] is not None}, key=str)
        for until in accumulate(([month] for month in months), lambda one, other: [*one, *other]):
            within = tuple((label, month) for month in until)
            yield Bound(Sum(lower, table, within), Sum(upper, table, ((label, None), *within)))


def of_disappearances(
    publications: Mapping[str, Publication], measure: str, by_court: Table, total: Table, gone: Mapping[str, Table]
) -> Iterator[Bound]:
    """Records that disappeared from a court, and from all, are no more than cases received there."""
    halves = _by_label(_keys(publications[measure], by_court))
    for key in _keys(publications[GONE], gone["court"]):
        if key[0] == COLUMN:
            yield Bound(Sum(GONE, gone["court"], (key,)), Sum(measure, by_court, tuple(halves.get(key[1], ()))))
    yield Bound(Sum(GONE, gone["all"], ((COLUMN,),)), Sum(measure, total, ((),)))
    yield from stayed_away(GONE, publications[GONE])


def of_counts(
    publication: Publication,
    measure: str,
    counts: Sequence[Labelled],
    month: Table,
    by_article: Table,
    by_court: Table | None,
) -> Iterator[Bound]:
    """What a claim counts, and what it leaves out, is all there is in its months."""
    known = {one.label for one in counts}
    for one in counts:
        if not one.shown:
            continue
        rest = f"{one.whole} {REST} {one.label}"
        parts = Sum(measure, by_article, tuple((name,) for name in (one.label, rest) if name in known))
        if one.article is not None:
            months = sorted(periods(one.since, one.until, Grain.MONTH))
            yield Bound(Sum(measure, month, tuple((one.article, name) for name in months)), parts)
        elif by_court is not None:
            inside = tuple(key for key in _keys(publication, by_court) if _inside(key[1], one))
            yield Bound(Sum(measure, by_court, inside), parts)


def _inside(half: object, one: Labelled) -> bool:
    if half is None:
        return False
    period = Period.parse(str(half))
    return one.since <= period.start and period.end <= one.until


def _common(publications: Mapping[str, Publication], one: str, other: str, table: Table) -> Sequence[Key]:
    shared = set(_keys(publications[other], table))
    return [key for key in _keys(publications[one], table) if key in shared]


def _keys(publication: Publication, table: Table) -> Sequence[Key]:
    return publication.keys[publication.tables.index(table)]


def _by_label(keys: Iterable[Key]) -> dict[object, list[Key]]:
    found: dict[object, list[Key]] = {}
    for key in keys:
        found.setdefault(key[0], []).append(key)
    return found
