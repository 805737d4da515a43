"""What each number of a site was counted from: its units, and the looks that say whether these are all.

A number whose own units and looks are what they were can change only by what the program does, or by what is known of
other records. Digests of few units can be guessed, so they stay with the record of a version and are on no site.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from absentia.check.schema import Article
from absentia.disclosure import Cell
from absentia.looks.coverage import Coverage
from absentia.model.period import Period
from absentia.pipeline.claimed import Asked, Labelled
from absentia.pipeline.one_problem import GONE, HEADLINE
from absentia.publish.site.numbers import id_of

Windows = tuple[tuple[object, ...], ...]


def inputs(units: Mapping[str, Mapping[str, Cell]], seen: Coverage) -> dict[str, str]:
    """By the id of a number, a digest of what it was counted from.

    Args:
        units: by measure, and of disappearances, where each unit is counted.
        seen: the looks at all courts.
    """
    behind: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for measure, cells in units.items():
        for unit, cell in cells.items():
            for keys, until in _numbers(measure, cell):
                behind[id_of(keys), until].append(unit)
    until_then = cache(lambda until: repr(windows(seen, until)) if until else "")
    return {number: digest([until_then(until), *sorted(found)]) for (number, until), found in sorted(behind.items())}


def _numbers(measure: str, cell: Cell) -> Iterable[tuple[dict[str, str], str]]:
    """What a unit is counted in: what the number is known by, and its period."""
    (court,), times, (labels,) = cell
    assert isinstance(labels, frozenset)
    if measure == GONE:
        for column in labels:
            yield {"measure": str(column), "court": str(court)}, ""
            yield {"measure": str(column), "week": str(times[0])}, ""
            if column == "disappeared":
                yield {"measure": str(column)}, ""
        return
    for period in times:
        if period is not None:
            for article in labels:
                yield {"measure": measure, "article": str(article), "period": str(period)}, str(period)
    if measure == HEADLINE and times[1] is not None:
        yield {"measure": measure, "court": str(court), "period": str(times[1])}, str(times[1])


def inputs_of_claims(
    articles: Iterable[Article],
    claims: Mapping[tuple[str, str], Sequence[Asked]],
    counts: Mapping[str, Sequence[Labelled]],
    seen: Coverage,
) -> dict[str, str]:
    """The same of claims that rest on counts of court pages alone, by article and claim."""
    known = {(measure, one.label): one.units for measure, own in counts.items() for one in own}
    found = {}
    for article in articles:
        for claim in article.claims:
            asked = claims.get((article.id, claim.id), ())
            if asked and {one.kind for one in claim.operands.values()} <= {"tally", "sum", "stated"}:
                parts = [claim.model_dump_json()]
                for one in asked:
                    parts += [one.label, repr(windows(seen, str(one.until))), *sorted(known[one.measure, one.label])]
                found[f"{article.id} {claim.id}"] = digest(parts)
    return found


def windows(seen: Coverage, until: str) -> Windows:
    """What was looked at until the end of a period: not when, nor how often."""
    last = Period.parse(until).end
    found: list[tuple[object, ...]] = []
    for court in seen.courts:
        spans: defaultdict[tuple[object, ...], list[tuple[dt.date, dt.date]]] = defaultdict(list)
        for one in court.windows:
            if one.period.start <= last:
                place = (one.jurisdiction, one.register, one.building, one.article, one.part)
                spans[place].append((one.period.start, min(one.period.end, last)))
        found += [(court.court, court.reason, *place, *span) for place, own in spans.items() for span in _joined(own)]
    return tuple(sorted(found, key=repr))


def _joined(spans: Iterable[tuple[dt.date, dt.date]]) -> list[tuple[dt.date, dt.date]]:
    """Stretches of days without those that lie within or follow at once."""
    found: list[tuple[dt.date, dt.date]] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1] + dt.timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def digest(parts: Iterable[str]) -> str:
    """Of some texts in their order."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
