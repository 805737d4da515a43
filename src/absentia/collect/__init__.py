"""The collector: asks courts politely, archives every answer before reading it, and keeps a ledger of every look.

Usage::

    collection = Collection.open(observatory)
    report = asyncio.run(collect(observatory, collection.plan(), clock=collection.clock))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from absentia.collect.collection import Collection
    from absentia.collect.ledger import Ledger
    from absentia.collect.ledger.merged import reading
    from absentia.collect.plan import Plan
    from absentia.collect.report import RunReport
    from absentia.collect.run import collect

__all__ = ["Collection", "Ledger", "Plan", "RunReport", "collect", "reading"]
# who only reads the ledger waits for no client of HTTP
_IN = {
    "Collection": "collection",
    "Ledger": "ledger",
    "Plan": "plan",
    "RunReport": "report",
    "collect": "run",
    "reading": "ledger.merged",
}


def __getattr__(name: str) -> Any:
    if name not in _IN:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_IN[name]}"), name)
