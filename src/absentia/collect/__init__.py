"""The collector: asks courts politely, archives every answer before reading it, and keeps a ledger of every look.

Usage::

    settings = read_settings(observatory)
    plan = make_plan(settings, courts_of(observatory, settings), ledger=None, now=clock.now())
    report = asyncio.run(collect(observatory, plan, clock=SystemClock()))
"""

from __future__ import annotations

from absentia.collect.clock import Clock, SystemClock, VirtualClock
from absentia.collect.courts import Court, chosen, courts_of, shard
from absentia.collect.fetch import Loopback, Network
from absentia.collect.ledger import FILE, Ledger
from absentia.collect.plan import Plan, make_plan
from absentia.collect.presets import apply_preset
from absentia.collect.rehearsing import Person, answer_in_rehearsal
from absentia.collect.report import RunReport
from absentia.collect.run import Progress, collect, fetch_pictures, reading, start_of, transport_of
from absentia.collect.settings import Settings, portal_of, read_settings
from absentia.collect.sharing import Sharing, only_reads, own_shard, sharing_of
from absentia.collect.status import Status, status
from absentia.collect.sweeps import Question

__all__ = [
    "FILE",
    "Clock",
    "Court",
    "Ledger",
    "Loopback",
    "Network",
    "Person",
    "Plan",
    "Progress",
    "Question",
    "RunReport",
    "Settings",
    "Sharing",
    "Status",
    "SystemClock",
    "VirtualClock",
    "answer_in_rehearsal",
    "apply_preset",
    "chosen",
    "collect",
    "courts_of",
    "fetch_pictures",
    "make_plan",
    "only_reads",
    "own_shard",
    "portal_of",
    "read_settings",
    "reading",
    "shard",
    "sharing_of",
    "start_of",
    "status",
    "transport_of",
]
