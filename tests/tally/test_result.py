"""Why the rows of a tally are more than its total, or less."""

from __future__ import annotations

import pytest

from absentia.model.count import Count
from absentia.tally.result import Row, Tally


def made(by: tuple[str, ...], total: Count, *counts: Count, measure: str = "m", suppressed: int | None = None) -> Tally:
    rows = tuple(Row(dict.fromkeys(by, number), count) for number, count in enumerate(counts))
    looked = None
    return Tally(measure, {}, {}, by, rows, total, looked, {}, synthetic=True, suppressed=suppressed)  # type: ignore[arg-type]  # what was looked at is not asked


@pytest.mark.parametrize(
    ("measure", "by", "overlap"),
    [
        ("cases_received", (), False),
        ("cases_received", ("court", "half-year"), False),
        ("cases_received", ("year", "provision"), True),
        ("filings_received", ("article",), True),
        ("persons_charged", ("family",), True),
        ("charges", ("provision",), False),
    ],
)
def test_rows_overlap_where_a_unit_has_several_charges(measure: str, by: tuple[str, ...], *, overlap: bool) -> None:
    assert made(by, Count.exactly(0), measure=measure).rows_overlap == overlap


FIVE, SEVEN, UNKNOWN = Count.at_least(5), Count.exactly(7), Count.unknown("not_covered")


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
