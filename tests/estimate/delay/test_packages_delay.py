"""The delay of documents is that of the world behind the packages; with too few weeks nothing is said."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from tests.dumps.register_world import Document, World, package

from absentia.dumps.held import dumps_of
from absentia.dumps.kept import take_in
from absentia.errors import ObservatoryProblem, UsageProblem
from absentia.estimate import Context, answer
from absentia.estimate.delay.observatory import Observed
from absentia.estimate.delay.packages import FEWEST_WEEKS, from_packages
from absentia.estimate.grid import index_of
from absentia.model.estimate import Refusal
from absentia.model.period import Grain
from absentia.observatory import Observatory
from absentia.sources import ua_edrsr

WEEKS = 13
OF_407 = ("40851", "5459", "10660")


def weekly(world: World, folder: Path, weeks: int) -> Observatory:
    found = Observatory.create(folder / "o")
    for week in range(weeks):
        take_in(found, package(world.documents(week), folder / "edrsr_data_2026.zip", world.day(week)), ua_edrsr)
    return found


@pytest.fixture(scope="module")
def observatory(tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    return weekly(World(4, 900), tmp_path_factory.mktemp("weekly"), WEEKS)


def first_shown(one: Document, world: World) -> int:
    return next(week for week in range(WEEKS) if one.received <= world.day(week))


def test_a_delay_is_from_adoption_to_the_first_package(observatory: Observatory) -> None:
    world = World(4, 900)
    begin, end = (index_of(world.day(week), Grain.WEEK) for week in (0, WEEKS - 1))
    expected: Counter[tuple[int, int]] = Counter()
    for one in world.documents(WEEKS - 1):
        event = index_of(one.adopted, Grain.WEEK)
        if one.kind == "2" and one.category in OF_407 and begin <= event <= end:
            expected[event, index_of(world.day(first_shown(one, world)), Grain.WEEK) - event] += 1
    assert sum(expected.values()) > 20
    found = from_packages(observatory, "documents", Grain.WEEK, "407")
    assert isinstance(found, Observed)
    counts = found.triangle.counts
    told = {
        (found.triangle.first + event, delay): int(counts[event, delay])
        for event in range(counts.shape[0])
        for delay in range(counts.shape[1])
        if counts[event, delay]
    }
    assert told == expected
    assert found.closed == {}


def test_the_nowcast_is_given_or_says_why_not(observatory: Observatory) -> None:
    numbers = answer("delay", Context(observatory=observatory), {"measure": "documents"}).numbers
    assert numbers
    assert all(isinstance(one, Refusal) or (one.observed or 0) <= one.value + 0.5 for one in numbers)


def test_below_twelve_weeks_nothing_is_said(tmp_path: Path) -> None:
    few = weekly(World(4, 60), tmp_path, FEWEST_WEEKS - 1)
    found = from_packages(few, "documents", Grain.WEEK)
    assert isinstance(found, Refusal)
    assert "11 (needed: 12)" in str(found.reason)


def test_the_package_of_another_year_is_no_look_at_a_week(
    observatory: Observatory, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = [replace(one, year=2025) for one in dumps_of(observatory)]
    monkeypatch.setattr("absentia.estimate.delay.packages.dumps_of", lambda _observatory: older)
    found = from_packages(observatory, "documents", Grain.WEEK)
    assert isinstance(found, Refusal)
    assert "0 (needed: 12)" in str(found.reason)


def test_what_has_no_delay_is_refused(observatory: Observatory, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="only the measure documents"):
        from_packages(observatory, "cases_seen", Grain.WEEK)
    with pytest.raises(UsageProblem, match="never a part of it"):
        from_packages(observatory, "documents", Grain.WEEK, "407.5")
    with pytest.raises(ObservatoryProblem, match="no package"):
        from_packages(Observatory.create(tmp_path / "empty"), "documents", Grain.WEEK)
    with pytest.raises(UsageProblem, match="not counted by “court”"):
        answer("delay", Context(observatory=observatory), {"measure": "documents", "court": "x"})
