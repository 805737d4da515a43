"""How much is tried: enough to see a rule break in every run of the tests, far more in a study (``make studies``)."""

from __future__ import annotations

import os

STUDY = "ABSENTIA_STUDY" in os.environ


def many(tested: int, studied: int) -> int:
    """How many worlds, kills or changes a property is tried on."""
    return studied if STUDY else tested
