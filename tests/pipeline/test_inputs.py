"""What each number of a site was counted from. Every court and unit is invented."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.pipeline.test_claimed import CASES, WHOLE, article
from tests.pipeline.test_published import world

from absentia.cli.main import run
from absentia.disclosure import Cell
from absentia.looks.coverage import CourtCoverage, Coverage, Window
from absentia.model.period import Period
from absentia.pipeline.inputs import inputs, windows
from absentia.pipeline.one_problem import GONE
from absentia.pipeline.published import Together, together
from absentia.publish.site import Versions
from absentia.publish.site.numbers import id_of


def cell(court: str = "c", month: str = "2023-02", article: str = "337") -> Cell:
    return (court,), (month, f"{month[:4]}-H{1 if month[5:] < '07' else 2}"), (frozenset({article}),)


MONTH = id_of({"measure": CASES, "article": "337", "period": "2023-02"})
HALF = id_of({"measure": CASES, "article": "337", "period": "2023-H1"})
COURT = id_of({"measure": CASES, "court": "c", "period": "2023-H1"})


def seen(*spans: tuple[str, str], captured: str = "2024-01-01", reason: str | None = None) -> Coverage:
    day = dt.date.fromisoformat
    found = [Window(Period(day(since), day(until)), day(captured)) for since, until in spans]
    return Coverage((CourtCoverage("c", None, {"listing": len(spans)}, reason, found),), None, None)


YEAR = seen(("2023-01-01", "2023-12-31"))


@pytest.mark.parametrize(
    ("units", "looks", "others"),
    [
        ({"a": cell()}, YEAR, set()),
        ({"a": cell(), "b": cell()}, YEAR, {MONTH, HALF, COURT}),
        ({"b": cell()}, YEAR, {MONTH, HALF, COURT}),
        ({"a": cell(), "b": cell(month="2023-03")}, YEAR, {HALF, COURT}),
        ({"a": cell(), "b": cell(article="338")}, YEAR, {COURT}),
        ({"a": cell(), "b": cell("d", "2023-09")}, YEAR, set()),
        ({"a": cell()}, seen(("2023-01-01", "2024-03-01"), captured="2024-03-01"), set()),  # again, and farther
        ({"a": cell()}, seen(("2023-01-01", "2023-05-31"), ("2023-06-01", "2023-12-31")), set()),  # the same days
        ({"a": cell()}, seen(("2023-01-01", "2023-05-31")), {HALF, COURT}),
        ({"a": cell()}, seen(("2022-01-01", "2023-12-31")), {MONTH, HALF, COURT}),  # what came before may be refiled
        ({"a": cell()}, seen(("2023-01-01", "2023-12-31"), reason="captcha"), {MONTH, HALF, COURT}),
    ],
)
def test_a_number_rests_on_its_own_units_and_on_looks_until_its_period_ends(
    units: dict[str, Cell], looks: Coverage, others: set[str]
) -> None:
    before, now = inputs({CASES: {"a": cell()}}, YEAR), inputs({CASES: units}, looks)
    assert {one for one in (MONTH, HALF, COURT) if before[one] != now.get(one)} == others


def test_disappearances_rest_on_those_of_their_court_week_and_column() -> None:
    gone: Cell = (("c",), ("2023-W05",), (frozenset({"disappeared", "returned"}),))
    found = inputs({GONE: {"a": gone}}, YEAR)
    keys = [{"court": "c"}, {"week": "2023-W05"}]
    wanted = [{"measure": column, **one} for column in ("disappeared", "returned") for one in keys]
    assert set(found) == {id_of(one) for one in (*wanted, {"measure": "disappeared"})}


def test_windows_are_days_not_times() -> None:
    assert windows(seen(("2023-01-01", "2023-02-10"), ("2023-02-01", "2023-12-31")), "2023-03") == (
        ("c", None, "", "criminal-first", 1, None, None, dt.date(2023, 1, 1), dt.date(2023, 3, 31)),
    )
    assert windows(seen(("2023-04-01", "2023-12-31")), "2023-03") == ()


def test_a_version_is_held_against_the_record_of_its_own_site(tmp_path: Path) -> None:
    observatory = world(tmp_path, 1, 25)
    figure = {**dict.fromkeys(WHOLE), "figure": "court_cases-001"}
    claims = article(tmp_path, whole={}, figure=figure)
    at = ["-C", str(observatory.path), "publish", "--article", str(claims)]
    assert run([*at, "--out", str(tmp_path / "one")]) == 0
    records = Versions(tmp_path / "one").records()
    (name,) = records
    again = together(observatory, records, [claims])
    found = again.untouched(records)[name]
    assert found == again.shown.inputs.keys()
    assert "mine whole" in found
    assert "mine figure" not in found
    assert again.untouched({name: b"another site of that day"})[name] == frozenset()


def test_digests_of_units_are_on_no_site(tmp_path: Path) -> None:
    observatory = world(tmp_path, 1, 25)
    assert run(["-C", str(observatory.path), "publish", "--out", str(tmp_path / "site")]) == 0
    made: Together = together(observatory)
    secret = {one.encode() for one in made.shown.inputs.values()}
    assert len(secret) > 10
    for file in (tmp_path / "site").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not [one for one in secret if one in content], file
