"""What is asked about must be there, on tables made by hand (synthetic)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from tests.tally.build import Book

from absentia.errors import UsageProblem
from absentia.observatory import Observatory
from absentia.tally import tally
from absentia.tally.asked import day_of, dimensions_of


@pytest.mark.parametrize(
    ("charged", "asked", "seen"),
    [
        ("337.5", "337", 1),
        ("337.5", "337.9", None),
        ("337.9", "337.9", 1),  # laws grow
        ("337.5", "337.4", 0),
        # of these articles the law file lists no parts, or nothing: any may be one
        ("337.5", "158.9", 0),
        ("337.5", "217/9", 0),
    ],
)
def test_a_part_nobody_knows_is_not_counted_as_zero(
    written: Callable[[Book], Observatory], charged: str, asked: str, seen: int | None
) -> None:
    book = Book()
    book.entry(book.page(), persons=((charged,),))
    observatory = written(book)
    if seen is None:
        with pytest.raises(UsageProblem, match="knows a part 9 of Article 337") as refused:
            tally(observatory, "filings_received", provision=asked)
        assert "337.3.1" in str(refused.value.next_step)
    else:
        assert tally(observatory, "filings_received", provision=asked).seen == seen


def test_dimensions_and_days_as_a_program_has_them() -> None:
    assert dimensions_of("court, half-year") == dimensions_of(["court", "half-year"]) == ("court", "half-year")
    assert day_of(dt.datetime(2023, 5, 17, 9, tzinfo=dt.UTC), "--since", last=False) == dt.date(2023, 5, 17)
