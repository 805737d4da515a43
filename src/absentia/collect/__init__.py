"""The collector: asks courts politely, archives every answer before reading it, and keeps a ledger of every look.

Usage::

    collection = Collection.open(observatory)
    report = asyncio.run(collect(observatory, collection.plan(), clock=collection.clock))
"""

from __future__ import annotations

from absentia.collect.collection import Collection, reading
from absentia.collect.ledger import Ledger
from absentia.collect.plan import Plan
from absentia.collect.report import RunReport
from absentia.collect.run import collect

__all__ = ["Collection", "Ledger", "Plan", "RunReport", "collect", "reading"]
