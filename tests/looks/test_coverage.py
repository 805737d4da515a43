"""What of a period looks cover: one row per branch, and windows drawn at random against a calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from absentia.looks.coverage import LONGEST_CASE, POSTED_WITHIN, CourtCoverage, Coverage, Window, overlap
from absentia.model import Period

DAY = dt.timedelta(days=1)
FIRST, SECOND = ("criminal-first", 1), ("criminal-first", 2)


def period(text: str) -> Period:
    return Period.parse(text)


def window(
    text: str,
    captured: str = "2024-12-01",
    *,
    building: int = 1,
    register: str = "criminal-first",
    article: str | None = None,
    part: str | None = None,
) -> Window:
    return Window(period(text), dt.date.fromisoformat(captured), article, part, register, building, "ru")


def court(*windows: Window, places: tuple[tuple[str, int], ...] = (FIRST,)) -> CourtCoverage:
    return CourtCoverage("gvs-1.synthetic.example", None, {}, None, windows, places=places)


@pytest.mark.parametrize(
    ("windows", "places", "asked", "article", "part", "covered"),
    [
        ([window("2023")], [FIRST], "2023-H1", None, None, True),
        ([window("2023-H1"), window("2023-H2")], [FIRST], "2023", None, None, True),
        ([window("2023-H1"), window("2023-08..2023-12")], [FIRST], "2023", None, None, False),  # July is missing
        ([window("2023-02..2023-12")], [FIRST], "2023", None, None, False),
        ([window("2023-01-01..2023-01-01"), window("2023-01-02..2023-12-31")], [FIRST], "2023", None, None, True),
        ([], [FIRST], "2023", None, None, False),
        # nothing that must be looked at is left out, and nothing is known to be all where nobody knows what there is
        ([window("2023")], [], "2023", None, None, False),
        ([window("2023")], [FIRST, SECOND], "2023", None, None, False),
        ([window("2023"), window("2023", building=2)], [FIRST, SECOND], "2023", None, None, True),
        ([window("2023", building=2)], [FIRST], "2023", None, None, False),
        ([window("2023", register="criminal-appeal")], [FIRST], "2023", None, None, False),
        # the provision asked for
        ([window("2023", article="337")], [FIRST], "2023", None, None, False),
        ([window("2023", article="337")], [FIRST], "2023", "337", None, True),
        ([window("2023", article="337")], [FIRST], "2023", "337", "5", True),
        ([window("2023", article="337")], [FIRST], "2023", "338", None, False),
        ([window("2023", article="337", part="5")], [FIRST], "2023", "337", None, False),
        ([window("2023", article="337", part="5")], [FIRST], "2023", "337", "5", True),
        # long enough afterwards: what is posted late is not missed
        ([window("2023", str(dt.date(2023, 12, 31) + POSTED_WITHIN))], [FIRST], "2023", None, None, True),
        ([window("2023", str(dt.date(2023, 12, 30) + POSTED_WITHIN))], [FIRST], "2023", None, None, False),
        ([window("2023", "2024-01-05"), window("2023-Q4", "2024-12-01")], [FIRST], "2023", None, None, True),
    ],
)  # fmt: skip
def test_receipts_are_covered_by_every_database_long_enough_afterwards(
    windows: list[Window],
    places: list[tuple[str, int]],
    asked: str,
    article: str | None,
    part: str | None,
    covered: bool,
) -> None:
    assert court(*windows, places=tuple(places)).covers(period(asked), article, part) is covered


@pytest.mark.parametrize(
    ("windows", "covered"),
    [
        ([window("2022..2023")], True),
        ([window("2022-01-02..2023")], False),  # a case received a year before
        ([window("2022..2023", str(dt.date(2023, 12, 31) + POSTED_WITHIN))], True),
        ([window("2022..2023", str(dt.date(2023, 12, 30) + POSTED_WITHIN))], False),
        ([window("2022", "2023-06-01"), window("2023")], False),  # read before its cases were decided
    ],
)
def test_decisions_are_covered_by_receipts_of_a_year_before_read_after_them(
    windows: list[Window], covered: bool
) -> None:
    assert court(*windows).covers(period("2023"), decisions=True) is covered
    assert dt.timedelta(days=365) == LONGEST_CASE


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 220), st.sampled_from([1, 2])), max_size=6
    ),
    st.integers(0, 40),
    st.integers(0, 20),
)
def test_a_covered_period_leaves_no_day_out(drawn: list[tuple[int, int, int, int]], start: int, length: int) -> None:
    begin = dt.date(2023, 1, 1)
    windows = [
        Window(Period(begin + min(a, b) * DAY, begin + max(a, b) * DAY), begin + c * DAY, building=building)
        for a, b, c, building in drawn
    ]
    asked = Period(begin + start * DAY, begin + (start + length) * DAY)
    days = [asked.start + n * DAY for n in range(asked.days)]
    by_calendar = all(
        any(
            one.building == building
            and one.period.start <= day <= one.period.end
            and one.captured - day >= POSTED_WITHIN
            for one in windows
        )
        for day in days
        for building in (1, 2)
    )
    assert court(*windows, places=(FIRST, SECOND)).covers(asked) is by_calendar


@pytest.mark.parametrize(
    ("since", "until", "asked_from", "newest", "expected"),
    [
        ("2023-01-01", "2023-06-30", None, None, "2023-01-01..2023-06-30"),
        (None, "2023-06-30", "2021-01-01", None, "2021-01-01..2023-06-30"),
        ("2023-01-01", None, None, "2023-08-01", "2023-01-01..2023-08-01"),
        (None, None, "2021-01-01", "2023-08-01", "2021-01-01..2023-08-01"),
        (None, None, None, "2023-08-01", None),  # without settings nobody knows where it begins
        (None, "2023-06-30", None, "2023-08-01", None),
        (None, None, "2021-01-01", None, None),
        ("2023-09-01", None, "2021-01-01", "2023-08-01", None),
        ("2023-08-01", None, "2021-01-01", "2023-08-01", "2023-08-01..2023-08-01"),
    ],
)
def test_open_ends_run_from_the_settings_beginning_to_the_newest_look_at_any_court(
    since: str | None, until: str | None, asked_from: str | None, newest: str | None, expected: str | None
) -> None:
    def day(text: str | None) -> dt.date | None:
        return None if text is None else dt.date.fromisoformat(text)

    one = CourtCoverage("gvs-1.synthetic.example", None, {}, None, since=day(asked_from))
    found = Coverage((one,), None, None, newest=day(newest)).period(one, day(since), day(until))
    assert (found and str(found)) == expected


def test_what_a_count_rests_on_is_told_in_full() -> None:
    seen = CourtCoverage(
        "gvs-1.synthetic.example", "Учебный суд", {"listing": 2, "card": 3}, None,
        (window("2023", article="337", part="5"), window("2023-05", building=2)),
        incomplete=1, places=(FIRST, SECOND, ("criminal-appeal", 1)), outcomes={"complete": 2},
    )  # fmt: skip
    dark = CourtCoverage("gvs-2.synthetic.example", None, {"captcha_gate": 1}, "captcha")
    told = Coverage((seen, dark), "2024-01-01T00:00:00Z", "2024-12-01T00:00:00Z", pages_of_no_court=4).told
    courts = told["courts"]
    assert {key: value for key, value in told.items() if key != "courts"} == {
        "pages": 6, "pages_of_no_court": 4, "first_captured": "2024-01-01T00:00:00Z",
        "last_captured": "2024-12-01T00:00:00Z", "courts_looked_at": 1, "courts_not_looked_at": 1,
        "posted_within_days": 90,
    }  # fmt: skip
    shown = {"register": "criminal-first", "captured": "2024-12-01"}
    assert courts[0] == {
        "court": "gvs-1.synthetic.example", "name": "Учебный суд", "looked_at": True, "reason": None,
        "pages": {"listing": 2, "card": 3},
        "complete_windows": [
            shown | {"building": 1, "since": "2023-01-01", "until": "2023-12-31", "provision": "337.5"},
            shown | {"building": 2, "since": "2023-05-01", "until": "2023-05-31", "provision": None},
        ],
        "incomplete_searches": 1, "looks": {"complete": 2},
        "not_asked": [{"register": "criminal-appeal", "building": 1}],
    }  # fmt: skip
    assert (courts[1]["looked_at"], courts[1]["reason"], courts[1]["complete_windows"]) == (False, "captcha", [])
    assert courts[1]["not_asked"] == [{"register": "criminal-first", "building": 1}]


@pytest.mark.parametrize(
    ("some", "others", "both"),
    [
        ([(1, 9)], [(5, 12)], [(5, 9)]),
        ([(1, 5)], [(5, 9)], [(5, 5)]),  # one day
        ([(1, 4)], [(5, 9)], []),
        ([(1, 9)], [(2, 3), (5, 6)], [(2, 3), (5, 6)]),
        ([], [(1, 9)], []),
    ],
)
def test_days_of_both_lie_in_a_stretch_of_each(
    some: list[tuple[int, int]], others: list[tuple[int, int]], both: list[tuple[int, int]]
) -> None:
    def periods(pairs: list[tuple[int, int]]) -> list[Period]:
        return [Period(dt.date(2023, 1, first), dt.date(2023, 1, last)) for first, last in pairs]

    assert list(overlap(periods(some), periods(others))) == periods(both)


@pytest.mark.parametrize(
    ("article", "part", "told"),
    [(None, None, None), ("337", None, "337"), ("337", "5", "337.5"), ("228", "1", "228/1"), ("217", None, "217/")],
)
def test_a_window_tells_what_it_asked_for(article: str | None, part: str | None, told: str | None) -> None:
    window = Window(Period(dt.date(2023, 1, 1), dt.date(2023, 1, 9)), dt.date(2023, 6, 1), article, part, "r", 1, "ru")
    (row,) = CourtCoverage("a", None, {}, None, (window,), 0, ()).as_dict()["complete_windows"]
    assert row["provision"] == told
