"""What the tests read of sentences: their English."""

from __future__ import annotations

from collections.abc import Mapping

from absentia.model.texts import Words


def named(sensitivity: Mapping[Words, float]) -> dict[str, float]:
    """The same number under other choices, by what each choice is called."""
    return {str(choice): value for choice, value in sensitivity.items()}
