"""Synthetic pages in the portals' markup, with known truth; everything it makes says synthetic.

:mod:`~absentia.rehearsal.world` simulates prosecutions in invented courts, :mod:`~absentia.rehearsal.view` says what a
register shows on a given day, :mod:`~absentia.rehearsal.primary` and :mod:`~absentia.rehearsal.vnkod` write it in the
markup of the two templates, :mod:`~absentia.rehearsal.write` decides which pages a visit brings home, and
:mod:`~absentia.rehearsal.truth` counts the simulated world itself, never the pages.
"""

from __future__ import annotations

from absentia.rehearsal.courts import COURTS, SyntheticCourt
from absentia.rehearsal.truth import Truth
from absentia.rehearsal.world import World, simulate
from absentia.rehearsal.write import write_pages

__all__ = ["COURTS", "SyntheticCourt", "Truth", "World", "simulate", "write_pages"]
