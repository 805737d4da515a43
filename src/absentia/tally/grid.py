"""Complete the counted cells: zero where listings prove it, nothing with a reason where nobody looked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from absentia.looks.coverage import CourtCoverage, Coverage
from absentia.model import Grain, Period
from absentia.model.period import label
from absentia.tally.query import Scope
from absentia.tally.result import Row

NOT_COVERED = "not_covered"
"""No complete listing shows this court's whole period, and no record of it was seen."""
_GRAINS = {grain.value: grain for grain in Grain}


def complete(
    rows: Sequence[Row], dimensions: Sequence[str], seen: Coverage, scope: Scope, period: Period | None
) -> tuple[Row, ...]:
    """The counted rows, with the cells of court and period that hold nothing, sorted.

    A court that was not looked at has one row without a count, whatever its periods; further dimensions (provisions,
    families) list only what occurs.
    """
    if not dimensions:
        return (single(rows[0]["count"] if rows else 0, seen, scope),)
    present = {_key(row, dimensions): row for row in rows}
    plain = set(dimensions) <= {"court", *_GRAINS}
    if plain:
        present = {key: dict(row) | {"complete": False} for key, row in present.items()}
    for key, row in _expected(dimensions, seen, scope, period):
        if key not in present:
            present[key] = row
        elif plain:
            present[key] = dict(present[key]) | {"complete": row["count"] == 0}
    return tuple(sorted(present.values(), key=lambda row: [_order(row[dimension]) for dimension in dimensions]))


def single(count: int, seen: Coverage, scope: Scope) -> Row:
    """The one row of everything: zero only where listings prove it."""
    covered = bool(seen.courts) and all(_covers_all(court, seen, scope) for court in seen.courts)
    if count or covered:
        return {"count": count, "complete": covered}
    return {"count": None, "complete": False, "reason": NOT_COVERED}


def _covers_all(court: CourtCoverage, seen: Coverage, scope: Scope) -> bool:
    """Complete looks show the whole period asked about, open ends taken as far as they go."""
    period = seen.period(court, scope.since, scope.until)
    return period is not None and _covered(court, period, scope)


def _expected(
    dimensions: Sequence[str], seen: Coverage, scope: Scope, period: Period | None
) -> Iterable[tuple[tuple[Any, ...], Row]]:
    grain = next((_GRAINS[dimension] for dimension in dimensions if dimension in _GRAINS), None)
    plain = set(dimensions) <= {"court", *_GRAINS}
    if "court" in dimensions:
        for court in seen.not_looked_at:
            yield _cell(dimensions, court=court.court, period=None, count=None, reason=court.reason)
    if not plain:
        return
    courts = seen.courts
    periods = list(period.split(grain)) if grain and period else []
    if "court" in dimensions:
        for court in seen.looked_at:
            if grain is None:
                yield _zero_or_nothing(dimensions, court.court, None, _covers_all(court, seen, scope))
            for piece in periods:
                covered = _covered(court, _clip(piece, scope), scope)
                yield _zero_or_nothing(dimensions, court.court, _name(piece, grain), covered)
    else:
        for piece in periods:
            covered = bool(courts) and all(_covered(court, _clip(piece, scope), scope) for court in courts)
            yield _zero_or_nothing(dimensions, None, _name(piece, grain), covered)


def _zero_or_nothing(
    dimensions: Sequence[str], court: str | None, period: str | None, covered: bool
) -> tuple[tuple[Any, ...], Row]:
    if covered:
        return _cell(dimensions, court=court, period=period, count=0)
    return _cell(dimensions, court=court, period=period, count=None, reason=NOT_COVERED)


def _cell(
    dimensions: Sequence[str], *, court: str | None, period: str | None, count: int | None, reason: str | None = None
) -> tuple[tuple[Any, ...], Row]:
    values: dict[str, Any] = {
        dimension: court if dimension == "court" else period if dimension in _GRAINS else None
        for dimension in dimensions
    }
    row = values | {"count": count} | ({"reason": reason} if reason else {})
    if set(dimensions) <= {"court", *_GRAINS}:
        row["complete"] = count is not None
    return _key(row, dimensions), row


def _name(piece: Period, grain: Grain | None) -> str | None:
    return label(piece.start, grain) if grain else None


def _clip(piece: Period, scope: Scope) -> Period:
    """The part of a period the user asked about."""
    start, end = max(piece.start, scope.since or piece.start), min(piece.end, scope.until or piece.end)
    return Period(start, end) if start <= end else piece


def _covered(court: CourtCoverage, period: Period, scope: Scope) -> bool:
    return court.covers(period, scope.article, scope.part, decisions=scope.by_decision)


def _key(row: Row, dimensions: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[dimension] for dimension in dimensions)


def _order(value: Any) -> tuple[bool, tuple[tuple[int, int, str], ...]]:
    """Nothing last; numbers inside text by value, so that 337.10 stands behind 337.2."""
    import re

    pieces = re.findall(r"\d+|\D+", "" if value is None else str(value))
    return (value is None, tuple((0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in pieces))
