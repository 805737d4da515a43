"""The sub-periods of a published count, where its publisher gives them too: they show how much months vary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from absentia.figures import Catalogue, Figure
from absentia.tally.dispersion import Series


def published_parts(figure: Figure, catalogue: Catalogue) -> Series | None:
    """The sub-periods of a count that its publisher gives too: they follow each other without a gap and sum to it."""
    if figure.period is None:
        return None
    same = [
        one
        for one in catalogue.figures(figure.table)
        if one.measure == figure.measure and one.unit == figure.unit and one.geography == figure.geography
        and one.publisher == figure.publisher and one.qualifier == "exact" and one.value is not None
        and one.period is not None and one.period != figure.period
        and figure.period.start <= one.period.start and one.period.end <= figure.period.end
    ]  # fmt: skip
    chain = next((found for found in _chains(figure, same, ()) if _sum(found) == figure.value), None)
    if chain is None:
        return None
    return Series(
        tuple(int(one.value or 0) for one in chain),
        tuple(one.period.months for one in chain if one.period is not None),
    )


def _sum(chain: Sequence[Figure]) -> float:
    return sum(one.value or 0.0 for one in chain)


def _chains(whole: Figure, parts: Sequence[Figure], so_far: tuple[Figure, ...]) -> Iterator[tuple[Figure, ...]]:
    """Every way to cut the whole period into parts that follow each other."""
    assert whole.period is not None
    last = so_far[-1].period if so_far else None
    if last is not None and last.end == whole.period.end:
        yield so_far
        return
    for one in parts:
        assert one.period is not None
        follows = one.period.start == whole.period.start if last is None else (one.period.start - last.end).days == 1
        if follows:
            yield from _chains(whole, parts, (*so_far, one))
