"""Of how many coded testimonies which code was named: small counts withheld over all fields together.

K is the number of published testimonies that were coded. Who speaks in public is no sample of those who left:
nothing here is a share of deserters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from absentia.disclosure import Key, Publication, Table, withhold
from absentia.model.count import Count
from absentia.model.estimate import Interval
from absentia.model.texts import N_
from absentia.testimonies.agreement import GOOD, LEAST, alpha, interval
from absentia.testimonies.codebook import Field
from absentia.testimonies.reading import Coded, Pair

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
