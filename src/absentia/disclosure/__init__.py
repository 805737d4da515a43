"""What may be shown: small counts withheld in all tables and versions of a publication together."""

from __future__ import annotations

from absentia.disclosure.attack import withhold, withhold_together
from absentia.disclosure.problem import Bound, Problem, Sum
from absentia.disclosure.tables import Cell, Key, Publication, Table, Version

__all__ = [
    "Bound",
    "Cell",
    "Key",
    "Problem",
    "Publication",
    "Sum",
    "Table",
    "Version",
    "withhold",
    "withhold_together",
]
