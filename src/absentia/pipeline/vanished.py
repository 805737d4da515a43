"""The disappearances found in a rehearsal held against the removals that happened."""

from __future__ import annotations

from absentia.disappearances import look_for_disappearances
from absentia.disappearances.truth import against
from absentia.observatory import Observatory
from absentia.rehearsal.courthouse import truth as truths
from absentia.rehearsal.courthouse.life import Life


def vanished(observatory: Observatory, life: Life) -> dict[str, int]:
    """Removals that happened and could be confirmed, those found, and what was called one and is none."""
    return against(observatory, look_for_disappearances(observatory), truths.disappearances(life, life.end)).as_json()
