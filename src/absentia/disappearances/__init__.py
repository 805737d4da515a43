"""Disappearances: what courts showed and show no more, with the captures that prove both."""

from __future__ import annotations

from absentia.disappearances.alarm import alarms_of_run
from absentia.disappearances.counting import Gone, chart, chosen, count, tipping, withheld
from absentia.disappearances.episodes import AbsenceState
from absentia.disappearances.finding import (
    ensure_disappearances,
    find_disappearances,
    look_for_disappearances,
)
from absentia.disappearances.judged import judge, key_of
from absentia.disappearances.record import CourtLook, Disappearance, Disappearances
from absentia.disappearances.truth import Comparison, against

__all__ = [
    "AbsenceState",
    "Comparison",
    "CourtLook",
    "Disappearance",
    "Disappearances",
    "Gone",
    "against",
    "alarms_of_run",
    "chart",
    "chosen",
    "count",
    "ensure_disappearances",
    "find_disappearances",
    "judge",
    "key_of",
    "look_for_disappearances",
    "tipping",
    "withheld",
]
