"""Why the rows of a tally are more than its total, or less."""

from __future__ import annotations

import pytest

from absentia.model.count import Count
from absentia.tally.result import Row, Tally


def made(
    by: tuple[str, ...], total: Count, *counts: Count, seen: tuple[int, ...] = (), suppressed: int | None = None
) -> Tally:
    """A tally of these rows; ``seen``: units of each row, then of the total."""
    *each, of_total = seen or (0,) * (len(counts) + 1)
    rows = tuple(Row(dict.fromkeys(by, number), count, each[number]) for number, count in enumerate(counts))
    looked = None
    return Tally("m", {}, {}, by, rows, total, looked, {}, synthetic=True, suppressed=suppressed, seen=of_total)  # type: ignore[arg-type]  # what was looked at is not asked


FIVE, SEVEN, UNKNOWN = Count.at_least(5), Count.exactly(7), Count.unknown("not_covered")


@pytest.mark.parametrize(
    ("by", "seen", "suppressed", "overlap"),
    [
        ((), (7, 7), None, False),
        (("half-year",), (5, 7, 12), None, False),
        (("half-year",), (5, 7, 14), None, False),  # some belong to no row for sure
        (("provision",), (5, 7, 11), None, True),  # one has two charges
        (("provision",), (0, 0, 0), 5, True),  # of what is withheld nothing is told
        ((), (0, 0), 5, False),
    ],
)
def test_rows_overlap_where_a_unit_stands_in_several(
    by: tuple[str, ...], seen: tuple[int, ...], suppressed: int | None, *, overlap: bool
) -> None:
    counts = [Count.at_least(one) for one in seen]
    assert made(by, counts[-1], *counts[:-1], seen=seen, suppressed=suppressed).rows_overlap == overlap


@pytest.mark.parametrize(
    ("by", "total", "counts", "suppressed", "short"),
    [
        (("year",), Count.at_least(12), (FIVE, SEVEN), None, False),
        (("year",), Count.at_least(13), (FIVE, SEVEN), None, True),
        (("year",), Count.at_least(6), (FIVE, UNKNOWN), None, True),
        (("year",), Count.at_least(4), (FIVE,), None, False),
        (("year",), UNKNOWN, (FIVE,), None, False),
        (("year",), Count.at_least(13), (FIVE, SEVEN), 5, False),  # what is withheld is missing, too
        ((), Count.at_least(13), (FIVE,), None, False),
    ],
)
def test_rows_fall_short_of_the_total(
    by: tuple[str, ...], total: Count, counts: tuple[Count, ...], suppressed: int | None, *, short: bool
) -> None:
    assert made(by, total, *counts, suppressed=suppressed).rows_fall_short == short
