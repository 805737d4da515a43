"""What a watch counts as known on a day is what it counted on that day (synthetic)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.collect.conftest import Lab
from tests.collect.small_court import court, filing
from tests.collect.test_sweep_truth import FIRST, house_of
from tests.study import many

from absentia.link import link_cases
from absentia.parse import build_tables
from absentia.tally import tally


def counted(lab: Lab, as_of: dt.date | None = None) -> list[dict[str, Any]]:
    asked = (("filings_received", ("court", "month")), ("cases_received", ("provision",)))
    found = [tally(lab.observatory, name, by=by, as_of=as_of).as_dict() for name, by in asked]
    return [{key: value for key, value in one.items() if key not in ("query", "as_of")} for one in found]


def look(lab: Lab, house: Any) -> tuple[dt.date, list[dict[str, Any]]]:
    lab.run(house)
    build_tables(lab.observatory, jobs=1)
    link_cases(lab.observatory)
    return lab.now.date(), counted(lab)


def test_a_watch_counts_for_a_day_what_it_counted_then(lab: Lab) -> None:
    at = court(1)
    house = house_of(at, rows=6)
    days = [look(lab, house)]
    for number in range(7, 7 + many(1, 2)):
        lab.later(days=60)
        received = FIRST + dt.timedelta(days=number * 3)
        house.filings[at.host][1].append(filing(at, number, received))
        days.append(look(lab, house))
    before = days[0][0] - dt.timedelta(days=30)
    assert len({str(then) for _day, then in days}) == len(days)
    for day, then in days:
        assert counted(lab, day) == then
    first, then = days[0]
    assert counted(lab, first + dt.timedelta(days=20)) == then
    nothing = counted(lab, before)[0]
    assert (nothing["total"], nothing["reason"], nothing["coverage"]["courts"]) == (None, "not_covered", [])
