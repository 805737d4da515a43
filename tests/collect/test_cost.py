"""What a plan says it costs, against what it then did."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from tests.study import many

from absentia.collect import Collection, collect
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse import Courthouse, live

SETTINGS = """
[collect]
contact = "test@synthetic.example"
courts_file = "courts.csv"
provisions = ["332", "337", "338"]
since = 2021-01-01
rehearsal = {{ port = {port}, start = {start:%Y-%m-%dT%H:%M:%SZ} }}
"""


@pytest.mark.parametrize("seed", [3, 4][: many(1, 2)])
def test_a_first_load_lies_in_the_stated_range_and_by_the_rate_seen_within_a_quarter(tmp_path: Path, seed: int) -> None:
    house = Courthouse(live(courts=8, months=1, seed=seed), (), seed)
    path = Observatory.create(tmp_path / "observatory").path
    with house.serve() as running:
        (path / "courts.csv").write_bytes(house.courts_table())
        start = dt.datetime.combine(house.life.start, dt.time(9), dt.UTC)
        with (path / "absentia.toml").open("a", encoding="utf-8") as file:
            file.write(SETTINGS.format(port=running.port, start=start))
        observatory = Observatory.open(path)
        hosts = [one.host for one in Collection.open(observatory).courts]

        first = Collection.open(observatory, hosts[::2])
        plan = first.plan()
        assert not plan.cost.seen  # of so few courts, fewer filings may have been published than of all
        took = asyncio.run(collect(observatory, plan, clock=first.clock)).requests
        assert 0.6 * plan.cost.least <= took <= plan.cost.most

        second = Collection.open(observatory, hosts[1::2])
        plan = second.plan()
        assert plan.cost.seen
        took = asyncio.run(collect(observatory, plan, clock=second.clock)).requests
        assert 0.75 * took <= plan.requests <= 1.25 * took

        # now that all was read, a plan costs what is due and what a day may bring
        after = Collection.open(observatory).plan()
        assert after.cost.new_cards[1] < plan.cost.new_cards[0]
