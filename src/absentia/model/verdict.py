"""What a check of a claim can say."""

from __future__ import annotations

import enum


class Verdict(enum.StrEnum):
    """The four answers."""

    SUPPORTED = "supported"
    SUPPORTED_WITH_CAVEAT = "supported with caveat"
    NOT_SUPPORTED = "not supported"
    CANNOT_BE_TESTED = "cannot be tested"
