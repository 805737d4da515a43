"""A dossier made by hand: every kind of count and gap, a court that could not be looked at, hostile text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from tests.publish.conftest import HOSTILE, both, sample_article

from absentia.estimate import Context, answer, method
from absentia.looks.coverage import CourtCoverage, Coverage
from absentia.model.count import Count
from absentia.model.estimate import Estimate, Interval, Refusal
from absentia.model.period import Period
from absentia.model.texts import said_of
from absentia.publish import EstimateReport, Licence, Origin
from absentia.publish.site import CourtWeeks, Dossier, Headline, Observed, Removed, Seen
from absentia.publish.site.corrections import Correction
from absentia.tally.result import Row, Tally

FORMULA = '=HYPERLINK("https://bad.example")'
COURT, DARK = "gvs-1.synthetic.example", "gvs-2.synthetic.example"
MONDAY = dt.date(2023, 5, 1)


def tally_of(by: tuple[str, ...], rows: Mapping[Any, Count], measure: str = "cases_received") -> Tally:
    cells = [dict(zip(by, key if isinstance(key, tuple) else (key,), strict=True)) for key in rows]
    return Tally(
        measure=measure,
        unit={"en": "cases: prosecutions", "ru": "дела: преследования"},
        about={"en": "Each once.", "ru": "Каждое один раз."},
        by=by,
        rows=tuple(Row(cell, count) for cell, count in zip(cells, rows.values(), strict=True)),
        total=Count.at_least(5),
        looked=Coverage(
            (CourtCoverage(COURT, None, {}, None), CourtCoverage(DARK, None, {}, "captcha")),
            "2023-05-01T00:00:00",
            "2023-07-30T00:00:00",
        ),
        unreadable={},
        synthetic=True,
        command=f"absentia tally {measure} --by {','.join(by)} --suppress 5",
    )


def observed(newest: Count | None = None, data: str = "first") -> Observed:
    """What an observatory counts; ``newest``: of the half-year the headline is about."""
    halves = tally_of(
        ("half-year",),
        {"2022-H1": Count.exactly(0), "2022-H2": Count(5, 7), "2023-H1": newest or Count.at_least(1234)},
    )
    months = tally_of(
        ("month",),
        {
            "2023-01": Count.exactly(0),
            "2023-02": Count.exactly(21),
            "2023-03": Count.at_least(30),
            "2023-04": Count(12, 19),
            "2023-05": Count.withheld(),
            "2023-06": Count.unknown("not_covered"),
        },
    )
    coming = Estimate("delay", 33.0, Interval(30.0, 41.0, 0.95, "prediction"), "cases", "nowcast", synthetic=True)
    hidden = Estimate(
        "serial-gaps", 210.0, Interval(100.0, 480.0, 0.95, "bounds"), "filings", "gaps",
        period=Period.years(2023), variant="bounds", synthetic=True,
    )  # fmt: skip
    return Observed(
        until=dt.date(2023, 7, 30),
        headline=Headline(
            measure="cases_received",
            article="337",
            half_year="2023-H1",
            expected=Refusal("delay", "an assumption fails"),
            hidden=[hidden],
            commands={"expected": "absentia tally …", "hidden": "absentia estimate serial-gaps"},
            months_expected={"2023-03": coming},
        ),
        months={"cases_received": {"337": months}},
        half_years={"cases_received": {"337": halves}},
        courts=tally_of(
            ("court", "half-year"),
            {
                (COURT, "2023-H1"): Count.at_least(40),
                (COURT, "2022-H2"): Count.withheld(),
                (DARK, None): Count.unknown("captcha"),
            },
        ),
        weeks=[
            CourtWeeks(COURT, f"Суд {HOSTILE}", {MONDAY: Seen.WHOLE, MONDAY + dt.timedelta(14): Seen.PARTLY}),
            CourtWeeks(DARK, FORMULA, {MONDAY: Seen.NOTHING}, both("a captcha", "капча")),
        ],
        removed=[
            Removed(
                "week",
                [("2023-W18", {"disappeared": Count.exactly(7), "returned": Count.exactly(0),
                               "suspected": Count.unknown("could_not_look:captcha")})],
                "absentia disappearances --by week",
            )
        ],
        removed_in_all=Count.at_least(7),
        definitions={"cases_received": "SELECT 1 -- <b>"},
        threshold=5,
        seal="absentia 2023-07-30 17 ABC",
        data=data,
        jurisdictions=("ru",),
    )  # fmt: skip


def dossier_of(seen: Observed | None, **more: Any) -> Dossier:
    return Dossier(
        **{
            "title": said_of("Military courts <i>"),
            "contact": "desk@example.org",
            "address": "https://example.org/tally",
            "origin": Origin("9.9.9", "2023-06", {}),
            "observed": seen,
            "licences": [Licence(both("as each says", "как указано"), both("cases", "дела"))],
            **more,
        }
    )


def signals_report() -> EstimateReport:
    """All series on one time axis, as an article asks for it."""
    found = answer("signals", Context(), {})
    return EstimateReport(
        "signals", said_of(method("signals").title), "absentia estimate signals", found.numbers, found.chart
    )


def correction_of(number: str, **more: Any) -> Correction:
    words = {"en": HOSTILE, "ru": HOSTILE}
    return Correction.model_validate(
        {
            "name": "first",
            "numbers": [number],
            "found": dt.date(2023, 8, 1),
            "fixed": dt.date(2023, 8, 2),
            "severity": "minor",
            **dict.fromkeys(("stood", "right", "evidence", "noticed_by"), words),
            **more,
        }
    )


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    return dossier_of(observed(), articles=[sample_article()])
