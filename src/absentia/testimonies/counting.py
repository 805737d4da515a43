"""Of how many coded testimonies which code was named, and how far the coders agree on it beyond chance.

K is the number of published testimonies that were coded. Who speaks in public is no sample of those who left:
nothing here is a share of deserters. Small counts are withheld over all fields together. Agreement is Krippendorff's
alpha, with an interval by resampling testimonies.

K. Krippendorff, Computing Krippendorff's Alpha-Reliability, University of Pennsylvania 2011,
https://repository.upenn.edu/handle/20.500.14332/2089; that a variable below .667 is not to be used and one below .800
only for tentative conclusions: Content Analysis, 3rd ed., 2013, ch. 12. The library of that name is under the GPL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from absentia.disclosure import Key, Publication, Table, withhold
from absentia.model.count import Count
from absentia.model.estimate import Interval
from absentia.model.texts import N_
from absentia.testimonies.codebook import Field
from absentia.testimonies.reading import Coded, Pair

LEAST, GOOD = 0.667, 0.8
RESAMPLES, SEED = 2000, 2023
_TAIL = 0.025
_Numbers = NDArray[np.float64]


def alpha(units: Sequence[Sequence[int]], *, ordinal: bool) -> float | None:
    """Krippendorff's alpha.

    Args:
        units: of each unit the values it was given, as numbers from 0; a missing one is left out.
        ordinal: the values are ranks; else they are names.

    Returns:
        1: full agreement, 0: as by chance; ``None`` where no two values differ, so that chance would agree, too.
    """
    return _alpha(_table(units), ordinal=ordinal)


def interval(units: Sequence[Sequence[int]], *, ordinal: bool) -> Interval | None:
    """The 95 % percentile interval of alpha, units drawn anew with replacement (seeded).

    ``None`` where more than one draw in forty has no alpha, since all its values are the same.
    """
    table = _table(units)
    generator = np.random.default_rng(SEED)
    drawn = [_alpha(table[generator.integers(len(table), size=len(table))], ordinal=ordinal) for _ in range(RESAMPLES)]
    known = [one for one in drawn if one is not None]
    if len(known) < (1 - _TAIL) * RESAMPLES:
        return None
    low, high = np.quantile(known, (_TAIL, 1 - _TAIL))
    return Interval(float(low), float(high))


def _table(units: Sequence[Sequence[int]]) -> _Numbers:
    """How often each unit was given each value: shape (units, values)."""
    size = max((value + 1 for unit in units for value in unit), default=1)
    rows = [np.bincount(np.asarray(unit, dtype=np.intp), minlength=size) for unit in units]
    return np.array(rows, dtype=np.float64).reshape(len(rows), size)


def _alpha(table: _Numbers, *, ordinal: bool) -> float | None:
    paired = table[table.sum(axis=1) > 1]
    weighted = paired / (paired.sum(axis=1, keepdims=True) - 1)
    coincidences = weighted.T @ paired - np.diag(weighted.sum(axis=0))
    margins = coincidences.sum(axis=0)
    total = float(margins.sum())
    differences = _ordinal(margins) if ordinal else 1 - np.eye(len(margins))
    expected = float((np.outer(margins, margins) * differences).sum())
    observed = float((coincidences * differences).sum())
    return None if expected <= 0 else 1 - observed * (total - 1) / expected


def _ordinal(margins: _Numbers) -> _Numbers:
    """The squared difference of two ranks: how many values lie between them, half of each end."""
    reached = np.cumsum(margins)
    middle = reached - margins / 2
    return np.square(middle[:, None] - middle[None, :])


DIFFER, NOT_CODED = N_("the coders differ"), N_("not coded by both")
"""What a testimony may be in a field beside its codes; no code has a blank in it."""
_TOTAL = Table(())


@dataclass(frozen=True, slots=True)
class FieldCount:
    """One field: how far the coders agree, and by code how many testimonies were given it by both."""

    field: Field
    agreement: str
    """``good`` (alpha .800 and more), ``tentative`` (.667 and more), ``low`` (less: nothing of the field is counted),
    ``unknown`` (all was given the same code) or ``withheld`` (too few testimonies)."""
    alpha: float | None
    """``None``: there is none, or with the counts shown it would tell one that is withheld."""
    interval: Interval | None
    counts: Mapping[str, Count]
    """Empty where the coders agree too little."""


@dataclass(frozen=True, slots=True)
class Counted:
    """All that may be shown of coded testimonies."""

    testimonies: Count
    fields: tuple[FieldCount, ...]


def counted(coded: Coded, threshold: int) -> Counted:
    """Count what both coders named, without any count below the threshold that could be read or computed."""
    if len(coded.rows) < threshold:
        return Counted(Count.withheld(), tuple(_untold(field) for field in coded.fields))
    axes = tuple((field.name,) for field in coded.fields)
    tables = (_TOTAL, *(Table(axis) for axis in axes))
    units = {str(nth): tuple((_agreed(pair),) for pair in row) for nth, row in enumerate(coded.rows)}
    hidden = withhold(Publication(axes, tables, (), units), threshold)
    total = Count.withheld() if hidden[_TOTAL] else Count.exactly(len(coded.rows))
    return Counted(total, tuple(_fields(coded, {axis: hidden[Table((axis,))] for (axis,) in axes})))


def _fields(coded: Coded, hidden: Mapping[str, Collection[Key]]) -> Iterator[FieldCount]:
    for nth, field in enumerate(coded.fields):
        pairs = [row[nth] for row in coded.rows]
        given = [[field.codes.index(code) for code in pair if code is not None] for pair in pairs]
        ordinal = field.scale == "ordinal"
        found = alpha(given, ordinal=ordinal)
        level = _level(found)
        withheld = hidden[field.name]
        yield FieldCount(
            field,
            level,
            None if withheld else found,
            None if withheld or found is None else interval(given, ordinal=ordinal),
            _counts(field, Counter(map(_agreed, pairs)), withheld) if level in ("good", "tentative") else {},
        )


def _counts(field: Field, named: Mapping[str, int], withheld: Collection[Key]) -> dict[str, Count]:
    return {
        code: Count.withheld() if (code,) in withheld else Count.exactly(named.get(code, 0))
        for code in (*field.codes, DIFFER, NOT_CODED)
        if code in field.codes or code in named
    }


def _untold(field: Field) -> FieldCount:
    return FieldCount(field, "withheld", None, None, dict.fromkeys(field.codes, Count.withheld()))


def _agreed(pair: Pair) -> str:
    first, second = pair
    if first is None or second is None:
        return NOT_CODED
    return first if first == second else DIFFER


def _level(found: float | None) -> str:
    if found is None:
        return "unknown"
    return "low" if found < LEAST else "tentative" if found < GOOD else "good"
