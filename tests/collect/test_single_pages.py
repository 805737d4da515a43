"""One page of every court: which of them answer, and what that costs."""

from __future__ import annotations

import datetime as dt
import json
import socket

import pytest
from tests.collect.conftest import Lab
from tests.collect.small_court import Courthouse, Reply, Request, court
from tests.collect.test_collect_commands import absentia
from tests.collect.test_kills import Served, configure
from tests.collect.test_sweep_truth import house_of

from absentia.cli.collect import last_half_year
from absentia.collect.collection import standing_after
from absentia.collect.kind import Kind
from absentia.collect.session import Visit
from absentia.collect.status import Standing
from absentia.rehearsal.courthouse import pages


@pytest.mark.parametrize(
    ("kind", "captcha", "standing"),
    [
        (Kind.SEARCH_FORM, False, Standing.ANSWERS),
        (Kind.SEARCH_FORM, True, Standing.CAPTCHA),
        (Kind.CAPTCHA_GATE, False, Standing.CAPTCHA),
        (Kind.BLOCK_G, False, Standing.DARK),
        (Kind.FORBIDDEN, False, Standing.DARK),
        (Kind.REFUSED, False, Standing.DARK),
        (Kind.NOT_FOUND, False, Standing.MOVED),
        (Kind.REDIRECTED, False, Standing.MOVED),
        (Kind.UNKNOWN, False, Standing.LAYOUT_CHANGED),
        (Kind.BUDGET, False, Standing.PARTIAL),
    ],
)
def test_how_a_court_stands_after_one_page(kind: Kind, captcha: bool, standing: Standing) -> None:
    assert standing_after(Visit("https://x.example/", kind), captcha=captcha) is standing


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2026-11-29", "2026-01-01", "2026-06-30"),
        ("2026-07-01", "2026-01-01", "2026-06-30"),
        ("2026-06-30", "2025-07-01", "2025-12-31"),
        ("2026-01-01", "2025-07-01", "2025-12-31"),
    ],
)
def test_the_newest_half_year_that_is_over(today: str, first: str, last: str) -> None:
    assert last_half_year(dt.date.fromisoformat(today)) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def _blocked(house: Courthouse, request: Request) -> Reply | None:
    """The third court refuses, in a page that breaks off; the first has a form without a captcha."""
    if request.host.startswith("gvs-3"):
        return Reply(b"<html><body>no", status=403)
    if request.host.startswith("gvs-1") and request.operation == "sf":
        return Reply(pages.form(house.courts[0], "first", dt.date(2023, 3, 14)))
    return None


def test_every_court_is_asked_for_one_page_and_the_answer_says_where_to_begin(lab: Lab) -> None:
    house = house_of(court(1), court(2), court(3), rows=4)
    house.captcha_hosts.add(house.courts[1].host)
    house.faults.append(_blocked)
    with Served(house):
        at = configure(lab, house)
        asked = absentia("probe", at=at)
        assert asked.returncode == 0, asked.stderr
        for one in house.courts:
            asked_for = [request.operation for request in house.log if request.host == one.host]
            assert asked_for == ["robots", "sf"], one.host
        assert "1 does not answer" in asked.stdout
        assert "forbidden (401, 403, 451)" in asked.stdout
        assert "a captcha is wanted" in asked.stdout
        assert "absentia collect --provision 337 --since 2022-07-01 --until 2022-12-31" in asked.stdout
        rows = json.loads(absentia("probe", "--format", "json", at=at).stdout)
        assert [row["court"] for row in rows if row["standing"] == "answers"]
        only = json.loads(absentia("probe", "--court", house.courts[2].host, "--format", "json", at=at).stdout)
        assert [(row["standing"], row["reason"]) for row in only] == [("dark", "forbidden")]
        alone = absentia("probe", "--court", house.courts[2].host, at=at)
        assert alone.returncode == 3
        assert "absentia collect" not in alone.stdout
    kept = lab.ask("SELECT purpose, count(*) AS n FROM requests GROUP BY purpose ORDER BY purpose")
    assert {row["purpose"] for row in kept} == {"form", "robots"}, "every answer is in the ledger and the archive"


def test_a_court_nobody_listens_at_costs_one_request(lab: Lab) -> None:
    house = house_of(court(1), rows=1)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # bound and not listening: it refuses, and nobody else takes the port
        house.port = bound.getsockname()[1]
        asked = absentia("probe", "--format", "json", at=configure(lab, house))
    assert asked.returncode == 3
    (row,) = json.loads(asked.stdout)
    assert (row["standing"], row["reason"]) == ("dark", "robots_unreachable:refused")
    assert len(lab.ask("SELECT 1 FROM requests")) == 1
