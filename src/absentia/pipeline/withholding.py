"""The one place where it is decided what of a count may be shown in a publication."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Sequence

from absentia.disappearances import Gone, withheld
from absentia.disclosure import Cell, Publication, Table, withhold
from absentia.model.checked import CheckedArticle, CheckedClaim, Computed, Text
from absentia.model.count import Count
from absentia.model.period import Grain, Period, label
from absentia.model.texts import said
from absentia.model.verdict import Verdict
from absentia.tally import Tally, suppress_counts, suppressed

_COLUMNS = ("disappeared", "returned", "suspected")


def safe_to_show(tally: Tally, threshold: int) -> Tally:
    """A tally whose small counts are withheld, for those who compute with the others."""
    return suppressed(tally, threshold)


def shown(tally: Tally, threshold: int) -> Tally:
    """The same for a reader: it no longer knows how many units were seen."""
    safe = safe_to_show(tally, threshold)
    return dataclasses.replace(safe, seen=0, rows=tuple(dataclasses.replace(row, seen=0) for row in safe.rows))


_BY_MONTH, _BY_HALF_YEAR, _IN_ALL = Table(("month",)), Table(("half-year",)), Table(())
_LARGE = 100
"""So many times the threshold and more are all alike: no small count takes more room."""


def shown_in_time(months: Tally, half_years: Tally, threshold: int) -> tuple[Tally, Tally]:
    """The same counts by month and by half-year, withheld together: a half-year less its other months tells a month."""
    counts = {row.cell["month"]: row.seen for row in months.rows if row.cell["month"] and row.count.known}
    units: dict[str, Cell] = {
        f"{month} {unit}": ((month, _half_year_of(month)),)
        for month, count in counts.items()
        for unit in range(min(count, threshold * _LARGE))
    }
    publication = Publication((("month", "half-year"),), (_BY_MONTH, _BY_HALF_YEAR, _IN_ALL), (), units)
    found = withhold(publication, threshold)
    return (
        _without(shown(months, threshold), "month", {key[0] for key in found[_BY_MONTH]}),
        _without(shown(half_years, threshold), "half-year", {key[0] for key in found[_BY_HALF_YEAR]}),
    )


def _half_year_of(month: str) -> str:
    return label(Period.parse(month).start, Grain.HALF_YEAR)


def _without(tally: Tally, dimension: str, hidden: Container[object]) -> Tally:
    """A tally with some more of its counts withheld."""
    rows = tuple(
        dataclasses.replace(row, count=Count.withheld()) if row.count.known and row.cell[dimension] in hidden else row
        for row in tally.rows
    )
    return dataclasses.replace(tally, rows=rows)


def shown_disappearances(counts: Sequence[Gone], threshold: int) -> tuple[Gone, ...]:
    """Counts of disappearances, the small ones withheld, each column by itself."""
    hidden: dict[str, set[str | None]] = {}
    for column in _COLUMNS:
        given: dict[tuple[str | int | None, ...], int] = {
            (one.key,): value for one in counts if (value := one.counts[column].low) is not None
        }
        small = suppress_counts(given, threshold)
        hidden[column] = {one.key for one in counts if (one.key,) in small}
    return withheld(counts, hidden)


def shown_article(article: CheckedArticle, threshold: int) -> CheckedArticle:
    """An article without the claims' numbers that rest on a small count of court pages."""
    return dataclasses.replace(article, claims=tuple(_shown_claim(one, threshold) for one in article.claims))


def _shown_claim(claim: CheckedClaim, threshold: int) -> CheckedClaim:
    """A claim that rests on a small count says only that: its verdict, reason and chart would tell the count, too."""
    tallied = [one for one in claim.numbers if one.standing == "tallied"]
    if not tallied:
        return claim
    if not any(_small(one, threshold) for one in tallied):
        safe = tuple(one for one in claim.caveats if not _tells_of_few(one, threshold))
        return dataclasses.replace(claim, caveats=safe)
    return dataclasses.replace(
        claim,
        verdict=Verdict.CANNOT_BE_TESTED,
        reason=said("It rests on a small count, which is withheld: somebody could be recognised by it."),
        numbers=(),
        caveats=(),
        chart=None,
    )


def _small(one: Computed, threshold: int) -> bool:
    """A count from one to the threshold, or a range whose ends differ by so few."""
    ends = [end for end in (one.value, one.least, one.most) if end is not None]
    few = any(0 < end < threshold for end in ends)
    return few or (one.least is not None and one.most is not None and 0 < one.most - one.least < threshold)


def _tells_of_few(caveat: Text, threshold: int) -> bool:
    """It counts what could not be placed, and that is little."""
    counted = caveat.values.get("n")
    return isinstance(counted, int) and 0 < counted < threshold
