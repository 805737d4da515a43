"""The one place where it is decided what of a count may be shown in a publication."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Container, Iterator, Mapping, Sequence

from absentia.check.estimating import UNPLACED_DOCUMENTS, UNPLACED_RECORDS
from absentia.disappearances import AbsenceState, Disappearance, Disappearances, Gone, count, withheld
from absentia.disclosure import Bound, Cell, Key, Problem, Publication, Sum, Table, withhold_together
from absentia.model.checked import CheckedArticle, CheckedClaim, Computed, KnownThen, Text, Verdict
from absentia.model.texts import numbers_in, said
from absentia.tally import Tally
from absentia.tally.suppress import without

_COLUMNS = ("disappeared", "returned", "suspected")


def shown(tally: Tally, hidden: Container[Key], threshold: int) -> Tally:
    """A tally for a reader: without what is withheld, and no longer knowing how many units were seen."""
    safe = without(tally, hidden, threshold)
    return dataclasses.replace(safe, seen=0, rows=tuple(dataclasses.replace(row, seen=0) for row in safe.rows))


def shown_disappearances(counts: Sequence[Gone], threshold: int) -> tuple[Gone, ...]:
    """Counts of disappearances, the small ones withheld, in all columns together."""
    rows, whole = Table(("column", "row")), Table(("column",))
    publication = Publication((("row",), ("column",)), (rows, whole), (), _units_of(counts))
    problem = Problem({"": publication}, list(stayed_away("", publication)))
    small = withhold_together(problem, threshold)[""][rows]
    return withheld(counts, {column: {one.key for one in counts if (column, one.key) in small} for column in _COLUMNS})


def _units_of(counts: Sequence[Gone]) -> dict[str, Cell]:
    """A unit for each of what is counted: what returned stands in two columns."""
    units: dict[str, Cell] = {}
    for row, one in enumerate(counts):
        disappeared, returned, suspected = (one.counts[column].low or 0 for column in _COLUMNS)
        for columns, many in (
            (_COLUMNS[:1], disappeared - returned),
            (_COLUMNS[:2], returned),
            (_COLUMNS[2:], suspected),
        ):
            units |= {f"{row} {columns} {nth}": ((one.key,), (frozenset(columns),)) for nth in range(many)}
    return units


def stayed_away(name: str, publication: Publication) -> Iterator[Bound]:
    """What returned is no more than what disappeared: those that did not return are a count that is read off, too."""
    for table, keys in zip(publication.tables, publication.keys, strict=True):
        at = table.dimensions.index("column")
        for key in keys:
            if key[at] == _COLUMNS[1]:
                every = (*key[:at], _COLUMNS[0], *key[at + 1 :])
                yield Bound(Sum(name, table, (key,)), Sum(name, table, (every,)))


GONE_AXES = (("court",), ("week",), ("column",))
GONE_BY = {"court": Table(("column", "court")), "week": Table(("column", "week")), "all": Table(("column",))}


def gone_cells(found: Disappearances) -> dict[str, Cell]:
    """Where each disappearance is counted."""
    return {
        f"{one.filing_id} {one.episode}": ((one.court,), (one.week,), (_columns_of(one),))
        for one in (*found.found, *found.suspected)
    }


def shown_removals(
    found: Disappearances, hidden: Mapping[Table, frozenset[Key]]
) -> tuple[Mapping[str, tuple[Gone, ...]], bool]:
    """Disappearances by court and by week without the ``hidden`` ones; is the total shown?"""
    rows = {
        by: withheld(
            count(found, by),
            {column: {str(key[1]) for key in hidden[GONE_BY[by]] if key[0] == column} for column in _COLUMNS},
        )
        for by in ("court", "week")
    }
    return rows, ("disappeared",) not in hidden[GONE_BY["all"]]


def _columns_of(one: Disappearance) -> frozenset[str]:
    """The columns one is counted in: what returned had disappeared."""
    if not one.disappeared:
        return frozenset({"suspected"})
    return frozenset({"disappeared", "returned"} if one.state is AbsenceState.RETURNED else {"disappeared"})


def shown_article(article: CheckedArticle, hidden: Container[str], threshold: int) -> CheckedArticle:
    """An article without the claims' numbers that rest on a withheld or small count of court pages.

    ``hidden``: ids of claims that print a count which is withheld with the tables of the site.
    """
    return dataclasses.replace(
        article, claims=tuple(_shown_claim(one, threshold, withheld=one.id in hidden) for one in article.claims)
    )


def _shown_claim(claim: CheckedClaim, threshold: int, *, withheld: bool) -> CheckedClaim:
    """A claim that rests on a small count says only that: its verdict, reason and chart would tell the count, too.

    What was known of it on a day is not shown where the two counts differ by few: these came, or went, in between.
    """
    withheld = withheld or any(_estimates_few(one, threshold) for one in claim.numbers if _from_pages(one))
    tallied = [one for one in claim.numbers if one.standing == "tallied"]
    if not tallied and not withheld:
        return claim
    if not withheld and not any(_small(one, threshold) for one in tallied):
        then = None if claim.then is None else _shown_then(claim.then, claim.numbers, threshold)
        return dataclasses.replace(claim, caveats=_of_many(claim.caveats, threshold), then=then)
    return dataclasses.replace(
        claim,
        verdict=Verdict.CANNOT_BE_TESTED,
        reason=said("It rests on a count that is withheld: it is small, or would give a small one away."),
        numbers=(),
        caveats=(),
        chart=None,
        then=None,
    )


def _shown_then(then: KnownThen, now: Sequence[Computed], threshold: int) -> KnownThen | None:
    pairs = [(one, other) for one, other in zip(then.numbers, now, strict=True) if one.standing == "tallied"]
    if any(_small(one, threshold) or _few_between(one, other, threshold) for one, other in pairs):
        return None
    return dataclasses.replace(then, caveats=_of_many(then.caveats, threshold))


def _few_between(one: Computed, other: Computed, threshold: int) -> bool:
    """An end of one range is so near to an end of the other."""
    ends = [[end for end in (each.value, each.least, each.most) if end is not None] for each in (one, other)]
    return any(0 < abs(first - second) < threshold for first in ends[0] for second in ends[1])


def _of_many(caveats: Sequence[Text], threshold: int) -> tuple[Text, ...]:
    return tuple(one for one in caveats if not _tells_of_few(one, threshold))


def _small(one: Computed, threshold: int) -> bool:
    """A count from one to the threshold, or a range whose ends differ by so few."""
    ends = [end for end in (one.value, one.least, one.most) if end is not None]
    few = any(0 < end < threshold for end in ends)
    return few or (one.least is not None and one.most is not None and 0 < one.most - one.least < threshold)


_OF_PAGES = re.compile(r"(serial-gaps|refiled|undercount)\b|\S+ .*--measure ")
"""How the sources of estimates begin that count what courts' pages show."""


def _from_pages(one: Computed) -> bool:
    return one.standing == "estimated" and any(map(_OF_PAGES.match, one.sources))


def _estimates_few(one: Computed, threshold: int) -> bool:
    """An end of it or of its interval is small; or it has no number, and the reason why counts what was seen."""
    if one.value is None:
        return threshold > 0 and numbers_in(one.note)
    ends = () if one.interval is None else (one.interval.low, one.interval.high)
    return _small(one, threshold) or any(0 < end < threshold for end in ends)


def _tells_of_few(caveat: Text, threshold: int) -> bool:
    """It counts few; or what could not be placed: that is a row of the tables, and decided there."""
    if caveat.template in (UNPLACED_DOCUMENTS, UNPLACED_RECORDS.template):
        return True
    counted = caveat.values.get("n")
    return isinstance(counted, int) and 0 < counted < threshold
