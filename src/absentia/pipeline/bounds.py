"""What a reader knows of the counts of one measure by those of another: the inequalities that bind a site's tables.

* cases ≤ filings, cases ≤ persons in them ≤ charges against these, verdicts ≤ cases decided: in every cell;
* cases decided by the end of a month ≤ cases received by then, under every article: first comes the receipt;
* records of a court that disappeared ≤ cases it received: strictly these are filings, which no table has by court;
* all cases of a half-year, or of an article's months, are in what a claim counts of them and in what it leaves out.

Not each of these holds always: an article may be added when a case is filed again. A reader may guess where they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from absentia.disclosure import Bound, Key, Publication, Sum, Table
from absentia.model import Grain
from absentia.model.period import Period
from absentia.pipeline.claimed import REST, Labelled, periods

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
