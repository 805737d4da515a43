"""What is rehearsed: kept apart from the rehearsal itself, which loads every stage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """What is rehearsed."""

    courts: int = 6
    months: int = 3
    seed: int = 1
    faults: tuple[str, ...] = ()
    kills: int = 0
    answering: bool = True
    """A person answers the captchas."""
