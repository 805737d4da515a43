"""Another counter's list held against the records here: what both have, and why the rest differs."""

from __future__ import annotations

from absentia.reconcile.method import Reconciliation, reconcile

__all__ = ["Reconciliation", "reconcile"]
