"""The curves of the total by model: best at the model's own total, and at the ends of its interval where 95 % end."""

from __future__ import annotations

import numpy as np
import pytest
from tests.estimate.lists.conftest import table_of

from absentia.estimate.lists import ListsOptions, OverlapTable, profile
from absentia.estimate.lists.estimating import PROFILED
from absentia.estimate.lists.method import profile_chart
from absentia.estimate.lists.models import ModelSet, fit_all
from absentia.estimate.lists.panel import ListsPanel
from absentia.estimate.lists.profile import POINTS, ProfilePoint, averaged_interval, profiles
from absentia.model import Interval


def test_a_curve_is_best_at_the_models_total_and_ends_where_its_interval_does(hepatitis: OverlapTable) -> None:
    models = fit_all(hepatitis)
    rows = models.within_window()[:PROFILED]
    points = profiles(models, rows)
    assert len(points) == POINTS * len(rows)
    for row in rows:
        curve = [one for one in points if one.model == models.name(int(row))]
        assert max(one.drop for one in curve) <= 0
        best = max(curve, key=lambda one: one.drop)
        assert best.drop > -0.02
        assert best.total == pytest.approx(models.totals[row], rel=0.1)
        ends = averaged_interval(models, np.array([row]))
        assert ends is not None
        totals, drops = np.array([one.total for one in curve]), np.array([one.drop for one in curve])
        for end in (ends.low, ends.high):
            # half the squared normal deviate that leaves 2.5 %
            assert float(np.interp(end, totals, drops)) == pytest.approx(-1.92, abs=0.05)


def test_a_model_without_an_upper_end_has_no_curve(hepatitis: OverlapTable, monkeypatch: pytest.MonkeyPatch) -> None:
    models = fit_all(hepatitis)
    first, second = models.within_window()[:2]

    def ends(among: ModelSet, rows: np.ndarray, level: float) -> Interval | None:
        return None if rows[0] == first else averaged_interval(among, rows, level)

    monkeypatch.setattr(profile, "averaged_interval", ends)
    assert {one.model for one in profiles(models, np.array([first, second]))} == {models.name(int(second))}


def panel(*points: ProfilePoint) -> ListsPanel:
    from absentia.estimate.lists.estimating import estimate_lists

    found = estimate_lists(table_of("A B", {"10": 60, "01": 50, "11": 30}), ListsOptions(methods=("chapman",)))
    return ListsPanel(**{name: getattr(found, name) for name in found.__dataclass_fields__} | {"profiles": points})


def test_the_chart_has_a_row_for_every_point_and_is_none_without_any() -> None:
    chart = profile_chart(panel(ProfilePoint("[1,2]", 240.0, 0.0), ProfilePoint("[1,2]", 300.0, -1.9)))
    assert chart is not None
    assert chart.spec == "profile_likelihood"
    assert list(chart.rows) == [
        {"model": "[1,2]", "total": 240.0, "drop": 0.0},
        {"model": "[1,2]", "total": 300.0, "drop": -1.9},
    ]
    assert profile_chart(panel()) is None
