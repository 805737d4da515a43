"""No test here may reach past this machine; and what every test needs: an observatory, a clock, a way to run."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.collect.small_court import Courthouse

from absentia.collect import Ledger, RunReport, collect
from absentia.collect.clock import Clock, VirtualClock
from absentia.collect.courts import Court
from absentia.collect.plan import make_plan
from absentia.collect.request import Loopback
from absentia.collect.settings import Settings
from absentia.disappearances import alarms_of_run
from absentia.observatory import Observatory
from absentia.sources.ru_sudrf.courts import LEVELS

START = dt.datetime(2023, 3, 14, 9, 0, tzinfo=dt.UTC)
SETTINGS: dict[str, Any] = {
    "contact": "test@synthetic.example",
    "provisions": ("337", "338"),
    "since": dt.date(2023, 1, 1),
    "whole_register": False,
}


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guard: any connection that is not to this machine fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1"):
            pytest.fail(f"a test tried to reach {address}")
        connect(self, address)

    def resolve(host: Any, *arguments: Any, **keywords: Any) -> Any:
        if host not in ("127.0.0.1", "localhost", None):
            pytest.fail(f"a test tried to look up {host}")
        return _resolve(host, *arguments, **keywords)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)


_resolve = socket.getaddrinfo


class Lab:
    """One observatory and its courthouse, run after run, in virtual time."""

    def __init__(self, path: Path) -> None:
        self.observatory = Observatory.create(path / "observatory")
        self.clock: Clock = VirtualClock(START)

    def settings(self, **changes: Any) -> Settings:
        return Settings.model_validate(SETTINGS | changes)

    @property
    def now(self) -> dt.datetime:
        return self.clock.now()

    def later(self, **delta: float) -> None:
        self.clock = VirtualClock(self.now + dt.timedelta(**delta))

    def courts(self, house: Courthouse) -> list[Court]:
        return [Court(c.host, c.name, c.code, LEVELS[c.level], c.region, c.template) for c in house.courts]

    def run(
        self,
        house: Courthouse,
        *,
        courts: list[Court] | None = None,
        meanwhile: Callable[[Ledger], None] | None = None,
        everything: bool = False,
        **changes: Any,
    ) -> RunReport:
        settings = self.settings(**changes)
        file = self.observatory.path / "state.sqlite"
        ledger = Ledger(file) if file.exists() else None
        plan = make_plan(settings, courts or self.courts(house), ledger, self.now, everything=everything)
        if ledger is not None:
            ledger.close()

        async def go() -> RunReport:
            house.port = 0
            async with house:
                told = (lambda _progress: meanwhile(Ledger(file))) if meanwhile else None
                return await collect(
                    self.observatory,
                    plan,
                    clock=self.clock,
                    transport=Loopback(house.port),
                    progress=told,
                    alarms=alarms_of_run,
                )

        return asyncio.run(go())

    def make_due(self, guid: str | None = None) -> None:
        """Make cards due at once; as a run writes it down, and no seal covers it yet."""
        connection = sqlite3.connect(self.observatory.path / "state.sqlite")
        with connection:
            connection.execute(
                "INSERT INTO runs (id, started, ended, plan_digest) SELECT 'due ' || count(*), '', '', '' FROM runs"
            )
            connection.execute("UPDATE cards SET next_visit = '2023-01-01' WHERE guid = coalesce(?, guid)", (guid,))
        connection.close()

    def ask(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        connection = sqlite3.connect(self.observatory.path / "state.sqlite")
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(sql, values)]
        finally:
            connection.close()

    def sweeps(self) -> list[dict[str, Any]]:
        """The sweeps of the newest run, without parts of split windows."""
        return self.ask(
            "SELECT * FROM sweeps WHERE parent IS NULL AND run = (SELECT id FROM runs ORDER BY started DESC LIMIT 1) "
            "ORDER BY id"
        )


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)
