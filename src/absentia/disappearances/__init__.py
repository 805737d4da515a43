"""Disappearances: what courts showed and show no more, with the captures that prove both."""

from __future__ import annotations

from absentia.collect.absences import AbsenceState
from absentia.disappearances.finding import find_disappearances, look_for_disappearances
from absentia.disappearances.record import REASONS, CourtLook, Disappearance, Disappearances

__all__ = [
    "REASONS",
    "AbsenceState",
    "CourtLook",
    "Disappearance",
    "Disappearances",
    "find_disappearances",
    "look_for_disappearances",
]
